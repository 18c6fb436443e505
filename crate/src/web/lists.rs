//! What there is to measure, by name: what the page lists before it loads what measures.

use serde_json::{Map, json};
use wasm_bindgen::prelude::*;

use super::json::written;
use super::{Fallible, load, parse};
use crate::study::{self, On};

/// Every study, as JSON: `[{name, label, headline_name, on}]`, `on` being `networks` (it looks at the run's networks as they
/// stand) or `itself` (it trains its own).
#[wasm_bindgen]
#[must_use]
pub fn studies() -> String {
    let one = |study: &study::About| {
        json!({
            "name": study.name,
            "label": study.label,
            "headline_name": study.headline_name,
            "on": if study.on == On::Networks { "networks" } else { "itself" },
        })
    };
    written(&study::ABOUT.iter().map(one).collect::<Vec<_>>())
}

/// The studies that make no sense for a scene, each with why, a sentence, as JSON: `{name: why}`.
#[wasm_bindgen]
pub fn unfit(text: &str, own: Option<String>) -> Fallible<String> {
    let scene = parse(text)?;
    let data = load(&scene, own.as_deref())?;
    let mut all = Map::new();
    for study in study::ABOUT {
        if let Some(why) = (study.unfit)(&scene, &data) {
            all.insert(study.name.to_owned(), why.into());
        }
    }
    Ok(written(&all))
}
