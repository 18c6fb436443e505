//! What is fused or split for speed against what it stands for: an activation in place, and a Hessian's product in planes.
#![cfg(not(target_arch = "wasm32"))]

use skipscape::autograd::ops::{Activate, CrossEntropy, MeanSquared, Op, Operation};
use skipscape::autograd::{Along, Dual, Graph, Mode, NodeId, Role, Scalar, Tape, Truth};
use skipscape::rng::Stream;
use skipscape::scene::{Act, Named};

const ROWS: usize = 6;
const CLASSES: u32 = 2;

/// An op's example between an affine map of each leaf, so that its inputs move with parameters, and a loss.
struct Trial {
    op: Op,
    graph: Graph,
    leaves: Vec<NodeId>,
    loss: NodeId,
    numbers: Vec<Vec<f64>>,
    params: Vec<f64>,
    vector: Vec<f64>,
    values: Vec<f64>,
    classes: Vec<u32>,
}

/// Every op's examples, with an activation after each or none; what numbers tokens is left out where its inputs would move.
fn trials(act: Option<Act>) -> Vec<Trial> {
    let mut stream = Stream::new(3, "test/along");
    let examples = Op::examples().into_iter();
    examples
        .map(|example| {
            let op = example.op;
            let (mut graph, tokens) = (Graph::default(), matches!(op, Op::Embed(_)));
            let leaves: Vec<NodeId> = example.widths.iter().map(|&w| graph.input_of_sites(example.sites, w)).collect();
            let inputs: Vec<NodeId> = leaves
                .iter()
                .zip(&example.widths)
                .enumerate()
                .map(|(k, (&leaf, &width))| match tokens {
                    true => leaf,
                    false => graph.affine(&format!("before.{k}"), leaf, width, Role::Weight, Role::Bias),
                })
                .collect();
            let shapes = example.shapes.iter().enumerate();
            let params: Vec<_> =
                shapes.map(|(k, &shape)| graph.parameter(format!("p{k}"), shape, Role::Weight)).collect();
            let mut node = graph.apply(op, &inputs, &params);
            if !matches!(op, Op::CrossEntropy(_) | Op::MeanSquared(_)) {
                if let Some(act) = act {
                    node = graph.apply(Activate(act), &[node], &[]);
                }
                node = graph.apply(MeanSquared, &[node], &[]);
            }
            let many = 4096;
            let mut normals = |count: usize| -> Vec<f64> { (0..count).map(|_| stream.normal()).collect() };
            let numbers = leaves.iter().map(|_| normals(many)).collect();
            let (params, vector, values) = (normals(graph.layout.len()), normals(graph.layout.len()), normals(many));
            let classes = (0..many).map(|_| stream.below(CLASSES)).collect();
            Trial { op, graph, leaves, loss: node, numbers, params, vector, values, classes }
        })
        .collect()
}

impl Trial {
    fn tape<T: Scalar>(&self, whole: bool, mode: Mode, params: &[T]) -> Tape<T> {
        let graph = &self.graph;
        let mut tape = if whole { Tape::whole(graph, ROWS) } else { Tape::new(graph, ROWS) };
        let tokens = matches!(self.op, Op::Embed(_));
        let number = |x: &f64| T::of(if tokens { f64::from(u32::from(*x > 0.0)) } else { *x });
        for (leaf, numbers) in self.leaves.iter().zip(&self.numbers) {
            tape.fill(*leaf, numbers.iter().map(number));
        }
        let into = graph.node(graph.node(self.loss).inputs[0]);
        let (rows, count) = (ROWS * into.sites, ROWS * into.sites * into.cols);
        tape.truth = match self.op {
            Op::CrossEntropy(CrossEntropy) => Truth::Classes(self.classes[..rows].to_vec()),
            _ => Truth::Values(self.values[..count].iter().map(|y| T::of(*y)).collect()),
        };
        if mode == Mode::Frozen {
            // Statistics of other numbers.
            let other: Vec<T> = params.iter().map(|&w| T::of(0.5 * w.value())).collect();
            tape.forward(graph, &other);
            tape.mode = mode;
        }
        tape.forward(graph, params);
        tape.backward(graph, params, self.loss);
        tape
    }
}

fn each<T: Scalar>(numbers: &[f64]) -> Vec<T> {
    numbers.iter().map(|x| T::of(*x)).collect()
}

#[test]
fn an_activation_in_place_changes_no_bit() {
    let mut spared = 0;
    for &(name, act) in Act::ALL {
        for trial in trials(Some(act)) {
            let params: Vec<f32> = each(&trial.params);
            let [own, kept] = [false, true].map(|whole| trial.tape::<f32>(whole, Mode::Batch, &params));
            let what = format!("{:?} and {name}", trial.op);
            let bits = |tape: &Tape<f32>| {
                let inputs = trial.leaves.iter().flat_map(|leaf| tape.grad(*leaf));
                let all = inputs.chain(tape.param_grads()).chain(tape.value(trial.loss));
                all.map(|x| x.to_bits()).collect::<Vec<_>>()
            };
            assert_eq!(bits(&own), bits(&kept), "{what}");
            spared += trial.graph.value_places().iter().enumerate().filter(|(i, place)| *i != **place).count();
        }
    }
    assert!(spared > 20, "{spared} activations stood in place");
}

#[test]
fn a_product_in_planes_is_that_of_dual_numbers() {
    for mode in [Mode::Batch, Mode::Frozen] {
        for act in [None, Some(Act::Tanh), Some(Act::Relu), Some(Act::Gelu)] {
            for trial in trials(act) {
                let (graph, what) = (&trial.graph, format!("{:?}, {act:?}, {mode:?}", trial.op));
                let params: Vec<Dual<f64>> =
                    trial.params.iter().zip(&trial.vector).map(|(&w, &v)| Dual::new(w, v)).collect();
                let pairs = if mode == Mode::Frozen {
                    // What was kept does not move.
                    let still: Vec<Dual<f64>> = each(&trial.params);
                    let mut tape = trial.tape(false, mode, &still);
                    tape.forward(graph, &params);
                    tape.backward(graph, &params, trial.loss);
                    tape
                } else {
                    trial.tape(false, mode, &params)
                };
                let tape = trial.tape(true, mode, &trial.params);
                let mut along = Along::new(graph, &tape);
                // Twice: nothing is left over of the first.
                for _ in 0..2 {
                    along.run(graph, &tape, &trial.params, &trial.vector, trial.loss);
                }
                let slope = pairs.value(trial.loss)[[0, 0]].eps;
                let size = pairs.param_grads().iter().fold(slope.abs(), |most, g| most.max(g.eps.abs()));
                assert!(size > 0.0, "{what}: nothing moves");
                let moved = along.value(trial.loss)[[0, 0]];
                assert!((moved - slope).abs() <= 1e-12 * size, "{what}: {moved} where dual numbers give {slope}");
                for (found, right) in along.param_grads().iter().zip(pairs.param_grads()) {
                    assert!((found - right.eps).abs() <= 1e-12 * size, "{what}: {found}, dual numbers {}", right.eps);
                }
            }
        }
    }
}
