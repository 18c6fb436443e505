//! Each network at its own best rate.

use super::setup::trainer;
use super::{Claim, Judge, Measured, Seeded};
use crate::scene::Side;
use crate::study::rates::{THERE, losses_after};

/// Each at its own best rate.
pub const C1D: Claim = Claim {
    id: "C1d",
    study: "rates",
    name: "each at its own best rate",
    number: "rates from 0.001 to 0.03, 300 and 1000 steps: cells of 8 with final loss < 0.1",
    bar: "over the seeds, in each cell: without ≤ 2 of 10, with ≥ 9 of 10",
    limits: [None, None],
    judge: Judge::Cells(cells_that_hold),
    measure: fair_fight,
};

/// The rates that the bar is for.
const RATES: [&str; 4] = [".001", ".003", ".01", ".03"];
/// Rates that are measured beside them, where a plain network does better.
const LOW_RATES: [&str; 2] = [".0001", ".0003"];
const BUDGETS: [u32; 2] = [300, 1000];

/// The names of the cells, without and with, at 300 and 1000 steps for each rate.
const CELLS: [[&str; 4]; 6] = [
    ["a .0001 300", "a .0001 1000", "b .0001 300", "b .0001 1000"],
    ["a .0003 300", "a .0003 1000", "b .0003 300", "b .0003 1000"],
    ["a .001 300", "a .001 1000", "b .001 300", "b .001 1000"],
    ["a .003 300", "a .003 1000", "b .003 300", "b .003 1000"],
    ["a .01 300", "a .01 1000", "b .01 300", "b .01 1000"],
    ["a .03 300", "a .03 1000", "b .03 300", "b .03 1000"],
];

/// The losses of one seed in every cell. The first 300 steps of a run of 1000 are the run of 300.
fn fair_fight(seed: u32) -> Result<Measured, String> {
    let mut more = Vec::new();
    let mut there = [0.0; 2];
    for (names, rate) in CELLS.iter().zip(LOW_RATES.iter().chain(&RATES)) {
        for (number, side) in Side::ALL.into_iter().enumerate() {
            let mut trainer = trainer(&format!("lr={rate}&steps={}", BUDGETS[1]), seed, side)?;
            for (cell, loss) in losses_after(&mut trainer, &BUDGETS).into_iter().enumerate() {
                if loss < THERE && RATES.contains(rate) {
                    there[number] += 1.0;
                }
                more.push((names[2 * number + cell], loss));
            }
        }
    }
    Ok(Measured::pair(there[0], there[1]).with(more))
}

/// Cells in which the share of seeds that got there is as the bar has it, of all cells.
fn cells_that_hold(runs: &[Seeded]) -> (usize, usize) {
    let share = |name: &str| {
        let losses = runs.iter().filter_map(|run| run.measured.more.iter().find(|(n, _)| n == name));
        losses.filter(|(_, loss)| *loss < THERE).count() as f64 / runs.len().max(1) as f64
    };
    let cells = CELLS[LOW_RATES.len()..].iter().flat_map(|names| [(names[0], names[2]), (names[1], names[3])]);
    let held = cells.filter(|(a, b)| share(a) <= 0.2 && share(b) >= 0.9).count();
    (held, RATES.len() * BUDGETS.len())
}
