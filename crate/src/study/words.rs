//! Words that the studies' sentences share.

use crate::number::{number, percent};
use crate::scene::{DataSet, Model, Scene, Side};

/// `0.61 without, 3 × 10⁻⁵ with`: a number of each network, a dash where there is none.
pub fn both(scene: &Scene, a: Option<f64>, b: Option<f64>) -> String {
    let say = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), number);
    format!("{} {}, {} {}", say(a), scene.word(Side::A), say(b), scene.word(Side::B))
}

/// A share as words that say neither none nor all where it is not: `93 %`, `more than 99.9 %`, `1.3 × 10⁻⁷`.
pub fn portion(share: f64) -> String {
    match share {
        share if share > 0.0 && share < 0.001 => number(share),
        share if share > 0.999 && share < 1.0 => "more than 99.9 %".into(),
        share => percent(share),
    }
}

/// `56 blocks of 16 units`, `9 blocks of 4 to 16 channels`, `8 blocks of 16 numbers a token`.
pub fn blocks_of(scene: &Scene, side: Side) -> String {
    let (blocks, width) = (scene.blocks(side), scene.network(side).width);
    match scene.model {
        Model::Mlp => format!("{blocks} blocks of {width} units"),
        Model::Convnet => format!("{blocks} blocks of {width} to {} channels", 4 * width),
        Model::Transformer => format!("{blocks} blocks of {width} numbers a token"),
    }
}

/// What the network is counted in where each has a shortcut round it: `layer`, or `block` where that is less or more than one
/// layer. A transformer's attention and feed-forward are a block each.
pub fn unit(scene: &Scene) -> &'static str {
    if scene.model == Model::Mlp { "layer" } else { "block" }
}

/// What is learnt from, one by one.
pub fn examples(scene: &Scene) -> &'static str {
    match (scene.model, scene.data.set) {
        (Model::Transformer, _) => "sequences",
        (Model::Convnet, _) | (_, DataSet::Digits) => "images",
        (_, DataSet::Own) => "rows",
        _ => "points",
    }
}

/// What a model's `depth` counts.
pub fn depth_of(model: Model) -> &'static str {
    match model {
        Model::Mlp => "blocks",
        Model::Convnet => "blocks a stage",
        Model::Transformer => "layers",
    }
}
