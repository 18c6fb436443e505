use super::lengths::{self, Lengths, Ways, along_one, one_path, square};
use super::words::{blocks_of, both, portion};
use super::{
    Axis, Body, Fact, Findings, On, Panel, Part, Parts, Scale, Series, Study, Style, Subject, Task, finite, of,
};
use crate::autograd::Tape;
use crate::data::Data;
use crate::number::number;
use crate::rng::Stream;
use crate::scene::{Norm, Scene, Side};
use crate::train::load;

/// Along how long paths does the gradient come?
pub const STUDY: Study = Study {
    name: "paths",
    label: "Paths",
    headline_name: "mean branches that the gradient crosses",
    measures: "The gradient by the state before the first block, over the whole training set, is taken apart exactly: one part \
               for each number of branches that a path crosses. The number is the mean length, each length weighted by the \
               norm of its part.",
    misleads: "A length's part is a sum over many paths, which may cancel: its norm is not the sum of theirs. And where the \
               gradient comes from is not what is learnt: what the paths of some lengths teach alone is the question of routes. With batch \
               norm, whose statistics are those of all points here, points are no longer apart: a path leads through them too.",
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
const MOST_WORK: f64 = 3e11;
/// The same with batch norm, where the rows cannot be shared out.
const MOST_AT_ONCE: f64 = 6e10;
/// Work in one task where it can be chosen.
const TASK_WORK: f64 = 2e8;

/// Multiplications and additions for one network, start and now, about.
fn work(scene: &Scene, side: Side, rows: usize) -> f64 {
    let ways = Ways::of(scene, side);
    let single = single_lengths(&ways).count() * PATHS;
    (ways.blocks() + single) as f64 * lengths::work(scene, side, rows)
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
        Ways::of(scene, *side).many() && work(scene, *side, rows) > most
    };
    let side = Side::ALL.into_iter().find(too_much)?;
    Some(format!(
        "The paths of {} on {rows} points take too long to tell apart here: fewer blocks, units or points do.",
        blocks_of(scene, side)
    ))
}

/// What a task measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    /// The lengths at the start.
    Start,
    /// The lengths now.
    Now,
    /// Single paths of these numbers in the list of lengths, now.
    Single(usize, usize),
}

/// The rows of a network are shared out, so that each task takes less than a second or so; where batch norm asks for all rows
/// at once, it is what is measured of them that is shared out. A task's piece of the rows, of how many, and what it measures.
fn shared_out(scene: &Scene, side: Side) -> Vec<(usize, usize, Vec<Job>)> {
    let ways = Ways::of(scene, side);
    if !ways.many() {
        return Vec::new();
    }
    let single = single_lengths(&ways).count();
    if normalises(scene, side) {
        let singles = (0..single).map(|one| Job::Single(one, one + 1));
        return [Job::Start, Job::Now].into_iter().chain(singles).map(|job| (0, 1, vec![job])).collect();
    }
    let work = ways.blocks() as f64 * lengths::work(scene, side, scene.data.points as usize);
    let pieces = libm::ceil(work / TASK_WORK).clamp(2.0, 256.0) as usize;
    (0..pieces).map(|piece| (piece, pieces, vec![Job::Start, Job::Now, Job::Single(0, single)])).collect()
}

fn tasks(scene: &Scene) -> Vec<Task> {
    let of = |side| {
        let tasks = shared_out(scene, side).len();
        let cost = work(scene, side, 1) / tasks.max(1) as f64;
        (0..tasks).map(move |number| Task { side, number, cost })
    };
    Side::ALL.into_iter().flat_map(of).collect()
}

/// Squared norms over a piece of the rows, to be added up: `[of each length's gradient at the start]`, `[now]`, and of the
/// single paths now `[length by length]`; empty where it is another task's.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut tasks = shared_out(subject.scene(), task.side).into_iter().skip(task.number);
    let (piece, pieces, jobs) = tasks.next().ok_or("There is no such task.")?;
    let trainer = subject.network(task.side);
    let rows = &trainer.data().train;
    let (count, model) = (rows.len(), trainer.model());
    let range = piece * count / pieces..(piece + 1) * count / pieces;
    let ways = Ways::of(subject.scene(), task.side);
    let mut parts = vec![Vec::new(); 3];
    if range.is_empty() {
        return Ok(parts);
    }
    let share = range.len() as f64 / count as f64;
    let mut tape: Tape<f64> = Tape::new(&model.graph, range.len());
    load(&mut tape, model, rows, range);
    for job in jobs {
        let params = if job == Job::Start { trainer.start() } else { trainer.params() };
        let params: Vec<f64> = params.iter().copied().map(f64::from).collect();
        tape.forward(&model.graph, &params);
        let mut lengths = Lengths::at_the_top(model, &mut tape, &params, share, model.depth(), false);
        if let Job::Single(from, to) = job {
            let top = lengths.each[0].clone();
            let one = |through: &Vec<bool>| square(&along_one(model, &mut tape, &params, &top, through));
            let paths = single_paths(&ways, subject.scene().seeds.plane);
            let mut squares = vec![0.0; paths.len()];
            let mine = from * PATHS..to * PATHS;
            squares[mine.clone()].iter_mut().zip(paths[mine].iter().map(one)).for_each(|(to, square)| *to = square);
            parts[2] = squares;
            continue;
        }
        for block in model.graph.blocks.iter().rev() {
            lengths.back(&model.graph, &mut tape, &params, block);
        }
        parts[if job == Job::Start { 0 } else { 1 }] = lengths.squares();
    }
    Ok(parts)
}

/// Lengths of the single paths: so many branches more than every path crosses.
fn single_lengths(ways: &Ways) -> impl Iterator<Item = usize> + use<> {
    let (least, most) = (ways.least(), ways.blocks());
    SINGLE.into_iter().map(move |length| least + length).filter(move |length| *length <= most)
}

/// The branches that each single path crosses: of every length so many paths, drawn from the stream `plane/paths`.
fn single_paths(ways: &Ways, seed: u32) -> Vec<Vec<bool>> {
    let mut stream = Stream::new(seed, "plane/paths");
    let mut order: Vec<usize> = ways.free().collect();
    let mut paths = Vec::new();
    for length in single_lengths(ways) {
        for _ in 0..PATHS {
            stream.shuffle(&mut order);
            let mut through = vec![true; ways.blocks()];
            order.iter().skip(length - ways.least()).for_each(|&block| through[block] = false);
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
        let mut sums: [Vec<f64>; 3] = [Vec::new(), Vec::new(), Vec::new()];
        for (_, part) in of(parts, side) {
            for (sum, squares) in sums.iter_mut().zip(part) {
                sum.resize(sum.len().max(squares.len()), 0.0);
                sum.iter_mut().zip(squares).for_each(|(sum, square)| *sum += square);
            }
        }
        let [start, now, single] = sums;
        if now.is_empty() {
            return None;
        }
        let mean = |of: &[f64]| of.iter().map(|square| 0.5 * libm::log10(*square)).sum::<f64>() / of.len() as f64;
        // A length whose paths are not there yet sums to nothing.
        let known = |(_, paths): &(usize, &[f64])| paths.iter().any(|square| *square > 0.0);
        let single = single_lengths(&Ways::of(scene, side)).zip(single.chunks(PATHS)).filter(known);
        let single = single.map(|(length, paths)| (length as f64, mean(paths))).collect();
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
    let ways = |side| Ways::of(scene, side);
    // A network without shortcuts has one path, through all blocks: there is nothing to measure.
    let fact = |one: f64, measured: &dyn Fn(&Known) -> Option<f64>| {
        Side::ALL.map(|side| match known.iter().find(|known| known.side == side) {
            Some(known) => measured(known).and_then(finite),
            None => (!ways(side).many() && one.is_finite()).then(|| one * ways(side).blocks() as f64),
        })
    };
    let [a, b] = fact(1.0, &|known| Some(mean_length(&known.now)));
    let mut facts = Vec::new();
    let mut add = |name: String, [a, b]: [Option<f64>; 2]| facts.push(Fact { name, a, b });
    add("mean length by count".into(), Side::ALL.map(|side| Some(ways(side).mean())));
    // The start is another task's where batch norm takes all rows at once, and may not be there yet.
    let at_start = |known: &Known| Some(&known.start).filter(|start| !start.is_empty()).cloned();
    add("mean length at the start".into(), fact(1.0, &|known| at_start(known).map(|start| mean_length(&start))));
    let most = short(ways(Side::B).blocks());
    add(format!("share of gradient, at most {most} branches"), fact(f64::NAN, &|known| Some(up_to(&known.now, most))));
    add(
        format!("at the start, at most {most}"),
        fact(f64::NAN, &|known| at_start(known).map(|start| up_to(&start, most))),
    );
    add(
        format!("share of all paths, at most {most}"),
        Side::ALL.map(|side| ways(side).many().then(|| up_to(&ways(side).counted(), most))),
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
        let ways = Ways::of(scene, known.side);
        let most = short(ways.blocks());
        text += &format!(
            " In {} the mean by count is {}; the paths of at most {most} branch{} are {} of all and carry {} of the gradient.",
            scene.called(known.side),
            number(ways.mean()),
            if most == 1 { "" } else { "es" },
            portion(up_to(&ways.counted(), most)),
            portion(up_to(&known.now, most)),
        );
    }
    for side in Side::ALL.into_iter().filter(|side| !Ways::of(scene, *side).many()) {
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
    let mut counts: Vec<Vec<f64>> = known.iter().map(|known| Ways::of(scene, known.side).counted()).collect();
    counts.dedup();
    for counted in counts {
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
    for side in Side::ALL.into_iter().filter(|side| !Ways::of(scene, *side).many()) {
        let mut all = vec![0.0; scene.blocks(side) as usize];
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
