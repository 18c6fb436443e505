//! The digests of `digests.json`, natively. `tests/wasm.rs` holds a browser to the same list and `tests/page` the page.
//!
//! A change of the engine that changes bits is a new version: `RECORD=1 cargo test --test digests` writes the list anew,
//! and CHANGELOG.md says why.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::Arc;

use serde_json::{Value, json};
use skipscape::{data, scene::Scene, train};

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/digests.json");

/// The scenes, each with the digests of both networks at the end of its run.
fn recorded() -> Vec<Value> {
    let text = std::fs::read_to_string(LIST).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn measured(text: &str) -> Value {
    let scene = Scene::parse(text).unwrap().scene;
    let data = Arc::new(data::load(&scene, None).unwrap());
    let run = train::run(&scene, &data);
    json!({ "scene": text, "a": run.a.digest, "b": run.b.digest })
}

#[test]
fn runs_repeat_the_recorded_digests() {
    let measured: Vec<Value> = recorded().iter().map(|row| measured(row["scene"].as_str().unwrap())).collect();
    if std::env::var_os("RECORD").is_some() {
        let rows: Vec<String> = measured.iter().map(|row| format!("  {row}")).collect();
        std::fs::write(LIST, format!("[\n{}\n]\n", rows.join(",\n"))).unwrap();
    }
    assert_eq!(measured, recorded());
}

#[test]
fn every_recorded_scene_ends_with_two_networks_that_differ() {
    for row in recorded() {
        assert_ne!(row["a"], row["b"], "{row}");
    }
}
