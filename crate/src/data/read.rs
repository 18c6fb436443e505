//! A table from the text of a file: separators, header, numbers, and a sentence for whatever is not as it should be.

use super::error::{At, DataError};
use super::own::{MAX_BYTES, MAX_INPUTS, MAX_ROWS, most_classes};
use csv::{ReaderBuilder, StringRecord, Trim};

/// A file's numbers and what its last column says.
pub(super) struct Table {
    /// Columns that go in.
    pub inputs: usize,
    /// The columns' names, or nothing.
    pub columns: Vec<String>,
    /// Inputs, row after row, all finite.
    pub cells: Vec<f64>,
    /// The last column, with the row where it stands; never empty.
    pub answers: Vec<(u64, String)>,
}

/// What the last column is.
pub(super) enum Kind {
    /// Names of the classes, and a class a row.
    Classes(Vec<String>, Vec<u8>),
    /// A number a row.
    Values(Vec<f64>),
}

/// Words that stand for a missing value.
const MISSING: [&str; 5] = ["", "na", "n/a", "null", "?"];

/// Reads a text. The time and memory it takes do not grow with a text that is refused for its size.
pub(super) fn table(text: &str) -> Result<Table, DataError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = lines(text);
    if lines == 0 {
        return Err(DataError::Empty { header: false });
    }
    if lines > MAX_ROWS + 1 {
        return Err(DataError::TooManyRows { rows: lines });
    }
    if text.len() > MAX_BYTES {
        return Err(DataError::TooLong { bytes: text.len() });
    }
    // A lone \r ends a line for the reader too, but it counts lines by \n alone.
    let unified;
    let text = if text.replace("\r\n", "").contains('\r') {
        unified = text.replace("\r\n", "\n").replace('\r', "\n");
        unified.as_str()
    } else {
        text
    };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let mut table = Table { inputs: 0, columns: Vec::new(), cells: Vec::new(), answers: Vec::new() };
    let mut first = None;
    for record in reader.records() {
        // The text is valid UTF-8 and rows may be of any length, so the only errors left are out of reach.
        let record = record.map_err(|_| DataError::Empty { header: false })?;
        let row = record.position().map_or(0, |position| line(text, position));
        // A line of blanks is a record of one empty field.
        if record.len() == 1 && record.get(0) == Some("") {
            continue;
        }
        // A field of several lines is a quotation mark that someone forgot: no number, class or name has them.
        if let Some(column) = record.iter().position(|field| field.contains(['\n', '\r'])) {
            return Err(DataError::Quote { at: table.at(row, column) });
        }
        let (start, width) = match first {
            Some(first) => first,
            None => {
                table.begin(&record)?;
                first = Some((row, record.len()));
                if !table.columns.is_empty() {
                    continue;
                }
                (row, record.len())
            }
        };
        if record.len() != width {
            return Err(DataError::Ragged { row, found: record.len(), first: start, expected: width });
        }
        table.take(&record, row)?;
    }
    if table.answers.len() > MAX_ROWS {
        return Err(DataError::TooManyRows { rows: table.answers.len() });
    }
    if table.answers.is_empty() {
        return Err(DataError::Empty { header: first.is_some() });
    }
    Ok(table)
}

impl Table {
    /// Counts the columns of the first row and takes it as a header if no input in it is a number.
    fn begin(&mut self, record: &StringRecord) -> Result<(), DataError> {
        if record.len() < 2 {
            return Err(DataError::OneColumn);
        }
        if record.len() > MAX_INPUTS + 1 {
            return Err(DataError::TooManyColumns { columns: record.len() });
        }
        self.inputs = record.len() - 1;
        let mut inputs = record.iter().take(self.inputs);
        let words = inputs.clone().any(|field| !missing(field));
        if words && inputs.all(|field| field.parse::<f64>().is_err() && with_point(field).is_none()) {
            self.columns = record.iter().map(str::to_owned).collect();
        }
        Ok(())
    }

    /// Takes in a row of data.
    fn take(&mut self, record: &StringRecord, row: u64) -> Result<(), DataError> {
        for (column, field) in record.iter().enumerate() {
            let at = || self.at(row, column);
            if missing(field) {
                return Err(DataError::Missing { at: at() });
            }
            if column < self.inputs {
                let value = number(field, at)?;
                self.cells.push(value);
            } else if field.parse::<f64>().is_ok_and(|value| !value.is_finite()) {
                return Err(DataError::NotFinite { at: at(), text: field.to_owned() });
            } else {
                self.answers.push((row, field.to_owned()));
            }
        }
        Ok(())
    }

    fn at(&self, row: u64, column: usize) -> At {
        At { row, column: column + 1, name: self.columns.get(column).filter(|name| !name.is_empty()).cloned() }
    }

    /// Classes or numbers: see [`super::Own::from_csv`] for the rule.
    pub fn kind(&self) -> Result<Kind, DataError> {
        let numbers: Vec<Option<f64>> = self.answers.iter().map(|(_, text)| text.parse().ok()).collect();
        let fraction = |x: &Option<f64>| x.is_some_and(|x| x != libm::trunc(x));
        if numbers.iter().any(fraction) {
            let values: Result<Vec<f64>, DataError> =
                self.answers.iter().map(|(row, text)| self.target(*row, text)).collect();
            return values.map(Kind::Values);
        }
        // Whole numbers are named by what they are, so that 1, 1.0 and +1 are one class, and sorted by it.
        let whole = numbers.iter().all(Option::is_some);
        let name = |text: &str, number: Option<f64>| match number {
            Some(number) if whole => (number + 0.0).to_string(),
            _ => text.to_owned(),
        };
        let names: Vec<String> = self.answers.iter().zip(&numbers).map(|((_, text), x)| name(text, *x)).collect();
        let mut labels = names.clone();
        if whole {
            labels.sort_unstable_by(|a, b| a.parse::<f64>().unwrap_or(0.0).total_cmp(&b.parse().unwrap_or(0.0)));
        } else {
            // Text with a decimal comma would make every number a class of its own.
            if let Some((row, text, point)) =
                self.answers.iter().find_map(|(row, text)| Some((row, text, with_point(text)?)))
            {
                return Err(DataError::DecimalComma { at: self.at(*row, self.inputs), text: text.clone(), point });
            }
            labels.sort_unstable();
        }
        labels.dedup();
        let most = most_classes(self.inputs);
        if labels.len() > most {
            return Err(DataError::TooManyClasses { classes: labels.len(), most, numbers: whole });
        }
        let class = |name: &String| labels.iter().position(|label| label == name).unwrap_or(0) as u8;
        let classes = names.iter().map(class).collect();
        Ok(Kind::Classes(labels, classes))
    }

    /// A number of the last column.
    fn target(&self, row: u64, text: &str) -> Result<f64, DataError> {
        number(text, || self.at(row, self.inputs)).map_err(|error| match error {
            DataError::NotANumber { at, text, .. } => DataError::NotANumber { at, text, target: true },
            other => other,
        })
    }
}

/// Lines that are not blank. Each of `\n`, `\r\n` and `\r` ends a line.
fn lines(text: &str) -> usize {
    let mut lines = 0;
    let mut blank = true;
    for byte in text.bytes() {
        match byte {
            b'\n' | b'\r' => blank = true,
            b' ' | b'\t' => {}
            _ if blank => {
                lines += 1;
                blank = false;
            }
            _ => {}
        }
    }
    lines
}

/// The line where a record begins: the reader's position is before the ends of line and blank lines ahead of it.
fn line(text: &str, position: &csv::Position) -> u64 {
    let rest = text.as_bytes().get(position.byte() as usize..).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    position.line() + ends.filter(|byte| **byte == b'\n').count() as u64
}

/// What stands between columns: a tab if the first line that is not blank has one outside quotation marks, else a
/// semicolon, else a comma. In this order, for a comma may be part of a number where the others are not.
fn separator(text: &str) -> u8 {
    let line = text.split(['\n', '\r']).find(|line| !line.trim().is_empty()).unwrap_or("");
    let mut quoted = false;
    let mut found = b',';
    for byte in line.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\t' if !quoted => return b'\t',
            b';' if !quoted => found = b';',
            _ => {}
        }
    }
    found
}

fn missing(field: &str) -> bool {
    MISSING.iter().any(|word| field.eq_ignore_ascii_case(word))
}

/// A finite number.
fn number(field: &str, at: impl Fn() -> At) -> Result<f64, DataError> {
    match field.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(DataError::NotFinite { at: at(), text: field.to_owned() }),
        Err(_) => Err(with_point(field).map_or_else(
            || DataError::NotANumber { at: at(), text: field.to_owned(), target: false },
            |point| DataError::DecimalComma { at: at(), text: field.to_owned(), point },
        )),
    }
}

/// `1,5` or `1.234,5` with a decimal point, if it is a number then.
fn with_point(field: &str) -> Option<String> {
    let (whole, fraction) = field.split_once(',')?;
    let point = format!("{}.{fraction}", whole.replace('.', ""));
    point.parse::<f64>().ok().filter(|value| value.is_finite()).map(|_| point)
}
