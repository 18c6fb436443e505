//! Painting on a canvas of the page.

use crate::chart::palette::FONT;
use crate::chart::text::{RAISED_BY, RAISED_SIZE, runs};
use crate::chart::{Part, Rgba, Shape, Sink, Style, UNIT, Words};
use plotters_backend::text_anchor::HPos;
use std::f64::consts::TAU;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// A canvas, cleared. What a canvas refuses (it has no two-dimensional context, a path is not finite) is left out of the
/// picture: none of it can be mended by the caller.
pub struct Canvas {
    context: CanvasRenderingContext2d,
    fill: Option<Rgba>,
    stroke: Option<(Rgba, u32)>,
    ratio: f64,
}

impl Canvas {
    /// Makes the canvas's bitmap as large as the style says and clears it; none if it cannot be drawn on.
    pub fn clear(canvas: &HtmlCanvasElement, style: &Style) -> Option<Self> {
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let side = |length: f64| (length * style.pixel_ratio).round().clamp(1.0, 16_384.0) as u32;
        let (width, height) = (side(style.width), side(style.height));
        // Setting a size, even the same, throws the bitmap away.
        if canvas.width() != width || canvas.height() != height {
            canvas.set_width(width);
            canvas.set_height(height);
        }
        context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0).ok()?;
        context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
        context.set_line_join("round");
        let unit = style.pixel_ratio / f64::from(UNIT);
        context.set_transform(unit, 0.0, 0.0, unit, 0.0, 0.0).ok()?;
        Some(Self { context, fill: None, stroke: None, ratio: style.pixel_ratio })
    }

    fn outline(&self, part: &Part, crisp: bool) {
        let context = &self.context;
        match part {
            Part::Line(points) | Part::Polygon(points) => {
                let mut points = points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y)));
                if let Some((x, y)) = points.next() {
                    context.move_to(x, y);
                }
                for (x, y) in points {
                    context.line_to(x, y);
                }
                if matches!(part, Part::Polygon(_)) {
                    context.close_path();
                }
            }
            Part::Rect(left, top, right, bottom) => {
                // On the device's pixels, so that cells that touch show no seam.
                let unit = self.ratio / f64::from(UNIT);
                let [left, top, right, bottom] = [left, top, right, bottom]
                    .map(|v| if crisp { (f64::from(*v) * unit).round() / unit } else { f64::from(*v) });
                context.rect(left, top, right - left, bottom - top);
            }
            Part::Circle((x, y), radius) => {
                let (x, y, radius) = (f64::from(*x), f64::from(*y), f64::from(*radius));
                context.move_to(x + radius, y);
                let _ = context.arc(x, y, radius, 0.0, TAU);
            }
        }
    }

    fn fill_with(&mut self, color: Rgba) {
        if self.fill != Some(color) {
            self.context.set_fill_style_str(&css(color));
            self.fill = Some(color);
        }
    }
}

fn css((r, g, b, alpha): Rgba) -> String {
    if alpha < 1.0 { format!("rgb({r} {g} {b} / {alpha})") } else { format!("#{r:02x}{g:02x}{b:02x}") }
}

impl Sink for Canvas {
    fn shape(&mut self, shape: &Shape) {
        self.context.begin_path();
        for part in &shape.parts {
            self.outline(part, shape.stroke.is_none());
        }
        if let Some(color) = shape.fill {
            self.fill_with(color);
            self.context.fill();
        }
        if let Some((color, width)) = shape.stroke {
            if self.stroke.is_none_or(|(last, _)| last != color) {
                self.context.set_stroke_style_str(&css(color));
            }
            if self.stroke.is_none_or(|(_, last)| last != width) {
                self.context.set_line_width(f64::from(width));
            }
            self.stroke = Some((color, width));
            self.context.stroke();
        }
    }

    fn words(&mut self, words: &Words<'_>) {
        // Letters are set in pixels, not in scaled units, so that the browser may fit them to the pixel grid.
        let (ratio, unit) = (self.ratio, f64::from(UNIT));
        if self.context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).is_err() {
            return;
        }
        self.fill_with(words.color);
        let size = words.size / unit;
        let weight = if words.bold { 600 } else { 400 };
        let font = |raised: bool| format!("{weight} {}px {FONT}", if raised { size * RAISED_SIZE } else { size });
        let runs = runs(words.text);
        let mut widths = Vec::with_capacity(runs.len());
        for (raised, run) in &runs {
            self.context.set_font(&font(*raised));
            widths.push(self.context.measure_text(run).map_or(0.0, |metrics| metrics.width()));
        }
        let whole: f64 = widths.iter().sum();
        let (mut x, y) = (words.at.0 / unit, words.at.1 / unit);
        x -= match words.align {
            HPos::Left => 0.0,
            HPos::Center => whole / 2.0,
            HPos::Right => whole,
        };
        for ((raised, run), width) in runs.iter().zip(widths) {
            if runs.len() > 1 {
                self.context.set_font(&font(*raised));
            }
            let _ = self.context.fill_text(run, x, if *raised { y - size * RAISED_BY } else { y });
            x += width;
        }
        let unit = ratio / unit;
        let _ = self.context.set_transform(unit, 0.0, 0.0, unit, 0.0, 0.0);
    }
}
