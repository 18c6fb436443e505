//! What the blocks of every model are made of.

use super::shortcut::Wrap;
use crate::autograd::ops::{Activate, BatchNorm, CrossEntropy, LayerNorm, MeanSquared, Modulate};
use crate::autograd::{Graph, NodeId, Role};
use crate::scene::{Act, Loss, Network, Norm, Order, Shortcut};

/// act(x).
pub fn activate(graph: &mut Graph, act: Act, x: NodeId) -> NodeId {
    graph.apply(Activate(act), &[x], &[])
}

/// N(x) without gain and shift.
pub fn standardise(graph: &mut Graph, norm: Norm, x: NodeId) -> NodeId {
    match norm {
        Norm::None => x,
        Norm::Layer => graph.apply(LayerNorm, &[x], &[]),
        Norm::Batch => graph.apply(BatchNorm, &[x], &[]),
    }
}

/// N(x) with a gain and a shift for each column.
pub fn normalise(graph: &mut Graph, norm: Norm, name: &str, x: NodeId) -> NodeId {
    let y = standardise(graph, norm, x);
    if norm == Norm::None {
        return x;
    }
    let cols = graph.nodes[y.0].cols;
    let gain = graph.parameter(format!("{name}.gain"), [1, cols], Role::Gain);
    let shift = graph.parameter(format!("{name}.shift"), [1, cols], Role::Shift);
    graph.apply(Modulate, &[y], &[gain, shift])
}

/// The branch of a block of layers with weights, each made by `layer(graph, number, x, width)`, with the norm and the
/// activation where the network has them. In a block of two layers, post, the last activation stands after the addition.
pub fn branch(
    graph: &mut Graph,
    network: &Network,
    name: &str,
    h: NodeId,
    widths: &[usize],
    mut layer: impl FnMut(&mut Graph, usize, NodeId, usize) -> NodeId,
) -> NodeId {
    let Network { act, norm, order, .. } = *network;
    let mut f = h;
    for (i, &width) in widths.iter().enumerate() {
        let number = i + 1;
        if order == Order::Pre {
            f = normalise(graph, norm, &format!("{name}.norm{number}"), f);
            f = activate(graph, act, f);
        }
        f = layer(graph, number, f, width);
        if order == Order::Post {
            f = normalise(graph, norm, &format!("{name}.norm{number}"), f);
            if network.block == 1 || number < widths.len() {
                f = activate(graph, act, f);
            }
        }
    }
    f
}

/// Joins a branch with its shortcut, with the activation after the addition where there is one, and marks the block.
pub fn close(graph: &mut Graph, wrap: &mut Wrap, network: &Network, name: &str, h: NodeId, f: NodeId) -> NodeId {
    let (kind, act) = (network.shortcut, network.act);
    let after_addition = network.block == 2 && network.order == Order::Post;
    let next = match (after_addition, kind) {
        (true, Shortcut::Dense) => {
            let f = activate(graph, act, f);
            wrap.join(graph, kind, name, h, f)
        }
        (true, _) => {
            let sum = wrap.join(graph, kind, name, h, f);
            activate(graph, act, sum)
        }
        (false, _) => wrap.join(graph, kind, name, h, f),
    };
    graph.block(h, f, next);
    next
}

/// The loss on what comes out.
pub fn loss(graph: &mut Graph, loss: Loss, output: NodeId) -> NodeId {
    match loss {
        Loss::CrossEntropy => graph.apply(CrossEntropy, &[output], &[]),
        Loss::MeanSquared => graph.apply(MeanSquared, &[output], &[]),
    }
}
