//! Every matrix product has the bits of the plainest one.
#![cfg(not(target_arch = "wasm32"))]

use proptest::prelude::*;
use skipscape::autograd::kernels::{Into, matmul, matmul_at, matmul_bt};
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

/// All three products of one shape, set and added, against the triple loop, bit by bit.
fn products<T: Bits>(m: usize, k: usize, n: usize, mut draw: impl FnMut() -> T) {
    let mut matrix = |size: usize| -> Vec<T> { (0..size).map(|_| draw()).collect() };
    let (a, b, c, start) = (matrix(m * k), matrix(k * n), matrix(n * k), matrix(m * n));
    let mut scratch = Vec::new();
    for into in [Into::Set, Into::Add] {
        let [mut set, mut at, mut bt] = [start.clone(), start.clone(), start.clone()];
        matmul(m, k, n, &a, &b, &mut set, into);
        matmul_at(m, k, n, &a, &b, &mut at, into);
        matmul_bt(m, k, n, &a, &c, &mut bt, into, &mut scratch);
        for i in 0..m {
            for j in 0..n {
                let sums = [
                    plain(k, |p| a[i * k + p], |p| b[p * n + j]),
                    plain(k, |p| a[p * m + i], |p| b[p * n + j]),
                    plain(k, |p| a[i * k + p], |p| c[j * k + p]),
                ];
                let before = start[i * n + j];
                for (found, sum) in [&set, &at, &bt].iter().zip(sums) {
                    let right = if into == Into::Add { before + sum } else { sum };
                    assert_eq!(found[i * n + j].bits(), right.bits(), "{m}×{k}×{n} {into:?} at {i}, {j}");
                }
            }
        }
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
