//! The edit task: a change in some places only, and how many parameters it takes.

use super::super::edit::{Errors, INNER, Target, network, trained};
use super::{Claim, Judge, Measured};
use crate::scene::{Seeds, Side};

/// Or only in some places.
pub const C3B: Claim = Claim {
    id: "C3b",
    study: "edit",
    name: "a change in some places only",
    number: "change 2 of 16 numbers, 8 units inside: error on the other 14",
    bar: "ratio > 100",
    limits: [None, None],
    judge: Judge::Seeds,
    measure: some_places,
};

/// Smaller, at equal error.
pub const C10B: Claim = Claim {
    id: "C10b",
    name: "smaller, at equal error",
    number: "change 2 of 16 numbers: parameters, with 64 units inside without and 4 with",
    bar: "ratio > 5, and the error with is not larger",
    measure: smaller,
    ..C3B
};

const WITHOUT: [&str; 7] =
    ["without r=1", "without r=2", "without r=4", "without r=8", "without r=16", "without r=32", "without r=64"];
const WITH: [&str; 7] = ["with r=1", "with r=2", "with r=4", "with r=8", "with r=16", "with r=32", "with r=64"];
const ROTATED: [&str; 5] = ["rotated r=4", "rotated r=8", "rotated r=16", "rotated r=32", "rotated r=64"];
const NEARLY: [&str; 5] = ["nearly x r=4", "nearly x r=8", "nearly x r=16", "nearly x r=32", "nearly x r=64"];

fn measured(seed: u32, side: Side, inner: usize, target: Target) -> Result<Errors, String> {
    trained(Seeds::all(seed), side, inner, target).map(|(_, errors)| errors)
}

fn some_places(seed: u32) -> Result<Measured, String> {
    let each = |target| -> Result<Vec<[Errors; 2]>, String> {
        let pair = |inner| Ok([measured(seed, Side::A, inner, target)?, measured(seed, Side::B, inner, target)?]);
        INNER.into_iter().map(pair).collect()
    };
    let (edited, rotated) = (each(Target::Edited)?, each(Target::Rotated)?);
    let untouched = |side: usize| edited.iter().map(move |pair| pair[side].untouched);
    let ratio = |pair: &[Errors; 2]| pair[0].whole / pair[1].whole;
    // The ratios are of the widths from 4 on.
    let skipped = INNER.len() - ROTATED.len();
    let mut more: Vec<(&'static str, f64)> = WITHOUT.into_iter().zip(untouched(0)).collect();
    more.extend(WITH.into_iter().zip(untouched(1)));
    let eight = edited[3];
    more.push(("share in 2 places", eight[1].share));
    more.extend(ROTATED.into_iter().zip(rotated.iter().skip(skipped).map(ratio)));
    more.extend(NEARLY.into_iter().zip(edited.iter().skip(skipped).map(ratio)));
    let [a, b] = eight.map(|errors| errors.untouched);
    Ok(Measured::pair(a, b).with(more).and(a / b > 100.0))
}

fn smaller(seed: u32) -> Result<Measured, String> {
    let [without, with] =
        [(64, false), (4, true)].map(|(inner, shortcut)| network(inner, shortcut).parameters() as f64);
    let large = measured(seed, Side::A, 64, Target::Edited)?.whole;
    let small = measured(seed, Side::B, 4, Target::Edited)?.whole;
    let more = [("error without", large), ("error with", small)];
    Ok(Measured::pair(without, with).with(more).and(without / with > 5.0 && small <= large))
}
