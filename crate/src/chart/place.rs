//! Finding room for direct labels: of a few places each, the one that hides least.

/// A box on the page: left, top, right, bottom.
pub type Box4 = (f64, f64, f64, f64);

/// How much of two boxes is shared.
fn overlap(a: Box4, b: Box4) -> f64 {
    let width = a.2.min(b.2) - a.0.max(b.0);
    let height = a.3.min(b.3) - a.1.max(b.1);
    if width > 0.0 && height > 0.0 { width * height } else { 0.0 }
}

/// What labels must keep clear of.
#[derive(Clone, Debug, Default)]
pub struct Clutter {
    boxes: Vec<Box4>,
    points: Vec<(f64, f64)>,
}

impl Clutter {
    /// A box to keep clear of.
    pub fn block(&mut self, area: Box4) {
        self.boxes.push(area);
    }

    /// A curve to keep clear of, sampled every few pixels.
    pub fn curve(&mut self, points: &[(f64, f64)]) {
        for pair in points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let length = (to.0 - from.0).abs().max((to.1 - from.1).abs());
            if !length.is_finite() {
                continue;
            }
            let pieces = (length / 4.0).ceil().clamp(1.0, 400.0);
            for k in 0..=pieces as usize {
                let t = k as f64 / pieces;
                self.points.push((from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t));
            }
        }
    }

    /// How much a label in this box would hide, in square pixels or so, if that is less than `least`. What is quickly
    /// told is told first: figures are drawn anew many times a second, and most places are far too dear.
    fn cost(&self, area: Box4, inside: Box4, least: f64) -> Option<f64> {
        let (left, top, right, bottom) = area;
        let cost = |hidden: f64, crossed: usize, outside: f64| 3.0 * hidden + 60.0 * crossed as f64 + 20.0 * outside;
        let outside = ((right - left) * (bottom - top) - overlap(area, inside)).max(0.0);
        let under = |cost: f64| cost < least - 1e-9;
        if !under(cost(0.0, 0, outside)) {
            return None;
        }
        let hidden: f64 = self.boxes.iter().map(|other| overlap(area, *other)).sum();
        if !under(cost(hidden, 0, outside)) {
            return None;
        }
        let crossed = self.points.iter().filter(|(x, y)| *x > left && *x < right && *y > top && *y < bottom).count();
        Some(cost(hidden, crossed, outside)).filter(|cost| under(*cost))
    }

    /// The cheapest of some boxes for the label of a curve: one that lies nearer to another curve would name that one.
    /// The curve's own points are to be among those to keep clear of.
    pub fn settle_by(&mut self, candidates: &[Box4], own: &[(f64, f64)], inside: Box4) -> Option<(usize, f64)> {
        let far = |area: Box4, points: &[(f64, f64)]| {
            let squared = |(x, y): &(f64, f64)| {
                let (dx, dy) = ((area.0 - x).max(x - area.2).max(0.0), (area.1 - y).max(y - area.3).max(0.0));
                dx * dx + dy * dy
            };
            points.iter().map(squared).fold(f64::INFINITY, f64::min)
        };
        // Points of its own curve are sampled more finely among the others.
        let astray = |clutter: &Self, area: Box4| far(area, own) > far(area, &clutter.points) + 16.0;
        self.cheapest(candidates, inside, |clutter, area| if astray(clutter, area) { 400.0 } else { 0.0 })
    }

    /// The cheapest of some boxes, earlier ones first among equals; it is then kept clear of too. Returns its index
    /// and what it hides (0 where it hides nothing).
    pub fn settle(&mut self, candidates: &[Box4], inside: Box4) -> Option<(usize, f64)> {
        self.cheapest(candidates, inside, |_, _| 0.0)
    }

    /// The cheapest, with what a place costs beside what it hides, which is not less than nothing.
    fn cheapest(
        &mut self,
        candidates: &[Box4],
        inside: Box4,
        more: impl Fn(&Self, Box4) -> f64,
    ) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64)> = None;
        for (k, area) in candidates.iter().enumerate() {
            let least = best.map_or(f64::INFINITY, |(_, least)| least);
            let cost = self.cost(*area, inside, least).map(|cost| cost + more(self, *area));
            if let Some(cost) = cost.filter(|cost| *cost < least - 1e-9) {
                best = Some((k, cost));
            }
            // Nothing is cheaper than nothing.
            if best.is_some_and(|(_, least)| least <= 1e-9) {
                break;
            }
        }
        if let Some((k, _)) = best {
            self.block(candidates[k]);
        }
        best
    }
}

/// Places for a label of this size beside a mark: right of it, then above and below it, further and further away.
#[must_use]
pub fn beside(mark: (f64, f64), width: f64, height: f64) -> Vec<Box4> {
    let (x, y) = mark;
    let at = |left: f64, top: f64| (left, top, left + width, top + height);
    let mut out = vec![at(x + 10.0, y - height / 2.0)];
    for away in [8.0, 14.0, 22.0, 32.0, 44.0, 60.0] {
        out.push(at(x - width + 4.0, y - away - height));
        out.push(at(x - width + 4.0, y + away));
        out.push(at(x + 8.0, y - away - height / 2.0));
        out.push(at(x + 8.0, y + away - height / 2.0));
    }
    out.push(at(x - width - 14.0, y - height / 2.0));
    out
}

/// Places for a label of this size along a curve, from the far end on, above and below.
#[must_use]
pub fn along(points: &[(f64, f64)], width: f64, height: f64) -> Vec<Box4> {
    let mut out = Vec::new();
    for share in [0.97, 0.9, 0.82, 0.72, 0.62, 0.5, 0.38, 0.25, 0.12, 0.03] {
        let Some((x, y)) = points.get(((points.len().max(1) - 1) as f64 * share) as usize) else { continue };
        for away in [7.0, 12.0, 20.0, 30.0] {
            for left in [x - width, x - width / 2.0, *x] {
                out.push((left, y - away - height, left + width, y - away));
                out.push((left, y + away, left + width, y + away + height));
            }
        }
    }
    out
}

/// Places for a label of this width along an upright line: at its top, at its bottom, then between, on either side.
#[must_use]
pub fn upright(x: f64, top: f64, bottom: f64, width: f64) -> Vec<Box4> {
    let mut out = Vec::new();
    for share in [0.0, 1.0, 0.15, 0.85, 0.3, 0.7, 0.5] {
        let y = top + 2.0 + share * (bottom - top - 18.0);
        out.push((x + 5.0, y, x + 5.0 + width, y + 14.0));
        out.push((x - 5.0 - width, y, x - 5.0, y + 14.0));
    }
    out
}
