//! Painting into an SVG document.

use super::about::About;
use super::ink::{Part, Rgba, Shape, Sink, UNIT, Words};
use super::palette::FONT;
use super::text::{RAISED_BY, RAISED_SIZE, runs};
use plotters_backend::text_anchor::HPos;
use std::fmt::Write;

/// An SVG document that grows. Writing to a string cannot fail, so results of `write!` are let go.
pub struct Svg<'a>(&'a mut String);

impl<'a> Svg<'a> {
    /// Begins a document of this size in pixels, with what a reader is told of it.
    pub fn begin(out: &'a mut String, width: f64, height: f64, about: &About) -> Self {
        let (width, height) = (tidy(width), tidy(height));
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" font-family=\"{FONT}\" style=\"font-variant-numeric:tabular-nums\" stroke-linejoin=\"round\">"
        );
        let About { title, description, link } = about;
        let described = format!("{description} {link}");
        for (name, text) in [("title", title.as_str()), ("desc", described.trim()), ("metadata", link)] {
            if !text.is_empty() {
                let _ = write!(out, "<{name}>");
                escape(out, text);
                let _ = writeln!(out, "</{name}>");
            }
        }
        Self(out)
    }

    /// Ends the document.
    pub fn end(out: &mut String) {
        out.push_str("</svg>\n");
    }
}

impl Sink for Svg<'_> {
    fn shape(&mut self, shape: &Shape) {
        let out = &mut *self.0;
        let only_circle = match shape.parts.as_slice() {
            [Part::Circle((x, y), r)] => Some((*x, *y, *r)),
            _ => None,
        };
        if let Some((x, y, r)) = only_circle {
            let _ = write!(out, "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"", units(x), units(y), units(r as i32));
        } else {
            out.push_str("<path d=\"");
            for part in &shape.parts {
                outline(out, part);
            }
            out.push('"');
        }
        paint(out, "fill", shape.fill);
        if let Some((color, width)) = shape.stroke {
            paint(out, "stroke", Some(color));
            let _ = write!(out, " stroke-width=\"{}\"", units(width as i32));
        }
        if shape.stroke.is_none() && shape.parts.iter().all(|part| matches!(part, Part::Rect(..))) {
            // Cells that touch must not show a seam.
            out.push_str(" shape-rendering=\"crispEdges\"");
        }
        out.push_str("/>\n");
    }

    fn words(&mut self, words: &Words<'_>) {
        let out = &mut *self.0;
        let unit = f64::from(UNIT);
        let size = words.size / unit;
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\"",
            tidy(words.at.0 / unit),
            tidy(words.at.1 / unit),
            tidy(size)
        );
        match words.align {
            HPos::Left => {}
            HPos::Center => out.push_str(" text-anchor=\"middle\""),
            HPos::Right => out.push_str(" text-anchor=\"end\""),
        }
        if words.bold {
            out.push_str(" font-weight=\"600\"");
        }
        paint(out, "fill", Some(words.color));
        out.push('>');
        let (up, small) = (tidy(size * RAISED_BY), tidy(size * RAISED_SIZE));
        let mut was_raised = false;
        for (raised, run) in runs(words.text) {
            if raised {
                let _ = write!(out, "<tspan dy=\"-{up}\" font-size=\"{small}\">");
            } else if was_raised {
                let _ = write!(out, "<tspan dy=\"{up}\">");
            }
            escape(out, &run);
            if raised || was_raised {
                out.push_str("</tspan>");
            }
            was_raised = raised;
        }
        out.push_str("</text>\n");
    }
}

fn outline(out: &mut String, part: &Part) {
    match part {
        Part::Line(points) | Part::Polygon(points) => {
            for (k, (x, y)) in points.iter().enumerate() {
                let _ = write!(out, "{}{} {}", if k == 0 { "M" } else { "L" }, units(*x), units(*y));
            }
            if matches!(part, Part::Polygon(_)) {
                out.push('Z');
            }
        }
        Part::Rect(left, top, right, bottom) => {
            let (x, y) = (units(*left), units(*top));
            let _ = write!(out, "M{x} {y}H{}V{}H{x}Z", units(*right), units(*bottom));
        }
        Part::Circle((x, y), r) => {
            let (left, right, y, r) = (units(x - *r as i32), units(x + *r as i32), units(*y), units(*r as i32));
            let _ = write!(out, "M{left} {y}A{r} {r} 0 1 0 {right} {y}A{r} {r} 0 1 0 {left} {y}Z");
        }
    }
}

fn paint(out: &mut String, what: &str, color: Option<Rgba>) {
    let _ = match color {
        None => write!(out, " {what}=\"none\""),
        Some((r, g, b, alpha)) => write!(out, " {what}=\"#{r:02x}{g:02x}{b:02x}\"")
            .and_then(|()| if alpha < 1.0 { write!(out, " {what}-opacity=\"{}\"", tidy(alpha)) } else { Ok(()) }),
    };
}

fn units(value: i32) -> String {
    tidy(f64::from(value) / f64::from(UNIT))
}

/// Two decimals, without what says nothing.
fn tidy(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            // Control characters are not allowed in XML at all.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
}
