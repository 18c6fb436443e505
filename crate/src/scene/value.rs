//! How one value is read from a scene's text and written to it.

use super::{Batch, Named, Scale, Timed, decimal};

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Values {
    /// One of some words.
    Choice(fn() -> Vec<&'static str>),
    /// One of some words, the first of which stands for the absence of the others.
    Or(&'static str, fn() -> Vec<&'static str>),
    /// A number between two others, or a word.
    Number {
        /// The smallest.
        min: f32,
        /// The largest.
        max: f32,
        /// A word that may stand for a number.
        word: Option<&'static str>,
    },
    /// A whole number between two others, or a word.
    Integer {
        /// The smallest.
        min: u32,
        /// The largest.
        max: u32,
        /// Whether it must be odd.
        odd: bool,
        /// A word that may stand for a number.
        word: Option<&'static str>,
    },
    /// A seed, 0 … 2³² − 1.
    Seed,
    /// Some text.
    Text {
        /// Which texts, in words.
        what: &'static str,
        /// Whether a text is one.
        check: fn(&str) -> bool,
    },
}

impl Values {
    /// What is allowed, as the end of a sentence that begins 'it is'.
    #[must_use]
    pub fn allowed(&self) -> String {
        let or = |word: Option<&str>| word.map_or(String::new(), |word| format!(", or {word}"));
        match self {
            Self::Choice(names) => match names().as_slice() {
                [only] => (*only).to_owned(),
                names => format!("one of {}", names.join(", ")),
            },
            Self::Or(..) => format!("one of {}", self.choices().unwrap_or_default().join(", ")),
            Self::Number { min, max, word } => {
                format!("a number from {} to {}{}", number(*min), number(*max), or(*word))
            }
            Self::Integer { min, max, odd, word } => {
                format!("{} whole number from {min} to {max}{}", if *odd { "an odd" } else { "a" }, or(*word))
            }
            Self::Seed => format!("a whole number from 0 to {}", u32::MAX),
            Self::Text { what, .. } => (*what).to_owned(),
        }
    }

    /// The words that may be chosen, where there is nothing but words.
    #[must_use]
    pub fn choices(&self) -> Option<Vec<&'static str>> {
        match self {
            Self::Choice(names) => Some(names()),
            Self::Or(word, names) => Some([vec![*word], names()].concat()),
            _ => None,
        }
    }

    fn word(&self) -> Option<&'static str> {
        match self {
            Self::Number { word, .. } | Self::Integer { word, .. } => *word,
            Self::Or(word, _) => Some(word),
            _ => None,
        }
    }
}

/// The names of an enumeration, the default first.
pub fn names<T: Named>() -> Vec<&'static str> {
    T::ALL.iter().map(|(name, _)| *name).collect()
}

/// The shortest text that reads back as the same number: `.003`, `3e-5`, `100`.
#[must_use]
pub fn number(value: f32) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    // Rust's own printing is shortest in digits; of its two forms the shorter text is taken, plain if they are equal.
    let plain = format!("{value}");
    let plain = match (plain.strip_prefix("0."), plain.strip_prefix("-0.")) {
        (Some(digits), _) => format!(".{digits}"),
        (_, Some(digits)) => format!("-.{digits}"),
        _ => plain,
    };
    let scientific = format!("{value:e}");
    if scientific.len() < plain.len() { scientific } else { plain }
}

/// A count with commas: 15314 as 15,314.
#[must_use]
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A type that stands in a scene.
pub trait Value: Sized {
    /// Reads a value; nothing if the text is none that `values` allows.
    fn read(text: &str, values: &Values) -> Option<Self>;
    /// Writes it as it would stand in a scene.
    fn write(&self, values: &Values) -> String;
}

impl<T: Named> Value for T {
    fn read(text: &str, values: &Values) -> Option<Self> {
        // A key may take fewer of the words than there are.
        values.choices()?.contains(&text).then_some(())?;
        T::ALL.iter().find(|(name, _)| *name == text).map(|(_, value)| *value)
    }

    fn write(&self, _: &Values) -> String {
        self.name().to_owned()
    }
}

impl Value for u32 {
    fn read(text: &str, values: &Values) -> Option<Self> {
        // `parse` alone would take a leading plus.
        let value: u32 = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())??;
        match values {
            Values::Integer { min, max, odd, .. } => {
                (*min <= value && value <= *max && (!odd || !value.is_multiple_of(2))).then_some(value)
            }
            Values::Seed => Some(value),
            _ => None,
        }
    }

    fn write(&self, _: &Values) -> String {
        self.to_string()
    }
}

impl Value for f32 {
    fn read(text: &str, values: &Values) -> Option<Self> {
        let Values::Number { min, max, .. } = values else { return None };
        let digits = text.strip_prefix('-');
        let size = decimal::read(digits.unwrap_or(text))?;
        let value = if digits.is_some() { -size } else { size };
        // Too small for single precision: it would count as 0, which it is not.
        let stated = text.split(['e', 'E']).next().unwrap_or_default();
        if value == 0.0 && stated.contains(|digit: char| ('1'..='9').contains(&digit)) {
            return None;
        }
        // −0 would print as 0 and then not be the same scene.
        let value = if value == 0.0 { 0.0 } else { value };
        (*min <= value && value <= *max).then_some(value)
    }

    fn write(&self, _: &Values) -> String {
        number(*self)
    }
}

/// A value or the word that stands for its absence.
impl<T: Value> Value for Option<T> {
    fn read(text: &str, values: &Values) -> Option<Self> {
        if values.word() == Some(text) { Some(None) } else { T::read(text, values).map(Some) }
    }

    fn write(&self, values: &Values) -> String {
        self.as_ref().map_or_else(|| values.word().unwrap_or_default().to_owned(), |value| value.write(values))
    }
}

impl Value for Scale {
    fn read(text: &str, values: &Values) -> Option<Self> {
        Option::read(text, values).map(|number| number.map_or(Self::Depth, Self::Fixed))
    }

    fn write(&self, values: &Values) -> String {
        match self {
            Self::Fixed(value) => Some(*value),
            Self::Depth => None,
        }
        .write(values)
    }
}

impl Value for Batch {
    fn read(text: &str, values: &Values) -> Option<Self> {
        Option::read(text, values).map(|rows| rows.map_or(Self::Full, Self::Rows))
    }

    fn write(&self, values: &Values) -> String {
        match self {
            Self::Rows(rows) => Some(*rows),
            Self::Full => None,
        }
        .write(values)
    }
}

impl Value for String {
    fn read(text: &str, values: &Values) -> Option<Self> {
        let Values::Text { check, .. } = values else { return None };
        check(text).then(|| text.to_owned())
    }

    fn write(&self, _: &Values) -> String {
        self.clone()
    }
}

/// The last step at which a setting may change.
pub(super) const LAST_STEP: u32 = 1_000_000;

/// `.003,.001@120`: the first value, then others with the step from which they hold. A change to the same value is none.
impl<T: Value + PartialEq> Value for Timed<T> {
    fn read(text: &str, values: &Values) -> Option<Self> {
        let mut parts = text.split(',');
        let mut timed = Self { first: T::read(parts.next()?, values)?, later: Vec::new() };
        let mut reached = 0;
        for part in parts {
            let (value, step) = part.split_once('@')?;
            let step = u32::read(step, &Values::Integer { min: 1, max: LAST_STEP, odd: false, word: None })?;
            let value = T::read(value, values)?;
            if step <= reached {
                return None;
            }
            reached = step;
            if *timed.later.last().map_or(&timed.first, |(_, before)| before) != value {
                timed.later.push((step, value));
            }
        }
        Some(timed)
    }

    fn write(&self, values: &Values) -> String {
        let mut text = self.first.write(values);
        for (step, value) in &self.later {
            text.push_str(&format!(",{}@{step}", value.write(values)));
        }
        text
    }
}
