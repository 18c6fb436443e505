//! The networks of the goldens, each with its equations as code, and their tensors in the engine's layouts.

use serde_json::Value;
use skipscape::autograd::ops::{
    Activate, Add, Affine, Attend, BatchNorm, Convolve, Embed, Gate, LayerNorm, Modulate, Place, Pool, Project,
    Subsample,
};
use skipscape::autograd::{Graph, NodeId, ParamId, Role};
use skipscape::scene::Act;

/// A network in the making, with the golden's own names for its parameters.
pub struct Net<'a> {
    pub golden: &'a Value,
    pub graph: Graph,
    /// Nodes whose values the golden records, by its names.
    pub seen: Vec<(&'static str, NodeId)>,
}

impl Net<'_> {
    fn parameter(&mut self, name: &str) -> ParamId {
        let shape = &self.golden["params"][name]["shape"];
        let size = |k: usize| shape[k].as_u64().unwrap_or_else(|| panic!("no shape of {name}")) as usize;
        let shape = if shape.as_array().unwrap().len() == 1 { [1, size(0)] } else { [size(0), size(1)] };
        self.graph.parameter(name, shape, Role::Weight)
    }
    fn affine(&mut self, x: NodeId, weight: &str, bias: &str) -> NodeId {
        let params = [self.parameter(weight), self.parameter(bias)];
        self.graph.apply(Affine, &[x], &params)
    }
    fn act(&mut self, x: NodeId, act: Act) -> NodeId {
        self.graph.apply(Activate(act), &[x], &[])
    }
    fn add(&mut self, h: NodeId, f: NodeId) -> NodeId {
        self.graph.apply(Add::PLAIN, &[h, f], &[])
    }
    fn modulate(&mut self, x: NodeId, gain: &str, shift: &str) -> NodeId {
        let params = [self.parameter(gain), self.parameter(shift)];
        self.graph.apply(Modulate, &[x], &params)
    }
    fn convolve(&mut self, x: NodeId, side: usize, stride: usize, params: &[&str]) -> NodeId {
        let params: Vec<ParamId> = params.iter().map(|name| self.parameter(name)).collect();
        self.graph.apply(Convolve { side, stride }, &[x], &params)
    }
    fn project(&mut self, x: NodeId, weight: &str) -> NodeId {
        let params = [self.parameter(weight)];
        self.graph.apply(Project, &[x], &params)
    }
    fn layer_norm(&mut self, x: NodeId, gain: &str, shift: &str) -> NodeId {
        let x = self.graph.apply(LayerNorm, &[x], &[]);
        self.modulate(x, gain, shift)
    }
}

pub type Build = fn(&mut Net, NodeId) -> NodeId;

/// Every golden with its equations as code; the value returned is the output.
pub const NETWORKS: [(&str, &str, Build); 12] = [
    ("01", include_str!("01_linear_mse.json"), |net, x| net.affine(x, "W", "b")),
    ("02", include_str!("02_relu_mlp_ce.json"), |net, x| mlp(net, x, Act::Relu)),
    ("03", include_str!("03_tanh_mlp_mse.json"), |net, x| mlp(net, x, Act::Tanh)),
    ("04", include_str!("04_gelu_erf_mlp_ce.json"), |net, x| mlp(net, x, Act::Gelu)),
    ("05", include_str!("05_gelu_tanh_mlp_ce.json"), |net, x| mlp(net, x, Act::GeluTanh)),
    ("06", include_str!("06_sigmoid_mlp_mse.json"), |net, x| mlp(net, x, Act::Sigmoid)),
    ("07", include_str!("07_layernorm_identity_residual_ce.json"), residual),
    ("08", include_str!("08_batchnorm_identity_and_projection_residual_ce.json"), batch_normed),
    ("09", include_str!("09_conv_s1_s2_avgpool_ce.json"), convolutions),
    ("10", include_str!("10_conv_bn_residual_identity_projection_ce.json"), convolutional_residual),
    ("11", include_str!("11_highway_gate_ce.json"), highway),
    ("12", include_str!("12_embedding_causal_attention_ce.json"), transformer),
];

/// h1 = act(x W1 + b1); h2 = act(h1 W2 + b2); out = h2 W3 + b3
fn mlp(net: &mut Net, x: NodeId, act: Act) -> NodeId {
    let h = net.affine(x, "W1", "b1");
    let h1 = net.act(h, act);
    let h = net.affine(h1, "W2", "b2");
    let h2 = net.act(h, act);
    net.seen.extend([("h1", h1), ("h2", h2)]);
    net.affine(h2, "W3", "b3")
}

/// h = x Win + bin; twice h = h + relu(LN(h) W + b) U + c; out = LN(h) Wout + bout
fn residual(net: &mut Net, x: NodeId) -> NodeId {
    let mut h = net.affine(x, "Win", "bin");
    for [gain, shift, w, b, u, c] in [["g1", "be1", "W1", "b1", "U1", "c1"], ["g2", "be2", "W2", "b2", "U2", "c2"]] {
        let f = net.layer_norm(h, gain, shift);
        let f = net.affine(f, w, b);
        let f = net.act(f, Act::Relu);
        let f = net.affine(f, u, c);
        h = net.add(h, f);
    }
    net.seen.push(("h_last", h));
    let h = net.layer_norm(h, "gf", "bf");
    net.affine(h, "Wout", "bout")
}

/// h = relu(BN(x W1 + b1)); h2 = relu(BN(h W2 + b2) + h); h3 = tanh(h2 W4 + b4) + h2 S4; out = h3 W3 + b3
fn batch_normed(net: &mut Net, x: NodeId) -> NodeId {
    let h = net.affine(x, "W1", "b1");
    let h = net.graph.apply(BatchNorm, &[h], &[]);
    net.seen.push(("batch_1", h));
    let h = net.modulate(h, "g1", "be1");
    let h = net.act(h, Act::Relu);
    let f = net.affine(h, "W2", "b2");
    let f = net.graph.apply(BatchNorm, &[f], &[]);
    let f = net.modulate(f, "g2", "be2");
    let h2 = net.add(h, f);
    let h2 = net.act(h2, Act::Relu);
    let f = net.affine(h2, "W4", "b4");
    let f = net.act(f, Act::Tanh);
    let params = [net.parameter("S4")];
    let shortcut = net.graph.apply(Project, &[h2], &params);
    let h3 = net.add(shortcut, f);
    net.affine(h3, "W3", "b3")
}

/// h = x Win + bin; twice t = σ(h T + t), h = t·tanh(h W + b) + (1 − t)·h; out = h Wout + bout
fn highway(net: &mut Net, x: NodeId) -> NodeId {
    let mut h = net.affine(x, "Win", "bin");
    for (name, [t, t0, w, b]) in [("gate1", ["T1", "t1", "W1", "b1"]), ("gate2", ["T2", "t2", "W2", "b2"])] {
        let gate = net.affine(h, t, t0);
        let gate = net.act(gate, Act::Sigmoid);
        net.seen.push((name, gate));
        let f = net.affine(h, w, b);
        let f = net.act(f, Act::Tanh);
        h = net.graph.apply(Gate, &[gate, f, h], &[]);
    }
    net.affine(h, "Wout", "bout")
}

/// h = relu(conv(x, C1) + b1); h2 = relu(conv(h, C2, stride 2) + b2); out = mean over the pixels · W + bo
fn convolutions(net: &mut Net, x: NodeId) -> NodeId {
    let h = net.convolve(x, 6, 1, &["C1", "b1"]);
    let h = net.act(h, Act::Relu);
    let h2 = net.convolve(h, 6, 2, &["C2", "b2"]);
    let h2 = net.act(h2, Act::Relu);
    let mean = net.graph.apply(Pool, &[h2], &[]);
    net.seen.extend([("conv1_relu", h), ("conv2_relu", h2), ("avgpool", mean)]);
    net.affine(mean, "W", "bo")
}

/// h = relu(BN(conv(x, C0))); h1 = relu(h + conv(relu(BN(conv(h, C1))), C2) + b2);
/// h2 = relu(conv1×1(h1, S, stride 2) + conv(h1, C3, stride 2) + b3); out = mean over the pixels · W + bo
fn convolutional_residual(net: &mut Net, x: NodeId) -> NodeId {
    let normed = |net: &mut Net, x, gain, shift| {
        let x = net.graph.apply(BatchNorm, &[x], &[]);
        let x = net.modulate(x, gain, shift);
        net.act(x, Act::Relu)
    };
    let h = net.convolve(x, 6, 1, &["C0"]);
    let h = normed(net, h, "g0", "e0");
    let f = net.convolve(h, 6, 1, &["C1"]);
    let f = normed(net, f, "g1", "e1");
    let f = net.convolve(f, 6, 1, &["C2", "b2"]);
    let h1 = net.add(h, f);
    let h1 = net.act(h1, Act::Relu);
    let shortcut = net.graph.apply(Subsample { side: 6, stride: 2, cols: 2 }, &[h1], &[]);
    let shortcut = net.project(shortcut, "S");
    let f = net.convolve(h1, 6, 2, &["C3", "b3"]);
    let h2 = net.add(shortcut, f);
    let h2 = net.act(h2, Act::Relu);
    net.seen.extend([("h1", h1), ("h2", h2)]);
    let mean = net.graph.apply(Pool, &[h2], &[]);
    net.affine(mean, "W", "bo")
}

/// h = emb\[tok\] + pos; h ← h + attention(LN(h)) Wo, two heads, causal; h ← h + gelu-tanh(LN(h) U + u) D + dd; logits = LN(h) embᵀ
fn transformer(net: &mut Net, x: NodeId) -> NodeId {
    let (emb, pos) = (net.parameter("emb"), net.parameter("pos"));
    let token = net.graph.apply(Embed, &[x], &[emb]);
    let h = net.graph.apply(Place, &[token], &[pos]);
    let normed = net.layer_norm(h, "g1", "e1");
    let [q, k, v] = ["Wq", "Wk", "Wv"].map(|weight| net.project(normed, weight));
    let attended = net.graph.apply(Attend { heads: 2, causal: true }, &[q, k, v], &[]);
    net.seen.push(("attn_weights", attended));
    let f = net.project(attended, "Wo");
    let h = net.add(h, f);
    let f = net.layer_norm(h, "g2", "e2");
    let f = net.affine(f, "U", "u");
    let f = net.act(f, Act::GeluTanh);
    let f = net.affine(f, "D", "dd");
    let h = net.add(h, f);
    let h = net.layer_norm(h, "gf", "ef");
    // The golden's head is the table of tokens, turned: a tensor of its own here, which is kept equal to it.
    let tied = net.graph.parameter("embᵀ", [4, 5], Role::Weight);
    let logits = net.graph.apply(Project, &[h], &[tied]);
    net.seen.push(("logits", logits));
    logits
}

/// A golden in the engine's layouts: images \[n, c, y, x\] with their channels last, kernels \[out, in, y, x\] as
/// \[y·x·in, out\].
pub fn in_our_layout(golden: &mut Value) {
    let Some(fields) = golden.as_object_mut() else { return };
    for (name, field) in fields.iter_mut() {
        let shape: Vec<usize> =
            field["shape"].as_array().into_iter().flatten().map(|n| n.as_u64().unwrap() as usize).collect();
        let &[n, c, height, width] = shape.as_slice() else {
            in_our_layout(field);
            continue;
        };
        // Attention's weights are of four dimensions too, and stay as they are.
        if name == "attn_weights" {
            continue;
        }
        let data = numbers(field);
        let kernel = name.starts_with(['C', 'S']);
        let mut turned = Vec::with_capacity(data.len());
        for i in 0..n * c * height * width {
            let (pixel, channel, image) = if kernel {
                (i / (c * n), i / n % c, i % n)
            } else {
                (i / c % (height * width), i % c, i / (c * height * width))
            };
            turned.push(data[(image * c + channel) * height * width + pixel]);
        }
        let shape = if kernel { [height * width * c, n] } else { [n, c * height * width] };
        *field = serde_json::json!({ "shape": shape, "data": turned });
    }
}

/// The numbers of a named tensor; of `NAMEᵀ` those of NAME, turned.
pub fn named(tensors: &Value, name: &str) -> Vec<f64> {
    let Some(name) = name.strip_suffix('ᵀ') else { return numbers(&tensors[name]) };
    let (data, cols) = (numbers(&tensors[name]), tensors[name]["shape"][1].as_u64().unwrap() as usize);
    (0..data.len()).map(|i| data[i % (data.len() / cols) * cols + i / (data.len() / cols)]).collect()
}

/// The numbers of a tensor.
pub fn numbers(value: &Value) -> Vec<f64> {
    let data = value["data"].as_array().unwrap_or_else(|| panic!("no tensor in {value}"));
    data.iter().map(|x| x.as_f64().unwrap()).collect()
}
