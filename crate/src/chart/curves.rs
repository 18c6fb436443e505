//! Training loss against step for both networks, with the held-out loss and the accuracy where asked for.

use super::axis;
use super::frames::{Frames, merged};
use super::palette::{AXIS, LABEL};
use super::pen::{Network, Pen};
use super::place::{Clutter, along, beside, upright};
use super::text::width;
use super::{Figure, Plot, Rect, Style, Table};
use crate::number::{count, number};
use plotters::style::text_anchor::{HPos, VPos};

/// A network's run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// Steps, rising.
    pub step: Vec<f32>,
    /// Training loss over the whole training set.
    pub loss: Vec<f32>,
    /// Training accuracy; NaN where there are no classes.
    pub accuracy: Vec<f32>,
    /// Held-out loss.
    pub test_loss: Vec<f32>,
    /// Held-out accuracy.
    pub test_accuracy: Vec<f32>,
    /// The step at which the network diverged.
    pub diverged: Option<f64>,
}

/// A setting that changed in mid-run.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// From this step on.
    pub step: f64,
    /// What, in a few words: 'rate 0.001'.
    pub text: String,
}

/// The figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curves {
    /// A's run and B's.
    pub runs: [Curve; 2],
    /// What the networks are called: 'without', 'with'.
    pub names: [String; 2],
    /// Steps of the whole run, where they are known: the axis ends there.
    pub steps: f64,
    /// Whether the held-out loss (and accuracy) is drawn too, as a thin line.
    pub held_out: bool,
    /// Whether there is a panel for the accuracy.
    pub accuracy: bool,
    /// Settings that changed.
    pub changes: Vec<Change>,
    /// A step that is pointed at.
    pub hover: Option<f64>,
    /// What the losses are, where they are not those of the training set and the held-out one.
    pub title: Option<String>,
}

impl Curve {
    /// Reads recorded frames; those whose step is below 0 or not above the one before are left out.
    #[must_use]
    pub fn read(frames: Frames<'_>) -> Self {
        let mut out = Self::default();
        for frame in frames.iter() {
            let step = frame.step();
            if !(step.is_finite() && step >= 0.0) || out.step.last().is_some_and(|last| step <= *last) {
                continue;
            }
            out.step.push(step);
            out.loss.push(frame.loss());
            out.accuracy.push(frame.accuracy());
            out.test_loss.push(frame.test_loss());
            out.test_accuracy.push(frame.test_accuracy());
        }
        out
    }

    /// Pieces of a series without gaps, in axis coordinates.
    fn pieces(&self, values: &[f32], axis: impl Fn(f64) -> Option<f64>) -> Vec<Vec<(f64, f64)>> {
        let mut out = vec![Vec::new()];
        for (step, value) in self.step.iter().zip(values) {
            match axis(f64::from(*value)) {
                Some(y) => out.last_mut().into_iter().for_each(|piece: &mut Vec<_>| piece.push((f64::from(*step), y))),
                None => out.push(Vec::new()),
            }
        }
        out.retain(|piece| !piece.is_empty());
        out
    }
}

/// The last number of a series that is one.
fn last(values: &[f32]) -> Option<f64> {
    values.iter().rev().find(|v| v.is_finite()).map(|v| f64::from(*v))
}

const GUTTER: f64 = 46.0;
/// Room for half a mark at step 0.
const INSET: f64 = 6.0;
const LABEL_HEIGHT: f64 = 14.0;

impl Curves {
    fn last_step(&self) -> f64 {
        let seen = self.runs.iter().filter_map(|run| run.step.last()).fold(0.0, |a: f64, b| a.max(f64::from(*b)));
        let planned = if self.steps.is_finite() { self.steps } else { 0.0 };
        seen.max(planned).max(1.0)
    }

    /// Decimal logarithms between which all losses lie, at round values.
    fn range(&self) -> (f64, f64) {
        let shown = |run: &Curve| {
            if self.held_out { [run.loss.clone(), run.test_loss.clone()].concat() } else { run.loss.clone() }
        };
        let all =
            self.runs.iter().flat_map(shown).filter(|v| v.is_finite() && *v > 0.0).map(|v| libm::log10(f64::from(v)));
        let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        if low > high {
            return (-2.0, 0.0);
        }
        axis::round_logarithmic(low.max(-320.0), high.min(320.0))
    }

    fn has_accuracy(&self) -> bool {
        self.accuracy && self.runs.iter().any(|run| last(&run.accuracy).is_some())
    }

    fn name(&self, network: usize) -> String {
        let name = &self.names[network];
        let letter = ["A", "B"][network];
        if name.is_empty() { letter.into() } else { format!("{letter}, {name}") }
    }

    fn panel(&self, pen: &mut Pen, plot: &Plot, panel: &Panel<'_>) {
        let Rect { left, top, right, bottom } = plot.area;
        pen.text(panel.title, (left - INSET + 1.0, top - 9.0), pen.quiet(), HPos::Left, VPos::Bottom);
        for (at, words) in &panel.ticks {
            let (_, y) = plot.pixel((0.0, *at));
            pen.hairline((left - INSET, y), (right, y), pen.palette.line);
            pen.text(words, (right + 12.0, y), pen.quiet(), HPos::Left, VPos::Center);
        }
        let mut clutter = Clutter::default();
        let changes = || self.changes.iter().filter(|change| change.step > plot.x.0 && change.step <= plot.x.1);
        for change in changes() {
            let x = plot.pixel((change.step, 0.0)).0;
            pen.hairline((x, top), (x, bottom), pen.palette.line2);
        }
        let held = |value: f64| {
            (plot.y.0..=plot.y.1).contains(&value).then_some(value).or(Some(value.clamp(plot.y.0, plot.y.1)))
        };
        let mut own = [Vec::new(), Vec::new()];
        // A last: its gaps show what lies under it.
        for (network, run) in self.runs.iter().enumerate().rev() {
            for (values, thin) in [((panel.thin)(run), true), ((panel.main)(run), false)] {
                for piece in run.pieces(values, |v| (panel.axis)(v).and_then(held)) {
                    pen.series(plot, Network(network), &piece, thin);
                    let pixels: Vec<_> = piece.iter().map(|p| plot.pixel(*p)).collect();
                    clutter.curve(&pixels);
                    if !thin {
                        own[network].extend_from_slice(&pixels);
                    }
                    if !thin && piece.len() == 1 {
                        pen.mark_of(Network(network), pixels[0], 0.5, 0.0);
                    }
                }
            }
        }
        let ends = self.ends(plot, panel);
        for (_, at, _) in &ends {
            clutter.block((at.0 - 6.0, at.1 - 6.0, at.0 + 6.0, at.1 + 6.0));
        }
        let together =
            matches!(ends.as_slice(), [(_, a, _), (_, b, _)] if (a.0 - b.0).abs().max((a.1 - b.1).abs()) < 4.0);
        for (network, at, _) in ends.iter().rev() {
            if self.runs[*network].diverged.is_some() {
                pen.cross(*at, pen.palette.network[*network]);
            } else {
                // Where both end in one point, A's square lies small on B's disc.
                let size = if together { [0.62, 1.15][*network] } else { 1.0 };
                pen.mark_of(Network(*network), *at, size, 1.5);
            }
        }
        if !panel.labels {
            return self.pointed(pen, plot, panel);
        }
        // A little of a label may hang below the panel: there is room before the steps.
        let room = (left, top - 2.0, right + 6.0, bottom + 5.0);
        if let Some(step) = self.hover {
            let x = plot.pixel((step, 0.0)).0;
            clutter.block((x - 3.0, top, x + 3.0, bottom));
        }
        for (network, at, words) in &ends {
            // At its end, or where another line would take the label for its own, along its own line.
            let (wide, own) = (width(words, LABEL), &own[*network]);
            let mut spots = beside(*at, wide, LABEL_HEIGHT);
            spots.extend(along(own, wide, LABEL_HEIGHT));
            if let Some((k, _)) = clutter.settle_by(&spots, own, room) {
                let (from, above, to, below) = spots[k];
                // A label that ends at its mark is set from the right, so that it does end there in any font.
                let (x, align) = if to <= at.0 + 5.0 { (to, HPos::Right) } else { (from, HPos::Left) };
                pen.text(words, (x, (above + below) / 2.0), pen.loud(Network(*network)), align, VPos::Center);
            }
        }
        for change in changes() {
            let x = plot.pixel((change.step, 0.0)).0;
            let spots = upright(x, top, bottom, width(&change.text, AXIS));
            if let Some((k, _)) = clutter.settle(&spots, room) {
                let (from, above, to, below) = spots[k];
                let (at, align) = if from >= x { (from, HPos::Left) } else { (to, HPos::Right) };
                pen.text(&change.text, (at, (above + below) / 2.0), pen.quiet(), align, VPos::Center);
            }
        }
        if self.runs.iter().all(|run| run.step.is_empty()) {
            let middle = ((left + right) / 2.0, (top + bottom) / 2.0);
            let words =
                if self.runs.iter().all(|run| run.diverged.is_some()) { "both diverged" } else { "no step yet" };
            let half = width(words, AXIS) / 2.0 + 4.0;
            let under =
                Rect { left: middle.0 - half, right: middle.0 + half, top: middle.1 - 8.0, bottom: middle.1 + 8.0 };
            pen.rect(under, pen.ground);
            pen.text(words, middle, pen.quiet(), HPos::Center, VPos::Center);
        }
        self.pointed(pen, plot, panel);
    }

    /// Each network's last point and its label.
    fn ends(&self, plot: &Plot, panel: &Panel<'_>) -> Vec<(usize, (f64, f64), String)> {
        let mut out = Vec::new();
        for (network, run) in self.runs.iter().enumerate() {
            let values = (panel.main)(run);
            let Some(k) = values.iter().rposition(|v| (panel.axis)(f64::from(*v)).is_some()) else { continue };
            let value = f64::from(values[k]);
            let Some(y) = (panel.axis)(value) else { continue };
            let at = plot.pixel((f64::from(run.step[k]), y.clamp(plot.y.0, plot.y.1)));
            let words = match run.diverged {
                Some(step) => format!("{} diverged after step {}", self.name(network), count(step)),
                None => format!("{} {}", self.name(network), number(value)),
            };
            out.push((network, at, words));
        }
        out
    }

    /// The hairline and the marks at the step that is pointed at.
    fn pointed(&self, pen: &mut Pen, plot: &Plot, panel: &Panel<'_>) {
        let Some(step) = self.hover.filter(|step| (plot.x.0..=plot.x.1).contains(step)) else { return };
        let x = plot.pixel((step, 0.0)).0;
        pen.hairline((x, plot.area.top), (x, plot.area.bottom), pen.palette.ink);
        for (network, run) in self.runs.iter().enumerate() {
            let near = |k: &usize| (f64::from(run.step[*k]) - step).abs();
            let Some(k) = (0..run.step.len()).min_by(|a, b| near(a).total_cmp(&near(b))) else { continue };
            let value = (panel.main)(run).get(k).and_then(|v| (panel.axis)(f64::from(*v)));
            if let Some(y) = value {
                pen.mark(Network(network), plot.pixel((f64::from(run.step[k]), y.clamp(plot.y.0, plot.y.1))));
            }
        }
    }
}

/// A panel of the figure: which series, on which axis.
struct Panel<'a> {
    title: &'a str,
    ticks: Vec<axis::Tick>,
    labels: bool,
    main: fn(&Curve) -> &[f32],
    thin: fn(&Curve) -> &[f32],
    axis: &'a dyn Fn(f64) -> Option<f64>,
}

impl Figure for Curves {
    fn compose(&self, pen: &mut Pen, style: &Style) -> Vec<Plot> {
        let right = (style.width - GUTTER).max(20.0);
        let (top, bottom) = (24.0, (style.height - 24.0).max(40.0));
        let with_accuracy = self.has_accuracy() && bottom - top > 130.0;
        let split = if with_accuracy { top + (bottom - top - 34.0) * 0.66 } else { bottom };
        let x = (0.0, self.last_step());
        let y = self.range();
        let loss = Plot { area: Rect { left: INSET, top, right, bottom: split }, x, y };
        let axis = |v: f64| {
            if v > 0.0 && v.is_finite() {
                Some(libm::log10(v))
            } else if v == 0.0 {
                Some(f64::NEG_INFINITY)
            } else {
                None
            }
        };
        let none: fn(&Curve) -> &[f32] = |_| &[];
        let panel = Panel {
            title: match &self.title {
                Some(title) => title,
                None if self.held_out => "loss, logarithmic · thick: training, thin: held-out",
                None => "training loss, logarithmic",
            },
            ticks: axis::logarithmic(y.0, y.1, ((split - top) / 30.0).clamp(2.0, 9.0) as usize),
            labels: true,
            main: |run| &run.loss,
            thin: if self.held_out { |run| &run.test_loss } else { none },
            axis: &axis,
        };
        self.panel(pen, &loss, &panel);
        let mut plots = vec![loss];
        if with_accuracy {
            let share = Plot { area: Rect { left: INSET, top: split + 34.0, right, bottom }, x, y: (0.0, 1.0) };
            let panel = Panel {
                title: if self.held_out { "accuracy · thick: training, thin: held-out" } else { "training accuracy" },
                ticks: [0.0, 0.5, 1.0].map(|v| (v, crate::number::fixed(v, if v == 0.5 { 1 } else { 0 }))).to_vec(),
                labels: false,
                main: |run| &run.accuracy,
                thin: if self.held_out { |run| &run.test_accuracy } else { none },
                axis: &|v| v.is_finite().then_some(v),
            };
            self.panel(pen, &share, &panel);
            plots.push(share);
        }
        let ticks = axis::steps(x.1, ((right / 90.0) as usize).clamp(2, 8));
        for (k, (step, words)) in ticks.iter().enumerate() {
            let at = loss.pixel((*step, 0.0)).0 - if k == 0 { INSET - 1.0 } else { 0.0 };
            let align = if k == 0 {
                HPos::Left
            } else if k + 1 == ticks.len() {
                HPos::Right
            } else {
                HPos::Center
            };
            pen.text(words, (at, bottom + 8.0), pen.quiet(), align, VPos::Top);
        }
        plots
    }

    fn summary(&self) -> String {
        let mut out = "Loss by step, on a logarithmic scale.".to_owned();
        for (network, run) in self.runs.iter().enumerate() {
            let name = self.name(network);
            let (Some(first), Some(now)) = (run.loss.first(), last(&run.loss)) else {
                let why = run.diverged.map_or_else(
                    || "no step yet".to_owned(),
                    |step| format!("no finite loss; it diverged after step {}", count(step)),
                );
                out.push_str(&format!(" {name}: {why}."));
                continue;
            };
            let at = |step: Option<&f32>| count(step.map_or(0.0, |step| f64::from(*step)));
            let begun = at(run.step.first());
            out.push_str(&format!(" {name}: training loss {} at step {begun}", number(f64::from(*first))));
            if run.step.len() > 1 {
                out.push_str(&format!(", {} at step {}", number(now), at(run.step.last())));
            }
            if let Some(held_out) = last(&run.test_loss) {
                out.push_str(&format!(", held-out loss {}", number(held_out)));
            }
            if let Some(accuracy) = last(&run.accuracy) {
                out.push_str(&format!(", accuracy {}", crate::number::accuracy(accuracy)));
            }
            if let Some(step) = run.diverged {
                out.push_str(&format!("; it diverged after step {}", count(step)));
            }
            out.push('.');
        }
        out
    }

    fn table(&self) -> Table {
        let mut table = Table::new(
            "Loss and accuracy of both networks by step",
            [
                "step",
                "training loss A",
                "training loss B",
                "held-out loss A",
                "held-out loss B",
                "accuracy A",
                "accuracy B",
                "held-out accuracy A",
                "held-out accuracy B",
            ],
        );
        for step in merged(&self.runs[0].step, &self.runs[1].step) {
            let at = |run: &Curve, values: &[f32]| {
                run.step.iter().position(|s| *s == step).and_then(|k| values.get(k).copied()).unwrap_or(f32::NAN)
            };
            let [a, b] = &self.runs;
            table.push([
                step,
                at(a, &a.loss),
                at(b, &b.loss),
                at(a, &a.test_loss),
                at(b, &b.test_loss),
                at(a, &a.accuracy),
                at(b, &b.accuracy),
                at(a, &a.test_accuracy),
                at(b, &b.test_accuracy),
            ]);
        }
        table
    }
}
