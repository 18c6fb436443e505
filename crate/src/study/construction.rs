use std::sync::Arc;

use super::runs::{changed, curve, reached, trainer};
use super::words::{both, unit};
use super::{Axis, Body, Fact, Findings, On, Panel, Part, Scale, Series, Study, Subject, Task, finite, of};
use crate::autograd::Role;
use crate::autograd::layout::Entry;
use crate::autograd::ops::{EPSILON, TAPS};
use crate::data::Data;
use crate::model as network;
use crate::number::count;
use crate::scene::{self, Model, Network, Norm, Order, STAGES, Scene, Shortcut, Side};
use crate::train::Trainer;

/// Could the deep network be as good as the shallow one?
pub const STUDY: Study = Study {
    name: "construction",
    label: "Empty layers",
    headline_name: "change of the training loss by appended identity layers",
    measures: "A network of 20/56 of the depth is trained; the blocks that it lacks are appended as identities, and the whole is \
               trained on for as many steps, beside one of full depth from its random start. The number is the training loss \
               right after appending less that before.",
    misleads: "Without a shortcut, W = I and b = 0 (of a kernel: 1 in its middle) are the identity for relu and linear networks \
               without a norm, and only near it for others: with tanh the loss changes. Batch norm after the weights is given the \
               gain and the shift that undo it on the whole training set, which on the batches of training they nearly do. That a good network of this depth exists does not say how hard it is to \
               find; and what is trained on has had twice the steps of what starts at random.",
    source: "He, Zhang, Ren and Sun 2015, section 1: the construction by identity layers",
    weak: &[("Eight layers: the random start gets there as well", "depth=8&act=relu&init=he&b.scale=depth")],
    on: On::Itself,
    unfit,
    tasks,
    run,
    gather,
};

/// What this study calls shallow: 20 of 56 blocks, and the same share of another depth.
pub fn shallow(depth: u32) -> u32 {
    ((depth * 20 + 28) / 56).max(1)
}

/// Why no blocks that do as good as nothing can be appended to a network, if so.
fn full(scene: &Scene, side: Side) -> Option<&'static str> {
    let network = scene.network(side);
    let has = |kind| network.shortcuts().contains(&kind);
    if network.depth == 1 {
        return Some("A network of depth 1 has no shallower one to append to: depth has to be at least 2.");
    }
    if scene.model == Model::Transformer && has(Shortcut::None) {
        return Some(
            "In a transformer a block without a shortcut cannot pass on what it gets: attention mixes the tokens, and the norm \
             before it takes off their size.",
        );
    }
    (has(Shortcut::Highway) || has(Shortcut::Dense)).then_some(
        "No block that does nothing can be appended here: a highway's gate never quite closes, and a dense block always adds to \
         the width.",
    )
}

/// Whether blocks can be appended that do as good as nothing.
fn appends(scene: &Scene, side: Side) -> bool {
    full(scene, side).is_none()
}

fn unfit(scene: &Scene, _: &Data) -> Option<String> {
    let whys = Side::ALL.map(|side| full(scene, side));
    // What holds for the network with is the more telling where the two differ.
    whys.iter().all(Option::is_some).then(|| whys[1].unwrap_or_default().to_owned())
}

/// Shallow, appended and trained on.
const APPENDED: usize = 0;
/// From a random start.
const RANDOM: usize = 1;

fn tasks(scene: &Scene) -> Vec<Task> {
    let of = |side: Side| {
        let depth = scene.network(side).depth;
        let task = |number, blocks| Task { side, number, cost: f64::from(blocks) };
        [task(APPENDED, depth + shallow(depth)), task(RANDOM, depth)]
    };
    Side::ALL.into_iter().filter(|&side| appends(scene, side)).flat_map(of).collect()
}

/// The network of depth `depth` that computes what a shorter one does, as far as its kind can; a convnet gets its blocks at
/// the end of each stage. Further blocks are:
///
/// - without a shortcut W = I, b = 0 (of two layers: both; of a kernel its middle is I), and a batch norm after them has the
///   gain and shift that undo it on the training set: the identity where the activation leaves h alone;
/// - with one that adds, a branch whose last layer is 0: h + 0, and all that is before it from its own start;
/// - with rezero, fresh blocks, whose α is 0.
///
/// A scale that follows from the depth stays that of the shorter network: its blocks have to go on doing what they did.
pub fn lengthened(short: &mut Trainer, depth: u32) -> Trainer {
    let side = short.side();
    let branches = short.scene().blocks(side);
    let scene = changed(short.scene(), side, |network| {
        network.depth = depth;
        if network.scale == scene::Scale::Depth {
            network.scale = scene::Scale::Fixed((1.0 / f64::from(branches).sqrt()) as f32);
        }
    });
    let data = Arc::new(short.data().clone());
    let network = scene.network(side);
    let model = network::Model::new(scene.model, network, scene.loss, (&*data).into());
    let mut params = network::start(&model, network.init, scene.seeds.init);
    let spreads = if network.norm == Norm::Batch { spreads(short) } else { Vec::new() };
    let blocks = was(&scene, short.network().depth, depth);
    let known = short.model().graph.layout.entries();
    for entry in model.graph.layout.entries() {
        let block = entry.name.split('.').nth(1).and_then(|number| number.parse::<usize>().ok());
        // A name counts blocks, or a transformer's layers, from 1.
        let before = block.and_then(|block| blocks.get(block - 1));
        let name = match before {
            Some(Before::The(number)) => renumbered(&entry.name, *number),
            _ => entry.name.clone(),
        };
        let to = &mut params[entry.range()];
        match (before, known.iter().find(|known| known.name == name && known.shape == entry.shape)) {
            (Some(Before::Empty(state)), _) => empty(entry, &model, network, spreads.get(*state), to),
            (_, Some(known)) => to.copy_from_slice(&short.params()[known.range()]),
            _ => {}
        }
    }
    Trainer::from(&scene, side, data, model, params, false)
}

/// What a block of the longer network was in the shorter one.
enum Before {
    /// The block (a transformer's layer) of this number, from 1.
    The(usize),
    /// None: it stands after so many blocks.
    Empty(usize),
}

/// What each block (of a transformer each layer) of a network of depth `long` was in one of depth `short`.
fn was(scene: &Scene, short: u32, long: u32) -> Vec<Before> {
    let stages = if scene.model == Model::Convnet { STAGES } else { 1 };
    let one = |stage: u32, block: u32| match block {
        block if block < short => Before::The((stage * short + block) as usize + 1),
        _ => Before::Empty((stage * short + short) as usize),
    };
    (0..stages).flat_map(|stage| (0..long).map(move |block| one(stage, block))).collect()
}

/// `block.7.conv1.weight` as that of another block.
fn renumbered(name: &str, number: usize) -> String {
    let mut parts: Vec<&str> = name.split('.').collect();
    let number = number.to_string();
    parts[1] = &number;
    parts.join(".")
}

/// What batch norm makes of each state at this size: of each state h_0 … h_L the mean and the deviation of each column over
/// the training set, (μ, √(σ² + ε)).
fn spreads(trainer: &mut Trainer) -> Vec<Vec<(f64, f64)>> {
    let params = trainer.params().to_vec();
    let mut all = Vec::new();
    trainer.observe(&params, &[], |model, tape, _| {
        let of_column = |column: ndarray::ArrayView1<f32>| {
            let count = column.len() as f64;
            let mean = column.iter().map(|&x| f64::from(x)).sum::<f64>() / count;
            let variance = column.iter().map(|&x| (f64::from(x) - mean) * (f64::from(x) - mean)).sum::<f64>() / count;
            (mean, (variance + EPSILON).sqrt())
        };
        all = model.hidden.iter().map(|&h| tape.value(h).columns().into_iter().map(of_column).collect()).collect();
    });
    all
}

/// Sets a tensor of an appended block so that the block does as good as nothing.
fn empty(
    entry: &Entry,
    model: &network::Model,
    network: &Network,
    spread: Option<&Vec<(f64, f64)>>,
    values: &mut [f32],
) {
    let [rows, cols] = entry.shape;
    let mut identity = || {
        values.fill(0.0);
        // The middle of nine taps, of which a matrix has one.
        let taps = if entry.role == Role::Kernel { TAPS } else { 1 };
        let middle = taps / 2 * (rows / taps);
        (0..(rows / taps).min(cols)).for_each(|i| values[(middle + i) * cols + i] = 1.0);
    };
    // Other models than a transformer have two of a kind.
    let [round_attention, round_others] = network.shortcuts();
    let shortcut = if entry.name.contains(".attention.") { round_attention } else { round_others };
    let mine = model.graph.blocks.iter().find(|block| model.graph.tensors(block).any(|one| one.name == entry.name));
    let last = mine.and_then(|block| model.graph.branch_weights(block).last());
    let of_last = last.is_some_and(|last| layer_of(&last.name) == layer_of(&entry.name));
    match (shortcut, entry.role) {
        (Shortcut::None, Role::Weight | Role::Kernel) => identity(),
        (Shortcut::None, Role::Bias) => values.fill(0.0),
        (Shortcut::None, Role::Gain | Role::Shift) if network.order == Order::Post => {
            for (value, &(mean, deviation)) in values.iter_mut().zip(spread.into_iter().flatten()) {
                *value = if entry.role == Role::Gain { deviation } else { mean } as f32;
            }
        }
        (Shortcut::Projection, Role::Weight) if entry.name.contains(".projection.") => identity(),
        (Shortcut::Identity | Shortcut::Projection, Role::Weight | Role::Kernel | Role::Bias) if of_last => {
            values.fill(0.0);
        }
        _ => {}
    }
}

/// `block.7.conv1` of `block.7.conv1.weight`.
fn layer_of(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(layer, _)| layer)
}

/// `[loss before appending, after, at the end]` (of a random start: `[at the end]`), and the curves: steps, training and
/// held-out losses, of the shallow network and of what is trained on (of a random start: of that).
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let scene = subject.scene();
    let depth = scene.network(task.side).depth;
    if task.number == RANDOM {
        let mut random = trainer(subject, scene, task.side);
        let curve = curve(&mut random);
        return Ok([vec![vec![reached(&mut random)[0]]], curve].concat());
    }
    let shorter = changed(scene, task.side, |network| network.depth = shallow(depth));
    let mut short = trainer(subject, &shorter, task.side);
    let first = curve(&mut short);
    let mut long = lengthened(&mut short, depth);
    let (before, after) = (reached(&mut short)[0], reached(&mut long)[0]);
    let then = curve(&mut long);
    Ok([vec![vec![before, after, reached(&mut long)[0]]], first, then].concat())
}

fn gather(scene: &Scene, parts: &[(Task, Option<Part>)]) -> Findings {
    let part = |side, number| of(parts, side).find(|(task, _)| task.number == number).map(|(_, part)| part);
    let end =
        |number: usize, which: usize| Side::ALL.map(|side| part(side, number).and_then(|part| finite(part[0][which])));
    let change = |side| part(side, APPENDED).and_then(|part| finite(part[0][1] - part[0][0]));
    let [a, b] = Side::ALL.map(change);
    let (on, random) = (end(APPENDED, 2), end(RANDOM, 0));
    let blocks = |of: fn(u32) -> u32| {
        Side::ALL.map(|side| {
            let blocks = f64::from(scene.model.blocks(of(scene.network(side).depth)));
            Some(blocks).filter(|_| appends(scene, side))
        })
    };
    let facts = vec![
        Fact::pair("blocks trained first", blocks(shallow)),
        Fact::pair("blocks appended", blocks(|depth| depth - shallow(depth))),
        Fact::pair("training loss before appending", end(APPENDED, 0)),
        Fact::pair("training loss after appending", end(APPENDED, 1)),
        Fact::pair("training loss, trained on from there", on),
        Fact::pair("training loss from a random start", random),
    ];
    let panel = |key, title: &str, number: usize, from: usize| {
        let line = |side| part(side, number).map(|part| Series::line(side, part[from].clone(), part[from + 1].clone()));
        let (x, y) = (Axis::new("step", Scale::Linear), Axis::new("training loss", Scale::Log));
        Panel::lines(key, title, x, y, Side::ALL.into_iter().filter_map(line).collect())
    };
    let steps = count(f64::from(scene.steps));
    let unit = unit(scene);
    let mut sentence = format!("Appending identity {unit}s changes the training loss by: {}.", both(scene, a, b));
    if on.iter().chain(&random).any(Option::is_some) {
        sentence += &format!(
            " After {steps} more steps it is {}; from a random start, after {steps} steps, {}.",
            both(scene, on[0], on[1]),
            both(scene, random[0], random[1])
        );
    }
    for side in Side::ALL {
        if let Some(why) = full(scene, side) {
            sentence += &format!(" {why} So {} gets none.", scene.called(side));
        }
    }
    Findings {
        a,
        b,
        sentence,
        facts,
        panels: on_one_scale(vec![
            panel("shallow", "the shallow network", APPENDED, 1),
            panel("appended", &format!("with identity {unit}s appended, trained on"), APPENDED, 4),
            panel("random", "full depth from a random start", RANDOM, 1),
        ]),
    }
}

/// Gives panels of lines the same vertical axis, so that they can be compared.
pub fn on_one_scale(mut panels: Vec<Panel>) -> Vec<Panel> {
    let mut range: Option<(f64, f64)> = None;
    for panel in &panels {
        if let Body::Lines { series, .. } = &panel.body {
            for &y in series.iter().flat_map(|series| &series.y).filter(|y| y.is_finite() && **y > 0.0) {
                let (low, high) = range.unwrap_or((y, y));
                range = Some((low.min(y), high.max(y)));
            }
        }
    }
    if let Some((low, high)) = range {
        panels.iter_mut().for_each(|panel| (panel.y.from, panel.y.to) = (Some(low), Some(high)));
    }
    panels
}
