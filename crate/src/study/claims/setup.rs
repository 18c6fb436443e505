//! The note's networks, one seed for everything.

use std::sync::Arc;

use super::super::Subject;
use crate::data;
use crate::scene::{Scene, Side};
use crate::train::{Outcome, Trainer};

/// A scene of the note with one seed for everything.
pub fn scene(text: &str, seed: u32) -> Result<Scene, String> {
    let text = if text.is_empty() { format!("seed={seed}") } else { format!("{text}&seed={seed}") };
    Scene::parse(&text).map(|parsed| parsed.scene).map_err(|error| error.to_string())
}

pub fn trainer(text: &str, seed: u32, side: Side) -> Result<Trainer, String> {
    let scene = scene(text, seed)?;
    let data = data::load(&scene, None).map_err(|error| error.to_string())?;
    Ok(Trainer::new(&scene, side, Arc::new(data), false))
}

pub fn trained(text: &str, seed: u32, side: Side) -> Result<Trainer, String> {
    let mut trainer = trainer(text, seed, side)?;
    trainer.finish();
    Ok(trainer)
}

/// What came of a run. A network that diverged did not get anywhere, whatever its last finite loss was.
pub fn outcome(text: &str, seed: u32, side: Side) -> Result<Outcome, String> {
    let mut outcome = Outcome::of(&mut trained(text, seed, side)?);
    if outcome.diverged.is_some() {
        (outcome.loss, outcome.test_loss) = (f32::INFINITY, f32::INFINITY);
    }
    Ok(outcome)
}

/// A scene of the note with both its networks trained, for a study.
pub fn subject(text: &str, seed: u32) -> Result<Subject, String> {
    let scene = scene(text, seed)?;
    let data = data::load(&scene, None).map_err(|error| error.to_string())?;
    Ok(Subject::new(&scene, Arc::new(data)))
}

/// The note's relu networks, the residual ones with a scale.
pub const RELU: &str = "act=relu&init=he&b.scale=depth";
pub const RELU_REZERO: &str = "act=relu&init=he&shortcut=rezero";
