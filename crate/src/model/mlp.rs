use super::Model;
use super::shortcut::Wrap;
use crate::autograd::ops::{Activate, BatchNorm, CrossEntropy, LayerNorm, MeanSquared, Modulate};
use crate::autograd::{Graph, NodeId, Role};
use crate::scene::{Act, Loss, Network, Norm, Order, Shortcut};

/// Records an MLP: a linear stem, `depth` blocks with their shortcuts, a linear head. The formulas of the blocks, N the
/// norm and s the scale:
///
/// - 1 layer, post: h + s·act(N(Wh + b))
/// - 1 layer, pre: h + s·(W·act(N(h)) + b)
/// - 2 layers, post: act(h + s·N(W₂·act(N(W₁h + b₁)) + b₂)) (He et al. 2015)
/// - 2 layers, pre: h + s·(W₂·act(N(W₁·act(N(h)) + b₁)) + b₂) (He et al. 2016)
///
/// With pre, the activation also stands before the head.
pub fn record(network: &Network, loss: Loss, inputs: usize, outputs: usize) -> Model {
    let mut graph = Graph::default();
    let depth = network.depth as usize;
    let unit = network.width as usize;
    let mut wrap = Wrap::new(network, depth);

    let input = graph.input(inputs);
    let mut h = graph.affine("stem", input, unit, Role::Edge, Role::Bias);
    let mut hidden = vec![h];
    for block in 1..=depth {
        let name = format!("block.{block}");
        let out = wrap.branch_width(unit);
        let f = branch(&mut graph, network, &name, h, out);
        let after_addition = network.block == 2 && network.order == Order::Post;
        let next = match (after_addition, network.shortcut) {
            (true, Shortcut::Dense) => {
                let f = graph.apply(Activate(network.act), &[f], &[]);
                wrap.join(&mut graph, &name, h, f)
            }
            (true, _) => {
                let sum = wrap.join(&mut graph, &name, h, f);
                graph.apply(Activate(network.act), &[sum], &[])
            }
            (false, _) => wrap.join(&mut graph, &name, h, f),
        };
        graph.block(h, f, next);
        hidden.push(next);
        h = next;
    }
    if network.order == Order::Pre {
        h = graph.apply(Activate(network.act), &[h], &[]);
    }
    let output = graph.affine("head", h, outputs, Role::Edge, Role::Bias);
    let loss = match loss {
        Loss::CrossEntropy => graph.apply(CrossEntropy, &[output], &[]),
        Loss::MeanSquared => graph.apply(MeanSquared, &[output], &[]),
    };
    let weight_layers = depth * network.block as usize + 2;
    Model { graph, input, hidden, output, loss, switches: wrap.switches, weight_layers }
}

/// What stands in a block beside the shortcut.
fn branch(graph: &mut Graph, network: &Network, name: &str, h: NodeId, out: usize) -> NodeId {
    let Network { act, norm, order, .. } = *network;
    let inner = network.inner.unwrap_or(network.width) as usize;
    let widths: &[usize] = if network.block == 2 { &[inner, out] } else { &[out] };
    let mut f = h;
    for (i, &width) in widths.iter().enumerate() {
        let number = i + 1;
        if order == Order::Pre {
            f = normalise(graph, norm, &format!("{name}.norm{number}"), f);
            f = activate(graph, act, f);
        }
        f = graph.affine(&format!("{name}.linear{number}"), f, width, Role::Weight, Role::Bias);
        if order == Order::Post {
            f = normalise(graph, norm, &format!("{name}.norm{number}"), f);
            // In a block of two layers the last activation stands after the addition.
            if network.block == 1 || number < widths.len() {
                f = activate(graph, act, f);
            }
        }
    }
    f
}

fn activate(graph: &mut Graph, act: Act, x: NodeId) -> NodeId {
    graph.apply(Activate(act), &[x], &[])
}

fn normalise(graph: &mut Graph, norm: Norm, name: &str, x: NodeId) -> NodeId {
    let y = match norm {
        Norm::None => return x,
        Norm::Layer => graph.apply(LayerNorm, &[x], &[]),
        Norm::Batch => graph.apply(BatchNorm, &[x], &[]),
    };
    let cols = graph.nodes[y.0].cols;
    let gain = graph.parameter(format!("{name}.gain"), [1, cols], Role::Gain);
    let shift = graph.parameter(format!("{name}.shift"), [1, cols], Role::Shift);
    graph.apply(Modulate, &[y], &[gain, shift])
}
