use super::{Backward, Example, Forward, Operation};
use crate::autograd::kernels::sum_down;
use crate::autograd::scalar::Scalar;

/// y = g ⊙ x + b, a gain and a shift for each column, after a normalisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Modulate;

impl Operation for Modulate {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[width], &[[1, gain], [1, shift]]) if gain == width && shift == width => Some(width),
            _ => None,
        }
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let (x, gain, shift) = (at.x(0), at.p(0), at.p(1));
        for (y, x) in at.out.chunks_exact_mut(at.cols).zip(x.chunks_exact(at.cols)) {
            for (((y, &x), &gain), &shift) in y.iter_mut().zip(x).zip(gain).zip(shift) {
                *y = gain * x + shift;
            }
        }
    }

    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (x, gain, grad, cols) = (at.x(0), at.p(0), at.grad, at.cols);
        let (dx, part, _) = at.part(0);
        for (dx, g) in dx.chunks_exact_mut(cols).zip(grad.chunks_exact(cols)) {
            part.put(dx, g, gain, |g, gain| g * gain);
        }
        sum_down(cols, x, grad, at.dp(0), |x, g| x * g);
        sum_down(cols, grad, grad, at.dp(1), |g, _| g);
    }

    fn examples() -> Vec<Example> {
        vec![Example { op: Modulate.into(), widths: vec![4], shapes: vec![[1, 4], [1, 4]], sites: 1 }]
    }
}
