//! The product of `f32` in vector registers: simd128 on wasm, SSE and AVX on x86-64. A lane is one output, and adds its
//! terms one by one in the order of [`super::portable`], product and sum rounded apart; so the bits are the same.
//!
//! The one place with unsafe code: the loads of a block's inner loop are not checked one by one, for that costs as much as
//! the arithmetic. [`product`] checks the lengths of all slices once, before the first.
#![allow(unsafe_code)]

use super::{Into, Shape};

/// So many `f32` of one register.
trait Lanes: Copy {
    const COUNT: usize;
    unsafe fn splat(value: f32) -> Self;
    /// Of `COUNT` numbers from a place on, which need not be aligned.
    unsafe fn load(from: *const f32) -> Self;
    unsafe fn store(self, to: *mut f32);
    unsafe fn plus(self, other: Self) -> Self;
    unsafe fn times(self, other: Self) -> Self;
}

/// A single number, for the columns that fill no register.
impl Lanes for f32 {
    const COUNT: usize = 1;
    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        value
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        unsafe { *from }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        unsafe { *to = self }
    }
    #[inline(always)]
    unsafe fn plus(self, other: Self) -> Self {
        self + other
    }
    #[inline(always)]
    unsafe fn times(self, other: Self) -> Self {
        self * other
    }
}

/// Writes the five functions of a register's type. What wasm's `splat`, `add` and `mul` need no `unsafe` for, x86's do outside
/// of a function that has the register: hence the allowances.
macro_rules! lanes {
    ($register:ty, $count:literal, $splat:path, $load:path, $store:path, $add:path, $mul:path, $place:ty) => {
        impl Lanes for $register {
            const COUNT: usize = $count;
            #[inline(always)]
            unsafe fn splat(value: f32) -> Self {
                #[allow(unused_unsafe)]
                unsafe {
                    $splat(value)
                }
            }
            #[inline(always)]
            unsafe fn load(from: *const f32) -> Self {
                unsafe { $load(from.cast::<$place>()) }
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut f32) {
                unsafe { $store(to.cast::<$place>(), self) }
            }
            #[inline(always)]
            unsafe fn plus(self, other: Self) -> Self {
                #[allow(unused_unsafe)]
                unsafe {
                    $add(self, other)
                }
            }
            #[inline(always)]
            unsafe fn times(self, other: Self) -> Self {
                #[allow(unused_unsafe)]
                unsafe {
                    $mul(self, other)
                }
            }
        }
    };
}

#[cfg(target_arch = "wasm32")]
mod target {
    use core::arch::wasm32 as wasm;

    use super::{Into, Lanes, Shape, in_blocks};

    pub type Four = wasm::v128;
    lanes!(Four, 4, wasm::f32x4_splat, wasm::v128_load, wasm::v128_store, wasm::f32x4_add, wasm::f32x4_mul, Four);

    /// # Safety
    /// The slices hold the shape's matrices.
    #[inline(always)]
    pub unsafe fn product(shape: Shape, a: &[f32], b: &[f32], out: &mut [f32], into: Into<'_, f32>) {
        unsafe { in_blocks::<Four, Four>(shape, a, b, out, into) }
    }
}

#[cfg(target_arch = "x86_64")]
mod target {
    use core::arch::x86_64 as x86;

    use super::{Into, Lanes, Shape, in_blocks};

    type Four = x86::__m128;
    type Eight = x86::__m256;
    lanes!(Four, 4, x86::_mm_set1_ps, x86::_mm_loadu_ps, x86::_mm_storeu_ps, x86::_mm_add_ps, x86::_mm_mul_ps, f32);
    lanes!(
        Eight,
        8,
        x86::_mm256_set1_ps,
        x86::_mm256_loadu_ps,
        x86::_mm256_storeu_ps,
        x86::_mm256_add_ps,
        x86::_mm256_mul_ps,
        f32
    );

    /// # Safety
    /// The slices hold the shape's matrices.
    pub unsafe fn product(shape: Shape, a: &[f32], b: &[f32], out: &mut [f32], into: Into<'_, f32>) {
        if std::arch::is_x86_feature_detected!("avx") {
            unsafe { with_avx(shape, a, b, out, into) }
        } else {
            unsafe { in_blocks::<Four, Four>(shape, a, b, out, into) }
        }
    }

    #[target_feature(enable = "avx")]
    unsafe fn with_avx(shape: Shape, a: &[f32], b: &[f32], out: &mut [f32], into: Into<'_, f32>) {
        unsafe { in_blocks::<Eight, Four>(shape, a, b, out, into) }
    }
}

/// out \[m×n\] = A·B, or what `into` makes of it.
///
/// # Panics
/// If a slice is shorter than its matrix.
pub fn product(shape: Shape, a: &[f32], b: &[f32], out: &mut [f32], into: Into<'_, f32>) {
    assert!(shape.fits(a, b, out, into), "a slice is shorter than its matrix");
    // Every place that is read or written below lies inside one of these slices.
    unsafe { target::product(shape, a, b, out, into) }
}

/// The output block by block: `W` is the widest register, `N` a narrower one for what is left of a row.
#[inline(always)]
unsafe fn in_blocks<W: Lanes, N: Lanes>(shape: Shape, a: &[f32], b: &[f32], out: &mut [f32], into: Into<'_, f32>) {
    unsafe {
        if shape.turned {
            rows::<W, N, true>(shape, a, b, out, into);
        } else {
            rows::<W, N, false>(shape, a, b, out, into);
        }
    }
}

#[inline(always)]
unsafe fn rows<W: Lanes, N: Lanes, const TURNED: bool>(
    shape: Shape,
    a: &[f32],
    b: &[f32],
    out: &mut [f32],
    into: Into<'_, f32>,
) {
    let (m, row) = (shape.m, shape.strides()[0]);
    let mut i = 0;
    unsafe {
        while i + 4 <= m {
            let at =
                At { shape, a: a.as_ptr().add(i * row), b: b.as_ptr(), out: out.as_mut_ptr().add(i * shape.n), into };
            at.columns::<W, N, 4, TURNED>();
            i += 4;
        }
        while i < m {
            let at =
                At { shape, a: a.as_ptr().add(i * row), b: b.as_ptr(), out: out.as_mut_ptr().add(i * shape.n), into };
            at.columns::<W, N, 1, TURNED>();
            i += 1;
        }
    }
}

/// Where some rows of the output are computed.
#[derive(Clone, Copy)]
struct At<'a> {
    shape: Shape,
    a: *const f32,
    b: *const f32,
    out: *mut f32,
    into: Into<'a, f32>,
}

impl At<'_> {
    /// `R` rows.
    #[inline(always)]
    unsafe fn columns<W: Lanes, N: Lanes, const R: usize, const TURNED: bool>(self) {
        let n = self.shape.n;
        let mut j = 0;
        unsafe {
            while j + 2 * W::COUNT <= n {
                self.block::<W, R, 2, TURNED>(j);
                j += 2 * W::COUNT;
            }
            if j + W::COUNT <= n {
                self.block::<W, R, 1, TURNED>(j);
                j += W::COUNT;
            }
            if W::COUNT > N::COUNT && j + N::COUNT <= n {
                self.block::<N, R, 1, TURNED>(j);
                j += N::COUNT;
            }
            while j < n {
                self.block::<f32, R, 1, TURNED>(j);
                j += 1;
            }
        }
    }

    /// `R` rows of `C` registers from column `j` on, their sums kept in registers.
    // Plain indices: iterators are not always inlined here, and then the sums are not kept in registers.
    #[allow(clippy::needless_range_loop)]
    #[inline(always)]
    unsafe fn block<V: Lanes, const R: usize, const C: usize, const TURNED: bool>(self, j: usize) {
        let Shape { m, k, n, .. } = self.shape;
        unsafe {
            let mut sums = [[V::splat(0.0); C]; R];
            let mut right = [V::splat(0.0); C];
            let mut b = self.b.add(j);
            // Not unrolled further: two terms a turn need more registers than there are, and were a fifth slower in Chromium.
            for p in 0..k {
                for c in 0..C {
                    right[c] = V::load(b.add(c * V::COUNT));
                }
                for r in 0..R {
                    let left = V::splat(*if TURNED { self.a.add(p * m + r) } else { self.a.add(r * k + p) });
                    for c in 0..C {
                        sums[r][c] = sums[r][c].plus(left.times(right[c]));
                    }
                }
                b = b.add(n);
            }
            let place = |r: usize, c: usize| self.out.add(r * n + j + c * V::COUNT);
            match self.into {
                Into::Set => each::<R, C>(|r, c| sums[r][c].store(place(r, c))),
                Into::Add => each::<R, C>(|r, c| V::load(place(r, c)).plus(sums[r][c]).store(place(r, c))),
                Into::Biased(bias) => {
                    let bias = bias.as_ptr().add(j);
                    each::<R, C>(|r, c| sums[r][c].plus(V::load(bias.add(c * V::COUNT))).store(place(r, c)));
                }
            }
        }
    }
}

#[inline(always)]
fn each<const R: usize, const C: usize>(mut see: impl FnMut(usize, usize)) {
    for r in 0..R {
        for c in 0..C {
            see(r, c);
        }
    }
}
