use core::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

use super::{Backward, Example, Forward, Operation, Part};
use crate::autograd::scalar::Scalar;
use crate::scene::{Act, Named};

/// y = act(x), element by element; in `f32` within 2 units in the last place of the larger of 1 and |x|.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Activate(pub Act);

/// √(2/π), in gelu's tanh form.
const SQRT_2_PI: f64 = FRAC_2_SQRT_PI * FRAC_1_SQRT_2;
/// The cubic's coefficient in gelu's tanh form (Hendrycks and Gimpel 2016).
const CUBIC: f64 = 0.044_715;

impl Operation for Activate {
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
        at.out.copy_from_slice(at.x(0));
        self.in_place(at.out);
    }

    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (x, y, grad) = (at.x(0), at.out, at.grad);
        let (dx, part, _) = at.part(0);
        let (one, half) = (T::one(), T::of(0.5));
        // g · f′, the slope from x where y is not enough.
        match self.0 {
            Act::Tanh | Act::Relu | Act::Sigmoid | Act::Linear => self.times_slope(part, dx, grad, y),
            Act::Silu => part.put(dx, grad, x, |g, x| {
                let s = x.sigmoid();
                g * (s + x * s * (one - s))
            }),
            Act::Gelu => part.put(dx, grad, x, |g, x| {
                let cumulative = half * (one + (x * T::of(FRAC_1_SQRT_2)).erf());
                let density = T::of(0.5 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2) * (-(half * x * x)).exp();
                g * (cumulative + x * density)
            }),
            Act::GeluTanh => part.put(dx, grad, x, |g, x| {
                let t = gelu_inner(x).tanh();
                let slope = T::of(SQRT_2_PI) * (one + T::of(3.0 * CUBIC) * x * x);
                g * (half * (one + t) + half * x * (one - t * t) * slope)
            }),
        }
    }

    fn examples() -> Vec<Example> {
        Act::ALL
            .iter()
            .map(|&(_, act)| Example { op: Activate(act).into(), widths: vec![4], shapes: vec![], sites: 1 })
            .collect()
    }
}

impl Activate {
    /// Whether the slope follows from the value alone, so that what went in need not be kept.
    #[must_use]
    pub const fn slope_from_value(&self) -> bool {
        matches!(self.0, Act::Tanh | Act::Relu | Act::Sigmoid | Act::Linear)
    }

    /// How the value moves when what went in moves, where the slope follows from the value.
    pub fn move_along<T: Scalar>(&self, value: &[T], moved: &[T], out: &mut [T]) {
        self.times_slope(Part::First, out, moved, value);
    }

    /// g · f′, the slope from y.
    fn times_slope<T: Scalar>(&self, part: Part, to: &mut [T], g: &[T], y: &[T]) {
        let one = T::one();
        match self.0 {
            Act::Tanh => part.put(to, g, y, |g, y| g * (one - y * y)),
            Act::Relu => part.put(to, g, y, |g, y| g * if y > T::zero() { one } else { T::zero() }),
            Act::Sigmoid => part.put(to, g, y, |g, y| g * (y * (one - y))),
            Act::Linear => part.put(to, g, y, |g, _| g * one),
            Act::Silu | Act::Gelu | Act::GeluTanh => unreachable!("{:?} needs what went in", self.0),
        }
    }

    /// The forward, over what went in.
    pub fn in_place<T: Scalar>(&self, x: &mut [T]) {
        let (one, half) = (T::one(), T::of(0.5));
        match self.0 {
            Act::Tanh => map(x, T::tanh),
            Act::Relu => map(x, |x| if x > T::zero() { x } else { x * T::zero() }),
            Act::Sigmoid => map(x, T::sigmoid),
            Act::Silu => map(x, |x| x * x.sigmoid()),
            Act::Gelu => map(x, |x| half * x * (one + (x * T::of(FRAC_1_SQRT_2)).erf())),
            Act::GeluTanh => map(x, |x| half * x * (one + gelu_inner(x).tanh())),
            Act::Linear => (),
        }
    }
}

fn gelu_inner<T: Scalar>(x: T) -> T {
    T::of(SQRT_2_PI) * (x + T::of(CUBIC) * x * x * x)
}

#[inline(always)]
fn map<T: Scalar>(all: &mut [T], f: impl Fn(T) -> T) {
    for x in all {
        *x = f(*x);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest error of an activation in `f32` over a dense sweep of `f32`, against libm's in `f64`, in units in the last
    /// place of 1 where |x| ≤ 1 and of |x| beyond: near 0 a sum of two such numbers has no smaller one.
    fn worst(act: Act) -> f64 {
        let all = || (0..=800_000).map(|i| (i - 400_000) as f32 * (20.0 / 400_000.0));
        let (mut single, mut double): (Vec<f32>, Vec<f64>) = all().map(|x| (x, f64::from(x))).unzip();
        Activate(act).in_place(&mut single);
        Activate(act).in_place(&mut double);
        let error = |((found, right), x): ((&f32, &f64), f32)| {
            (f64::from(*found) - right).abs() / (f64::from(f32::EPSILON) * f64::from(x.abs()).max(1.0))
        };
        single.iter().zip(&double).zip(all()).map(error).fold(0.0, f64::max)
    }

    #[test]
    fn activations_are_near_libms() {
        for (act, bound) in [
            (Act::Tanh, 2.0),
            (Act::Relu, 0.0),
            (Act::Sigmoid, 1.0),
            (Act::Silu, 2.0),
            (Act::Gelu, 2.0),
            (Act::GeluTanh, 2.0),
            (Act::Linear, 0.0),
        ] {
            let error = worst(act);
            assert!(error <= bound, "{act:?}: {error} units in the last place");
        }
    }
}
