//! Which settings act in a scene: what a page offers, and what it leaves out.

use super::names::{Opt, Shortcut};
use super::{DataSet, Model, Scene, Side};

/// Whether a setting of this name does anything to a scene's run, whatever its value there is; for one of a network, whether it
/// does so in either of them.
#[must_use]
pub fn acts(scene: &Scene, name: &str) -> bool {
    let set = scene.data.set;
    let transformer = scene.model == Model::Transformer;
    let either = |holds: fn(&super::Network) -> bool| Side::ALL.iter().any(|side| holds(scene.network(*side)));
    match name {
        "points" | "test" => set != DataSet::Own,
        "noise" => set != DataSet::Own && !set.is_sequence(),
        "turns" => set == DataSet::Spirals,
        "classes" => set.takes_classes(),
        "flip" => !set.is_regression(),
        "length" | "vocab" => set.is_sequence(),
        "own" => set == DataSet::Own,
        "heads" | "mask" | "again" | "shortcut.attention" | "shortcut.mlp" => transformer,
        "block" => !transformer,
        "inner" => transformer || either(|network| network.block == 2),
        "shortcut" => !transformer || either(|n| n.shortcut_attention.is_none() || n.shortcut_mlp.is_none()),
        "scale" | "droppath" => either(|network| network.shortcuts().into_iter().any(Shortcut::adds)),
        "momentum" => either(|network| network.opt == Opt::Momentum),
        _ => true,
    }
}
