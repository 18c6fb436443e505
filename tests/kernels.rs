//! Every matrix product has the bits of the plainest one.
#![cfg(not(target_arch = "wasm32"))]

use proptest::prelude::*;
use skipscape::autograd::kernels::{Into, Shape, matmul, matmul_at, matmul_bt, portable, sum_down};
use skipscape::autograd::{Dual, Scalar};
use skipscape::rng::Stream;

/// Σ over k in rising k, one accumulator.
fn plain<T: Scalar>(k: usize, a: impl Fn(usize) -> T, b: impl Fn(usize) -> T) -> T {
    let mut sum = T::zero();
    for p in 0..k {
        sum += a(p) * b(p);
    }
    sum
}

/// A number's bits, one word a part.
trait Bits: Scalar {
    fn bits(self) -> [u64; 2];
}
impl Bits for f32 {
    fn bits(self) -> [u64; 2] {
        [self.to_bits().into(), 0]
    }
}
impl Bits for f64 {
    fn bits(self) -> [u64; 2] {
        [self.to_bits(), 0]
    }
}
impl Bits for Dual<f64> {
    fn bits(self) -> [u64; 2] {
        [self.re.to_bits(), self.eps.to_bits()]
    }
}

/// All three products of one shape, in vector registers where there are any and as the portable kernel gives them, set,
/// added and with a bias, against the triple loop, bit by bit.
fn products<T: Bits>(m: usize, k: usize, n: usize, mut draw: impl FnMut() -> T) {
    let mut matrix = |size: usize| -> Vec<T> { (0..size).map(|_| draw()).collect() };
    let (a, b, c, start, bias) = (matrix(m * k), matrix(k * n), matrix(n * k), matrix(m * n), matrix(n));
    let mut scratch = Vec::new();
    for into in [Into::Set, Into::Add, Into::Biased(&bias)] {
        let mut found: [Vec<T>; 5] = core::array::from_fn(|_| start.clone());
        matmul(m, k, n, &a, &b, &mut found[0], into);
        matmul_at(m, k, n, &a, &b, &mut found[1], into);
        matmul_bt(m, k, n, &a, &c, &mut found[2], into, &mut scratch);
        portable::product(Shape { m, k, n, turned: false }, &a, &b, &mut found[3], into);
        portable::product(Shape { m, k, n, turned: true }, &a, &b, &mut found[4], into);
        for i in 0..m {
            for j in 0..n {
                let straight = plain(k, |p| a[i * k + p], |p| b[p * n + j]);
                let turned = plain(k, |p| a[p * m + i], |p| b[p * n + j]);
                let sums = [straight, turned, plain(k, |p| a[i * k + p], |p| c[j * k + p]), straight, turned];
                for (number, (found, sum)) in found.iter().zip(sums).enumerate() {
                    let right = match into {
                        Into::Set => sum,
                        Into::Add => start[i * n + j] + sum,
                        Into::Biased(bias) => sum + bias[j],
                    };
                    assert_eq!(
                        found[i * n + j].bits(),
                        right.bits(),
                        "{m}×{k}×{n}, product {number}, {into:?} at {i}, {j}"
                    );
                }
            }
        }
    }
    // Down the columns of two matrices, row after row, on top of what is there.
    let mut sums = bias.clone();
    let (x, y) = (matrix(m * n), matrix(m * n));
    sum_down(n, &x, &y, &mut sums, |x, y| x * y);
    for (j, sum) in sums.iter().enumerate() {
        let right = (0..m).fold(bias[j], |sum, i| sum + x[i * n + j] * y[i * n + j]);
        assert_eq!(sum.bits(), right.bits(), "the sum down column {j} of {m}×{n}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn products_have_the_bits_of_a_triple_loop(m in 0_usize..40, k in 0_usize..40, n in 0_usize..40, seed: u32) {
        let mut stream = Stream::new(seed, "test/products");
        products::<f32>(m, k, n, || stream.normal() as f32);
        products::<f64>(m, k, n, || stream.normal());
        products::<Dual<f64>>(m, k, n, || Dual::new(stream.normal(), stream.normal()));
    }
}
