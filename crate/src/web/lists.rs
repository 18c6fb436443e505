//! What there is to measure, by name: what the page lists before it loads what measures.

use wasm_bindgen::prelude::*;

use super::json::written;
use super::{Fallible, load, parse};
use crate::study;

/// Every study, as JSON: `[{name, label, headline_name, on}]`, `on` being `networks` (it looks at the run's networks as they
/// stand) or `itself` (it trains its own).
#[wasm_bindgen]
#[must_use]
pub fn studies() -> String {
    written(&study::ABOUT.as_slice())
}

/// The studies that make no sense for a scene, each with why, a sentence, as JSON: `[[name, why]]`.
#[wasm_bindgen]
pub fn unfit(text: &str, own: Option<String>) -> Fallible<String> {
    let scene = parse(text)?;
    let data = load(&scene, own.as_deref())?;
    let why = |study: &study::About| Some((study.name, (study.unfit)(&scene, &data)?));
    Ok(written(&study::ABOUT.iter().filter_map(why).collect::<Vec<_>>()))
}
