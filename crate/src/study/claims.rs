//! The note, claim by claim: experiments with a bar that each pair of networks is held to.
//!
//! A claim holds when every part of its bar holds on at least nine of ten seeds, the two networks paired by seed.

use std::sync::Arc;

use serde::Serialize;

use super::surface::{NUMBERS_GRID, Surface};
use super::{gradients, sweep};
use crate::autograd::Role;
use crate::data;
use crate::model::Model;
use crate::scene::{Plane, Scene, Side};
use crate::train::{Outcome, Trainer, median};

/// A claim: what is measured for one seed, and the bar.
pub struct Claim {
    /// Its number in the note.
    pub id: &'static str,
    /// What it says, in a few words.
    pub name: &'static str,
    /// What the two numbers are.
    pub number: &'static str,
    /// The bar, in words.
    pub bar: &'static str,
    /// Measures one seed.
    measure: fn(u32) -> Result<Measured, String>,
}

/// What one seed gave.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    /// Without; none where the claim has no such number.
    pub a: Option<f64>,
    /// With.
    pub b: Option<f64>,
    /// Whether every part of the bar holds.
    pub held: bool,
    /// Whatever else was measured, by name.
    pub more: Vec<(&'static str, f64)>,
}

/// A claim, measured over seeds.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// Its number in the note.
    pub id: &'static str,
    /// What it says.
    pub name: &'static str,
    /// What the two numbers are.
    pub number: &'static str,
    /// Without: the median and the range.
    pub a: Option<Spread>,
    /// With.
    pub b: Option<Spread>,
    /// The bar.
    pub bar: &'static str,
    /// On how many seeds it held.
    pub held: usize,
    /// Of how many.
    pub of: usize,
    /// Whether that is enough.
    pub holds: bool,
    /// Wall time.
    pub seconds: f64,
    /// Each seed's numbers.
    pub runs: Vec<Seeded>,
}

/// One seed's numbers.
#[derive(Clone, Debug, Serialize)]
pub struct Seeded {
    /// The seed.
    pub seed: u32,
    /// What it gave.
    #[serde(flatten)]
    pub measured: Measured,
}

/// Median, least and largest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Spread {
    pub median: f64,
    pub min: f64,
    pub max: f64,
}

impl Spread {
    fn of(values: impl Iterator<Item = Option<f64>>) -> Option<Self> {
        let mut values: Vec<f64> = values.collect::<Option<_>>()?;
        values.sort_unstable_by(f64::total_cmp);
        let median = median(&mut values);
        Some(Self { median, min: *values.first()?, max: *values.last()? })
    }
}

/// Every claim that is measured, in the note's order.
pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "C1a",
        name: "deeper is worse in training",
        number: "final training loss, 56 blocks",
        bar: "without > 0.2, with < 0.01",
        measure: degradation,
    },
    Claim {
        id: "C1b",
        name: "20 against 56 layers",
        number: "relu: without, loss at 56 over loss at 20; with (scaled), loss at 56",
        bar: "ratio without > 10",
        measure: twenty_fifty_six,
    },
    Claim {
        id: "C1c",
        name: "36 empty layers change nothing",
        number: "relu, trained at 20 blocks: loss with 36 identity layers less loss without",
        bar: "exactly 0",
        measure: empty_layers,
    },
    Claim {
        id: "C1d",
        name: "each at its own best rate",
        number: "rates from 0.001 to 0.03, 300 and 1000 steps: cells of 8 with final loss < 0.1",
        bar: "over the seeds, in each cell: without ≤ 2 of 10, with ≥ 9 of 10",
        measure: fair_fight,
    },
    Claim {
        id: "C1f",
        name: "it is not overfitting",
        number: "held-out over training loss: relu plain 56; identity 56 on 32 noisy points",
        bar: "without < 2 and its training loss > 0.05, with > 10",
        measure: not_overfitting,
    },
    Claim {
        id: "C2a",
        name: "vanishing, at the start",
        number: "relu, 20 blocks, uniform: log10 of the gradient's ratio, first to last",
        bar: "without < -4, |with| < 1",
        measure: vanishing_at_start,
    },
    Claim {
        id: "C2b",
        name: "vanishing, trained",
        number: "56 blocks, after 300 steps: log10 of the gradient's ratio",
        bar: "without < -3, |with| < 2.2 with scale 1 and scaled",
        measure: vanishing_trained,
    },
    Claim {
        id: "C2c",
        name: "exploding",
        number: "relu, batch norm, 56 blocks, at the start: log10 of the gradient's ratio",
        bar: "without > 4, with < 3.5",
        measure: exploding,
    },
    Claim {
        id: "C8a",
        name: "smoother surface, 20 blocks",
        number: "roughness of the slice; with: branch scaled by 1/√depth",
        bar: "ratio > 2",
        measure: |seed| smoother("depth=20&b.scale=depth", seed),
    },
    Claim {
        id: "C8b",
        name: "smoother surface, 56 blocks",
        number: "roughness of the slice; with: branch scaled by 1/√depth",
        bar: "ratio > 2",
        measure: |seed| smoother("b.scale=depth", seed),
    },
];

/// Measures a claim over seeds. `tell` is called as each seed is done.
///
/// # Errors
/// A sentence if an experiment's scene or data could not be made.
pub fn measure(claim: &Claim, seeds: &[u32], tell: &(dyn Fn() + Sync)) -> Result<Verdict, String> {
    let results = sweep::each(seeds, |&seed| {
        let measured = (claim.measure)(seed).map(|measured| Seeded { seed, measured });
        tell();
        measured
    });
    let runs: Vec<Seeded> = results.into_iter().collect::<Result<_, _>>()?;
    Ok(judge(claim, runs))
}

/// A verdict from each seed's numbers; `seconds` is left at 0 for whoever has a clock.
#[must_use]
pub fn judge(claim: &Claim, runs: Vec<Seeded>) -> Verdict {
    let held = match claim.id {
        "C1d" => cells_that_hold(&runs),
        _ => runs.iter().filter(|run| run.measured.held).count(),
    };
    let of = if claim.id == "C1d" { RATES.len() * BUDGETS.len() } else { runs.len() };
    let enough = if claim.id == "C1d" { held == of } else { 10 * held >= 9 * of };
    Verdict {
        id: claim.id,
        name: claim.name,
        number: claim.number,
        a: Spread::of(runs.iter().map(|run| run.measured.a)),
        b: Spread::of(runs.iter().map(|run| run.measured.b)),
        bar: claim.bar,
        held,
        of,
        holds: of > 0 && enough,
        seconds: 0.0,
        runs,
    }
}

/// A scene of the note with one seed for everything.
fn scene(text: &str, seed: u32) -> Result<Scene, String> {
    let text = if text.is_empty() { format!("seed={seed}") } else { format!("{text}&seed={seed}") };
    Scene::parse(&text).map(|parsed| parsed.scene).map_err(|error| error.to_string())
}

fn trainer(text: &str, seed: u32, side: Side) -> Result<Trainer, String> {
    let scene = scene(text, seed)?;
    let data = data::load(&scene, None).map_err(|error| error.to_string())?;
    Ok(Trainer::new(&scene, side, Arc::new(data), false))
}

fn trained(text: &str, seed: u32, side: Side) -> Result<Trainer, String> {
    let mut trainer = trainer(text, seed, side)?;
    trainer.finish();
    Ok(trainer)
}

/// What came of a run. A network that diverged did not get anywhere, whatever its last finite loss was.
fn outcome(text: &str, seed: u32, side: Side) -> Result<Outcome, String> {
    let mut outcome = Outcome::of(&mut trained(text, seed, side)?);
    if outcome.diverged.is_some() {
        (outcome.loss, outcome.test_loss) = (f32::INFINITY, f32::INFINITY);
    }
    Ok(outcome)
}

fn pair(a: f64, b: f64, held: bool) -> Measured {
    Measured { a: Some(a), b: Some(b), held, more: Vec::new() }
}

fn degradation(seed: u32) -> Result<Measured, String> {
    let a = f64::from(outcome("", seed, Side::A)?.loss);
    let b = f64::from(outcome("", seed, Side::B)?.loss);
    Ok(pair(a, b, a > 0.2 && b < 0.01))
}

/// The note's relu networks, the residual ones with a scale.
const RELU: &str = "act=relu&init=he&b.scale=depth";
const RELU_REZERO: &str = "act=relu&init=he&shortcut=rezero";

fn twenty_fifty_six(seed: u32) -> Result<Measured, String> {
    let shallow = f64::from(outcome(&format!("depth=20&{RELU}"), seed, Side::A)?.loss);
    let deep = f64::from(outcome(RELU, seed, Side::A)?.loss);
    let scaled = f64::from(outcome(RELU, seed, Side::B)?.loss);
    let rezero = f64::from(outcome(RELU_REZERO, seed, Side::B)?.loss);
    let ratio = deep / shallow;
    let more = vec![("plain 20", shallow), ("plain 56", deep), ("rezero 56", rezero)];
    Ok(Measured { more, ..pair(ratio, scaled, ratio > 10.0) })
}

/// A trained network of 20 layers with 36 more that are the identity: relu passes on what a relu gave.
fn empty_layers(seed: u32) -> Result<Measured, String> {
    let mut short = trained(&format!("depth=20&{RELU}"), seed, Side::A)?;
    let deep = scene(RELU, seed)?;
    let data = Arc::new(short.data().clone());
    let model = Model::new(&deep.a, deep.loss, data.inputs, data.outputs);
    let mut params = vec![0.0; model.parameters()];
    for entry in model.graph.layout.entries() {
        let to = &mut params[entry.range()];
        let from = short.model().graph.layout.entries().iter().find(|known| known.name == entry.name);
        match from {
            Some(known) => to.copy_from_slice(&short.params()[known.range()]),
            None if entry.role == Role::Weight => {
                (0..entry.shape[0]).for_each(|i| to[i * entry.shape[1] + i] = 1.0);
            }
            None => {}
        }
    }
    let before = Outcome::of(&mut short).loss;
    let mut long = Trainer::from(&deep, Side::A, data, model, params, false);
    let change = f64::from(Outcome::of(&mut long).loss) - f64::from(before);
    Ok(Measured { a: Some(change), b: None, held: change == 0.0, more: vec![("loss", f64::from(before))] })
}

/// The rates that the bar is for.
const RATES: [&str; 4] = [".001", ".003", ".01", ".03"];
/// Rates that are measured beside them, where a plain network does better.
const LOW_RATES: [&str; 2] = [".0001", ".0003"];
const BUDGETS: [u32; 2] = [300, 1000];
/// The loss that counts as there.
const THERE: f64 = 0.1;

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
            for (cell, budget) in BUDGETS.into_iter().enumerate() {
                while trainer.step() < budget && trainer.advance() {}
                // A network that diverged did not get there, whatever its last finite loss was.
                let loss = match trainer.diverged() {
                    Some(_) => f64::INFINITY,
                    None => f64::from(trainer.scores(&[]).0.loss),
                };
                if loss < THERE && RATES.contains(rate) {
                    there[number] += 1.0;
                }
                more.push((names[2 * number + cell], loss));
            }
        }
    }
    Ok(Measured { more, ..pair(there[0], there[1], there[0] <= 1.6 && there[1] >= 7.2) })
}

fn cells_that_hold(runs: &[Seeded]) -> usize {
    let share = |name: &str| {
        let losses = runs.iter().filter_map(|run| run.measured.more.iter().find(|(n, _)| *n == name));
        losses.filter(|(_, loss)| *loss < THERE).count() as f64 / runs.len().max(1) as f64
    };
    let cells = CELLS[LOW_RATES.len()..].iter().flat_map(|names| [(names[0], names[2]), (names[1], names[3])]);
    cells.filter(|(a, b)| share(a) <= 0.2 && share(b) >= 0.9).count()
}

fn not_overfitting(seed: u32) -> Result<Measured, String> {
    let plain20 = outcome(&format!("depth=20&{RELU}"), seed, Side::A)?;
    let plain56 = outcome(RELU, seed, Side::A)?;
    let overfit = outcome("points=32&noise=.3", seed, Side::B)?;
    let ratio = |of: &Outcome| f64::from(of.test_loss) / f64::from(of.loss);
    let (a, b) = (ratio(&plain56), ratio(&overfit));
    let more = vec![
        ("plain 20, training", f64::from(plain20.loss)),
        ("plain 20, held out", f64::from(plain20.test_loss)),
        ("plain 56, training", f64::from(plain56.loss)),
        ("plain 56, held out", f64::from(plain56.test_loss)),
        ("identity 56 on 32 noisy points, training", f64::from(overfit.loss)),
        ("identity 56 on 32 noisy points, held out", f64::from(overfit.test_loss)),
    ];
    Ok(Measured { more, ..pair(a, b, a < 2.0 && plain56.loss > 0.05 && b > 10.0) })
}

fn ratio(mut trainer: Trainer) -> f64 {
    gradients::ratio(&trainer.frame())
}

fn vanishing_at_start(seed: u32) -> Result<Measured, String> {
    let text = "depth=20&act=relu&init=uniform&b.scale=depth";
    let (a, b) = (ratio(trainer(text, seed, Side::A)?), ratio(trainer(text, seed, Side::B)?));
    Ok(pair(a, b, a < -4.0 && b.abs() < 1.0))
}

fn vanishing_trained(seed: u32) -> Result<Measured, String> {
    let start = ratio(trainer("", seed, Side::A)?);
    let (a, b) = (ratio(trained("", seed, Side::A)?), ratio(trained("", seed, Side::B)?));
    let scaled = ratio(trained("b.scale=depth", seed, Side::B)?);
    let more = vec![("without, at the start", start), ("with, scaled", scaled)];
    Ok(Measured { more, ..pair(a, b, a < -3.0 && b.abs() < 2.2 && scaled.abs() < 2.2) })
}

fn exploding(seed: u32) -> Result<Measured, String> {
    let text = "act=relu&init=he&norm=batch";
    let (a, b) = (ratio(trainer(text, seed, Side::A)?), ratio(trainer(text, seed, Side::B)?));
    Ok(pair(a, b, a > 4.0 && b < 3.5))
}

fn smoother(text: &str, seed: u32) -> Result<Measured, String> {
    let mut numbers = [0.0; 2];
    let mut more = Vec::new();
    let names = [("minima without", "variation without"), ("minima with", "variation with")];
    for ((side, number), (minima, variation)) in Side::ALL.into_iter().zip(&mut numbers).zip(names) {
        let mut trainer = trained(text, seed, side)?;
        let mut surface = Surface::new(&trainer, Plane::Random, 1.0, NUMBERS_GRID)?;
        surface.finish(&mut trainer);
        let facts = surface.facts();
        *number = facts.roughness.unwrap_or(f64::NAN);
        more.push((minima, facts.minima as f64));
        more.push((variation, facts.variation.unwrap_or(f64::NAN)));
    }
    let [a, b] = numbers;
    Ok(Measured { more, ..pair(a, b, a / b > 2.0) })
}
