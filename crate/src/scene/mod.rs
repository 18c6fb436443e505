//! A scene: everything about a run, as checked settings. One line of text makes one and is made from one.
//!
//! [`Scene::parse`] reads it, [`Scene::print`] writes only what differs from the defaults, and both walk the one table
//! of keys in [`keys`], as do the page's controls, `skipscape scene` and the documentation.

mod acts;
mod check;
pub mod decimal;
mod defaults;
mod error;
mod formula;
pub mod info;
mod key;
pub mod keys;
mod names;
mod settings;
mod text;
mod value;

pub use acts::{acts, called};
pub use check::{DEEPEST_DENSE, MOST_STEPS};
pub use defaults::defaults;
pub use error::SceneError;
pub use formula::formula;
pub use info::Line;
pub use key::{Group, Key};
pub use names::{
    Act, Again, Controls, DataSet, Draw, Init, Instrument, Lesson, Loss, Mask, Model, Named, Norm, Opt, Order, Plane,
    Play, Present, STAGES, Schedule, Shortcut, Speed, Theme,
};
pub use settings::{Batch, DataSettings, Network, Page, Scale, Seeds, Timed, View};
pub use text::{Parsed, VERSION};
pub use value::{Values, grouped, number};

/// A whole scene. Invalid ones cannot be made by [`Scene::parse`].
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The kind of network.
    pub model: Model,
    /// What is learnt from.
    pub data: DataSettings,
    /// The network without shortcuts (unless `a.shortcut` says otherwise).
    pub a: Network,
    /// The network with shortcuts.
    pub b: Network,
    /// Rows a step, which may change in mid-run.
    pub batch: Timed<Batch>,
    /// How rows are drawn.
    pub draw: Draw,
    /// Steps of training.
    pub steps: u32,
    /// What is minimised.
    pub loss: Loss,
    /// The four seeds.
    pub seeds: Seeds,
    /// What is looked at.
    pub view: View,
    /// How the page shows it.
    pub page: Page,
}

/// Which of the two networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The first network, without shortcuts.
    A,
    /// The second network, with shortcuts.
    B,
}

impl Side {
    /// Both, in order.
    pub const ALL: [Self; 2] = [Self::A, Self::B];

    /// The letter that scenes use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }
}

impl Scene {
    /// The settings of one network.
    #[must_use]
    pub fn network(&self, side: Side) -> &Network {
        match side {
            Side::A => &self.a,
            Side::B => &self.b,
        }
    }

    /// Blocks of a network, each with a shortcut round it: a convnet has three stages of `depth`, a layer of a transformer an
    /// attention and a feed-forward block.
    #[must_use]
    pub fn blocks(&self, side: Side) -> u32 {
        self.model.blocks(self.network(side).depth)
    }

    /// Whether the networks are one without shortcuts and one with, as they are by default.
    #[must_use]
    pub fn is_without_and_with(&self) -> bool {
        let [a, b] = [&self.a, &self.b].map(|network| network.shortcuts()[0]);
        a == Shortcut::None && b != Shortcut::None
    }

    /// The word for a network: 'without' and 'with' where that is what they are, else 'A' and 'B'.
    #[must_use]
    pub fn word(&self, side: Side) -> &'static str {
        match (side, self.is_without_and_with()) {
            (Side::A, true) => "without",
            (Side::B, true) => "with",
            (Side::A, false) => "A",
            (Side::B, false) => "B",
        }
    }

    /// A network as a sentence names it: 'the network without', 'network B'.
    #[must_use]
    pub fn called(&self, side: Side) -> &'static str {
        match (side, self.is_without_and_with()) {
            (Side::A, true) => "the network without",
            (Side::B, true) => "the network with",
            (Side::A, false) => "network A",
            (Side::B, false) => "network B",
        }
    }
}
