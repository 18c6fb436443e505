//! A series of a panel: its line, its marks and its range.

use super::super::Plot;
use super::super::palette::{DASH, DASH_THIN, DATA, HAIR, THIN, mix};
use super::super::pen::{Network, Pen};
use super::super::place::Clutter;
use super::axis::{Measure, Place};
use super::layout::Key;
use super::{color, index};
use crate::scene::Side;
use crate::study::{Series, Style};
use plotters::style::RGBColor;

type Point = (f64, f64);

/// Marks at every point of a line that has no more than these.
const FEW: usize = 16;

/// A sample of a series, before its name.
pub fn swatch(pen: &mut Pen, item: &Key, face: RGBColor) {
    let (x, y) = item.at;
    let ends = [(x, y), (x + 18.0, y)];
    match item.style {
        Style::Marks | Style::Bars => mark(pen, item.side, (x + 9.0, y), 0.9),
        Style::Faint => stroke(pen, &ends, mix(face, pen.ground, 0.45), THIN, item.side),
        Style::Line => stroke(pen, &ends, face, DATA, item.side),
    }
}

fn stroke(pen: &mut Pen, points: &[Point], color: RGBColor, width: f64, side: Option<Side>) {
    if side.is_some_and(|side| index(side) == 0) {
        pen.dashed(points, color, width, if width > 2.0 { DASH } else { DASH_THIN });
    } else {
        pen.line(points, color, width);
    }
}

/// A network's mark, or a grey ring for what is of neither.
pub fn mark(pen: &mut Pen, side: Option<Side>, at: Point, size: f64) {
    match side {
        Some(side) => pen.mark_of(Network(index(side)), at, size, if size < 0.6 { 0.0 } else { 1.25 }),
        None => pen.disc(at, 3.6 * size, pen.ground, pen.palette.ink3, 1.5),
    }
}

/// A series in the axes' numbers.
pub struct Drawn<'s> {
    pub series: &'s Series,
    pub color: RGBColor,
    /// Without gaps.
    pub pieces: Vec<Vec<Point>>,
    /// All of it in pixels.
    pub pixels: Vec<Point>,
    /// What is off the scale: where it is held, and whether above or below.
    pub off: Vec<(Point, i8)>,
}

impl<'s> Drawn<'s> {
    pub fn new(pen: &Pen, plot: &Plot, [x, y]: &[Measure; 2], series: &'s Series) -> Self {
        let own = color(pen, series.side);
        let color = if series.style == Style::Faint { mix(own, pen.ground, 0.45) } else { own };
        let mut out = Self { series, color, pieces: vec![Vec::new()], pixels: Vec::new(), off: Vec::new() };
        for (at, value) in series.x.iter().zip(&series.y) {
            let place = x.place(*at).filter(|place| place.off == 0).zip(y.place(*value));
            let Some((Place { at, .. }, Place { at: value, off })) = place else {
                out.pieces.push(Vec::new());
                continue;
            };
            let pixel = plot.pixel((at, value));
            out.pieces.last_mut().into_iter().for_each(|piece| piece.push((at, value)));
            out.pixels.push(pixel);
            if off != 0 {
                out.off.push((pixel, off));
            }
        }
        out.pieces.retain(|piece| !piece.is_empty());
        out
    }

    /// A's mark is small where it would hide B's.
    fn mark(&self, pen: &mut Pen, at: Point, size: f64, others: &[Point]) {
        let on = |other: &Point| (other.0 - at.0).abs().max((other.1 - at.1).abs()) < 4.0;
        let hides = self.series.side.is_some_and(|side| index(side) == 0) && others.iter().any(on);
        mark(pen, self.series.side, at, if hides { 0.55 * size } else { size });
    }

    /// `others` are B's marks.
    pub fn draw(&self, pen: &mut Pen, plot: &Plot, others: &[Point]) {
        let side = self.series.side;
        let strong = self.series.style == Style::Line;
        let (width, dash) = if strong { (DATA, DASH) } else { (THIN, DASH_THIN) };
        let width = if side.is_none() { width.min(1.5) } else { width };
        let dash = side.is_some_and(|side| index(side) == 0).then_some(dash);
        for piece in &self.pieces {
            pen.strand(plot, piece, self.color, width, dash);
        }
        if !strong {
            return;
        }
        let (Some(first), Some(last)) = (self.pixels.first().copied(), self.pixels.last().copied()) else { return };
        let apart = (last.0 - first.0).abs() / self.pixels.len().max(2) as f64 >= 14.0;
        if self.pixels.len() <= FEW && apart {
            self.marks(pen, 0.72, others);
        } else {
            // What stands alone between gaps would else not be seen.
            let alone = self.pieces.iter().filter(|piece| piece.len() == 1);
            alone.for_each(|piece| mark(pen, side, plot.pixel(piece[0]), 0.55));
        }
        if side.is_some() {
            for end in [first, last] {
                if !self.off.iter().any(|(at, _)| *at == end) {
                    self.mark(pen, end, 1.0, others);
                }
            }
        }
    }

    pub fn marks(&self, pen: &mut Pen, size: f64, others: &[Point]) {
        for at in &self.pixels {
            if !self.off.iter().any(|(off, _)| off == at) {
                self.mark(pen, *at, size, others);
            }
        }
    }

    /// The range of each value: a pale band for a line, whiskers for what is few or not joined. The band's edges are handed
    /// back, to be drawn when all bands are there: where two lie on each other they still show.
    pub fn range(&self, pen: &mut Pen, plot: &Plot, [x, y]: &[Measure; 2], clutter: &mut Clutter) -> [Vec<Point>; 2] {
        let mut band: [Vec<Point>; 2] = [Vec::new(), Vec::new()];
        let whiskers = self.series.style != Style::Line || self.pixels.len() <= FEW;
        for (at, (low, high)) in self.series.x.iter().zip(&self.series.range) {
            let place = x.place(*at).filter(|place| place.off == 0).map(|place| place.at);
            let (Some(at), Some(low), Some(high)) = (place, y.place(*low), y.place(*high)) else { continue };
            let (low, high) = (plot.pixel((at, low.at)), plot.pixel((at, high.at)));
            if whiskers {
                clutter.curve(&[low, high]);
                pen.line(&[low, high], mix(self.color, pen.ground, 0.35), 1.25);
                for (x, y) in [low, high] {
                    pen.line(&[(x - 3.0, y), (x + 3.0, y)], mix(self.color, pen.ground, 0.35), 1.25);
                }
            } else {
                band[0].push(low);
                band[1].push(high);
            }
        }
        let [lows, highs] = &band;
        if lows.len() > 1 {
            let outline: Vec<Point> = lows.iter().copied().chain(highs.iter().rev().copied()).collect();
            pen.polygon(&outline, mix(self.color, pen.ground, 0.84));
        }
        band
    }

    /// The edges of its band.
    pub fn edges(&self, pen: &mut Pen, edges: &[Vec<Point>; 2]) {
        for edge in edges.iter().filter(|edge| edge.len() > 1) {
            pen.line(edge, mix(self.color, pen.ground, 0.55), HAIR);
        }
    }
}
