//! Figures: each is written once and drawn by plotters as SVG, as PNG or on the page's canvas.
//!
//! A figure is plain data; [`Figure::draw`] draws it on any plotters backend in CSS pixels. [`Any`] makes one from the
//! arrays and the few words of JSON that the page hands over, so that the page, its exports and the command line draw
//! the same.

mod about;
pub mod axis;

pub mod palette;
pub mod table;

mod any;
mod contour;
mod curves;
pub mod exhibit;
mod flow;
mod frames;
mod ink;
mod line;
pub mod marching;
mod pen;
mod place;
#[cfg(not(target_arch = "wasm32"))]
pub mod png;
mod slice;
mod strip;
mod surface;
mod svg;
pub mod text;
mod told;

pub use about::About;
pub use any::{Any, Options, Pair, SliceOptions};
pub use contour::Contour;
pub use curves::{Change, Curve, Curves};
pub use exhibit::{Exhibit, Shown};
pub use flow::{Flow, FlowPart, Gradients};
pub use frames::{Frame, Frames};
pub use ink::{Ink, Part, Rgba, Shape, Sink, UNIT, Words};
pub use line::Line;
pub use palette::Theme;
pub use pen::{Network, Pen, Type};
pub use slice::{Facts, PathPoint, Slices};
pub use strip::Strip;
pub use surface::Surface;
pub use table::Table;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::style::RGBColor;
use plotters_backend::DrawingBackend;

/// What lies under a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// The page's colour.
    #[default]
    Paper,
    /// A card's colour.
    Panel,
    /// Nothing: the figure lies on what is there. Halos are the paper's.
    None,
}

/// How large, how fine and in which colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
    /// Device pixels a CSS pixel (PNG and canvas).
    pub pixel_ratio: f64,
    /// Light or dark.
    pub theme: Theme,
    /// What lies under the figure.
    pub ground: Ground,
}

impl Style {
    /// A style of this size in the light theme, on paper, at one device pixel a pixel.
    #[must_use]
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, pixel_ratio: 1.0, theme: Theme::Light, ground: Ground::Paper }
    }

    /// The colour of the ground.
    #[must_use]
    pub fn ground(&self) -> RGBColor {
        match self.ground {
            Ground::Panel => self.theme.palette().panel,
            _ => self.theme.palette().paper,
        }
    }
}

/// A part of a figure, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// Where numbers lie on a figure: a plotting area in CSS pixels and the numbers at its ends (the decimal logarithm on a
/// logarithmic axis). The inverse of the drawing's coordinates, for pointing at it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plot {
    /// The area.
    pub area: Rect,
    /// At its left and right.
    pub x: (f64, f64),
    /// At its bottom and top.
    pub y: (f64, f64),
}

impl Plot {
    /// The pixel of a point in numbers.
    #[must_use]
    pub fn pixel(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let along = |v: f64, (from, to): (f64, f64)| (v - from) / (to - from);
        (
            self.area.left + along(x, self.x) * (self.area.right - self.area.left),
            self.area.bottom - along(y, self.y) * (self.area.bottom - self.area.top),
        )
    }

    /// `[left, top, right, bottom, x at the left, x at the right, y at the bottom, y at the top]`.
    #[must_use]
    pub fn numbers(&self) -> [f32; 8] {
        let Rect { left, top, right, bottom } = self.area;
        [left, top, right, bottom, self.x.0, self.x.1, self.y.0, self.y.1].map(|v| v as f32)
    }
}

/// Why there is no figure, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartError(pub String);

impl std::fmt::Display for ChartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ChartError {}

/// What drawing gives: where the numbers lie, or the backend's failure.
pub type Plots<DB> = Result<Vec<Plot>, DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// A figure.
pub trait Figure {
    /// Composes it, and says where its numbers lie.
    fn compose(&self, pen: &mut Pen, style: &Style) -> Vec<Plot>;

    /// Draws it on an area, which may be finer than CSS pixels: what is drawn is scaled to the area's width.
    ///
    /// # Errors
    /// What the backend fails with.
    fn draw<DB: DrawingBackend>(&self, area: &DrawingArea<DB, Shift>, style: &Style) -> Plots<DB> {
        let mut pen = Pen::new(style);
        let plots = self.compose(&mut pen, style);
        pen.draw(area, style.width)?;
        Ok(plots)
    }

    /// One or two sentences with the numbers that were measured, for those who do not see the figure.
    fn summary(&self) -> String;

    /// The numbers behind it.
    fn table(&self) -> Table;

    /// Paints it on a sink.
    ///
    /// # Errors
    /// A sentence, should plotters refuse the figure.
    fn paint(&self, sink: &mut dyn Sink, style: &Style) -> Result<Vec<Plot>, ChartError> {
        let refused = |error: &dyn std::fmt::Display| ChartError(format!("The figure cannot be drawn: {error}."));
        let area = Ink::new(sink, style.width, style.height).into_drawing_area();
        if style.ground != Ground::None {
            area.fill(&style.ground()).map_err(|error| refused(&error))?;
        }
        let plots = self.draw(&area, style).map_err(|error| refused(&error))?;
        area.present().map_err(|error| refused(&error))?;
        Ok(plots)
    }

    /// The figure as an SVG document.
    ///
    /// # Errors
    /// A sentence, should plotters refuse the figure.
    fn to_svg(&self, style: &Style) -> Result<String, ChartError> {
        self.to_svg_about(style, &About::titled(self.summary()))
    }

    /// The figure as an SVG document, with words in it.
    ///
    /// # Errors
    /// A sentence, should plotters refuse the figure.
    fn to_svg_about(&self, style: &Style, about: &About) -> Result<String, ChartError> {
        let mut out = String::new();
        let mut svg = svg::Svg::begin(&mut out, style.width, style.height, about);
        self.paint(&mut svg, style)?;
        svg::Svg::end(&mut out);
        Ok(out)
    }

    /// The figure as a PNG at the style's pixel ratio, with words in it.
    ///
    /// # Errors
    /// A sentence, should it be too large.
    #[cfg(not(target_arch = "wasm32"))]
    fn to_png(&self, style: &Style, about: &About) -> Result<Vec<u8>, ChartError> {
        png::render(&self.to_svg(style)?, style, about)
    }
}
