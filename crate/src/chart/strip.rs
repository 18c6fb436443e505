//! What several seeds of a claim gave: a mark each, one row for each network, all on one axis, beside what they have to be.

use super::exhibit::Measure;
use super::palette::{AXIS, HAIR, LABEL, mix};
use super::pen::{Network, Pen, Type};
use super::text::{width, wrapped};
use super::{ChartError, Figure, Plot, Rect, Shown, Style, Table};
use crate::number::{count, number};
use crate::study::claims::{Limit, Verdict};
use crate::study::{Axis, Scale};
use crate::train::median;
use plotters::style::text_anchor::{HPos, VPos};

/// The figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip<'a> {
    /// The claim and its seeds.
    pub verdict: &'a Verdict,
    /// What the two numbers are of. A claim's need not be the page's two networks, so there are no letters unless they are in here.
    pub names: [String; 2],
    /// A seed that is pointed at.
    pub hover: Option<f64>,
}

const INSET: f64 = 8.0;
const LINE: f64 = 15.0;
/// The least height of the band that a network's marks lie in, and the room below it.
const BAND: f64 = 38.0;
const GAP: f64 = 12.0;
/// How far from the middle of the band a mark may lie, in pixels.
const SWARM: u32 = 50;
/// From mark to mark.
const APART: f64 = 9.5;

/// A network's row.
struct Row {
    network: usize,
    /// Seeds, values, and whether each is what it has to be.
    values: Vec<(u32, f64, bool)>,
    limit: Option<Limit>,
    /// The name's line, the lines below it, and the top of its band.
    top: f64,
    told: Vec<String>,
    band: f64,
    /// Its height, and the marks in it: pixels along the axis and from its middle.
    high: f64,
    marks: Vec<(f64, f64)>,
    /// Where the limit's words stand: beside its tick, or below the band.
    words: Option<Words>,
    bottom: f64,
}

struct Words {
    text: String,
    at: (f64, f64),
    align: HPos,
}

/// All of it for a width.
struct Layout {
    title: Vec<String>,
    rows: Vec<Row>,
    axis: Measure,
    left: f64,
    right: f64,
    bottom: f64,
}

impl<'a> Strip<'a> {
    /// The strip of a verdict.
    #[must_use]
    pub fn new(verdict: &'a Verdict) -> Self {
        Self { verdict, names: ["without".into(), "with".into()], hover: None }
    }

    /// The strip with what it is told in JSON beside it: `names` (`{a, b}`) and `hover`, the seed that is pointed at.
    ///
    /// # Errors
    /// A sentence, if it is not JSON or a value is not of its kind.
    pub fn read(verdict: &'a Verdict, json: &str) -> Result<Self, ChartError> {
        let Shown { names, hover, .. } = Shown::read(json, ["without", "with"])?;
        Ok(Self { verdict, names, hover })
    }

    /// The height that it takes at this width, in CSS pixels.
    #[must_use]
    pub fn natural_height(&self, width: f64) -> f64 {
        (self.layout(width).bottom + 26.0).ceil()
    }

    fn values(&self, network: usize) -> Vec<(u32, f64, bool)> {
        let limit = self.verdict.limits[network];
        let one = |run: &crate::study::claims::Seeded| {
            let value = if network == 0 { run.measured.a } else { run.measured.b }?;
            (!value.is_nan()).then(|| (run.seed, value, limit.map_or(run.measured.held, |limit| limit.holds(value))))
        };
        self.verdict.runs.iter().filter_map(one).collect()
    }

    /// One axis for both: by factors where all is above 0 and spreads over more than two decades.
    fn axis(&self) -> Measure {
        let mut all: Vec<f64> = (0..2).flat_map(|network| self.values(network)).map(|(_, value, _)| value).collect();
        for limit in self.verdict.limits.into_iter().flatten() {
            all.extend(ticks(limit));
        }
        all.retain(|value| value.is_finite());
        let (low, high) =
            all.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
        let factors = low > 0.0 && high / low > 100.0;
        let scale = if factors { Scale::Log } else { Scale::Linear };
        let axis = Measure::of(&Axis::new("", scale), all.iter().copied(), false, false);
        axis.padded(0.06 * (axis.high - axis.low))
    }

    fn layout(&self, wide: f64) -> Layout {
        let axis = self.axis();
        let (left, right) = (INSET, (wide - INSET).max(INSET + 40.0));
        let title = wrapped(self.verdict.number, LABEL, wide - 2.0);
        let mut y = LINE * title.len() as f64 + 8.0;
        let mut rows = Vec::new();
        for network in 0..2 {
            let values = self.values(network);
            if values.is_empty() {
                continue;
            }
            let room = wide - width(&self.names[network], LABEL) - 12.0;
            let told = wrapped(&explained(&values), AXIS, room);
            let band = y + LINE * told.len().max(1) as f64 + 3.0;
            let pixels: Vec<f64> = values.iter().map(|(_, value, _)| pixel(&axis, left, right, *value)).collect();
            let marks: Vec<(f64, f64)> = pixels.iter().copied().zip(swarm(&pixels)).collect();
            let high = marks.iter().map(|(_, up)| 2.0 * up.abs() + 14.0).fold(BAND, f64::max);
            let mut row = Row {
                network,
                values,
                high,
                marks,
                limit: self.verdict.limits[network],
                top: y,
                told,
                band,
                words: None,
                bottom: band + high,
            };
            row.place_words(&axis, left, right);
            y = row.bottom + GAP;
            rows.push(row);
        }
        let bottom = if rows.is_empty() { y + 30.0 } else { y };
        Layout { title, rows, axis, left, right, bottom }
    }
}

/// The values that a limit stands at.
fn ticks(limit: Limit) -> Vec<f64> {
    match limit {
        Limit::Above(at) | Limit::Below(at) | Limit::Exactly(at) => vec![at],
        Limit::Within(at) => vec![-at, at],
    }
}

/// A limit in words.
fn words(limit: Limit) -> String {
    // 0.2 is to be 0.2, not 0.200.
    let say = |value: f64| {
        let short = value.to_string();
        if short.len() <= 6 && value.abs() >= 1e-3 || value == 0.0 { short.replace('-', "−") } else { number(value) }
    };
    match limit {
        Limit::Above(at) => format!("above {}", say(at)),
        Limit::Below(at) => format!("below {}", say(at)),
        Limit::Within(at) => format!("between −{0} and {0}", say(at)),
        Limit::Exactly(at) => format!("exactly {}", say(at)),
    }
}

/// 'median 0.606, from 0.512 to 0.611'.
fn told(values: &[(u32, f64, bool)]) -> String {
    let mut all: Vec<f64> = values.iter().map(|(_, value, _)| *value).collect();
    all.sort_unstable_by(f64::total_cmp);
    let said = |value: f64| if value.is_finite() { number(value) } else { "off the scale".into() };
    match all.as_slice() {
        [] => String::new(),
        [only] => said(*only),
        [first, .., last] if first == last => format!("{} on all {}", said(*first), count(values.len() as f64)),
        [first, .., last] => {
            let (low, high) = (said(*first), said(*last));
            format!("median {}, from {low} to {high}", said(median(&mut all.clone())))
        }
    }
}

/// The same, and what hollow marks are where there are some.
fn explained(values: &[(u32, f64, bool)]) -> String {
    let told = told(values);
    if values.iter().any(|(_, value, held)| !held && value.is_finite()) {
        format!("{told}; hollow: does not hold")
    } else {
        told
    }
}

impl Row {
    /// Finds room for the limit's words: beside its tick where no mark lies, else below the band.
    fn place_words(&mut self, axis: &Measure, left: f64, right: f64) {
        let Some(limit) = self.limit else { return };
        let text = format!("to hold: {}", words(limit));
        let wide = width(&text, AXIS);
        let places: Vec<f64> = ticks(limit).into_iter().map(|value| pixel(axis, left, right, value)).collect();
        let (first, last) = (places[0], places[places.len() - 1]);
        // Outside of what holds first: what holds is tinted.
        let mut sides = vec![(last + 6.0, HPos::Left), (first - 6.0, HPos::Right)];
        if matches!(limit, Limit::Above(_)) {
            sides.reverse();
        }
        let middle = self.band + self.high / 2.0;
        for (from, align) in sides {
            let (low, high) = if matches!(align, HPos::Left) { (from, from + wide) } else { (from - wide, from) };
            let free = low >= left - INSET
                && high <= right + INSET
                && self.marks.iter().all(|(mark, _)| *mark < low - 8.0 || *mark > high + 8.0)
                && places.iter().all(|tick| *tick < low - 3.0 || *tick > high + 3.0);
            if free {
                self.words = Some(Words { text, at: (from, middle), align });
                return;
            }
        }
        let centre = ((first + last) / 2.0).min(right + INSET - wide / 2.0).max(left - INSET + wide / 2.0);
        self.words = Some(Words { text, at: (centre, self.bottom + 9.0), align: HPos::Center });
        self.bottom += LINE;
    }
}

/// The pixel of a number.
fn pixel(axis: &Measure, left: f64, right: f64, value: f64) -> f64 {
    axis.place(value).map_or(left, |place| at(axis, left, right, place.at))
}

/// The pixel of a place on the axis.
fn at(axis: &Measure, left: f64, right: f64, place: f64) -> f64 {
    left + (place - axis.low) / (axis.high - axis.low) * (right - left)
}

/// Heights for marks at these pixels, so that they do not hide each other: as near to the middle as there is room, and
/// closer together where there is none.
fn swarm(pixels: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..pixels.len()).collect();
    order.sort_by(|a, b| pixels[*a].total_cmp(&pixels[*b]));
    let mut out = vec![0.0; pixels.len()];
    let mut placed: Vec<(f64, f64)> = Vec::new();
    for k in order {
        let free = |up: &f64, apart: f64| {
            let near = |(x, y): &(f64, f64)| (x - pixels[k]) * (x - pixels[k]) + (y - up) * (y - up) < apart * apart;
            !placed.iter().any(near)
        };
        let mut heights = (0..=SWARM).flat_map(|step| [f64::from(step), -f64::from(step)]);
        out[k] = [APART, APART / 2.0, APART / 5.0]
            .into_iter()
            .find_map(|apart| heights.clone().find(|up| free(up, apart)))
            .or_else(|| heights.nth(placed.len() % SWARM as usize))
            .unwrap_or(0.0);
        placed.push((pixels[k], out[k]));
    }
    out
}

impl Figure for Strip<'_> {
    fn compose(&self, pen: &mut Pen, style: &Style) -> Vec<Plot> {
        let layout = self.layout(style.width);
        let (left, right, axis) = (layout.left, layout.right, &layout.axis);
        let strong = Type { size: LABEL, bold: true, color: pen.palette.ink };
        for (k, line) in layout.title.iter().enumerate() {
            pen.text(line, (0.0, LINE * (k + 1) as f64 - 2.0), strong, HPos::Left, VPos::Bottom);
        }
        let ticks = axis.along(((right - left) / 56.0).clamp(2.0, 8.0) as usize);
        let first = layout.rows.first().map_or(layout.bottom, |row| row.band);
        for (place, words) in &ticks {
            let x = at(axis, left, right, *place);
            for row in &layout.rows {
                pen.hairline((x, row.band), (x, row.band + row.high), pen.palette.line);
            }
            let half = width(words, AXIS) / 2.0;
            let x = x.min(style.width - half).max(half);
            pen.text(words, (x, layout.bottom + 5.0), pen.quiet(), HPos::Center, VPos::Top);
        }
        pen.hairline((0.0, layout.bottom), (style.width, layout.bottom), pen.palette.line2);
        let mut plots = Vec::new();
        for row in &layout.rows {
            let area = Rect { left, top: row.band, right, bottom: row.band + row.high };
            let plot = Plot { area, x: (axis.low, axis.high), y: (0.0, 1.0) };
            self.row(pen, row, &plot, axis);
            plots.push(plot);
        }
        if layout.rows.is_empty() {
            let middle = (style.width / 2.0, first - 16.0);
            pen.text("nothing measured yet", middle, pen.quiet(), HPos::Center, VPos::Center);
        }
        plots
    }

    fn summary(&self) -> String {
        let verdict = self.verdict;
        let mut out = format!("{}: {}.", verdict.id, verdict.number);
        for network in 0..2 {
            let values = self.values(network);
            if values.is_empty() {
                continue;
            }
            out.push_str(&format!(" {}: {}", self.names[network], told(&values)));
            if let Some(limit) = verdict.limits[network] {
                let held = values.iter().filter(|(.., held)| *held).count();
                out.push_str(&format!("; {held} of {} are {}, as it has to be", values.len(), words(limit)));
            }
            out.push('.');
        }
        match verdict.holds {
            None => {}
            Some(_) if verdict.of == 0 => out.push_str(" Nothing is measured yet."),
            Some(_) => out.push_str(&format!(" It holds on {} of {}.", verdict.held, verdict.of)),
        }
        out
    }

    fn table(&self) -> Table {
        let verdict = self.verdict;
        let mut table = Table::new(verdict.number, ["seed", "A", "B", "holds"]);
        let more: Vec<String> = verdict
            .runs
            .first()
            .map_or(Vec::new(), |run| run.measured.more.iter().map(|(name, _)| name.to_string()).collect());
        for (network, column) in [1, 2].into_iter().enumerate() {
            table.columns[column].clone_from(&self.names[network]);
        }
        table.columns.extend(more.iter().cloned());
        for run in &verdict.runs {
            let number = |value: Option<f64>| value.unwrap_or(f64::NAN);
            let named =
                |name: &String| run.measured.more.iter().find(|(other, _)| other == name).map_or(f64::NAN, |(_, v)| *v);
            let measured = &run.measured;
            let own = [f64::from(run.seed), number(measured.a), number(measured.b), f64::from(u8::from(measured.held))];
            table.rows.push(own.into_iter().chain(more.iter().map(named)).collect());
        }
        table
    }
}

impl Strip<'_> {
    fn row(&self, pen: &mut Pen, row: &Row, plot: &Plot, axis: &Measure) {
        let Rect { left, top, right, bottom } = plot.area;
        let (own, tint) = (pen.palette.network[row.network], pen.palette.tint[row.network]);
        let x = |value: f64| pixel(axis, left, right, value);
        let name = &self.names[row.network];
        pen.text(name, (0.0, row.top + LINE / 2.0), pen.loud(Network(row.network)), HPos::Left, VPos::Center);
        for (k, line) in row.told.iter().enumerate() {
            let at = (width(name, LABEL) + 8.0, row.top + LINE * (k as f64 + 0.5));
            pen.text(line, at, pen.quiet(), HPos::Left, VPos::Center);
        }
        if let Some(limit) = row.limit {
            let (from, to) = match limit {
                Limit::Above(at) => (x(at), right + INSET),
                Limit::Below(at) => (left - INSET, x(at)),
                Limit::Within(at) => (x(-at), x(at)),
                Limit::Exactly(at) => (x(at) - 6.0, x(at) + 6.0),
            };
            pen.rect(Rect { left: from, top, right: to, bottom }, tint);
            for tick in ticks(limit) {
                pen.line(&[(x(tick), top), (x(tick), bottom)], own, 1.5);
            }
        }
        let middle = (top + bottom) / 2.0;
        let middling = median(&mut row.values.iter().map(|(_, value, _)| *value).collect::<Vec<_>>());
        if row.values.len() > 2 && !middling.is_nan() {
            let at = x(middling);
            pen.line(&[(at, top + 1.0), (at, bottom - 1.0)], mix(own, pen.ground, 0.35), HAIR);
            // A notch at both ends, for the marks may hide the line.
            for (from, to) in [(top, top + 5.0), (bottom - 5.0, bottom)] {
                pen.line(&[(at, from), (at, to)], own, 2.25);
            }
        }
        for ((seed, value, held), (x, up)) in row.values.iter().zip(&row.marks) {
            let centre = (*x, middle + up);
            let off = axis.place(*value).map_or(0, |place| place.off);
            if off != 0 {
                let (base, tip) = (x - 4.0 * f64::from(off), x + 5.0 * f64::from(off));
                pen.polygon(&[(base, centre.1 - 5.0), (base, centre.1 + 5.0), (tip, centre.1)], own);
            } else {
                pen.mark_of(Network(row.network), centre, 0.85, 1.0);
                // What is not what it has to be is hollow.
                if !held && row.network == 0 {
                    pen.rect(
                        Rect { left: x - 2.0, top: centre.1 - 2.0, right: x + 2.0, bottom: centre.1 + 2.0 },
                        pen.ground,
                    );
                } else if !held {
                    pen.disc(centre, 2.0, pen.ground, pen.ground, 0.5);
                }
            }
            if self.hover == Some(f64::from(*seed)) {
                pen.ring(centre, 8.0, pen.palette.ink, 2.0);
            }
        }
        if let Some(words) = &row.words {
            let face = Type { size: AXIS, ..pen.loud(Network(row.network)) };
            pen.text(&words.text, words.at, Type { bold: false, ..face }, words.align, VPos::Center);
        }
    }
}
