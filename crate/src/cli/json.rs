//! JSON as one line, with every number of single precision printed shortest.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use super::failure::Failure;

/// Prints a number that is one of single precision as such: .606, not .6060000061988831.
struct Shortest;

impl Formatter for Shortest {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        let single = value as f32;
        if f64::from(single) == value {
            CompactFormatter.write_f32(writer, single)
        } else {
            CompactFormatter.write_f64(writer, value)
        }
    }
}

/// One object on one line.
pub fn line(value: &impl Serialize) -> Result<String, Failure> {
    formatted(value, Shortest)
}

/// The same with every digit of double precision: what is read again has to be what was written.
pub fn exact(value: &impl Serialize) -> Result<String, Failure> {
    formatted(value, CompactFormatter)
}

fn formatted(value: &impl Serialize, how: impl Formatter) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    value
        .serialize(&mut Serializer::with_formatter(&mut bytes, how))
        .map_err(|error| Failure::work(format!("The result cannot be written as JSON: {error}.")))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(|error| Failure::work(format!("The result is no text: {error}.")))
}
