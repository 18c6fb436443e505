//! Slices of the loss surface.

use super::setup::trained;
use super::{Claim, Judge, Measured};
use crate::scene::{Plane, Side};
use crate::study::surface::{NUMBERS_GRID, Surface};

/// Smoother surface, 20 blocks.
pub const C8A: Claim = Claim {
    id: "C8a",
    study: "surface",
    name: "smoother surface, 20 blocks",
    number: "roughness of the slice; with: branch scaled by 1/√depth",
    bar: "ratio > 2",
    limits: [None, None],
    judge: Judge::Seeds,
    measure: |seed| smoother("depth=20&b.scale=depth", seed),
};

/// Smoother surface, 56 blocks.
pub const C8B: Claim =
    Claim { id: "C8b", name: "smoother surface, 56 blocks", measure: |seed| smoother("b.scale=depth", seed), ..C8A };

fn smoother(text: &str, seed: u32) -> Result<Measured, String> {
    let mut numbers = [0.0; 2];
    let mut more = Vec::new();
    let names = [("minima without", "variation without"), ("minima with", "variation with")];
    for ((side, number), (minima, variation)) in Side::ALL.into_iter().zip(&mut numbers).zip(names) {
        let mut trainer = trained(text, seed, side)?;
        let mut surface = Surface::new(&trainer, Plane::Random, 1.0, NUMBERS_GRID)?;
        surface.finish(&mut trainer)?;
        let facts = surface.facts();
        *number = facts.roughness.unwrap_or(f64::NAN);
        more.push((minima, facts.minima as f64));
        more.push((variation, facts.variation.unwrap_or(f64::NAN)));
    }
    let [a, b] = numbers;
    Ok(Measured::pair(a, b).with(more).and(a / b > 2.0))
}
