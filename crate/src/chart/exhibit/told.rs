//! What an exhibit says without being seen: a summary, a table, and the numbers that are pointed at.

use super::super::Table;
use super::axis::said;
use super::{Exhibit, index};
use crate::scene::Side;
use crate::study::{Axis, Body, Map, Panel, Scale, Series};
use serde::Serialize;

/// More series than these are counted, not told.
const MOST: usize = 8;

/// The sentence, and each panel's ends.
pub fn summary(exhibit: &Exhibit<'_>) -> String {
    let mut out = exhibit.findings.sentence.clone();
    for panel in exhibit.panels() {
        let told: Vec<String> = match &panel.body {
            Body::Lines { series, .. } => series.iter().map(|series| line(exhibit, panel, series)).collect(),
            Body::Maps { maps, amount, .. } => maps.iter().map(|map| field(exhibit, amount, map)).collect(),
        };
        out.push_str(&format!(" {}: ", capital(&panel.title)));
        match told.len() {
            0 => out.push_str("nothing measured yet"),
            _ => out.push_str(&told[..told.len().min(MOST)].join("; ")),
        }
        if told.len() > MOST {
            out.push_str(&format!("; and {} more", told.len() - MOST));
        }
        if let Body::Lines { limits, .. } = &panel.body {
            for (at, words) in limits {
                out.push_str(&format!("; {words} at {}", said(panel.y.scale, *at)));
            }
        }
        out.push('.');
    }
    out.trim().to_owned()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    // What begins with a symbol is left as it is.
    match letters.next() {
        Some(first) if first.is_ascii_lowercase() => first.to_ascii_uppercase().to_string() + letters.as_str(),
        _ => text.to_owned(),
    }
}

/// 'layer 18', 'blocks 56', '0.25'.
fn place(axis: &Axis, at: f64) -> String {
    let words = said(axis.scale, at);
    let label = if axis.scale == Scale::Layers { axis.unit() } else { axis.label.as_str() };
    // A long label says what is counted, not how a number of it is read out.
    if label.is_empty() || label.contains([' ', ',']) { words } else { format!("{label} {words}") }
}

fn line(exhibit: &Exhibit<'_>, panel: &Panel, series: &Series) -> String {
    let name = exhibit.name(series.side, &series.name);
    let name = if name.is_empty() { String::new() } else { format!("{name}: ") };
    let known: Vec<(f64, f64)> =
        series.x.iter().copied().zip(series.y.iter().copied()).filter(|(_, y)| !y.is_nan()).collect();
    let point = |(x, y): &(f64, f64)| format!("{} at {}", said(panel.y.scale, *y), place(&panel.x, *x));
    match known.as_slice() {
        [] => format!("{name}nothing yet"),
        [only] => name + &point(only),
        [first, middle @ .., last] => {
            let mut out = format!("{name}{}, {}", point(first), point(last));
            let beyond = |better: fn(f64, f64) -> bool| {
                let best = middle.iter().reduce(|best, next| if better(next.1, best.1) { next } else { best })?;
                (better(best.1, first.1) && better(best.1, last.1)).then_some(best)
            };
            if let Some(lowest) = beyond(|a, b| a < b) {
                out.push_str(&format!(", lowest {}", point(lowest)));
            }
            if let Some(highest) = beyond(|a, b| a > b) {
                out.push_str(&format!(", highest {}", point(highest)));
            }
            out
        }
    }
}

fn field(exhibit: &Exhibit<'_>, amount: &Axis, map: &Map) -> String {
    let name = exhibit.name(map.side, &map.name);
    let known = map.values.iter().copied().filter(|value| !value.is_nan());
    let (low, high) = known.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if low > high {
        return format!("{name}: nothing yet");
    }
    let name = if name.is_empty() { name } else { name + ": " };
    format!("{name}{} from {} to {}", amount.label, said(amount.scale, low), said(amount.scale, high))
}

/// Where a map's column or row lies on its axis: between the axis's ends, or by number.
pub fn coordinate(axis: &Axis, k: usize, of: usize) -> f64 {
    match axis.from.zip(axis.to) {
        Some((from, to)) if of > 1 => from + k as f64 * (to - from) / (of - 1) as f64,
        Some((from, _)) => from,
        None => k as f64,
    }
}

/// A map's value at a column and a row from the top.
fn rows(map: &Map) -> usize {
    map.values.len() / map.columns.max(1)
}

/// A row's place on the vertical axis: the first is at the top, where the axis ends, or 0 where it has no ends.
pub fn height(axis: &Axis, row: usize, of: usize) -> f64 {
    if axis.from.is_some() && axis.to.is_some() { coordinate(axis, of - 1 - row, of) } else { row as f64 }
}

/// All numbers: side by side where all panels count the same and the columns are not too many, else one number a row.
pub fn table(exhibit: &Exhibit<'_>) -> Table {
    wide(exhibit).unwrap_or_else(|| long(exhibit))
}

/// A row for each place of the axis that all panels share, a column for each series.
fn wide(exhibit: &Exhibit<'_>) -> Option<Table> {
    let panels = exhibit.panels();
    let first = panels.first()?;
    let mut table = Table::new(caption(&panels), []);
    table.columns.push(first.x.label.clone());
    let mut columns: Vec<(&Series, Option<bool>)> = Vec::new();
    for panel in &panels {
        let Body::Lines { series, .. } = &panel.body else { return None };
        if (&panel.x.label, panel.x.scale) != (&first.x.label, first.x.scale) {
            return None;
        }
        let unit =
            if panel.y.scale == Scale::Log10 { format!("log10 {}", panel.y.label) } else { panel.y.label.clone() };
        let title =
            if panels.len() > 1 && panel.title != panel.y.label { format!("{}: {unit}", panel.title) } else { unit };
        for one in series {
            // A place that comes twice would need two rows.
            if one.x.windows(2).any(|pair| pair[1].total_cmp(&pair[0]).is_le()) {
                return None;
            }
            let name = format!("{title} ({})", exhibit.name(one.side, &one.name)).replace(" ()", "");
            columns.push((one, None));
            table.columns.push(name.clone());
            if !one.range.is_empty() {
                columns.extend([(one, Some(false)), (one, Some(true))]);
                table.columns.extend([format!("{name}, low"), format!("{name}, high")]);
            }
        }
    }
    if columns.is_empty() || columns.len() > 16 {
        return None;
    }
    let mut places: Vec<f64> = columns.iter().flat_map(|(series, _)| series.x.iter().copied()).collect();
    places.sort_unstable_by(f64::total_cmp);
    places.dedup();
    for at in places {
        let value = |(series, end): &(&Series, Option<bool>)| {
            let k = series.x.iter().position(|x| *x == at)?;
            match end {
                None => series.y.get(k).copied(),
                Some(high) => series.range.get(k).map(|range| if *high { range.1 } else { range.0 }),
            }
        };
        let row = columns.iter().map(|column| value(column).unwrap_or(f64::NAN));
        table.rows.push(std::iter::once(at).chain(row).collect());
    }
    Some(table)
}

fn caption(panels: &[&Panel]) -> String {
    let titles: Vec<&str> = panels.iter().map(|panel| panel.title.as_str()).collect();
    capital(&titles.join("; "))
}

/// A row for each number.
fn long(exhibit: &Exhibit<'_>) -> Table {
    let panels = exhibit.panels();
    let mut table = Table::new(caption(&panels), ["panel", "series", "network", "x", "y", "low", "high", "amount"]);
    let network = |side: Option<Side>| side.map_or(String::new(), |side| ["A", "B"][index(side)].to_owned());
    for panel in panels {
        let mut push = |side: Option<Side>, name: &str, row: [f64; 5]| {
            table.words.push(vec![panel.title.clone(), name.to_owned(), network(side)]);
            table.rows.push(row.to_vec());
        };
        match &panel.body {
            Body::Lines { series, .. } => {
                for one in series {
                    for (k, (x, y)) in one.x.iter().zip(&one.y).enumerate() {
                        let (low, high) = one.range.get(k).copied().unwrap_or((f64::NAN, f64::NAN));
                        push(one.side, &one.name, [*x, *y, low, high, f64::NAN]);
                    }
                }
            }
            Body::Maps { maps, .. } => {
                for map in maps {
                    for (k, value) in map.values.iter().enumerate().take(rows(map) * map.columns) {
                        let x = coordinate(&panel.x, k % map.columns, map.columns);
                        let y = height(&panel.y, k / map.columns, rows(map));
                        push(map.side, &map.name, [x, y, f64::NAN, f64::NAN, *value]);
                    }
                }
            }
        }
    }
    // Columns without a number would only be in the way.
    for column in (0..5).rev() {
        if table.rows.iter().all(|row| row[column].is_nan()) && table.columns.len() > 4 {
            table.columns.remove(3 + column);
            for row in &mut table.rows {
                row.remove(column);
            }
        }
    }
    table
}

/// The numbers of a panel at the place that is pointed at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pointed {
    /// The panel's key.
    pub panel: String,
    /// The place, in words: 'layer 18'.
    pub at: String,
    /// Each series' or map's number there, where it has one.
    pub values: Vec<Value>,
}

/// A number that is pointed at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Value {
    /// Whose it is.
    pub side: Option<Side>,
    /// What it is called.
    pub name: String,
    /// The number, in words.
    pub words: String,
}

impl Exhibit<'_> {
    /// The numbers at the place that is pointed at, of every panel that has that place.
    #[must_use]
    pub fn pointed(&self) -> Vec<Pointed> {
        self.panels().into_iter().filter_map(|panel| self.pointed_in(panel)).collect()
    }

    fn pointed_in(&self, panel: &Panel) -> Option<Pointed> {
        let at = self.pointed_at(panel)?;
        let out = |at: String, values: Vec<Value>| {
            (!values.is_empty()).then_some(Pointed { panel: panel.key.to_string(), at, values })
        };
        let value = |side, name: &str, words| Value { side, name: self.name(side, name), words };
        match &panel.body {
            Body::Lines { series, .. } => {
                // On an axis by factors the place is a logarithm.
                let coordinate = |x: f64| if panel.x.scale == Scale::Log { libm::log10(x) } else { x };
                let near = |a: &f64, b: &f64| (coordinate(*a) - at).abs().total_cmp(&(coordinate(*b) - at).abs());
                let x =
                    series.iter().flat_map(|series| series.x.iter().copied()).filter(|x| !x.is_nan()).min_by(near)?;
                let values = series.iter().filter_map(|one| {
                    let k = one.x.iter().position(|other| *other == x)?;
                    let words = said(panel.y.scale, *one.y.get(k)?);
                    let range = one.range.get(k).map_or(String::new(), |(low, high)| {
                        format!(" ({} to {})", said(panel.y.scale, *low), said(panel.y.scale, *high))
                    });
                    Some(value(one.side, &one.name, words + &range))
                });
                out(place(&panel.x, x), values.collect())
            }
            Body::Maps { maps, amount, .. } => {
                let up = self.shown.hover_y.filter(|up| up.is_finite())?;
                let near = |target: f64, of: usize, place: &dyn Fn(usize) -> f64| {
                    (0..of).min_by(|a, b| (place(*a) - target).abs().total_cmp(&(place(*b) - target).abs()))
                };
                let mut words = String::new();
                let values = maps.iter().filter_map(|map| {
                    let column = near(at, map.columns, &|k| coordinate(&panel.x, k, map.columns))?;
                    let row = near(up, rows(map), &|k| height(&panel.y, k, rows(map)))?;
                    let x = place(&panel.x, coordinate(&panel.x, column, map.columns));
                    let y = place(&panel.y, height(&panel.y, row, rows(map)));
                    // Two axes of their own say what they count.
                    let own = x.contains(' ') && y.contains(' ') && panel.x.label != panel.y.label;
                    words = if own { format!("{x}, {y}") } else { format!("{x} across, {y} up") };
                    let cell = said(amount.scale, *map.values.get(row * map.columns + column)?);
                    Some(value(map.side, &map.name, cell))
                });
                let values = values.collect();
                out(words, values)
            }
        }
    }
}
