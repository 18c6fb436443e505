//! Matrix products. Every product of the engine, on every scalar, goes through [`tile`]: each output is the sum over k of
//! a·b in rising k, one accumulator, never fused. The blocking decides only which outputs are computed together, so it
//! never changes a bit.
//!
//! Matrices are row-major slices. `m`, `k`, `n` are rows of the output, terms of a sum, columns of the output.

use super::scalar::Scalar;

const ROWS: usize = 4;
const COLS: usize = 8;
/// Columns of a narrow block, for products with few columns left.
const NARROW: usize = 4;

/// Whether the product replaces the output or is added to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Into {
    /// out = product
    Set,
    /// out += product
    Add,
}

/// out \[m×n\] = A \[m×k\] · B \[k×n\].
pub fn matmul<T: Scalar>(m: usize, k: usize, n: usize, a: &[T], b: &[T], out: &mut [T], into: Into) {
    let rows = |i: usize| -> [&[T]; ROWS] { core::array::from_fn(|r| &a[(i + r) * k..(i + r + 1) * k]) };
    let full = m - m % ROWS;
    for i in (0..full).step_by(ROWS) {
        let [r0, r1, r2, r3] = rows(i);
        strip(k, n, b, out, i, into, |p| [r0[p], r1[p], r2[p], r3[p]]);
    }
    for i in full..m {
        let row = &a[i * k..(i + 1) * k];
        strip(k, n, b, out, i, into, |p| [row[p]]);
    }
}

/// out \[m×n\] = Aᵀ · B, A \[k×m\], B \[k×n\]: the gradient of a weight.
pub fn matmul_at<T: Scalar>(m: usize, k: usize, n: usize, a: &[T], b: &[T], out: &mut [T], into: Into) {
    let full = m - m % ROWS;
    for i in (0..full).step_by(ROWS) {
        strip(k, n, b, out, i, into, |p| {
            let from = p * m + i;
            let four = &a[from..from + ROWS];
            [four[0], four[1], four[2], four[3]]
        });
    }
    for i in full..m {
        strip(k, n, b, out, i, into, |p| [a[p * m + i]]);
    }
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
    into: Into,
    scratch: &mut Vec<T>,
) {
    scratch.clear();
    scratch.resize(k * n, T::zero());
    for (j, row) in b.chunks_exact(k.max(1)).enumerate().take(n) {
        for (p, &value) in row.iter().enumerate() {
            scratch[p * n + j] = value;
        }
    }
    matmul(m, k, n, a, scratch, out, into);
}

/// `R` rows of the output from row `i` on; `column(p)` gives the `R` values of A that meet row p of B.
#[inline(always)]
fn strip<T: Scalar, const R: usize>(
    k: usize,
    n: usize,
    b: &[T],
    out: &mut [T],
    i: usize,
    into: Into,
    column: impl Fn(usize) -> [T; R],
) {
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
    into: Into,
) {
    for (r, sums) in sums.iter().enumerate() {
        let from = (i + r) * n + j;
        let place = &mut out[from..from + C];
        for (to, &sum) in place.iter_mut().zip(sums) {
            *to = if into == Into::Add { *to + sum } else { sum };
        }
    }
}
