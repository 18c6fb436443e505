//! The transformer: what the shortcut round attention carries.

use super::super::positions::at_start;
use super::setup::{trained, trainer};
use super::{Claim, Judge, Limit, Measured};
use crate::scene::Side;

/// Position, in training.
pub const C11A: Claim = Claim {
    id: "C11a",
    study: "positions",
    name: "position, in training",
    number: "reverse a sequence, 4 layers, a shortcut round attention or none: accuracy on held-out sequences",
    bar: "without < 0.45, with > 0.95",
    limits: [Some(Limit::Below(0.45)), Some(Limit::Above(0.95))],
    judge: Judge::Seeds,
    measure: learnt,
};

/// Position, at the start.
pub const C11B: Claim = Claim {
    id: "C11b",
    name: "position, at the start",
    number: "the same networks before training: share of variance of position after layer 4",
    bar: "without < 0.001, with > 0.15",
    limits: [Some(Limit::Below(1e-3)), Some(Limit::Above(0.15))],
    measure: carried,
    ..C11A
};

/// Is it position that was missing?
pub const C11C: Claim = Claim {
    id: "C11c",
    name: "is it position that was missing?",
    number: "no shortcut round attention, each layer gets its input's embedding again: accuracy with position alone, with position and token",
    bar: "position alone < 0.7, token alone < 0.7, both > 0.95",
    limits: [Some(Limit::Below(ALONE)), Some(Limit::Above(0.95))],
    measure: missing,
    ..C11A
};

/// What one of the two alone stays below: without knowing its place a token is answered right in a third of the cases, and with
/// its place given again some starts learn a part.
const ALONE: f64 = 0.7;

const SCENE: &str = "model=transformer";

/// The share of held-out tokens that a trained network answers right.
fn accuracy(more: &str, seed: u32, side: Side) -> Result<f64, String> {
    let (_, test) = trained(&format!("{SCENE}{more}"), seed, side)?.scores(&[]);
    Ok(f64::from(test.accuracy))
}

fn learnt(seed: u32) -> Result<Measured, String> {
    let two = |side| accuracy("&depth=2", seed, side);
    let more = [("two layers, without", two(Side::A)?), ("two layers, with", two(Side::B)?)];
    Ok(Measured::pair(accuracy("", seed, Side::A)?, accuracy("", seed, Side::B)?).with(more))
}

fn carried(seed: u32) -> Result<Measured, String> {
    let shares = |more: &str, side| Ok::<_, String>(at_start(&mut trainer(&format!("{SCENE}{more}"), seed, side)?));
    let (a, b) = (shares("", Side::A)?, shares("", Side::B)?);
    let more = [
        ("within sequences, without", a.within),
        ("within sequences, with", b.within),
        ("causal mask, without", shares("&mask=causal", Side::A)?.position),
        ("causal mask, with", shares("&mask=causal", Side::B)?.position),
    ];
    Ok(Measured::pair(a.position, b.position).with(more))
}

fn missing(seed: u32) -> Result<Measured, String> {
    let again = |what| accuracy(&format!("&again={what}"), seed, Side::A);
    let (position, token, both) = (again("position")?, again("token")?, again("both")?);
    let more = [
        ("token again", token),
        ("nothing again", accuracy("", seed, Side::A)?),
        ("a shortcut round attention", accuracy("", seed, Side::B)?),
    ];
    Ok(Measured::pair(position, both).with(more).and(token < ALONE))
}
