//! What the page calls to draw the seeds of a claim: a mark each, beside what they have to be.
//!
//! `id` is the claim's, `seeds` a JSON list of what `claim_seed` gave; `options` as for every figure, with `names: {a, b}` and
//! `hover`, the seed that is pointed at.

use wasm_bindgen::prelude::*;

use super::Fallible;
use super::drawing::paint;
use super::studies::judged;
use crate::chart::{Figure, Strip, Style};

/// Draws the seeds on a canvas, whose bitmap it sizes. Returns where the numbers lie, as `draw_figure` does.
#[wasm_bindgen]
pub fn verdict_draw(id: &str, seeds: &str, canvas: &web_sys::HtmlCanvasElement, options: &str) -> Fallible<Vec<f32>> {
    paint(&Strip::read(&judged(id, seeds)?, options)?, canvas, &Style::read(options)?)
}

/// The height that suits the options' `width`, in CSS pixels.
#[wasm_bindgen]
pub fn verdict_height(id: &str, seeds: &str, options: &str) -> Fallible<f64> {
    let width = Style::read(options)?.width;
    Ok(Strip::read(&judged(id, seeds)?, options)?.natural_height(width))
}

/// The figure as an SVG document.
#[wasm_bindgen]
pub fn verdict_svg(id: &str, seeds: &str, options: &str) -> Fallible<String> {
    Ok(Strip::read(&judged(id, seeds)?, options)?.to_svg(&Style::read(options)?)?)
}

/// Its numbers, to be read out.
#[wasm_bindgen]
pub fn verdict_summary(id: &str, seeds: &str, options: &str) -> Fallible<String> {
    Ok(Strip::read(&judged(id, seeds)?, options)?.summary())
}

/// All numbers of each seed, as CSV.
#[wasm_bindgen]
pub fn verdict_csv(id: &str, seeds: &str) -> Fallible<String> {
    Ok(Strip::new(&judged(id, seeds)?).table().csv())
}
