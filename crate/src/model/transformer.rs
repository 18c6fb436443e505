use super::block::{activate, loss, standardise};
use super::shortcut::Wrap;
use super::{Model, Sizes};
use crate::autograd::ops::{Add, Attend, Embed, Place};
use crate::autograd::{Graph, NodeId, Role};
use crate::scene::{Again, Loss, Mask, Network, Norm, Order, Shortcut};

/// Records a transformer for short sequences (Vaswani et al. 2017): tokens and their places as rows of tables, added;
/// `depth` layers, each an attention and a feed-forward block with a shortcut round each; a head that answers at every
/// place. The formulas of a block, N the norm without gain and shift, s the scale and f attention or feed-forward:
///
/// - pre: h + s·f(N(h)), and N before the head (Xiong et al. 2020)
/// - post: N(h + s·f(h))
///
/// Queries, keys, values, what attention gives and the head have no biases. With `again`, the rows of the tokens, of
/// their places or both are added to what goes into each attention after the first.
pub fn record(network: &Network, kind: Loss, sizes: Sizes) -> Model {
    let mut graph = Graph::default();
    let (depth, width) = (network.depth as usize, network.width as usize);
    let mut wrap = Wrap::new(network, 2 * depth);

    let input = graph.input_of_sites(sizes.inputs, 1);
    let tokens = graph.parameter("embed.token.weight", [sizes.outputs, width], Role::Embedding);
    let places = graph.parameter("embed.position.weight", [sizes.inputs, width], Role::Embedding);
    let token = graph.apply(Embed, &[input], &[tokens]);
    let mut h = graph.apply(Place, &[token], &[places]);
    let (mut hidden, mut attention) = (vec![h], Vec::new());
    let [round_attention, round_feed_forward] = network.shortcuts();
    for layer in 1..=depth {
        let name = format!("layer.{layer}.attention");
        let mut x = h;
        if layer > 1 && matches!(network.again, Again::Token | Again::Both) {
            x = graph.apply(Add::PLAIN, &[x, token], &[]);
        }
        if layer > 1 && matches!(network.again, Again::Position | Again::Both) {
            x = graph.apply(Place, &[x], &[places]);
        }
        let x = before(&mut graph, network, x);
        let attended = attend(&mut graph, network, &name, x);
        attention.push(attended);
        let f = graph.project(&format!("{name}.out"), attended, width, Role::Weight);
        h = close(&mut graph, &mut wrap, network, round_attention, (&name, h, f));
        hidden.push(h);

        let name = format!("layer.{layer}.mlp");
        let x = before(&mut graph, network, h);
        let inner = network.inner.unwrap_or(network.width) as usize;
        let x = graph.affine(&format!("{name}.linear1"), x, inner, Role::Weight, Role::Bias);
        let x = activate(&mut graph, network.act, x);
        let f = graph.affine(&format!("{name}.linear2"), x, width, Role::Weight, Role::Bias);
        h = close(&mut graph, &mut wrap, network, round_feed_forward, (&name, h, f));
        hidden.push(h);
    }
    let last = before(&mut graph, network, h);
    let output = graph.project("head", last, sizes.outputs, Role::Edge);
    let loss = loss(&mut graph, kind, output);
    // Attention has two layers with weights one after the other, and so has feed-forward.
    let weight_layers = 4 * depth + 2;
    Model { graph, input, hidden, output, loss, switches: wrap.switches, weight_layers, attention }
}

/// The norm before a block, or before the head.
fn before(graph: &mut Graph, network: &Network, h: NodeId) -> NodeId {
    standardise(graph, if network.order == Order::Pre { network.norm } else { Norm::None }, h)
}

/// Each head's weighted mean of the values, side by side.
fn attend(graph: &mut Graph, network: &Network, name: &str, x: NodeId) -> NodeId {
    let width = network.width as usize;
    let [q, k, v] =
        ["query", "key", "value"].map(|role| graph.project(&format!("{name}.{role}"), x, width, Role::Weight));
    let op = Attend { heads: network.heads as usize, causal: network.mask == Mask::Causal };
    graph.apply(op, &[q, k, v], &[])
}

/// Joins a branch with its shortcut, with the norm after the addition where it stands there, and marks the block.
fn close(
    graph: &mut Graph,
    wrap: &mut Wrap,
    network: &Network,
    kind: Shortcut,
    (name, h, f): (&str, NodeId, NodeId),
) -> NodeId {
    let mut next = wrap.join(graph, kind, name, h, f);
    if network.order == Order::Post {
        next = standardise(graph, network.norm, next);
    }
    graph.block(h, f, next);
    next
}
