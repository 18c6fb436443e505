//! Paths: how many there are of each length, what they carry, and what is learnt by them.

use super::super::lengths::counted;
use super::super::paths::{Known, mean_length, up_to};
use super::super::routes::{Route, train};
use super::setup::{subject, trainer};
use super::{Claim, Judge, Limit, Measured};
use crate::scene::Side;

/// Short paths.
pub const C4A: Claim = Claim {
    id: "C4a",
    study: "paths",
    name: "short paths carry the gradient",
    number: "54 blocks, trained: share of the gradient on paths of at most 19 branches",
    bar: "with > 0.95",
    limits: [None, Some(Limit::Above(0.95))],
    judge: Judge::Seeds,
    measure: short_paths,
};

/// Decay.
pub const C4B: Claim = Claim {
    id: "C4b",
    name: "a path's gradient fades with its length",
    number: "54 blocks, trained: log10 of a single path's gradient, slope a branch",
    bar: "with < -0.2",
    limits: [None, Some(Limit::Below(-0.2))],
    measure: decay,
    ..C4A
};

/// Training by some paths.
pub const C4C: Claim = Claim {
    id: "C4c",
    study: "routes",
    name: "short paths do the learning",
    number: "54 blocks with shortcuts: final training loss by paths of at least 20 branches, and of at most 19",
    bar: "at least 20 > 0.1, at most 19 < 0.01",
    limits: [Some(Limit::Above(0.1)), Some(Limit::Below(0.01))],
    measure: routes,
    ..C4A
};

/// Path length.
pub const C5: Claim = Claim {
    id: "C5",
    name: "mean length of a path, by gradient",
    number: "54 blocks, trained: mean branches, weighted by the gradient",
    bar: "with < a third of the blocks",
    limits: [None, Some(Limit::Below(BLOCKS as f64 / 3.0))],
    measure: length,
    ..C4A
};

/// As many as Veit et al. counted in a network of 110 layers.
const BLOCKS: usize = 54;
const SCENE: &str = "depth=54";
/// A length that counts as short; 2 % of all paths are no longer.
const SHORT: usize = 19;

/// A number of the network with alone.
fn with(b: f64) -> Measured {
    Measured { a: None, ..Measured::pair(0.0, b) }
}

fn known(text: &str, seed: u32) -> Result<Known, String> {
    Known::measure(&subject(text, seed)?, Side::B)
}

fn short_paths(seed: u32) -> Result<Measured, String> {
    let known = known(SCENE, seed)?;
    let more = [("count", up_to(&counted(BLOCKS), SHORT)), ("at the start", up_to(&known.start, SHORT))];
    Ok(with(up_to(&known.now, SHORT)).with(more))
}

fn decay(seed: u32) -> Result<Measured, String> {
    let (slope, correlation) = known(SCENE, seed)?.decay().unwrap_or((f64::NAN, f64::NAN));
    Ok(with(slope).with([("correlation", correlation)]))
}

fn length(seed: u32) -> Result<Measured, String> {
    let known = known(SCENE, seed)?;
    let scaled = self::known(&format!("{SCENE}&b.scale=depth"), seed)?;
    let more = [
        ("count", mean_length(&counted(BLOCKS))),
        ("at the start", mean_length(&known.start)),
        ("scaled", mean_length(&scaled.now)),
    ];
    Ok(with(mean_length(&known.now)).with(more))
}

fn routes(seed: u32) -> Result<Measured, String> {
    let tried: [(&str, Route); 6] = [
        ("0", (0, Some(0))),
        ("0-5", (0, Some(5))),
        ("0-19", (0, Some(SHORT))),
        ("5-54", (5, None)),
        ("10-54", (10, None)),
        ("20-54", (SHORT + 1, None)),
    ];
    let mut more = Vec::new();
    for (name, route) in tried {
        more.push((name, train(&mut trainer(SCENE, seed, Side::B)?, route, |_, _| {})));
    }
    let (short, long) = (more[2].1, more[5].1);
    Ok(Measured::pair(long, short).with(more))
}
