//! What the page calls to draw.
//!
//! Figures are called by name: `curves`, `flow`, `flow_line`, `flow_axes`, `line`, `contour`, `surface`. `options` is
//! JSON: size, theme and what the figure is told beside its numbers, see [`chart::Options`]. `a` and `b` are the networks'
//! numbers: their recorded frames for `curves` and the flow figures, their losses row by row for `line`, `contour` and
//! `surface`. Every failure is a sentence.

use super::canvas::Canvas;
use super::json::read;
use crate::chart::{self, Figure};
use wasm_bindgen::prelude::*;

/// Draws a figure on a canvas, whose bitmap it sizes. Returns where the numbers lie, eight numbers a plotting area:
/// left, top, right, bottom in CSS pixels, x at the left and right, y at the bottom and top (decimal logarithms on
/// logarithmic axes).
#[wasm_bindgen]
pub fn draw_figure(
    name: &str,
    canvas: &web_sys::HtmlCanvasElement,
    options: &str,
    a: &[f32],
    b: &[f32],
) -> Result<Vec<f32>, JsError> {
    let options = read(options)?;
    paint(&chart::Any::of(name, &options, a, b)?, canvas, &chart::Style::of(&options)?)
}

/// Draws any figure on a canvas, and says where its numbers lie.
pub(super) fn paint(
    figure: &impl Figure,
    canvas: &web_sys::HtmlCanvasElement,
    style: &chart::Style,
) -> Result<Vec<f32>, JsError> {
    let mut sink = Canvas::clear(canvas, style).ok_or_else(|| JsError::new("This canvas cannot be drawn on."))?;
    let plots = figure.paint(&mut sink, style)?;
    Ok(plots.iter().flat_map(chart::Plot::numbers).collect())
}

/// A figure as an SVG document.
#[wasm_bindgen]
pub fn figure_svg(name: &str, options: &str, a: &[f32], b: &[f32]) -> Result<String, JsError> {
    let options = read(options)?;
    Ok(chart::Any::of(name, &options, a, b)?.to_svg(&chart::Style::of(&options)?)?)
}

/// One or two sentences with the numbers that a figure shows, to be read out.
#[wasm_bindgen]
pub fn figure_summary(name: &str, options: &str, a: &[f32], b: &[f32]) -> Result<String, JsError> {
    Ok(chart::Any::of(name, &read(options)?, a, b)?.summary())
}

/// All numbers behind a figure as CSV.
#[cfg(feature = "lab")]
#[wasm_bindgen]
pub fn figure_csv(name: &str, options: &str, a: &[f32], b: &[f32]) -> Result<String, JsError> {
    Ok(chart::Any::of(name, &read(options)?, a, b)?.table().csv())
}

/// The numbers behind a figure for a data table of at most about `rows` rows, evenly thinned: JSON `{caption, columns,
/// rows: [[text]], of}`, `of` the rows there are in all.
#[cfg(feature = "lab")]
#[wasm_bindgen]
pub fn figure_table(name: &str, options: &str, a: &[f32], b: &[f32], rows: usize) -> Result<String, JsError> {
    Ok(chart::Any::of(name, &read(options)?, a, b)?.table().json(rows))
}

/// The violet ramp of a theme ('light' or 'dark') in 256 steps from low to high: red, green and blue of each.
#[wasm_bindgen]
#[must_use]
pub fn ramp(theme: &str) -> Vec<u8> {
    let theme = if theme == "dark" { chart::Theme::Dark } else { chart::Theme::Light };
    theme.ramp().as_flattened().to_vec()
}

/// A number for people: 0.606, 15,314, 3 × 10⁻⁵.
#[wasm_bindgen]
#[must_use]
pub fn format_number(value: f64) -> String {
    crate::number::number(value)
}
