//! What the two-dimensional sets have in common: balanced classes, jitter and size.

use super::{Part, Rows, Targets};
use crate::rng::Stream;
use crate::scene::{DataSettings, Scene};
use ndarray::Array2;

/// What coordinates are multiplied with at the end, so that every set fills about [−1.5, 1.5]².
pub(super) const SIZE: f64 = 1.5;

/// A set of labelled points in the plane.
pub(super) struct Plane {
    /// Whether `classes` says how many classes there are; otherwise there are two.
    pub many: bool,
    /// A point of a class, within about [−1, 1]², before jitter. It takes its randomness from the stream alone.
    pub point: fn(&DataSettings, u32, &mut Stream) -> [f64; 2],
}

impl Plane {
    /// How many classes there are.
    pub fn classes(&self, settings: &DataSettings) -> usize {
        if self.many { settings.classes.max(1) as usize } else { 2 }
    }

    /// The rows of one half. Row i is of class i mod classes, so classes are balanced to within one row, whatever the
    /// number of rows. Jitter is normal, of standard deviation `noise` in each coordinate before scaling.
    pub fn rows(&self, scene: &Scene, part: Part) -> Rows {
        let (settings, seed) = (&scene.data, scene.seeds.data);
        let (mut points, mut jitter) = (part.stream(seed, "points"), part.stream(seed, "noise"));
        let (count, classes) = (part.count(settings), self.classes(settings) as u32);
        let noise = f64::from(settings.noise);
        let mut inputs = Array2::zeros((count, 2));
        let mut labels = Vec::with_capacity(count);
        for (mut row, class) in inputs.rows_mut().into_iter().zip((0..classes).cycle()) {
            let point = (self.point)(settings, class, &mut points);
            for (to, coordinate) in row.iter_mut().zip(point) {
                *to = ((coordinate + noise * jitter.normal()) * SIZE) as f32;
            }
            labels.push(class);
        }
        Rows { inputs, targets: Targets::Classes(labels) }
    }
}

/// Uniform on [`low`, `high`).
pub(super) fn between(stream: &mut Stream, low: f64, high: f64) -> f64 {
    low + (high - low) * stream.uniform()
}

/// The point at this distance from the centre, at this angle.
pub(super) fn polar(radius: f64, angle: f64) -> [f64; 2] {
    [radius * libm::cos(angle), radius * libm::sin(angle)]
}
