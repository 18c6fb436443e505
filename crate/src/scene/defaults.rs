//! The defaults of version 1. They never change: a link in a reader's notes means the same for ever.

use super::names::{Act, DataSet, Draw, Init, Instrument, Loss, Model, Norm, Opt, Order, Plane, Schedule, Shortcut};
use super::names::{Controls, Lesson, Play, Present, Speed, Theme};
use super::settings::{Batch, DataSettings, Network, Page, Scale, Seeds, Timed, View};
use super::{Scene, Side};

/// The scene of a model and a data set when nothing else is said. All defaults are here; a model's own stand in its arm.
#[must_use]
pub fn defaults(model: Model, set: DataSet) -> Scene {
    match model {
        Model::Mlp => Scene {
            model,
            data: DataSettings {
                set,
                points: 256,
                noise: 0.02,
                turns: 1.0,
                classes: 2,
                flip: 0.0,
                test: 256,
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
        },
    }
}

fn mlp(side: Side) -> Network {
    Network {
        depth: 56,
        width: 16,
        block: 1,
        inner: None,
        act: Act::Tanh,
        norm: Norm::None,
        order: Order::Post,
        init: Init::Xavier,
        shortcut: match side {
            Side::A => Shortcut::None,
            Side::B => Shortcut::Identity,
        },
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

/// The empty scene.
impl Default for Scene {
    fn default() -> Self {
        defaults(Model::Mlp, DataSet::Spirals)
    }
}
