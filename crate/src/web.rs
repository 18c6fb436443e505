//! What the page calls: few nouns, typed arrays in and out, every error a sentence. No arithmetic lives here.

mod canvas;
pub mod drawing;
#[cfg(feature = "lab")]
pub mod exports;
mod json;
pub mod lists;
#[cfg(feature = "lab")]
pub mod own;
#[cfg(feature = "lab")]
pub mod studies;
#[cfg(feature = "lab")]
pub mod surface;
#[cfg(feature = "lab")]
pub mod verdicts;

use std::sync::Arc;

use ndarray::Array2;
use wasm_bindgen::prelude::*;

use crate::data::{self, Data, Own, Targets};
use crate::model;
use crate::scene::{Scene, Side, info};
use crate::study::{Record, map};
use crate::train::{Frame, History, Outcome, State, Trainer};

use json::written;

type Fallible<T> = Result<T, JsError>;

fn sentence(error: impl core::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}

fn parse(text: &str) -> Fallible<Scene> {
    Scene::parse(text).map(|parsed| parsed.scene).map_err(sentence)
}

/// The data of a scene; `own` are the reader's own rows, packed.
fn load(scene: &Scene, own: Option<&str>) -> Fallible<Data> {
    let own = own.map(Own::unpack).transpose().map_err(sentence)?;
    data::load(scene, own.as_ref()).map_err(sentence)
}

fn side_of(name: &str) -> Side {
    if name == "a" { Side::A } else { Side::B }
}

fn removed(marks: &[u8]) -> Vec<bool> {
    marks.iter().map(|mark| *mark != 0).collect()
}

/// Sends a panic to the console with its message and place.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// The engine's version, which digests belong to.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Hands in the file of digits, which scenes with `data=digits` need; throws a sentence for bytes that are not the file's.
#[wasm_bindgen]
pub fn provide_digits(bytes: &[u8]) -> Fallible<()> {
    data::digits::provide(bytes).map_err(sentence)
}

/// The sentence with which everything that needs the file of digits fails until it is handed in.
#[wasm_bindgen]
#[must_use]
pub fn no_digits() -> String {
    data::DataError::NoDigits.to_string()
}

/// What a scene means, as JSON; throws a sentence for one that is none.
#[wasm_bindgen]
pub fn scene_info(text: &str, own: Option<String>) -> Fallible<String> {
    let parsed = Scene::parse(text).map_err(sentence)?;
    let data = load(&parsed.scene, own.as_deref()).ok();
    let networks = data.map(|data| model::about(&parsed.scene, &data));
    Ok(written(&info::about(&parsed, networks)))
}

/// The canonical text of a scene with one key set; throws a sentence for a value that it cannot have.
#[wasm_bindgen]
pub fn scene_set(text: &str, key: &str, value: &str) -> Fallible<String> {
    info::set(text, key, value).map_err(sentence)
}

/// The table of keys, as JSON.
#[wasm_bindgen]
#[must_use]
pub fn scene_keys() -> String {
    written(&info::keys())
}

/// The data of a scene.
#[wasm_bindgen]
pub struct DataInfo(Data);

/// The data of a scene; throws a sentence where it cannot be had.
#[wasm_bindgen]
pub fn data_info(text: &str, own: Option<String>) -> Fallible<DataInfo> {
    load(&parse(text)?, own.as_deref()).map(DataInfo)
}

#[wasm_bindgen]
impl DataInfo {
    /// Numbers a row goes in with.
    #[wasm_bindgen(getter)]
    pub fn inputs(&self) -> usize {
        self.0.inputs
    }

    /// Classes, or numbers that come out.
    #[wasm_bindgen(getter)]
    pub fn outputs(&self) -> usize {
        self.0.outputs
    }

    /// Answers that a row asks for: one, or one for each token of a sequence.
    #[wasm_bindgen(getter)]
    pub fn answers(&self) -> usize {
        self.0.answers
    }

    /// Half the side of the square that a map shows.
    #[wasm_bindgen(getter)]
    pub fn extent(&self) -> f32 {
        self.0.extent
    }

    /// Whether targets are classes.
    #[wasm_bindgen(getter)]
    pub fn classes(&self) -> bool {
        matches!(self.0.train.targets, Targets::Classes(_))
    }

    /// Training inputs, rows × inputs.
    #[wasm_bindgen(getter)]
    pub fn train_inputs(&self) -> Vec<f32> {
        self.0.train.inputs.iter().copied().collect()
    }

    /// Training targets: rows × answers classes, or rows × outputs.
    #[wasm_bindgen(getter)]
    pub fn train_targets(&self) -> Vec<f32> {
        flat(&self.0.train.targets)
    }

    /// Held-out inputs, rows × inputs.
    #[wasm_bindgen(getter)]
    pub fn test_inputs(&self) -> Vec<f32> {
        self.0.test.inputs.iter().copied().collect()
    }

    /// Held-out targets: rows × answers classes, or rows × outputs.
    #[wasm_bindgen(getter)]
    pub fn test_targets(&self) -> Vec<f32> {
        flat(&self.0.test.targets)
    }
}

fn flat(targets: &Targets) -> Vec<f32> {
    match targets {
        Targets::Classes(classes) => classes.iter().map(|&class| class as f32).collect(),
        Targets::Values(values) => values.iter().copied().collect(),
    }
}

/// One network's run.
#[wasm_bindgen]
pub struct Net(Trainer);

#[wasm_bindgen]
impl Net {
    /// The network `side` ("a" or "b") of a scene, at step 0.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, side: &str, own: Option<String>) -> Fallible<Net> {
        let scene = parse(text)?;
        let data = load(&scene, own.as_deref())?;
        let side = side_of(side);
        Ok(Net(Trainer::new(&scene, side, Arc::new(data), true)))
    }

    /// Steps made.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> u32 {
        self.0.step()
    }

    /// Steps in all.
    #[wasm_bindgen(getter)]
    pub fn steps(&self) -> u32 {
        self.0.scene().steps
    }

    /// `ready`, `done` or `diverged`.
    #[wasm_bindgen(getter)]
    pub fn state(&self) -> String {
        match self.0.state() {
            State::Ready => "ready",
            State::Done => "done",
            State::Diverged => "diverged",
        }
        .to_owned()
    }

    /// Why it diverged, a sentence; empty if it did not.
    #[wasm_bindgen(getter)]
    pub fn why(&self) -> String {
        self.0.diverged().map(|diverged| diverged.why.clone()).unwrap_or_default()
    }

    /// Blocks.
    #[wasm_bindgen(getter)]
    pub fn depth(&self) -> usize {
        self.0.model().depth()
    }

    /// Parameters.
    #[wasm_bindgen(getter)]
    pub fn parameters(&self) -> usize {
        self.0.model().parameters()
    }

    /// The digest of the parameters now.
    #[wasm_bindgen(getter)]
    pub fn digest(&self) -> String {
        self.0.digest()
    }

    /// The run so far: snapshots of the parameters, the last one being the network as it is now, for a study's `Subject`.
    #[must_use]
    pub fn record(&self) -> Vec<f32> {
        Record::of(&self.0).flat()
    }

    /// One step of training; false if there was none to make.
    pub fn advance(&mut self) -> bool {
        self.0.advance()
    }

    /// Lets the run go on to `steps` steps.
    pub fn extend(&mut self, steps: u32) -> Fallible<()> {
        self.0.extend(steps).map_err(sentence)
    }

    /// Takes the settings that may change in mid-run from a scene.
    pub fn change(&mut self, text: &str) -> Fallible<()> {
        self.0.change(&parse(text)?);
        Ok(())
    }

    /// Everything measured now, as one frame.
    pub fn frame(&mut self) -> Vec<f32> {
        let mut flat = Vec::new();
        self.0.frame().write(&mut flat);
        flat
    }

    /// The record, frame after frame, from number `from` on.
    #[must_use]
    pub fn history(&self, from: usize) -> Vec<f32> {
        let frames = self.0.history().map(History::frames).unwrap_or_default();
        let mut flat = Vec::new();
        frames.iter().skip(from).for_each(|frame: &Frame| frame.write(&mut flat));
        flat
    }

    /// Frames in the record.
    #[wasm_bindgen(getter)]
    pub fn recorded(&self) -> usize {
        self.0.history().map_or(0, |history| history.frames().len())
    }

    /// What the network draws, or answers for held-out rows, if read after `layer` blocks, without the removed ones.
    #[must_use]
    pub fn map(&self, size: usize, layer: usize, marks: &[u8]) -> Vec<f32> {
        map::draw(&self.0, size, layer, &removed(marks))
    }

    /// Training loss and accuracy, held-out loss and accuracy, without the removed blocks.
    pub fn lesion(&mut self, marks: &[u8]) -> Vec<f32> {
        let (train, test) = self.0.scores(&removed(marks));
        vec![train.loss, train.accuracy, test.loss, test.accuracy]
    }

    /// What the network answers for rows of inputs, before the loss.
    #[must_use]
    pub fn answers(&self, inputs: Vec<f32>, marks: &[u8]) -> Vec<f32> {
        let width = self.0.data().inputs;
        let rows = inputs.len() / width.max(1);
        Array2::from_shape_vec((rows, width), inputs)
            .map(|inputs| self.0.answers(inputs, &removed(marks)).into_iter().collect())
            .unwrap_or_default()
    }

    /// The fields of `run --json` for this network, as JSON.
    pub fn run_json(&mut self) -> String {
        written(&Outcome::of(&mut self.0))
    }
}
