use crate::scene::{Batch, Model, Scene};

/// What is measured of a network at one step, over the whole training set.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Updates made before it.
    pub step: u32,
    /// Training loss.
    pub loss: f32,
    /// Training accuracy; NaN without classes.
    pub accuracy: f32,
    /// Held-out loss.
    pub test_loss: f32,
    /// Held-out accuracy; NaN without classes.
    pub test_accuracy: f32,
    /// log₁₀ ‖∂L/∂h_l‖ for l = 0 … L: the Frobenius norm over the training set of the gradient of the mean loss; −∞ of 0.
    pub grad: Vec<f32>,
    /// Median over the points of ‖h_l − h_(l−1)‖/‖h_(l−1)‖ for l = 1 … L.
    pub contribution: Vec<f32>,
    /// Mean over the points of 1 − cos(h_l, h_(l−1)) for l = 1 … L.
    pub turn: Vec<f32>,
}

impl Frame {
    /// One flat array: step, loss, accuracy, held-out loss and accuracy, L + 1 gradients, L contributions, L turns.
    pub fn write(&self, to: &mut Vec<f32>) {
        to.extend([self.step as f32, self.loss, self.accuracy, self.test_loss, self.test_accuracy]);
        to.extend(self.grad.iter().chain(&self.contribution).chain(&self.turn));
    }
}

/// Most frames that are kept, the first not counted.
const FRAMES: u32 = 128;
/// Most snapshots of the parameters that are kept, the first not counted.
const SNAPSHOTS: u32 = 64;
/// Most memory that snapshots take, in bytes.
const SNAPSHOT_BYTES: usize = 64 << 20;

/// The record of a run: frames and snapshots at multiples of a stride and at the last step. The strides depend on the run's
/// length alone, so the record does not depend on how fast it was watched.
#[derive(Clone, Debug)]
pub struct History {
    frames: Vec<Frame>,
    snapshots: Vec<(u32, Vec<f32>)>,
    steps: u32,
    most_frames: u32,
    most_snapshots: u32,
}

impl History {
    /// An empty record of a run of a network of `parameters` parameters. A frame of a convnet, whose batch norm needs all
    /// images at once, costs as much as so many steps as there are batches in the set: there the record takes at most about
    /// twice the time of the run.
    pub fn new(scene: &Scene, parameters: usize) -> Self {
        let steps = scene.steps;
        let frames = match (scene.model, scene.batch.first) {
            (Model::Convnet, Batch::Rows(rows)) => {
                (2 * u64::from(steps) * u64::from(rows) / u64::from(scene.data.points)).min(FRAMES.into()) as u32
            }
            _ => FRAMES,
        };
        let room = SNAPSHOT_BYTES / (4 * parameters.max(1));
        Self {
            frames: Vec::new(),
            snapshots: Vec::new(),
            steps,
            most_frames: frames.max(1),
            most_snapshots: (room as u32).clamp(2, SNAPSHOTS + 1) - 1,
        }
    }

    /// The smallest power of two that gives no more than `most` multiples in `steps`.
    fn stride(steps: u32, most: u32) -> u32 {
        steps.div_ceil(most.max(1)).next_power_of_two().max(1)
    }

    fn due(&self, step: u32, most: u32) -> bool {
        step.is_multiple_of(Self::stride(self.steps, most)) || step == self.steps
    }

    /// Whether a frame is due after this step.
    pub fn frame_due(&self, step: u32) -> bool {
        self.due(step, self.most_frames)
    }

    /// Whether a snapshot is due after this step.
    pub fn snapshot_due(&self, step: u32) -> bool {
        self.due(step, self.most_snapshots)
    }

    /// Adds a frame.
    pub fn add_frame(&mut self, frame: Frame) {
        self.frames.push(frame);
    }

    /// Adds a snapshot.
    pub fn add_snapshot(&mut self, step: u32, params: &[f32]) {
        self.snapshots.push((step, params.to_vec()));
    }

    /// The run grows to `steps` steps: what is no longer due is dropped.
    pub fn extend(&mut self, steps: u32) {
        self.steps = steps;
        let (frames, snapshots) = (Self::stride(steps, self.most_frames), Self::stride(steps, self.most_snapshots));
        self.frames.retain(|frame| frame.step == steps || frame.step.is_multiple_of(frames));
        self.snapshots.retain(|(step, _)| *step == steps || step.is_multiple_of(snapshots));
    }

    /// Drops what was recorded after a step.
    pub fn back_to(&mut self, step: u32) {
        self.frames.retain(|frame| frame.step <= step);
        self.snapshots.retain(|(at, _)| *at <= step);
    }

    /// The frames, oldest first.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// The snapshots with their steps, oldest first.
    pub fn snapshots(&self) -> &[(u32, Vec<f32>)] {
        &self.snapshots
    }
}
