use super::block::{activate, branch, close, loss, normalise};
use super::shortcut::Wrap;
use super::{Model, Sizes};
use crate::autograd::ops::{Convolve, Pool, TAPS};
use crate::autograd::{Graph, NodeId, Role};
use crate::scene::{Loss, Network, Norm, Order, STAGES};

/// Records a ResNet for small images (He et al. 2015, section 4.2): a 3×3 convolution, three stages of `depth` blocks with
/// `width`, 2·`width` and 4·`width` channels, the image halved from one stage to the next, the mean over the pixels, a
/// linear head; 6n + 2 layers with weights for n blocks a stage of two layers each. The blocks are an MLP's with
/// convolutions for matrices, without biases where a batch norm would take them off again. Where a block changes the
/// image's shape, a shortcut takes every second pixel and puts zeros into the new channels (A), or is a 1×1 convolution
/// (B, `projection`, there alone).
///
/// With pre, norm and activation also stand before the mean (He et al. 2016).
pub fn record(network: &Network, kind: Loss, sizes: Sizes) -> Model {
    let mut graph = Graph::default();
    let (depth, unit) = (network.depth as usize, network.width as usize);
    let mut wrap = Wrap::new(network, depth * STAGES as usize).sparing();

    let mut side = sizes.inputs.isqrt();
    let input = graph.input_of_sites(side * side, 1);
    let mut h = convolve(&mut graph, network, "stem", input, unit, (side, 1), Role::Edge);
    if network.order == Order::Post {
        h = normalise(&mut graph, network.norm, "stem.norm", h);
        h = activate(&mut graph, network.act, h);
    }
    let mut hidden = vec![h];
    for block in 1..=depth * STAGES as usize {
        let name = format!("block.{block}");
        let stage = (block - 1) / depth;
        let times = 1 << stage;
        let first = if stage > 0 && (block - 1).is_multiple_of(depth) { 2 } else { 1 };
        let inner = network.inner.unwrap_or(network.width) as usize * times;
        let out = Wrap::branch_width(network.shortcut, unit * times);
        let widths: &[usize] = if network.block == 2 { &[inner, out] } else { &[out] };
        let shrunk = side.div_ceil(first);
        let f = branch(&mut graph, network, &name, h, widths, |graph, number, x, width| {
            let geometry = if number == 1 { (side, first) } else { (shrunk, 1) };
            convolve(graph, network, &format!("{name}.conv{number}"), x, width, geometry, Role::Kernel)
        });
        h = close(&mut graph, &mut wrap, network, &name, h, f);
        hidden.push(h);
        side = shrunk;
    }
    if network.order == Order::Pre {
        h = normalise(&mut graph, network.norm, "last.norm", h);
        h = activate(&mut graph, network.act, h);
    }
    let pooled = graph.apply(Pool, &[h], &[]);
    let output = graph.affine("head", pooled, sizes.outputs, Role::Edge, Role::Bias);
    let loss = loss(&mut graph, kind, output);
    let weight_layers = depth * STAGES as usize * network.block as usize + 2;
    Model { graph, input, hidden, output, loss, switches: wrap.switches, weight_layers, attention: Vec::new() }
}

fn convolve(
    graph: &mut Graph,
    network: &Network,
    name: &str,
    x: NodeId,
    out: usize,
    (side, stride): (usize, usize),
    role: Role,
) -> NodeId {
    let cols = graph.nodes[x.0].cols;
    let mut params = vec![graph.parameter(format!("{name}.weight"), [TAPS * cols, out], role)];
    // After the weights a batch norm takes off whatever is the same at all pixels.
    if !(network.norm == Norm::Batch && network.order == Order::Post) {
        params.push(graph.parameter(format!("{name}.bias"), [1, out], Role::Bias));
    }
    graph.apply(Convolve { side, stride }, &[x], &params)
}
