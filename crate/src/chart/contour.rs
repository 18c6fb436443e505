//! The loss as a map with contours, both networks side by side on one scale, with the path that training took.

use super::axis;
use super::marching::Field;
use super::palette::{DASH, mix};
use super::pen::{Network, Pen, Type};
use super::slice::{Scale, Slices};
use super::surface::ramp_bar;
use super::text::width;
use super::{Figure, Plot, Rect, Style, Table};
use crate::number::fixed;
use plotters::style::text_anchor::{HPos, VPos};

/// The figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Contour {
    /// Both networks' slices.
    pub slices: Slices,
}

/// Shades of the field.
const BANDS: usize = 28;

impl Contour {
    fn panel(&self, pen: &mut Pen, style: &Style, network: usize, plot: &Plot) {
        let slices = &self.slices;
        let scale = slices.scale();
        let Rect { left, top, right, bottom } = plot.area;
        pen.text(&slices.name(network), (left, top - 9.0), pen.title(Network(network)), HPos::Left, VPos::Bottom);
        pen.rect(plot.area, pen.palette.slot);
        let shares: Vec<f64> = slices.values(network).iter().map(|v| scale.share(f64::from(*v))).collect();
        let n = slices.n();
        let pixel = |(column, row): (f64, f64)| {
            let along = |at: f64, from: f64, to: f64| from + at / (n - 1) as f64 * (to - from);
            (along(column, left, right), along(row, bottom, top))
        };
        if let Some(field) = Field::new(n, n, &shares) {
            for band in 0..BANDS {
                let outlines = field.region(band as f64 / BANDS as f64);
                let color = style.theme.amount((band as f64 + 0.5) / BANDS as f64);
                let area = keyholed(&outlines, pixel);
                if area.len() > 2 {
                    pen.polygon(&area, color);
                }
            }
            for level in self.levels(&scale) {
                let share = scale.share_of_axis(level);
                let toward = if share < 0.6 { pen.palette.ink } else { pen.palette.paper };
                let color = mix(style.theme.amount(share), toward, 0.32);
                for line in field.lines(share) {
                    let points: Vec<_> = line.into_iter().map(pixel).collect();
                    pen.line(&points, color, 1.0);
                }
            }
        }
        pen.frame(plot.area, pen.palette.line2);
        self.path(pen, network, plot);
    }

    /// Where contours run: at round losses, some ten of them, as places on the scale's axis.
    fn levels(&self, scale: &Scale) -> Vec<f64> {
        let (low, high) = (scale.low, scale.high);
        if !scale.is_log() || high - low < 0.9 {
            return scale.ticks(12).into_iter().map(|(at, _)| at).collect();
        }
        let multiples: &[f64] = if high - low < 5.0 { &[1.0, 2.0, 5.0] } else { &[1.0] };
        (low.floor() as i64..=high.ceil() as i64)
            .flat_map(|k| multiples.iter().map(move |m| k as f64 + libm::log10(*m)))
            .filter(|at| *at > low && *at < high)
            .collect()
    }

    /// The path with a halo, ○ at its start, the network's mark at its end; without one a dot at the trained weights.
    fn path(&self, pen: &mut Pen, network: usize, plot: &Plot) {
        let color = pen.palette.network[network];
        let (pieces, _) = self.slices.path(network);
        let pixels: Vec<Vec<_>> = pieces.iter().map(|piece| piece.iter().map(|at| plot.pixel(*at)).collect()).collect();
        for piece in &pixels {
            if piece.len() > 1 {
                pen.line(piece, pen.ground, 5.0);
            }
        }
        for piece in &pixels {
            if piece.len() < 2 {
                continue;
            }
            if network == 0 {
                pen.dashed(piece, color, 2.25, DASH);
            } else {
                pen.line(piece, color, 2.25);
            }
        }
        let within = |point: Option<&super::PathPoint>| {
            let (a, b) = point.and_then(|point| Some((point.a?, point.b?)))?;
            (a.abs() <= self.slices.span() && b.abs() <= self.slices.span()).then(|| plot.pixel((a, b)))
        };
        let facts = &self.slices.facts[network];
        if let Some(start) = within(facts.path.first()) {
            pen.disc(start, 4.25, pen.ground, color, 2.0);
        }
        let centre = plot.pixel((0.0, 0.0));
        pen.disc(centre, 2.75, pen.palette.ink, pen.ground, 1.5);
        if let Some(end) = within(facts.path.last()).filter(|_| facts.path.len() > 1) {
            pen.mark_of(Network(network), end, 1.0, 1.75);
        }
    }

    fn ticks(&self, pen: &mut Pen, network: usize, plot: &Plot) {
        let Rect { left, right, bottom, .. } = plot.area;
        let most = if right - left < 190.0 { 2 } else { 4 };
        for (at, words) in axis::linear(plot.x.0, plot.x.1, most) {
            let (x, y) = plot.pixel((at, at));
            let align = if x - left < 4.0 {
                HPos::Left
            } else if right - x < 4.0 {
                HPos::Right
            } else {
                HPos::Center
            };
            pen.text(&words, (x, bottom + 7.0), pen.quiet(), align, VPos::Top);
            // The vertical axis is the same, so one panel says it.
            if network == 0 && left >= 20.0 {
                let y = y.clamp(plot.area.top + 5.0, bottom - 5.0);
                pen.text(&words, (left - 6.0, y), pen.quiet(), HPos::Right, VPos::Center);
            }
        }
    }
}

/// Outlines as one polygon: from one point out to each and back, which encloses nothing more. Holes stay holes.
fn keyholed(outlines: &[Vec<(f64, f64)>], pixel: impl Fn((f64, f64)) -> (f64, f64)) -> Vec<(f64, f64)> {
    let mut out: Vec<(f64, f64)> = Vec::new();
    for outline in outlines {
        out.extend(outline.iter().map(|at| pixel(*at)));
        if outlines.len() > 1
            && let Some(home) = out.first().copied()
        {
            out.push(home);
        }
    }
    out
}

impl Figure for Contour {
    fn compose(&self, pen: &mut Pen, style: &Style) -> Vec<Plot> {
        let slices = &self.slices;
        let scale = slices.scale();
        let narrow = style.width < 560.0;
        let (gutter, gap) = (34.0, if narrow { 12.0 } else { 40.0 });
        let words: Vec<_> = (0..2).map(|network| self.words(network)).collect();
        let lines = words.iter().map(Vec::len).max().unwrap_or(0);
        // Words stand right of each map where there is room, below where there is not.
        let top = 26.0;
        let below = 22.0 + 24.0 + if narrow { 8.0 + 15.0 * lines as f64 } else { 0.0 };
        let beside = if narrow || lines == 0 { 0.0 } else { 118.0 };
        let column = (style.width - gutter - gap - 1.0) / 2.0;
        let side = (style.height - top - below).min(column - beside).max(20.0);
        let start = gutter + if narrow { ((column - side) / 2.0).max(0.0) } else { 0.0 };
        let mut plots = Vec::new();
        for (network, words) in words.iter().enumerate() {
            let left = start + network as f64 * (column + gap);
            let area = Rect { left, top, right: left + side, bottom: top + side };
            let range = (-slices.span(), slices.span());
            let plot = Plot { area, x: range, y: range };
            self.panel(pen, style, network, &plot);
            self.ticks(pen, network, &plot);
            for (k, (line, strong)) in words.iter().enumerate() {
                let face = Type { bold: *strong, color: pen.palette.ink2, ..pen.quiet() };
                let at = if narrow {
                    (left, area.bottom + 40.0 + 15.0 * k as f64)
                } else {
                    (area.right + 12.0, top + 12.0 + 16.0 * k as f64)
                };
                pen.text(line, at, face, HPos::Left, VPos::Bottom);
            }
            plots.push(plot);
        }
        let name = format!("across: {}, up: {}", slices.axes[0], slices.axes[1]);
        let baseline = (top + side + below).min(style.height) - 6.0;
        let key = if scale.is_log() { "loss, log" } else { "loss" };
        let ends = [scale.words(scale.low), scale.words(scale.high)];
        let widths = [width(key, 11.0), width(&ends[0], 11.0), width(&ends[1], 11.0)];
        let bar = if narrow { 70.0 } else { 120.0 };
        let mut x = start;
        pen.text(key, (x, baseline), pen.quiet(), HPos::Left, VPos::Bottom);
        x += widths[0] + 6.0;
        pen.text(&ends[0], (x, baseline), pen.quiet(), HPos::Left, VPos::Bottom);
        x += widths[1] + 4.0;
        ramp_bar(pen, style, Rect { left: x, top: baseline - 8.0, right: x + bar, bottom: baseline });
        x += bar + 6.0;
        pen.text(&ends[1], (x, baseline), pen.quiet(), HPos::Left, VPos::Bottom);
        x += widths[2] + 16.0;
        if x + width(&name, 11.0) < style.width {
            pen.text(&name, (style.width - 1.0, baseline), pen.quiet(), HPos::Right, VPos::Bottom);
        }
        plots
    }

    fn summary(&self) -> String {
        let span = fixed(self.slices.span(), 1);
        let what =
            format!("Training loss over the plane from −{span} to {span} both ways, both networks on one scale.");
        self.slices.summary(&what, |slices, network| slices.values(network).to_vec())
    }

    fn table(&self) -> Table {
        self.slices.table()
    }
}

impl Contour {
    /// What is said of a network's path, line by line, and which lines are strong.
    fn words(&self, network: usize) -> Vec<(String, bool)> {
        let mut out = Vec::new();
        let Some(words) = self.slices.explained(network) else { return out };
        match words.strip_suffix(" of the path").and_then(|words| words.rsplit_once("holds ")) {
            Some((_, share)) => {
                out.push(("the plane holds".into(), false));
                out.push((format!("{share} of the path"), true));
            }
            None => match words.split_once(" up to ") {
                Some((start, rest)) => {
                    out.push((format!("{start} up to"), false));
                    out.push((rest.into(), true));
                }
                None => out.push((words, false)),
            },
        }
        if self.slices.path(network).1 {
            out.push(("part of it outside".into(), false));
        }
        out
    }
}
