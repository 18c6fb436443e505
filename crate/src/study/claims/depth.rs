//! Depth: training error that grows with it, layers that could be empty, and what a fair fight changes.

use std::sync::Arc;

use super::setup::{RELU, RELU_REZERO, outcome, scene, trained};
use super::{Claim, Judge, Limit, Measured};
use crate::autograd::Role;
use crate::model::Model;
use crate::scene::Side;
use crate::train::{Outcome, Trainer};

/// Deeper is worse in training.
pub const C1A: Claim = Claim {
    id: "C1a",
    study: "depths",
    name: "deeper is worse in training",
    number: "final training loss, 56 blocks",
    bar: "without > 0.2, with < 0.01",
    limits: [Some(Limit::Above(0.2)), Some(Limit::Below(0.01))],
    judge: Judge::Seeds,
    measure: degradation,
};

/// 20 against 56 layers.
pub const C1B: Claim = Claim {
    id: "C1b",
    study: "depths",
    name: "20 against 56 layers",
    number: "relu: without, loss at 56 over loss at 20; with (scaled), loss at 56",
    bar: "ratio without > 10",
    limits: [Some(Limit::Above(10.0)), None],
    judge: Judge::Seeds,
    measure: twenty_fifty_six,
};

/// 36 empty layers change nothing.
pub const C1C: Claim = Claim {
    id: "C1c",
    study: "depths",
    name: "36 empty layers change nothing",
    number: "relu, trained at 20 blocks: loss with 36 identity layers less loss without",
    bar: "exactly 0",
    limits: [Some(Limit::Exactly(0.0)), None],
    judge: Judge::Seeds,
    measure: empty_layers,
};

/// It is not overfitting.
pub const C1F: Claim = Claim {
    id: "C1f",
    study: "depths",
    name: "it is not overfitting",
    number: "held-out over training loss: relu plain 56; identity 56 on 32 noisy points",
    bar: "without < 2 and its training loss > 0.05, with > 10",
    limits: [Some(Limit::Below(2.0)), Some(Limit::Above(10.0))],
    judge: Judge::Seeds,
    measure: not_overfitting,
};

fn degradation(seed: u32) -> Result<Measured, String> {
    let a = f64::from(outcome("", seed, Side::A)?.loss);
    let b = f64::from(outcome("", seed, Side::B)?.loss);
    Ok(Measured::pair(a, b))
}

fn twenty_fifty_six(seed: u32) -> Result<Measured, String> {
    let shallow = f64::from(outcome(&format!("depth=20&{RELU}"), seed, Side::A)?.loss);
    let deep = f64::from(outcome(RELU, seed, Side::A)?.loss);
    let scaled = f64::from(outcome(RELU, seed, Side::B)?.loss);
    let rezero = f64::from(outcome(RELU_REZERO, seed, Side::B)?.loss);
    let ratio = deep / shallow;
    let more = [("plain 20", shallow), ("plain 56", deep), ("rezero 56", rezero)];
    Ok(Measured::pair(ratio, scaled).with(more))
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
    Ok(Measured::one(change).with([("loss", f64::from(before))]))
}

fn not_overfitting(seed: u32) -> Result<Measured, String> {
    let plain20 = outcome(&format!("depth=20&{RELU}"), seed, Side::A)?;
    let plain56 = outcome(RELU, seed, Side::A)?;
    let overfit = outcome("points=32&noise=.3", seed, Side::B)?;
    let ratio = |of: &Outcome| f64::from(of.test_loss) / f64::from(of.loss);
    let (a, b) = (ratio(&plain56), ratio(&overfit));
    let more = [
        ("plain 20, training", f64::from(plain20.loss)),
        ("plain 20, held out", f64::from(plain20.test_loss)),
        ("plain 56, training", f64::from(plain56.loss)),
        ("plain 56, held out", f64::from(plain56.test_loss)),
        ("identity 56 on 32 noisy points, training", f64::from(overfit.loss)),
        ("identity 56 on 32 noisy points, held out", f64::from(overfit.test_loss)),
    ];
    Ok(Measured::pair(a, b).with(more).and(plain56.loss > 0.05))
}
