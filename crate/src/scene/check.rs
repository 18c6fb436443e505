//! Rules that hold between settings.

use super::names::{DataSet, Loss, Norm, Opt, Shortcut};
use super::settings::{Batch, Scale};
use super::value::grouped;
use super::{Network, Scene, SceneError, Side};

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
    let set = super::Named::name(data.set);
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
    for side in [Side::A, Side::B] {
        let network = scene.network(side);
        if network.shortcut == Shortcut::Dense {
            if network.depth > DEEPEST_DENSE {
                return wrong(format!(
                    "depth cannot be {} with shortcut=dense in {}: it is a whole number from 1 to \
                     {DEEPEST_DENSE} there, for each layer reads all earlier ones.",
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
        let layers = u64::from(network.depth) * u64::from(network.block);
        let width = u64::from(network.width);
        let inner = if network.block == 2 { network.inner.map_or(width, u64::from) } else { width };
        if layers * width * inner > MOST_WEIGHTS {
            return wrong(format!(
                "depth={} and width={} are too much together in {}: at most {} weights fit here.",
                network.depth,
                network.width,
                scene.called(side),
                grouped(MOST_WEIGHTS)
            ));
        }
        let rows = rows_at_once(scene, network);
        if layers * width.max(inner) * u64::from(rows) > MOST_HIDDEN {
            return wrong(format!(
                "depth={} and width={} with {rows} points at once are too much together in {}: at most {} \
                 hidden values (points × layers × units) fit here.",
                network.depth,
                network.width,
                scene.called(side),
                grouped(MOST_HIDDEN)
            ));
        }
    }
    Ok(())
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
    let (a, b) = (&scene.a, &scene.b);
    if [a, b].iter().all(|network| network.block != 2) && [a, b].iter().any(|network| network.inner.is_some()) {
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
