//! How values are written in Python.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::scene::{Act, Timed};

/// Characters of base64 on a line.
const LINE: usize = 120;

/// A text with each of its lines that is not empty moved to the right by so many spaces.
pub fn indented(text: &str, spaces: usize) -> String {
    let line = |line: &str| if line.is_empty() { String::from("\n") } else { format!("{:spaces$}{line}\n", "") };
    text.lines().map(line).collect()
}

/// The activation of an expression.
pub fn activated(act: Act, x: &str) -> String {
    match act {
        Act::Tanh => format!("torch.tanh({x})"),
        Act::Relu => format!("torch.relu({x})"),
        Act::Gelu => format!("F.gelu({x})"),
        Act::GeluTanh => format!("F.gelu({x}, approximate=\"tanh\")"),
        Act::Silu => format!("F.silu({x})"),
        Act::Sigmoid => format!("torch.sigmoid({x})"),
        Act::Linear => x.to_owned(),
    }
}

/// A value that may change in mid-run, as an expression of `step`.
pub fn timed<T: Copy>(value: &Timed<T>, told: impl Fn(T) -> String) -> String {
    let later = value.later.iter().rev();
    later.map(|&(from, value)| format!("{} if step >= {from} else ", told(value))).collect::<String>()
        + &told(value.first)
}

/// Numbers as a string that `numbers` reads.
pub fn single(values: impl Iterator<Item = f32>) -> String {
    base64(&values.flat_map(f32::to_le_bytes).collect::<Vec<u8>>())
}

/// Whole numbers below 2¹⁵ as a string that `numbers` reads as `int16`.
pub fn short(values: impl Iterator<Item = u32>) -> String {
    base64(&values.flat_map(|value| (value as u16).to_le_bytes()).collect::<Vec<u8>>())
}

/// Bytes as a string of base64, in lines.
pub fn base64(bytes: &[u8]) -> String {
    let text = STANDARD.encode(bytes);
    if text.len() <= LINE {
        return format!("\"{text}\"");
    }
    let mut lines = String::from("\"\"\"\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        lines.push_str(line);
        lines.push('\n');
        rest = after;
    }
    lines + "\"\"\""
}
