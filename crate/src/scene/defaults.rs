//! The defaults of version 1. They never change: a link in a reader's notes means the same for ever.

use super::names::{
    Act, Again, DataSet, Draw, Init, Instrument, Loss, Mask, Model, Norm, Opt, Order, Plane, Schedule, Shortcut,
};
use super::names::{Controls, Lesson, Play, Present, Speed, Theme};
use super::settings::{Batch, DataSettings, Network, Page, Scale, Seeds, Timed, View};
use super::{Scene, Side};

/// The scene of a model and a data set when nothing else is said: that of an MLP, but for what the model has of its own.
#[must_use]
pub fn defaults(model: Model, set: DataSet) -> Scene {
    let scene = Scene {
        model,
        data: DataSettings {
            set,
            points: 256,
            // A jitter of pixels is no part of the images, and tokens have none.
            noise: if set == DataSet::Digits { 0.0 } else { 0.02 },
            turns: 1.0,
            classes: 2,
            flip: 0.0,
            test: 256,
            length: 8,
            vocab: 8,
            own: None,
        },
        a: mlp(Side::A),
        b: mlp(Side::B),
        batch: Timed::always(Batch::Rows(64)),
        draw: Draw::Replace,
        steps: 300,
        loss: if set.is_regression() { Loss::MeanSquared } else { Loss::CrossEntropy },
        seeds: Seeds::all(1),
        view: View { view: Instrument::Curves, plane: Plane::Random, span: 1.0, grid: 51 },
        page: Page {
            speed: Speed::Max,
            play: Play::Asked,
            lesson: Lesson::None,
            theme: Theme::Auto,
            controls: Controls::Full,
            hide: String::new(),
            height: None,
            lang: "auto".to_owned(),
            present: Present::No,
        },
    };
    match model {
        Model::Mlp => scene,
        Model::Convnet => convnet(scene),
        Model::Transformer => transformer(scene),
    }
}

fn mlp(side: Side) -> Network {
    Network {
        depth: 56,
        width: 16,
        block: 1,
        inner: None,
        heads: 2,
        mask: Mask::None,
        again: Again::None,
        act: Act::Tanh,
        norm: Norm::None,
        order: Order::Post,
        init: Init::Xavier,
        shortcut: match side {
            Side::A => Shortcut::None,
            Side::B => Shortcut::Identity,
        },
        shortcut_attention: None,
        shortcut_mlp: None,
        scale: Scale::Fixed(1.0),
        droppath: 0.0,
        opt: Opt::Adam,
        lr: Timed::always(0.003),
        momentum: Timed::always(0.9),
        decay: Timed::always(0.0),
        clip: Timed::always(None),
        schedule: Schedule::Constant,
        warmup: 0,
    }
}

/// A ResNet of 20 layers on 512 images, six times over them (He et al. 2015, section 4.2, made small).
fn convnet(mut scene: Scene) -> Scene {
    scene.data.points = 512;
    scene.draw = Draw::Epochs;
    scene.steps = 48;
    // Each point of the surface takes all images through all layers: a sixth as many as an MLP's.
    scene.view.grid = 21;
    for network in [&mut scene.a, &mut scene.b] {
        *network = Network {
            depth: 3,
            width: 4,
            block: 2,
            act: Act::Relu,
            norm: Norm::Batch,
            init: Init::He,
            opt: Opt::Momentum,
            lr: Timed::always(0.05),
            warmup: 16,
            ..network.clone()
        };
    }
    scene
}

/// A transformer of four layers. The feed-forward blocks keep their shortcut in both networks: what is asked is what the
/// one round attention does.
fn transformer(mut scene: Scene) -> Scene {
    scene.data.test = 128;
    scene.draw = Draw::Fresh;
    scene.batch = Timed::always(Batch::Rows(32));
    for network in [&mut scene.a, &mut scene.b] {
        *network = Network {
            depth: 4,
            inner: Some(32),
            act: Act::Relu,
            norm: Norm::Layer,
            order: Order::Pre,
            shortcut_mlp: Some(Shortcut::Identity),
            lr: Timed::always(0.005),
            warmup: 50,
            ..network.clone()
        };
    }
    scene
}

/// The empty scene.
impl Default for Scene {
    fn default() -> Self {
        defaults(Model::Mlp, DataSet::Spirals)
    }
}
