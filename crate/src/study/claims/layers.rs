//! What single layers do: small steps, slow changes, an answer that is refined, and layers that can be removed.

use super::setup::{RELU, RELU_REZERO, trained};
use super::{Claim, Judge, Limit, Measured};
use crate::scene::Side;
use crate::study::layers::{Moves, mean};
use crate::study::lesions::{self, Lesion};
use crate::study::{refinement, representations};
use crate::train::{Trainer, median};

/// A small change a layer.
pub const C3A: Claim = Claim {
    id: "C3a",
    study: "contributions",
    name: "a small change a layer",
    number: "relu, 20 blocks (with: scaled), trained: median over layers and points of |h' - h| / |h|",
    bar: "without > 0.8, with < 0.4",
    limits: [Some(Limit::Above(0.8)), Some(Limit::Below(0.4))],
    judge: Judge::Seeds,
    measure: small_change,
};

/// Representations change slowly.
pub const C6A: Claim = Claim {
    id: "C6a",
    study: "representations",
    name: "representations change slowly",
    number: "relu, 20 blocks (with: scaled), trained: mean cosine of neighbouring layers",
    bar: "without < 0.5, with > 0.85",
    limits: [Some(Limit::Below(0.5)), Some(Limit::Above(0.85))],
    judge: Judge::Seeds,
    measure: slow_change,
};

/// Each layer refines the answer.
pub const C6B: Claim = Claim {
    id: "C6b",
    study: "refinement",
    name: "each layer refines the answer",
    number: "relu, 20 blocks (with: scaled), trained: accuracy of the network's own head at layer 12",
    bar: "mean over layers 1 to 19: with less without > 0.1, scaled and rezero; a step's cosine with the downward gradient: without < 0 < with",
    limits: [None, None],
    judge: Judge::Seeds,
    measure: refined,
};

/// Dropping a layer.
pub const C7: Claim = Claim {
    id: "C7",
    study: "lesions",
    name: "dropping a layer",
    number: "relu, 20 blocks (with: scaled), trained: mean training accuracy with one layer removed",
    bar: "without < 0.75, with > 0.9",
    limits: [Some(Limit::Below(0.75)), Some(Limit::Above(0.9))],
    judge: Judge::Seeds,
    measure: dropped,
};

/// The headline pair: both networks 20 blocks deep.
fn twenty(seed: u32) -> Result<[Trainer; 2], String> {
    let text = format!("depth=20&{RELU}");
    Ok([trained(&text, seed, Side::A)?, trained(&text, seed, Side::B)?])
}

/// The second row: tanh, without 20 blocks deep (56 do not train), with 56, at scale 1 and scaled.
fn second(seed: u32) -> Result<[Trainer; 3], String> {
    Ok([trained("depth=20", seed, Side::A)?, trained("", seed, Side::B)?, trained("b.scale=depth", seed, Side::B)?])
}

/// How the network as it stands moves its states.
fn moves(trainer: &mut Trainer) -> Moves {
    let params = trainer.params().to_vec();
    Moves::of(trainer, &params)
}

/// At its start.
fn moves_at_start(trainer: &mut Trainer) -> Moves {
    let params = trainer.start().to_vec();
    Moves::of(trainer, &params)
}

/// A number of the headline pair, with that of the second row and of the start.
fn told(seed: u32, number: fn(&Moves) -> f64) -> Result<(Measured, [Trainer; 2]), String> {
    let mut pair = twenty(seed)?;
    let [a, b] = pair.each_mut().map(|trainer| number(&moves(trainer)));
    let [start_a, start_b] = pair.each_mut().map(|trainer| number(&moves_at_start(trainer)));
    let [plain, identity, scaled] = second(seed)?.map(|mut trainer| number(&moves(&mut trainer)));
    let measured = Measured::pair(a, b).with([
        ("plain 20, tanh", plain),
        ("identity 56, tanh", identity),
        ("scaled 56, tanh", scaled),
        ("without, at the start", start_a),
        ("with, at the start", start_b),
    ]);
    Ok((measured, pair))
}

fn small_change(seed: u32) -> Result<Measured, String> {
    Ok(told(seed, Moves::change)?.0)
}

fn slow_change(seed: u32) -> Result<Measured, String> {
    let (mut measured, pair) = told(seed, Moves::cosine)?;
    for (name, mut trainer) in ["CKA without", "CKA with"].into_iter().zip(pair) {
        let params = trainer.params().to_vec();
        measured.more.push((name.into(), representations::look(&mut trainer, &params).cka));
    }
    Ok(measured)
}

/// The layers whose accuracy is told, with the names under which it is.
const READ: [(usize, [&str; 4]); 6] = [
    (0, ["without 0", "with 0", "probe without 0", "probe with 0"]),
    (4, ["without 4", "with 4", "probe without 4", "probe with 4"]),
    (8, ["without 8", "with 8", "probe without 8", "probe with 8"]),
    (12, ["without 12", "with 12", "probe without 12", "probe with 12"]),
    (16, ["without 16", "with 16", "probe without 16", "probe with 16"]),
    (20, ["without 20", "with 20", "probe without 20", "probe with 20"]),
];

/// At a single layer the two can come out alike, so the bar is on all that stand between the first and the last.
fn refined(seed: u32) -> Result<Measured, String> {
    let [mut a, mut b] = twenty(seed)?;
    let mut rezero = trained(&format!("depth=20&{RELU_REZERO}"), seed, Side::B)?;
    let [own_a, own_b, own_rezero] = [&mut a, &mut b, &mut rezero].map(own_by_layer);
    let between = |own: &[f64]| mean(own[1..20].iter().copied());
    let [mean_a, mean_b, mean_rezero] = [&own_a, &own_b, &own_rezero].map(|own| between(own));
    let mut more = Vec::new();
    more.extend(READ.map(|(layer, names)| (names[0], own_a[layer])));
    more.extend(READ.map(|(layer, names)| (names[1], own_b[layer])));
    more.extend(READ.map(|(layer, names)| (names[2], refinement::fresh(&mut a, layer)[1])));
    more.extend(READ.map(|(layer, names)| (names[3], refinement::fresh(&mut b, layer)[1])));
    more.extend([
        ("rezero 12", own_rezero[12]),
        ("mean without", mean_a),
        ("mean with", mean_b),
        ("mean rezero", mean_rezero),
    ]);
    let [down_a, down_b] = [&mut a, &mut b].map(|trainer| mean(refinement::downhill(trainer).1.into_iter()));
    more.extend([("downhill without", down_a), ("downhill with", down_b)]);
    let read = mean_b - mean_a > 0.1 && mean_rezero - mean_a > 0.1;
    let held = read && down_a < 0.0 && down_b > 0.0;
    Ok(Measured::pair(own_a[12], own_b[12]).with(more).and(held))
}

/// The accuracy of the network's own head at each layer, the state before the first one first.
fn own_by_layer(trainer: &mut Trainer) -> Vec<f64> {
    (0..=trainer.model().depth()).map(|layer| refinement::own(trainer, layer)[1]).collect()
}

/// Loss and accuracy of every lesion of one kind.
fn hurt(trainer: &mut Trainer, kind: fn(Lesion, usize) -> bool) -> (Vec<f64>, Vec<f64>) {
    let depth = trainer.model().depth();
    let all = lesions::all(trainer.model()).into_iter().filter(|&lesion| kind(lesion, depth)).collect::<Vec<_>>();
    lesions::measure(trainer, &all).into_iter().map(|[loss, accuracy]| (loss, accuracy)).unzip()
}

fn one_removed(lesion: Lesion, _: usize) -> bool {
    matches!(lesion, Lesion::Without(_))
}

fn half_removed(lesion: Lesion, depth: usize) -> bool {
    matches!(lesion, Lesion::Some { count, .. } if count == depth / 2)
}

fn shuffled(lesion: Lesion, _: usize) -> bool {
    matches!(lesion, Lesion::Shuffled(_))
}

fn accuracy(trainer: &mut Trainer, kind: fn(Lesion, usize) -> bool) -> f64 {
    mean(hurt(trainer, kind).1.into_iter())
}

/// The median loss after one removal, over the loss before.
fn factor(trainer: &mut Trainer) -> f64 {
    let [[whole, _]] = lesions::measure(trainer, &[Lesion::Whole])[..] else { return f64::NAN };
    median(&mut hurt(trainer, one_removed).0) / whole
}

fn dropped(seed: u32) -> Result<Measured, String> {
    let [a, b] = twenty(seed)?.map(|mut trainer| accuracy(&mut trainer, one_removed));
    let [mut plain, mut identity, mut scaled] = second(seed)?;
    Ok(Measured::pair(a, b).with([
        ("plain 20, tanh", accuracy(&mut plain, one_removed)),
        ("identity 56", accuracy(&mut identity, one_removed)),
        ("scaled 56", accuracy(&mut scaled, one_removed)),
        ("loss factor identity 56", factor(&mut identity)),
        ("loss factor scaled 56", factor(&mut scaled)),
        ("half removed scaled 56", accuracy(&mut scaled, half_removed)),
        ("shuffled scaled 56", accuracy(&mut scaled, shuffled)),
        ("shuffled identity 56", accuracy(&mut identity, shuffled)),
    ]))
}
