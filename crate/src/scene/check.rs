//! Rules that hold between settings.

use super::names::{Again, DataSet, Draw, Loss, Mask, Norm, Opt, Shortcut};
use super::settings::{Batch, Scale};
use super::value::grouped;
use super::{Model, Named, Network, Scene, SceneError, Side};

/// The deepest network of dense shortcuts: its layers read all earlier ones, so its cost grows with the square.
pub const DEEPEST_DENSE: u32 = 32;

/// The longest run.
pub const MOST_STEPS: u32 = 100_000;

/// Most weights a network may have: several copies of them must fit into a browser's memory.
const MOST_WEIGHTS: u64 = 8 << 20;

/// Most hidden values that one pass may hold, points × layers × units.
const MOST_HIDDEN: u64 = 8 << 20;

/// Points that go through a network together when a whole set is measured.
const TOGETHER: u32 = 256;

/// Brings settings that cannot act to the value with which they do nothing, and says so.
pub(super) fn normalise(scene: &mut Scene, notes: &mut Vec<String>) {
    let called = Side::ALL.map(|side| scene.called(side));
    for (called, network) in called.into_iter().zip([&mut scene.a, &mut scene.b]) {
        if network.adds() {
            continue;
        }
        if network.scale != Scale::Fixed(1.0) {
            network.scale = Scale::Fixed(1.0);
            notes.push(idle("scale is 1", called, network));
        }
        if network.droppath != 0.0 {
            network.droppath = 0.0;
            notes.push(idle("droppath is 0", called, network));
        }
    }
}

/// What a scene's settings of scale and droppath do not do: sentences for the network where nothing is added, if the other
/// has such a setting.
pub(super) fn where_nothing_is_added(scene: &Scene) -> Vec<String> {
    let mut notes = Vec::new();
    for (side, other) in [(Side::A, &scene.b), (Side::B, &scene.a)] {
        let network = scene.network(side);
        if !network.adds() && other.scale != Scale::Fixed(1.0) {
            notes.push(idle("scale is 1", scene.called(side), network));
        }
        if !network.adds() && other.droppath != 0.0 {
            notes.push(idle("droppath is 0", scene.called(side), network));
        }
    }
    notes
}

fn idle(what: &str, called: &str, network: &Network) -> String {
    let why = match network.shortcut {
        Shortcut::None => "where nothing is added",
        _ => "whose shortcut does not add",
    };
    format!("{what} for {called}, {why}.")
}

/// Settings that are right one by one and do not go together.
pub(super) fn together(scene: &Scene) -> Result<(), SceneError> {
    let wrong = |sentence: String| Err(SceneError::Together(sentence));
    let data = &scene.data;
    let set = data.set.name();
    if !scene.model.reads().any(|read| read == data.set) {
        let known: Vec<&str> = scene.model.reads().map(Named::name).collect();
        return wrong(format!(
            "data={set} cannot be read by model={}: it reads {}.",
            scene.model.name(),
            listed(&known, "and")
        ));
    }
    if data.set == DataSet::Own && data.own.is_none() {
        return wrong(
            "data=own needs own=…: the points themselves, or the digest of the file that they are in.".to_owned(),
        );
    }
    if data.classes != 2 && !data.set.takes_classes() {
        return wrong(format!(
            "classes cannot be {} with data={set}: only data=spirals and data=gauss have a number of classes to choose.",
            data.classes
        ));
    }
    if data.set.is_regression() && scene.loss == Loss::CrossEntropy {
        return wrong(format!(
            "loss cannot be ce with data={set}: values are learnt there, not classes, so it is mse."
        ));
    }
    if scene.draw == Draw::Fresh && !data.set.is_sequence() {
        return wrong(format!("draw cannot be fresh with data={set}: only sequences are drawn anew in each step."));
    }
    if scene.draw == Draw::Fresh && scene.batch.first == Batch::Full {
        return wrong("batch cannot be full with draw=fresh: there is no set to take all of.".to_owned());
    }
    for side in [Side::A, Side::B] {
        let network = scene.network(side);
        let (depth, called) = (scene.blocks(side), scene.called(side));
        if scene.model == Model::Transformer {
            if network.shortcuts().contains(&Shortcut::Dense) {
                return wrong(format!(
                    "shortcut cannot be dense with model=transformer in {called}: tokens keep their width there."
                ));
            }
            if !network.width.is_multiple_of(network.heads) {
                return wrong(format!(
                    "heads={} and width={} do not go together in {called}: each head takes an equal share of the width.",
                    network.heads, network.width
                ));
            }
        } else if network.shortcuts() != [network.shortcut; 2] {
            return wrong(format!(
                "shortcut.attention and shortcut.mlp are for model=transformer: with model={} a block has one shortcut.",
                scene.model.name()
            ));
        }
        if network.shortcut == Shortcut::Dense {
            if depth > DEEPEST_DENSE {
                return wrong(format!(
                    "depth cannot be {} with shortcut=dense in {}: at most {DEEPEST_DENSE} blocks fit \
                     there, for each layer reads all earlier ones.",
                    network.depth,
                    scene.called(side)
                ));
            }
            if network.width < 4 {
                return wrong(format!(
                    "width cannot be {} with shortcut=dense in {}: it is a whole number from 4 to 128 \
                     there, for each block adds a quarter of it.",
                    network.width,
                    scene.called(side)
                ));
            }
        }
        let (weights, hidden) = size(scene, network);
        if weights > MOST_WEIGHTS {
            return wrong(format!(
                "depth={} and width={} are too much together in {called}: at most {} weights fit here.",
                network.depth,
                network.width,
                grouped(MOST_WEIGHTS)
            ));
        }
        let rows = rows_at_once(scene, network);
        if hidden * u64::from(rows) > MOST_HIDDEN {
            return wrong(format!(
                "depth={} and width={} with {rows} points at once are too much together in {called}: at most {} \
                 hidden values (points × layers × units) fit here.",
                network.depth,
                network.width,
                grouped(MOST_HIDDEN)
            ));
        }
    }
    Ok(())
}

/// Weights of a network's layers, and hidden values that a point has in it, about.
fn size(scene: &Scene, network: &Network) -> (u64, u64) {
    let (depth, width) = (u64::from(network.depth), u64::from(network.width));
    let inner = network.inner.map_or(width, u64::from);
    match scene.model {
        Model::Mlp => {
            let layers = depth * u64::from(network.block);
            let inner = if network.block == 2 { inner } else { width };
            (layers * width * inner, layers * width.max(inner))
        }
        // Stages of 1, 2 and 4 times the channels on 64, 16 and 4 pixels, kernels of 9 taps.
        Model::Convnet => {
            let layers = depth * u64::from(network.block);
            let inner = if network.block == 2 { inner } else { width };
            (layers * 9 * width * inner * (1 + 4 + 16), layers * width.max(inner) * (64 + 32 + 16))
        }
        // Queries, keys, values and what they give, for each token; and each head's weights.
        Model::Transformer => {
            let length = u64::from(scene.data.length);
            let attention = 4 * length * width + u64::from(network.heads) * length * length;
            (depth * width * (4 * width + 2 * inner), depth * (attention + length * (width + inner)))
        }
    }
}

/// Words with commas between them and a word before the last.
fn listed(words: &[&str], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// The most points that go through a network at once: a batch, or a part of a whole set (all of it with batch norm, whose
/// statistics are of all points).
fn rows_at_once(scene: &Scene, network: &Network) -> u32 {
    let set = scene.data.points.max(scene.data.test);
    let measured = if network.norm == Norm::Batch { set } else { set.min(TOGETHER) };
    let batches = scene.batch.later.iter().map(|(_, batch)| *batch).chain([scene.batch.first]);
    let largest = batches.map(|batch| match batch {
        Batch::Rows(rows) => rows,
        Batch::Full => scene.data.points,
    });
    largest.fold(measured, u32::max)
}

/// Settings that differ from their defaults and do nothing in this scene.
pub(super) fn without_effect(scene: &Scene, notes: &mut Vec<String>) {
    let base = super::defaults::defaults(scene.model, scene.data.set);
    let data = &scene.data;
    if data.set != DataSet::Spirals && data.turns != base.data.turns {
        notes.push("turns has no effect here: it is for data=spirals.".to_owned());
    }
    if data.set.is_regression() && data.flip != base.data.flip {
        notes.push("flip has no effect here: there are no labels where values are learnt.".to_owned());
    }
    if data.set != DataSet::Own && data.own.is_some() {
        notes.push("own has no effect here: it is for data=own.".to_owned());
    }
    if !data.set.is_sequence() && (data.length, data.vocab) != (base.data.length, base.data.vocab) {
        notes.push("length and vocab have no effect here: they are for data=reverse and data=shift.".to_owned());
    }
    let (a, b) = (&scene.a, &scene.b);
    let transformer = scene.model == Model::Transformer;
    let attends =
        |network: &Network| network.heads != base.a.heads || network.mask != Mask::None || network.again != Again::None;
    if !transformer && (attends(a) || attends(b)) {
        notes.push("heads, mask and again have no effect here: they are for model=transformer.".to_owned());
    }
    if transformer && [a, b].iter().any(|network| network.block != base.a.block) {
        notes.push("block has no effect here: a transformer's blocks are what they are.".to_owned());
    }
    if !transformer
        && [a, b].iter().all(|network| network.block != 2)
        && [a, b].iter().any(|network| network.inner.is_some())
    {
        notes.push("inner has no effect here: it is for block=2.".to_owned());
    }
    let momentum = |network: &Network| network.momentum != base.a.momentum;
    if [a, b].iter().all(|network| network.opt != Opt::Momentum) && (momentum(a) || momentum(b)) {
        notes.push("momentum has no effect here: it is for opt=momentum.".to_owned());
    }
    if a == b {
        notes.push("The two networks are the same here, so they will do the same.".to_owned());
    }
}
