//! The engine against PyTorch: the networks of `tests/goldens`, built with the graph, in f64, f32 and dual numbers.
#![cfg(not(target_arch = "wasm32"))]

#[path = "goldens/networks.rs"]
mod networks;

use networks::{NETWORKS, Net, in_our_layout, named, numbers};
use serde_json::Value;
use skipscape::autograd::ops::{CrossEntropy, MeanSquared};
use skipscape::autograd::{Dual, Graph, NodeId, Scalar, Tape, Truth};
use skipscape::scene::Opt;
use skipscape::train::{Optimiser, Rule};

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
        self.graph.layout.entries().iter().flat_map(|entry| named(tensors, &entry.name)).collect()
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
        let mut grads = self.tape.param_grads().to_vec();
        // A tensor and the one that is tied to it both get the gradient of both, so that they stay equal.
        let entries = self.graph.layout.entries();
        for (tied, name) in entries.iter().filter_map(|entry| Some((entry, entry.name.strip_suffix('ᵀ')?))) {
            let base = entries.iter().find(|entry| entry.name == name).unwrap();
            let [rows, cols] = base.shape;
            for i in 0..rows * cols {
                let (a, b) = (base.start + i, tied.start + i % cols * rows + i / cols);
                let sum = grads[a] + grads[b];
                (grads[a], grads[b]) = (sum, sum);
            }
        }
        (loss, grads)
    }

    /// Compares flat vectors tensor by tensor. A bias before a batch norm has a gradient of exactly 0 on paper, and of
    /// rounding errors in any program: `size` is what such errors are measured against.
    fn same_tensors(&self, what: &str, found: &[f64], right: &Value, tolerance: f64, size: f64) {
        for entry in self.graph.layout.entries() {
            let (found, right) = (&found[entry.range()], named(right, &entry.name));
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
            if largest(&named(&self.golden["grads"], &entry.name)) >= 1e-14 {
                let found: Vec<f64> = found[entry.range()].iter().map(|x| x.value()).collect();
                let right = named(right, &entry.name);
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
            let found: Vec<f64> = match name {
                "attn_weights" => self.tape.saved(node).iter().map(|x| x.value()).collect(),
                _ => self.tape.value(node).iter().map(|x| x.value()).collect(),
            };
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
        let mut golden: Value = serde_json::from_str(text).unwrap();
        in_our_layout(&mut golden);
        let tokens = golden["inputs"]["tok"].is_object();
        let x = &golden["inputs"][if tokens { "tok" } else { "x" }];
        let (rows, cols) = (x["shape"][0].as_u64().unwrap() as usize, x["shape"][1].as_u64().unwrap() as usize);
        let mut net = Net { golden: &golden, graph: Graph::default(), seen: Vec::new() };
        // Images have one channel; tokens are one number each.
        let sites = if tokens || matches!(id, "09" | "10") { cols } else { 1 };
        let input = net.graph.input_of_sites(sites, cols / sites);
        let out = build(&mut net, input);
        if !tokens {
            net.seen.push(("out", out));
        }
        let Net { mut graph, seen, .. } = net;
        let own = graph.layout.entries().iter().filter(|entry| !entry.name.ends_with('ᵀ')).count();
        assert_eq!(own, golden["params"].as_object().unwrap().len(), "{id}: parameters");

        let y = &golden["targets"][if tokens { "tgt" } else { "y" }];
        let classes = tokens || y["shape"].as_array().unwrap().len() == 1;
        let y = numbers(y);
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
