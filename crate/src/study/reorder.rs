//! The blocks of a network in another order.

use crate::autograd::graph::Block;
use crate::autograd::layout::Entry;
use crate::model::Model;

/// Parameters with which the block of place i does what that of place `order[i]` did: blocks of the same shapes change places
/// by changing their parameters. None where shapes differ.
#[must_use]
pub fn reordered(model: &Model, params: &[f32], order: &[usize]) -> Option<Vec<f32>> {
    let mut moved = params.to_vec();
    if order.iter().enumerate().all(|(to, &from)| to == from) {
        return Some(moved);
    }
    let blocks = &model.graph.blocks;
    for (to, &from) in blocks.iter().zip(order) {
        let from = blocks.get(from)?;
        if shapes(model, to) != shapes(model, from) {
            return None;
        }
        for (to, from) in model.graph.tensors(to).zip(model.graph.tensors(from)) {
            moved[to.range()].copy_from_slice(&params[from.range()]);
        }
    }
    Some(moved)
}

/// The blocks by kind, each kind's in order: those of one kind can change places. An MLP's are all of one; of a convnet
/// those are that stand in one stage and keep the image's size, of a transformer attention and feed-forward blocks apart; each
/// block with a dense shortcut is a kind of its own.
#[must_use]
pub fn kinds(model: &Model) -> Vec<Vec<usize>> {
    let mut kinds: Vec<(Shapes, Vec<usize>)> = Vec::new();
    for (number, block) in model.graph.blocks.iter().enumerate() {
        let shapes = shapes(model, block);
        match kinds.iter_mut().find(|(known, _)| *known == shapes) {
            Some((_, blocks)) => blocks.push(number),
            None => kinds.push((shapes, vec![number])),
        }
    }
    kinds.into_iter().map(|(_, blocks)| blocks).collect()
}

/// Sites and columns that go in and come out, and the shapes of the tensors.
type Shapes = ([[usize; 2]; 2], Vec<[usize; 2]>);

fn shapes(model: &Model, block: &Block) -> Shapes {
    let states = [block.input, block.output].map(|node| &model.graph.nodes[node.0]);
    (states.map(|node| [node.sites, node.cols]), model.graph.tensors(block).map(|entry: &Entry| entry.shape).collect())
}
