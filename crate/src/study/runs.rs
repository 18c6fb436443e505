//! Runs that studies make for themselves: a scene's starts, where a network ends, its curve, and a spread over starts.

use std::sync::Arc;

use super::{Part, Series, Subject};
use crate::data::{self, Data};
use crate::scene::{Network, Scene, Side};
use crate::train::{Trainer, median};

/// How many starts a sweep has.
pub const STARTS: u32 = 5;

/// Stretches that a curve is cut into, at most.
const STRETCHES: u32 = 50;

/// The scene, and those of the seeds that follow its own, as `--seeds` has them. A scene whose seeds are all written out has
/// no others: what would be the same run is left out.
pub fn starts(scene: &Scene) -> Vec<Scene> {
    let own = scene.seeds.common();
    let run = |scene: &Scene| (scene.seeds.data, scene.seeds.init, scene.seeds.batch);
    let mut all = vec![scene.clone()];
    for k in 1..STARTS {
        if let Ok(next) = scene.with("seed", &own.wrapping_add(k).to_string())
            && all.iter().all(|known| run(known) != run(&next))
        {
            all.push(next);
        }
    }
    all
}

/// The data of one of a study's scenes: the subject's where it is the same, else made anew. A reader's own file, which no
/// scene holds, keeps its rows.
pub fn data_of(subject: &Subject, scene: &Scene) -> Arc<Data> {
    let known = subject.scene();
    if scene.data == known.data && scene.seeds.data == known.seeds.data {
        return Arc::clone(subject.data());
    }
    data::load(scene, None).map_or_else(|_| Arc::clone(subject.data()), Arc::new)
}

/// One network of a study's scene, at step 0.
pub fn trainer(subject: &Subject, scene: &Scene, side: Side) -> Trainer {
    Trainer::new(scene, side, data_of(subject, scene), false)
}

/// The same scene with other settings for one network.
pub fn changed(scene: &Scene, side: Side, change: impl FnOnce(&mut Network)) -> Scene {
    let mut scene = scene.clone();
    change(match side {
        Side::A => &mut scene.a,
        Side::B => &mut scene.b,
    });
    scene
}

/// Training and held-out loss now. A network that diverged did not get anywhere, whatever its last finite loss was: its
/// losses are infinite.
pub fn reached(trainer: &mut Trainer) -> [f64; 2] {
    if trainer.diverged().is_some() {
        return [f64::INFINITY; 2];
    }
    let (train, test) = trainer.scores(&[]);
    [train.loss, test.loss].map(|loss| if loss.is_nan() { f64::INFINITY } else { f64::from(loss) })
}

/// Trains on until so many steps are made.
pub fn train_to(trainer: &mut Trainer, step: u32) {
    while trainer.step() < step && trainer.advance() {}
}

/// Trains to the end: steps, and training and held-out loss after each of them. A network that diverges has losses up to its
/// last finite step.
pub fn curve(trainer: &mut Trainer) -> Part {
    let last = trainer.scene().steps;
    let stride = last.div_ceil(STRETCHES).max(1);
    let mut lists = vec![Vec::new(); 3];
    loop {
        let (train, test) = trainer.scores(&[]);
        let now = [f64::from(trainer.step()), f64::from(train.loss), f64::from(test.loss)];
        lists.iter_mut().zip(now).for_each(|(list, value)| list.push(value));
        let before = trainer.step();
        train_to(trainer, (before + stride).min(last));
        if trainer.step() <= before {
            return lists;
        }
    }
}

/// Numbers of several starts.
pub struct Spread {
    /// Their median, those counted in that diverged; infinite if most did, NaN if there are no numbers.
    pub median: f64,
    /// The least and the largest finite number.
    pub range: (f64, f64),
    /// How many are not finite.
    pub diverged: usize,
    /// How many there are.
    pub count: usize,
}

impl Spread {
    /// Of these numbers.
    pub fn of(mut values: Vec<f64>) -> Self {
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let (low, high) = (finite().reduce(f64::min), finite().reduce(f64::max));
        let range = (low.unwrap_or(f64::NAN), high.unwrap_or(f64::NAN));
        let (count, diverged) = (values.len(), values.len() - finite().count());
        Self { median: median(&mut values), range, diverged, count }
    }
}

/// A network's line through medians, with the range of each; a gap where most starts diverged.
pub fn line_of(side: Side, points: &[(f64, Spread)]) -> Series {
    let drawn = |value: f64| if value.is_finite() { value } else { f64::NAN };
    let (x, y) = points.iter().map(|(x, spread)| (*x, drawn(spread.median))).unzip();
    let range = points.iter().map(|(_, spread)| spread.range).collect();
    Series { range, ..Series::line(side, x, y) }
}
