//! Drawing in pixels on a plotters area, whatever its resolution, in the figures' own strokes and letters.

use super::palette::{AXIS, DASH, DASH_THIN, DATA, HAIR, LABEL, MARK, Palette, TITLE, mix};
use super::{Rect, Style};
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::DrawingBackend;

/// What drawing may fail with.
pub type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Draws on an area in pixels.
pub struct Pen<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    unit: f64,
    /// The theme's colours.
    pub palette: &'static Palette,
    /// What lies under the figure: the colour of halos.
    pub ground: RGBColor,
}

/// A plotters chart with numbers on both axes.
pub type Chart<'a, DB> = ChartContext<'a, DB, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

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

/// The shape that ends a network's line: A's square, B's circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(pub usize);

impl<'a, DB: DrawingBackend> Pen<'a, DB> {
    /// A pen for this area.
    pub fn new(area: &'a DrawingArea<DB, Shift>, style: &Style) -> Self {
        let (width, _) = area.dim_in_pixel();
        let palette = style.theme.palette();
        Self { area, unit: f64::from(width) / style.width, palette, ground: style.ground() }
    }

    /// Pixels in the area's units.
    fn at(&self, (x, y): (f64, f64)) -> (i32, i32) {
        (self.units(x), self.units(y))
    }

    fn units(&self, pixels: f64) -> i32 {
        (pixels * self.unit).round() as i32
    }

    fn stroke(&self, color: RGBColor, width: f64) -> ShapeStyle {
        ShapeStyle { color: color.to_rgba(), filled: false, stroke_width: self.units(width).max(1) as u32 }
    }

    /// Joined points.
    pub fn line(&self, points: &[(f64, f64)], color: RGBColor, width: f64) -> Drawn<DB> {
        let points: Vec<_> = points.iter().map(|p| self.at(*p)).collect();
        self.area.draw(&PathElement::new(points, self.stroke(color, width)))
    }

    /// A line of one pixel, level or upright, on the pixel grid so that it is crisp.
    pub fn hairline(&self, from: (f64, f64), to: (f64, f64), color: RGBColor) -> Drawn<DB> {
        let crisp = |v: f64| v.floor() + 0.5;
        let (mut from, mut to) = (from, to);
        if from.1 == to.1 {
            (from.1, to.1) = (crisp(from.1), crisp(to.1));
        }
        if from.0 == to.0 {
            (from.0, to.0) = (crisp(from.0), crisp(to.0));
        }
        self.line(&[from, to], color, HAIR)
    }

    /// Joined points in dashes.
    pub fn dashed(&self, points: &[(f64, f64)], color: RGBColor, width: f64, dash: (f64, f64)) -> Drawn<DB> {
        let points: Vec<_> = points.iter().map(|p| self.at(*p)).collect();
        let series = DashedLineSeries::new(
            points,
            self.units(dash.0).max(1),
            self.units(dash.1).max(1),
            self.stroke(color, width),
        );
        for element in series {
            self.area.draw(&element)?;
        }
        Ok(())
    }

    /// A filled area.
    pub fn polygon(&self, points: &[(f64, f64)], color: RGBColor) -> Drawn<DB> {
        let points: Vec<_> = points.iter().map(|p| self.at(*p)).collect();
        self.area.draw(&Polygon::new(points, color))
    }

    /// A filled box.
    pub fn rect(&self, area: Rect, color: RGBColor) -> Drawn<DB> {
        let corners = [self.at((area.left, area.top)), self.at((area.right, area.bottom))];
        self.area.draw(&Rectangle::new(corners, color.filled()))
    }

    /// An outlined box.
    pub fn frame(&self, area: Rect, color: RGBColor) -> Drawn<DB> {
        let corners = [self.at((area.left, area.top)), self.at((area.right, area.bottom))];
        self.area.draw(&Rectangle::new(corners, self.stroke(color, HAIR)))
    }

    /// A disc with an outline.
    pub fn disc(&self, centre: (f64, f64), radius: f64, fill: RGBColor, outline: RGBColor, width: f64) -> Drawn<DB> {
        let (at, radius) = (self.at(centre), self.units(radius).max(1));
        self.area.draw(&Circle::new(at, radius, fill.filled()))?;
        self.area.draw(&Circle::new(at, radius, self.stroke(outline, width)))
    }

    /// A circle alone.
    pub fn ring(&self, centre: (f64, f64), radius: f64, color: RGBColor, width: f64) -> Drawn<DB> {
        self.area.draw(&Circle::new(self.at(centre), self.units(radius).max(1), self.stroke(color, width)))
    }

    /// A network's mark.
    pub fn mark(&self, network: Network, (x, y): (f64, f64)) -> Drawn<DB> {
        self.mark_of(network, (x, y), 1.0, 1.5)
    }

    /// A network's mark at this share of its size with a halo of this width.
    pub fn mark_of(&self, network: Network, (x, y): (f64, f64), size: f64, halo: f64) -> Drawn<DB> {
        let color = self.palette.network[network.0 % 2];
        let r = MARK[network.0 % 2] * size;
        if network.0 == 0 {
            let square = |r: f64| Rect { left: x - r, top: y - r, right: x + r, bottom: y + r };
            self.rect(square(r + halo), self.ground)?;
            self.rect(square(r), color)
        } else {
            self.area.draw(&Circle::new(self.at((x, y)), self.units(r + halo), self.ground.filled()))?;
            self.area.draw(&Circle::new(self.at((x, y)), self.units(r), color.filled()))
        }
    }

    /// A cross, with a halo: where a network diverged.
    pub fn cross(&self, (x, y): (f64, f64), color: RGBColor) -> Drawn<DB> {
        let r = 4.5;
        for (color, width) in [(self.ground, 5.5), (color, 2.25)] {
            self.line(&[(x - r, y - r), (x + r, y + r)], color, width)?;
            self.line(&[(x - r, y + r), (x + r, y - r)], color, width)?;
        }
        Ok(())
    }

    /// Text whose anchor stands at a point.
    pub fn text(&self, text: &str, at: (f64, f64), face: Type, align: HPos, stand: VPos) -> Drawn<DB> {
        let style = if face.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontDesc::new(FontFamily::SansSerif, face.size * self.unit, style);
        let style = TextStyle { font, color: face.color.to_backend_color(), pos: Pos::new(align, stand) };
        self.area.draw_text(text, &style, self.at(at))
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

    /// A chart on a part of the area: its series are in numbers, not pixels. Ranges must not be empty.
    pub fn chart(
        &self,
        on: Rect,
        x: (f64, f64),
        y: (f64, f64),
    ) -> Result<Chart<'a, DB>, DrawingAreaErrorKind<DB::ErrorType>>
    where
        DB: 'a,
    {
        let part = self.area.clone().shrink(
            self.at((on.left, on.top)),
            (self.units(on.right - on.left).max(1), self.units(on.bottom - on.top).max(1)),
        );
        ChartBuilder::on(&part).build_cartesian_2d(x.0..x.1, y.0..y.1)
    }

    /// A series of a network on a chart: A's in dashes, B's solid; the second of a network's series thinner and paler.
    pub fn series(&self, chart: &mut Chart<'a, DB>, network: Network, points: &[(f64, f64)], thin: bool) -> Drawn<DB>
    where
        DB: 'a,
    {
        if points.len() < 2 {
            return Ok(());
        }
        let mut color = self.palette.network[network.0 % 2];
        if thin {
            color = mix(color, self.ground, 0.25);
        }
        let style = self.stroke(color, if thin { super::palette::THIN } else { DATA });
        let points = points.to_vec();
        if network.0 == 0 {
            let (on, off) = if thin { DASH_THIN } else { DASH };
            let (on, off) = (self.units(on).max(1), self.units(off).max(1));
            chart.draw_series(DashedLineSeries::new(points, on, off, style))?;
        } else {
            chart.draw_series(LineSeries::new(points, style))?;
        }
        Ok(())
    }
}
