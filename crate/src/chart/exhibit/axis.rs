//! An axis of a panel as it is drawn: where its numbers lie, and what lies beyond it.

use super::super::axis::{Tick, layers, linear, logarithmic, round_linear, round_logarithmic};
use crate::number::{count, from_log10, number, significant};
use crate::study::{Axis, Scale};

/// Beyond this nothing is told apart: differences of such numbers are still numbers.
const LARGEST: f64 = 1e300;

/// An axis with its ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    scale: Scale,
    /// At its lower end; the decimal logarithm on a logarithmic axis.
    pub low: f64,
    /// At its upper end.
    pub high: f64,
}

/// Where a number lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// On the axis, held at its ends.
    pub at: f64,
    /// How it is off the scale: 1 above it, −1 below it, 0 on it.
    pub off: i8,
}

impl Measure {
    /// The axis that spans these values, unless it says itself where it ends. `round` moves its ends to round values,
    /// `zero` makes a linear one begin at 0.
    #[must_use]
    pub fn of(axis: &Axis, values: impl Iterator<Item = f64>, round: bool, zero: bool) -> Self {
        let scale = axis.scale;
        let told = |end: Option<f64>| end.map(|end| coordinate(scale, end)).filter(|end| end.is_finite());
        let seen = values.map(|value| coordinate(scale, value)).filter(|at| at.is_finite());
        let (mut low, mut high) =
            seen.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
        if low > high {
            (low, high) = if scale == Scale::Log || scale == Scale::Log10 { (-1.0, 0.0) } else { (0.0, 1.0) };
        }
        if scale == Scale::Linear && round {
            // What is counted begins at 0, unless that would flatten what there is.
            if low > 0.0 && (zero || low < 0.5 * high) {
                low = 0.0;
            }
            if high < 0.0 && (zero || high > 0.5 * low) {
                high = 0.0;
            }
        }
        let (from, to) = (told(axis.from), told(axis.to));
        (low, high) = (from.unwrap_or(low), to.unwrap_or(high));
        if low > high {
            (low, high) = (high, low);
        }
        let least = 1e-9 * low.abs().max(high.abs()).max(1e-290);
        if high - low <= least {
            let wide = if low == 0.0 || scale != Scale::Linear { 0.5 } else { 0.1 * low.abs() };
            (low, high) = (low - wide, high + wide);
        }
        if round {
            let outward = match scale {
                Scale::Log | Scale::Log10 => round_logarithmic(low, high),
                _ => round_linear(low, high, 5),
            };
            low = from.map_or(outward.0, |_| low);
            high = to.map_or(outward.1, |_| high);
        }
        Self { scale, low: low.clamp(-LARGEST, LARGEST), high: high.clamp(-LARGEST, LARGEST) }
    }

    /// The same axis between other ends, in its own numbers.
    #[must_use]
    pub fn between(self, low: f64, high: f64) -> Self {
        Self { low, high: high.max(low), ..self }
    }

    /// The same axis a little longer at both ends, in its own numbers.
    #[must_use]
    pub fn padded(self, by: f64) -> Self {
        self.between(self.low - by, self.high + by)
    }

    /// Where a number lies; none for what is not a number.
    #[must_use]
    pub fn place(&self, value: f64) -> Option<Place> {
        let at = coordinate(self.scale, value);
        let slack = 1e-9 * (self.high - self.low);
        (!at.is_nan()).then(|| Place {
            at: at.clamp(self.low, self.high),
            off: i8::from(at > self.high + slack) - i8::from(at < self.low - slack),
        })
    }

    /// Where a bar begins: at 0, or at the lower end.
    #[must_use]
    pub fn base(&self) -> f64 {
        if self.is_log() { self.low } else { 0.0_f64.clamp(self.low, self.high) }
    }

    /// A number's share of the axis, 0 … 1, held at its ends; NaN stays.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        self.place(value).map_or(f64::NAN, |place| (place.at - self.low) / (self.high - self.low))
    }

    /// Whether it counts by factors.
    #[must_use]
    pub fn is_log(&self) -> bool {
        matches!(self.scale, Scale::Log | Scale::Log10)
    }

    /// Some round numbers along it, about `most`, and their words.
    #[must_use]
    pub fn ticks(&self, most: usize) -> Vec<Tick> {
        if self.is_log() { logarithmic(self.low, self.high, most) } else { linear(self.low, self.high, most) }
    }

    /// Some round numbers along a horizontal axis: counts that grow by factors are written out, 1, 2, 5, 10 …
    #[must_use]
    pub fn along(&self, most: usize) -> Vec<Tick> {
        if self.scale != Scale::Log || self.low < -2.1 || self.high > 4.1 {
            return self.ticks(most);
        }
        let multiples: [&[f64]; 3] = [&[1.0, 2.0, 5.0], &[1.0, 3.0], &[1.0]];
        let ticks = |multiples: &&[f64]| -> Vec<Tick> {
            let decades = self.low.floor() as i32..=self.high.ceil() as i32;
            let values = decades.flat_map(|k| multiples.iter().map(move |m| m * libm::pow(10.0, f64::from(k))));
            let all = values.map(|value| (libm::log10(value), number_of(value)));
            all.filter(|(at, _)| *at >= self.low - 1e-9 && *at <= self.high + 1e-9).collect()
        };
        let fitting = multiples.iter().map(ticks).find(|ticks| (2..=most).contains(&ticks.len()));
        let mut out = fitting.unwrap_or_else(|| self.ticks(most));
        // The last count is named, if it is one: it is as a rule the one that is asked about.
        let last = libm::pow(10.0, self.high);
        if (last - last.round()).abs() < 1e-6 * last && out.last().is_none_or(|(at, _)| *at < self.high - 1e-6) {
            out.push((self.high, count(last.round())));
        }
        out
    }

    /// Layers along it: the first, the last, and some between where there is room, so many pixels a layer.
    #[must_use]
    pub fn layers(&self, pitch: f64, unit: &str) -> Vec<Tick> {
        let (first, last) = (self.low.ceil(), self.high.floor());
        let mut out: Vec<Tick> = layers(last.clamp(1.0, 1e6) as usize, pitch, unit)
            .into_iter()
            .map(|(layer, words)| (layer as f64, words))
            .collect();
        if let Some((at, words)) = out.first_mut() {
            (*at, *words) = (first, format!("{unit} {}", count(first)));
        }
        out.retain(|(at, _)| *at >= self.low && *at <= self.high);
        out
    }

    /// A number of the axis in words.
    #[must_use]
    pub fn words(&self, value: f64) -> String {
        said(self.scale, value)
    }
}

fn number_of(value: f64) -> String {
    if value >= 1.0 { count(value) } else { significant(value, 1) }
}

/// A number on an axis of this kind, in words.
#[must_use]
pub fn said(scale: Scale, value: f64) -> String {
    match scale {
        _ if value.is_nan() => "–".into(),
        _ if value.is_infinite() && (value > 0.0 || scale != Scale::Log10) => "off the scale".into(),
        Scale::Log10 => from_log10(value),
        _ if value.fract() == 0.0 && value.abs() < 1e6 => count(value),
        _ => number(value),
    }
}

/// A number's place on an axis: the number itself, or its decimal logarithm. Infinities stay, 0 is at −∞ by factors.
fn coordinate(scale: Scale, value: f64) -> f64 {
    let at = match scale {
        Scale::Log if value > 0.0 => libm::log10(value),
        Scale::Log if value <= 0.0 => f64::NEG_INFINITY,
        _ => value,
    };
    // No network has so many layers.
    let largest = if scale == Scale::Layers { 1e6 } else { LARGEST };
    if at.is_finite() { at.clamp(-largest, largest) } else { at }
}
