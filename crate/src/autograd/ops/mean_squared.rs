use super::{Backward, Example, Forward, Operation};
use crate::autograd::scalar::Scalar;
use crate::autograd::tape::Truth;

/// The mean over all elements of (x − target)²; for classes the target is 1 at the class and 0 elsewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanSquared;

fn target<T: Scalar>(truth: &Truth<T>, row: usize, col: usize, cols: usize) -> T {
    match truth {
        Truth::Values(values) => values.get(row * cols + col).copied().unwrap_or_default(),
        Truth::Classes(classes) if classes.get(row) == Some(&(col as u32)) => T::one(),
        Truth::Classes(_) => T::zero(),
    }
}

impl Operation for MeanSquared {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[_], []) => Some(1),
            _ => None,
        }
    }

    fn rows(&self, _: usize) -> usize {
        1
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let (x, cols) = (at.x(0), at.width(0));
        let mut sum = T::zero();
        for (i, &x) in x.iter().enumerate() {
            let error = x - target(at.truth, i / cols, i % cols, cols);
            sum += error * error;
        }
        at.out[0] = sum / T::of(x.len() as f64);
    }

    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (x, cols, truth) = (at.x(0), at.width(0), at.truth);
        let grad = at.grad[0] * T::of(2.0 / x.len() as f64);
        for (i, (d, &x)) in at.dx(0).iter_mut().zip(x).enumerate() {
            *d += grad * (x - target(truth, i / cols, i % cols, cols));
        }
    }

    fn examples() -> Vec<Example> {
        vec![Example { op: MeanSquared.into(), widths: vec![3], shapes: vec![], sites: 1 }]
    }
}
