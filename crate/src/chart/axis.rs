//! Where ticks stand and what they say.

use crate::number::{fixed, number, power, significant};

/// A tick: its place on the axis (the decimal logarithm on a logarithmic one) and its words.
pub type Tick = (f64, String);

/// Round values from `low` to `high`, about `most` of them at most.
#[must_use]
pub fn linear(low: f64, high: f64, most: usize) -> Vec<Tick> {
    let step = step(high - low, most);
    if !step.is_finite() || step <= 0.0 {
        return Vec::new();
    }
    let decimals = (-libm::log10(step).floor()).clamp(0.0, 12.0) as usize;
    let large = low.abs().max(high.abs()) >= 1e6 || decimals > 5;
    let first = (low / step - 1e-6).ceil();
    let last = (high / step + 1e-6).floor();
    (0..=(last - first).clamp(-1.0, 200.0) as i64)
        .map(|k| (first + k as f64) * step)
        .map(|value| {
            let words = match value {
                0.0 => "0".into(),
                _ if large => number(value),
                _ => fixed(value, decimals),
            };
            (value, words)
        })
        .collect()
}

/// The step of 1, 2 or 5 times a power of ten that makes at most `most` intervals of a range.
#[must_use]
pub fn step(range: f64, most: usize) -> f64 {
    if !(range.is_finite() && range > 0.0) {
        return f64::NAN;
    }
    let rough = range / most.max(1) as f64;
    let unit = libm::pow(10.0, libm::log10(rough).floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * unit)
        .find(|step| *step >= rough * (1.0 - 1e-9))
        .unwrap_or(10.0 * unit)
}

/// Powers of ten between two decimal logarithms; over a short range 1, 2 and 5 times powers, over a shorter one still
/// round values.
#[must_use]
pub fn logarithmic(low: f64, high: f64, most: usize) -> Vec<Tick> {
    if !(low.is_finite() && high.is_finite() && high > low) {
        return Vec::new();
    }
    let slack = 1e-9 * (high - low);
    let inside = |at: f64| at >= low - slack && at <= high + slack;
    let (first, last) = ((low - slack).ceil() as i64, (high + slack).floor() as i64);
    let span = last.saturating_sub(first);
    if span >= 2 || high - low > 2.5 {
        let most = most.max(2) as i64;
        let by = [1, 2, 3, 5, 10, 20, 50, 100, 200].into_iter().find(|by| span / by < most).unwrap_or(span / most + 1);
        // Counted from 10⁰, so that ticks stay where they are when the range grows.
        let counts = first.div_euclid(by)..=last.div_euclid(by);
        let decades = counts.map(|k| k.saturating_mul(by)).filter(|k| (first..=last).contains(k));
        return decades.map(|k| (k as f64, power(k.clamp(-1_000_000, 1_000_000) as i32))).collect();
    }
    let decades = first..=last;
    let fine: Vec<Tick> = (low.floor() as i64..=high.ceil() as i64)
        .flat_map(|k| [1.0, 2.0, 5.0].map(|m| m * libm::pow(10.0, k as f64)))
        .map(|value| (libm::log10(value), significant(value, 1)))
        .filter(|(at, _)| inside(*at))
        .collect();
    if fine.len() >= 3 && fine.len() <= most + 1 {
        return fine;
    }
    if fine.len() > most {
        return decades.map(|k| (k as f64, power(k as i32))).collect();
    }
    // Less than a factor of five or so: round values, placed by their logarithm.
    let ticks = linear(libm::pow(10.0, low), libm::pow(10.0, high), most.saturating_sub(1).max(2));
    ticks.into_iter().filter(|(value, _)| *value > 0.0).map(|(value, words)| (libm::log10(value), words)).collect()
}

/// Two decimal logarithms moved outward to round values: powers of ten, and over a short range 1, 2 and 5 times one.
#[must_use]
pub fn round_logarithmic(low: f64, high: f64) -> (f64, f64) {
    if high - low > 1.5 {
        return (low.floor(), (high + 1e-9).ceil());
    }
    let round = |v: f64, up: bool| {
        let base = v.floor();
        let ends = [0.0, libm::log10(2.0), libm::log10(5.0), 1.0].map(|m| base + m);
        if up {
            ends.into_iter().find(|end| *end >= v - 1e-6).unwrap_or(base + 1.0)
        } else {
            ends.into_iter().rev().find(|end| *end <= v + 1e-6).unwrap_or(base)
        }
    };
    let (low, high) = (round(low, false), round(high, true));
    if high - low > 0.25 { (low, high) } else { (low - 0.31, high + 0.31) }
}

/// Two values moved outward to the ticks that [`linear`] would set between them.
#[must_use]
pub fn round_linear(low: f64, high: f64, most: usize) -> (f64, f64) {
    let step = step(high - low, most);
    if !step.is_finite() || step <= 0.0 {
        return (low, high);
    }
    ((low / step + 1e-6).floor() * step, (high / step - 1e-6).ceil() * step)
}

/// Steps of training: from 0 to the last, which is always named; ticks too near it are left out.
#[must_use]
pub fn steps(last: f64, most: usize) -> Vec<Tick> {
    let every = step(last, most);
    if !every.is_finite() {
        return vec![(0.0, "step 0".into())];
    }
    let every = every.max(1.0);
    let mut out = vec![(0.0, "step 0".to_owned())];
    let mut at = every;
    while at < last - 0.55 * every {
        out.push((at, fixed(at, 0)));
        at += every;
    }
    out.push((last, fixed(last, 0)));
    out
}

/// Layers, or blocks (the unit): the first, the last, and round numbers between as there is room. The page's lanes number theirs by the same rule.
#[must_use]
pub fn layers(depth: usize, pitch: f64, unit: &str) -> Vec<(usize, String)> {
    let mut out = vec![(1, format!("{unit} 1"))];
    if depth < 2 {
        return out;
    }
    let by =
        [1, 2, 4, 5, 8, 10, 20, 25, 50, 100, 200, 250].into_iter().find(|by| *by as f64 * pitch >= 64.0).unwrap_or(500);
    let room = |pixels: f64| (pixels / pitch.max(1e-6)).ceil() as usize;
    // 'layer 1' is a longer label than a number.
    let between =
        (by..=depth.saturating_sub(room(34.0))).step_by(by).filter(|layer| *layer > 1 && *layer as f64 * pitch >= 56.0);
    out.extend(between.map(|layer| (layer, layer.to_string())));
    out.push((depth, depth.to_string()));
    out
}
