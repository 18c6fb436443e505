//! A scene: everything about a run, as checked settings. One line of text makes one and is made from one.
//!
//! [`Scene::parse`] reads it, [`Scene::print`] writes only what differs from the defaults, and both walk the one table
//! of keys in [`keys`], as do the page's controls, `skipscape scene` and the documentation.

/// A whole scene. Invalid ones cannot be made by [`Scene::parse`].
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
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
}

/// Which of the two networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The first network, without shortcuts.
    A,
    /// The second network, with shortcuts.
    B,
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
}

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
    /// The digest of the reader's own data (16 hex digits), or the points themselves as they stand in the link.
    pub own: Option<String>,
}

/// The settings of one network and its training.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Blocks, 1 … 1000.
    pub depth: u32,
    /// Units a layer, 1 … 128.
    pub width: u32,
    /// Layers a block, 1 or 2.
    pub block: u32,
    /// Width inside a block of 2; none means `width`.
    pub inner: Option<u32>,
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

/// An enumeration whose values have the names that scenes use.
pub trait Named: Copy + PartialEq + 'static {
    /// Every value with its name, the default first.
    const ALL: &'static [(&'static str, Self)];

    /// The name of a value.
    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, value)| *value == self).map_or("", |(name, _)| name)
    }
}

macro_rules! named {
    ($(#[$doc:meta])* $kind:ident { $($name:literal => $value:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum $kind { $($value),+ }
        impl Named for $kind {
            const ALL: &'static [(&'static str, Self)] = &[$(($name, $kind::$value)),+];
        }
    };
}

named!(/// The data sets.
    DataSet { "spirals" => Spirals, "circles" => Circles, "moons" => Moons, "xor" => Xor, "gauss" => Gauss, "checker" => Checker,
        "line" => Line, "edit" => Edit, "own" => Own });
named!(/// The activations. `gelu` is the erf form (Hendrycks and Gimpel 2016), `gelu-tanh` its approximation.
    Act { "tanh" => Tanh, "relu" => Relu, "gelu" => Gelu, "gelu-tanh" => GeluTanh, "silu" => Silu, "sigmoid" => Sigmoid, "linear" => Linear });
named!(/// The normalisations.
    Norm { "none" => None, "layer" => Layer, "batch" => Batch });
named!(/// Where the activation stands: after the weights, or before them.
    Order { "post" => Post, "pre" => Pre });
named!(/// How weights start.
    Init { "xavier" => Xavier, "he" => He, "orthogonal" => Orthogonal, "uniform" => Uniform });
named!(/// What goes round a block.
    Shortcut { "identity" => Identity, "projection" => Projection, "rezero" => Rezero, "highway" => Highway, "dense" => Dense, "none" => None });
named!(/// The optimisers.
    Opt { "adam" => Adam, "sgd" => Sgd, "momentum" => Momentum });
named!(/// How the rate falls over `steps`.
    Schedule { "constant" => Constant, "cosine" => Cosine });
named!(/// How a batch is drawn: each row anew, or every row once an epoch, shuffled.
    Draw { "replace" => Replace, "epochs" => Epochs });
named!(/// Softmax cross-entropy, or the mean squared error.
    Loss { "ce" => CrossEntropy, "mse" => MeanSquared });
named!(/// The instruments.
    Instrument { "curves" => Curves, "gradients" => Gradients, "surface" => Surface });
named!(/// The planes of a surface.
    Plane { "random" => Random, "trajectory" => Trajectory, "between" => Between });
