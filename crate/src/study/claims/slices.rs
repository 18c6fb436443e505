//! Slices of the loss surface.

use super::setup::trained;
use super::{Claim, Judge, Measured};
use crate::scene::{Plane, Side};
use crate::study::surface::{Facts, NUMBERS_GRID, Surface};

/// Smoother surface, 20 blocks.
pub const C8A: Claim = Claim {
    id: "C8a",
    study: "surface",
    name: "smoother surface, 20 blocks",
    number: "roughness of the slice; with: branch scaled by 1/√depth",
    bar: "ratio > 2",
    limits: [None, None],
    judge: Judge::Seeds,
    measure: |seed| smoother("depth=20", seed),
};

/// Smoother surface, 56 blocks.
pub const C8B: Claim =
    Claim { id: "C8b", name: "smoother surface, 56 blocks", measure: |seed| smoother("depth=56", seed), ..C8A };

/// Without and with the branch scaled; and with scale 1 beside them, whose slice is not to be told from that without.
fn smoother(text: &str, seed: u32) -> Result<Measured, String> {
    let scaled = format!("{text}&b.scale=depth");
    let [a, b] = [slice(&scaled, seed, Side::A)?, slice(&scaled, seed, Side::B)?];
    let one = slice(text, seed, Side::B)?;
    let roughness = |facts: &Facts| facts.roughness.unwrap_or(f64::NAN);
    let variation = |facts: &Facts| facts.variation.unwrap_or(f64::NAN);
    let more = [
        ("minima without", a.minima as f64),
        ("variation without", variation(&a)),
        ("minima with", b.minima as f64),
        ("variation with", variation(&b)),
        ("with, scale 1", roughness(&one)),
    ];
    let [a, b] = [roughness(&a), roughness(&b)];
    Ok(Measured::pair(a, b).with(more).and(a / b > 2.0))
}

/// What is measured of a trained network's slice.
fn slice(text: &str, seed: u32, side: Side) -> Result<Facts, String> {
    let mut trainer = trained(text, seed, side)?;
    let mut surface = Surface::new(&trainer, Plane::Random, 1.0, NUMBERS_GRID)?;
    surface.finish(&mut trainer)?;
    Ok(surface.facts())
}
