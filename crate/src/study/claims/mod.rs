//! The note, claim by claim: experiments with a bar that each pair of networks is held to.
//!
//! A claim holds when every part of its bar holds on at least nine of ten seeds, the two networks paired by seed.

mod depth;
mod edit;
mod flow;
mod inputs;
mod layers;
mod paths;
mod positions;
mod price;
mod rates;
mod setup;
mod slices;
mod weights;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Study;
use crate::train::median;

/// A claim: what is measured for one seed, and the bar.
pub struct Claim {
    /// Its number in the note.
    pub id: &'static str,
    /// The study whose question it answers.
    pub study: &'static str,
    /// What it says, in a few words.
    pub name: &'static str,
    /// What the two numbers are.
    pub number: &'static str,
    /// The bar, in words, whole.
    pub bar: &'static str,
    /// What the bar asks of the number without and of the number with by itself.
    pub limits: [Option<Limit>; 2],
    /// How seeds make a verdict.
    pub judge: Judge,
    /// Measures one seed.
    measure: fn(u32) -> Result<Measured, String>,
}

/// What a number has to be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Larger than this.
    Above(f64),
    /// Smaller.
    Below(f64),
    /// Between this below 0 and this above.
    Within(f64),
    /// This, to the bit.
    Exactly(f64),
}

impl Limit {
    /// Whether a number is what it has to be.
    #[must_use]
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::Above(limit) => value > limit,
            Self::Below(limit) => value < limit,
            Self::Within(limit) => value.abs() < limit,
            Self::Exactly(limit) => value == limit,
        }
    }
}

/// How seeds make a verdict.
#[derive(Clone, Copy)]
pub enum Judge {
    /// Nine of ten seeds hold.
    Seeds,
    /// All of several cells hold, each over all seeds: `(those that do, of how many)`.
    Cells(fn(&[Seeded]) -> (usize, usize)),
    /// There is no bar: the numbers are shown, and hold nothing.
    Shown,
}

/// What one seed gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Without; none where the claim has no such number. A network that diverged has an infinite loss.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "maybe_infinite")]
    pub a: Option<f64>,
    /// With.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "maybe_infinite")]
    pub b: Option<f64>,
    /// Whether every part of the bar holds.
    pub held: bool,
    /// Whatever else was measured, by name.
    #[serde(with = "named")]
    pub more: Vec<(Cow<'static, str>, f64)>,
}

impl Measured {
    /// Two numbers.
    fn pair(a: f64, b: f64) -> Self {
        Self { a: Some(a), b: Some(b), held: true, more: Vec::new() }
    }

    /// A number without that has none beside it.
    fn one(a: f64) -> Self {
        Self { b: None, ..Self::pair(a, 0.0) }
    }

    /// With further numbers.
    fn with(self, more: impl IntoIterator<Item = (&'static str, f64)>) -> Self {
        Self { more: more.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect(), ..self }
    }

    /// With a part of the bar that is not about the two numbers alone.
    fn and(self, held: bool) -> Self {
        Self { held: self.held && held, ..self }
    }
}

/// JSON has no infinity: null stands for it, and a number that is not there is left out.
mod maybe_infinite {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(value: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
        value.filter(|value| value.is_finite()).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
        Ok(Some(Option::<f64>::deserialize(from)?.unwrap_or(f64::INFINITY)))
    }
}

/// Numbers with their names, as an object in their order.
mod named {
    use std::borrow::Cow;
    use std::fmt;

    use serde::de::{MapAccess, Visitor};
    use serde::{Deserializer, Serializer};

    type Named = Vec<(Cow<'static, str>, f64)>;

    pub fn serialize<S: Serializer>(more: &Named, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(more.iter().map(|(name, value)| (name, value.is_finite().then_some(value))))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Named, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Named;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of numbers")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Named, M::Error> {
                let mut all = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Option<f64>>()? {
                    all.push((Cow::Owned(name), value.unwrap_or(f64::INFINITY)));
                }
                Ok(all)
            }
        }
        from.deserialize_map(Object)
    }
}

/// A claim, measured over seeds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// Its number in the note.
    pub id: &'static str,
    /// What it says.
    pub name: &'static str,
    /// What the two numbers are.
    pub number: &'static str,
    /// Without: the median and the range.
    pub a: Option<Spread>,
    /// With.
    pub b: Option<Spread>,
    /// The bar.
    pub bar: &'static str,
    /// What the bar asks of each number by itself.
    pub limits: [Option<Limit>; 2],
    /// On how many seeds it held.
    pub held: usize,
    /// Of how many.
    pub of: usize,
    /// Whether that is enough; none where there is no bar.
    pub holds: Option<bool>,
    /// What its runs took, added up; several run at a time.
    pub seconds: f64,
    /// Each seed's numbers.
    pub runs: Vec<Seeded>,
}

/// One seed's numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seeded {
    /// The seed.
    pub seed: u32,
    /// What it gave.
    #[serde(flatten)]
    pub measured: Measured,
}

/// Median, least and largest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Spread {
    pub median: f64,
    pub min: f64,
    pub max: f64,
}

impl Spread {
    fn of(values: impl Iterator<Item = Option<f64>>) -> Option<Self> {
        let mut values: Vec<f64> = values.collect::<Option<_>>()?;
        let min = values.iter().copied().min_by(f64::total_cmp)?;
        let max = values.iter().copied().max_by(f64::total_cmp)?;
        Some(Self { median: median(&mut values), min, max })
    }
}

/// Every claim that is measured, in the note's order.
pub const CLAIMS: &[Claim] = &[
    depth::C1A,
    depth::C1B,
    depth::C1C,
    rates::C1D,
    depth::C1E,
    depth::C1F,
    flow::C2A,
    flow::C2B,
    flow::C2C,
    layers::C3A,
    edit::C3B,
    paths::C4A,
    paths::C4B,
    paths::C4C,
    paths::C5,
    layers::C6A,
    layers::C6B,
    weights::C6C,
    layers::C7,
    slices::C8A,
    slices::C8B,
    depth::C9,
    price::C10A,
    edit::C10B,
    price::C10C,
    positions::C11A,
    positions::C11B,
    positions::C11C,
    inputs::C12,
];

/// The claim of this number.
#[must_use]
pub fn find(id: &str) -> Option<&'static Claim> {
    CLAIMS.iter().find(|claim| claim.id == id)
}

impl Claim {
    /// Measures one seed.
    ///
    /// # Errors
    /// A sentence if the experiment's scene or data could not be made.
    pub fn seed(&self, seed: u32) -> Result<Seeded, String> {
        let mut measured = (self.measure)(seed)?;
        for (limit, value) in self.limits.into_iter().zip([measured.a, measured.b]) {
            measured.held &= limit.is_none_or(|limit| value.is_some_and(|value| limit.holds(value)));
        }
        Ok(Seeded { seed, measured })
    }
}

/// A study's headline numbers over seeds, in the form of a verdict: there is no bar.
#[must_use]
pub fn starts(study: &Study, runs: Vec<Seeded>) -> Verdict {
    Verdict {
        id: study.name,
        name: study.label,
        number: study.headline_name,
        a: Spread::of(runs.iter().map(|run| run.measured.a)),
        b: Spread::of(runs.iter().map(|run| run.measured.b)),
        bar: "",
        limits: [None, None],
        held: 0,
        of: runs.len(),
        holds: None,
        seconds: 0.0,
        runs,
    }
}

/// A verdict from each seed's numbers; `seconds` is left at 0 for whoever has a clock.
#[must_use]
pub fn judge(claim: &Claim, runs: Vec<Seeded>) -> Verdict {
    let (held, of, enough) = match claim.judge {
        Judge::Seeds => {
            let held = runs.iter().filter(|run| run.measured.held).count();
            (held, runs.len(), 10 * held >= 9 * runs.len())
        }
        Judge::Cells(hold) => {
            let (held, of) = hold(&runs);
            (held, of, held == of)
        }
        Judge::Shown => (0, 0, false),
    };
    Verdict {
        id: claim.id,
        name: claim.name,
        number: claim.number,
        a: Spread::of(runs.iter().map(|run| run.measured.a)),
        b: Spread::of(runs.iter().map(|run| run.measured.b)),
        bar: claim.bar,
        limits: claim.limits,
        held,
        of,
        holds: (!matches!(claim.judge, Judge::Shown)).then_some(!runs.is_empty() && enough),
        seconds: 0.0,
        runs,
    }
}
