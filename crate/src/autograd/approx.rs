//! `f32` tanh, erf and exp for the hot path: branch-free, only + − × ÷ and selects, so that the compiler vectorises them and
//! every target gives the same bits. Always inlined: a call would keep a loop from that. All were fitted for this crate;
//! the tests compare them, and the activations made of them, with libm in `f64`.

/// Numerator of tanh(x)/x in x², fitted on |x| ≤ 9 with the denominator below for the least relative error (2.1·10⁻⁸
/// before rounding).
const TANH_P: [f32; 5] = [0.999_999_98, 0.133_810_26, 0.003_495_588, 2.060_908_3e-5, 1.335_466_2e-8];
/// Denominator of tanh(x)/x in x².
const TANH_Q: [f32; 5] = [1.0, 0.467_143_4, 0.025_876_982, 3.285_635e-4, 7.776_559e-7];

/// tanh, within 8 units in the last place; ±1 beyond |x| = 9, NaN of NaN.
#[inline(always)]
#[must_use]
pub fn tanh(x: f32) -> f32 {
    let x = clamp(x, 9.0);
    let t = x * x;
    let p = (((TANH_P[4] * t + TANH_P[3]) * t + TANH_P[2]) * t + TANH_P[1]) * t + TANH_P[0];
    let q = (((TANH_Q[4] * t + TANH_Q[3]) * t + TANH_Q[2]) * t + TANH_Q[1]) * t + TANH_Q[0];
    clamp(x * p / q, 1.0)
}

/// Numerator of erf(x)/x in x², fitted on |x| ≤ 4 with the denominator below for the least relative error (2.5·10⁻⁸ before
/// rounding).
const ERF_P: [f32; 6] =
    [core::f32::consts::FRAC_2_SQRT_PI, 0.193_544_64, 0.053_101_64, 0.003_883_309_7, 2.845_626e-4, 1.986_755e-6];
/// Denominator of erf(x)/x in x².
const ERF_Q: [f32; 6] = [1.0, 0.504_857, 0.115_349_784, 0.015_207_187, 0.001_185_557_9, 3.741_971e-5];

/// Gauss's error function, within 7 units in the last place; ±1 beyond |x| = 4, NaN of NaN.
#[inline(always)]
#[must_use]
pub fn erf(x: f32) -> f32 {
    let x = clamp(x, 4.0);
    let t = x * x;
    let p = ((((ERF_P[5] * t + ERF_P[4]) * t + ERF_P[3]) * t + ERF_P[2]) * t + ERF_P[1]) * t + ERF_P[0];
    let q = ((((ERF_Q[5] * t + ERF_Q[4]) * t + ERF_Q[3]) * t + ERF_Q[2]) * t + ERF_Q[1]) * t + ERF_Q[0];
    clamp(x * p / q, 1.0)
}

/// x held between ±`limit`; NaN stays NaN (`f32::clamp` would call into libm on wasm).
#[inline(always)]
fn clamp(x: f32, limit: f32) -> f32 {
    let x = if x > limit { limit } else { x };
    if x < -limit { -limit } else { x }
}

/// Below this, eˣ is a subnormal number, and 0 is given.
const EXP_LOW: f32 = -87.0;
/// Above this, eˣ nears the largest `f32`, and infinity is given.
const EXP_HIGH: f32 = 88.0;
/// 1.5·2²³ + 127: adding it rounds to the nearest integer n and leaves n + 127, an exponent's bits, at the low end.
const EXP_MAGIC: f32 = 12_582_912.0 + 127.0;
/// The high part of ln 2, exact when multiplied by an integer below 2⁹.
const LN2_HIGH: f32 = 0.693_359_4;
/// What LN2_HIGH lacks.
const LN2_LOW: f32 = -2.121_944_4e-4;

/// eˣ, within 4 units in the last place for −87 ≤ x ≤ 88; 0 below, infinity above, NaN of NaN.
///
/// x = n·ln 2 + r with |r| ≤ ½ ln 2, eʳ by its Taylor polynomial of degree 7, and 2ⁿ put together from its bits.
#[inline(always)]
#[must_use]
pub fn exp(x: f32) -> f32 {
    let held = if x > EXP_HIGH { EXP_HIGH } else { x };
    let held = if held < EXP_LOW { EXP_LOW } else { held };
    let shifted = held * core::f32::consts::LOG2_E + EXP_MAGIC;
    let n = shifted - EXP_MAGIC;
    let r = (held - n * LN2_HIGH) - n * LN2_LOW;
    let p = 1.0 / 5040.0;
    let p = p * r + 1.0 / 720.0;
    let p = p * r + 1.0 / 120.0;
    let p = p * r + 1.0 / 24.0;
    let p = p * r + 1.0 / 6.0;
    let p = p * r + 0.5;
    let p = p * (r * r) + r + 1.0;
    let y = p * f32::from_bits(shifted.to_bits() << 23);
    let y = if x < EXP_LOW { 0.0 } else { y };
    let y = if x > EXP_HIGH { f32::INFINITY } else { y };
    if x.is_nan() { x } else { y }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest error over a dense sweep, in units in the last place of the right value.
    fn worst(f: impl Fn(f32) -> f32, exact: impl Fn(f64) -> f64, low: f32, high: f32) -> f64 {
        let n = 400_000;
        (0..=n)
            .map(|i| low + (high - low) * (i as f32 / n as f32))
            .map(|x| {
                let right = exact(f64::from(x));
                let near = right.abs() as f32;
                let ulp = f64::from(f32::from_bits(near.to_bits() + 1)) - f64::from(near);
                (f64::from(f(x)) - right).abs() / ulp
            })
            .fold(0.0, f64::max)
    }

    #[test]
    fn tanh_is_within_8_ulp_of_libm() {
        for (low, high) in [(-10.0, 10.0), (-1.0, 1.0), (1e-30, 1e-3)] {
            let error = worst(tanh, libm::tanh, low, high);
            assert!(error < 8.0, "{error} ulp on {low}…{high}");
        }
        assert_eq!(tanh(0.0), 0.0);
        assert_eq!(tanh(50.0), 1.0);
        assert_eq!(tanh(f32::NEG_INFINITY), -1.0);
        assert!(tanh(f32::NAN).is_nan());
    }

    #[test]
    fn erf_is_within_7_ulp_of_libm() {
        for (low, high) in [(-5.0, 5.0), (-1.0, 1.0), (1e-30, 1e-3)] {
            let error = worst(erf, libm::erf, low, high);
            assert!(error < 7.0, "{error} ulp on {low}…{high}");
        }
        assert_eq!(erf(0.0), 0.0);
        assert_eq!(erf(50.0), 1.0);
        assert_eq!(erf(f32::NEG_INFINITY), -1.0);
        assert!(erf(f32::NAN).is_nan());
    }

    #[test]
    fn exp_is_within_4_ulp_of_libm() {
        for (low, high) in [(-86.9, 87.9), (-1.0, 1.0)] {
            let error = worst(exp, libm::exp, low, high);
            assert!(error < 4.0, "{error} ulp on {low}…{high}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-200.0), 0.0);
        assert_eq!(exp(f32::INFINITY), f32::INFINITY);
        assert!(exp(f32::NAN).is_nan());
    }
}
