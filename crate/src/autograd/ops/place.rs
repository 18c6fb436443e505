use super::{Backward, Example, Forward, Linearity, Operation};
use crate::autograd::scalar::Scalar;

/// y = x + P\[site\]: a learnt row for each place of a sequence, P \[sites × cols\] (Gehring et al. 2017, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place;

impl Operation for Place {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[width], &[[_, cols]]) if width == cols => Some(cols),
            _ => None,
        }
    }

    fn linearity(&self) -> Linearity {
        Linearity::Joint
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let (x, places) = (at.x(0), at.p(0));
        for ((y, &x), &p) in at.out.iter_mut().zip(x).zip(places.iter().cycle()) {
            *y = x + p;
        }
    }

    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let grad = at.grad;
        for (d, &g) in at.dx(0).iter_mut().zip(grad) {
            *d += g;
        }
        let places = at.dp(0);
        for g in grad.chunks_exact(places.len().max(1)) {
            for (d, &g) in places.iter_mut().zip(g) {
                *d += g;
            }
        }
    }

    fn examples() -> Vec<Example> {
        vec![Example { op: Place.into(), widths: vec![3], shapes: vec![[4, 3]], sites: 4 }]
    }
}
