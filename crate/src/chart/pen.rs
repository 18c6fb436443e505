//! What a figure is made of: strokes, areas, marks and words in pixels, and series in numbers.
//!
//! A figure is composed with a [`Pen`] first and then drawn by plotters, in one place ([`Pen::draw`]), whatever the
//! backend. So nothing of a figure is compiled twice, and only drawing can fail.

use super::palette::{AXIS, DASH, DASH_THIN, DATA, HAIR, LABEL, MARK, Palette, THIN, TITLE, mix};
use super::{Plot, Rect, Style};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::series::DashedLineSeries;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::DrawingBackend;

/// Composes a figure in pixels. Its methods are called from a hundred places and do little, so they are kept from being
/// copied into each: the page has to fetch this code.
pub struct Pen {
    items: Vec<Item>,
    /// The theme's colours.
    pub palette: &'static Palette,
    /// What lies under the figure: the colour of halos.
    pub ground: RGBColor,
}

type Point = (f64, f64);

/// On and off, in pixels.
pub type Dash = Option<(f64, f64)>;

/// A part of a figure.
enum Item {
    Line { points: Vec<Point>, color: RGBColor, width: f64, dash: Dash },
    Polygon { points: Vec<Point>, color: RGBColor },
    Rect { area: Rect, color: RGBColor, filled: bool },
    Disc { centre: Point, radius: f64, color: RGBColor },
    Ring { centre: Point, radius: f64, color: RGBColor, width: f64 },
    Words { text: String, at: Point, face: Type, align: HPos, stand: VPos },
}

/// How a line of text is set.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Size in pixels.
    pub size: f64,
    /// Semi-bold.
    pub bold: bool,
    /// Colour.
    pub color: RGBColor,
}

/// A network, as its colour, its dash and the shape that ends its line: A's square, B's circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(pub usize);

impl Pen {
    /// A pen in the style's colours.
    pub fn new(style: &Style) -> Self {
        Self { items: Vec::new(), palette: style.theme.palette(), ground: style.ground() }
    }

    /// Joined points.
    #[inline(never)]
    pub fn line(&mut self, points: &[Point], color: RGBColor, width: f64) {
        self.items.push(Item::Line { points: points.to_vec(), color, width, dash: None });
    }

    /// A line of one pixel, level or upright, on the pixel grid so that it is crisp.
    #[inline(never)]
    pub fn hairline(&mut self, from: Point, to: Point, color: RGBColor) {
        let crisp = |v: f64| v.floor() + 0.5;
        let (mut from, mut to) = (from, to);
        if from.1 == to.1 {
            (from.1, to.1) = (crisp(from.1), crisp(to.1));
        }
        if from.0 == to.0 {
            (from.0, to.0) = (crisp(from.0), crisp(to.0));
        }
        self.line(&[from, to], color, HAIR);
    }

    /// Joined points in dashes.
    #[inline(never)]
    pub fn dashed(&mut self, points: &[Point], color: RGBColor, width: f64, dash: (f64, f64)) {
        self.items.push(Item::Line { points: points.to_vec(), color, width, dash: Some(dash) });
    }

    /// Joined points on a plot, in numbers.
    #[inline(never)]
    pub fn strand(&mut self, plot: &Plot, points: &[Point], color: RGBColor, width: f64, dash: Dash) {
        if points.len() > 1 {
            let points = points.iter().map(|at| plot.pixel(*at)).collect();
            self.items.push(Item::Line { points, color, width, dash });
        }
    }

    /// A series of a network on a plot, in numbers: A's in dashes, B's solid; a second one thinner and paler.
    #[inline(never)]
    pub fn series(&mut self, plot: &Plot, network: Network, points: &[Point], thin: bool) {
        let color = self.palette.network[network.0 % 2];
        let (color, width, dash) =
            if thin { (mix(color, self.ground, 0.25), THIN, DASH_THIN) } else { (color, DATA, DASH) };
        self.strand(plot, points, color, width, (network.0 == 0).then_some(dash));
    }

    /// A filled area.
    #[inline(never)]
    pub fn polygon(&mut self, points: &[Point], color: RGBColor) {
        self.items.push(Item::Polygon { points: points.to_vec(), color });
    }

    /// A filled box.
    #[inline(never)]
    pub fn rect(&mut self, area: Rect, color: RGBColor) {
        self.items.push(Item::Rect { area, color, filled: true });
    }

    /// An outlined box.
    #[inline(never)]
    pub fn frame(&mut self, area: Rect, color: RGBColor) {
        self.items.push(Item::Rect { area, color, filled: false });
    }

    /// A disc with an outline.
    #[inline(never)]
    pub fn disc(&mut self, centre: Point, radius: f64, fill: RGBColor, outline: RGBColor, width: f64) {
        self.items.push(Item::Disc { centre, radius, color: fill });
        self.ring(centre, radius, outline, width);
    }

    /// A circle alone.
    #[inline(never)]
    pub fn ring(&mut self, centre: Point, radius: f64, color: RGBColor, width: f64) {
        self.items.push(Item::Ring { centre, radius, color, width });
    }

    /// A network's mark.
    pub fn mark(&mut self, network: Network, at: Point) {
        self.mark_of(network, at, 1.0, 1.5);
    }

    /// A network's mark at this share of its size with a halo of this width.
    #[inline(never)]
    pub fn mark_of(&mut self, network: Network, (x, y): Point, size: f64, halo: f64) {
        let (ground, color) = (self.ground, self.palette.network[network.0 % 2]);
        let r = MARK[network.0 % 2] * size;
        for (r, color) in [(r + halo, ground), (r, color)] {
            if network.0 == 0 {
                self.rect(Rect { left: x - r, top: y - r, right: x + r, bottom: y + r }, color);
            } else {
                self.items.push(Item::Disc { centre: (x, y), radius: r, color });
            }
        }
    }

    /// A cross, with a halo: where a network diverged.
    #[inline(never)]
    pub fn cross(&mut self, (x, y): Point, color: RGBColor) {
        let r = 4.5;
        for (color, width) in [(self.ground, 5.5), (color, 2.25)] {
            self.line(&[(x - r, y - r), (x + r, y + r)], color, width);
            self.line(&[(x - r, y + r), (x + r, y - r)], color, width);
        }
    }

    /// Text whose anchor stands at a point.
    #[inline(never)]
    pub fn text(&mut self, text: &str, at: Point, face: Type, align: HPos, stand: VPos) {
        self.items.push(Item::Words { text: text.into(), at, face, align, stand });
    }

    /// The type of axes and notes.
    #[must_use]
    pub fn quiet(&self) -> Type {
        Type { size: AXIS, bold: false, color: self.palette.ink3 }
    }

    /// The type of a network's direct label.
    #[must_use]
    pub fn loud(&self, network: Network) -> Type {
        Type { size: LABEL, bold: true, color: self.palette.network[network.0 % 2] }
    }

    /// The type of a network's title.
    #[must_use]
    pub fn title(&self, network: Network) -> Type {
        Type { size: TITLE, ..self.loud(network) }
    }

    /// Draws what was composed on an area that stands for a figure of this width in pixels.
    ///
    /// # Errors
    /// What the backend fails with.
    pub fn draw<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        width: f64,
    ) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
        let unit = f64::from(area.dim_in_pixel().0) / width;
        let units = |pixels: f64| (pixels * unit).round() as i32;
        let place = |(x, y): Point| (units(x), units(y));
        let places = |points: &[Point]| points.iter().map(|at| place(*at)).collect::<Vec<_>>();
        let stroke = |color: &RGBColor, width: f64| ShapeStyle {
            color: color.to_rgba(),
            filled: false,
            stroke_width: units(width).max(1) as u32,
        };
        for item in &self.items {
            match item {
                Item::Line { points, color, width, dash: None } => {
                    area.draw(&PathElement::new(places(points), stroke(color, *width)))?;
                }
                Item::Line { points, color, width, dash: Some((on, off)) } => {
                    let (on, off) = (units(*on).max(1), units(*off).max(1));
                    for dashes in DashedLineSeries::new(places(points), on, off, stroke(color, *width)) {
                        area.draw(&dashes)?;
                    }
                }
                Item::Polygon { points, color } => area.draw(&Polygon::new(places(points), color))?,
                Item::Rect { area: Rect { left, top, right, bottom }, color, filled } => {
                    let style = if *filled { color.filled() } else { stroke(color, HAIR) };
                    area.draw(&Rectangle::new([place((*left, *top)), place((*right, *bottom))], style))?;
                }
                Item::Disc { centre, radius, color } => {
                    area.draw(&Circle::new(place(*centre), units(*radius).max(1), color.filled()))?;
                }
                Item::Ring { centre, radius, color, width } => {
                    area.draw(&Circle::new(place(*centre), units(*radius).max(1), stroke(color, *width)))?;
                }
                Item::Words { text, at, face, align, stand } => {
                    let weight = if face.bold { FontStyle::Bold } else { FontStyle::Normal };
                    let font = FontDesc::new(FontFamily::SansSerif, face.size * unit, weight);
                    let pos = Pos::new(*align, *stand);
                    let style = TextStyle { font, color: face.color.to_backend_color(), pos };
                    area.draw_text(text, &style, place(*at))?;
                }
            }
        }
        Ok(())
    }
}
