//! What the page calls to hand a run out as a file: the bytes that `skipscape export` writes.

use std::sync::Arc;

use wasm_bindgen::prelude::*;

use super::{Fallible, load, sentence};
use crate::export::{json, pytorch, weights};
use crate::scene::{Scene, Side};
use crate::train::{Frame, Trainer};

/// A scene's two networks as a file: `pytorch`, `weights` or `json`. But for the script they are trained to the end here.
#[wasm_bindgen]
pub fn export_run(kind: &str, text: &str, own: Option<String>) -> Fallible<Vec<u8>> {
    let parsed = Scene::parse(text).map_err(sentence)?;
    let (scene, data) = (&parsed.scene, Arc::new(load(&parsed.scene, own.as_deref())?));
    let trained = |side: Side| -> (Trainer, Vec<Frame>) {
        let mut trainer = Trainer::new(scene, side, Arc::clone(&data), true);
        let frames = json::train(&mut trainer, |_| ());
        (trainer, frames)
    };
    match kind {
        "pytorch" => pytorch::script(scene, &data).map(String::into_bytes).map_err(sentence),
        "weights" => Ok(weights(&[&trained(Side::A).0, &trained(Side::B).0])),
        "json" => {
            let [(mut a, in_a), (mut b, in_b)] = Side::ALL.map(trained);
            Ok(json::write(scene, &parsed.notes, (&mut a, &in_a), (&mut b, &in_b)).into_bytes())
        }
        _ => Err(sentence(format!("There is no file of kind {kind}: it is pytorch, weights or json."))),
    }
}
