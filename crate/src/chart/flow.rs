//! How the gradient fares on its way back: its size by layer as a line, and by layer and step as maps.
//!
//! The size is ‖∂L/∂h_l‖ over the whole training set, divided by the last layer's unless asked otherwise, on a
//! logarithmic scale. Layers lie where the caller says, so that they line up with whatever shows layers above.

use super::axis;
use super::frames::{Frames, merged};
use super::pen::{Network, Pen};
use super::place::{Clutter, along};
use super::text::width;
use super::{Figure, Plot, Rect, Style, Table};
use crate::number::{count, from_log10, power};
use plotters::style::text_anchor::{HPos, VPos};

/// A network's gradients by step and layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gradients {
    /// Blocks.
    pub depth: usize,
    /// Steps, rising.
    pub step: Vec<f32>,
    /// For each step the decimal logarithms of the gradient's size at h_0 … h_depth; −∞ where it is exactly 0, NaN
    /// where it is not known.
    pub rows: Vec<Vec<f32>>,
}

impl Gradients {
    /// Reads recorded frames, each row relative to its last layer unless `absolute`.
    #[must_use]
    pub fn read(frames: Frames<'_>, depth: usize, absolute: bool) -> Self {
        let mut out = Self { depth, ..Self::default() };
        for frame in frames.iter() {
            let step = frame.step();
            if !(step.is_finite() && step >= 0.0) || out.step.last().is_some_and(|last| step <= *last) {
                continue;
            }
            let last = frame.grad().last().copied().unwrap_or(f32::NAN);
            let by = if absolute { 0.0 } else { last };
            // Nothing can be measured by a last gradient of 0.
            let relative = |g: &f32| if by.is_finite() && !(*g == f32::INFINITY) { g - by } else { f32::NAN };
            out.step.push(step);
            out.rows.push(frame.grad().iter().map(relative).collect());
        }
        out
    }

    /// The newest row, h_1 … h_depth.
    fn now(&self) -> &[f32] {
        self.rows.last().and_then(|row| row.get(1..)).unwrap_or(&[])
    }
}

/// Which parts are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FlowPart {
    /// The line and both maps.
    #[default]
    All,
    /// The line alone.
    Line,
    /// The maps' axes, for a page that paints the maps itself.
    Axes,
}

/// The figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// A's gradients and B's.
    pub runs: [Gradients; 2],
    /// What the networks are called.
    pub names: [String; 2],
    /// Steps of the whole run, where they are known: the maps end there, and what is not yet trained is empty.
    pub steps: f64,
    /// Which parts.
    pub part: FlowPart,
    /// The pixel of layer 1's middle and the pixels from layer to layer; the whole width is used without.
    pub x: Option<(f64, f64)>,
    /// The scale's ends as decimal logarithms; those of the data without.
    pub range: Option<(f64, f64)>,
    /// A layer that is pointed at.
    pub hover: Option<usize>,
    /// Whether the gradients are themselves, not relative to the last layer's.
    pub absolute: bool,
    /// Whether blocks are counted, each of them more or less than one layer.
    pub blocks: bool,
}

const GUTTER: f64 = 48.0;
const LEVELS: usize = 64;

impl Flow {
    fn depth(&self) -> usize {
        self.runs.iter().map(|run| run.depth).max().unwrap_or(1).max(1)
    }

    /// The scale: what the caller says, or whole decades round all that is shown and the last layer's 1.
    fn scale(&self) -> (f64, f64) {
        if let Some((low, high)) = self.range.filter(|(low, high)| low.is_finite() && high.is_finite() && low < high) {
            return (low, high);
        }
        let rows = |run: &Gradients| -> Vec<f32> {
            if self.part == FlowPart::Line { run.now().to_vec() } else { run.rows.iter().flatten().copied().collect() }
        };
        let all = self.runs.iter().flat_map(rows).filter(|v| v.is_finite()).map(f64::from);
        let start = if self.absolute { (f64::INFINITY, f64::NEG_INFINITY) } else { (0.0, 0.0) };
        let (low, high) = all.fold(start, |(low, high), v| (low.min(v), high.max(v)));
        if low > high {
            return (-2.0, 0.0);
        }
        // No ratio of two floats lies beyond.
        let low = (low - 0.05).floor().clamp(-800.0, 798.0);
        let high = (high + 0.05).ceil().clamp(low + 1.0, 800.0);
        if high - low < 2.0 { (low - 1.0, high) } else { (low, high) }
    }

    fn columns(&self, style: &Style) -> (f64, f64) {
        let depth = self.depth() as f64;
        match self.x {
            Some((first, pitch)) if first.is_finite() && pitch > 0.0 => (first, pitch),
            _ => {
                let pitch = (style.width - GUTTER) / depth;
                (pitch / 2.0, pitch)
            }
        }
    }

    /// What is counted.
    fn unit(&self) -> &'static str {
        if self.blocks { "block" } else { "layer" }
    }

    /// What is drawn.
    fn amount(&self) -> String {
        if self.absolute {
            "‖∂L/∂h‖".into()
        } else {
            format!("‖∂L/∂h‖ ÷ the last {}’s", self.unit())
        }
    }

    fn name(&self, network: usize) -> String {
        let letter = ["A", "B"][network];
        if self.names[network].is_empty() { letter.into() } else { format!("{letter}, {}", self.names[network]) }
    }

    fn line(&self, pen: &mut Pen, plot: &Plot, style: &Style) {
        let Rect { left, top, right, bottom } = plot.area;
        pen.text(&format!("{}, logarithmic", self.amount()), (left, top - 9.0), pen.quiet(), HPos::Left, VPos::Bottom);
        let most = ((bottom - top) / 26.0).clamp(2.0, 7.0) as usize;
        // Without a gutter the labels stand inside, above their lines.
        let gutter = style.width - right >= 34.0;
        let mut clutter = Clutter::default();
        for (at, words) in axis::logarithmic(plot.y.0, plot.y.1, most) {
            let y = plot.pixel((0.0, at)).1;
            pen.hairline((left, y), (right, y), pen.palette.line);
            if gutter {
                pen.text(&words, (right + 7.0, y), pen.quiet(), HPos::Left, VPos::Center);
            } else if y > top + 12.0 {
                pen.text(&words, (right, y - 4.0), pen.quiet(), HPos::Right, VPos::Bottom);
                clutter.block((right - 34.0, y - 16.0, right, y));
            }
        }
        let mut curves: [Vec<(f64, f64)>; 2] = [Vec::new(), Vec::new()];
        for (network, run) in self.runs.iter().enumerate() {
            let mut piece = Vec::new();
            let mut pieces = Vec::new();
            for (k, value) in run.now().iter().enumerate() {
                let layer = (k + 1) as f64;
                let value = f64::from(*value);
                if value.is_finite() {
                    let at = (layer, value.clamp(plot.y.0, plot.y.1));
                    piece.push(at);
                    curves[network].push(plot.pixel(at));
                } else {
                    pieces.push(std::mem::take(&mut piece));
                    if value == f64::NEG_INFINITY {
                        // Exactly 0: a tick at the bottom.
                        let (x, y) = plot.pixel((layer, plot.y.0));
                        pen.line(&[(x, y), (x, y - 6.0)], pen.palette.network[network], 2.0);
                    }
                }
            }
            pieces.push(piece);
            for piece in pieces {
                if let [only] = piece.as_slice() {
                    pen.mark_of(Network(network), plot.pixel(*only), 0.6, 0.0);
                }
                pen.series(plot, Network(network), &piece, false);
            }
            clutter.curve(&curves[network]);
        }
        if let Some(layer) = self.hover {
            let x = plot.pixel((layer as f64, 0.0)).0;
            clutter.block((x - 8.0, top, x + 8.0, bottom));
        }
        let room = (left, top - 4.0, right, bottom);
        for network in [1, 0] {
            let words = self.name(network);
            let spots = along(&curves[network], width(&words, super::palette::LABEL), 15.0);
            if let Some((k, _)) = clutter.settle_by(&spots, &curves[network], room) {
                let (from, above, to, below) = spots[k];
                let at = ((from + to) / 2.0, (above + below) / 2.0);
                pen.text(&words, at, pen.loud(Network(network)), HPos::Center, VPos::Center);
            }
        }
    }

    fn layers(&self, pen: &mut Pen, style: &Style, y: f64) {
        let (first, pitch) = self.columns(style);
        let depth = self.depth();
        for (layer, words) in axis::layers(depth, pitch, self.unit()) {
            let x = first + (layer as f64 - 1.0) * pitch;
            let (at, align) = if layer == 1 && depth > 1 {
                (x - pitch / 2.0, HPos::Left)
            } else if layer == depth && depth > 1 {
                (x + pitch / 2.0, HPos::Right)
            } else {
                (x, HPos::Center)
            };
            pen.text(&words, (at, y), pen.quiet(), align, VPos::Top);
        }
    }

    /// A map's words and, unless the page paints it, its cells.
    fn map(&self, pen: &mut Pen, network: usize, plot: &Plot, style: &Style) {
        let Rect { left, top, right, bottom } = plot.area;
        let run = &self.runs[network];
        let name = format!("{}: every recorded step", self.name(network));
        pen.text(&name, (left, top - 8.0), pen.loud(Network(network)), HPos::Left, VPos::Bottom);
        if style.width - right >= 30.0 {
            for (step, y) in [(plot.y.1, top + 4.0), (plot.y.0, bottom - 4.0)] {
                pen.text(&count(step), (right + 7.0, y), pen.quiet(), HPos::Left, VPos::Center);
            }
            if network == 0 {
                pen.text("step", (right + 7.0, (top + bottom) / 2.0), pen.quiet(), HPos::Left, VPos::Center);
            }
        }
        if self.part == FlowPart::Axes {
            return;
        }
        pen.rect(plot.area, pen.palette.slot);
        let (low, high) = self.scale();
        let (first, pitch) = self.columns(style);
        let mut levels: Vec<Vec<Rect>> = vec![Vec::new(); LEVELS];
        let at = |step: f64| plot.pixel((0.0, step)).1.clamp(top, bottom);
        for (k, row) in run.rows.iter().enumerate() {
            // A record stands until the next; the newest has a row of its own.
            let from = at(f64::from(run.step[k]));
            let until = run.step.get(k + 1).map_or(from + 1.0, |next| at(f64::from(*next)));
            let (above, below) = if from + 1.0 > bottom { (bottom - 1.0, bottom) } else { (from, until) };
            let level = |v: &f32| {
                let t = ((f64::from(*v) - low) / (high - low)).clamp(0.0, 1.0);
                (!t.is_nan()).then_some((t * (LEVELS - 1) as f64 + 0.5) as usize)
            };
            let cells: Vec<_> = row.iter().skip(1).map(level).collect();
            let mut first_cell = 0;
            while first_cell < cells.len() {
                let same = cells[first_cell..].iter().take_while(|cell| **cell == cells[first_cell]).count();
                if let Some(level) = cells[first_cell] {
                    let x = |layers: usize| first + (layers as f64 - 0.5) * pitch;
                    levels[level.min(LEVELS - 1)].push(Rect {
                        left: x(first_cell),
                        top: above,
                        right: x(first_cell + same),
                        bottom: below,
                    });
                }
                first_cell += same;
            }
        }
        for (level, cells) in levels.iter().enumerate() {
            for cell in cells {
                pen.rect(*cell, style.theme.amount(level as f64 / (LEVELS - 1) as f64));
            }
        }
    }

    /// The ramp with the scale's ends, right-aligned on a baseline.
    fn key(&self, pen: &mut Pen, style: &Style, right: f64, baseline: f64) {
        let (low, high) = self.scale();
        let words = [power(low.round() as i32), power(high.round() as i32)];
        let (bar, wide) = (90.0, width(&words[1], super::palette::AXIS));
        let end = right - wide - 5.0;
        pen.text(&words[1], (end + 5.0, baseline), pen.quiet(), HPos::Left, VPos::Bottom);
        pen.text(&words[0], (end - bar - 5.0, baseline), pen.quiet(), HPos::Right, VPos::Bottom);
        super::surface::ramp_bar(
            pen,
            style,
            Rect { left: end - bar, top: baseline - 8.0, right: end, bottom: baseline },
        );
    }
}

impl Figure for Flow {
    fn compose(&self, pen: &mut Pen, style: &Style) -> Vec<Plot> {
        let (first, pitch) = self.columns(style);
        let (left, right) = (first - pitch / 2.0, first + (self.depth() as f64 - 0.5) * pitch);
        let bottom = (style.height - 22.0).max(50.0);
        let x = (0.5, self.depth() as f64 + 0.5);
        let mut plots = Vec::new();
        let mut top = 24.0;
        if self.part != FlowPart::Axes {
            let end = if self.part == FlowPart::Line { bottom } else { top + (bottom - top) * 0.36 };
            let plot = Plot { area: Rect { left, top, right, bottom: end }, x, y: self.scale() };
            self.line(pen, &plot, style);
            plots.push(plot);
            top = end + 14.0;
        } else {
            top = 0.0;
        }
        if self.part != FlowPart::Line {
            let each = ((bottom - 4.0 - top - 2.0 * 24.0) / 2.0).max(4.0);
            for network in 0..2 {
                let from = top + 24.0 + network as f64 * (each + 24.0);
                let area = Rect { left, top: from, right, bottom: from + each };
                let seen = self.runs[network].step.last().map_or(0.0, |step| f64::from(*step));
                let end = if self.steps.is_finite() { seen.max(self.steps) } else { seen };
                let plot = Plot { area, x, y: (end.max(1.0), 0.0) };
                self.map(pen, network, &plot, style);
                plots.push(plot);
            }
            if self.part == FlowPart::All && right - left > 330.0 {
                self.key(pen, style, right, top + 16.0);
            }
        }
        self.layers(pen, style, bottom + 6.0);
        if let Some(layer) = self.hover.filter(|layer| (1..=self.depth()).contains(layer)) {
            let at = first + (layer as f64 - 1.0) * pitch;
            let top = plots.first().map_or(0.0, |plot| plot.area.top);
            pen.hairline((at, top - 4.0), (at, bottom + 2.0), pen.palette.ink);
            if self.part != FlowPart::Axes {
                for (network, run) in self.runs.iter().enumerate() {
                    let value = run.now().get(layer - 1).map_or(f64::NAN, |v| f64::from(*v));
                    if let (false, Some(plot)) = (value.is_nan(), plots.first()) {
                        pen.mark(Network(network), plot.pixel((layer as f64, value.clamp(plot.y.0, plot.y.1))));
                    }
                }
            }
        }
        plots
    }

    fn summary(&self) -> String {
        let unit = self.unit();
        let by = if self.absolute { String::new() } else { format!(", divided by the last {unit}’s") };
        let mut out = format!("Size of the gradient ∂L/∂h by {unit}{by}, over the whole training set.");
        for (network, run) in self.runs.iter().enumerate() {
            let name = self.name(network);
            let (Some(row), Some(step)) = (run.rows.last(), run.step.last()) else {
                out.push_str(&format!(" {name}: no step yet."));
                continue;
            };
            let at = |layer: usize| row.get(layer).map_or(f64::NAN, |v| f64::from(*v));
            let step = count(f64::from(*step));
            out.push_str(&format!(" {name}, at step {step}: {} at {unit} 1", from_log10(at(1))));
            let layers = (1..=run.depth).filter(|layer| !at(*layer).is_nan());
            if let Some(lowest) = layers.clone().min_by(|a, b| at(*a).total_cmp(&at(*b))).filter(|layer| *layer != 1) {
                out.push_str(&format!(", lowest {} at {unit} {lowest}", from_log10(at(lowest))));
            }
            if let Some(highest) = layers.max_by(|a, b| at(*a).total_cmp(&at(*b))).filter(|layer| *layer != 1) {
                out.push_str(&format!(", highest {} at {unit} {highest}", from_log10(at(highest))));
            }
            out.push_str(&format!(", {} before the first {unit}.", from_log10(at(0))));
        }
        out
    }

    fn table(&self) -> Table {
        let whole = self.part != FlowPart::Line;
        let mut table = Table::new(
            format!("Decimal logarithm of {}", self.amount()),
            ["step", self.unit(), "log10 gradient A", "log10 gradient B"],
        );
        let steps = |run: &Gradients| {
            let from = if whole { 0 } else { run.step.len().saturating_sub(1) };
            run.step[from..].to_vec()
        };
        for step in merged(&steps(&self.runs[0]), &steps(&self.runs[1])) {
            for layer in 0..=self.depth() {
                let at = |run: &Gradients| {
                    let row = run.step.iter().position(|s| *s == step).and_then(|k| run.rows.get(k));
                    row.and_then(|row| row.get(layer).copied()).unwrap_or(f32::NAN)
                };
                table.push([step, layer as f32, at(&self.runs[0]), at(&self.runs[1])]);
            }
        }
        table
    }
}
