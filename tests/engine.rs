//! The engine: gradients of shared values add, and every op's backward is its forward's derivative.
#![cfg(not(target_arch = "wasm32"))]

use ndarray::Array2;
use skipscape::autograd::ops::{self, Activate, Add, Affine, BatchNorm, Example, LayerNorm, Operation};
use skipscape::autograd::tape::Mode;
use skipscape::autograd::{Graph, NodeId, Op, Role, Scalar, Tape, Truth};
use skipscape::rng::Stream;
use skipscape::scene::Act;

/// Fills a leaf.
fn fill<T: Scalar>(tape: &mut Tape<T>, leaf: NodeId, values: &[f64]) {
    let value = tape.value_mut(leaf);
    assert_eq!(value.len(), values.len());
    value.iter_mut().zip(values).for_each(|(to, from)| *to = T::of(*from));
}

/// ∂(Σ upstream ⊙ node)/∂leaf and by the parameters, in f64.
fn gradients(
    graph: &Graph,
    params: &[f64],
    leaf: NodeId,
    x: &[f64],
    node: NodeId,
    upstream: f64,
) -> (Vec<f64>, Vec<f64>) {
    let cols = graph.nodes[0].cols;
    let mut tape = Tape::<f64>::new(graph, x.len() / cols);
    fill(&mut tape, leaf, x);
    tape.forward(graph, params);
    let shape = tape.value(node).raw_dim();
    tape.backward_from(graph, params, node, &Array2::from_elem(shape, upstream));
    (tape.grad(leaf).iter().copied().collect(), tape.param_grads().to_vec())
}

#[test]
fn x_plus_f_of_x_adds_both_gradients() {
    // y = x + (x·W + b) with W = [[2, 3], [5, 7]]: ∂/∂x = g + g·Wᵀ, exact in integers.
    let mut graph = Graph::default();
    let x = graph.input(2);
    let f = graph.affine("f", x, 2, Role::Weight, Role::Bias);
    let y = graph.apply(Add::PLAIN, &[x, f], &[]);
    let (dx, dp) = gradients(&graph, &[2.0, 3.0, 5.0, 7.0, 11.0, 13.0], x, &[17.0, 19.0, 23.0, 29.0], y, 3.0);
    assert_eq!(dx, [18.0, 39.0, 18.0, 39.0]);
    assert_eq!(dp, [120.0, 120.0, 144.0, 144.0, 6.0, 6.0]);

    // The same through a bend, against its formula: y = x + tanh x.
    let mut graph = Graph::default();
    let x = graph.input(1);
    let f = graph.apply(Activate(Act::Tanh), &[x], &[]);
    let y = graph.apply(Add::PLAIN, &[x, f], &[]);
    let (dx, _) = gradients(&graph, &[], x, &[0.5], y, 2.0);
    let t = libm::tanh(0.5);
    assert_eq!(dx, [2.0 + 2.0 * (1.0 - t * t)]);
}

#[test]
fn x_plus_x_is_twice_the_gradient() {
    let mut graph = Graph::default();
    let x = graph.input(3);
    let y = graph.apply(Add::PLAIN, &[x, x], &[]);
    let (dx, _) = gradients(&graph, &[], x, &[1.0, -2.0, 4.0], y, 0.75);
    assert_eq!(dx, [1.5, 1.5, 1.5]);

    let mut graph = Graph::default();
    let x = graph.input(3);
    let y = graph.apply(Add { scale: 0.25, switch: None }, &[x, x], &[]);
    let (dx, _) = gradients(&graph, &[], x, &[1.0, -2.0, 4.0], y, 4.0);
    assert_eq!(dx, [5.0, 5.0, 5.0]);
}

#[test]
fn a_thousand_doublings_multiply_the_gradient_by_two_to_the_thousand() {
    let mut graph = Graph::default();
    let x = graph.input(1);
    let mut h = x;
    for _ in 0..1000 {
        h = graph.apply(Add::PLAIN, &[h, h], &[]);
    }
    let (dx, _) = gradients(&graph, &[], x, &[1.0], h, 1.5);
    assert_eq!(dx, [1.5 * libm::exp2(1000.0)]);
}

#[test]
fn one_value_used_a_thousand_times_gets_a_thousand_gradients() {
    let mut graph = Graph::default();
    let x = graph.input(2);
    let mut sum = x;
    for _ in 1..1000 {
        sum = graph.apply(Add::PLAIN, &[sum, x], &[]);
    }
    let (dx, _) = gradients(&graph, &[], x, &[3.0, 5.0], sum, 2.0);
    assert_eq!(dx, [2000.0, 2000.0]);
}

#[test]
fn a_thousand_residual_blocks_pass_the_gradient_whole() {
    // h ← h + (h·W + b) with W = 0 and b = 1: h_l = x + l, ∂/∂x = g, ∂/∂W_l = Σ h_l·g, ∂/∂b_l = Σ g, exact in integers.
    let mut graph = Graph::default();
    let x = graph.input(1);
    let mut h = x;
    for l in 0..1000 {
        let f = graph.affine(&format!("block.{l}"), h, 1, Role::Weight, Role::Bias);
        h = graph.apply(Add::PLAIN, &[h, f], &[]);
    }
    let params: Vec<f64> = (0..1000).flat_map(|_| [0.0, 1.0]).collect();
    let (dx, dp) = gradients(&graph, &params, x, &[7.0, 9.0], h, 3.0);
    assert_eq!(dx, [3.0, 3.0]);
    for (l, grads) in dp.chunks(2).enumerate() {
        assert_eq!(grads, [3.0 * (16.0 + 2.0 * l as f64), 6.0], "block {l}");
    }
}

#[test]
fn a_second_backward_begins_anew() {
    let mut graph = Graph::default();
    let x = graph.input(2);
    let y = graph.affine("f", x, 2, Role::Weight, Role::Bias);
    let mut tape = Tape::<f64>::new(&graph, 1);
    let params = [2.0, 3.0, 5.0, 7.0, 11.0, 13.0];
    fill(&mut tape, x, &[1.0, 2.0]);
    tape.forward(&graph, &params);
    let upstream = Array2::from_elem((1, 2), 1.0);
    tape.backward_from(&graph, &params, y, &upstream);
    let first = (tape.grad(x).clone(), tape.param_grads().to_vec());
    tape.backward_from(&graph, &params, y, &upstream);
    assert_eq!((tape.grad(x).clone(), tape.param_grads().to_vec()), first);
}

const ROWS: usize = 6;

/// How an op stands in its trial.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Use {
    /// By itself.
    Once,
    /// One leaf is all of its inputs.
    Shared,
    /// Twice on the same inputs and parameters, so that the backward of the first finds gradients there already. Of the
    /// sum of two losses only the first row is written.
    Twice,
}

/// An op's example as a graph of its own with random numbers.
struct Trial {
    graph: Graph,
    leaves: Vec<NodeId>,
    node: NodeId,
    mode: Mode,
    /// Inputs and parameters, in one vector.
    at: Vec<f64>,
    along: Vec<f64>,
    upstream: Vec<f64>,
    /// What the statistics of a frozen batch norm are taken from.
    earlier: Vec<f64>,
    classes: Vec<u32>,
    values: Vec<f64>,
}

impl Trial {
    fn new(example: &Example, mode: Mode, used: Use, stream: &mut Stream) -> Self {
        let shared = used == Use::Shared;
        let mut graph = Graph::default();
        let leaves: Vec<NodeId> = if shared {
            vec![graph.input_of_sites(example.sites, example.widths[0])]
        } else {
            example.widths.iter().map(|width| graph.input_of_sites(example.sites, *width)).collect()
        };
        let inputs: Vec<NodeId> = (0..example.widths.len()).map(|k| leaves[if shared { 0 } else { k }]).collect();
        let shapes = example.shapes.iter().enumerate();
        let params: Vec<_> = shapes.map(|(k, shape)| graph.parameter(format!("p{k}"), *shape, Role::Weight)).collect();
        let mut node = graph.apply(example.op, &inputs, &params);
        let mut rows = Tape::<f64>::new(&graph, ROWS).value(node).nrows();
        if used == Use::Twice {
            let again = graph.apply(example.op, &inputs, &params);
            node = graph.apply(Add { scale: 0.7, switch: None }, &[node, again], &[]);
            // A loss is one number, added to itself over all rows.
            rows = ROWS * graph.nodes.last().map_or(1, |node| node.sites);
        }
        let size = ROWS * leaves.iter().map(|leaf| width(&graph, *leaf)).sum::<usize>() + graph.layout.len();
        let outputs = rows * graph.nodes.last().map_or(0, |node| node.cols);
        let mut normals = |n: usize| -> Vec<f64> { (0..n).map(|_| stream.normal()).collect() };
        let (at, along, upstream, earlier) = (normals(size), normals(size), normals(outputs), normals(size));
        let classes = (0..ROWS).map(|_| stream.below(example.widths[0] as u32)).collect();
        let values = (0..ROWS * example.widths[0]).map(|_| stream.normal()).collect();
        Self { graph, leaves, node, mode, at, along, upstream, earlier, classes, values }
    }

    fn params<T: Scalar>(&self, at: &[f64]) -> Vec<T> {
        at[at.len() - self.graph.layout.len()..].iter().map(|w| T::of(*w)).collect()
    }

    fn put<T: Scalar>(&self, tape: &mut Tape<T>, at: &[f64]) {
        let mut from = 0;
        for leaf in &self.leaves {
            let to = from + ROWS * width(&self.graph, *leaf);
            fill(tape, *leaf, &at[from..to]);
            from = to;
        }
    }

    /// A tape on which the forward has run. `classes` says which truth a loss gets.
    fn run<T: Scalar>(&self, at: &[f64], classes: bool) -> Tape<T> {
        let mut tape = Tape::<T>::new(&self.graph, ROWS);
        tape.truth = if classes {
            Truth::Classes(self.classes.clone())
        } else {
            Truth::Values(self.values.iter().map(|y| T::of(*y)).collect())
        };
        if self.mode == Mode::Frozen {
            self.put(&mut tape, &self.earlier);
            tape.forward(&self.graph, &self.params::<T>(&self.earlier));
            tape.mode = Mode::Frozen;
        }
        self.put(&mut tape, at);
        tape.forward(&self.graph, &self.params::<T>(at));
        tape
    }

    /// Σ upstream ⊙ value at `t` along the direction.
    fn projected(&self, t: f64, classes: bool) -> f64 {
        let at: Vec<f64> = self.at.iter().zip(&self.along).map(|(x, d)| x + t * d).collect();
        let tape = self.run::<f64>(&at, classes);
        tape.value(self.node).iter().zip(&self.upstream).map(|(y, u)| y * u).sum()
    }

    /// The value, and the gradients by inputs and parameters in the order of `at`.
    fn gradients<T: Scalar>(&self, classes: bool) -> (Vec<f64>, Vec<f64>) {
        let mut tape = self.run::<T>(&self.at, classes);
        let shape = tape.value(self.node).dim();
        let upstream = Array2::from_shape_vec(shape, self.upstream.iter().map(|u| T::of(*u)).collect()).unwrap();
        tape.backward_from(&self.graph, &self.params::<T>(&self.at), self.node, &upstream);
        let inputs = self.leaves.iter().flat_map(|leaf| tape.grad(*leaf).iter().map(|g| g.value()));
        let grads = inputs.chain(tape.param_grads().iter().map(|g| g.value())).collect();
        (tape.value(self.node).iter().map(|y| y.value()).collect(), grads)
    }

    /// The backward along the direction against central differences of fourth order.
    fn check(&self, what: &str, classes: bool) {
        let f = |steps: f64| self.projected(steps * 1e-4, classes);
        let slope = (8.0 * (f(1.0) - f(-1.0)) - (f(2.0) - f(-2.0))) / (12.0 * 1e-4);
        let (value, grads) = self.gradients::<f64>(classes);
        let found: f64 = grads.iter().zip(&self.along).map(|(g, d)| g * d).sum();
        // The scale is that of the sum's terms, for the sum itself may cancel.
        let scale: f64 = grads.iter().zip(&self.along).map(|(g, d)| (g * d).abs()).sum();
        assert!(scale > 0.0, "{what}: all gradients are 0");
        assert!((found - slope).abs() < 1e-10 * scale, "{what}: {found} where differences give {slope}");

        let (single_value, single_grads) = self.gradients::<f32>(classes);
        for (found, right) in [(single_value, value), (single_grads, grads)] {
            let largest = right.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
            for (found, right) in found.iter().zip(right) {
                assert!((found - right).abs() <= 3e-6 * largest, "{what} in f32: {found} where f64 gives {right}");
            }
        }
    }
}

fn width(graph: &Graph, leaf: NodeId) -> usize {
    let probe = Tape::<f64>::new(graph, 1);
    probe.value(leaf).len()
}

#[test]
fn every_op_is_the_derivative_of_its_forward() {
    let mut stream = Stream::new(1, "test/ops");
    for example in Op::examples() {
        for mode in [Mode::Batch, Mode::Frozen] {
            let what = format!("{:?} with {mode:?} statistics", example.op);
            // A loss reads the truth; the mean square reads both kinds of it.
            let loss = example.op.rows(ROWS) == 1;
            let square = matches!(example.op, Op::MeanSquared(_));
            let equal = example.widths.iter().all(|width| *width == example.widths[0]);
            for used in [Use::Once, Use::Twice, Use::Shared] {
                if used == Use::Shared && (example.widths.len() < 2 || !equal) {
                    continue;
                }
                let trial = Trial::new(&example, mode, used, &mut stream);
                if !loss || square {
                    trial.check(&format!("{what}, {used:?}"), false);
                }
                if loss {
                    trial.check(&format!("{what}, {used:?}, of classes"), true);
                }
            }
        }
    }
}

#[test]
fn every_op_has_an_example() {
    let examples = Op::examples();
    for name in ops::NAMES.iter().filter(|name| **name != "Input") {
        let found = examples.iter().any(|example| format!("{:?}", example.op).starts_with(&format!("{name}(")));
        assert!(found, "{name} has no example");
    }
    for (name, act) in <Act as skipscape::scene::Named>::ALL {
        assert!(examples.iter().any(|example| example.op == Op::from(Activate(*act))), "{name} has no example");
    }
}

#[test]
fn a_switch_scales_a_branch_and_its_gradient() {
    let mut graph = Graph::default();
    let x = graph.input(1);
    let switch = graph.switch();
    let f = graph.apply(Activate(Act::Linear), &[x], &[]);
    let y = graph.apply(Add { scale: 0.5, switch: Some(switch) }, &[x, f], &[]);
    let mut tape = Tape::<f64>::new(&graph, 1);
    fill(&mut tape, x, &[8.0]);
    for (set, value, slope) in [(1.0, 12.0, 1.5), (0.0, 8.0, 1.0), (2.0, 16.0, 2.0)] {
        tape.switches[switch] = set;
        tape.forward(&graph, &[]);
        assert_eq!(tape.value(y)[[0, 0]], value);
        tape.backward_from(&graph, &[], y, &Array2::from_elem((1, 1), 1.0));
        assert_eq!(tape.grad(x)[[0, 0]], slope);
    }
}

#[test]
fn frozen_statistics_are_those_that_were_kept() {
    let mut graph = Graph::default();
    let x = graph.input(1);
    let y = graph.apply(BatchNorm, &[x], &[]);
    let mut tape = Tape::<f64>::new(&graph, 2);
    fill(&mut tape, x, &[1.0, 3.0]);
    tape.forward(&graph, &[]);
    tape.mode = Mode::Frozen;
    fill(&mut tape, x, &[2.0, 12.0]);
    tape.forward(&graph, &[]);
    let found: Vec<f64> = tape.value(y).iter().copied().collect();
    assert_eq!(found, [0.0, 10.0 / (1.0_f64 + 1e-5).sqrt()]);
}

#[test]
fn a_removed_block_passes_its_input_on() {
    // Three blocks h ← h + (h·W + b) with W = 1: each doubles and adds b.
    let mut graph = Graph::default();
    let x = graph.input(1);
    let mut h = x;
    for l in 0..3 {
        let f = graph.affine(&format!("block.{l}"), h, 1, Role::Weight, Role::Bias);
        let next = graph.apply(Add::PLAIN, &[h, f], &[]);
        graph.block(h, f, next);
        h = next;
    }
    let params = [1.0, 10.0, 1.0, 100.0, 1.0, 1000.0];
    let mut tape = Tape::<f64>::new(&graph, 1);
    fill(&mut tape, x, &[1.0]);
    let whole = 2.0 * (2.0 * (2.0 * 1.0 + 10.0) + 100.0) + 1000.0;
    for (removed, right) in [
        (vec![], whole),
        (vec![false; 9], whole),
        (vec![true], 2.0 * (2.0 * 1.0 + 100.0) + 1000.0),
        (vec![false, true], 2.0 * (2.0 * 1.0 + 10.0) + 1000.0),
        (vec![false, false, true], 2.0 * (2.0 * 1.0 + 10.0) + 100.0),
        (vec![true, true, true], 1.0),
    ] {
        tape.forward_without(&graph, &params, &removed);
        assert_eq!(tape.value(h)[[0, 0]], right, "{removed:?}");
    }
}

#[test]
#[should_panic(expected = "does not take inputs of widths [2, 3]")]
fn widths_that_do_not_fit_are_refused_when_recorded() {
    let mut graph = Graph::default();
    let (a, b) = (graph.input(2), graph.input(3));
    graph.apply(Add::PLAIN, &[a, b], &[]);
}

#[test]
fn norms_bring_rows_and_columns_to_mean_0_and_variance_1() {
    let mut stream = Stream::new(3, "test/norms");
    let values: Vec<f64> = (0..60).map(|_| 5.0 + 3.0 * stream.normal()).collect();
    let mut graph = Graph::default();
    let x = graph.input(6);
    let (layer, batch) = (graph.apply(LayerNorm, &[x], &[]), graph.apply(BatchNorm, &[x], &[]));
    let mut tape = Tape::<f64>::new(&graph, 10);
    fill(&mut tape, x, &values);
    tape.forward(&graph, &[]);
    for (node, axis) in [(layer, ndarray::Axis(0)), (batch, ndarray::Axis(1))] {
        for lane in tape.value(node).axis_iter(axis) {
            let mean = lane.sum() / lane.len() as f64;
            let variance = lane.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / lane.len() as f64;
            // The variance lacks what ε takes from it.
            assert!(mean.abs() < 1e-12 && (variance - 1.0).abs() < 1e-4, "{mean} {variance}");
        }
    }
}

#[test]
fn affine_has_a_bias_on_every_row() {
    let mut graph = Graph::default();
    let x = graph.input(2);
    let (w, b) = (graph.parameter("w", [2, 1], Role::Weight), graph.parameter("b", [1, 1], Role::Bias));
    let y = graph.apply(Affine, &[x], &[w, b]);
    let mut tape = Tape::<f32>::new(&graph, 2);
    fill(&mut tape, x, &[1.0, 2.0, 3.0, 4.0]);
    tape.forward(&graph, &[10.0, 100.0, 0.5]);
    assert_eq!(tape.value(y).iter().copied().collect::<Vec<_>>(), [210.5, 430.5]);
}
