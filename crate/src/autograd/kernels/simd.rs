//! The product of `f32` and `f64` in vector registers: simd128 on wasm, SSE and AVX on x86-64. A lane is one output, and adds
//! its terms one by one in the order of [`super::portable`], product and sum rounded apart; so the bits are the same.
//!
//! The one place with unsafe code: the loads of a block's inner loop are not checked one by one, for that costs as much as
//! the arithmetic. [`product`] checks the lengths of all slices once, before the first.
#![allow(unsafe_code)]

use super::{Into, Shape};

/// So many numbers of one register.
trait Lanes: Copy {
    type Of: Copy + Default;
    const COUNT: usize;
    unsafe fn splat(value: Self::Of) -> Self;
    /// Of `COUNT` numbers from a place on, which need not be aligned.
    unsafe fn load(from: *const Self::Of) -> Self;
    unsafe fn store(self, to: *mut Self::Of);
    unsafe fn plus(self, other: Self) -> Self;
    unsafe fn times(self, other: Self) -> Self;
}

/// A number that there are registers of.
#[allow(private_bounds)]
pub trait Number: Lanes<Of = Self> + Default {
    /// # Safety
    /// The slices hold the shape's matrices.
    #[doc(hidden)]
    unsafe fn product(shape: Shape, a: &[Self], b: &[Self], out: &mut [Self], into: Into<'_, Self>);
}

/// Writes the five functions of a register's type. What wasm's `splat`, `add` and `mul` need no `unsafe` for, x86's do outside
/// of a function that has the register: hence the allowances.
macro_rules! lanes {
    ($name:ident, $register:ty, $of:ty, $count:literal, $splat:path, $load:path, $store:path, $add:path, $mul:path) => {
        #[derive(Clone, Copy)]
        struct $name($register);
        impl Lanes for $name {
            type Of = $of;
            const COUNT: usize = $count;
            #[inline(always)]
            unsafe fn splat(value: $of) -> Self {
                #[allow(unused_unsafe)]
                unsafe {
                    Self($splat(value))
                }
            }
            #[inline(always)]
            unsafe fn load(from: *const $of) -> Self {
                unsafe { Self($load(from.cast())) }
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $of) {
                unsafe { $store(to.cast(), self.0) }
            }
            #[inline(always)]
            unsafe fn plus(self, other: Self) -> Self {
                #[allow(unused_unsafe)]
                unsafe {
                    Self($add(self.0, other.0))
                }
            }
            #[inline(always)]
            unsafe fn times(self, other: Self) -> Self {
                #[allow(unused_unsafe)]
                unsafe {
                    Self($mul(self.0, other.0))
                }
            }
        }
    };
}

/// A single number, for the columns that fill no register.
macro_rules! single {
    ($number:ty) => {
        impl Lanes for $number {
            type Of = Self;
            const COUNT: usize = 1;
            #[inline(always)]
            unsafe fn splat(value: Self) -> Self {
                value
            }
            #[inline(always)]
            unsafe fn load(from: *const Self) -> Self {
                unsafe { *from }
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut Self) {
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
    };
}
single!(f32);
single!(f64);

#[cfg(target_arch = "wasm32")]
mod target {
    use core::arch::wasm32::*;

    use super::{Into, Lanes, Number, Shape, in_blocks};

    lanes!(F32x4, v128, f32, 4, f32x4_splat, v128_load, v128_store, f32x4_add, f32x4_mul);
    lanes!(F64x2, v128, f64, 2, f64x2_splat, v128_load, v128_store, f64x2_add, f64x2_mul);

    macro_rules! number {
        ($number:ty, $wide:ident) => {
            impl Number for $number {
                #[inline(always)]
                unsafe fn product(shape: Shape, a: &[Self], b: &[Self], out: &mut [Self], into: Into<'_, Self>) {
                    unsafe { in_blocks::<$wide, $wide>(shape, a, b, out, into) }
                }
            }
        };
    }
    number!(f32, F32x4);
    number!(f64, F64x2);
}

#[cfg(target_arch = "x86_64")]
mod target {
    use core::arch::x86_64::*;

    use super::{Into, Lanes, Number, Shape, in_blocks};

    lanes!(F32x4, __m128, f32, 4, _mm_set1_ps, _mm_loadu_ps, _mm_storeu_ps, _mm_add_ps, _mm_mul_ps);
    lanes!(F32x8, __m256, f32, 8, _mm256_set1_ps, _mm256_loadu_ps, _mm256_storeu_ps, _mm256_add_ps, _mm256_mul_ps);
    lanes!(F64x2, __m128d, f64, 2, _mm_set1_pd, _mm_loadu_pd, _mm_storeu_pd, _mm_add_pd, _mm_mul_pd);
    lanes!(F64x4, __m256d, f64, 4, _mm256_set1_pd, _mm256_loadu_pd, _mm256_storeu_pd, _mm256_add_pd, _mm256_mul_pd);

    macro_rules! number {
        ($number:ty, $wide:ident, $narrow:ident) => {
            impl Number for $number {
                unsafe fn product(shape: Shape, a: &[Self], b: &[Self], out: &mut [Self], into: Into<'_, Self>) {
                    #[target_feature(enable = "avx")]
                    unsafe fn with_avx(
                        shape: Shape,
                        a: &[$number],
                        b: &[$number],
                        out: &mut [$number],
                        into: Into<'_, $number>,
                    ) {
                        unsafe { in_blocks::<$wide, $narrow>(shape, a, b, out, into) }
                    }
                    if std::arch::is_x86_feature_detected!("avx") {
                        unsafe { with_avx(shape, a, b, out, into) }
                    } else {
                        unsafe { in_blocks::<$narrow, $narrow>(shape, a, b, out, into) }
                    }
                }
            }
        };
    }
    number!(f32, F32x8, F32x4);
    number!(f64, F64x4, F64x2);
}

/// out \[m×n\] = A·B, or what `into` makes of it.
///
/// # Panics
/// If a slice is shorter than its matrix.
pub fn product<T: Number>(shape: Shape, a: &[T], b: &[T], out: &mut [T], into: Into<'_, T>) {
    assert!(shape.fits(a, b, out, into), "a slice is shorter than its matrix");
    // Every place that is read or written below lies inside one of these slices.
    unsafe { T::product(shape, a, b, out, into) }
}

/// The output block by block: `W` is the widest register, `N` a narrower one for what is left of a row.
#[inline(always)]
unsafe fn in_blocks<W: Lanes<Of: Number>, N: Lanes<Of = W::Of>>(
    shape: Shape,
    a: &[W::Of],
    b: &[W::Of],
    out: &mut [W::Of],
    into: Into<'_, W::Of>,
) {
    unsafe {
        if shape.turned {
            rows::<W, N, true>(shape, a, b, out, into);
        } else {
            rows::<W, N, false>(shape, a, b, out, into);
        }
    }
}

#[inline(always)]
unsafe fn rows<W: Lanes<Of: Number>, N: Lanes<Of = W::Of>, const TURNED: bool>(
    shape: Shape,
    a: &[W::Of],
    b: &[W::Of],
    out: &mut [W::Of],
    into: Into<'_, W::Of>,
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
struct At<'a, T> {
    shape: Shape,
    a: *const T,
    b: *const T,
    out: *mut T,
    into: Into<'a, T>,
}

impl<T: Number> At<'_, T> {
    /// `R` rows.
    #[inline(always)]
    unsafe fn columns<W: Lanes<Of = T>, N: Lanes<Of = T>, const R: usize, const TURNED: bool>(self) {
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
                self.block::<T, R, 1, TURNED>(j);
                j += 1;
            }
        }
    }

    /// `R` rows of `C` registers from column `j` on, their sums kept in registers.
    // Plain indices: iterators are not always inlined here, and then the sums are not kept in registers.
    #[allow(clippy::needless_range_loop)]
    #[inline(always)]
    unsafe fn block<V: Lanes<Of = T>, const R: usize, const C: usize, const TURNED: bool>(self, j: usize) {
        let Shape { m, k, n, .. } = self.shape;
        unsafe {
            let mut sums = [[V::splat(T::default()); C]; R];
            let mut right = [V::splat(T::default()); C];
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
                // After the last term it may lie past the end, where it is read no more.
                b = b.wrapping_add(n);
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
