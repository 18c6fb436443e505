//! What can be wrong with a scene, as sentences for the person who wrote it.

use core::fmt;

/// Why a text is no scene. Every variant prints as a sentence that names the key, the value and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SceneError {
    /// The link belongs to another version of the language.
    Version(String),
    /// A piece between two `&` is not `key=value`.
    Piece(String),
    /// A `%` is not followed by two hexadecimal digits, or the bytes are not text.
    Encoding(String),
    /// The same key stands twice.
    Twice(String),
    /// A prefix on a key that holds for both networks.
    Prefix {
        /// The key as written, with its prefix.
        written: String,
        /// The key without it.
        key: &'static str,
    },
    /// A key that is not in the table, where that is refused.
    Unknown {
        /// The key as written.
        written: String,
        /// The known key that looks most like it.
        nearest: &'static str,
    },
    /// A value of the wrong type or out of range.
    Value {
        /// The key as written.
        key: String,
        /// The value as written.
        value: String,
        /// What is allowed, as the end of the sentence.
        allowed: String,
    },
    /// Settings that are right one by one and do not go together.
    Together(String),
}

impl fmt::Display for SceneError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => write!(
                out,
                "This is written for version {}, and this engine reads version {}.",
                quoted(version),
                super::VERSION
            ),
            Self::Piece(piece) => write!(out, "{} is not a setting: a setting is written key=value.", quoted(piece)),
            Self::Encoding(piece) => write!(
                out,
                "{} is not percent-encoded text: each % needs two hexadecimal digits, and the bytes must be UTF-8.",
                quoted(piece)
            ),
            Self::Twice(key) => write!(out, "The key {} stands twice: give it once.", quoted(key)),
            Self::Prefix { written, key } => {
                write!(
                    out,
                    "{} cannot be: {key} is the same for both networks, so it takes no prefix.",
                    quoted(written)
                )
            }
            Self::Unknown { written, nearest } => {
                write!(out, "There is no key {}: the nearest is {nearest}.", quoted(written))
            }
            Self::Value { key, value, allowed } => {
                write!(out, "{key} cannot be {}: it is {allowed}.", quoted(value))
            }
            Self::Together(sentence) => out.write_str(sentence),
        }
    }
}

impl core::error::Error for SceneError {}

/// A reader's own words in quotes, cut short where they are long, on one line.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let clean: String =
        text.chars().take(LONGEST).map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let more = if text.chars().nth(LONGEST).is_some() { "…" } else { "" };
    format!("‘{clean}{more}’")
}
