//! Networks as graphs over one flat parameter vector. Plain and residual networks are the same code: the shortcut is a
//! wrapper round a block, and none is one of its kinds.

mod init;
mod mlp;
mod shortcut;

pub use init::{orthogonal, start};

use crate::autograd::{Graph, NodeId};
use crate::data::Data;
use crate::scene::{Loss, Network, Scene, Side, formula};

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
    /// Layers with weights on the longest path, stem and head among them.
    pub weight_layers: usize,
}

impl Model {
    /// The network of these settings for rows of `inputs` numbers and `outputs` classes or values.
    #[must_use]
    pub fn new(network: &Network, loss: Loss, inputs: usize, outputs: usize) -> Self {
        mlp::record(network, loss, inputs, outputs)
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
    let theirs = b.0.graph.layout.entries();
    let mut from = 0;
    let mut count = 0;
    for mine in a.0.graph.layout.entries() {
        // Both layouts list blocks in order, so the search starts where the last one ended.
        let found = theirs[from..].iter().position(|t| t.name == mine.name).map(|i| from + i);
        let Some(index) = found else { continue };
        from = index;
        let other = &theirs[index];
        if other.shape == mine.shape && a.1[mine.range()] == b.1[other.range()] {
            count += mine.range().len();
        }
    }
    (count, a.1.len().max(b.1.len()))
}

/// What there is to say of a scene's two networks before any training, as JSON: `{a, b, shared, total}`.
#[must_use]
pub fn about(scene: &Scene, data: &Data) -> serde_json::Value {
    let [a, b] = Side::ALL.map(|side| {
        let network = scene.network(side);
        let model = Model::new(network, scene.loss, data.inputs, data.outputs);
        let values = start(&model, network.init, scene.seeds.init);
        (model, values)
    });
    let (shared, total) = shared((&a.0, &a.1), (&b.0, &b.1));
    let one = |model: &Model, side| {
        serde_json::json!({
            "blocks": model.depth(),
            "weight_layers": model.weight_layers,
            "parameters": model.parameters(),
            "formula": formula(scene.network(side)),
        })
    };
    serde_json::json!({ "a": one(&a.0, Side::A), "b": one(&b.0, Side::B), "shared": shared, "total": total })
}
