//! What the table of keys says of each key.

use super::value::Values;
use super::{Network, Scene, Side};

/// One key of the scene language.
#[derive(Debug)]
pub struct Key {
    /// Its name, as written in a scene.
    pub name: &'static str,
    /// Words for it on the page.
    pub label: &'static str,
    /// Where it belongs.
    pub group: Group,
    /// What it takes.
    pub values: Values,
    /// Whether it may change in mid-run.
    pub timed: bool,
    /// What it is, in one sentence.
    pub help: &'static str,
    /// Where its value is kept.
    pub(super) place: Place,
}

/// Where a key belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What is learnt from.
    Data,
    /// The networks.
    Model,
    /// How they are trained.
    Training,
    /// The seeds.
    Seeds,
    /// What is looked at.
    View,
    /// How the page shows it.
    Page,
}

impl Group {
    /// Every group, in table order.
    pub const ALL: [Self; 6] = [Self::Data, Self::Model, Self::Training, Self::Seeds, Self::View, Self::Page];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Model => "model",
            Self::Training => "training",
            Self::Seeds => "seeds",
            Self::View => "view",
            Self::Page => "page",
        }
    }
}

/// Where a value is kept: how it is written, and how a text is put there (nothing if the text is not allowed).
#[derive(Debug)]
pub(super) enum Place {
    /// One value for both networks.
    Scene { get: fn(&Scene, &Values) -> String, set: fn(&mut Scene, &str, &Values) -> Option<()> },
    /// One value a network.
    Network { get: fn(&Network, &Values) -> String, set: fn(&mut Network, &str, &Values) -> Option<()> },
}

impl Key {
    /// Whether each network has a value of its own, so that the key takes a prefix `a.` or `b.`.
    #[must_use]
    pub const fn per_network(&self) -> bool {
        matches!(self.place, Place::Network { .. })
    }

    /// The value in a scene as it would stand there. A value that both networks share is the same for either side.
    #[must_use]
    pub fn get(&self, scene: &Scene, side: Side) -> String {
        match self.place {
            Place::Scene { get, .. } => get(scene, &self.values),
            Place::Network { get, .. } => get(scene.network(side), &self.values),
        }
    }

    /// Puts a value there; nothing if it is not allowed.
    pub(super) fn set(&self, scene: &mut Scene, side: Side, text: &str) -> Option<()> {
        match self.place {
            Place::Scene { set, .. } => set(scene, text, &self.values),
            Place::Network { set, .. } => set(
                match side {
                    Side::A => &mut scene.a,
                    Side::B => &mut scene.b,
                },
                text,
                &self.values,
            ),
        }
    }

    /// What is allowed, as the end of a sentence that begins 'it is'.
    #[must_use]
    pub fn allowed(&self) -> String {
        let changes = if self.timed { ", and may change in mid-run as in .003,.001@120 (steps rise)" } else { "" };
        format!("{}{changes}", self.values.allowed())
    }
}
