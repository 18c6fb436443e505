//! A drawing backend for plotters that thinks in sixteenths of a pixel and hands finished shapes to a [`Sink`].
//!
//! plotters' own backends take whole pixels, which makes curves and surfaces jagged, and paint each call by itself.
//! Here consecutive strokes of one style become one shape, and a polygon that is at once outlined becomes one shape
//! with a fill and a stroke: fewer elements in an SVG, fewer calls on a canvas.

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use std::convert::Infallible;

/// Units a pixel.
pub const UNIT: i32 = 16;

/// A colour with its opacity.
pub type Rgba = (u8, u8, u8, f64);

/// A piece of a shape's outline.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Joined points, open.
    Line(Vec<BackendCoord>),
    /// Joined points, closed.
    Polygon(Vec<BackendCoord>),
    /// Left, top, right, bottom.
    Rect(i32, i32, i32, i32),
    /// Centre and radius.
    Circle(BackendCoord, u32),
}

/// What is painted in one go: filled first, then stroked.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Its outlines.
    pub parts: Vec<Part>,
    /// The fill.
    pub fill: Option<Rgba>,
    /// The stroke's colour and width.
    pub stroke: Option<(Rgba, u32)>,
}

/// A line of text. Its position is the baseline's start, middle or end.
#[derive(Clone)]
pub struct Words<'a> {
    /// The text; raised figures may be in it.
    pub text: &'a str,
    /// Where.
    pub at: (f64, f64),
    /// Which part of the baseline stands there.
    pub align: HPos,
    /// Size, in units.
    pub size: f64,
    /// Semi-bold, or regular.
    pub bold: bool,
    /// Its colour.
    pub color: Rgba,
}

/// Something that can be painted on.
pub trait Sink {
    /// Paints a shape.
    fn shape(&mut self, shape: &Shape);
    /// Sets a line of text.
    fn words(&mut self, words: &Words<'_>);
}

/// The backend. It is one type for all sinks, so that figures are compiled once.
pub struct Ink<'a> {
    sink: &'a mut dyn Sink,
    size: (u32, u32),
    pending: Option<Shape>,
    /// Whether the pending shape's last polygon waits for its outline.
    bare: bool,
}

impl<'a> Ink<'a> {
    /// A backend of this size in pixels.
    pub fn new(sink: &'a mut dyn Sink, width: f64, height: f64) -> Self {
        let units = |pixels: f64| (pixels * f64::from(UNIT)).clamp(1.0, 1e6) as u32;
        Self { sink, size: (units(width), units(height)), pending: None, bare: false }
    }

    fn flush(&mut self) {
        let last = self.part_bare();
        if let Some(shape) = self.pending.take() {
            self.sink.shape(&shape);
        }
        if let Some((part, fill)) = last {
            self.sink.shape(&Shape { parts: vec![part], fill: Some(fill), stroke: None });
        }
    }

    fn fill(&mut self, part: Part, color: Rgba) {
        if let Some(Shape { parts, fill: Some(fill), stroke }) = &mut self.pending
            && *fill == color
            && color.3 >= 1.0
        {
            let cells = matches!((parts.last(), &part), (Some(Part::Rect(..)), Part::Rect(..))) && stroke.is_none();
            // Outlined polygons of one colour, should the next outline be the same too.
            let outlined = matches!(part, Part::Polygon(_)) && stroke.is_some() && !self.bare;
            if cells || outlined {
                parts.push(part);
                self.bare = outlined;
                return;
            }
        }
        self.flush();
        self.pending = Some(Shape { parts: vec![part], fill: Some(color), stroke: None });
    }

    fn stroke(&mut self, part: Part, color: Rgba, width: u32) {
        if let Some(Shape { parts, fill, stroke }) = &mut self.pending {
            let opaque = color.3 >= 1.0;
            if fill.is_some() && parts.last().is_some_and(|last| outlines(last, &part)) {
                if parts.len() == 1 && stroke.is_none() {
                    *stroke = Some((color, width));
                    return;
                }
                if self.bare && opaque && *stroke == Some((color, width)) {
                    self.bare = false;
                    return;
                }
            }
            if fill.is_none() && opaque && *stroke == Some((color, width)) {
                parts.push(part);
                return;
            }
        }
        // A polygon that waited for its outline, and got another, is on its own again.
        let last = self.part_bare();
        self.flush();
        match last {
            Some((filled, fill)) if outlines(&filled, &part) => {
                self.pending = Some(Shape { parts: vec![filled], fill: Some(fill), stroke: Some((color, width)) });
                return;
            }
            Some((filled, fill)) => self.sink.shape(&Shape { parts: vec![filled], fill: Some(fill), stroke: None }),
            None => {}
        }
        self.pending = Some(Shape { parts: vec![part], fill: None, stroke: Some((color, width)) });
    }

    /// Takes off the last polygon of the pending shape if its outline has not been drawn.
    fn part_bare(&mut self) -> Option<(Part, Rgba)> {
        let shape = self.pending.as_mut().filter(|_| self.bare)?;
        self.bare = false;
        Some((shape.parts.pop()?, shape.fill?))
    }
}

/// Whether the second is the outline of the first.
fn outlines(filled: &Part, drawn: &Part) -> bool {
    match (filled, drawn) {
        (Part::Polygon(a), Part::Line(b)) => {
            b.len() == a.len() + 1 && b.first() == b.last() && a.iter().zip(b).all(|(a, b)| a == b)
        }
        (a, b) => a == b,
    }
}

fn rgba(color: BackendColor) -> Rgba {
    (color.rgb.0, color.rgb.1, color.rgb.2, color.alpha)
}

type Done = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Ink<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        self.flush();
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Done {
        self.fill(Part::Rect(x, y, x + 1, y + 1), rgba(color));
        Ok(())
    }

    fn draw_line<T: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &T) -> Done {
        self.stroke(Part::Line(vec![from, to]), rgba(style.color()), style.stroke_width());
        Ok(())
    }

    fn draw_rect<T: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &T, fill: bool) -> Done {
        let part = Part::Rect(from.0.min(to.0), from.1.min(to.1), from.0.max(to.0), from.1.max(to.1));
        if fill {
            self.fill(part, rgba(style.color()));
        } else {
            self.stroke(part, rgba(style.color()), style.stroke_width());
        }
        Ok(())
    }

    fn draw_path<T: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &T) -> Done {
        let points: Vec<_> = path.into_iter().collect();
        if points.len() > 1 {
            self.stroke(Part::Line(points), rgba(style.color()), style.stroke_width());
        }
        Ok(())
    }

    fn draw_circle<T: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &T, fill: bool) -> Done {
        let part = Part::Circle(centre, radius);
        if fill {
            self.fill(part, rgba(style.color()));
        } else {
            self.stroke(part, rgba(style.color()), style.stroke_width());
        }
        Ok(())
    }

    fn fill_polygon<T: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &T) -> Done {
        let points: Vec<_> = path.into_iter().collect();
        if points.len() > 2 {
            self.fill(Part::Polygon(points), rgba(style.color()));
        }
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Done {
        self.flush();
        let anchor = style.anchor();
        // The height of a capital is .727 of the size.
        let drop = match anchor.v_pos {
            VPos::Top => 0.727,
            VPos::Center => 0.364,
            VPos::Bottom => 0.0,
        } * style.size();
        self.sink.words(&Words {
            text,
            at: (f64::from(at.0), f64::from(at.1) + drop),
            align: anchor.h_pos,
            size: style.size(),
            bold: matches!(style.style(), FontStyle::Bold),
            color: rgba(style.color()),
        });
        Ok(())
    }
}
