use super::{Backward, Example, Forward, Operation};
use crate::autograd::scalar::Scalar;
use crate::autograd::tape::Truth;

/// Softmax cross-entropy: the mean over the rows of −log softmax(x)\[class\].
///
/// What is kept: the softmax, row by row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CrossEntropy;

/// Writes softmax(x) and returns log Σ eˣ. The largest is taken off first, so that no exponential overflows.
pub fn softmax<T: Scalar>(x: &[T], out: &mut [T]) -> T {
    let top = x.iter().fold(x.first().copied().unwrap_or_default(), |top, &x| if x > top { x } else { top });
    // Apart from the sum, whose order would keep the exponentials from being taken several at a time.
    for (p, &x) in out.iter_mut().zip(x) {
        *p = (x - top).exp();
    }
    let sum = out.iter().take(x.len()).fold(T::zero(), |sum, &p| sum + p);
    for p in out {
        *p = *p / sum;
    }
    top + sum.ln()
}

impl Operation for CrossEntropy {
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
        at.saved.resize(x.len(), T::zero());
        let Truth::Classes(classes) = at.truth else { return };
        let mut sum = T::zero();
        for ((x, p), &class) in x.chunks_exact(cols).zip(at.saved.chunks_exact_mut(cols)).zip(classes) {
            let log_sum = softmax(x, p);
            sum += log_sum - x[class as usize];
        }
        at.out[0] = sum / T::of(at.rows as f64);
    }

    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (grad, cols, saved) = (at.grad[0] / T::of(at.rows as f64), at.width(0), at.saved);
        let Truth::Classes(classes) = at.truth else { return };
        for ((dx, p), &class) in at.dx(0).chunks_exact_mut(cols).zip(saved.chunks_exact(cols)).zip(classes) {
            for (j, (d, &p)) in dx.iter_mut().zip(p).enumerate() {
                let hit = if j == class as usize { T::one() } else { T::zero() };
                *d += grad * (p - hit);
            }
        }
    }

    fn examples() -> Vec<Example> {
        vec![Example { op: CrossEntropy.into(), widths: vec![3], shapes: vec![], sites: 1 }]
    }
}
