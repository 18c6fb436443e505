//! The run of both networks as JSON: what `run --json` prints, and the curves.

use serde::Serialize;

use crate::model;
use crate::scene::Scene;
use crate::train::{Frame, History, Outcome, Trainer, digest};

/// The first steps, of which each is measured: another program that repeats the run agrees there or does not agree at all.
const FIRST: u32 = 20;

/// Both networks, as they are written.
#[derive(Serialize)]
struct Written<'a> {
    engine: &'static str,
    scene: String,
    notes: &'a [String],
    a: One,
    b: One,
    shared: usize,
    total: usize,
}

/// One network: the fields of `run --json`, the digest of its start, and what was measured as it trained.
#[derive(Serialize)]
struct One {
    #[serde(flatten)]
    outcome: Outcome,
    start_digest: String,
    curve: Curve,
    layers: Layers,
}

/// Lists of one number a measured step.
#[derive(Default, Serialize)]
struct Curve {
    step: Vec<u32>,
    loss: Vec<f32>,
    accuracy: Vec<f32>,
    test_loss: Vec<f32>,
    test_accuracy: Vec<f32>,
}

/// Lists of one list a measured step: log₁₀ ‖∂L/∂h‖ of h₀ … h_L, and contribution and turn of each block.
#[derive(Default, Serialize)]
struct Layers {
    log10_gradient: Vec<Vec<f32>>,
    contribution: Vec<Vec<f32>>,
    turn: Vec<Vec<f32>>,
}

/// Trains to the end and gives what was measured on the way: the frames of the record, and of the first 20 steps each.
/// `tell` gets the step after each.
pub fn train(trainer: &mut Trainer, mut tell: impl FnMut(u32)) -> Vec<Frame> {
    let mut frames = vec![trainer.frame()];
    while trainer.advance() {
        let recorded = trainer.history().and_then(|history| history.frames().last()).map(|frame| frame.step);
        if trainer.step() <= FIRST || recorded == Some(trainer.step()) {
            frames.push(trainer.frame());
        }
        tell(trainer.step());
    }
    // A run that diverges goes back to its last finite step.
    let last = trainer.step();
    frames.retain(|frame| frame.step <= last);
    if frames.last().map(|frame| frame.step) != Some(last) {
        frames.push(trainer.frame());
    }
    frames
}

/// What a trainer's record holds, for [`write`].
#[must_use]
pub fn recorded(trainer: &Trainer) -> Vec<Frame> {
    trainer.history().map(History::frames).unwrap_or_default().to_vec()
}

/// One object on one line: `engine`, `scene`, `notes`, `shared` and `total` starting values, and of each network under `a`
/// and `b` the fields of `run --json`, `start_digest`, and by measured step `curve` and `layers`. Numbers that are not finite
/// are null.
#[must_use]
pub fn write(scene: &Scene, notes: &[String], a: (&mut Trainer, &[Frame]), b: (&mut Trainer, &[Frame])) -> String {
    let (shared, total) = model::shared((a.0.model(), a.0.start()), (b.0.model(), b.0.start()));
    let written = Written {
        engine: env!("CARGO_PKG_VERSION"),
        scene: scene.link(),
        notes,
        a: one(a.0, a.1),
        b: one(b.0, b.1),
        shared,
        total,
    };
    let mut text = serde_json::to_string(&written).unwrap_or_default();
    text.push('\n');
    text
}

fn one(trainer: &mut Trainer, frames: &[Frame]) -> One {
    let (mut curve, mut layers) = (Curve::default(), Layers::default());
    for frame in frames {
        curve.step.push(frame.step);
        curve.loss.push(frame.loss);
        curve.accuracy.push(frame.accuracy);
        curve.test_loss.push(frame.test_loss);
        curve.test_accuracy.push(frame.test_accuracy);
        layers.log10_gradient.push(frame.grad.clone());
        layers.contribution.push(frame.contribution.clone());
        layers.turn.push(frame.turn.clone());
    }
    let start_digest = digest(&trainer.model().graph.layout, trainer.start());
    One { outcome: Outcome::of(trainer), start_digest, curve, layers }
}
