//! Decimals as numbers of single precision, to the nearest, ties to even: what the standard library's `parse` gives, without
//! its table of powers of five, which is as much as a twentieth of what the page has to fetch.

/// Digits that are kept; more can only break a tie, and that is all they are looked at for. A tie of two floats has 112.
const KEPT: usize = 120;
/// Decimal numbers of more places than this are infinite or zero.
const FAR: i32 = 60;

/// Reads digits with a point among them or none, and after an `e` a power of ten; none for any other text, so for a sign.
#[must_use]
pub fn read(text: &str) -> Option<f32> {
    let (digits, power) = match text.split_once(['e', 'E']) {
        Some((digits, power)) => (digits, exponent(power)?),
        None => (text, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = || whole.bytes().chain(fraction.bytes());
    if all().next().is_none() || !all().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // The number is `natural` · 10^`power`, and a little more if it is `inexact`.
    let mut natural = Natural(vec![0]);
    let mut power = power.saturating_sub(fraction.len() as i32);
    let (mut places, mut inexact) = (0, false);
    for digit in all().map(|byte| u32::from(byte - b'0')).skip_while(|digit| *digit == 0) {
        if places < KEPT {
            natural.times_ten_plus(digit);
            places += 1;
        } else {
            power = power.saturating_add(1);
            inexact |= digit != 0;
        }
    }
    let magnitude = power.saturating_add(places as i32);
    if places == 0 || magnitude < -FAR {
        return Some(0.0);
    }
    if magnitude > FAR {
        return Some(f32::INFINITY);
    }
    // Moved up by whole limbs, so that 53 bits and more are left of it after the divisions.
    let room = 3 + (-power).max(0) as usize / 9;
    natural.0.splice(0..0, std::iter::repeat_n(0, room));
    for _ in 0..power {
        natural.times_ten_plus(0);
    }
    for _ in power..0 {
        inexact |= natural.divide_by_ten() != 0;
    }
    let (mantissa, exponent) = natural.leading(inexact);
    // Both factors and their product are exact: only the last step rounds.
    let two_to = f64::from_bits(((1023 + exponent - 32 * room as i32) as u64) << 52);
    Some((mantissa as f64 * two_to) as f32)
}

/// A power of ten with or without a sign; one past all numbers stands for any further one.
fn exponent(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let power = digits.bytes().fold(0, |power: i32, byte| (10 * power + i32::from(byte - b'0')).min(1 << 27));
    Some(if text.starts_with('-') { -power } else { power })
}

/// A natural number of any size: limbs of 32 bits, the lowest first.
struct Natural(Vec<u32>);

impl Natural {
    fn times_ten_plus(&mut self, digit: u32) {
        let mut carry = u64::from(digit);
        for limb in &mut self.0 {
            carry += 10 * u64::from(*limb);
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry != 0 {
            self.0.push(carry as u32);
        }
    }

    /// Divides, and gives the remainder.
    fn divide_by_ten(&mut self) -> u64 {
        let mut rest = 0;
        for limb in self.0.iter_mut().rev() {
            let value = rest << 32 | u64::from(*limb);
            *limb = (value / 10) as u32;
            rest = value % 10;
        }
        rest
    }

    /// Its first 53 bits and the power of two that they are to be multiplied by. The last bit is set if anything follows (it is
    /// rounded to odd), so that rounding to fewer bits rounds as the whole number would.
    fn leading(&self, inexact: bool) -> (u64, i32) {
        let first = self.0.iter().rposition(|limb| *limb != 0).unwrap_or(0).max(2);
        let (below, top) = self.0[..=first].split_at(first - 2);
        let top = top.iter().rev().fold(0_u128, |top, limb| top << 32 | u128::from(*limb));
        let shift = (128 - top.leading_zeros()).saturating_sub(53);
        let follows = inexact || top & ((1 << shift) - 1) != 0 || below.iter().any(|limb| *limb != 0);
        ((top >> shift) as u64 | u64::from(follows), 32 * below.len() as i32 + shift as i32)
    }
}
