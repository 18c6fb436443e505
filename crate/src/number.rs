//! How numbers are written: 0.606, 15,314, 3 × 10⁻⁵. One rule for figures, sentences and the command line, the same
//! as the page's: three digits that count; below 0.001 and from a million on two, and a whole power of ten.

/// A number for people. Never `3e-5`, never a fractional exponent; what is not a number is a dash.
#[must_use]
pub fn number(value: f64) -> String {
    significant(value, 3)
}

/// A number with so many digits that count.
#[must_use]
pub fn significant(value: f64, digits: usize) -> String {
    let digits = digits.max(1);
    if value.is_nan() {
        return "–".into();
    }
    if value.is_infinite() {
        return if value < 0.0 { "−∞" } else { "∞" }.into();
    }
    if value == 0.0 {
        return "0".into();
    }
    // The decimal form rounded to these digits says where the point stands, without a logarithm that could be off by one.
    let (mantissa, exponent) = scientific(value, digits - 1);
    if (-3..6).contains(&exponent) {
        let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
        return grouped(&format!("{:.*}", decimals.min(6), value));
    }
    let (short, exponent) = if digits > 1 { scientific(value, digits - 2) } else { (mantissa, exponent) };
    let short = if short.contains('.') { short.trim_end_matches('0').trim_end_matches('.') } else { &short };
    let sign = if short.starts_with('-') { "−" } else { "" };
    match short.trim_start_matches('-') {
        "1" => format!("{sign}{}", power(exponent)),
        mantissa => format!("{sign}{mantissa} × {}", power(exponent)),
    }
}

/// The number whose decimal logarithm this is, which may lie far outside what a float holds: −400.3 gives 5 × 10⁻⁴⁰¹.
#[must_use]
pub fn from_log10(logarithm: f64) -> String {
    if !logarithm.is_finite() {
        return if logarithm == f64::NEG_INFINITY { "0".into() } else { number(logarithm) };
    }
    if (-300.0..300.0).contains(&logarithm) {
        return number(libm::pow(10.0, logarithm));
    }
    let exponent = logarithm.floor();
    let mantissa = format!("{:.1}", libm::pow(10.0, logarithm - exponent));
    format!("{} × {}", mantissa.trim_end_matches(".0"), power(exponent.clamp(-1e6, 1e6) as i32))
}

/// 10 to a whole power; 1 and 10 as they are.
#[must_use]
pub fn power(exponent: i32) -> String {
    match exponent {
        0 => "1".into(),
        1 => "10".into(),
        _ => format!("10{}", raised(exponent)),
    }
}

/// A whole number in raised figures.
#[must_use]
pub fn raised(value: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    value.to_string().chars().map(|c| c.to_digit(10).map_or('⁻', |digit| DIGITS[digit as usize])).collect()
}

/// A whole number with thousands separators.
#[must_use]
pub fn count(value: f64) -> String {
    if value.is_finite() { grouped(&format!("{value:.0}")) } else { number(value) }
}

/// A share as a percentage: `93 %`; `99.6 %` where whole ones would round it up to all, and `0.4 %` where down to none.
#[must_use]
pub fn percent(share: f64) -> String {
    let hundred = share * 100.0;
    if !hundred.is_finite() {
        return "–".into();
    }
    let near_an_end = (hundred > 99.0 && hundred < 100.0) || (hundred > 0.0 && hundred < 1.0);
    format!("{} %", minus(&if near_an_end { format!("{hundred:.1}") } else { format!("{hundred:.0}") }))
}

/// An accuracy: 0.67, 1.00; 0.998 where two places would round it up to 1.
#[must_use]
pub fn accuracy(value: f64) -> String {
    if !value.is_finite() {
        return "–".into();
    }
    // 0.9996 is not 1.000.
    if (0.995..1.0).contains(&value) { format!("{:.3}", value.min(0.999)) } else { minus(&format!("{value:.2}")) }
}

/// A number with exactly so many decimals and a proper minus sign, for the ticks of an axis.
#[must_use]
pub fn fixed(value: f64, decimals: usize) -> String {
    grouped(&format!("{value:.decimals$}"))
}

fn scientific(value: f64, decimals: usize) -> (String, i32) {
    let text = format!("{value:.decimals$e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa.into(), exponent.parse().unwrap_or(0)),
        None => (text, 0),
    }
}

/// Thousands separators and a proper minus sign; `-0.00` becomes `0.00`.
fn grouped(text: &str) -> String {
    let digits = text.trim_start_matches('-');
    let negative = text.starts_with('-') && digits.chars().any(|c| c.is_ascii_digit() && c != '0');
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::from(if negative { "−" } else { "" });
    for (k, c) in whole.chars().enumerate() {
        if k > 0 && (whole.len() - k) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

fn minus(text: &str) -> String {
    text.replace('-', "−")
}
