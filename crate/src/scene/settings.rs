//! The settings of a scene, by part.

use super::names::{
    Act, Again, Controls, DataSet, Init, Instrument, Lesson, Mask, Norm, Opt, Order, Plane, Play, Present, Schedule,
    Shortcut, Speed, Theme,
};

/// A value that may change in mid-run: `.003,.001@120` is .003 from step 0 and .001 from step 120 on.
#[derive(Clone, Debug, PartialEq)]
pub struct Timed<T> {
    /// The value at step 0.
    pub first: T,
    /// Later values, each with the step from which it holds; steps rise strictly and are above 0.
    pub later: Vec<(u32, T)>,
}

impl<T: Copy> Timed<T> {
    /// A value that never changes.
    pub const fn always(first: T) -> Self {
        Self { first, later: Vec::new() }
    }

    /// The value that holds for the update numbered `step` (from 0).
    pub fn at(&self, step: u32) -> T {
        self.later.iter().rev().find(|(from, _)| *from <= step).map_or(self.first, |(_, value)| *value)
    }
}

/// What is learnt from.
#[derive(Clone, Debug, PartialEq)]
pub struct DataSettings {
    /// The set.
    pub set: DataSet,
    /// Training points, 8 … 4096.
    pub points: u32,
    /// Jitter, a standard deviation in input units before scaling, 0 … 1.
    pub noise: f32,
    /// Turns of the spiral, .25 … 4.
    pub turns: f32,
    /// Classes, 2 … 6 (spirals and gauss; the others have two).
    pub classes: u32,
    /// Share of wrong labels, 0 … .5.
    pub flip: f32,
    /// Held-out points, 8 … 4096.
    pub test: u32,
    /// Tokens of a sequence, 2 … 32.
    pub length: u32,
    /// Different tokens, 2 … 64.
    pub vocab: u32,
    /// The digest of the reader's own data (16 hex digits), or the points themselves as they stand in the link.
    pub own: Option<String>,
}

/// The settings of one network and its training.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Blocks, 1 … 1000; of a convnet blocks a stage, of a transformer layers.
    pub depth: u32,
    /// Units a layer, 1 … 128; of a convnet channels of the first stage, of a transformer numbers a token.
    pub width: u32,
    /// Layers a block, 1 or 2.
    pub block: u32,
    /// Width inside a block of 2, or inside a transformer's feed-forward blocks; none means `width`.
    pub inner: Option<u32>,
    /// Heads of attention.
    pub heads: u32,
    /// What attention sees.
    pub mask: Mask,
    /// What is added again before attention.
    pub again: Again,
    /// The activation.
    pub act: Act,
    /// The normalisation.
    pub norm: Norm,
    /// Where the activation stands.
    pub order: Order,
    /// How weights start.
    pub init: Init,
    /// The shortcut round each block.
    pub shortcut: Shortcut,
    /// The shortcut round a transformer's attention; none means `shortcut`.
    pub shortcut_attention: Option<Shortcut>,
    /// The shortcut round a transformer's feed-forward blocks; none means `shortcut`.
    pub shortcut_mlp: Option<Shortcut>,
    /// What multiplies the branch (1 where nothing is added).
    pub scale: Scale,
    /// Probability of dropping a block in a training step (0 where nothing is added).
    pub droppath: f32,
    /// The optimiser.
    pub opt: Opt,
    /// Learning rate.
    pub lr: Timed<f32>,
    /// Momentum (of `opt=momentum`).
    pub momentum: Timed<f32>,
    /// Weight decay, decoupled: w ← w − lr·decay·w.
    pub decay: Timed<f32>,
    /// Largest global norm of the gradient.
    pub clip: Timed<Option<f32>>,
    /// How the rate falls.
    pub schedule: Schedule,
    /// Steps over which the rate rises linearly from 0.
    pub warmup: u32,
}

/// The four seeds, each of its own streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Seeds {
    pub data: u32,
    pub init: u32,
    pub batch: u32,
    pub plane: u32,
}

impl Seeds {
    /// All four the same.
    #[must_use]
    pub const fn all(seed: u32) -> Self {
        Self { data: seed, init: seed, batch: seed, plane: seed }
    }

    /// The seed that a bare `seed` states: the one with which fewest of the four need be written out, 1 (the default,
    /// which need not be written itself) or the first if several are.
    #[must_use]
    pub fn common(&self) -> u32 {
        let four = [self.data, self.init, self.batch, self.plane];
        let written = |common: u32| four.iter().filter(|seed| **seed != common).count() + usize::from(common != 1);
        [1, self.data, self.init, self.batch, self.plane].into_iter().min_by_key(|seed| written(*seed)).unwrap_or(1)
    }
}

/// What is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Which instrument.
    pub view: Instrument,
    /// Which plane the surface lies in.
    pub plane: Plane,
    /// Half-width of the surface, .01 … 100.
    pub span: f32,
    /// Points a side, odd, 3 … 201.
    pub grid: u32,
}

/// Rows a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Batch {
    /// So many rows, 1 … 4096.
    Rows(u32),
    /// All of them, in order.
    Full,
}

/// What multiplies the branch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// A number, 0 … 10 (1 by default).
    Fixed(f32),
    /// 1/√(number of branches).
    Depth,
}

/// How the page shows a scene. None of it touches a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Steps a second.
    pub speed: Speed,
    /// When training starts.
    pub play: Play,
    /// The lesson that is open.
    pub lesson: Lesson,
    /// Colours.
    pub theme: Theme,
    /// Controls.
    pub controls: Controls,
    /// Parts that are left out, names between commas; empty for none.
    pub hide: String,
    /// Height of a figure in pixels, 120 … 4000; none takes what it needs.
    pub height: Option<u32>,
    /// The language as a tag such as `en`; `auto` is the page's own.
    pub lang: String,
    /// Laid out for a projector.
    pub present: Present,
}

impl Network {
    /// Whether a shortcut adds its input to a branch, so that a scale or a dropped branch means something.
    #[must_use]
    pub fn adds(&self) -> bool {
        self.shortcuts().into_iter().any(Shortcut::adds)
    }

    /// The shortcut round attention and that round feed-forward blocks; for other models than a transformer both are
    /// `shortcut`.
    #[must_use]
    pub fn shortcuts(&self) -> [Shortcut; 2] {
        [self.shortcut_attention, self.shortcut_mlp].map(|one| one.unwrap_or(self.shortcut))
    }
}
