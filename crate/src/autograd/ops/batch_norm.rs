use super::{Backward, EPSILON, Example, Forward, Operation};
use crate::autograd::kernels::sum_down;
use crate::autograd::scalar::Scalar;
use crate::autograd::tape::Mode;

/// Each column less its mean over the rows, divided by √(variance + 10⁻⁵), the variance biased (Ioffe and Szegedy 2015,
/// algorithm 1). With [`Mode::Frozen`], mean and variance are those of the last forward in [`Mode::Batch`]. Gain and shift
/// are [`super::Modulate`]'s.
///
/// What is kept: means, then 1/√(variance + ε), then variances, each a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchNorm;

impl Operation for BatchNorm {
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
        let (x, cols) = (at.x(0), at.cols);
        if at.mode == Mode::Batch || at.saved.len() != 3 * cols {
            at.saved.clear();
            at.saved.resize(3 * cols, T::zero());
            let (mean, rest) = at.saved.split_at_mut(cols);
            let (inverse, variance) = rest.split_at_mut(cols);
            let count = T::of(at.rows as f64);
            sum_down(cols, x, x, mean, |x, _| x);
            for mean in mean.iter_mut() {
                *mean = *mean / count;
            }
            for x in x.chunks_exact(cols) {
                for ((variance, &x), &mean) in variance.iter_mut().zip(x).zip(&*mean) {
                    *variance += (x - mean) * (x - mean);
                }
            }
            for (inverse, variance) in inverse.iter_mut().zip(variance) {
                *variance = *variance / count;
                *inverse = T::one() / (*variance + T::of(EPSILON)).sqrt();
            }
        }
        let (mean, inverse) = at.saved.split_at(cols);
        for (y, x) in at.out.chunks_exact_mut(cols).zip(x.chunks_exact(cols)) {
            for (((y, &x), &mean), &inverse) in y.iter_mut().zip(x).zip(mean).zip(inverse) {
                *y = (x - mean) * inverse;
            }
        }
    }

    /// Batch: ∂x = (g − mean(g) − y·mean(g·y))/σ, means over the rows. Frozen: ∂x = g/σ.
    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (y, grad, cols) = (at.out, at.grad, at.cols);
        let inverse = &at.saved[cols..2 * cols];
        let count = T::of(at.rows as f64);
        let mut means = core::mem::take(at.scratch);
        means.clear();
        means.resize(2 * cols, T::zero());
        if at.mode == Mode::Batch {
            let (mean, along) = means.split_at_mut(cols);
            sum_down(cols, grad, grad, mean, |g, _| g);
            sum_down(cols, grad, y, along, |g, y| g * y);
            for sum in &mut means {
                *sum = *sum / count;
            }
        }
        let (mean, along) = means.split_at(cols);
        let rows = y.chunks_exact(cols).zip(grad.chunks_exact(cols));
        for (dx, (y, g)) in at.dx(0).chunks_exact_mut(cols).zip(rows) {
            let columns = mean.iter().zip(along).zip(inverse);
            for (((d, &y), &g), ((&mean, &along), &inverse)) in dx.iter_mut().zip(y).zip(g).zip(columns) {
                *d += (g - mean - y * along) * inverse;
            }
        }
        *at.scratch = means;
    }

    fn examples() -> Vec<Example> {
        vec![Example { op: BatchNorm.into(), widths: vec![4], shapes: vec![], sites: 1 }]
    }
}
