//! `--seeds`: how many starts, or which.

use std::str::FromStr;

/// The most seeds in one command.
const MOST: u32 = 100_000;

/// So many seeds from the scene's own on, or a range with both ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeds {
    /// The scene's seed and those after it, so many in all.
    Count(u32),
    /// From the first to the second.
    Range(u32, u32),
}

impl FromStr for Seeds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("seeds are a count from 1 to {MOST}, or a range such as 901..910 with both ends in");
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_| wrong());
        let seeds = match text.split_once("..") {
            Some((first, last)) => Self::Range(number(first)?, number(last.strip_prefix('=').unwrap_or(last))?),
            None => Self::Count(number(text)?),
        };
        match seeds {
            Self::Count(1..=MOST) => Ok(seeds),
            Self::Range(first, last) if first <= last && last - first < MOST => Ok(seeds),
            _ => Err(wrong()),
        }
    }
}

impl Seeds {
    /// The seeds, of a scene whose own is `first`.
    ///
    /// # Errors
    /// A sentence if a count runs past the largest seed.
    pub fn list(self, first: u32) -> Result<Vec<u32>, String> {
        match self {
            Self::Range(from, to) => Ok((from..=to).collect()),
            Self::Count(count) => match first.checked_add(count - 1) {
                Some(last) => Ok((first..=last).collect()),
                None => Err(format!("--seeds {count} from seed={first} on runs past the largest seed, {}.", u32::MAX)),
            },
        }
    }
}
