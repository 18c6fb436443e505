use super::{Backward, Example, Forward, Operation};
use crate::autograd::scalar::Scalar;

/// The highway: y = t·f + (1 − t)·h from inputs t, f, h (Srivastava, Greff and Schmidhuber 2015, eq. 3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate;

impl Operation for Gate {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[t, f, h], []) if t == f && f == h => Some(h),
            _ => None,
        }
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let (t, f, h) = (at.x(0), at.x(1), at.x(2));
        for (((y, &t), &f), &h) in at.out.iter_mut().zip(t).zip(f).zip(h) {
            *y = t * f + (T::one() - t) * h;
        }
    }

    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (t, f, h, grad) = (at.x(0), at.x(1), at.x(2), at.grad);
        for (((d, &g), &f), &h) in at.dx(0).iter_mut().zip(grad).zip(f).zip(h) {
            *d += g * (f - h);
        }
        for ((d, &g), &t) in at.dx(1).iter_mut().zip(grad).zip(t) {
            *d += g * t;
        }
        for ((d, &g), &t) in at.dx(2).iter_mut().zip(grad).zip(t) {
            *d += g * (T::one() - t);
        }
    }

    fn examples() -> Vec<Example> {
        vec![Example { op: Gate.into(), widths: vec![3, 3, 3], shapes: vec![], sites: 1 }]
    }
}
