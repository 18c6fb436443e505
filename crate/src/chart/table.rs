//! The numbers behind a figure, for a data table and for CSV.

use crate::number::{count, number};

/// Columns of numbers with names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// A name for each column, with its unit where there is one.
    pub columns: Vec<String>,
    /// Numbers by row; NaN where there is none.
    pub rows: Vec<Vec<f32>>,
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new<const N: usize>(caption: impl Into<String>, columns: [&str; N]) -> Self {
        Self { caption: caption.into(), columns: columns.map(Into::into).to_vec(), rows: Vec::new() }
    }

    /// Comma-separated values with a header: numbers as short as they can be and still be the same, nothing where
    /// there is none.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut out = self.columns.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(",");
        out.push('\n');
        for row in &self.rows {
            let cells: Vec<_> = row.iter().map(|x| if x.is_nan() { String::new() } else { plain(*x) }).collect();
            out.push_str(&cells.join(","));
            out.push('\n');
        }
        out
    }

    /// The cells as people read them.
    #[must_use]
    pub fn cells(&self) -> Vec<Vec<String>> {
        let cell = |x: &f32| {
            let x = f64::from(*x);
            if x.fract() == 0.0 && x.abs() < 1e6 { count(x) } else { number(x) }
        };
        self.rows.iter().map(|row| row.iter().map(cell).collect()).collect()
    }

    /// At most about so many rows, evenly thinned, the last one kept.
    #[must_use]
    pub fn thinned(&self, most: usize) -> Self {
        let every = self.rows.len().div_ceil(most.max(1)).max(1);
        let last = self.rows.len().saturating_sub(1);
        let rows = self.rows.iter().enumerate().filter(|(k, _)| k % every == 0 || *k == last);
        Self { rows: rows.map(|(_, row)| row.clone()).collect(), ..self.clone() }
    }

    /// Caption, columns, cells of at most about `most` rows, and how many rows there are, as JSON.
    #[must_use]
    pub fn json(&self, most: usize) -> String {
        let rows = self.thinned(most).cells();
        serde_json::json!({ "caption": self.caption, "columns": self.columns, "rows": rows, "of": self.rows.len() })
            .to_string()
    }
}

/// Rust's shortest form, which never has an exponent, would print 10⁻³⁰ with thirty zeros.
fn plain(x: f32) -> String {
    if x != 0.0 && x.is_finite() && !(1e-5..1e7).contains(&x.abs()) { format!("{x:e}") } else { x.to_string() }
}

fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.into() }
}
