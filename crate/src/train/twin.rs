use std::sync::Arc;

use serde::Serialize;

use super::trainer::{Diverged, Trainer};
use crate::data::Data;
use crate::model;
use crate::scene::{Scene, Side};

/// What came of one network's run, as `run --json` prints it. Numbers that are not finite are printed as null.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// Steps made.
    pub step: u32,
    /// Training loss.
    pub loss: f32,
    /// Training accuracy; NaN without classes.
    pub accuracy: f32,
    /// Held-out loss.
    pub test_loss: f32,
    /// Held-out accuracy; NaN without classes.
    pub test_accuracy: f32,
    /// Parameters.
    pub parameters: usize,
    /// Blocks.
    pub blocks: usize,
    /// Layers with weights.
    pub weight_layers: usize,
    /// The digest of the parameters.
    pub digest: String,
    /// Why it stopped early, if it did.
    pub diverged: Option<Diverged>,
}

impl Outcome {
    /// What came of a trainer so far.
    pub fn of(trainer: &mut Trainer) -> Self {
        let (train, test) = trainer.scores(&[]);
        Self {
            step: trainer.step(),
            loss: train.loss,
            accuracy: train.accuracy,
            test_loss: test.loss,
            test_accuracy: test.accuracy,
            parameters: trainer.model().parameters(),
            blocks: trainer.model().depth(),
            weight_layers: trainer.model().weight_layers,
            digest: trainer.digest(),
            diverged: trainer.diverged().cloned(),
        }
    }
}

/// Both outcomes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Run {
    pub a: Outcome,
    pub b: Outcome,
}

/// Two networks on the same data.
pub struct Twin {
    /// Without shortcuts, unless the scene says otherwise.
    pub a: Trainer,
    /// With shortcuts.
    pub b: Trainer,
}

impl Twin {
    /// Both at step 0.
    #[must_use]
    pub fn new(scene: &Scene, data: &Arc<Data>, record: bool) -> Self {
        let arm = |side| Trainer::new(scene, side, Arc::clone(data), record);
        Self { a: arm(Side::A), b: arm(Side::B) }
    }

    /// Trains both to the end.
    pub fn finish(&mut self) {
        self.a.finish();
        self.b.finish();
    }

    /// Values of parameters that both started with, and all that the larger one has.
    #[must_use]
    pub fn shared(&self) -> (usize, usize) {
        model::shared((self.a.model(), self.a.start()), (self.b.model(), self.b.start()))
    }
}

/// Trains both networks of a scene to the end.
#[must_use]
pub fn run(scene: &Scene, data: &Arc<Data>) -> Run {
    let mut twin = Twin::new(scene, data, false);
    twin.finish();
    Run { a: Outcome::of(&mut twin.a), b: Outcome::of(&mut twin.b) }
}
