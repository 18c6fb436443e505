use super::{Backward, Example, Forward, Operation};
use crate::autograd::scalar::Scalar;

/// y = α·x with one learnt number α: ReZero (Bachlechner et al. 2020, eq. 1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale;

impl Operation for Scale {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[width], &[[1, 1]]) => Some(width),
            _ => None,
        }
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let (alpha, x) = (at.p(0)[0], at.x(0));
        for (y, &x) in at.out.iter_mut().zip(x) {
            *y = alpha * x;
        }
    }

    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (alpha, x, grad) = (at.p(0)[0], at.x(0), at.grad);
        let (dx, part, _) = at.part(0);
        part.put(dx, grad, grad, |g, _| alpha * g);
        let sum = x.iter().zip(grad).fold(T::zero(), |sum, (&x, &g)| sum + x * g);
        at.dp(0)[0] += sum;
    }

    fn examples() -> Vec<Example> {
        vec![Example { op: Scale.into(), widths: vec![3], shapes: vec![[1, 1]], sites: 1 }]
    }
}
