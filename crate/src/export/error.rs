use core::fmt;

use crate::scene::grouped;

/// Why there is nothing to take away. Every variant prints as a sentence or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportError {
    /// A script that nobody could open.
    TooLarge {
        /// Bytes that it would have, about.
        bytes: u64,
        /// Bytes that it may have.
        most: u64,
        /// Of those it would have, bytes of what the steps read.
        steps: u64,
    },
    /// Batches of one row before a batch norm over rows alone.
    OneRow,
}

/// Bytes as people say them: 8.4 MB.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{} MB", grouped(tenths / 10), tenths % 10)
}

impl fmt::Display for ExportError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::TooLarge { bytes, most, steps } => {
                let smaller = if 2 * steps > bytes {
                    "fewer steps or smaller batches make it smaller"
                } else {
                    "smaller networks make it smaller"
                };
                write!(
                    out,
                    "The script would have {}, of which the batches take {}; at most {} are written: {smaller}.",
                    megabytes(bytes),
                    megabytes(steps),
                    megabytes(most)
                )
            }
            Self::OneRow => write!(
                out,
                "PyTorch's batch norm refuses a batch of one row, and this scene has one: take batch=2 or more, or norm=none."
            ),
        }
    }
}

impl core::error::Error for ExportError {}
