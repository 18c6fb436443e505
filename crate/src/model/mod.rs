//! Networks as graphs over one flat parameter vector. Plain and residual networks are the same code: the shortcut is a
//! wrapper round a block, and none is one of its kinds.

mod block;
mod convnet;
mod init;
mod mlp;
mod shortcut;
mod transformer;

pub use init::{orthogonal, start};

use serde::Serialize;

use crate::autograd::layout::Entry;
use crate::autograd::{Graph, NodeId};
use crate::data::{Data, digits};
use crate::scene::{Loss, Model as Kind, Network, Scene, Side, formula};

/// A network: its graph, and which of its values are looked at.
#[derive(Clone, Debug)]
pub struct Model {
    /// The graph.
    pub graph: Graph,
    /// Where rows go in.
    pub input: NodeId,
    /// h₀ … h_L: the state before the first block and after each.
    pub hidden: Vec<NodeId>,
    /// What comes out, before the loss.
    pub output: NodeId,
    /// The loss, one number.
    pub loss: NodeId,
    /// The switch of each block's branch, where drop path needs one.
    pub switches: Vec<usize>,
    /// Layers with weights on the longest path, stem and head among them; of a transformer the embedding and the head.
    pub weight_layers: usize,
    /// The attention of each of a transformer's layers; what it keeps are its weights.
    pub attention: Vec<NodeId>,
}

/// What goes into a network and comes out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Numbers that a row goes in with: coordinates, pixels or tokens.
    pub inputs: usize,
    /// Classes or values that come out; of a transformer also the different tokens that go in.
    pub outputs: usize,
}

impl From<&Data> for Sizes {
    fn from(data: &Data) -> Self {
        Self { inputs: data.inputs, outputs: data.outputs }
    }
}

/// As far as a scene says what its data are: of the reader's own points it does not, and they count as two numbers in and out.
impl From<&Scene> for Sizes {
    fn from(scene: &Scene) -> Self {
        match scene.model {
            Kind::Mlp => Self { inputs: 2, outputs: 2 },
            Kind::Convnet => Self { inputs: digits::PIXELS, outputs: digits::CLASSES },
            Kind::Transformer => Self { inputs: scene.data.length as usize, outputs: scene.data.vocab as usize },
        }
    }
}

impl Model {
    /// A network of a scene before its data are there: its blocks are those that it will have.
    #[must_use]
    pub fn sketch(scene: &Scene, side: Side) -> Self {
        Self::new(scene.model, scene.network(side), scene.loss, scene.into())
    }

    /// A network of a scene for its data.
    #[must_use]
    pub fn of(scene: &Scene, side: Side, data: &Data) -> Self {
        Self::new(scene.model, scene.network(side), scene.loss, data.into())
    }

    /// The network of these settings.
    #[must_use]
    pub fn new(kind: Kind, network: &Network, loss: Loss, sizes: Sizes) -> Self {
        match kind {
            Kind::Mlp => mlp::record(network, loss, sizes),
            Kind::Convnet => convnet::record(network, loss, sizes),
            Kind::Transformer => transformer::record(network, loss, sizes),
        }
    }

    /// Blocks.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.graph.blocks.len()
    }

    /// Parameters.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.graph.layout.len()
    }
}

/// How many of A's values stand, equal, under the same name and shape in B: `(shared, of all in the larger network)`.
#[must_use]
pub fn shared(a: (&Model, &[f32]), b: (&Model, &[f32])) -> (usize, usize) {
    let alike = |mine: &Entry, theirs: &Entry| mine.shape == theirs.shape && a.1[mine.range()] == b.1[theirs.range()];
    (common(a.0, b.0, alike), a.1.len().max(b.1.len()))
}

/// Values in tensors of A that B has under the same name and that are alike.
fn common(a: &Model, b: &Model, alike: impl Fn(&Entry, &Entry) -> bool) -> usize {
    let theirs = b.graph.layout.entries();
    let mut from = 0;
    let mut count = 0;
    for mine in a.graph.layout.entries() {
        // Both layouts list blocks in order, so the search starts where the last one ended.
        let Some(index) = theirs[from..].iter().position(|entry| entry.name == mine.name).map(|i| from + i) else {
            continue;
        };
        from = index;
        if alike(mine, &theirs[index]) {
            count += mine.range().len();
        }
    }
    count
}

/// A network's make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Make {
    pub blocks: usize,
    pub weight_layers: usize,
    pub parameters: usize,
    pub formula: String,
}

/// What there is to say of a scene's two networks before any training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct About {
    /// Without, unless the scene says otherwise.
    pub a: Make,
    /// With.
    pub b: Make,
    /// Parameters that start the same in both.
    pub shared: usize,
    /// Parameters of the larger one.
    pub total: usize,
}

/// What there is to say of a scene's two networks before any training. No value is drawn: a tensor of the same name, shape and way
/// of starting starts the same.
#[must_use]
pub fn about(scene: &Scene, data: &Data) -> About {
    let [a, b] = Side::ALL.map(|side| Model::of(scene, side, data));
    let alike =
        |mine: &Entry, theirs: &Entry| mine.shape == theirs.shape && init::same(mine.role, scene.a.init, scene.b.init);
    let make = |model: &Model, side| Make {
        blocks: model.depth(),
        weight_layers: model.weight_layers,
        parameters: model.parameters(),
        formula: formula(scene.model, scene.network(side)),
    };
    About {
        a: make(&a, Side::A),
        b: make(&b, Side::B),
        shared: common(&a, &b, alike),
        total: a.parameters().max(b.parameters()),
    }
}
