//! Gradients: vanishing at the start, vanishing once trained, exploding.

use super::setup::{trained, trainer};
use super::{Claim, Judge, Limit, Measured};
use crate::scene::Side;
use crate::study::runs::train_to;
use crate::train::Trainer;

/// Vanishing, at the start.
pub const C2A: Claim = Claim {
    id: "C2a",
    study: "gradients",
    name: "vanishing, at the start",
    number: "relu, 20 blocks, uniform: log10 of the gradient's ratio, first to last",
    bar: "without < -4, |with| < 1",
    limits: [Some(Limit::Below(-4.0)), Some(Limit::Within(1.0))],
    judge: Judge::Seeds,
    measure: vanishing_at_start,
};

/// Vanishing, trained.
pub const C2B: Claim = Claim {
    id: "C2b",
    study: "gradients",
    name: "vanishing, trained",
    number: "56 blocks, after 300 steps: log10 of the gradient's ratio",
    bar: "without < -3, |with| < 2.2 with scale 1 and scaled",
    limits: [Some(Limit::Below(-3.0)), Some(Limit::Within(2.2))],
    judge: Judge::Seeds,
    measure: vanishing_trained,
};

/// Exploding.
pub const C2C: Claim = Claim {
    id: "C2c",
    study: "gradients",
    name: "exploding",
    number: "relu, batch norm, 56 blocks, at the start: log10 of the gradient's ratio",
    bar: "without > 4, with < 3.5",
    limits: [Some(Limit::Above(4.0)), Some(Limit::Below(3.5))],
    judge: Judge::Seeds,
    measure: exploding,
};

fn ratio(mut trainer: Trainer) -> f64 {
    crate::study::ratio(&trainer.frame())
}

fn vanishing_at_start(seed: u32) -> Result<Measured, String> {
    let text = "depth=20&act=relu&init=uniform&b.scale=depth";
    let (a, b) = (ratio(trainer(text, seed, Side::A)?), ratio(trainer(text, seed, Side::B)?));
    Ok(Measured::pair(a, b))
}

fn vanishing_trained(seed: u32) -> Result<Measured, String> {
    let mut without = trainer("", seed, Side::A)?;
    let start = without.frame();
    let mut more = vec![("without, at the start", crate::study::ratio(&start))];
    // Which comes first, a loss that is stuck or a gradient that is gone.
    for (step, loss, fade) in EARLY {
        train_to(&mut without, step);
        let frame = without.frame();
        more.extend([(loss, f64::from(frame.loss)), (fade, crate::study::ratio(&frame))]);
    }
    without.finish();
    let (a, b) = (ratio(without), ratio(trained("", seed, Side::B)?));
    let scaled = ratio(trained("b.scale=depth", seed, Side::B)?);
    more.push(("with, scaled", scaled));
    Ok(Measured::pair(a, b).with(more).and(scaled.abs() < 2.2))
}

/// Steps at which the network without is looked at in mid-run, and what its loss and its gradient's ratio there are called.
const EARLY: [(u32, &str, &str); 3] = [
    (5, "without, loss at 5", "without, ratio at 5"),
    (10, "without, loss at 10", "without, ratio at 10"),
    (80, "without, loss at 80", "without, ratio at 80"),
];

fn exploding(seed: u32) -> Result<Measured, String> {
    let text = "act=relu&init=he&norm=batch";
    let (a, b) = (ratio(trainer(text, seed, Side::A)?), ratio(trainer(text, seed, Side::B)?));
    Ok(Measured::pair(a, b))
}
