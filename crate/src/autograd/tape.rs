//! The buffers of a graph for so many rows, and its replay: no allocation after the first.

use core::ops::Range;
use std::borrow::Cow;

use ndarray::Array2;

use super::graph::{Block, Graph, Node, NodeId};
use super::ops::{Backward, Forward, Op, Operation, subsampled};
use super::scalar::Scalar;

/// Where batch norm takes its statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// From the rows at hand, and keeps them.
    Batch,
    /// From what was kept.
    Frozen,
}

/// What should come out.
#[derive(Clone, Debug, PartialEq)]
pub enum Truth<T> {
    /// A class a row.
    Classes(Vec<u32>),
    /// Values, row-major.
    Values(Vec<T>),
}

/// A graph's buffers.
#[derive(Clone, Debug)]
pub struct Tape<T> {
    rows: usize,
    /// The buffers of values; a node's is the one numbered in `places`, the others are empty.
    pub(super) values: Vec<Array2<T>>,
    places: Vec<usize>,
    /// The buffers of gradients; a node's is the one numbered in `slots`.
    pub(super) grads: Vec<Array2<T>>,
    slots: Vec<usize>,
    /// Whether those of what blocks get and give are kept.
    blocks_asked: bool,
    /// Whether a node's gradient has its first part.
    begun: Vec<bool>,
    pub(super) saved: Vec<Vec<T>>,
    param_grads: Vec<T>,
    /// Where gradients by parameters go that nobody asked for.
    unwanted: Vec<T>,
    pub(super) ranges: Vec<Vec<Range<usize>>>,
    scratch: Vec<T>,
    /// What should come out, for the losses.
    pub truth: Truth<T>,
    /// The switches of the graph (1 unless set).
    pub switches: Vec<T>,
    /// Where batch norm takes its statistics.
    pub mode: Mode,
}

impl<T: Scalar> Tape<T> {
    /// Buffers for `rows` rows.
    #[must_use]
    pub fn new(graph: &Graph, rows: usize) -> Self {
        let ranges = |node: &Node| node.params.iter().map(|&id| graph.layout.entry(id).range()).collect();
        let places = graph.value_places();
        Self {
            rows,
            values: buffers(graph, &places, rows),
            places,
            grads: Vec::new(),
            slots: graph.gradient_slots(true),
            blocks_asked: true,
            begun: vec![false; graph.nodes.len()],
            saved: vec![Vec::new(); graph.nodes.len()],
            param_grads: Vec::new(),
            unwanted: Vec::new(),
            ranges: graph.nodes.iter().map(ranges).collect(),
            scratch: Vec::new(),
            truth: Truth::Values(Vec::new()),
            switches: vec![T::one(); graph.switches],
            mode: Mode::Batch,
        }
    }

    /// As [`Self::new`], but every node's value and gradient has a buffer to itself and is there afterwards.
    #[must_use]
    pub fn whole(graph: &Graph, rows: usize) -> Self {
        let own: Vec<usize> = (0..graph.nodes.len()).collect();
        Self { rows, values: buffers(graph, &own, rows), places: own.clone(), slots: own, ..Self::new(graph, 0) }
    }

    /// Asks for the gradients of what blocks get and give, or does so no longer: a step of training reads none of them.
    pub fn ask_for_blocks(&mut self, graph: &Graph, asked: bool) {
        if asked != self.blocks_asked {
            self.blocks_asked = asked;
            self.slots = graph.gradient_slots(asked);
            self.grads.clear();
        }
    }

    /// Rows of the batch.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Changes the rows of the batch; statistics that batch norm keeps stay.
    pub fn set_rows(&mut self, graph: &Graph, rows: usize) {
        if rows != self.rows {
            self.rows = rows;
            self.values = buffers(graph, &self.places, rows);
            if !self.grads.is_empty() {
                self.grads = self.gradients(graph);
            }
        }
    }

    fn gradients(&self, graph: &Graph) -> Vec<Array2<T>> {
        let mut all = Vec::new();
        for (node, &slot) in graph.nodes.iter().zip(&self.slots) {
            if slot >= all.len() {
                all.resize_with(slot + 1, || Array2::zeros((0, 0)));
            }
            if all[slot].is_empty() {
                all[slot] = buffer(node, self.rows);
            }
        }
        all
    }

    /// Takes over what another tape's normalisations kept.
    pub fn keep_statistics_of(&mut self, graph: &Graph, other: &Self) {
        for (i, node) in graph.nodes.iter().enumerate() {
            if matches!(node.op, Op::BatchNorm(_)) {
                self.saved[i].clone_from(&other.saved[i]);
            }
        }
    }

    /// A node's value, (rows · sites) × columns; nothing is left of one that was activated in place.
    #[must_use]
    pub fn value(&self, node: NodeId) -> &Array2<T> {
        &self.values[node.0]
    }

    /// A node's value row by row: of each row all sites' columns, one after another.
    pub fn points(&self, node: NodeId) -> core::slice::ChunksExact<'_, T> {
        let value = self.values[node.0].as_slice().unwrap_or_default();
        value.chunks_exact((value.len() / self.rows.max(1)).max(1))
    }

    /// What a block from `from` to `to` would pass on if it were removed: the state as it was before, in the sites and columns
    /// that it has after. Of a row that is one site it is the state itself, however many columns are to come.
    #[must_use]
    pub fn passed_on(&self, graph: &Graph, from: NodeId, to: NodeId) -> Cow<'_, [T]> {
        let [before, after] = [from, to].map(|node| &graph.nodes[node.0]);
        let value = &self.values[from.0];
        if (before.sites, before.cols) == (after.sites, after.cols) || (before.sites, after.sites) == (1, 1) {
            return Cow::Borrowed(value.as_slice().unwrap_or_default());
        }
        let mut passed = self.values[to.0].clone();
        pass_on(value, &mut passed, [before.sites, after.sites]);
        Cow::Owned(passed.into_iter().collect())
    }

    /// Puts numbers into a leaf, in the order of [`Self::points`].
    pub fn fill(&mut self, leaf: NodeId, values: impl IntoIterator<Item = T>) {
        self.values[leaf.0].iter_mut().zip(values).for_each(|(to, from)| *to = from);
    }

    /// A node's value, to be filled: for leaves.
    pub fn value_mut(&mut self, node: NodeId) -> &mut Array2<T> {
        &mut self.values[node.0]
    }

    /// What a node kept.
    #[must_use]
    pub fn saved(&self, node: NodeId) -> &[T] {
        &self.saved[node.0]
    }

    /// ∂L/∂node after [`Self::backward`], of a leaf, of what a block gets or gives if [`Self::ask_for_blocks`] did not say
    /// otherwise, and of the output: those of other nodes are no longer there.
    #[must_use]
    pub fn grad(&self, node: NodeId) -> &Array2<T> {
        &self.grads[self.slots[node.0]]
    }

    /// Begins a gradient with these numbers.
    fn begin(&mut self, node: NodeId, fill: impl FnOnce(&mut Array2<T>)) {
        fill(&mut self.grads[self.slots[node.0]]);
        self.begun[node.0] = true;
    }

    /// ∂L/∂parameters after [`Self::backward`]: one flat vector.
    #[must_use]
    pub fn param_grads(&self) -> &[T] {
        &self.param_grads
    }

    /// As [`Self::param_grads`], to be clipped in place.
    pub fn param_grads_mut(&mut self) -> &mut [T] {
        &mut self.param_grads
    }

    /// Replays the graph.
    pub fn forward(&mut self, graph: &Graph, params: &[T]) {
        self.forward_nodes(graph, params, 0..graph.nodes.len());
    }

    /// Replays the graph without the blocks whose number is marked in `removed` (missing numbers are not removed): such a
    /// block passes on what it gets.
    pub fn forward_without(&mut self, graph: &Graph, params: &[T], removed: &[bool]) {
        self.forward_on(graph, params, removed, 0);
    }

    /// As [`Self::forward_without`], but from the input of block `first` on: what comes before it stands as it is, and no
    /// block before it may be marked. With `first` past the last block, nothing is done.
    pub fn forward_after(&mut self, graph: &Graph, params: &[T], removed: &[bool], first: usize) {
        if let Some(block) = graph.blocks.get(first) {
            self.forward_on(graph, params, removed, block.input.0 + 1);
        }
    }

    fn forward_on(&mut self, graph: &Graph, params: &[T], removed: &[bool], mut next: usize) {
        for (block, _) in graph.blocks.iter().zip(removed).filter(|(_, removed)| **removed) {
            let first = block.input.0 + 1;
            self.forward_nodes(graph, params, next..first.max(next));
            let (earlier, later) = self.values.split_at_mut(block.output.0);
            let sites = [block.input, block.output].map(|node| graph.nodes[node.0].sites);
            pass_on(&earlier[block.input.0], &mut later[0], sites);
            next = block.output.0 + 1;
        }
        self.forward_nodes(graph, params, next..graph.nodes.len());
    }

    fn forward_nodes(&mut self, graph: &Graph, params: &[T], range: Range<usize>) {
        for i in range {
            let node = &graph.nodes[i];
            let (earlier, later) = self.values.split_at_mut(i);
            let out = later[self.places[i] - i].as_slice_mut().unwrap_or_default();
            if let (Op::Activate(act), Some(_)) = (node.op, i.checked_sub(1).filter(|&from| self.places[from] == i)) {
                act.in_place(out);
                continue;
            }
            node.op.forward(Forward {
                values: earlier,
                inputs: &node.inputs,
                params,
                ranges: &self.ranges[i],
                rows: self.rows * node.sites,
                sites: node.sites,
                mode: self.mode,
                truth: &self.truth,
                switches: &self.switches,
                out,
                cols: node.cols,
                saved: &mut self.saved[i],
                scratch: &mut self.scratch,
            });
        }
    }

    /// The gradients of the value of `loss` (one number) after a forward.
    pub fn backward(&mut self, graph: &Graph, params: &[T], loss: NodeId) {
        self.clear_grads(graph);
        self.begin(loss, |grad| grad.fill(T::one()));
        self.backward_nodes(graph, params, 0..loss.0 + 1, true);
    }

    /// The gradients of Σ upstream ⊙ value(`node`) after a forward: `upstream` has the shape of the value.
    pub fn backward_from(&mut self, graph: &Graph, params: &[T], node: NodeId, upstream: &Array2<T>) {
        self.clear_grads(graph);
        self.begin(node, |grad| grad.assign(upstream));
        self.backward_nodes(graph, params, 0..node.0 + 1, true);
    }

    /// After a forward and [`Self::clear_grads`], *adds* the gradients of Σ upstream ⊙ value(`from`) by the parameters of the
    /// nodes after `to` (all, if none) up to `from`, and leaves that by `to` in [`Self::grad`].
    pub fn backward_between(
        &mut self,
        graph: &Graph,
        params: &[T],
        (from, to): (NodeId, Option<NodeId>),
        upstream: &Array2<T>,
    ) {
        self.begin_between(from, to.map_or(0, |to| to.0), upstream);
        self.backward_nodes(graph, params, to.map_or(0, |to| to.0 + 1)..from.0 + 1, true);
    }

    /// After a forward and [`Self::clear_grads`]: the gradient of Σ upstream ⊙ output by a block's input *along its
    /// shortcut alone*, as [`Self::grad`] of that input. What a highway's gate passes back counts as the shortcut's.
    /// Gradients by parameters are left as they are.
    pub fn backward_shortcut(&mut self, graph: &Graph, params: &[T], block: &Block, upstream: &Array2<T>) {
        self.begin_between(block.output, block.input.0, upstream);
        self.backward_nodes(graph, params, block.branch.0 + 1..block.output.0 + 1, false);
    }

    /// After [`Self::backward_shortcut`] for the same block: the same gradient *through its branch alone*, with whatever the
    /// branch is scaled by. The two add up to the whole gradient by the block's input.
    pub fn backward_branch(&mut self, graph: &Graph, params: &[T], block: &Block) {
        self.begin(block.input, |grad| grad.fill(T::zero()));
        self.backward_nodes(graph, params, block.input.0 + 1..block.branch.0 + 1, false);
    }

    /// Puts a gradient at a node and nothing at those before it, down to the node numbered `last`.
    fn begin_between(&mut self, node: NodeId, last: usize, upstream: &Array2<T>) {
        self.begun[last..node.0].fill(false);
        self.begin(NodeId(last), |grad| grad.fill(T::zero()));
        self.begin(node, |grad| grad.assign(upstream));
    }

    /// Forgets all gradients.
    pub fn clear_grads(&mut self, graph: &Graph) {
        if self.grads.is_empty() {
            self.grads = self.gradients(graph);
            self.param_grads = vec![T::zero(); graph.layout.len()];
        } else {
            self.param_grads.fill(T::zero());
        }
        self.begun.fill(false);
    }

    fn backward_nodes(&mut self, graph: &Graph, params: &[T], range: Range<usize>, by_parameters: bool) {
        if !by_parameters {
            self.unwanted.resize(self.param_grads.len(), T::zero());
        }
        for i in range.rev() {
            let node = &graph.nodes[i];
            // Taken out and put back, so that those of its inputs can be written beside it.
            let mut grad = core::mem::take(&mut self.grads[self.slots[i]]);
            if !core::mem::replace(&mut self.begun[i], true) {
                grad.fill(T::zero());
            }
            node.op.backward(Backward {
                values: &self.values,
                grads: &mut self.grads,
                slots: &self.slots,
                slot: self.slots[i],
                begun: &mut self.begun,
                inputs: &node.inputs,
                params,
                ranges: &self.ranges[i],
                param_grads: if by_parameters { &mut self.param_grads } else { &mut self.unwanted },
                rows: self.rows * node.sites,
                sites: node.sites,
                mode: self.mode,
                truth: &self.truth,
                switches: &self.switches,
                out: self.values[i].as_slice().unwrap_or_default(),
                grad: grad.as_slice().unwrap_or_default(),
                cols: node.cols,
                saved: &self.saved[i],
                by_parameters,
                scratch: &mut self.scratch,
            });
            self.grads[self.slots[i]] = grad;
        }
    }
}

fn buffers<T: Scalar>(graph: &Graph, places: &[usize], rows: usize) -> Vec<Array2<T>> {
    let own =
        |(i, node): (usize, &Node)| if places[i] == i { buffer(node, rows) } else { Array2::zeros((0, node.cols)) };
    graph.nodes.iter().enumerate().map(own).collect()
}

fn buffer<T: Scalar>(node: &Node, rows: usize) -> Array2<T> {
    Array2::from_elem((node.op.rows(rows * node.sites), node.cols), T::zero())
}

/// What a removed block passes on: the columns that both have, the others 0; of an image that shrinks, the pixels that a
/// shortcut would take.
fn pass_on<T: Scalar>(from: &Array2<T>, to: &mut Array2<T>, [before, after]: [usize; 2]) {
    to.fill(T::zero());
    for (row, mut to) in to.rows_mut().into_iter().enumerate() {
        let from = from.row(row / after * before + subsampled(before, after, row % after));
        for (to, &from) in to.iter_mut().zip(from) {
            *to = from;
        }
    }
}
