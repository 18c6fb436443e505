//! The numbers behind a figure, for a data table and for CSV.

use crate::number::{count, number};

/// Columns of numbers with names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// A name for each column, with its unit where there is one.
    pub columns: Vec<String>,
    /// What stands before the numbers of each row, as long as `rows`; empty where all columns are numbers.
    pub words: Vec<Vec<String>>,
    /// Numbers by row; NaN where there is none.
    pub rows: Vec<Vec<f64>>,
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new<const N: usize>(caption: impl Into<String>, columns: [&str; N]) -> Self {
        Self { caption: caption.into(), columns: columns.map(Into::into).to_vec(), ..Self::default() }
    }

    /// Adds a row of numbers.
    pub fn push<const N: usize>(&mut self, row: [f32; N]) {
        self.rows.push(row.map(f64::from).to_vec());
    }

    /// What stands before the numbers of a row.
    fn words(&self, row: usize) -> &[String] {
        self.words.get(row).map_or(&[], Vec::as_slice)
    }

    /// Comma-separated values with a header: numbers as short as they can be and still be the same, nothing where
    /// there is none.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut out = self.columns.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(",");
        out.push('\n');
        for (k, row) in self.rows.iter().enumerate() {
            let words = self.words(k).iter().map(|word| quoted(word));
            let cells = words.chain(row.iter().map(|x| if x.is_nan() { String::new() } else { plain(*x) }));
            out.push_str(&cells.collect::<Vec<_>>().join(","));
            out.push('\n');
        }
        out
    }

    /// The cells as people read them.
    #[must_use]
    pub fn cells(&self) -> Vec<Vec<String>> {
        let cell = |x: &f64| if x.fract() == 0.0 && x.abs() < 1e6 { count(*x) } else { number(*x) };
        let row = |(k, row): (usize, &Vec<f64>)| self.words(k).iter().cloned().chain(row.iter().map(cell)).collect();
        self.rows.iter().enumerate().map(row).collect()
    }

    /// At most about so many rows, evenly thinned, the last one kept.
    #[must_use]
    pub fn thinned(&self, most: usize) -> Self {
        let every = self.rows.len().div_ceil(most.max(1)).max(1);
        let last = self.rows.len().saturating_sub(1);
        let kept: Vec<usize> = (0..self.rows.len()).filter(|k| k % every == 0 || *k == last).collect();
        Self {
            caption: self.caption.clone(),
            columns: self.columns.clone(),
            words: kept.iter().filter_map(|k| self.words.get(*k).cloned()).collect(),
            rows: kept.iter().map(|k| self.rows[*k].clone()).collect(),
        }
    }

    /// Caption, columns, cells of at most about `most` rows, and how many rows there are, as JSON.
    #[must_use]
    pub fn json(&self, most: usize) -> String {
        let rows = self.thinned(most).cells();
        serde_json::json!({ "caption": self.caption, "columns": self.columns, "rows": rows, "of": self.rows.len() })
            .to_string()
    }
}

/// Rust's shortest form, which never has an exponent, would print 10⁻³⁰ with thirty zeros. What was a number of half
/// the size is printed as that one: 0.606, not 0.6060000061988831.
fn plain(x: f64) -> String {
    let half = x as f32;
    if f64::from(half) == x { shortest(half, x) } else { shortest(x, x) }
}

fn shortest(x: impl std::fmt::Display + std::fmt::LowerExp, size: f64) -> String {
    if size != 0.0 && size.is_finite() && !(1e-5..1e7).contains(&size.abs()) { format!("{x:e}") } else { x.to_string() }
}

fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.into() }
}
