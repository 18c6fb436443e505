use crate::rng::Stream;
use crate::scene::{Batch, Draw, Scene};

/// Draws the rows of each step from a stream of their own, the same for both networks.
#[derive(Clone, Debug)]
pub struct Batcher {
    stream: Stream,
    draw: Draw,
    rows: u32,
    /// What is left of this epoch's order, last first.
    left: Vec<u32>,
    drawn: Vec<u32>,
}

impl Batcher {
    /// Batches from `rows` rows.
    pub fn new(seed: u32, draw: Draw, rows: usize) -> Self {
        Self { stream: Stream::new(seed, "batch/rows"), draw, rows: rows as u32, left: Vec::new(), drawn: Vec::new() }
    }

    /// The next batch. A full one is all rows in order; otherwise each row is drawn anew (`replace`), or an epoch takes
    /// every row once, shuffled, and a batch may span two (`epochs`).
    pub fn next(&mut self, batch: Batch) -> &[u32] {
        self.drawn.clear();
        match (batch, self.draw) {
            (Batch::Full, _) => self.drawn.extend(0..self.rows),
            // Fresh rows are not of this set: the trainer draws them itself.
            (Batch::Rows(count), Draw::Replace | Draw::Fresh) => {
                self.drawn.extend((0..count).map(|_| self.stream.below(self.rows)));
            }
            (Batch::Rows(count), Draw::Epochs) => {
                for _ in 0..count {
                    if self.left.is_empty() {
                        self.left.extend(0..self.rows);
                        self.stream.shuffle(&mut self.left);
                    }
                    self.drawn.extend(self.left.pop());
                }
            }
        }
        &self.drawn
    }
}

/// The rows of each step of a scene, from a training set of so many rows. With `draw=fresh` no step reads any.
pub fn batches(scene: &Scene, rows: usize) -> impl Iterator<Item = Vec<u32>> {
    let mut batcher = Batcher::new(scene.seeds.batch, scene.draw, rows);
    (0..scene.steps).map(move |step| batcher.next(scene.batch.at(step)).to_vec())
}

/// Draws which branches each step leaves out, from a stream of its own: drop path (Huang et al. 2016).
#[derive(Clone, Debug)]
pub struct Drops {
    stream: Stream,
    probability: f64,
}

impl Drops {
    /// Each branch is left out with this probability.
    pub fn new(seed: u32, probability: f32) -> Self {
        Self { stream: Stream::new(seed, "batch/droppath"), probability: f64::from(probability) }
    }

    /// Whether the next branch is left out of this step.
    pub fn draw(&mut self) -> bool {
        self.stream.uniform() < self.probability
    }

    /// What multiplies a branch that is kept, so that the mean factor is 1.
    pub fn kept(&self) -> f32 {
        (1.0 / (1.0 - self.probability)) as f32
    }
}
