//! The price: how small a network may be, and what it costs.

use super::super::edit::network;
use super::setup::{outcome, trainer};
use super::{Claim, Judge, Measured};
use crate::scene::Side;

/// Smaller.
pub const C10A: Claim = Claim {
    id: "C10a",
    study: "economy",
    name: "smaller",
    number: "20 layers of width 4, 1.5 turns: final training loss, tanh; with: branch scaled",
    bar: "ratio > 10 with tanh and the branch scaled, and with relu and ReZero",
    limits: [None, None],
    judge: Judge::Seeds,
    measure: narrow,
};

/// Faster.
pub const C10C: Claim = Claim {
    id: "C10c",
    name: "faster",
    number: "change 2 of 16 numbers: multiply-adds a row at equal error, with 64 units inside without and 4 with",
    bar: "shown: fewer multiply-adds, and not fewer steps",
    judge: Judge::Shown,
    measure: faster,
    ..C10A
};

const NARROW: &str = "turns=1.5&depth=20&width=4&batch=full&steps=400&lr=.005";

fn narrow(seed: u32) -> Result<Measured, String> {
    let loss = |text: &str, side| outcome(text, seed, side).map(|outcome| f64::from(outcome.loss));
    let tanh = format!("{NARROW}&b.scale=depth");
    let relu = format!("{NARROW}&act=relu&init=he&shortcut=rezero");
    let (a, b) = (loss(&tanh, Side::A)?, loss(&tanh, Side::B)?);
    let (plain, rezero) = (loss(&relu, Side::A)?, loss(&relu, Side::B)?);
    let size = outcome(&tanh, seed, Side::A)?.parameters;
    let wide = outcome("turns=1.5&depth=5&width=8&act=relu&init=he&batch=full&steps=400&lr=.003", seed, Side::A)?;
    let more = [
        ("plain relu", plain),
        ("rezero relu", rezero),
        ("parameters", size as f64),
        ("shallow wide", f64::from(wide.loss)),
        ("shallow wide parameters", wide.parameters as f64),
    ];
    Ok(Measured::pair(a, b).with(more).and(a / b > 10.0 && plain / rezero > 10.0))
}

/// The loss that counts as there.
const THERE: f32 = 0.1;

/// Steps until the training loss of 20 relu layers is below 0.1; infinite if it is not in 300.
fn steps(text: &str, seed: u32, side: Side) -> Result<f64, String> {
    let mut trainer = trainer(text, seed, side)?;
    loop {
        if trainer.scores(&[]).0.loss < THERE {
            return Ok(f64::from(trainer.step()));
        }
        if !trainer.advance() {
            return Ok(f64::INFINITY);
        }
    }
}

fn faster(seed: u32) -> Result<Measured, String> {
    let products = |inner, shortcut| network(inner, shortcut).graph.multiply_adds() as f64;
    let (a, b) = (products(64, false), products(4, true));
    let relu = "depth=20&act=relu&init=he";
    let more = [
        ("steps without 20", steps(&format!("{relu}&b.scale=depth"), seed, Side::A)?),
        ("steps scaled 20", steps(&format!("{relu}&b.scale=depth"), seed, Side::B)?),
        ("steps rezero 20", steps(&format!("{relu}&shortcut=rezero"), seed, Side::B)?),
    ];
    Ok(Measured::pair(a, b).with(more))
}
