//! Dual numbers x + εy with ε² = 0: a gradient computed on them along a direction v is the gradient and, in ε, the
//! Hessian times v, exactly (Pearlmutter 1994).

use core::cmp::Ordering;
use core::ops::{Add, AddAssign, Div, Mul, Neg, Rem, Sub};
use num_traits::{One, Zero};

use super::scalar::Scalar;

/// A value and its derivative along one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Dual<T> {
    /// The value.
    pub re: T,
    /// Its derivative along the direction.
    pub eps: T,
}

impl<T: Scalar> Dual<T> {
    /// A value with its derivative.
    pub fn new(re: T, eps: T) -> Self {
        Self { re, eps }
    }

    /// f(x) from f and f′ at the real part.
    fn chain(self, value: T, slope: T) -> Self {
        Self::new(value, slope * self.eps)
    }
}

impl<T: Scalar> PartialOrd for Dual<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.re.partial_cmp(&other.re)
    }
}
impl<T: Scalar> Add for Dual<T> {
    type Output = Self;
    #[inline]
    fn add(self, o: Self) -> Self {
        Self::new(self.re + o.re, self.eps + o.eps)
    }
}
impl<T: Scalar> AddAssign for Dual<T> {
    #[inline]
    fn add_assign(&mut self, o: Self) {
        *self = *self + o;
    }
}
impl<T: Scalar> Sub for Dual<T> {
    type Output = Self;
    #[inline]
    fn sub(self, o: Self) -> Self {
        Self::new(self.re - o.re, self.eps - o.eps)
    }
}
impl<T: Scalar> Mul for Dual<T> {
    type Output = Self;
    #[inline]
    fn mul(self, o: Self) -> Self {
        Self::new(self.re * o.re, self.re * o.eps + self.eps * o.re)
    }
}
impl<T: Scalar> Div for Dual<T> {
    type Output = Self;
    #[inline]
    fn div(self, o: Self) -> Self {
        let q = self.re / o.re;
        Self::new(q, (self.eps - q * o.eps) / o.re)
    }
}
impl<T: Scalar> Rem for Dual<T> {
    type Output = Self;
    /// The remainder of the real parts; x − ⌊x/y⌋·y has slope 1 in x (y is taken as constant).
    fn rem(self, o: Self) -> Self {
        Self::new(self.re % o.re, self.eps)
    }
}
impl<T: Scalar> Neg for Dual<T> {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self::new(-self.re, -self.eps)
    }
}
impl<T: Scalar> Zero for Dual<T> {
    fn zero() -> Self {
        Self::new(T::zero(), T::zero())
    }
    fn is_zero(&self) -> bool {
        self.re.is_zero() && self.eps.is_zero()
    }
}
impl<T: Scalar> One for Dual<T> {
    fn one() -> Self {
        Self::new(T::one(), T::zero())
    }
}

impl<T: Scalar> Scalar for Dual<T> {
    fn of(x: f64) -> Self {
        Self::new(T::of(x), T::zero())
    }
    fn value(self) -> f64 {
        self.re.value()
    }
    fn exp(self) -> Self {
        let e = self.re.exp();
        self.chain(e, e)
    }
    fn ln(self) -> Self {
        self.chain(self.re.ln(), T::one() / self.re)
    }
    fn sqrt(self) -> Self {
        let root = self.re.sqrt();
        self.chain(root, T::of(0.5) / root)
    }
    fn tanh(self) -> Self {
        let t = self.re.tanh();
        self.chain(t, T::one() - t * t)
    }
    fn erf(self) -> Self {
        self.chain(self.re.erf(), T::of(core::f64::consts::FRAC_2_SQRT_PI) * (-(self.re * self.re)).exp())
    }
    fn sigmoid(self) -> Self {
        let s = self.re.sigmoid();
        self.chain(s, s * (T::one() - s))
    }
}
