use ndarray::{Axis as Along, Slice};

use super::lengths::{self, Lengths, along_one, counted, has_paths, one_path, square};
use super::words::{both, portion};
use super::{
    Axis, Body, Fact, Findings, On, Panel, Part, Parts, Scale, Series, Study, Style, Subject, Task, finite, of,
};
use crate::autograd::{Tape, Truth};
use crate::data::{Data, Rows, Targets};
use crate::model::Model;
use crate::number::number;
use crate::rng::Stream;
use crate::scene::{Norm, Scene, Side};

/// Along how long paths does the gradient come?
pub const STUDY: Study = Study {
    name: "paths",
    label: "Paths",
    headline_name: "mean branches that the gradient crosses",
    measures: "The gradient by the state before the first block, over the whole training set, is taken apart exactly: one part \
               for each number of branches that a path crosses. The number is the mean length, each length weighted by the \
               norm of its part.",
    misleads: "A length's part is a sum over many paths, which may cancel: its norm is not the sum of theirs. And where the \
               gradient comes from is not what is learnt: what the paths of some lengths teach alone is the question of routes.",
    source: "Veit, Wilber and Belongie 2016, section 4",
    weak: &[("Relu with scale 1 at its start: nearly as counted", "depth=54&act=relu&init=he&steps=1")],
    on: On::Networks,
    unfit,
    tasks,
    run,
    gather,
};

/// Lengths of the single paths that are followed, as far as the network is that deep.
const SINGLE: [usize; 7] = [1, 2, 5, 10, 15, 20, 25];
/// Paths of each of these lengths.
const PATHS: usize = 12;

/// Most work for one network, in multiplications and additions.
const MOST_WORK: f64 = 1e11;
/// Most work in one task; with batch norm the rows cannot be shared out.
const MOST_AT_ONCE: f64 = 5e9;
/// Work in one task where it can be chosen.
const TASK_WORK: f64 = 2e8;

/// Multiplications and additions for one network, start and now, about.
fn work(scene: &Scene, side: Side, rows: usize) -> f64 {
    let network = scene.network(side);
    f64::from(network.depth) * lengths::work(network, rows)
}

fn normalises(scene: &Scene, side: Side) -> bool {
    scene.network(side).norm == Norm::Batch
}

fn unfit(scene: &Scene, data: &Data) -> Option<String> {
    if let Some(why) = one_path(scene) {
        return Some(why);
    }
    let rows = data.train.len();
    let too_much = |side: &Side| {
        let most = if normalises(scene, *side) { MOST_AT_ONCE } else { MOST_WORK };
        has_paths(scene.network(*side)) && work(scene, *side, rows) > most
    };
    let side = Side::ALL.into_iter().find(too_much)?;
    let network = scene.network(side);
    Some(format!(
        "The paths of {} blocks of {} units on {} points take too long to tell apart here: fewer blocks, units or points do.",
        network.depth, network.width, rows
    ))
}

/// The rows of a network are shared out, so that each task takes less than a second or so.
fn pieces(scene: &Scene, side: Side) -> usize {
    if normalises(scene, side) {
        return 1;
    }
    let work = work(scene, side, scene.data.points as usize);
    libm::ceil(work / TASK_WORK).clamp(2.0, 256.0) as usize
}

fn tasks(scene: &Scene) -> Vec<Task> {
    let of = |side| {
        let pieces = if has_paths(scene.network(side)) { pieces(scene, side) } else { 0 };
        (0..pieces).map(move |number| Task { side, number, cost: work(scene, side, 1) / pieces as f64 })
    };
    Side::ALL.into_iter().flat_map(of).collect()
}

/// Squared norms over a piece of the rows, to be added up: `[of each length's gradient at the start]`, `[now]`, and of the
/// single paths now `[length by length]`.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let trainer = subject.network(task.side);
    let rows = &trainer.data().train;
    let (count, pieces) = (rows.len(), pieces(subject.scene(), task.side));
    let range = task.number * count / pieces..(task.number + 1) * count / pieces;
    let model = trainer.model();
    let depth = model.depth();
    if range.is_empty() {
        return Ok(vec![vec![0.0; depth + 1], vec![0.0; depth + 1], vec![0.0; PATHS * single_lengths(depth).count()]]);
    }
    let share = range.len() as f64 / count as f64;
    let mut tape = tape(model, rows, range);
    let mut parts = Vec::new();
    for params in [trainer.start(), trainer.params()] {
        let params: Vec<f64> = params.iter().copied().map(f64::from).collect();
        tape.forward(&model.graph, &params);
        let mut lengths = Lengths::at_the_top(model, &mut tape, &params, share, depth, false);
        let top = lengths.each[0].clone();
        for block in model.graph.blocks.iter().rev() {
            lengths.back(&model.graph, &mut tape, &params, block);
        }
        parts.push(lengths.squares());
        if parts.len() == 2 {
            let one = |through: Vec<bool>| square(&along_one(model, &mut tape, &params, &top, &through));
            parts.push(single_paths(depth, subject.scene().seeds.plane).into_iter().map(one).collect());
        }
    }
    Ok(parts)
}

/// A tape in f64 with some rows in it.
fn tape(model: &Model, rows: &Rows, range: core::ops::Range<usize>) -> Tape<f64> {
    let mut tape = Tape::new(&model.graph, range.len());
    let inputs = rows.inputs.slice_axis(Along(0), Slice::from(range.clone()));
    tape.value_mut(model.input).assign(&inputs.mapv(f64::from));
    tape.truth = match &rows.targets {
        Targets::Classes(classes) => Truth::Classes(classes[range].to_vec()),
        Targets::Values(values) => {
            Truth::Values(values.slice_axis(Along(0), Slice::from(range)).iter().copied().map(f64::from).collect())
        }
    };
    tape
}

fn single_lengths(depth: usize) -> impl Iterator<Item = usize> {
    SINGLE.into_iter().filter(move |length| *length <= depth)
}

/// The branches that each single path crosses: of every length so many paths, drawn from the stream `plane/paths`.
fn single_paths(depth: usize, seed: u32) -> Vec<Vec<bool>> {
    let mut stream = Stream::new(seed, "plane/paths");
    let mut order: Vec<usize> = (0..depth).collect();
    let mut paths = Vec::new();
    for length in single_lengths(depth) {
        for _ in 0..PATHS {
            stream.shuffle(&mut order);
            let mut through = vec![false; depth];
            order.iter().take(length).for_each(|&block| through[block] = true);
            paths.push(through);
        }
    }
    paths
}

/// What is known of one network so far.
pub struct Known {
    side: Side,
    /// The share of the gradient on each length at the start.
    pub start: Vec<f64>,
    /// The share now.
    pub now: Vec<f64>,
    /// Length and mean log₁₀ norm of the single paths.
    single: Vec<(f64, f64)>,
}

impl Known {
    /// All of one network, which has to have a shortcut.
    pub fn measure(subject: &Subject, side: Side) -> Result<Self, String> {
        let tasks = tasks(subject.scene()).into_iter().filter(|task| task.side == side);
        let parts: Result<Vec<_>, String> =
            tasks.map(|task| run(subject, &task).map(|part| (task, Some(part)))).collect();
        Self::of(subject.scene(), &parts?, side).ok_or_else(|| "A network without shortcuts has one path.".into())
    }

    fn of(scene: &Scene, parts: &Parts, side: Side) -> Option<Self> {
        let depth = scene.network(side).depth as usize;
        let mut sums: [Vec<f64>; 3] = [Vec::new(), Vec::new(), Vec::new()];
        for (_, part) in of(parts, side) {
            for (sum, squares) in sums.iter_mut().zip(part) {
                sum.resize(squares.len(), 0.0);
                sum.iter_mut().zip(squares).for_each(|(sum, square)| *sum += square);
            }
        }
        let [start, now, single] = sums;
        if now.is_empty() {
            return None;
        }
        let mean = |of: &[f64]| of.iter().map(|square| 0.5 * libm::log10(*square)).sum::<f64>() / of.len() as f64;
        let single = single_lengths(depth).map(|k| k as f64).zip(single.chunks(PATHS).map(mean)).collect();
        Some(Self { side, start: shares(&start), now: shares(&now), single })
    }

    /// log₁₀ of the factor by which one more branch changes a path's gradient, and how straight the line is.
    pub fn decay(&self) -> Option<(f64, f64)> {
        let (first, last) = (self.single.first()?, self.single.last()?);
        let slope = (last.1 - first.1) / (last.0 - first.0);
        finite(slope).zip(finite(correlation(&self.single)))
    }
}

/// Each length's norm over the sum of all.
fn shares(squares: &[f64]) -> Vec<f64> {
    let norms: Vec<f64> = squares.iter().map(|square| square.sqrt()).collect();
    let all: f64 = norms.iter().sum();
    norms.into_iter().map(|norm| norm / all).collect()
}

/// Σ k·share_k.
pub fn mean_length(shares: &[f64]) -> f64 {
    shares.iter().enumerate().map(|(k, share)| k as f64 * share).sum()
}

/// The share of lengths up to `most`.
pub fn up_to(shares: &[f64], most: usize) -> f64 {
    shares.iter().take(most + 1).sum()
}

/// Pearson's.
fn correlation(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let sum = |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|point| of(point.0 - x, point.1 - y)).sum::<f64>();
    sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
}

/// A length that counts as short: 35 % of the blocks, rounded.
fn short(depth: usize) -> usize {
    libm::round(0.35 * depth as f64) as usize
}

fn gather(scene: &Scene, parts: &Parts) -> Findings {
    let known: Vec<Known> = Side::ALL.into_iter().filter_map(|side| Known::of(scene, parts, side)).collect();
    let depth = |side| scene.network(side).depth as usize;
    // A network without shortcuts has one path, through all blocks: there is nothing to measure.
    let fact = |one: f64, measured: &dyn Fn(&Known) -> Option<f64>| {
        Side::ALL.map(|side| match known.iter().find(|known| known.side == side) {
            Some(known) => measured(known).and_then(finite),
            None => (!has_paths(scene.network(side)) && one.is_finite()).then(|| one * depth(side) as f64),
        })
    };
    let [a, b] = fact(1.0, &|known| Some(mean_length(&known.now)));
    let mut facts = Vec::new();
    let mut add = |name: String, [a, b]: [Option<f64>; 2]| facts.push(Fact { name, a, b });
    add(
        "mean length by count".into(),
        Side::ALL.map(|side| {
            let length = depth(side) as f64;
            Some(if has_paths(scene.network(side)) { 0.5 * length } else { length })
        }),
    );
    add("mean length at the start".into(), fact(1.0, &|known| Some(mean_length(&known.start))));
    let most = short(depth(Side::B));
    add(format!("share of gradient, at most {most} branches"), fact(f64::NAN, &|known| Some(up_to(&known.now, most))));
    add(format!("at the start, at most {most}"), fact(f64::NAN, &|known| Some(up_to(&known.start, most))));
    add(
        format!("share of all paths, at most {most}"),
        Side::ALL.map(|side| has_paths(scene.network(side)).then(|| up_to(&counted(depth(side)), most))),
    );
    add("single paths, power of ten a branch".into(), fact(f64::NAN, &|known| Some(known.decay()?.0)));
    add("their correlation with length".into(), fact(f64::NAN, &|known| Some(known.decay()?.1)));
    Findings { a, b, sentence: sentence(scene, &known, a, b), facts, panels: panels(scene, &known) }
}

fn sentence(scene: &Scene, known: &[Known], a: Option<f64>, b: Option<f64>) -> String {
    let mut text = format!(
        "Weighted by the gradient that it carries, a path crosses this many branches on average: {}.",
        both(scene, a, b)
    );
    for known in known {
        let depth = scene.network(known.side).depth as usize;
        let most = short(depth);
        text += &format!(
            " In {} the mean by count is {}; the paths of at most {most} branches are {} of all and carry {} of the gradient.",
            scene.called(known.side),
            number(0.5 * depth as f64),
            portion(up_to(&counted(depth), most)),
            portion(up_to(&known.now, most)),
        );
    }
    for side in Side::ALL.into_iter().filter(|side| !has_paths(scene.network(*side))) {
        text += &format!(" {} has one path.", capital(scene.called(side)));
    }
    text
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn panels(scene: &Scene, known: &[Known]) -> Vec<Panel> {
    let numbers = |count: usize| (0..count).map(|k| k as f64).collect::<Vec<_>>();
    let line = |side, y: Vec<f64>| Series { side, x: numbers(y.len()), y, ..Series::default() };
    let running = |shares: &[f64]| {
        shares
            .iter()
            .scan(0.0, |sum, share| {
                *sum += share;
                Some(*sum)
            })
            .collect::<Vec<f64>>()
    };
    let (mut share, mut upto, mut single) = (Vec::new(), Vec::new(), Vec::new());
    let mut depths: Vec<usize> = known.iter().map(|known| known.now.len() - 1).collect();
    depths.dedup();
    for depth in depths {
        let counted = counted(depth);
        upto.push(line(None, running(&counted)).named("number of paths", Style::Line));
        share.push(line(None, counted).named("number of paths", Style::Line));
    }
    for known in known {
        let side = Some(known.side);
        share.push(line(side, known.now.clone()).named("gradient", Style::Line));
        share.push(line(side, known.start.clone()).named("gradient, at the start", Style::Faint));
        upto.push(line(side, running(&known.now)).named("gradient", Style::Line));
        let (x, y) = known.single.iter().copied().unzip();
        single.push(Series::line(known.side, x, y));
    }
    for side in Side::ALL.into_iter().filter(|side| !has_paths(scene.network(*side))) {
        let depth = scene.network(side).depth as usize;
        let mut all = vec![0.0; depth];
        all.push(1.0);
        upto.push(line(Some(side), all).named("its one path", Style::Line));
    }
    let axis = |label: &str| Axis::new(label, Scale::Linear);
    let branches = || axis("branches that a path crosses");
    let lines = |series| Body::Lines { series, limits: Vec::new() };
    vec![
        Panel {
            key: "share".into(),
            title: "share of all, by length".into(),
            x: branches(),
            y: axis("share"),
            body: lines(share),
        },
        Panel {
            key: "upto".into(),
            title: "share of all, up to this length".into(),
            x: branches(),
            y: axis("share").over(0.0, 1.0),
            body: lines(upto),
        },
        Panel {
            key: "single".into(),
            title: format!("gradient along one path, mean of {PATHS}"),
            x: branches(),
            y: Axis::new("size of the gradient", Scale::Log10),
            body: lines(single),
        },
    ]
}
