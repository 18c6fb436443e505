use std::sync::Arc;

use super::runs::{changed, curve, reached, trainer};
use super::words::both;
use super::{Axis, Body, Fact, Findings, On, Panel, Part, Scale, Series, Study, Subject, Task, finite, of};
use crate::autograd::layout::Entry;
use crate::data::Data;
use crate::model::{self, Model};
use crate::number::count;
use crate::scene::{Network, Scene, Shortcut, Side};
use crate::train::Trainer;

/// Could the deep network be as good as the shallow one?
pub const STUDY: Study = Study {
    name: "construction",
    label: "Empty layers",
    headline_name: "change of the training loss by appended identity layers",
    measures: "A network of 20/56 of the depth is trained; the blocks that it lacks are appended as identities, and the whole is \
               trained on for as many steps, beside one of full depth from its random start. The number is the training loss \
               right after appending less that before.",
    misleads: "Without a shortcut, W = I and b = 0 are the identity for relu and linear networks without a norm, and only near it \
               for others: with tanh the loss changes. That a good network of this depth exists does not say how hard it is to \
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

/// Whether blocks can be appended that do as good as nothing.
fn appends(network: &Network) -> bool {
    network.depth > 1 && !matches!(network.shortcut, Shortcut::Highway | Shortcut::Dense)
}

fn unfit(scene: &Scene, _: &Data) -> Option<String> {
    if Side::ALL.into_iter().any(|side| appends(scene.network(side))) {
        return None;
    }
    Some(if scene.a.depth.max(scene.b.depth) == 1 {
        "A network of one block has no shallower one to append blocks to: depth has to be at least 2.".to_owned()
    } else {
        "No block that does nothing can be appended here: a highway's gate never quite closes, and a dense block always adds \
         to the width."
            .to_owned()
    })
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
    Side::ALL.into_iter().filter(|&side| appends(scene.network(side))).flat_map(of).collect()
}

/// The network of `depth` blocks that computes what a shorter one does, as far as its kind can. Further blocks are:
///
/// - without a shortcut W = I, b = 0 (of two layers: both): the identity where the activation and the norm leave h alone;
/// - with one that adds, a branch whose last layer is 0: h + 0, and all that is before it from its own start;
/// - with rezero, fresh blocks, whose α is 0.
///
/// A scale that follows from the depth stays that of the shorter network: its blocks have to go on doing what they did.
pub fn lengthened(short: &Trainer, depth: u32) -> Trainer {
    let side = short.side();
    let scene = changed(short.scene(), side, |network| {
        let was = network.depth;
        network.depth = depth;
        if network.scale == crate::scene::Scale::Depth {
            network.scale = crate::scene::Scale::Fixed((1.0 / f64::from(was).sqrt()) as f32);
        }
    });
    let data = Arc::new(short.data().clone());
    let network = scene.network(side);
    let model = Model::new(scene.model, network, scene.loss, (&*data).into());
    let mut params = model::start(&model, network.init, scene.seeds.init);
    let known = short.model().graph.layout.entries();
    for entry in model.graph.layout.entries() {
        let to = &mut params[entry.range()];
        match known.iter().find(|known| known.name == entry.name && known.shape == entry.shape) {
            Some(known) => to.copy_from_slice(&short.params()[known.range()]),
            None => empty(entry, network, to),
        }
    }
    Trainer::from(&scene, side, data, model, params, false)
}

/// Sets a tensor of an appended block so that the block does as good as nothing.
fn empty(entry: &Entry, network: &Network, values: &mut [f32]) {
    let mut identity = || {
        values.fill(0.0);
        let [rows, cols] = entry.shape;
        (0..rows.min(cols)).for_each(|i| values[i * cols + i] = 1.0);
    };
    let last = format!(".linear{}.", network.block);
    match network.shortcut {
        Shortcut::None if entry.name.ends_with(".weight") => identity(),
        Shortcut::None if entry.name.ends_with(".bias") => values.fill(0.0),
        Shortcut::Projection if entry.name.contains(".projection.") => identity(),
        Shortcut::Identity | Shortcut::Projection if entry.name.contains(&last) => values.fill(0.0),
        _ => {}
    }
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
    let mut long = lengthened(&short, depth);
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
        Side::ALL.map(|side| Some(scene.network(side)).filter(|n| appends(n)).map(|n| f64::from(of(n.depth))))
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
    let mut sentence = format!("Appending identity layers changes the training loss by: {}.", both(scene, a, b));
    if on.iter().chain(&random).any(Option::is_some) {
        sentence += &format!(
            " After {steps} more steps it is {}; from a random start, after {steps} steps, {}.",
            both(scene, on[0], on[1]),
            both(scene, random[0], random[1])
        );
    }
    Findings {
        a,
        b,
        sentence,
        facts,
        panels: on_one_scale(vec![
            panel("shallow", "the shallow network", APPENDED, 1),
            panel("appended", "with identity layers appended, trained on", APPENDED, 4),
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
