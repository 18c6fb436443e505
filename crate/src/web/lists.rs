//! What there is to measure, in words: what the page lists before it loads what measures.

use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

use super::{Fallible, load, parse};
use crate::study::{self, On, claims};

/// Every study, as JSON: `[{name, label, headline_name, measures, misleads, source, weak: [{label, scene}], on}]`, `on` being
/// `networks` (it looks at the run's networks as they stand) or `itself` (it trains its own).
#[wasm_bindgen]
#[must_use]
pub fn studies() -> String {
    let one = |study: &study::About| {
        let weak: Vec<_> = study.weak.iter().map(|(label, scene)| json!({ "label": label, "scene": scene })).collect();
        json!({
            "name": study.name,
            "label": study.label,
            "headline_name": study.headline_name,
            "measures": study.measures,
            "misleads": study.misleads,
            "source": study.source,
            "weak": weak,
            "on": if study.on == On::Networks { "networks" } else { "itself" },
        })
    };
    json!(study::ABOUT.iter().map(one).collect::<Vec<_>>()).to_string()
}

/// The studies that make no sense for a scene, each with why, a sentence, as JSON: `{name: why}`.
#[wasm_bindgen]
pub fn unfit(text: &str, own: Option<String>) -> Fallible<String> {
    let scene = parse(text)?;
    let data = load(&scene, own.as_deref())?;
    let one = |study: &study::About| Some((study.name.to_owned(), Value::String((study.unfit)(&scene, &data)?)));
    Ok(Value::Object(study::ABOUT.iter().filter_map(one).collect()).to_string())
}

/// Every claim, as JSON: `[{id, study, name, number, bar, limits}]`.
#[wasm_bindgen]
#[must_use]
pub fn claims() -> String {
    let one = |claim: &claims::About| {
        json!({ "id": claim.id, "study": claim.study, "name": claim.name, "number": claim.number, "bar": claim.bar,
            "limits": claim.limits })
    };
    json!(claims::ABOUT.iter().map(one).collect::<Vec<_>>()).to_string()
}
