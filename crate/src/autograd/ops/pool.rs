use super::{Backward, Example, Forward, Linearity, Operation};
use crate::autograd::scalar::Scalar;

/// The mean of each channel over all sites of a row: global average pooling (Lin, Chen and Yan 2013, section 3.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pool;

impl Operation for Pool {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[width], []) => Some(width),
            _ => None,
        }
    }

    fn sites(&self, sites: &[usize]) -> Option<usize> {
        (sites.len() == 1).then_some(1)
    }

    fn linearity(&self) -> Linearity {
        Linearity::Joint
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let (x, cols) = (at.x(0), at.cols);
        let sites = x.len() / at.out.len().max(1);
        let count = T::of(sites as f64);
        for (y, image) in at.out.chunks_exact_mut(cols).zip(x.chunks_exact(sites * cols)) {
            y.fill(T::zero());
            for pixel in image.chunks_exact(cols) {
                for (y, &x) in y.iter_mut().zip(pixel) {
                    *y += x;
                }
            }
            for y in y {
                *y = *y / count;
            }
        }
    }

    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (grad, cols) = (at.grad, at.cols);
        let dx = at.dx(0);
        let sites = dx.len() / grad.len().max(1);
        let count = T::of(sites as f64);
        for (g, image) in grad.chunks_exact(cols).zip(dx.chunks_exact_mut(sites * cols)) {
            for pixel in image.chunks_exact_mut(cols) {
                for (d, &g) in pixel.iter_mut().zip(g) {
                    *d += g / count;
                }
            }
        }
    }

    fn examples() -> Vec<Example> {
        vec![Example { op: Pool.into(), widths: vec![3], shapes: vec![], sites: 4 }]
    }
}
