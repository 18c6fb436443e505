//! The words that settings are chosen from.

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

named!(/// The models. Each has defaults of its own.
    Model { "mlp" => Mlp, "convnet" => Convnet, "transformer" => Transformer });
named!(/// The data sets.
    DataSet { "spirals" => Spirals, "circles" => Circles, "moons" => Moons, "xor" => Xor, "gauss" => Gauss, "checker" => Checker,
        "line" => Line, "edit" => Edit, "digits" => Digits, "reverse" => Reverse, "shift" => Shift, "own" => Own });
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
named!(/// How a batch is drawn: each row anew, every row once an epoch, shuffled, or rows that were never there before.
    Draw { "replace" => Replace, "epochs" => Epochs, "fresh" => Fresh });
named!(/// Which tokens attention sees: all, or none that come later.
    Mask { "none" => None, "causal" => Causal });
named!(/// What of its input a transformer gets again before each attention after the first.
    Again { "none" => None, "position" => Position, "token" => Token, "both" => Both });
named!(/// Softmax cross-entropy, or the mean squared error.
    Loss { "ce" => CrossEntropy, "mse" => MeanSquared });
named!(/// The instruments.
    Instrument { "curves" => Curves, "gradients" => Gradients, "surface" => Surface, "lesions" => Lesions,
        "contributions" => Contributions, "paths" => Paths, "routes" => Routes, "representations" => Representations,
        "refinement" => Refinement, "weights" => Weights, "hessian" => Hessian, "shattering" => Shattering,
        "edit" => Edit, "depths" => Depths, "economy" => Economy, "rates" => Rates, "construction" => Construction, "fits" => Fits,
        "confusion" => Confusion, "features" => Features, "attention" => Attention });
named!(/// The planes of a surface.
    Plane { "random" => Random, "trajectory" => Trajectory, "between" => Between, "hessian" => Hessian });
named!(/// How fast the page trains: 10 steps a second, 40, or as fast as it goes.
    Speed { "max" => Max, "4" => Four, "1" => One });
named!(/// When the page starts: when asked, on opening, or when it comes into view.
    Play { "0" => Asked, "1" => Opening, "visible" => Visible });
named!(/// Which lesson is open: one of the walk, or the note marked up at its end.
    Lesson { "none" => None, "0" => Zero, "1" => One, "2" => Two, "3" => Three, "4" => Four, "5" => Five, "6" => Six, "7" => Seven,
        "8" => Eight, "9" => Nine, "10" => Ten, "11" => Eleven, "12" => Twelve, "coda" => Coda });
named!(/// Which colours the page takes.
    Theme { "auto" => Auto, "light" => Light, "dark" => Dark });
named!(/// How many controls the page offers.
    Controls { "full" => Full, "minimal" => Minimal, "none" => None });
named!(/// Whether the page is laid out for a projector.
    Present { "0" => No, "1" => Yes });

/// Stages of a convnet: from one to the next the image halves and its channels double (He et al. 2015, section 4.2).
pub const STAGES: u32 = 3;

impl Model {
    /// The set that a model learns from unless another is named.
    #[must_use]
    pub const fn default_set(self) -> DataSet {
        match self {
            Self::Mlp => DataSet::Spirals,
            Self::Convnet => DataSet::Digits,
            Self::Transformer => DataSet::Reverse,
        }
    }

    /// Blocks with a shortcut round them in a network of this depth.
    #[must_use]
    pub const fn blocks(self, depth: u32) -> u32 {
        depth
            * match self {
                Self::Mlp => 1,
                Self::Convnet => STAGES,
                Self::Transformer => 2,
            }
    }

    /// The sets that a model can read.
    pub fn reads(self) -> impl Iterator<Item = DataSet> {
        let reads = move |set: &DataSet| match self {
            Self::Mlp => !set.is_sequence(),
            Self::Convnet => matches!(set, DataSet::Digits | DataSet::Own),
            Self::Transformer => set.is_sequence(),
        };
        DataSet::ALL.iter().map(|(_, set)| *set).filter(reads)
    }
}

impl DataSet {
    /// Whether values are learnt, not classes. Own data says so itself, once it is read.
    #[must_use]
    pub const fn is_regression(self) -> bool {
        matches!(self, Self::Line | Self::Edit)
    }

    /// Whether rows are sequences of tokens, with an answer a token.
    #[must_use]
    pub const fn is_sequence(self) -> bool {
        matches!(self, Self::Reverse | Self::Shift)
    }

    /// Whether `classes` may be chosen.
    #[must_use]
    pub const fn takes_classes(self) -> bool {
        matches!(self, Self::Spirals | Self::Gauss)
    }
}

impl Shortcut {
    /// Whether it adds its input to the branch.
    #[must_use]
    pub const fn adds(self) -> bool {
        matches!(self, Self::Identity | Self::Projection | Self::Rezero)
    }
}
