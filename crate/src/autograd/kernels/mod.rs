//! Matrix products. Every product of the engine goes through [`Scalar::product`]: each output is the sum over k of a·b in
//! rising k, one accumulator, never fused. Blocking and vectors decide only which outputs are computed together, so they
//! never change a bit: [`portable`] is the reference of every scalar and every target, [`simd`] the same for `f32`
//! and `f64` in vector registers.
//!
//! Matrices are row-major slices. `m`, `k`, `n` are rows of the output, terms of a sum, columns of the output.

pub mod portable;
#[cfg(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128")))]
mod simd;

pub(super) use dispatch::product;

use super::scalar::Scalar;

/// What becomes of the product.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Into<'a, T> {
    /// out = product
    Set,
    /// out += product
    Add,
    /// out = product + a row, the same in every row
    Biased(&'a [T]),
}

/// The shape of a product, and how its left side lies in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    /// Rows of the output.
    pub m: usize,
    /// Terms of a sum.
    pub k: usize,
    /// Columns of the output.
    pub n: usize,
    /// Whether the left side is given as its transpose, \[k×m\].
    pub turned: bool,
}

impl Shape {
    /// How far apart two rows of the left side are, and two terms.
    #[must_use]
    pub const fn strides(self) -> [usize; 2] {
        if self.turned { [1, self.m] } else { [self.k, 1] }
    }

    /// Whether slices of these lengths hold the matrices, and the row of a bias.
    fn fits<T>(self, a: &[T], b: &[T], out: &[T], into: Into<'_, T>) -> bool {
        let Self { m, k, n, .. } = self;
        let bias = if let Into::Biased(bias) = into { bias.len() >= n } else { true };
        bias && a.len() >= m * k && b.len() >= k * n && out.len() >= m * n
    }
}

/// out \[m×n\] = A \[m×k\] · B \[k×n\].
#[inline]
pub fn matmul<T: Scalar>(m: usize, k: usize, n: usize, a: &[T], b: &[T], out: &mut [T], into: Into<'_, T>) {
    T::product(Shape { m, k, n, turned: false }, a, b, out, into);
}

/// out \[m×n\] = Aᵀ · B, A \[k×m\], B \[k×n\]: the gradient of a weight.
#[inline]
pub fn matmul_at<T: Scalar>(m: usize, k: usize, n: usize, a: &[T], b: &[T], out: &mut [T], into: Into<'_, T>) {
    T::product(Shape { m, k, n, turned: true }, a, b, out, into);
}

/// out \[m×n\] = A · Bᵀ, A \[m×k\], B \[n×k\]: the gradient of an input. `scratch` holds Bᵀ, which is small beside A.
#[allow(clippy::too_many_arguments)]
pub fn matmul_bt<T: Scalar>(
    m: usize,
    k: usize,
    n: usize,
    a: &[T],
    b: &[T],
    out: &mut [T],
    into: Into<'_, T>,
    scratch: &mut Vec<T>,
) {
    if scratch.len() < k * n {
        scratch.resize(k * n, T::zero());
    }
    let turned = &mut scratch[..k * n];
    turn(n, k, b, turned);
    matmul(m, k, n, a, turned, out, into);
}

/// out \[k×n\] = the transpose of B \[n×k\].
pub fn turn<T: Copy>(n: usize, k: usize, b: &[T], out: &mut [T]) {
    for (j, row) in b.chunks_exact(k.max(1)).enumerate().take(n) {
        for (p, &value) in row.iter().enumerate() {
            out[p * n + j] = value;
        }
    }
}

/// Columns whose sums are kept in registers.
const SUMS: usize = 8;

/// Adds to each column's sum what `term` makes of that column's numbers of X and Y \[rows×cols\], row after row.
#[inline(always)]
pub fn sum_down<T: Scalar>(cols: usize, x: &[T], y: &[T], sums: &mut [T], term: impl Fn(T, T) -> T) {
    let rows = || x.chunks_exact(cols.max(1)).zip(y.chunks_exact(cols.max(1)));
    let (blocks, rest) = sums[..cols].as_chunks_mut::<SUMS>();
    let full = blocks.len() * SUMS;
    for (number, sums) in blocks.iter_mut().enumerate() {
        let from = number * SUMS;
        let mut held = *sums;
        for (x, y) in rows() {
            let (x, y) = (&x[from..from + SUMS], &y[from..from + SUMS]);
            for c in 0..SUMS {
                held[c] += term(x[c], y[c]);
            }
        }
        *sums = held;
    }
    if !rest.is_empty() {
        for (x, y) in rows() {
            for ((sum, &x), &y) in rest.iter_mut().zip(&x[full..]).zip(&y[full..]) {
                *sum += term(x, y);
            }
        }
    }
}

/// The product of `f32` and of `f64`.
#[cfg(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128")))]
mod dispatch {
    pub(in crate::autograd) use super::simd::product;
}

/// The product of `f32` and of `f64`.
#[cfg(not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128"))))]
mod dispatch {
    pub(in crate::autograd) use super::portable::product;
}
