//! The edit task: one block that has to copy sixteen numbers and change two of them.

use std::sync::Arc;

use ndarray::{Array2, Axis as Along, Slice};

use super::words::portion;
use super::{Axis, Body, Fact, Findings, Map, On, Panel, Part, Parts, Scale, Series, Study, Style, Subject, Task};
use super::{finite, fits, of};
use crate::autograd::kernels::{Into, matmul};
use crate::autograd::ops::{Activate, Add, MeanSquared};
use crate::autograd::{Graph, Role, Tape};
use crate::data::{self, Data, Rows, Targets};
use crate::model::{Model, orthogonal, start};
use crate::number::number;
use crate::rng::Stream;
use crate::scene::{Act, Init, Scene, Seeds, Side};
use crate::train::Trainer;

/// Does a block with a shortcut change only what has to be changed?
pub const STUDY: Study = Study {
    name: "edit",
    label: "Change two of sixteen",
    headline_name: "error on the 14 places to be left as they are, 8 units inside",
    measures: "One block gets sixteen numbers and has to give them back with two of them changed. The error is the mean square \
               over 512 points that were not trained on; the branch's share is that of its squares in the two places.",
    misleads: "The right answer is near the input, which is what a shortcut is made for: turned round by a rotation, the same \
               target is far from it, and the advantage goes. And without a shortcut fewer than sixteen units inside cannot even pass the input on.",
    source: "He et al. 2015, section 3.1: residuals are small where the best mapping is near the identity",
    weak: &[],
    on: On::Itself,
    unfit: fits,
    tasks,
    run,
    gather,
};

/// Numbers in, and out.
const PLACES: usize = 16;
/// The first of them are to be changed.
const CHANGED: usize = 2;
/// Units inside the block that are tried.
pub const INNER: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];
/// Units inside that the headline is about.
const SHOWN: usize = 8;
/// Points in the strip.
const POINTS: usize = 8;

/// The edit task, or the same with its targets rotated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// As the input, but in two places.
    Edited,
    /// That times a random orthogonal matrix, far from the input.
    Rotated,
}

/// What a block does on held-out points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Errors {
    /// Mean square over the places to be left as they are.
    pub untouched: f64,
    /// Mean square over all places.
    pub whole: f64,
    /// The share of the branch's squares in the places to be changed.
    pub share: f64,
}

/// The data of a target: 512 points and 512 held out.
///
/// # Errors
/// None in practice: a sentence if the data could not be made.
pub fn data(seeds: Seeds, target: Target) -> Result<Data, String> {
    let mut data = data::load(&scene(seeds)?, None).map_err(|error| error.to_string())?;
    if target == Target::Rotated {
        let mut stream = Stream::new(seeds.data, "data/edit/rotation");
        let draws: Vec<f64> = (0..PLACES * PLACES).map(|_| stream.normal()).collect();
        let q = orthogonal(PLACES, PLACES, &draws);
        rotate(&mut data.train.targets, &q);
        rotate(&mut data.test.targets, &q);
    }
    Ok(data)
}

/// Each row of the targets times Q.
fn rotate(targets: &mut Targets, q: &[f64]) {
    let Targets::Values(values) = targets else { return };
    let rows = values.nrows();
    let from: Vec<f64> = values.iter().copied().map(f64::from).collect();
    let mut to = vec![0.0; rows * PLACES];
    matmul(rows, PLACES, PLACES, &from, q, &mut to, Into::Set);
    values.iter_mut().zip(to).for_each(|(value, rotated)| *value = rotated as f32);
}

/// How a block is trained: Adam, a rate of .01, 600 steps of 64 points, mean squared error.
fn scene(seeds: Seeds) -> Result<Scene, String> {
    let text = "data=edit&points=512&test=512&loss=mse&lr=.01&steps=600&batch=64";
    let mut scene = Scene::parse(text).map_err(|error| error.to_string())?.scene;
    scene.seeds = seeds;
    Ok(scene)
}

/// The block tanh(x·W + b)·V + c with `inner` units inside; with a shortcut x is added.
#[must_use]
pub fn network(inner: usize, shortcut: bool) -> Model {
    let mut graph = Graph::default();
    let input = graph.input(PLACES);
    let inside = graph.affine("inner", input, inner, Role::Edge, Role::Bias);
    let inside = graph.apply(Activate(Act::Tanh), &[inside], &[]);
    let branch = graph.affine("outer", inside, PLACES, Role::Edge, Role::Bias);
    let output = if shortcut { graph.apply(Add::PLAIN, &[input, branch], &[]) } else { branch };
    graph.block(input, branch, output);
    let loss = graph.apply(MeanSquared, &[output], &[]);
    Model {
        graph,
        input,
        hidden: vec![input, output],
        output,
        loss,
        switches: Vec::new(),
        weight_layers: 2,
        attention: Vec::new(),
    }
}

/// A block before training: W ~ N(0, 1/16), V ~ N(0, .09/inner), both biases 0. Without and with start alike.
///
/// # Errors
/// None in practice: a sentence if the data could not be made.
pub fn block(seeds: Seeds, side: Side, inner: usize, target: Target) -> Result<Trainer, String> {
    let model = network(inner, side == Side::B);
    let mut params = start(&model, Init::Xavier, seeds.init);
    for entry in model.graph.layout.entries().iter().filter(|entry| entry.name == "outer.weight") {
        params[entry.range()].iter_mut().for_each(|weight| *weight *= 0.3);
    }
    Ok(Trainer::from(&scene(seeds)?, side, Arc::new(data(seeds, target)?), model, params, false))
}

/// What the branch of a block gives for these inputs, and what comes out: in f64, so that a branch far below the last digit
/// of what it is added to is still seen.
#[must_use]
pub fn look(model: &Model, params: &[f32], inputs: &Array2<f32>) -> [Array2<f64>; 2] {
    let mut tape = Tape::new(&model.graph, inputs.nrows());
    tape.value_mut(model.input).assign(&inputs.mapv(f64::from));
    let params: Vec<f64> = params.iter().copied().map(f64::from).collect();
    tape.forward(&model.graph, &params);
    let branch = model.graph.blocks.first().map_or(model.output, |block| block.branch);
    [branch, model.output].map(|node| tape.value(node).clone())
}

/// What a block is worth on some rows.
#[must_use]
pub fn errors(model: &Model, params: &[f32], rows: &Rows) -> Errors {
    let [branch, outputs] = look(model, params, &rows.inputs);
    let targets = match &rows.targets {
        Targets::Values(targets) => targets.mapv(f64::from),
        Targets::Classes(_) => Array2::from_elem(outputs.raw_dim(), f64::NAN),
    };
    let squares = |of: &Array2<f64>| -> Vec<f64> {
        of.columns().into_iter().map(|place| place.iter().fold(0.0, |sum, x| sum + x * x)).collect()
    };
    let (wrong, branch) = (squares(&(outputs - targets)), squares(&branch));
    let sum = |of: &[f64]| of.iter().sum::<f64>();
    let count = rows.len() as f64;
    Errors {
        untouched: sum(&wrong[CHANGED..]) / (count * (PLACES - CHANGED) as f64),
        whole: sum(&wrong) / (count * PLACES as f64),
        share: sum(&branch[..CHANGED]) / sum(&branch),
    }
}

/// Trains a block and looks at it on the held-out points.
///
/// # Errors
/// None in practice: a sentence if the data could not be made.
pub fn trained(seeds: Seeds, side: Side, inner: usize, target: Target) -> Result<(Trainer, Errors), String> {
    let mut trainer = block(seeds, side, inner, target)?;
    trainer.finish();
    let errors = errors(trainer.model(), trainer.params(), &trainer.data().test);
    Ok((trainer, errors))
}

/// What a task is about.
fn matter(number: usize) -> (usize, Target) {
    let target = if number < INNER.len() { Target::Edited } else { Target::Rotated };
    (INNER[number % INNER.len()], target)
}

fn tasks(_: &Scene) -> Vec<Task> {
    let of = |side| (0..2 * INNER.len()).map(move |number| Task { side, number, cost: 8.0 + matter(number).0 as f64 });
    Side::ALL.into_iter().flat_map(of).collect()
}

/// `[error on the untouched places, on all, the branch's share in the changed ones, parameters]`, and for the strip
/// `[inputs …]`, `[branch …]`, `[outputs …]`, row by row.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let (inner, target) = matter(task.number);
    let (trainer, errors) = trained(subject.scene().seeds, task.side, inner, target)?;
    let parameters = trainer.model().parameters() as f64;
    let mut part = vec![vec![errors.untouched, errors.whole, errors.share, parameters]];
    if inner == SHOWN && target == Target::Edited {
        let inputs = trainer.data().test.inputs.slice_axis(Along(0), Slice::from(..POINTS)).to_owned();
        part.push(inputs.iter().copied().map(f64::from).collect());
        part.extend(look(trainer.model(), trainer.params(), &inputs).map(|values| values.iter().copied().collect()));
    }
    Ok(part)
}

fn gather(_: &Scene, parts: &Parts) -> Findings {
    let get = |side, inner, target, which: usize| {
        let part = of(parts, side).find(|(task, _)| matter(task.number) == (inner, target));
        part.and_then(|(_, part)| finite(part[0][which]))
    };
    let pair = |target, which| Side::ALL.map(|side| get(side, SHOWN, target, which));
    let [a, b] = pair(Target::Edited, 0);
    let share = pair(Target::Edited, 2);
    let [edited, rotated] = [Target::Edited, Target::Rotated].map(|target| pair(target, 1));
    let say = |[a, b]: [Option<f64>; 2]| {
        let [a, b] = [a, b].map(|value| value.map_or_else(|| "–".to_owned(), number));
        format!("{a} without a shortcut, {b} with one")
    };
    let sentence = format!(
        "With {SHOWN} units inside, the error on the {} places to be left as they are is {}. The branch with a shortcut has {} of \
         its squares in the {CHANGED} places that change. With the target rotated the error over all places is {}.",
        PLACES - CHANGED,
        say([a, b]),
        share[1].map_or_else(|| "–".to_owned(), portion),
        say(rotated),
    );
    let fact = |name: String, [a, b]: [Option<f64>; 2]| Fact { name, a, b };
    let facts = vec![
        fact(format!("error over all places, {SHOWN} inside"), edited),
        fact(format!("the same, target rotated, {SHOWN} inside"), rotated),
        fact(format!("share of the branch in the {CHANGED} places, {SHOWN} inside"), share),
        fact(format!("parameters, {SHOWN} inside"), pair(Target::Edited, 3)),
    ];
    Findings { a, b, sentence, facts, panels: panels(parts) }
}

fn panels(parts: &Parts) -> Vec<Panel> {
    // x and y of each network over the widths that are done: `x` is the width inside (none) or one of a part's numbers.
    let lines = |target, x: Option<usize>, y: usize| {
        let series = Side::ALL.into_iter().map(|side| {
            let done = of(parts, side).filter(|(task, _)| matter(task.number).1 == target);
            let point = |(task, part): (&Task, &Part)| {
                (x.map_or_else(|| matter(task.number).0 as f64, |x| part[0][x]), part[0][y])
            };
            let (x, y) = done.map(point).unzip();
            Series::line(side, x, y).named("", Style::Line)
        });
        Body::Lines { series: series.collect(), limits: Vec::new() }
    };
    let log = |label: &str| Axis::new(label, Scale::Log);
    let panel = |key: &'static str, title: String, x, body| Panel {
        key: key.into(),
        title,
        x,
        y: log("mean squared error"),
        body,
    };
    let mut panels = strip(parts);
    panels.extend([
        panel(
            "untouched",
            format!("error on the {} places to be left", PLACES - CHANGED),
            log("units inside"),
            lines(Target::Edited, None, 0),
        ),
        panel("rotated", "error, target rotated".into(), log("units inside"), lines(Target::Rotated, None, 1)),
        panel("parameters", "error over all places".into(), log("parameters"), lines(Target::Edited, Some(3), 1)),
    ]);
    panels
}

/// Some held-out points on their way through the blocks.
fn strip(parts: &Parts) -> Vec<Panel> {
    let lists = |side| {
        let part = of(parts, side).find(|(_, part)| part.len() > 1);
        part.map(|(_, part)| [part[1].clone(), part[2].clone(), part[3].clone()])
    };
    let map = |side, name: &str, values| Map { side, name: name.into(), columns: PLACES, values };
    let [without, with] = Side::ALL.map(lists);
    let mut maps = Vec::new();
    if let Some([input, ..]) = without.as_ref().or(with.as_ref()) {
        maps.push(map(None, "in", input.clone()));
    }
    if let Some([_, _, output]) = without {
        maps.push(map(Some(Side::A), "out", output));
    }
    if let Some([_, branch, output]) = with {
        maps.push(map(Some(Side::B), "branch", branch));
        maps.push(map(Some(Side::B), "out", output));
    }
    if maps.is_empty() {
        return Vec::new();
    }
    vec![Panel {
        key: "strip".into(),
        title: format!("{POINTS} points, {SHOWN} units inside"),
        x: Axis::new("place", Scale::Linear),
        y: Axis::new("point", Scale::Linear),
        body: Body::Maps { maps, amount: Axis::new("value", Scale::Linear), written: false },
    }]
}
