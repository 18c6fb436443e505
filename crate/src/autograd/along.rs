//! How values and gradients move when the parameters move along a direction: the Hessian's product with it (Pearlmutter
//! 1994), beside a forward and a backward that are made once for all directions.
//!
//! What moves lies in arrays of its own, not in pairs with what it belongs to. So a product of matrices moves by two products
//! through the one kernel, and all of them cost what two gradients cost. What is curved goes through on [`Dual`] numbers, a
//! node at a time.

use core::ops::Range;

use ndarray::{Array2, Zip};
use num_traits::Zero;

use super::dual::Dual;
use super::graph::{Graph, Node, NodeId};
use super::ops::{Backward, Forward, Linearity, Op, Operation};
use super::scalar::Scalar;
use super::tape::{Mode, Tape, Truth};

/// The buffers of what moves.
#[derive(Clone, Debug)]
pub struct Along<T> {
    rows: usize,
    values: Vec<Array2<T>>,
    grads: Vec<Array2<T>>,
    param_grads: Vec<T>,
    begun: Vec<bool>,
    /// Every gradient has its own buffer.
    slots: Vec<usize>,
    room: Vec<T>,
    scratch: Vec<T>,
    pairs: Pairs<T>,
}

/// What nodes on dual numbers share.
#[derive(Clone, Debug)]
struct Pairs<T> {
    params: Vec<Dual<T>>,
    param_grads: Vec<Dual<T>>,
    /// What each forward kept for its backward.
    saved: Vec<Vec<Dual<T>>>,
    truth: Truth<Dual<T>>,
    switches: Vec<Dual<T>>,
    scratch: Vec<Dual<T>>,
}

impl<T: Scalar> Along<T> {
    /// Buffers beside a tape that keeps everything ([`Tape::whole`]).
    #[must_use]
    pub fn new(graph: &Graph, tape: &Tape<T>) -> Self {
        let zeros = || tape.values.iter().map(|value| Array2::zeros(value.raw_dim())).collect();
        let nodes = graph.nodes.len();
        Self {
            rows: tape.rows(),
            values: zeros(),
            grads: zeros(),
            param_grads: vec![T::zero(); graph.layout.len()],
            begun: vec![false; nodes],
            slots: (0..nodes).collect(),
            room: Vec::new(),
            scratch: Vec::new(),
            pairs: Pairs {
                params: Vec::new(),
                param_grads: Vec::new(),
                saved: vec![Vec::new(); nodes],
                truth: Truth::Classes(Vec::new()),
                switches: Vec::new(),
                scratch: Vec::new(),
            },
        }
    }

    /// How ∂L/∂parameters moves, after [`Self::run`].
    #[must_use]
    pub fn param_grads(&self) -> &[T] {
        &self.param_grads
    }

    /// How the value of a node moves, after [`Self::run`].
    #[must_use]
    pub fn value(&self, node: NodeId) -> &Array2<T> {
        &self.values[node.0]
    }

    /// Moves the parameters along `direction`, after a forward at `params` and a backward from `loss` of a tape that keeps
    /// everything. Leaves stay where they are.
    pub fn run(&mut self, graph: &Graph, tape: &Tape<T>, params: &[T], direction: &[T], loss: NodeId) {
        if self.rows != tape.rows() {
            *self = Self::new(graph, tape);
        }
        self.pairs.begin(tape, params, direction);
        for i in 0..=loss.0 {
            self.forward(graph, tape, params, direction, i);
        }
        self.param_grads.fill(T::zero());
        self.begun.fill(false);
        for i in (0..=loss.0).rev() {
            self.backward(graph, tape, params, direction, i);
        }
        for (to, from) in self.param_grads.iter_mut().zip(&self.pairs.param_grads) {
            *to += from.eps;
        }
    }

    fn forward(&mut self, graph: &Graph, tape: &Tape<T>, params: &[T], direction: &[T], i: usize) {
        let (node, ranges) = (&graph.nodes[i], &tape.ranges[i]);
        let (earlier, later) = self.values.split_at_mut(i);
        let moved = later[0].as_slice_mut().unwrap_or_default();
        let (at, scratch, unsaved) = (At { tape, node, ranges }, &mut self.scratch, &mut Vec::new());
        match (node.op, node.op.linearity()) {
            (op, Linearity::Joint) => {
                op.forward(at.forward(earlier, direction, ranges.len(), moved, [unsaved, scratch]));
            }
            (op, Linearity::Product(alone)) => {
                // x·Ẇ + ḃ, and ẋ·W.
                self.room.resize(moved.len(), T::zero());
                op.forward(at.forward(&tape.values, direction, ranges.len(), moved, [unsaved, scratch]));
                alone.forward(at.forward(earlier, params, 1, &mut self.room, [unsaved, scratch]));
                moved.iter_mut().zip(&self.room).for_each(|(to, &from)| *to += from);
            }
            (Op::Activate(act), Linearity::None) if act.slope_from_value() => {
                act.move_along(slice(&tape.values[i]), slice(&earlier[node.inputs[0].0]), moved);
            }
            (op, Linearity::None) => {
                let values = pairs(&tape.values, earlier, &node.inputs);
                let mut out = vec![Dual::zero(); moved.len()];
                if tape.mode == Mode::Frozen {
                    self.pairs.saved[i] = tape.saved[i].iter().map(|&x| Dual::new(x, T::zero())).collect();
                }
                op.forward(Forward {
                    values: &values,
                    inputs: &numbered(&node.inputs),
                    params: &self.pairs.params,
                    ranges,
                    rows: tape.rows() * node.sites,
                    sites: node.sites,
                    mode: tape.mode,
                    truth: &self.pairs.truth,
                    switches: &self.pairs.switches,
                    out: &mut out,
                    cols: node.cols,
                    saved: &mut self.pairs.saved[i],
                    scratch: &mut self.pairs.scratch,
                });
                moved.iter_mut().zip(&out).for_each(|(to, from)| *to = from.eps);
            }
        }
    }

    fn backward(&mut self, graph: &Graph, tape: &Tape<T>, params: &[T], direction: &[T], i: usize) {
        let (node, ranges) = (&graph.nodes[i], &tape.ranges[i]);
        let mut moved = core::mem::take(&mut self.grads[i]);
        if !core::mem::replace(&mut self.begun[i], true) {
            moved.fill(T::zero());
        }
        let grad = &tape.grads[i];
        let at = At { tape, node, ranges };
        match (node.op, node.op.linearity()) {
            (op, Linearity::Joint) => {
                op.backward(at.backward(&tape.values, params, ranges.len(), self.to(slice(&moved))));
            }
            (op, Linearity::Product(alone)) => {
                // xᵀ·ġ, Σ ġ and ġ·Wᵀ, and ẋᵀ·g and g·Ẇᵀ.
                op.backward(at.backward(&tape.values, params, ranges.len(), self.to(slice(&moved))));
                let values = core::mem::take(&mut self.values);
                alone.backward(at.backward(&values, direction, 1, self.to(slice(grad))));
                self.values = values;
            }
            (op, Linearity::None) => {
                let values = pairs(&tape.values, &self.values, &node.inputs);
                let mut grads: Vec<_> = values.iter().map(|value| Array2::zeros(value.raw_dim())).collect();
                let own: Vec<usize> = (0..grads.len()).collect();
                op.backward(Backward {
                    values: &values,
                    grads: &mut grads,
                    slots: &own,
                    slot: usize::MAX,
                    begun: &mut vec![false; own.len()],
                    inputs: &numbered(&node.inputs),
                    params: &self.pairs.params,
                    ranges,
                    param_grads: &mut self.pairs.param_grads,
                    rows: tape.rows() * node.sites,
                    sites: node.sites,
                    mode: tape.mode,
                    truth: &self.pairs.truth,
                    switches: &self.pairs.switches,
                    out: slice(&pair(&tape.values[i], &self.values[i])),
                    grad: slice(&pair(grad, &moved)),
                    cols: node.cols,
                    saved: &self.pairs.saved[i],
                    by_parameters: true,
                    scratch: &mut self.pairs.scratch,
                });
                for (input, found) in node.inputs.iter().zip(&grads) {
                    let to = &mut self.grads[input.0];
                    let begun = core::mem::replace(&mut self.begun[input.0], true);
                    Zip::from(to).and(found).for_each(|to, found| {
                        *to = if begun { *to + found.eps } else { found.eps };
                    });
                }
            }
        }
        self.grads[i] = moved;
    }

    fn to<'a>(&'a mut self, grad: &'a [T]) -> To<'a, T> {
        let Self { grads, slots, begun, param_grads, scratch, .. } = self;
        To { grad, grads, slots, begun, param_grads, scratch }
    }
}

/// A node of a tape.
#[derive(Clone, Copy)]
struct At<'a, T> {
    tape: &'a Tape<T>,
    node: &'a Node,
    ranges: &'a [Range<usize>],
}

/// Where a gradient comes from, and where what it makes goes.
struct To<'a, T> {
    grad: &'a [T],
    grads: &'a mut [Array2<T>],
    slots: &'a [usize],
    begun: &'a mut [bool],
    param_grads: &'a mut [T],
    scratch: &'a mut Vec<T>,
}

impl<'a, T: Scalar> At<'a, T> {
    /// What its op's forward sees if inputs and the first so many parameters are these.
    fn forward(
        &self,
        values: &'a [Array2<T>],
        params: &'a [T],
        parameters: usize,
        out: &'a mut [T],
        [saved, scratch]: [&'a mut Vec<T>; 2],
    ) -> Forward<'a, T> {
        let Self { tape, node, ranges } = *self;
        Forward {
            values,
            inputs: &node.inputs,
            params,
            ranges: &ranges[..parameters],
            rows: tape.rows() * node.sites,
            sites: node.sites,
            mode: tape.mode,
            truth: &tape.truth,
            switches: &tape.switches,
            out,
            cols: node.cols,
            saved,
            scratch,
        }
    }

    /// What its op's backward sees.
    fn backward(&self, values: &'a [Array2<T>], params: &'a [T], parameters: usize, to: To<'a, T>) -> Backward<'a, T> {
        let (Self { tape, node, ranges }, To { grad, grads, slots, begun, param_grads, scratch }) = (*self, to);
        Backward {
            values,
            grads,
            slots,
            slot: usize::MAX,
            begun,
            inputs: &node.inputs,
            params,
            ranges: &ranges[..parameters],
            param_grads,
            rows: tape.rows() * node.sites,
            sites: node.sites,
            mode: tape.mode,
            truth: &tape.truth,
            switches: &tape.switches,
            out: &[],
            grad,
            cols: node.cols,
            saved: &[],
            by_parameters: true,
            scratch,
        }
    }
}

impl<T: Scalar> Pairs<T> {
    fn begin(&mut self, tape: &Tape<T>, params: &[T], direction: &[T]) {
        self.params.clear();
        self.params.extend(params.iter().zip(direction).map(|(&w, &v)| Dual::new(w, v)));
        self.param_grads.clear();
        self.param_grads.resize(params.len(), Dual::zero());
        let still = |x: &T| Dual::new(*x, T::zero());
        self.switches = tape.switches.iter().map(still).collect();
        self.truth = match &tape.truth {
            Truth::Classes(classes) => Truth::Classes(classes.clone()),
            Truth::Values(values) => Truth::Values(values.iter().map(still).collect()),
        };
    }
}

/// What a node's inputs are and how they move, in pairs, to be found under [`numbered`].
fn pairs<T: Scalar>(values: &[Array2<T>], moved: &[Array2<T>], inputs: &[NodeId]) -> Vec<Array2<Dual<T>>> {
    inputs.iter().map(|input| pair(&values[input.0], &moved[input.0])).collect()
}

fn pair<T: Scalar>(value: &Array2<T>, moved: &Array2<T>) -> Array2<Dual<T>> {
    Zip::from(value).and(moved).map_collect(|&value, &moved| Dual::new(value, moved))
}

fn numbered(inputs: &[NodeId]) -> Vec<NodeId> {
    (0..inputs.len()).map(NodeId).collect()
}

fn slice<T>(array: &Array2<T>) -> &[T] {
    array.as_slice().unwrap_or_default()
}
