//! Which settings act in a scene, and what they are called there: what a page offers, and what it leaves out.

use super::names::{Opt, Shortcut};
use super::{DataSet, Key, Model, Scene, Side};

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

/// What a key is called in a scene: its label, where the scene's model has no word of its own for it.
#[must_use]
pub fn called(scene: &Scene, key: &Key) -> &'static str {
    match (scene.model, key.name) {
        (Model::Convnet, "depth") => "blocks a stage",
        (Model::Convnet, "width") => "channels",
        (Model::Convnet, "points") => "training images",
        (Model::Convnet, "test") => "held-out images",
        (Model::Transformer, "depth") => "layers",
        (Model::Transformer, "inner") => "width inside",
        (Model::Transformer, "points") => "sequences",
        (Model::Transformer, "test") => "held-out sequences",
        // Where feed-forward has a shortcut of its own, what is left for the common setting is attention.
        (Model::Transformer, "shortcut")
            if Side::ALL.iter().all(|side| scene.network(*side).shortcut_mlp.is_some()) =>
        {
            "shortcut of attention"
        }
        _ => key.label,
    }
}
