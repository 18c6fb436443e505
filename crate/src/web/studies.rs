//! What the page calls to measure: studies and claims, what they say of themselves, and the tasks that its workers share.

use std::sync::Arc;

use serde_json::{Map, json};
use wasm_bindgen::prelude::*;

use super::drawing::paint;
use super::json::written;
use super::{Fallible, load, parse, sentence, side_of};
use crate::chart::{Exhibit, Figure, Shown, Style, exhibit};
use crate::scene::Scene;
use crate::study::claims::{self, Claim, Seeded, Verdict};
use crate::study::{self, Findings, Part, Study, Task};

fn find(name: &str) -> Fallible<&'static Study> {
    study::find(name).ok_or_else(|| JsError::new(&format!("There is no study {name}.")))
}

fn claim(id: &str) -> Fallible<&'static Claim> {
    claims::find(id).ok_or_else(|| JsError::new(&format!("There is no claim {id}.")))
}

/// What every study says of itself beside what [`studies`][super::lists::studies] lists, as JSON: `{name: {measures, misleads,
/// source, weak: [{label, scene}]}}`.
#[wasm_bindgen]
#[must_use]
pub fn studies_prose() -> String {
    let one = |study: &Study| {
        let weak: Vec<_> = study.weak.iter().map(|(label, scene)| json!({ "label": label, "scene": scene })).collect();
        let prose = json!({
            "measures": study.measures,
            "misleads": study.misleads,
            "source": study.source,
            "weak": weak,
        });
        (study.name.to_owned(), prose)
    };
    written(&study::STUDIES.iter().map(one).collect::<Map<_, _>>())
}

/// Every claim, as JSON: `[{id, study, name, number, bar, limits}]`.
#[wasm_bindgen]
#[must_use]
pub fn claims() -> String {
    let one = |claim: &Claim| {
        json!({ "id": claim.id, "study": claim.study, "name": claim.name, "number": claim.number, "bar": claim.bar,
            "limits": claim.limits })
    };
    written(&claims::CLAIMS.iter().map(one).collect::<Vec<_>>())
}

/// Measures one seed of a claim: JSON, to be handed to [`claim_judge`] as it is.
#[wasm_bindgen]
pub fn claim_seed(id: &str, seed: u32) -> Fallible<String> {
    let seeded = claim(id)?.seed(seed).map_err(sentence)?;
    Ok(written(&seeded))
}

/// The verdict of several seeds, as JSON, for a claim or for a study's headline numbers; `seeds` is a JSON list of what [`claim_seed`] gave.
#[wasm_bindgen]
pub fn claim_judge(id: &str, seeds: &str) -> Fallible<String> {
    Ok(written(&judged(id, seeds)?))
}

/// The verdict itself; a study's name stands for its headline numbers, which no bar is held to.
pub(super) fn judged(id: &str, seeds: &str) -> Fallible<Verdict> {
    let runs: Vec<Seeded> = serde_json::from_str(seeds).map_err(sentence)?;
    if let Some(study) = study::find(id) {
        return Ok(claims::starts(study, runs));
    }
    Ok(claims::judge(claim(id)?, runs))
}

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since the worker began.
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// What studies are put to: a scene, its data, and its networks as they stand.
#[wasm_bindgen]
pub struct Subject(pub(super) study::Subject);

#[wasm_bindgen]
impl Subject {
    /// A scene whose networks are trained to the end when they are first asked for, unless they are handed in.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, own: Option<String>) -> Fallible<Subject> {
        let scene = parse(text)?;
        let data = load(&scene, own.as_deref())?;
        let mut subject = study::Subject::new(&scene, Arc::new(data));
        subject.time_by(|| now() / 1000.0);
        Ok(Subject(subject))
    }

    /// Takes a network as it stands: what `Net.record()` gave.
    pub fn take(&mut self, side: &str, record: &[f32]) -> Fallible<()> {
        let trainer = study::restored(self.0.scene(), side_of(side), self.0.data(), record).map_err(sentence)?;
        self.0.take(trainer);
        Ok(())
    }

    /// The tasks of a study, as JSON: `[{side, cost}]`.
    pub fn tasks(&self, name: &str) -> Fallible<String> {
        let one = |task: &Task| json!({ "side": task.side, "cost": task.cost });
        Ok(written(&(find(name)?.tasks)(self.0.scene()).iter().map(one).collect::<Vec<_>>()))
    }

    /// Does the task of this number in the list of [`Subject::tasks`]. What it gives is for [`Subject::gather`].
    pub fn run(&self, name: &str, number: usize) -> Fallible<Vec<f64>> {
        let study = find(name)?;
        let tasks = (study.tasks)(self.0.scene());
        let task = tasks.get(number).ok_or_else(|| JsError::new("There is no such task."))?;
        (study.run)(&self.0, task).map(|part| flat(&part)).map_err(sentence)
    }

    /// What a study found so far: `parts` holds, for each task, the length of what it gave (0 where it is not done) and then that.
    pub fn gather(&self, name: &str, parts: &[f64]) -> Fallible<Found> {
        let study = find(name)?;
        let mut rest = parts;
        let mut gathered = Vec::new();
        for task in (study.tasks)(self.0.scene()) {
            let part = cut(&mut rest).ok_or_else(|| JsError::new("The parts are not of this study."))?;
            let part = if part.is_empty() { None } else { Some(lists(part)) };
            gathered.push((task, part));
        }
        Ok(Found { findings: (study.gather)(self.0.scene(), &gathered), scene: self.0.scene().clone() })
    }
}

/// A length, and so many numbers after it.
fn cut<'a>(rest: &mut &'a [f64]) -> Option<&'a [f64]> {
    let (length, after) = rest.split_first()?;
    let (part, after) = after.split_at_checked(*length as usize)?;
    *rest = after;
    Some(part)
}

/// Lists as one: each after its length.
fn flat(part: &Part) -> Vec<f64> {
    part.iter().flat_map(|list| std::iter::once(list.len() as f64).chain(list.iter().copied())).collect()
}

fn lists(flat: &[f64]) -> Part {
    let mut rest = flat;
    std::iter::from_fn(|| cut(&mut rest).map(<[f64]>::to_vec)).collect()
}

/// What a study found, whole or so far.
#[wasm_bindgen]
pub struct Found {
    pub(super) findings: Findings,
    pub(super) scene: Scene,
}

#[wasm_bindgen]
impl Found {
    /// The headline numbers, the sentence, the facts and the panels, as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        written(&self.findings)
    }

    /// Draws its panels on a canvas, whose bitmap it sizes. `options` is JSON: size, theme and ground as for every figure,
    /// `panels` (keys; all without), `names: {a, b}`, `x0` and `pitch` (layers under the page's columns), `hover` (a number of
    /// the horizontal axis, its logarithm on an axis by factors), `hover_y` (for maps) and `over` (the panel's key; the first
    /// without). Returns where the numbers lie as `draw_figure` does: eight numbers for each panel of lines, and for each map.
    pub fn draw(&self, canvas: &web_sys::HtmlCanvasElement, options: &str) -> Fallible<Vec<f32>> {
        paint(&self.exhibit(options)?, canvas, &Style::read(options)?)
    }

    /// The height that suits the options' `width`, in CSS pixels.
    pub fn height(&self, options: &str) -> Fallible<f64> {
        Ok(self.exhibit(options)?.natural_height(Style::read(options)?.width))
    }

    /// The figure as an SVG document.
    pub fn svg(&self, options: &str) -> Fallible<String> {
        Ok(self.exhibit(options)?.to_svg(&Style::read(options)?)?)
    }

    /// All numbers as CSV.
    #[must_use]
    pub fn csv(&self) -> String {
        Exhibit::new(&self.findings).table().csv()
    }

    /// The numbers of the options' panels for a data table, as `figure_table` gives them.
    pub fn table(&self, options: &str, rows: usize) -> Fallible<String> {
        Ok(self.exhibit(options)?.table().json(rows))
    }

    /// The sentence, and what each panel shows, to be read out.
    pub fn summary(&self, options: &str) -> Fallible<String> {
        Ok(self.exhibit(options)?.summary())
    }

    /// The numbers where the options point, as JSON: `[{panel, at, values: [{side, name, words}]}]`.
    pub fn pointed(&self, options: &str) -> Fallible<String> {
        Ok(written(&self.exhibit(options)?.pointed()))
    }

    fn exhibit(&self, options: &str) -> Fallible<Exhibit<'_>> {
        Ok(Exhibit { findings: &self.findings, shown: Shown::read(options, exhibit::names(&self.scene))? })
    }
}
