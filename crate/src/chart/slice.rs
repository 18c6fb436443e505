//! Slices of both networks' losses on one scale: what the line, the contour and the surface are drawn from.

use super::axis::{self, Tick};
use super::table::Table;
use crate::number::{number, percent};

/// The training loss of both networks over the plane `w + a·d1 + b·d2` through their weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Slices {
    n: usize,
    span: f64,
    values: [Vec<f32>; 2],
    log: bool,
    /// What is known of each slice beside its values.
    pub facts: [Facts; 2],
    /// What the networks are called: 'without', 'with'.
    pub names: [String; 2],
    /// What the directions are called.
    pub axes: [String; 2],
}

/// What is known of a slice beside its values. Every part may be missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The path that training took, projected on the plane, oldest first.
    pub path: Vec<PathPoint>,
    /// The shares of the path's variance that the two directions hold.
    pub explained: Option<[Option<f64>; 2]>,
    /// The mean of the second differences' sizes, both ways, over the range.
    pub roughness: Option<f64>,
    /// Strict local minima.
    pub minima: Option<f64>,
}

/// A point of a path.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PathPoint {
    /// The step of training.
    pub step: Option<f64>,
    /// Along the first direction.
    pub a: Option<f64>,
    /// Along the second direction.
    pub b: Option<f64>,
    /// The distance from the plane.
    pub off: Option<f64>,
    /// The true loss there.
    pub loss: Option<f64>,
}

/// One scale for both networks: a loss's place between the lowest and the highest of both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    log: bool,
    /// The ends; decimal logarithms on a logarithmic scale.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Scale {
    /// The scale that holds all finite values; not empty even if they are one, or none.
    #[must_use]
    pub fn of<'a>(values: impl Iterator<Item = &'a f32>, log: bool) -> Self {
        let map = |v: f32| if log { libm::log10(f64::from(v)) } else { f64::from(v) };
        let finite = values.filter(|v| v.is_finite() && (!log || **v > 0.0)).map(|v| map(*v));
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        if low > high {
            return Self { log, low: if log { -1.0 } else { 0.0 }, high: if log { 0.0 } else { 1.0 } };
        }
        // A loss starts at 0, so a linear scale does, unless that would flatten what there is.
        let low = if !log && low >= 0.0 && low < 0.5 * high { 0.0 } else { low };
        let least = if log { 0.02 } else { 1e-3 * high.abs().max(low.abs()).max(1e-30) };
        if high - low < least {
            let middle = low / 2.0 + high / 2.0;
            return Self { log, low: middle - least, high: middle + least };
        }
        Self { log, low, high }
    }

    /// Whether it is logarithmic.
    #[must_use]
    pub fn is_log(&self) -> bool {
        self.log
    }

    /// A loss on the axis: itself, or its decimal logarithm; what lies outside is held at the ends. NaN stays.
    #[must_use]
    pub fn axis(&self, value: f64) -> f64 {
        let at = if !self.log {
            value
        } else if value > 0.0 {
            libm::log10(value)
        } else if value.is_nan() {
            value
        } else {
            self.low
        };
        if at.is_nan() { at } else { at.clamp(self.low, self.high) }
    }

    /// A loss as a share of the scale, 0 … 1. NaN stays.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        // Halved, for the difference of two large numbers overflows.
        (self.axis(value) / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0)
    }

    /// The share of a place on the axis.
    #[must_use]
    pub fn share_of_axis(&self, at: f64) -> f64 {
        (at / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0)
    }

    /// Ticks on the axis.
    #[must_use]
    pub fn ticks(&self, most: usize) -> Vec<Tick> {
        if self.log { axis::logarithmic(self.low, self.high, most) } else { axis::linear(self.low, self.high, most) }
    }

    /// The loss at a place on the axis, in words.
    #[must_use]
    pub fn words(&self, at: f64) -> String {
        if self.log { crate::number::from_log10(at) } else { number(at) }
    }
}

impl Slices {
    /// Slices on n × n points (row 0 at b = −span, column 0 at a = −span), rows that are not yet there being NaN or
    /// missing at the end.
    #[must_use]
    pub fn new(n: usize, span: f64, a: &[f32], b: &[f32], log: bool) -> Self {
        let n = n.clamp(2, 401);
        let whole = |values: &[f32]| {
            let mut out = values[..values.len().min(n * n)].to_vec();
            out.resize(n * n, f32::NAN);
            out
        };
        let span = if span.is_finite() && span > 0.0 { span } else { 1.0 };
        Self {
            n,
            span,
            values: [whole(a), whole(b)],
            log,
            facts: [Facts::default(), Facts::default()],
            names: ["without".into(), "with".into()],
            axes: ["direction 1".into(), "direction 2".into()],
        }
    }

    /// Points a side.
    #[must_use]
    pub fn n(&self) -> usize {
        self.n
    }

    /// Half the side of the plane.
    #[must_use]
    pub fn span(&self) -> f64 {
        self.span
    }

    /// The coordinate of a column or row.
    #[must_use]
    pub fn coordinate(&self, index: usize) -> f64 {
        self.span * (2.0 * index as f64 / (self.n - 1) as f64 - 1.0)
    }

    /// A network's losses, row by row.
    #[must_use]
    pub fn values(&self, network: usize) -> &[f32] {
        &self.values[network % 2]
    }

    /// A network's loss along the first direction: the middle row.
    #[must_use]
    pub fn row(&self, network: usize) -> &[f32] {
        let middle = self.n / 2 * self.n;
        &self.values(network)[middle..middle + self.n]
    }

    /// The loss of the trained network, at the centre; NaN if there is no point there or it is not known yet.
    #[must_use]
    pub fn centre(&self, network: usize) -> f64 {
        if self.n % 2 == 1 { f64::from(self.row(network)[self.n / 2]) } else { f64::NAN }
    }

    /// One scale for both networks' whole slices.
    #[must_use]
    pub fn scale(&self) -> Scale {
        Scale::of(self.values.iter().flatten(), self.log)
    }

    /// One scale for both networks' lines.
    #[must_use]
    pub fn row_scale(&self) -> Scale {
        Scale::of(self.row(0).iter().chain(self.row(1)), self.log)
    }

    /// 'A, without'.
    #[must_use]
    pub fn name(&self, network: usize) -> String {
        format!("{}, {}", ["A", "B"][network % 2], self.names[network % 2])
    }

    /// The part of a path that lies on the plane's square, in pieces, and whether any of it lies outside.
    #[must_use]
    pub fn path(&self, network: usize) -> (Vec<Vec<(f64, f64)>>, bool) {
        let points = self.facts[network % 2].path.iter().filter_map(|point| Some((point.a?, point.b?)));
        let points: Vec<_> = points.filter(|(a, b)| a.is_finite() && b.is_finite()).collect();
        let outside = points.iter().any(|(a, b)| a.abs() > self.span || b.abs() > self.span);
        (inside(&points, self.span), outside)
    }

    /// How much of the path the plane holds, in words; nothing if there is no path.
    #[must_use]
    pub fn explained(&self, network: usize) -> Option<String> {
        let facts = &self.facts[network % 2];
        if let Some([Some(first), Some(second)]) = facts.explained {
            return Some(format!("the plane holds {} of the path", percent(first + second)));
        }
        let off = facts.path.iter().filter_map(|point| point.off).filter(|off| off.is_finite()).fold(0.0, f64::max);
        (off > 0.0).then(|| format!("the path lies up to {} off the plane", number(off)))
    }

    /// Lowest, highest and centre of each network, as sentences.
    #[must_use]
    pub fn summary(&self, what: &str, values: fn(&Self, usize) -> Vec<f32>) -> String {
        let mut out = what.to_owned();
        for network in 0..2 {
            let values = values(self, network);
            let finite = values.iter().filter(|v| v.is_finite());
            let (low, high) =
                finite.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
            out.push_str(&format!(" {}: ", self.name(network)));
            if low > high {
                let computed = values.iter().any(|loss| loss.is_infinite());
                out.push_str(if computed { "no loss there is finite." } else { "nothing computed yet." });
                continue;
            }
            out.push_str(&format!("from {} to {}", number(f64::from(low)), number(f64::from(high))));
            let centre = self.centre(network);
            if centre.is_finite() {
                out.push_str(&format!(", {} at the trained weights", number(centre)));
            }
            if let Some(roughness) = self.facts[network].roughness.filter(|r| r.is_finite()) {
                out.push_str(&format!(", roughness {}", number(roughness)));
            }
            if let Some(words) = self.explained(network) {
                out.push_str("; ");
                out.push_str(&words);
            }
            let missing = values.iter().filter(|v| v.is_nan()).count();
            if missing > 0 {
                out.push_str(&format!("; {} computed", percent(1.0 - missing as f64 / values.len() as f64)));
            }
            out.push('.');
        }
        out
    }

    /// Every point's coordinates and both losses.
    #[must_use]
    pub fn table(&self) -> Table {
        let mut table = Table::new(
            "Training loss of both networks on the slice through their weights",
            ["a, along direction 1", "b, along direction 2", "loss A", "loss B"],
        );
        for row in 0..self.n {
            for column in 0..self.n {
                let k = row * self.n + column;
                let (a, b) = (self.coordinate(column) as f32, self.coordinate(row) as f32);
                table.push([a, b, self.values[0][k], self.values[1][k]]);
            }
        }
        table
    }
}

/// The pieces of a polyline inside the square of this half-width.
fn inside(points: &[(f64, f64)], half: f64) -> Vec<Vec<(f64, f64)>> {
    let mut out: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut piece: Vec<(f64, f64)> = Vec::new();
    if let [only] = points
        && only.0.abs() <= half
        && only.1.abs() <= half
    {
        return vec![vec![*only]];
    }
    for pair in points.windows(2) {
        match clip(pair[0], pair[1], half) {
            Some((from, to)) => {
                if piece.last() != Some(&from) {
                    if piece.len() > 1 {
                        out.push(std::mem::take(&mut piece));
                    }
                    piece = vec![from];
                }
                piece.push(to);
            }
            None => {
                if piece.len() > 1 {
                    out.push(std::mem::take(&mut piece));
                }
                piece.clear();
            }
        }
    }
    if piece.len() > 1 {
        out.push(piece);
    }
    out
}

/// The part of a segment inside the square of this half-width (Liang and Barsky 1984).
fn clip(from: (f64, f64), to: (f64, f64), half: f64) -> Option<((f64, f64), (f64, f64))> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut start, mut end) = (0.0_f64, 1.0_f64);
    for (direction, room) in [(-dx, from.0 + half), (dx, half - from.0), (-dy, from.1 + half), (dy, half - from.1)] {
        if direction == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if direction < 0.0 {
            start = start.max(room / direction);
        } else {
            end = end.min(room / direction);
        }
    }
    if start > end {
        return None;
    }
    let at = |t: f64| {
        if t == 0.0 {
            from
        } else if t == 1.0 {
            to
        } else {
            (from.0 + t * dx, from.1 + t * dy)
        }
    };
    Some((at(start), at(end)))
}
