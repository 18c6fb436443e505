use super::block::{activate, branch, close, loss};
use super::shortcut::Wrap;
use super::{Model, Sizes};
use crate::autograd::{Graph, Role};
use crate::scene::{Loss, Network, Order};

/// Records an MLP: a linear stem, `depth` blocks with their shortcuts, a linear head. The formulas of the blocks, N the
/// norm and s the scale:
///
/// - 1 layer, post: h + s·act(N(Wh + b))
/// - 1 layer, pre: h + s·(W·act(N(h)) + b)
/// - 2 layers, post: act(h + s·N(W₂·act(N(W₁h + b₁)) + b₂)) (He et al. 2015)
/// - 2 layers, pre: h + s·(W₂·act(N(W₁·act(N(h)) + b₁)) + b₂) (He et al. 2016)
///
/// With pre, the activation also stands before the head.
pub fn record(network: &Network, kind: Loss, sizes: Sizes) -> Model {
    let mut graph = Graph::default();
    let depth = network.depth as usize;
    let unit = network.width as usize;
    let mut wrap = Wrap::new(network, depth);
    let inner = network.inner.unwrap_or(network.width) as usize;
    let out = Wrap::branch_width(network.shortcut, unit);
    let widths: &[usize] = if network.block == 2 { &[inner, out] } else { &[out] };

    let input = graph.input(sizes.inputs);
    let mut h = graph.affine("stem", input, unit, Role::Edge, Role::Bias);
    let mut hidden = vec![h];
    for block in 1..=depth {
        let name = format!("block.{block}");
        let f = branch(&mut graph, network, &name, h, widths, |graph, number, x, width| {
            graph.affine(&format!("{name}.linear{number}"), x, width, Role::Weight, Role::Bias)
        });
        h = close(&mut graph, &mut wrap, network, &name, h, f);
        hidden.push(h);
    }
    if network.order == Order::Pre {
        h = activate(&mut graph, network.act, h);
    }
    let output = graph.affine("head", h, sizes.outputs, Role::Edge, Role::Bias);
    let loss = loss(&mut graph, kind, output);
    let weight_layers = depth * network.block as usize + 2;
    Model { graph, input, hidden, output, loss, switches: wrap.switches, weight_layers, attention: Vec::new() }
}
