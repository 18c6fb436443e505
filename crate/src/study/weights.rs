use super::gradients::{Weight, linears};
use super::words::{both, unit};
use super::{Axis, Fact, Findings, On, Panel, Part, Scale, Series, Study, Style, Subject, Task, finite, fits, of};
use crate::model::Model;
use crate::scene::{Scene, Side};
use crate::train::Trainer;

/// Do weights change less with a shortcut?
pub const STUDY: Study = Study {
    name: "weights",
    label: "Weights",
    headline_name: "mean relative change of the weights in training",
    measures: "How far each block's weights have moved from their start, |W − W0|/|W0| (Frobenius norms), and its mean over the \
               blocks. Beside it the cosine between the weights of a block and of the next of its shapes, taken as vectors: alike are 1, \
               unrelated near 0.",
    misleads: "The change depends on the scale of the branch more than on the shortcut: with scale 1 the weights move less than \
               without, with 1/√depth more. It grows with the rate and the steps, and a network that is stuck moves little too.",
    source: "Frobenius norms over each block's layers; the start is the setup's own",
    weak: &[("The branch scaled by 1/√depth: the order turns round", "depth=20&b.scale=depth")],
    on: On::Networks,
    unfit: fits,
    tasks: Task::one_each,
    run,
    gather,
};

/// ‖W − W₀‖/‖W₀‖ of each block's weights.
pub fn change(trainer: &Trainer, params: &[f32]) -> Vec<f64> {
    let start = trainer.start();
    let one = |block: Vec<Weight>| {
        let (mut moved, mut was) = (0.0_f64, 0.0_f64);
        for i in block.into_iter().flat_map(|(_, range)| range) {
            let (now, before) = (f64::from(params[i]), f64::from(start[i]));
            moved += (now - before) * (now - before);
            was += before * before;
        }
        (moved / was).sqrt()
    };
    linears(trainer.model()).into_iter().map(one).collect()
}

/// cos(W_l, W_m) for l = 1 … L − 1, m being the next block whose weights have the same shapes: in a transformer the next of
/// its kind; NaN where there is none.
pub fn cosines(model: &Model, params: &[f32]) -> Vec<f64> {
    let blocks = linears(model);
    let shapes = |block: &[Weight]| block.iter().map(|(shape, _)| *shape).collect::<Vec<_>>();
    let one = |l: usize| {
        let (low, rest) = (&blocks[l], &blocks[l + 1..]);
        let Some(high) = rest.iter().find(|high| shapes(high) == shapes(low)) else { return f64::NAN };
        let values = |block: &[Weight]| -> Vec<f64> {
            block.iter().flat_map(|(_, range)| params[range.clone()].iter().map(|&w| f64::from(w))).collect()
        };
        let (low, high) = (values(low), values(high));
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        dot(&low, &high) / (dot(&low, &low) * dot(&high, &high)).sqrt()
    };
    (0..blocks.len().saturating_sub(1)).map(one).collect()
}

/// The mean of the numbers that are there; NaN if none is.
pub fn mean(values: &[f64]) -> f64 {
    let known = || values.iter().copied().filter(|value| value.is_finite());
    known().sum::<f64>() / known().count() as f64
}

/// Change by layer, cosines now, cosines at the start; then by snapshot: steps, mean, least and largest change.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let trainer = subject.network(task.side);
    let mut part = vec![
        change(&trainer, trainer.params()),
        cosines(trainer.model(), trainer.params()),
        cosines(trainer.model(), trainer.start()),
    ];
    let mut lists = vec![Vec::new(); 4];
    for (step, params) in subject.snapshots(task.side) {
        let change = change(&trainer, &params);
        let (least, largest) = (change.iter().copied().reduce(f64::min), change.iter().copied().reduce(f64::max));
        let now = [Some(f64::from(step)), Some(mean(&change)), least, largest];
        lists.iter_mut().zip(now).for_each(|(list, value)| list.push(value.unwrap_or(f64::NAN)));
    }
    part.extend(lists);
    Ok(part)
}

fn gather(scene: &Scene, parts: &[(Task, Option<Part>)]) -> Findings {
    let part = Side::ALL.map(|side| of(parts, side).next().map(|(_, part)| part));
    let number = |of: &dyn Fn(&Part) -> f64| part.map(|part| part.and_then(|part| finite(of(part))));
    let [a, b] = number(&|part| mean(&part[0]));
    let (cosine, before) = (number(&|part| mean(&part[1])), number(&|part| mean(&part[2])));
    let extreme =
        |pick: fn(f64, f64) -> f64| number(&move |part| part[0].iter().copied().reduce(pick).unwrap_or(f64::NAN));
    let unit = unit(scene);
    let facts = vec![
        Fact::pair(&format!("least change of a {unit}"), extreme(f64::min)),
        Fact::pair(&format!("largest change of a {unit}"), extreme(f64::max)),
        Fact::pair(&format!("mean cosine of neighbouring {unit}s"), cosine),
        Fact::pair("the same at the start", before),
    ];
    let lines = |which: usize, name: &str, style: Style, first: usize| {
        let line = move |(side, part): (Side, Option<&Part>)| {
            let y = part?[which].clone();
            let x = (first..first + y.len()).map(|l| l as f64).collect();
            Some(Series::line(side, x, y).named(name, style))
        };
        Side::ALL.into_iter().zip(part).filter_map(line).collect::<Vec<_>>()
    };
    let by_step = |(side, part): (Side, Option<&Part>)| {
        let part = part?;
        let range = part[5].iter().copied().zip(part[6].iter().copied()).collect();
        Some(Series { range, ..Series::line(side, part[3].clone(), part[4].clone()) })
    };
    let panel = |key, title: &str, x, y, series| Panel::lines(key, title, x, Axis::new(y, Scale::Linear), series);
    let layer = || Axis::new(unit, Scale::Layers);
    let cosines = [lines(2, "at the start", Style::Faint, 1), lines(1, "", Style::Line, 1)].concat();
    Findings {
        a,
        b,
        sentence: format!(
            "From their start the weights of a block have moved by this share of their size, on average: {}. The mean cosine of \
             neighbouring blocks' weights is {}; at the start it was {}.",
            both(scene, a, b),
            both(scene, cosine[0], cosine[1]),
            both(scene, before[0], before[1])
        ),
        facts,
        panels: vec![
            panel(
                "change",
                "change of W from its start",
                layer(),
                "share of its size at the start",
                lines(0, "", Style::Line, 1),
            ),
            panel(
                "by_step",
                &format!("mean over the {unit}s, with their range"),
                Axis::new("step", Scale::Linear),
                "share of its size at the start",
                Side::ALL.into_iter().zip(part).filter_map(by_step).collect(),
            ),
            panel("cosine", &format!("cosine of W with that of the next {unit}"), layer(), "cosine", cosines),
        ],
    }
}
