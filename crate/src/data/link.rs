//! Points as they travel in a link: `p2c3.` and then base64url, without padding, of the rows.
//!
//! `p2c3.` says points of 2 inputs and 3 classes, `p2v.` of 2 inputs and a value to predict. A row is each stored
//! coordinate as an unsigned 16-bit number, big-endian, 0 for −1.5, 32767 for 0 and 65534 for 1.5; then its class as one
//! byte, or its value like a coordinate. The alphabet is RFC 4648's for URLs, so that nothing in it needs an escape.

use super::error::DataError;
use super::own::{Answers, FULL, MAX_INPUTS, Own, is_digest, most_classes};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The rows as text.
pub(super) fn encode(own: &Own) -> String {
    let mut bytes = Vec::new();
    for (row, cells) in own.cells.chunks(own.inputs.max(1)).enumerate() {
        cells.iter().for_each(|cell| bytes.extend(to_wire(*cell)));
        match &own.answers {
            Answers::Classes(_, classes) => bytes.extend(classes.get(row)),
            Answers::Values(values) => values.get(row).iter().for_each(|value| bytes.extend(to_wire(**value))),
        }
    }
    let kind = own.classes().map_or_else(|| "v".to_owned(), |classes| format!("c{classes}"));
    format!("p{}{kind}.{}", own.inputs, base64(&bytes))
}

/// Inputs a row, stored coordinates and answers of a text of at most so many rows; an error for any other text.
pub(super) fn decode(text: &str, most_rows: usize) -> Result<(usize, Vec<i16>, Answers), DataError> {
    if is_digest(text) {
        return Err(DataError::NoFile { wanted: text.to_owned() });
    }
    let (inputs, classes, body) = head(text).ok_or_else(|| wrong("it should begin like p2c3. or p2v."))?;
    if !(1..=MAX_INPUTS).contains(&inputs) {
        return Err(wrong(format!("it has {inputs} inputs, and 1 to {MAX_INPUTS} are possible")));
    }
    let most = most_classes(inputs);
    if classes.is_some_and(|classes| !(2..=most).contains(&classes)) {
        return Err(wrong(format!("it has {} classes, and 2 to {most} are possible", classes.unwrap_or(0))));
    }
    let length = 2 * inputs + if classes.is_some() { 1 } else { 2 };
    // Four characters carry three bytes.
    if body.len() > (most_rows * length).div_ceil(3) * 4 {
        return Err(wrong(format!("it is too long: a link carries up to {most_rows} points")));
    }
    let bytes = unbase64(body)?;
    if bytes.len() % length != 0 {
        return Err(wrong("its last point is cut off; was all of the link copied?"));
    }
    let mut cells = Vec::with_capacity(bytes.len() / length * inputs);
    let (mut labels, mut values) = (Vec::new(), Vec::new());
    for (row, bytes) in bytes.chunks_exact(length).enumerate() {
        let (input, answer) = bytes.split_at(2 * inputs);
        for pair in input.chunks_exact(2) {
            cells.push(from_wire(pair, row)?);
        }
        match (classes, answer) {
            (Some(classes), [class]) if usize::from(*class) < classes => labels.push(*class),
            (Some(classes), _) => {
                return Err(wrong(format!("point {} is of a class beyond the {classes} it speaks of", row + 1)));
            }
            (None, pair) => values.push(from_wire(pair, row)?),
        }
    }
    Ok((inputs, cells, classes.map_or(Answers::Values(values), |classes| Answers::Classes(classes, labels))))
}

fn wrong(why: impl Into<String>) -> DataError {
    DataError::Link(why.into())
}

/// Splits `p2c3.…` or `p2v.…` into inputs, classes and the rest.
fn head(text: &str) -> Option<(usize, Option<usize>, &str)> {
    let (head, body) = text.strip_prefix('p')?.split_once('.')?;
    if let Some(inputs) = head.strip_suffix('v') {
        return Some((number(inputs)?, None, body));
    }
    let (inputs, classes) = head.split_once('c')?;
    Some((number(inputs)?, Some(number(classes)?), body))
}

/// One or two digits, without a sign or a leading zero: what is printed is the only spelling.
fn number(text: &str) -> Option<usize> {
    let plain = matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if plain { text.parse().ok() } else { None }
}

fn to_wire(stored: i16) -> [u8; 2] {
    ((i32::from(stored) + i32::from(FULL)) as u16).to_be_bytes()
}

fn from_wire(pair: &[u8], row: usize) -> Result<i16, DataError> {
    let &[high, low] = pair else { return Err(wrong(format!("point {} is cut off", row + 1))) };
    // 65535 would be a step beyond 1.5, and has no i16.
    i16::try_from(i32::from(u16::from_be_bytes([high, low])) - i32::from(FULL))
        .ok()
        .ok_or_else(|| wrong(format!("point {} lies outside the square", row + 1)))
}

fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let index = (bits >> (18 - 6 * place)) & 63;
            out.extend(ALPHABET.get(index as usize).map(|byte| char::from(*byte)));
        }
    }
    out
}

fn unbase64(text: &str) -> Result<Vec<u8>, DataError> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut bits, mut held) = (0_u32, 0);
    for character in text.chars() {
        let value = match character {
            'A'..='Z' => character as u32 - 'A' as u32,
            'a'..='z' => character as u32 - 'a' as u32 + 26,
            '0'..='9' => character as u32 - '0' as u32 + 52,
            '-' => 62,
            '_' => 63,
            _ => return Err(wrong(format!("{} cannot stand in it", super::error::quoted(&character.to_string())))),
        };
        bits = bits << 6 | value;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    // What is left over must be less than a character, and zeros: then a text has one meaning and a meaning one text.
    if held >= 6 || bits != 0 {
        return Err(wrong("its end is cut off; was all of the link copied?"));
    }
    Ok(out)
}
