//! The numbers an engine can run on: `f32` trains, `f64` checks, [`super::dual::Dual`] differentiates once more.

use core::fmt::Debug;
use core::ops::{AddAssign, Neg, Sub};
use num_traits::{NumOps, One, Zero};

use super::approx;
use super::kernels::{self, Into, Shape, portable};

/// A number with what the ops need. Every function has one implementation, the same on every target: approximations of
/// our own where `f32` is hot, libm elsewhere.
pub trait Scalar:
    Copy
    + Debug
    + Default
    + PartialOrd
    + Zero
    + One
    + NumOps
    + Sub<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + Send
    + Sync
    + 'static
{
    /// The nearest value.
    fn of(x: f64) -> Self;
    /// The value (of a dual number: its real part) as an `f64`.
    fn value(self) -> f64;
    /// eˣ.
    fn exp(self) -> Self;
    /// Natural logarithm.
    fn ln(self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// Hyperbolic tangent.
    fn tanh(self) -> Self;
    /// Gauss's error function.
    fn erf(self) -> Self;
    /// 1/(1 + e⁻ˣ).
    fn sigmoid(self) -> Self {
        let half = Self::of(0.5);
        half + half * (half * self).tanh()
    }
    /// The product of two matrices, as [`kernels`] says.
    #[inline]
    fn product(shape: Shape, a: &[Self], b: &[Self], out: &mut [Self], into: Into<'_, Self>) {
        portable::product(shape, a, b, out, into);
    }
}

impl Scalar for f32 {
    #[inline(always)]
    fn of(x: f64) -> Self {
        x as f32
    }
    #[inline(always)]
    fn value(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    fn exp(self) -> Self {
        approx::exp(self)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        libm::logf(self)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        // IEEE 754 fixes the square root's bits, so std's is the same everywhere.
        f32::sqrt(self)
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        approx::tanh(self)
    }
    #[inline(always)]
    fn erf(self) -> Self {
        approx::erf(self)
    }
    #[inline]
    fn product(shape: Shape, a: &[Self], b: &[Self], out: &mut [Self], into: Into<'_, Self>) {
        kernels::product(shape, a, b, out, into);
    }
}

impl Scalar for f64 {
    #[inline]
    fn of(x: f64) -> Self {
        x
    }
    #[inline]
    fn value(self) -> f64 {
        self
    }
    #[inline]
    fn exp(self) -> Self {
        libm::exp(self)
    }
    #[inline]
    fn ln(self) -> Self {
        libm::log(self)
    }
    #[inline]
    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
    #[inline]
    fn tanh(self) -> Self {
        libm::tanh(self)
    }
    #[inline]
    fn erf(self) -> Self {
        libm::erf(self)
    }
    #[inline]
    fn sigmoid(self) -> Self {
        1.0 / (1.0 + libm::exp(-self))
    }
}
