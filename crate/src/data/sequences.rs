//! Sequences of tokens with an answer at each place, which says where a token stands.

use ndarray::Array2;

use super::{Rows, Targets};
use crate::rng::Stream;
use crate::scene::{DataSet, Scene};

/// Where the answer at a place is read: `reverse` in the mirror, `shift` at the next place, the first following the last.
#[must_use]
pub fn read_at(set: DataSet, place: usize, length: usize) -> usize {
    match set {
        DataSet::Reverse => length - 1 - place,
        _ => (place + 1) % length,
    }
}

/// So many sequences of tokens, each drawn from the stream with equal chance; rows of `length` numbers in, `length`
/// classes a row out.
pub(super) fn rows(scene: &Scene, count: usize, mut stream: Stream) -> Rows {
    let (length, vocab) = (scene.data.length as usize, scene.data.vocab);
    let mut inputs = Array2::zeros((count, length));
    let mut classes = Vec::with_capacity(count * length);
    for mut row in inputs.rows_mut() {
        let tokens: Vec<u32> = (0..length).map(|_| stream.below(vocab)).collect();
        row.iter_mut().zip(&tokens).for_each(|(to, &token)| *to = token as f32);
        classes.extend((0..length).map(|place| tokens[read_at(scene.data.set, place, length)]));
    }
    Rows { inputs, targets: Targets::Classes(classes) }
}
