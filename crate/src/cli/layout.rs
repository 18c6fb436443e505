//! How results look in a terminal: aligned columns, and numbers with as many digits as say something.

use skipscape::scene::{Scene, grouped};

/// Rows of cells under one another: the first column to the left, the others to the left as well, two spaces between.
#[derive(Default)]
pub struct Grid {
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// Adds a row.
    pub fn row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The rows, aligned, each indented by so many spaces.
    pub fn text(&self, indent: usize) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max();
        let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = " ".repeat(indent);
            for (cell, wide) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.push_str(&" ".repeat(wide - width(cell) + 2));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// So many of something, by its name for one.
pub fn counted(number: usize, name: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {name}{ending}", count(number))
}

/// Places that a text takes: one a character, which holds for what is printed here.
fn width(text: &str) -> usize {
    text.chars().count()
}

/// What stands above the two networks' columns.
pub fn headings(scene: &Scene) -> [&'static str; 2] {
    if scene.is_without_and_with() { ["without (a)", "with (b)"] } else { ["a", "b"] }
}

/// A sentence's beginning: the first letter made large.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Prose in lines of at most so many characters, each line after the first indented.
pub fn wrapped(text: &str, indent: usize) -> String {
    const LINE: usize = 96;
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        if used > 0 && used + 1 + width(word) > LINE {
            lines.push('\n');
            lines.push_str(&" ".repeat(indent));
            used = indent;
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += width(word);
    }
    lines
}

/// A measured number with four digits: 0.6134, 2.98e-5, 127.3, 1.2e6.
pub fn measured(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() {
        return "–".to_owned();
    }
    let size = value.abs();
    if (1e-3..1e5).contains(&size) {
        let digits = match size {
            s if s < 0.01 => 6,
            s if s < 0.1 => 5,
            s if s < 10.0 => 4,
            s if s < 100.0 => 2,
            s if s < 999.95 => 1,
            _ => return format!("{}{}", if value < 0.0 { "-" } else { "" }, count(size.round() as usize)),
        };
        trimmed(&format!("{value:.digits$}"))
    } else {
        let text = format!("{value:.2e}");
        text.split_once('e').map_or(text.clone(), |(number, power)| format!("{}e{power}", trimmed(number)))
    }
}

/// A number that may not be there.
pub fn maybe(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), measured)
}

/// A share as a percentage: 99.6 %.
pub fn percent(share: f64) -> String {
    if share.is_finite() { format!("{} %", trimmed(&format!("{:.1}", 100.0 * share))) } else { "–".to_owned() }
}

/// A count with commas: 15,314.
pub fn count(number: usize) -> String {
    grouped(number as u64)
}

/// Without zeros at the end of a fraction.
fn trimmed(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
}
