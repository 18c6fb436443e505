//! Weights: how far they move from their start.

use super::setup::trained;
use super::{Claim, Judge, Measured};
use crate::scene::Side;
use crate::study::weights::{change, cosines, mean};

/// Weights evolve slowly.
pub const C6C: Claim = Claim {
    id: "C6c",
    study: "weights",
    name: "weights evolve slowly",
    number: "20 blocks: mean relative change of a block's weights in training",
    bar: "shown: it depends on the scale",
    limits: [None, None],
    judge: Judge::Shown,
    measure: slowly,
};

/// Each depth with the names of its three networks: without, with scale 1, with the branch scaled.
const DEPTHS: [(u32, [&str; 3]); 3] = [
    (8, ["without 8", "identity 8", "scaled 8"]),
    (20, ["without 20", "identity 20", "scaled 20"]),
    (56, ["without 56", "identity 56", "scaled 56"]),
];

fn slowly(seed: u32) -> Result<Measured, String> {
    let (mut a, mut b) = (f64::NAN, f64::NAN);
    let mut more = Vec::new();
    let mut alike = Vec::new();
    for (depth, names) in DEPTHS {
        let settings = [("", Side::A), ("", Side::B), ("&b.scale=depth", Side::B)];
        for (k, (name, (scale, side))) in names.into_iter().zip(settings).enumerate() {
            let trainer = trained(&format!("depth={depth}{scale}"), seed, side)?;
            let moved = mean(&change(&trainer, trainer.params()));
            let cosine = mean(&cosines(trainer.model(), trainer.params()));
            match (depth, k) {
                (20, 0) => (a, alike) = (moved, vec![("cosine without", cosine)]),
                (20, 1) => {
                    b = moved;
                    alike.push(("cosine with", cosine));
                }
                _ => more.push((name, moved)),
            }
        }
    }
    more.extend(alike);
    Ok(Measured::pair(a, b).with(more))
}
