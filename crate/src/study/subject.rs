//! What a study is put to: a scene, its data, and its two networks as they are.

use std::sync::{Arc, OnceLock};

use crate::data::Data;
use crate::scene::{Scene, Side};
use crate::train::{History, Trainer};

/// A network's parameters along its run: snapshots, oldest first, the last one being what it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Record(pub Vec<(u32, Vec<f32>)>);

impl Record {
    /// What a trainer has kept, and where it stands.
    #[must_use]
    pub fn of(trainer: &Trainer) -> Self {
        let mut snapshots = trainer.history().map(|history| history.snapshots().to_vec()).unwrap_or_default();
        snapshots.retain(|(step, _)| *step < trainer.step());
        snapshots.push((trainer.step(), trainer.params().to_vec()));
        Self(snapshots)
    }

    /// One flat array: each snapshot is its step and its parameters.
    #[must_use]
    pub fn flat(&self) -> Vec<f32> {
        self.0.iter().flat_map(|(step, params)| std::iter::once(*step as f32).chain(params.iter().copied())).collect()
    }

    /// Reads what [`Record::flat`] wrote of a network with so many parameters.
    #[must_use]
    pub fn read(flat: &[f32], parameters: usize) -> Self {
        Self(flat.chunks_exact(parameters + 1).map(|one| (one[0] as u32, one[1..].to_vec())).collect())
    }
}

/// What a study is put to.
pub struct Subject {
    scene: Scene,
    data: Arc<Data>,
    networks: [OnceLock<Trainer>; 2],
    clock: Option<fn() -> f64>,
}

impl Subject {
    /// A scene whose networks are trained to the end when they are first asked for.
    #[must_use]
    pub fn new(scene: &Scene, data: Arc<Data>) -> Self {
        Self { scene: scene.clone(), data, networks: [OnceLock::new(), OnceLock::new()], clock: None }
    }

    /// Hands in a clock, in seconds from any beginning: the engine has none.
    pub fn time_by(&mut self, clock: fn() -> f64) {
        self.clock = Some(clock);
    }

    /// Seconds that some work takes by the clock that was handed in; NaN without one.
    pub fn seconds(&self, work: impl FnOnce()) -> f64 {
        let begun = self.clock.map(|clock| clock());
        work();
        self.clock.zip(begun).map_or(f64::NAN, |(clock, begun)| clock() - begun)
    }

    /// Takes a network as it stands, with its record.
    pub fn take(&mut self, trainer: Trainer) {
        let side = trainer.side();
        self.networks[number(side)] = OnceLock::from(trainer);
    }

    /// The scene.
    #[must_use]
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// The data.
    #[must_use]
    pub fn data(&self) -> &Arc<Data> {
        &self.data
    }

    /// A network as it stands (a copy: nothing that a study does to it is seen by another), with the record of its run.
    #[must_use]
    pub fn network(&self, side: Side) -> Trainer {
        let trained = || {
            let mut trainer = Trainer::new(&self.scene, side, Arc::clone(&self.data), true);
            trainer.finish();
            trainer
        };
        self.networks[number(side)].get_or_init(trained).clone()
    }

    /// The snapshots of a network's run, oldest first, the last one being what it is now.
    #[must_use]
    pub fn snapshots(&self, side: Side) -> Vec<(u32, Vec<f32>)> {
        Record::of(&self.network(side)).0
    }
}

fn number(side: Side) -> usize {
    match side {
        Side::A => 0,
        Side::B => 1,
    }
}

/// A network as a record says it is.
///
/// # Errors
/// A sentence if the record is not of this network.
pub fn restored(scene: &Scene, side: Side, data: &Arc<Data>, flat: &[f32]) -> Result<Trainer, String> {
    let mut trainer = Trainer::new(scene, side, Arc::clone(data), false);
    let parameters = trainer.model().parameters();
    if flat.is_empty() || !flat.len().is_multiple_of(parameters + 1) {
        return Err(format!("The record of {} is not of a network of this setup.", scene.called(side)));
    }
    let Record(mut snapshots) = Record::read(flat, parameters);
    let Some((step, params)) = snapshots.pop() else { return Ok(trainer) };
    let mut history = History::new(scene, parameters);
    snapshots.iter().for_each(|(step, params)| history.add_snapshot(*step, params));
    history.add_snapshot(step, &params);
    trainer.resume(step, params, history);
    Ok(trainer)
}
