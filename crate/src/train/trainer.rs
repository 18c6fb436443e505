use core::ops::Range;
use std::sync::Arc;

use super::batch::{Batcher, Drops};
use super::digest::digest;
use super::history::{Frame, History};
use super::measure::{self, Pass, Scores, Variant, load, load_rows};
use super::optimiser::{Optimiser, Rule, clip};
use crate::autograd::Tape;
use crate::data::{self, Data};
use crate::model::{self, Model};
use crate::scene::{Batch, Draw, MOST_STEPS, Named, Network, Scene, Schedule, Side, grouped};
use ndarray::Array2;

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There are steps to go.
    Ready,
    /// All steps are made.
    Done,
    /// The numbers stopped being finite; the parameters are those of the last finite step.
    Diverged,
}

/// Why a run stopped early.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Diverged {
    /// Steps made before, all finite.
    pub step: u32,
    /// What happened, and which setting has to do with it: a sentence.
    pub why: String,
}

/// One network in training.
#[derive(Clone)]
pub struct Trainer {
    scene: Scene,
    side: Side,
    data: Arc<Data>,
    model: Model,
    start: Vec<f32>,
    params: Vec<f32>,
    /// The parameters before the last update, which gave a finite loss and gradient.
    previous: Vec<f32>,
    optimiser: Optimiser<f32>,
    batcher: Batcher,
    drops: Drops,
    tape: Tape<f32>,
    train: Pass,
    test: Pass,
    step: u32,
    diverged: Option<Diverged>,
    history: Option<History>,
}

impl Trainer {
    /// A network at step 0. With `record`, frames and snapshots are kept as it trains.
    #[must_use]
    pub fn new(scene: &Scene, side: Side, data: Arc<Data>, record: bool) -> Self {
        let network = scene.network(side);
        let model = Model::of(scene, side, &data);
        let params = model::start(&model, network.init, scene.seeds.init);
        Self::from(scene, side, data, model, params, record)
    }

    /// As [`Trainer::new`] with starting values of one's own, of the model's length.
    #[must_use]
    pub fn from(scene: &Scene, side: Side, data: Arc<Data>, model: Model, params: Vec<f32>, record: bool) -> Self {
        let rows = data.train.inputs.nrows();
        let mut trainer = Self {
            scene: scene.clone(),
            side,
            start: params.clone(),
            previous: params.clone(),
            optimiser: Optimiser::default(),
            batcher: Batcher::new(scene.seeds.batch, scene.draw, rows),
            drops: Drops::new(scene.seeds.batch, scene.network(side).droppath),
            tape: Tape::new(&model.graph, batch_rows(scene.batch.at(0), rows)),
            train: Pass::new(&model, &data.train),
            test: Pass::new(&model, &data.test),
            step: 0,
            diverged: None,
            history: record.then(|| History::new(scene, params.len())),
            data,
            model,
            params,
        };
        trainer.record();
        trainer
    }

    /// Puts the network where a run of it stands, to be looked at: what the optimiser remembers is not there, so it is not
    /// to be trained further. `params` are of the model's length.
    pub fn resume(&mut self, step: u32, params: Vec<f32>, history: History) {
        self.step = step;
        self.previous.clone_from(&params);
        self.params = params;
        self.history = Some(history);
    }

    /// The settings of this network.
    #[must_use]
    pub fn network(&self) -> &Network {
        self.scene.network(self.side)
    }

    /// One step of training. False if there was none to make.
    pub fn advance(&mut self) -> bool {
        self.tape.ask_for_blocks(&self.model.graph, false);
        self.advance_on(|model, tape, params| tape.backward(&model.graph, params, model.loss))
    }

    /// One step of training along gradients by the parameters that `backward` leaves in the buffers, after a forward of the
    /// step's batch at these parameters. False if there was no step to make.
    pub fn advance_by(&mut self, backward: impl FnOnce(&Model, &mut Tape<f32>, &[f32])) -> bool {
        self.tape.ask_for_blocks(&self.model.graph, true);
        self.advance_on(backward)
    }

    fn advance_on(&mut self, backward: impl FnOnce(&Model, &mut Tape<f32>, &[f32])) -> bool {
        if self.state() != State::Ready {
            return false;
        }
        let batch = self.scene.batch.at(self.step);
        let rows = batch_rows(batch, self.data.train.inputs.nrows());
        self.tape.set_rows(&self.model.graph, rows);
        self.load(batch, rows);
        self.draw_switches();

        self.tape.forward(&self.model.graph, &self.params);
        let loss = self.tape.value(self.model.loss)[[0, 0]];
        if !loss.is_finite() {
            self.stop("the loss of the batch", self.step.saturating_sub(1));
            return false;
        }
        backward(&self.model, &mut self.tape, &self.params);
        if !finite(self.tape.param_grads()) {
            self.stop("the gradient", self.step.saturating_sub(1));
            return false;
        }
        if let Some(limit) = self.network().clip.at(self.step) {
            clip(self.tape.param_grads_mut(), f64::from(limit));
        }
        let rule = Rule::of(self.network(), self.step, self.scene.steps);
        self.previous.copy_from_slice(&self.params);
        self.optimiser.update(&rule, &mut self.params, self.tape.param_grads());
        if !finite(&self.params) {
            self.stop("a weight", self.step);
            return false;
        }
        self.step += 1;
        self.record();
        true
    }

    /// Puts a step's rows into the buffers.
    fn load(&mut self, batch: Batch, count: usize) {
        if self.scene.draw == Draw::Fresh {
            let rows = data::fresh(&self.scene, self.step, count);
            load(&mut self.tape, &self.model, &rows, 0..count);
        } else {
            load_rows(&mut self.tape, &self.model, &self.data.train, self.batcher.next(batch));
        }
    }

    /// Makes all steps that are left.
    pub fn finish(&mut self) {
        while self.advance() {}
    }

    /// Drop path as a factor of mean 1: each branch is left out of this step with probability p, else divided by 1 − p.
    fn draw_switches(&mut self) {
        for &switch in &self.model.switches {
            self.tape.switches[switch] = if self.drops.draw() { 0.0 } else { self.drops.kept() };
        }
    }

    /// Ends the run with the parameters of the step `kept`, the last that gave finite numbers: those before the last update.
    fn stop(&mut self, what: &str, kept: u32) {
        let network = self.network();
        let lr = network.lr.at(self.step);
        let why = format!(
            "At step {} {what} was no longer a finite number, with lr={lr} and opt={}. A smaller lr, clip=1 or a scale below 1 keeps it finite.",
            self.step + 1,
            network.opt.name()
        );
        self.diverged = Some(Diverged { step: kept, why });
        self.params.copy_from_slice(&self.previous);
        self.step = kept;
        if let Some(history) = &mut self.history {
            history.back_to(kept);
        }
        self.record_if(
            |history| history.frames().last().map(|frame| frame.step) != Some(kept),
            |history| history.snapshots().last().map(|(step, _)| *step) != Some(kept),
        );
    }

    fn record(&mut self) {
        let step = self.step;
        self.record_if(|history| history.frame_due(step), |history| history.snapshot_due(step));
    }

    /// Adds to the record, if one is kept, what it asks for of the network now.
    fn record_if(&mut self, frame: impl Fn(&History) -> bool, snapshot: impl Fn(&History) -> bool) {
        let Some(history) = &mut self.history else { return };
        let measured = frame(history);
        if snapshot(history) {
            history.add_snapshot(self.step, &self.params);
        }
        if measured {
            let frame = self.frame();
            if let Some(history) = &mut self.history {
                history.add_frame(frame);
            }
        }
    }

    /// Lets the run go on to `steps` steps.
    ///
    /// # Errors
    /// A sentence for fewer steps than before, for more than a scene can have, and for a cosine schedule, which another length would have changed from the
    /// first step on.
    pub fn extend(&mut self, steps: u32) -> Result<(), String> {
        if self.network().schedule == Schedule::Cosine {
            return Err("With schedule=cosine the rate falls over the whole run, so a longer run is another run: reset to start it.".to_owned());
        }
        if steps < self.scene.steps {
            return Err(format!(
                "steps={steps} is less than the {} that this run was given: reset to start a shorter one.",
                self.scene.steps
            ));
        }
        if steps > MOST_STEPS {
            return Err(format!("steps={steps} is too many: a run has at most {}.", grouped(u64::from(MOST_STEPS))));
        }
        self.scene.steps = steps;
        if let Some(history) = &mut self.history {
            history.extend(steps);
        }
        Ok(())
    }

    /// Takes the values that may change in mid-run from another scene, whose later values the caller has set, and the
    /// plane's seed, which no run reads.
    pub fn change(&mut self, scene: &Scene) {
        self.scene.seeds.plane = scene.seeds.plane;
        self.scene.batch.clone_from(&scene.batch);
        let new = scene.network(self.side).clone();
        let network = match self.side {
            Side::A => &mut self.scene.a,
            Side::B => &mut self.scene.b,
        };
        network.lr = new.lr;
        network.momentum = new.momentum;
        network.decay = new.decay;
        network.clip = new.clip;
    }

    /// Where the run stands.
    #[must_use]
    pub fn state(&self) -> State {
        match self.diverged {
            Some(_) => State::Diverged,
            None if self.step >= self.scene.steps => State::Done,
            None => State::Ready,
        }
    }

    /// Everything measured now; from the record where it is there.
    pub fn frame(&mut self) -> Frame {
        let last = self.history.as_ref().and_then(|history| history.frames().last());
        if let Some(frame) = last.filter(|frame| frame.step == self.step) {
            return frame.clone();
        }
        measure::frame(&self.model, &mut self.train, &mut self.test, &self.params, self.step)
    }

    /// Scores on the training and the held-out rows now, without the removed blocks.
    pub fn scores(&mut self, removed: &[bool]) -> (Scores, Scores) {
        self.scores_at(None, removed)
    }

    /// Scores at parameters of one's own (of the model's length), without the removed blocks.
    pub fn scores_at(&mut self, params: Option<&[f32]>, removed: &[bool]) -> (Scores, Scores) {
        let params = params.unwrap_or(&self.params);
        let train = self.train.scores(&self.model, params, removed);
        self.test.freeze(&self.model, &self.train);
        (train, self.test.scores(&self.model, params, removed))
    }

    /// Loss and accuracy over the training set of networks that differ from this one.
    pub fn scores_of(&mut self, variants: &[Variant]) -> Vec<Scores> {
        self.train.scores_of(&self.model, &self.params, variants)
    }

    /// The training loss at parameters of one's own: a point of the loss surface.
    pub fn loss_at(&mut self, params: &[f32]) -> f32 {
        self.train.scores(&self.model, params, &[]).loss
    }

    /// Sends the training set through at parameters of one's own (of the model's length), without the removed blocks, some
    /// rows at a time. `see` gets the buffers after the forward and the range of the rows, and may go backward in them: the
    /// loss there is the mean over those rows.
    pub fn observe(
        &mut self,
        params: &[f32],
        removed: &[bool],
        mut see: impl FnMut(&Model, &mut Tape<f32>, Range<usize>),
    ) {
        let model = &self.model;
        self.train.each(model, params, removed, |tape, range| see(model, tape, range));
    }

    /// What the network answers for these inputs, before the loss, without the removed blocks.
    #[must_use]
    pub fn answers(&self, inputs: Array2<f32>, removed: &[bool]) -> Array2<f32> {
        measure::answers(&self.model, &self.data, &self.params, inputs, removed)
    }

    /// The scene, with what changed in mid-run.
    #[must_use]
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Which network it is.
    #[must_use]
    pub fn side(&self) -> Side {
        self.side
    }

    /// What is learnt from.
    #[must_use]
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// The network.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The parameters now.
    #[must_use]
    pub fn params(&self) -> &[f32] {
        &self.params
    }

    /// The parameters at step 0.
    #[must_use]
    pub fn start(&self) -> &[f32] {
        &self.start
    }

    /// Steps made.
    #[must_use]
    pub fn step(&self) -> u32 {
        self.step
    }

    /// Why it stopped early, if it did.
    #[must_use]
    pub fn diverged(&self) -> Option<&Diverged> {
        self.diverged.as_ref()
    }

    /// The record, if one is kept.
    #[must_use]
    pub fn history(&self) -> Option<&History> {
        self.history.as_ref()
    }

    /// The digest of the parameters now.
    #[must_use]
    pub fn digest(&self) -> String {
        digest(&self.model.graph.layout, &self.params)
    }
}

fn batch_rows(batch: Batch, rows: usize) -> usize {
    match batch {
        Batch::Full => rows,
        Batch::Rows(count) => count as usize,
    }
}

/// Whether every number is finite.
fn finite(values: &[f32]) -> bool {
    // The bits without the sign: infinity and what lies above, NaN, are not finite. A largest one vectorises where an early
    // return or a sum of floats would not.
    values.iter().fold(0, |most: u32, x| most.max(x.to_bits() << 1)) < f32::INFINITY.to_bits() << 1
}
