//! The product of any scalar on any target, without a line that names one.

use super::{Into, Shape};
use crate::autograd::scalar::Scalar;

const ROWS: usize = 4;
const COLS: usize = 8;
/// Columns of a narrow block, for products with few columns left.
const NARROW: usize = 4;

/// out \[m×n\] = A·B, or what `into` makes of it.
///
/// # Panics
/// If a slice is shorter than its matrix.
pub fn product<T: Scalar>(shape: Shape, a: &[T], b: &[T], out: &mut [T], into: Into<'_, T>) {
    let Shape { m, k, .. } = shape;
    let rows = |i: usize| -> [&[T]; ROWS] { core::array::from_fn(|r| &a[(i + r) * k..(i + r + 1) * k]) };
    let full = m - m % ROWS;
    for i in (0..full).step_by(ROWS) {
        if shape.turned {
            strip(shape, b, out, i, into, |p| {
                let from = p * m + i;
                let four = &a[from..from + ROWS];
                [four[0], four[1], four[2], four[3]]
            });
        } else {
            let [r0, r1, r2, r3] = rows(i);
            strip(shape, b, out, i, into, |p| [r0[p], r1[p], r2[p], r3[p]]);
        }
    }
    let [row, term] = shape.strides();
    for i in full..m {
        strip(shape, b, out, i, into, |p| [a[i * row + p * term]]);
    }
}

/// `R` rows of the output from row `i` on; `column(p)` gives the `R` values of A that meet row p of B.
#[inline(always)]
fn strip<T: Scalar, const R: usize>(
    shape: Shape,
    b: &[T],
    out: &mut [T],
    i: usize,
    into: Into<'_, T>,
    column: impl Fn(usize) -> [T; R],
) {
    let Shape { k, n, .. } = shape;
    let full = n - n % COLS;
    for j in (0..full).step_by(COLS) {
        let sums = tile::<T, R, COLS>(k, n, b, j, &column);
        store(&sums, n, out, i, j, into);
    }
    let narrow = n - n % NARROW;
    for j in (full..narrow).step_by(NARROW) {
        let sums = tile::<T, R, NARROW>(k, n, b, j, &column);
        store(&sums, n, out, i, j, into);
    }
    for j in narrow..n {
        let sums = tile::<T, R, 1>(k, n, b, j, &column);
        store(&sums, n, out, i, j, into);
    }
}

/// A block of `R`×`C` sums kept in registers.
#[inline(always)]
fn tile<T: Scalar, const R: usize, const C: usize>(
    k: usize,
    n: usize,
    b: &[T],
    j: usize,
    column: &impl Fn(usize) -> [T; R],
) -> [[T; C]; R] {
    let mut sums = [[T::zero(); C]; R];
    for p in 0..k {
        let from = p * n + j;
        let row = &b[from..from + C];
        let left = column(p);
        for r in 0..R {
            for c in 0..C {
                sums[r][c] += left[r] * row[c];
            }
        }
    }
    sums
}

#[inline(always)]
fn store<T: Scalar, const R: usize, const C: usize>(
    sums: &[[T; C]; R],
    n: usize,
    out: &mut [T],
    i: usize,
    j: usize,
    into: Into<'_, T>,
) {
    for (r, sums) in sums.iter().enumerate() {
        let from = (i + r) * n + j;
        let place = &mut out[from..from + C];
        for (c, (to, &sum)) in place.iter_mut().zip(sums).enumerate() {
            *to = match into {
                Into::Set => sum,
                Into::Add => *to + sum,
                Into::Biased(bias) => sum + bias[j + c],
            };
        }
    }
}
