//! A gradient taken apart by the length of the paths along which it came (Veit, Wilber and Belongie 2016, section 4).
//!
//! A block with a shortcut passes a gradient back on two ways: along the shortcut, and through the branch. A path takes one
//! of them at each block, so a network of L blocks has 2ᴸ paths; its length is how many branches it crosses. With G_k the
//! gradient that came along all paths of length k, one block turns it, from the top down, into
//!
//! G_k ← J_sᵀ·G_k + J_fᵀ·G_(k−1)
//!
//! with J_s the Jacobian of the shortcut (of an identity: G_k itself) and J_f that of the branch, scale included. The sum of
//! all G_k is the gradient, exactly; and L²/2 products take the place of 2ᴸ paths.

use ndarray::Array2;

use crate::autograd::graph::Block;
use crate::autograd::{Graph, Scalar, Tape};
use crate::model::Model;
use crate::scene::{Scene, Shortcut, Side};

/// A gradient by one state, taken apart.
#[derive(Clone, Debug)]
pub struct Lengths<T> {
    /// Entry k came along the paths of k branches, counted from the top; rows × columns of the state.
    pub each: Vec<Array2<T>>,
    /// What came along longer paths than are told apart, if it is asked for.
    pub longer: Option<Array2<T>>,
    most: usize,
}

impl<T: Scalar> Lengths<T> {
    /// A gradient after the last block: it has crossed no branch yet. Lengths up to `most` will be told apart; what is longer
    /// is summed with `longer`, and dropped without.
    #[must_use]
    pub fn new(gradient: Array2<T>, most: usize, longer: bool) -> Self {
        let longer = longer.then(|| Array2::zeros(gradient.raw_dim()));
        Self { each: vec![gradient], longer, most }
    }

    /// The gradient of a tape's loss by the state after the last block, times `weight`: after a forward. The gradients by
    /// the parameters of the head are left in the tape, which has no others.
    #[must_use]
    pub fn at_the_top(model: &Model, tape: &mut Tape<T>, params: &[T], weight: T, most: usize, longer: bool) -> Self {
        let Some(&top) = model.hidden.last() else { return Self::new(Array2::zeros((0, 0)), most, longer) };
        tape.clear_grads(&model.graph);
        let one = Array2::from_elem((1, 1), weight);
        tape.backward_between(&model.graph, params, (model.loss, Some(top)), &one);
        Self::new(tape.grad(top).clone(), most, longer)
    }

    /// Goes back through a block, from its output to its input.
    pub fn back(&mut self, graph: &Graph, tape: &mut Tape<T>, params: &[T], block: &Block) {
        let mut carried: Option<Array2<T>> = None;
        for (k, gradient) in self.each.iter_mut().enumerate() {
            let through_branch = k < self.most || self.longer.is_some();
            let (mut along, through) = split(graph, tape, params, block, gradient, through_branch);
            if let Some(carried) = carried.take() {
                along += &carried;
            }
            *gradient = along;
            carried = through;
        }
        if let Some(longer) = &mut self.longer {
            let (along, through) = split(graph, tape, params, block, longer, true);
            *longer = along;
            if let Some(through) = through {
                *longer += &through;
            }
        }
        let Some(carried) = carried else { return };
        match &mut self.longer {
            _ if self.each.len() <= self.most => self.each.push(carried),
            Some(longer) => *longer += &carried,
            None => {}
        }
    }

    /// What came along paths of at least `from` branches, as far as it is kept.
    #[must_use]
    pub fn sum(&self, from: usize) -> Array2<T> {
        let mut sum = Array2::zeros(self.each[0].raw_dim());
        self.each.iter().skip(from).chain(&self.longer).for_each(|gradient| sum += gradient);
        sum
    }

    /// The squared norm of each length's gradient, in f64.
    #[must_use]
    pub fn squares(&self) -> Vec<f64> {
        self.each.iter().map(square).collect()
    }
}

/// A gradient by a block's output as one by its input, along the shortcut and, if asked for, through the branch.
fn split<T: Scalar>(
    graph: &Graph,
    tape: &mut Tape<T>,
    params: &[T],
    block: &Block,
    gradient: &Array2<T>,
    through_branch: bool,
) -> (Array2<T>, Option<Array2<T>>) {
    if gradient.iter().all(num_traits::Zero::is_zero) {
        // A network without shortcuts has nothing on any length but one.
        let nothing = Array2::zeros(tape.value(block.input).raw_dim());
        return (nothing.clone(), through_branch.then_some(nothing));
    }
    tape.backward_shortcut(graph, params, block, gradient);
    let along = tape.grad(block.input).clone();
    let through = through_branch.then(|| {
        tape.backward_branch(graph, params, block);
        tape.grad(block.input).clone()
    });
    (along, through)
}

/// A gradient after the last block brought back to the state before the first along one path: through the branches of the
/// blocks that are marked, along the shortcuts of the others.
#[must_use]
pub fn along_one<T: Scalar>(
    model: &Model,
    tape: &mut Tape<T>,
    params: &[T],
    gradient: &Array2<T>,
    through: &[bool],
) -> Array2<T> {
    let mut gradient = gradient.clone();
    for (block, &through) in model.graph.blocks.iter().zip(through).rev() {
        tape.backward_shortcut(&model.graph, params, block, &gradient);
        if through {
            tape.backward_branch(&model.graph, params, block);
        }
        gradient.clone_from(tape.grad(block.input));
    }
    gradient
}

/// Σ g², in f64.
#[must_use]
pub fn square<T: Scalar>(gradient: &Array2<T>) -> f64 {
    gradient.iter().fold(0.0, |sum, g| sum + g.value() * g.value())
}

/// The share of all 2ᴸ paths that cross k of the L branches, for k = 0 … L: the binomial distribution.
#[must_use]
pub fn counted(blocks: usize) -> Vec<f64> {
    let mut share = libm::pow(0.5, blocks as f64);
    let mut shares = Vec::with_capacity(blocks + 1);
    for k in 0..=blocks {
        shares.push(share);
        share *= (blocks - k) as f64 / (k + 1) as f64;
    }
    shares
}

/// A network's paths: of each of its blocks, whether there is a way round its branch. Round a transformer's attention there
/// may be none where there is one round its feed-forward blocks: then every path crosses the attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways(Vec<bool>);

impl Ways {
    /// Those of a scene's network.
    #[must_use]
    pub fn of(scene: &Scene, side: Side) -> Self {
        // A transformer's blocks are attention and feed-forward in turn; for other models both are the same.
        let round = scene.network(side).shortcuts().map(|shortcut| shortcut != Shortcut::None);
        Self((0..scene.blocks(side) as usize).map(|block| round[block % 2]).collect())
    }

    /// Blocks: the length of the longest path.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.0.len()
    }

    /// The blocks (from 0) that a path may go round.
    pub fn free(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().filter(|(_, round)| **round).map(|(block, _)| block)
    }

    /// The length of the shortest path: the blocks that there is no way round.
    #[must_use]
    pub fn least(&self) -> usize {
        self.blocks() - self.free().count()
    }

    /// Whether there is more than one path.
    #[must_use]
    pub fn many(&self) -> bool {
        self.least() < self.blocks()
    }

    /// The share of all paths that have each length, 0 … L.
    #[must_use]
    pub fn counted(&self) -> Vec<f64> {
        let mut shares = vec![0.0; self.least()];
        shares.extend(counted(self.free().count()));
        shares
    }

    /// The mean length of a path, each counted once.
    #[must_use]
    pub fn mean(&self) -> f64 {
        0.5 * (self.least() + self.blocks()) as f64
    }
}

/// Why there is nothing to take apart in a scene, if so.
pub(super) fn one_path(scene: &Scene) -> Option<String> {
    let one = !Side::ALL.into_iter().any(|side| Ways::of(scene, side).many());
    one.then(|| "Neither network has a shortcut, so each has one path alone, through all its blocks.".into())
}

/// Multiplications and additions that take one gradient of so many rows back through all blocks, about.
pub(super) fn work(scene: &Scene, side: Side, rows: usize) -> f64 {
    2.0 * Model::sketch(scene, side).graph.block_multiply_adds() as f64 * rows as f64
}
