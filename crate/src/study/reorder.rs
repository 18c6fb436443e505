//! The blocks of a network in another order.

use crate::autograd::layout::Entry;
use crate::model::Model;

/// Parameters with which the block of place i does what that of place `order[i]` did: blocks of the same shapes change places
/// by changing their parameters. None where shapes differ (dense shortcuts: each block reads all earlier ones).
#[must_use]
pub fn reordered(model: &Model, params: &[f32], order: &[usize]) -> Option<Vec<f32>> {
    let mut moved = params.to_vec();
    if order.iter().enumerate().all(|(to, &from)| to == from) {
        return Some(moved);
    }
    // Blocks count from 1 in names.
    let blocks: Vec<Vec<&Entry>> = (1..=model.depth()).map(|block| tensors(model, block)).collect();
    for (to, &from) in blocks.iter().zip(order) {
        let from = blocks.get(from)?;
        if to.len() != from.len() || to.iter().zip(from).any(|(to, from)| to.shape != from.shape) {
            return None;
        }
        for (to, from) in to.iter().zip(from) {
            moved[to.range()].copy_from_slice(&params[from.range()]);
        }
    }
    Some(moved)
}

fn tensors(model: &Model, block: usize) -> Vec<&Entry> {
    let prefix = format!("block.{block}.");
    model.graph.layout.entries().iter().filter(|entry| entry.name.starts_with(&prefix)).collect()
}
