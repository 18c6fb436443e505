use super::{Backward, Example, Forward, Linearity, Operation};
use crate::autograd::scalar::Scalar;

/// y = \[h, f\], side by side: the shortcut of DenseNet (Huang et al. 2017, eq. 2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concat;

impl Operation for Concat {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[a, b], []) => Some(a + b),
            _ => None,
        }
    }

    fn linearity(&self) -> Linearity {
        Linearity::Joint
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let (left, right) = (at.width(0), at.width(1));
        let inputs = at.x(0).chunks_exact(left).zip(at.x(1).chunks_exact(right));
        for (y, (h, f)) in at.out.chunks_exact_mut(left + right).zip(inputs) {
            let (to_h, to_f) = y.split_at_mut(left);
            to_h.copy_from_slice(h);
            to_f.copy_from_slice(f);
        }
    }

    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (left, cols, grad) = (at.width(0), at.cols, at.grad);
        for (k, from, width) in [(0, 0, left), (1, left, cols - left)] {
            for (dx, g) in at.dx(k).chunks_exact_mut(width).zip(grad.chunks_exact(cols)) {
                for (d, &g) in dx.iter_mut().zip(&g[from..from + width]) {
                    *d += g;
                }
            }
        }
    }

    fn examples() -> Vec<Example> {
        vec![Example { op: Concat.into(), widths: vec![3, 2], shapes: vec![], sites: 1 }]
    }
}
