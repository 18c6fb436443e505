//! The engine against PyTorch: the networks of `tests/goldens`, built with the graph, in f64, f32 and dual numbers.
#![cfg(not(target_arch = "wasm32"))]

use serde_json::Value;
use skipscape::autograd::ops::{
    Activate, Add, BatchNorm, CrossEntropy, Gate, LayerNorm, MeanSquared, Modulate, Project,
};
use skipscape::autograd::{Dual, Graph, NodeId, ParamId, Role, Scalar, Tape, Truth};
use skipscape::scene::{Act, Opt};
use skipscape::train::{Optimiser, Rule};

/// A network in the making, with the golden's own names for its parameters.
struct Net<'a> {
    golden: &'a Value,
    graph: Graph,
    /// Nodes whose values the golden records, by its names.
    seen: Vec<(&'static str, NodeId)>,
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
        self.graph.apply(skipscape::autograd::ops::Affine, &[x], &params)
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
    fn layer_norm(&mut self, x: NodeId, gain: &str, shift: &str) -> NodeId {
        let x = self.graph.apply(LayerNorm, &[x], &[]);
        self.modulate(x, gain, shift)
    }
}

type Build = fn(&mut Net, NodeId) -> NodeId;

/// Every golden with its equations as code; the value returned is the output.
const NETWORKS: [(&str, &str, Build); 9] = [
    ("01", include_str!("goldens/01_linear_mse.json"), |net, x| net.affine(x, "W", "b")),
    ("02", include_str!("goldens/02_relu_mlp_ce.json"), |net, x| mlp(net, x, Act::Relu)),
    ("03", include_str!("goldens/03_tanh_mlp_mse.json"), |net, x| mlp(net, x, Act::Tanh)),
    ("04", include_str!("goldens/04_gelu_erf_mlp_ce.json"), |net, x| mlp(net, x, Act::Gelu)),
    ("05", include_str!("goldens/05_gelu_tanh_mlp_ce.json"), |net, x| mlp(net, x, Act::GeluTanh)),
    ("06", include_str!("goldens/06_sigmoid_mlp_mse.json"), |net, x| mlp(net, x, Act::Sigmoid)),
    ("07", include_str!("goldens/07_layernorm_identity_residual_ce.json"), residual),
    ("08", include_str!("goldens/08_batchnorm_identity_and_projection_residual_ce.json"), batch_normed),
    ("11", include_str!("goldens/11_highway_gate_ce.json"), highway),
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

/// How far from the golden each quantity may be. Tensors are compared with their own largest value.
#[derive(Clone, Copy)]
struct Tolerance {
    loss: f64,
    tensor: f64,
    hessian: f64,
}

const DOUBLE: Tolerance = Tolerance { loss: 1e-10, tensor: 1e-10, hessian: 1e-10 };
const SINGLE: Tolerance = Tolerance { loss: 1e-5, tensor: 1e-4, hessian: 1e-3 };

/// A golden with its network on scalars `T`.
struct Case<'a, T> {
    id: &'a str,
    golden: &'a Value,
    graph: &'a Graph,
    seen: &'a [(&'static str, NodeId)],
    loss: NodeId,
    tape: Tape<T>,
}

fn numbers(value: &Value) -> Vec<f64> {
    let data = value["data"].as_array().unwrap_or_else(|| panic!("no tensor in {value}"));
    data.iter().map(|x| x.as_f64().unwrap()).collect()
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, x| x.abs().max(most))
}

fn near(what: &str, found: f64, right: f64, tolerance: f64) {
    let error = (found - right).abs() / right.abs();
    assert!(error <= tolerance, "{what}: {found} where {right} is right, {error:.1e} off");
}

fn all_near(what: &str, found: &[f64], right: &[f64], tolerance: f64) {
    assert_eq!(found.len(), right.len(), "{what}: another number of values");
    let scale = largest(right);
    for (place, (found, right)) in found.iter().zip(right).enumerate() {
        let error = (found - right).abs() / scale;
        assert!(error <= tolerance, "{what}[{place}]: {found} where {right} is right, {error:.1e} of the largest off");
    }
}

impl<T: Scalar> Case<'_, T> {
    /// A set of named tensors as one flat vector in the graph's order.
    fn flat(&self, tensors: &Value) -> Vec<f64> {
        self.graph.layout.entries().iter().flat_map(|entry| numbers(&tensors[&entry.name])).collect()
    }

    fn start(&self) -> Vec<T> {
        self.flat(&self.golden["params"]).into_iter().map(T::of).collect()
    }

    fn loss(&mut self, params: &[T]) -> f64 {
        self.tape.forward(self.graph, params);
        self.tape.value(self.loss)[[0, 0]].value()
    }

    /// Loss and gradients.
    fn gradients(&mut self, params: &[T]) -> (f64, Vec<T>) {
        let loss = self.loss(params);
        self.tape.backward(self.graph, params, self.loss);
        (loss, self.tape.param_grads().to_vec())
    }

    /// Compares flat vectors tensor by tensor. A bias before a batch norm has a gradient of exactly 0 on paper, and of
    /// rounding errors in any program: `size` is what such errors are measured against.
    fn same_tensors(&self, what: &str, found: &[f64], right: &Value, tolerance: f64, size: f64) {
        for entry in self.graph.layout.entries() {
            let (found, right) = (&found[entry.range()], numbers(&right[&entry.name]));
            if largest(&right) < 1e-14 {
                let error = largest(found) / size;
                assert!(error <= tolerance, "{} {what} {}: {error:.1e} where 0 is right", self.id, entry.name);
            } else {
                all_near(&format!("{} {what} {}", self.id, entry.name), found, &right, tolerance);
            }
        }
    }

    /// Parameters after updates, but those whose gradient is 0 on paper: Adam divides their rounding errors by themselves.
    fn same_parameters(&self, what: &str, found: &[T], right: &Value, tolerance: f64) {
        let mut compared = 0;
        for entry in self.graph.layout.entries() {
            if largest(&numbers(&self.golden["grads"][&entry.name])) >= 1e-14 {
                let found: Vec<f64> = found[entry.range()].iter().map(|x| x.value()).collect();
                let right = numbers(&right[&entry.name]);
                all_near(&format!("{} {what} {}", self.id, entry.name), &found, &right, tolerance);
                compared += 1;
            }
        }
        assert!(compared + 2 >= self.graph.layout.entries().len(), "{}: too few tensors were compared", self.id);
    }

    fn check_values_and_gradients(&mut self, tolerance: Tolerance) {
        let (id, golden, params) = (self.id, self.golden, self.start());
        let (loss, grads) = self.gradients(&params);
        near(&format!("{id} loss"), loss, golden["loss"].as_f64().unwrap(), tolerance.loss);
        for &(name, node) in self.seen.iter().filter(|(name, _)| *name != "batch_1") {
            let found: Vec<f64> = self.tape.value(node).iter().map(|x| x.value()).collect();
            all_near(&format!("{id} {name}"), &found, &numbers(&golden["outputs"][name]), tolerance.tensor);
        }
        if let Some(&(_, node)) = self.seen.iter().find(|(name, _)| *name == "batch_1") {
            let saved: Vec<f64> = self.tape.saved(node).iter().map(|x| x.value()).collect();
            let cols = saved.len() / 3;
            let (means, variances) = (&saved[..cols], &saved[2 * cols..]);
            let right = |name: &str| numbers(&golden["outputs"][name]);
            all_near(&format!("{id} means"), means, &right("batch_mean_1"), tolerance.tensor);
            all_near(&format!("{id} variances"), variances, &right("batch_var_biased_1"), tolerance.tensor);
        }
        let grads: Vec<f64> = grads.iter().map(|g| g.value()).collect();
        let size = largest(&self.flat(&golden["grads"]));
        self.same_tensors("gradient of", &grads, &golden["grads"], tolerance.tensor, size);
    }

    fn check_optimisers(&mut self, tolerance: Tolerance) {
        let golden = self.golden;
        let rule = |opt: Opt, from: &Value| Rule {
            opt,
            lr: from["lr"].as_f64().unwrap(),
            momentum: from["momentum"].as_f64().unwrap_or(0.0),
            decay: 0.0,
        };
        let losses =
            |from: &Value| -> Vec<f64> { from.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect() };

        let sgd = &golden["sgd_step"];
        let mut params = self.start();
        let (_, grads) = self.gradients(&params);
        Optimiser::default().update(&rule(Opt::Sgd, sgd), &mut params, &grads);
        self.same_parameters("after sgd", &params, &sgd["params"], tolerance.tensor);

        let adam = &golden["adam_step"];
        let right = losses(&adam["losses_over_3_steps"]);
        assert_eq!(right.len(), 4);
        let (mut params, mut optimiser) = (self.start(), Optimiser::default());
        for (step, right) in right.iter().enumerate() {
            let (loss, grads) = self.gradients(&params);
            near(&format!("{} loss after {step} of adam", self.id), loss, *right, tolerance.loss);
            match step {
                1 => self.same_parameters("after adam", &params, &adam["params_after_1"], tolerance.tensor),
                3 => self.same_parameters("after 3 of adam", &params, &adam["params_after_3"], tolerance.tensor),
                _ => {}
            }
            optimiser.update(&rule(Opt::Adam, adam), &mut params, &grads);
        }

        let momentum = &golden["sgd_momentum"];
        let right = losses(&momentum["losses_over_5_steps"]);
        assert_eq!(right.len(), 6);
        let (mut params, mut optimiser) = (self.start(), Optimiser::default());
        for (step, right) in right.iter().enumerate() {
            let (loss, grads) = self.gradients(&params);
            near(&format!("{} loss after {step} of momentum", self.id), loss, *right, tolerance.loss);
            optimiser.update(&rule(Opt::Momentum, momentum), &mut params, &grads);
        }
    }
}

impl<T: Scalar> Case<'_, Dual<T>> {
    /// The gradient on dual numbers along v: Hv in its dual part, and v·g as the dual part of the loss.
    fn check_hessian_product(&mut self, tolerance: Tolerance) {
        let hvp = &self.golden["hvp"];
        let v = self.flat(&hvp["v"]);
        let params: Vec<Dual<T>> = self.start().iter().zip(&v).map(|(w, v)| Dual::new(w.re, T::of(*v))).collect();
        let (_, grads) = self.gradients(&params);
        let found: Vec<f64> = grads.iter().map(|g| g.eps.value()).collect();
        let size = largest(&self.flat(&hvp["Hv"]));
        self.same_tensors("Hessian product", &found, &hvp["Hv"], tolerance.hessian, size);
        let slope = self.tape.value(self.loss)[[0, 0]].eps.value();
        let right = hvp["directional_derivative_v_dot_g"].as_f64().unwrap();
        near(&format!("{} v·g", self.id), slope, right, tolerance.hessian);
    }
}

/// Runs a check on every golden, on one kind of scalar.
fn each<T: Scalar>(check: impl Fn(&mut Case<T>)) {
    for (id, text, build) in NETWORKS {
        let golden: Value = serde_json::from_str(text).unwrap();
        let x = &golden["inputs"]["x"];
        let (rows, cols) = (x["shape"][0].as_u64().unwrap() as usize, x["shape"][1].as_u64().unwrap() as usize);
        let mut net = Net { golden: &golden, graph: Graph::default(), seen: Vec::new() };
        let input = net.graph.input(cols);
        let out = build(&mut net, input);
        net.seen.push(("out", out));
        let Net { mut graph, seen, .. } = net;
        assert_eq!(graph.layout.entries().len(), golden["params"].as_object().unwrap().len(), "{id}: parameters");

        let y = numbers(&golden["targets"]["y"]);
        let classes = golden["targets"]["y"]["shape"].as_array().unwrap().len() == 1;
        let loss = if classes { graph.apply(CrossEntropy, &[out], &[]) } else { graph.apply(MeanSquared, &[out], &[]) };
        let mut tape = Tape::<T>::new(&graph, rows);
        for (to, from) in tape.value_mut(input).iter_mut().zip(numbers(x)) {
            *to = T::of(from);
        }
        tape.truth = if classes {
            Truth::Classes(y.iter().map(|class| *class as u32).collect())
        } else {
            Truth::Values(y.iter().map(|y| T::of(*y)).collect())
        };
        check(&mut Case { id, golden: &golden, graph: &graph, seen: &seen, loss, tape });
    }
}

#[test]
fn values_and_gradients_are_pytorchs_in_f64() {
    each::<f64>(|case| case.check_values_and_gradients(DOUBLE));
}

#[test]
fn values_and_gradients_are_pytorchs_in_f32() {
    each::<f32>(|case| case.check_values_and_gradients(SINGLE));
}

#[test]
fn optimisers_step_like_pytorchs_in_f64() {
    each::<f64>(|case| case.check_optimisers(DOUBLE));
}

#[test]
fn optimisers_step_like_pytorchs_in_f32() {
    each::<f32>(|case| case.check_optimisers(SINGLE));
}

#[test]
fn hessian_products_are_pytorchs_in_f64() {
    each::<Dual<f64>>(|case| case.check_hessian_product(DOUBLE));
}

#[test]
fn hessian_products_are_pytorchs_in_f32() {
    each::<Dual<f32>>(|case| case.check_hessian_product(SINGLE));
}
