//! How alike a network's slopes are at neighbouring inputs.

use super::words::both;
use super::{
    Axis, Body, Fact, Findings, On, Panel, Part, Parts, Scale, Series, Study, Style, Subject, Task, finite, fits, of,
};
use crate::autograd::{Mode, Tape};
use crate::data::{Data, Targets};
use crate::number::percent;
use crate::scene::{Scene, Side};
use crate::train::Trainer;

/// Do neighbouring inputs get like gradients?
pub const STUDY: Study = Study {
    name: "shattering",
    label: "Shattering",
    headline_name: "correlation of ∂f/∂x at neighbouring inputs",
    measures: "The slope of what the network answers, at 256 inputs evenly along a line: the first input runs from the least to \
               the largest of the training points, any others stay 0. The number is the slopes' correlation from one input to the next, where white noise has 0 \
               and a straight line counts as 1; for classes the answer is the second class's score less the first's.",
    misleads: "It depends on how far apart the inputs are: a relu network is straight in pieces, so that close enough together \
               any two have the same slope. Like slopes are no sign of large ones, nor of a network that trains: a plain \
               tanh network's slopes are alike and vanish. Batch norm's statistics are held where the training set puts them.",
    source: "Balduzzi, Frean, Leary, Lewis, Ma and McWilliams 2017, section 2",
    weak: &[
        ("Tanh without a norm: the slopes are less alike with the shortcut", "data=line&depth=24"),
        ("Four blocks: not yet shattered", "data=line&depth=4&act=relu&init=he&norm=batch"),
    ],
    on: On::Networks,
    unfit: fits,
    tasks: Task::one_each,
    run,
    gather,
};

/// Inputs along the line.
const POINTS: usize = 256;
/// The farthest that two inputs are compared, in points.
const LAGS: usize = 40;

/// `[inputs …]`, `[slopes now …]`, `[slopes at the start …]`.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let trainer = subject.network(task.side);
    let (now, start) = (slopes(&trainer, trainer.params()), slopes(&trainer, trainer.start()));
    Ok(vec![line(trainer.data()), now, start])
}

/// The first input of each point of the line.
fn line(data: &Data) -> Vec<f64> {
    let first = data.train.inputs.column(0);
    let low = first.iter().copied().fold(f32::INFINITY, f32::min);
    let high = first.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let (low, high) = (f64::from(low), f64::from(high));
    (0..POINTS).map(|i| low + (high - low) * i as f64 / (POINTS - 1) as f64).collect()
}

/// ∂f/∂x at parameters of the model's length, in `f64`, along the line through 0 in the direction of the first input. f is
/// the first value that is answered, or the score of the second class less that of the first.
#[must_use]
pub fn slopes(trainer: &Trainer, params: &[f32]) -> Vec<f64> {
    let (model, data) = (trainer.model(), trainer.data());
    let params: Vec<f64> = params.iter().map(|&w| f64::from(w)).collect();
    let rows = &data.train.inputs;
    // Batch norm takes its statistics of the training set here, and keeps them for the line.
    let mut train = Tape::<f64>::new(&model.graph, rows.nrows());
    train.value_mut(model.input).zip_mut_with(rows, |to, &x| *to = f64::from(x));
    train.forward(&model.graph, &params);
    let mut tape = Tape::<f64>::new(&model.graph, POINTS);
    tape.keep_statistics_of(&model.graph, &train);
    tape.mode = Mode::Frozen;
    tape.value_mut(model.input).column_mut(0).iter_mut().zip(line(data)).for_each(|(to, x)| *to = x);
    tape.forward(&model.graph, &params);
    let mut upstream = tape.value(model.output).clone();
    upstream.fill(0.0);
    match data.train.targets {
        Targets::Classes(_) if data.outputs > 1 => {
            upstream.column_mut(0).fill(-1.0);
            upstream.column_mut(1).fill(1.0);
        }
        _ => upstream.column_mut(0).fill(1.0),
    }
    tape.backward_from(&model.graph, &params, model.output, &upstream);
    tape.grad(model.input).column(0).to_vec()
}

/// The correlation of numbers with those `lag` places on, Σ(gᵢ − ḡ)(gᵢ₊ₗ − ḡ)/Σ(gᵢ − ḡ)². 1 where all are the same but for
/// rounding; NaN where all are 0 or one is not finite.
#[must_use]
pub fn autocorrelation(values: &[f64], lag: usize) -> f64 {
    let count = values.len() as f64;
    let largest = values.iter().map(|g| g.abs()).fold(0.0, f64::max);
    if !values.iter().all(|g| g.is_finite()) || largest == 0.0 {
        return f64::NAN;
    }
    // Slopes of a network in which the gradient vanishes have squares too small for a float.
    let mean = values.iter().map(|g| g / largest).sum::<f64>() / count;
    let away: Vec<f64> = values.iter().map(|g| g / largest - mean).collect();
    let spread: f64 = away.iter().map(|x| x * x).sum();
    if spread <= 1e-20 * count {
        return 1.0;
    }
    away.iter().zip(away.iter().skip(lag)).map(|(x, y)| x * y).sum::<f64>() / spread
}

/// The share of neighbours of which one is above 0 and the other below.
#[must_use]
pub fn flips(values: &[f64]) -> f64 {
    if !values.iter().all(|g| g.is_finite()) {
        return f64::NAN;
    }
    let flipped = |pair: &&[f64]| (pair[0] > 0.0 && pair[1] < 0.0) || (pair[0] < 0.0 && pair[1] > 0.0);
    values.windows(2).filter(flipped).count() as f64 / (values.len() - 1) as f64
}

/// The root of the mean square.
fn size(values: &[f64]) -> f64 {
    let largest = values.iter().map(|g| g.abs()).fold(0.0, f64::max);
    if largest == 0.0 {
        return 0.0;
    }
    let squares: f64 = values.iter().map(|g| (g / largest) * (g / largest)).sum();
    largest * (squares / values.len() as f64).sqrt()
}

fn gather(scene: &Scene, parts: &Parts) -> Findings {
    let part = |side| of(parts, side).next().map(|(_, part)| part);
    let number = |side, which: usize, f: &dyn Fn(&[f64]) -> f64| part(side).and_then(|part| finite(f(&part[which])));
    let pair = |which, f: &dyn Fn(&[f64]) -> f64| Side::ALL.map(|side| number(side, which, f));
    let fact = |name, which, f: &dyn Fn(&[f64]) -> f64| {
        let [a, b] = pair(which, f);
        Fact::new(name, a, b)
    };
    let next = |values: &[f64]| autocorrelation(values, 1);
    let [a, b] = pair(1, &next);
    let flipped = pair(1, &flips).map(|share| share.map_or_else(|| "–".to_owned(), percent));
    let [word_a, word_b] = Side::ALL.map(|side| scene.word(side));
    Findings {
        a,
        b,
        sentence: format!(
            "From one input to the next the slopes correlate by {}; their sign differs between {} of neighbours {word_a}, {} {word_b}.",
            both(scene, a, b),
            flipped[0],
            flipped[1]
        ),
        facts: vec![
            fact("correlation at the start", 2, &next),
            fact("share of neighbours where the sign flips", 1, &flips),
            fact("the same at the start", 2, &flips),
            fact("size of the slopes (root mean square)", 1, &size),
            fact("size at the start", 2, &size),
        ],
        panels: vec![
            Panel {
                key: "slopes".into(),
                title: "slope along the line, over its root mean square".into(),
                x: Axis::new("input", Scale::Linear),
                y: Axis::new("∂f/∂x over its size", Scale::Linear),
                body: lines(parts, |part| {
                    let scaled = |values: &[f64]| values.iter().map(|g| g / size(values)).collect();
                    (part[0].clone(), scaled(&part[1]), scaled(&part[2]))
                }),
            },
            Panel {
                key: "autocorrelation".into(),
                title: "correlation of slopes by distance".into(),
                x: Axis::new("inputs apart, of 256 along the line", Scale::Linear),
                y: Axis::new("correlation", Scale::Linear),
                body: lines(parts, |part| {
                    let by_lag = |values: &[f64]| (0..=LAGS).map(|lag| autocorrelation(values, lag)).collect();
                    ((0..=LAGS).map(|lag| lag as f64).collect(), by_lag(&part[1]), by_lag(&part[2]))
                }),
            },
        ],
    }
}

/// A line of each network, and a pale one of its start.
fn lines(parts: &Parts, of_part: impl Fn(&Part) -> (Vec<f64>, Vec<f64>, Vec<f64>)) -> Body {
    let mut series = Vec::new();
    for side in Side::ALL {
        for (_, part) in of(parts, side) {
            let (x, now, start) = of_part(part);
            series.push(Series::line(side, x.clone(), start).named("at the start", Style::Faint));
            series.push(Series::line(side, x, now));
        }
    }
    Body::Lines { series, limits: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::{autocorrelation, flips};

    #[test]
    fn what_alternates_has_a_correlation_of_minus_1_and_always_flips() {
        let values: Vec<f64> = (0..200).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert!((autocorrelation(&values, 1) + 199.0 / 200.0).abs() < 1e-12);
        assert!((autocorrelation(&values, 2) - 198.0 / 200.0).abs() < 1e-12);
        assert_eq!(autocorrelation(&values, 0), 1.0);
        assert_eq!(flips(&values), 1.0);
    }

    #[test]
    fn what_is_the_same_everywhere_is_wholly_like_itself_however_small() {
        assert_eq!(autocorrelation(&[1e-200; 9], 1), 1.0);
        assert_eq!(flips(&[1e-200; 9]), 0.0);
        assert!(autocorrelation(&[0.0; 9], 1).is_nan());
        assert!(autocorrelation(&[1.0, f64::NAN], 1).is_nan());
        let faint: Vec<f64> = [1.0, 2.0, 3.0, 4.0].iter().map(|x| x * 1e-200).collect();
        assert!((autocorrelation(&faint, 1) - 0.25).abs() < 1e-12);
    }
}
