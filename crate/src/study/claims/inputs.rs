//! Slopes at neighbouring inputs.

use super::setup::trainer;
use super::{Claim, Judge, Limit, Measured};
use crate::scene::Side;
use crate::study::shattering::{autocorrelation, flips, slopes};

/// Shattered gradients.
pub const C12: Claim = Claim {
    id: "C12",
    study: "shattering",
    name: "shattered gradients",
    number: "relu, batch norm, 24 blocks, at the start: correlation of slopes at neighbouring inputs",
    bar: "without < 0.4, with > 0.6; their sign flips between > 35 % and < 25 % of neighbours",
    limits: [Some(Limit::Below(0.4)), Some(Limit::Above(0.6))],
    judge: Judge::Seeds,
    measure: shattered,
};

fn shattered(seed: u32) -> Result<Measured, String> {
    let along = |side| {
        let trainer = trainer("data=line&depth=24&act=relu&init=he&norm=batch", seed, side)?;
        let slopes = slopes(&trainer, trainer.params());
        Ok::<_, String>((autocorrelation(&slopes, 1), flips(&slopes)))
    };
    let ((a, flips_a), (b, flips_b)) = (along(Side::A)?, along(Side::B)?);
    let more = [("sign flips without", flips_a), ("sign flips with", flips_b)];
    Ok(Measured::pair(a, b).with(more).and(flips_a > 0.35 && flips_b < 0.25))
}
