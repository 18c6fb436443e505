use super::{Backward, EPSILON, Example, Forward, Operation};
use crate::autograd::scalar::Scalar;

/// Each row less its mean, divided by √(variance + 10⁻⁵), the variance biased (Ba, Kiros and Hinton 2016, eq. 4). Gain and
/// shift are [`super::Modulate`]'s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerNorm;

impl Operation for LayerNorm {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[width], []) => Some(width),
            _ => None,
        }
    }

    fn reads_value(&self) -> bool {
        true
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let x = at.x(0);
        let count = T::of(at.cols as f64);
        at.saved.resize(at.rows, T::zero());
        for ((y, x), inverse) in at.out.chunks_exact_mut(at.cols).zip(x.chunks_exact(at.cols)).zip(at.saved.iter_mut())
        {
            let mean = x.iter().fold(T::zero(), |sum, &x| sum + x) / count;
            let variance = x.iter().fold(T::zero(), |sum, &x| sum + (x - mean) * (x - mean)) / count;
            *inverse = T::one() / (variance + T::of(EPSILON)).sqrt();
            for (y, &x) in y.iter_mut().zip(x) {
                *y = (x - mean) * *inverse;
            }
        }
    }

    /// ∂x = (g − mean(g) − y·mean(g·y))/σ
    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (y, grad, cols, saved) = (at.out, at.grad, at.cols, at.saved);
        let count = T::of(cols as f64);
        let rows = y.chunks_exact(cols).zip(grad.chunks_exact(cols)).zip(saved);
        for (dx, ((y, g), &inverse)) in at.dx(0).chunks_exact_mut(cols).zip(rows) {
            let mean = g.iter().fold(T::zero(), |sum, &g| sum + g) / count;
            let along = y.iter().zip(g).fold(T::zero(), |sum, (&y, &g)| sum + g * y) / count;
            for ((d, &y), &g) in dx.iter_mut().zip(y).zip(g) {
                *d += (g - mean - y * along) * inverse;
            }
        }
    }

    fn examples() -> Vec<Example> {
        vec![Example { op: LayerNorm.into(), widths: vec![5], shapes: vec![], sites: 1 }]
    }
}
