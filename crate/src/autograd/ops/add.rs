use super::{Backward, Example, Forward, Linearity, Operation};
use crate::autograd::scalar::Scalar;

/// The residual connection: y = h + s·w·f, with s fixed and w a switch (1 unless a step sets it: drop path).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Add {
    /// s
    pub scale: f64,
    /// The switch w, if there is one.
    pub switch: Option<usize>,
}

impl Add {
    /// h + f
    pub const PLAIN: Self = Self { scale: 1.0, switch: None };

    fn factor<T: Scalar>(&self, switches: &[T]) -> T {
        let scale = T::of(self.scale);
        self.switch.map_or(scale, |switch| scale * switches[switch])
    }
}

impl Operation for Add {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[a, b], []) if a == b => Some(a),
            _ => None,
        }
    }

    fn linearity(&self) -> Linearity {
        Linearity::Joint
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let factor = self.factor(at.switches);
        let (h, f) = (at.x(0), at.x(1));
        for ((y, &h), &f) in at.out.iter_mut().zip(h).zip(f) {
            *y = h + factor * f;
        }
    }

    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let factor = self.factor(at.switches);
        let grad = at.grad;
        if !at.begins_as_own(0) {
            let (dh, part, _) = at.part(0);
            part.put(dh, grad, grad, |g, _| g);
        }
        let (df, part, _) = at.part(1);
        part.put(df, grad, grad, |g, _| factor * g);
    }

    fn examples() -> Vec<Example> {
        vec![
            Example { op: Add::PLAIN.into(), widths: vec![3, 3], shapes: vec![], sites: 1 },
            Example { op: Add { scale: 0.3, switch: None }.into(), widths: vec![3, 3], shapes: vec![], sites: 1 },
        ]
    }
}
