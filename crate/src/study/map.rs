//! What a network draws over its data's plane, or answers for rows that have none.

use ndarray::{Array2, Axis, Slice};

use crate::autograd::ops::softmax;
use crate::data::Targets;
use crate::train::{Trainer, largest};

/// What a network draws over its data's plane if it is read after `layer` blocks (with its own head; a later block passes
/// on what it gets), without the removed blocks too.
///
/// Two inputs with classes: `size`² × classes probabilities, row by row from the top (the second input falls), the first
/// input rising along a row. One input: `size` values, or the numbers of the classes that it takes for the likeliest, the input
/// rising from −extent to extent. Of more inputs with classes (images, sequences): the class that it takes for the likeliest in each
/// of the first `size` held-out rows, of a sequence at each place. Else nothing.
#[must_use]
pub fn draw(trainer: &Trainer, size: usize, layer: usize, removed: &[bool]) -> Vec<f32> {
    let data = trainer.data();
    let depth = trainer.model().depth();
    let gone: Vec<bool> = (0..depth).map(|l| l >= layer || removed.get(l).copied().unwrap_or(false)).collect();
    // Cell centres, so that a map has no edge that is half outside.
    let at = |i: usize| data.extent * ((2 * i + 1) as f32 / size as f32 - 1.0);
    match (data.inputs, &data.train.targets) {
        (1, targets) => {
            let inputs = Array2::from_shape_fn((size, 1), |(i, _)| at(i));
            let answers = trainer.answers(inputs, &gone);
            match targets {
                Targets::Classes(_) => answers.rows().into_iter().map(|row| largest(row.iter()) as f32).collect(),
                Targets::Values(_) => answers.into_iter().collect(),
            }
        }
        (2, _) if data.is_plane() => {
            let inputs = Array2::from_shape_fn(
                (size * size, 2),
                |(k, axis)| if axis == 0 { at(k % size) } else { -at(k / size) },
            );
            let logits = trainer.answers(inputs, &gone);
            let mut probabilities = vec![0.0; logits.len()];
            for (row, to) in logits.rows().into_iter().zip(probabilities.chunks_exact_mut(data.outputs)) {
                softmax(row.as_slice().unwrap_or_default(), to);
            }
            probabilities
        }
        (_, Targets::Classes(_)) => {
            let rows = size.min(data.test.len());
            let outputs = trainer.answers(data.test.inputs.slice_axis(Axis(0), Slice::from(..rows)).to_owned(), &gone);
            outputs.rows().into_iter().map(|row| largest(row.iter()) as f32).collect()
        }
        _ => Vec::new(),
    }
}
