//! Training by the paths of some lengths alone.

use std::sync::Arc;

use super::lengths::{self, Lengths, has_paths, one_path};
use super::words::both;
use super::{
    Axis, Body, Fact, Findings, On, Panel, Part, Parts, Scale, Series, Study, Style, Subject, Task, finite, of,
};
use crate::autograd::Tape;
use crate::data::Data;
use crate::model::Model;
use crate::number::number;
use crate::scene::{Batch, Scene, Side};
use crate::train::Trainer;

/// Do the short paths do the learning?
pub const STUDY: Study = Study {
    name: "routes",
    label: "Training by some paths",
    headline_name: "final training loss by the short paths alone",
    measures: "The network is trained anew from its start, but each block learns only from the part of its gradient that came \
               along paths of some lengths, the branches above it that a path crosses. The number is the training loss after \
               the last step with the short paths alone; a network without shortcuts has one path, and learns by that.",
    misleads: "Leaving out the short paths also starves the top blocks: a block with fewer blocks above it than the shortest \
               path that is kept gets no gradient at all. The head always gets its whole gradient, and one task at one rate is \
               no law.",
    source: "Veit, Wilber and Belongie 2016, section 4.3, which trains by the paths of 5 to 17 blocks",
    weak: &[("Eight blocks: all lengths are much alike", "depth=8")],
    on: On::Itself,
    unfit,
    tasks,
    run,
    gather,
};

/// Lengths that are trained on: from, and up to where there is an end.
pub type Route = (usize, Option<usize>);

/// What is tried, where a network is deep enough for it to differ from all paths; all paths come first.
const ROUTES: [Route; 7] = [(0, None), (0, Some(0)), (0, Some(5)), (0, Some(19)), (5, None), (10, None), (20, None)];

/// Most multiplications and additions in one task.
const MOST_WORK: f64 = 5e10;

/// What is tried of a network, with its number in [`ROUTES`].
fn routes(scene: &Scene, side: Side) -> Vec<(usize, Route)> {
    let network = scene.network(side);
    let depth = network.depth as usize;
    let differs = |(from, to): Route| from < depth && to.is_none_or(|to| to < depth);
    let tried = ROUTES.into_iter().enumerate().filter(|(_, route)| differs(*route));
    tried.take(if has_paths(network) { ROUTES.len() } else { 1 }).collect()
}

/// The route of the headline: the longest up to half of the blocks, or all where there is one path.
fn headline(scene: &Scene, side: Side) -> usize {
    let half = scene.network(side).depth as usize / 2;
    let is_short = |(_, (_, to)): &(usize, Route)| to.is_some_and(|to| to <= half);
    routes(scene, side).into_iter().rfind(is_short).map_or(0, |(number, _)| number)
}

/// Gradients that are carried down through the network for a route.
fn carried((from, to): Route) -> usize {
    to.map_or(from, |to| to + 1) + 1
}

/// Multiplications and additions of the whole training, about: each step goes forward, and back for the parameters too.
fn work(scene: &Scene, side: Side, route: Route, rows: usize) -> f64 {
    f64::from(scene.steps) * (2 + carried(route)) as f64 * lengths::work(scene.network(side), rows)
}

fn unfit(scene: &Scene, data: &Data) -> Option<String> {
    if let Some(why) = one_path(scene) {
        return Some(why);
    }
    let rows = match scene.batch.at(0) {
        Batch::Full => data.train.len(),
        Batch::Rows(rows) => rows as usize,
    };
    let heavy =
        |side: Side| routes(scene, side).into_iter().any(|(_, route)| work(scene, side, route, rows) > MOST_WORK);
    let side = Side::ALL.into_iter().find(|side| heavy(*side))?;
    let network = scene.network(side);
    Some(format!(
        "Training {} blocks of {} units by some paths for {} steps takes too long here: fewer blocks, units, steps or rows a step do.",
        network.depth, network.width, scene.steps
    ))
}

fn tasks(scene: &Scene) -> Vec<Task> {
    let of = |side| {
        let cost = move |route| f64::from(scene.network(side).depth) * (2 + carried(route)) as f64;
        routes(scene, side).into_iter().map(move |(number, route)| Task { side, number, cost: cost(route) })
    };
    Side::ALL.into_iter().flat_map(of).collect()
}

/// The gradients by the parameters that came along paths of some lengths, left in the tape after a forward: a block gets
/// what reaches its output along paths of so many branches above it, the stem what reaches the state before the first
/// block, the head everything.
pub fn backward(model: &Model, tape: &mut Tape<f32>, params: &[f32], (from, to): Route) {
    let graph = &model.graph;
    if (from, to) == (0, None) {
        return tape.backward(graph, params, model.loss);
    }
    // Without an end, the paths of at least `from` branches are kept as one sum beside the shorter ones, which feed it.
    let most = to.unwrap_or(from.saturating_sub(1));
    let mut lengths = Lengths::at_the_top(model, tape, params, 1.0, most, to.is_none());
    for block in graph.blocks.iter().rev() {
        tape.backward_between(graph, params, (block.output, Some(block.input)), &lengths.sum(from));
        lengths.back(graph, tape, params, block);
    }
    if let Some(&first) = model.hidden.first() {
        tape.backward_between(graph, params, (first, None), &lengths.sum(from));
    }
}

/// Trains a network by the paths of some lengths. `see` hears of the training loss now and then: some forty times.
pub fn train(trainer: &mut Trainer, route: Route, mut see: impl FnMut(u32, f64)) -> f64 {
    let every = (trainer.scene().steps / 40).max(1);
    let loss = |trainer: &mut Trainer| f64::from(trainer.scores(&[]).0.loss);
    see(0, loss(trainer));
    while trainer.advance_by(|model, tape, params| backward(model, tape, params, route)) {
        if trainer.step().is_multiple_of(every) {
            see(trainer.step(), loss(trainer));
        }
    }
    // A network that diverged did not get anywhere, whatever its last finite loss was.
    if trainer.diverged().is_some() { f64::INFINITY } else { loss(trainer) }
}

/// `[final training loss]`, `[steps …]`, `[training loss then …]`.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut trainer = Trainer::new(subject.scene(), task.side, Arc::clone(subject.data()), false);
    let (mut steps, mut losses) = (Vec::new(), Vec::new());
    let route = ROUTES.get(task.number).ok_or("There is no such task.")?;
    let last = train(&mut trainer, *route, |step, loss| {
        steps.push(f64::from(step));
        losses.push(loss);
    });
    Ok(vec![vec![last], steps, losses])
}

/// The lengths of a route, in words.
fn words(route: Route, depth: usize) -> String {
    match route {
        (0, None) => "all paths".into(),
        (0, Some(0)) => "no branch above".into(),
        (from, to) => format!("{from}–{} branches", to.unwrap_or(depth)),
    }
}

fn gather(scene: &Scene, parts: &Parts) -> Findings {
    let last = |side, number: usize| {
        of(parts, side).find(|(task, _)| task.number == number).and_then(|(_, part)| finite(part[0][0]))
    };
    let [a, b] = Side::ALL.map(|side| last(side, headline(scene, side)));
    let mut facts: Vec<Fact> = Vec::new();
    for (number, route) in routes(scene, Side::A).into_iter().chain(routes(scene, Side::B)) {
        let [a, b] = Side::ALL.map(|side| last(side, number));
        let name = words(route, scene.b.depth as usize);
        if facts.iter().all(|fact| fact.name != name) {
            facts.push(Fact { name, a, b });
        }
    }
    Findings { a, b, sentence: sentence(scene, last, [a, b]), facts, panels: panels(scene, parts) }
}

fn sentence(scene: &Scene, last: impl Fn(Side, usize) -> Option<f64>, [a, b]: [Option<f64>; 2]) -> String {
    let mut text = format!("By the short paths alone the training loss ends at {}.", both(scene, a, b));
    for side in Side::ALL {
        let tried = routes(scene, side);
        let depth = scene.network(side).depth as usize;
        if !has_paths(scene.network(side)) {
            text += &format!(" In {} there is one path, and it learns by that.", scene.called(side));
            continue;
        }
        let say = |task: usize, (_, route): &(usize, Route)| {
            Some(format!("{} by {}", number(last(side, task)?), words(*route, depth)))
        };
        let said: Vec<String> = tried.iter().filter_map(|tried| say(tried.0, tried)).collect();
        if !said.is_empty() {
            text += &format!(" In {}: {}.", scene.called(side), said.join(", "));
        }
    }
    text
}

fn panels(scene: &Scene, parts: &Parts) -> Vec<Panel> {
    let panel = |key: &'static str, title: &str, x: &str, series: Vec<Series>| Panel {
        key: key.into(),
        title: title.into(),
        x: Axis::new(x, Scale::Linear),
        y: Axis::new("training loss", Scale::Log),
        body: Body::Lines {
            series: series.into_iter().filter(|series| !series.x.is_empty()).collect(),
            limits: Vec::new(),
        },
    };
    let ends = Side::ALL.into_iter().flat_map(|side| ends(scene, parts, side)).collect();
    let curves = Side::ALL.into_iter().flat_map(|side| curves(scene, parts, side)).collect();
    vec![
        panel("final", "training loss after the last step", "branches above a block that the kept paths cross", ends),
        panel("curves", "training loss", "step", curves),
    ]
}

/// The last loss of a network by the most branches that a path may cross, and by the fewest.
fn ends(scene: &Scene, parts: &Parts, side: Side) -> [Series; 2] {
    let network = scene.network(side);
    let by = |end: &dyn Fn(Route) -> Option<usize>| {
        let point = |(task, part): (&Task, &Part)| Some((end(*ROUTES.get(task.number)?)? as f64, part[0][0]));
        let mut points: Vec<(f64, f64)> = of(parts, side).filter_map(point).collect();
        points.sort_by(|one, other| one.0.total_cmp(&other.0));
        points.into_iter().unzip()
    };
    let (x, y) = by(&|(from, to)| (from == 0).then(|| to.unwrap_or(network.depth as usize)));
    let most = if has_paths(network) { "at most so many" } else { "its one path" };
    let most = Series::line(side, x, y).named(most, Style::Line);
    let (x, y) = by(&|(from, _)| (from > 0).then_some(from));
    [most, Series::line(side, x, y).named("at least so many", Style::Marks)]
}

/// The loss of a network along three of its trainings: by all paths, by the short ones, by the longest.
fn curves(scene: &Scene, parts: &Parts, side: Side) -> Vec<Series> {
    let tried = routes(scene, side);
    let mut shown = vec![(0, Style::Faint)];
    shown.extend(Some((headline(scene, side), Style::Line)).filter(|(number, _)| *number > 0));
    shown.extend(tried.last().filter(|(_, (from, _))| *from > 0).map(|(number, _)| (*number, Style::Marks)));
    let curve = |(number, style): (usize, Style)| {
        let (_, part) = of(parts, side).find(|(task, _)| task.number == number)?;
        let name = words(*ROUTES.get(number)?, scene.network(side).depth as usize);
        Some(Series::line(side, part[1].clone(), part[2].clone()).named(name, style))
    };
    shown.into_iter().filter_map(curve).collect()
}
