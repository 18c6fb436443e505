//! Depth: training error that grows with it, layers that could be empty, and what a fair fight changes.

use super::setup::{RELU, RELU_REZERO, outcome, trained, trainer};
use super::{Claim, Judge, Limit, Measured};
use crate::scene::Side;
use crate::study::construction::lengthened;
use crate::study::runs::{reached, train_to};
use crate::train::Outcome;

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
    study: "construction",
    name: "36 empty layers change nothing",
    number: "relu, trained at 20 blocks: loss with 36 identity layers less loss without",
    bar: "exactly 0",
    limits: [Some(Limit::Exactly(0.0)), None],
    judge: Judge::Seeds,
    measure: empty_layers,
};

/// ResNets on images.
pub const C1E: Claim = Claim {
    id: "C1e",
    study: "depths",
    name: "ResNet-20 and -56 on images",
    number: "digits, 6 epochs: final training loss, 56 layers",
    bar: "56 layers: without over with > 2, and without above 20 layers without, after 6 and after 12 epochs",
    limits: [None, None],
    judge: Judge::Seeds,
    measure: images,
};

/// It is not overfitting.
pub const C1F: Claim = Claim {
    id: "C1f",
    study: "fits",
    name: "it is not overfitting",
    number: "held-out over training loss: relu plain 56; identity 56 on 32 noisy points",
    bar: "without < 2 and its training loss > 0.05, with > 10",
    limits: [Some(Limit::Below(2.0)), Some(Limit::Above(10.0))],
    judge: Judge::Seeds,
    measure: not_overfitting,
};

/// Hundreds of layers.
pub const C9: Claim = Claim {
    id: "C9",
    study: "depths",
    name: "hundreds of layers",
    number: "final training loss, 200 blocks of width 8, the branch scaled; and 1000 blocks",
    bar: "without > 0.6, with < 0.02, at 200 and at 1000",
    limits: [Some(Limit::Above(0.6)), Some(Limit::Below(0.02))],
    judge: Judge::Seeds,
    measure: hundreds,
};

fn hundreds(seed: u32) -> Result<Measured, String> {
    let loss =
        |text: &str, side| outcome(&format!("width=8&b.scale=depth&{text}"), seed, side).map(|o| f64::from(o.loss));
    let (fewer, more) = ("depth=200&batch=64&steps=150", "depth=1000&batch=32&steps=100");
    let (a, b) = (loss(more, Side::A)?, loss(more, Side::B)?);
    let thousand = [("without 1000", a), ("with 1000", b)];
    Ok(Measured::pair(loss(fewer, Side::A)?, loss(fewer, Side::B)?).with(thousand).and(a > 0.6 && b < 0.02))
}

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

/// A trained network of 20 layers with 36 more that are the identity: relu passes on what a relu gave. Trained on from there,
/// beside one of 56 layers from its random start.
fn empty_layers(seed: u32) -> Result<Measured, String> {
    let mut short = trained(&format!("depth=20&{RELU}"), seed, Side::A)?;
    let mut long = lengthened(&mut short, 56);
    let before = f64::from(Outcome::of(&mut short).loss);
    let change = f64::from(Outcome::of(&mut long).loss) - before;
    long.finish();
    let random = f64::from(outcome(RELU, seed, Side::A)?.loss);
    let more = [("loss", before), ("trained on", reached(&mut long)[0]), ("random start", random)];
    Ok(Measured::one(change).with(more))
}

/// Steps that see each image six times, and twelve.
const EPOCHS: [u32; 2] = [48, 96];

/// The losses after each number of epochs: the first steps of a longer run are the shorter run.
fn images(seed: u32) -> Result<Measured, String> {
    let losses = |depth: u32, side| {
        let mut trainer = trainer(&format!("model=convnet&depth={depth}&steps={}", EPOCHS[1]), seed, side)?;
        Ok::<_, String>(EPOCHS.map(|steps| {
            train_to(&mut trainer, steps);
            reached(&mut trainer)[0]
        }))
    };
    let [plain20, residual20] = [losses(3, Side::A)?, losses(3, Side::B)?];
    let [plain56, residual56] = [losses(9, Side::A)?, losses(9, Side::B)?];
    let more = [
        ("without 20", plain20[0]),
        ("with 20", residual20[0]),
        ("without 20, 12 epochs", plain20[1]),
        ("with 20, 12 epochs", residual20[1]),
        ("without 56, 12 epochs", plain56[1]),
        ("with 56, 12 epochs", residual56[1]),
    ];
    let ahead = plain56.into_iter().zip(residual56).all(|(without, with)| without / with > 2.0);
    let deeper_is_worse = plain56.into_iter().zip(plain20).all(|(deep, shallow)| deep > shallow);
    Ok(Measured::pair(plain56[0], residual56[0]).with(more).and(ahead && deeper_is_worse))
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
