//! What can be wrong with data, as sentences for the person whose data it is.

use super::digits::{IMAGES, PIXELS};
use super::own::{MAX_BYTES, MAX_INPUTS, MAX_ROWS, MIN_ROWS};
use crate::scene::grouped;
use core::fmt;

/// Where a value stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The line of the text, from 1, as a spreadsheet counts its rows: the header and blank lines count.
    pub row: u64,
    /// The column, from 1.
    pub column: usize,
    /// The column's name, if there is a header.
    pub name: Option<String>,
}

impl fmt::Display for At {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Row {}, column {}", self.row, self.column)?;
        self.name.as_ref().map_or(Ok(()), |name| write!(out, " ({})", quoted(name)))
    }
}

/// Why there is no data. Every variant prints as a sentence or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataError {
    /// The file of digits has not been handed in.
    NoDigits,
    /// Bytes that are not those of the file of digits.
    DigitsBroken,
    /// More images than there are.
    TooFewDigits {
        /// How many are asked for, trained on and held out.
        wanted: usize,
    },
    /// Rows that are no 8×8 images, for a network that reads these.
    NoImages {
        /// Numbers a row has.
        inputs: usize,
    },
    /// Nothing but blanks, or a header alone.
    Empty {
        /// Whether there was a header.
        header: bool,
    },
    /// Bytes that are no UTF-8 text.
    NotText {
        /// The first line that is not.
        row: u64,
    },
    /// A text of more than [`MAX_BYTES`].
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// More than [`MAX_ROWS`] rows.
    TooManyRows {
        /// Lines that are not blank.
        rows: usize,
    },
    /// Fewer than [`MIN_ROWS`] rows.
    TooFewRows {
        /// Rows of data.
        rows: usize,
    },
    /// One column only.
    OneColumn,
    /// More than [`MAX_INPUTS`] inputs.
    TooManyColumns {
        /// Columns found.
        columns: usize,
    },
    /// A row of another length than the first.
    Ragged {
        /// The row.
        row: u64,
        /// Its columns.
        found: usize,
        /// The first row.
        first: u64,
        /// The first row's columns.
        expected: usize,
    },
    /// A quotation mark that is never closed.
    Quote {
        /// Where the field begins.
        at: At,
    },
    /// Nothing where something should be.
    Missing {
        /// Where.
        at: At,
    },
    /// Text where a number should be.
    NotANumber {
        /// Where.
        at: At,
        /// What stands there.
        text: String,
        /// Whether it is the last column, whose other values are numbers.
        target: bool,
    },
    /// A number written with a comma.
    DecimalComma {
        /// Where.
        at: At,
        /// What stands there.
        text: String,
        /// The same number with a point.
        point: String,
    },
    /// NaN, an infinity, or a number too large for double precision.
    NotFinite {
        /// Where.
        at: At,
        /// What stands there.
        text: String,
    },
    /// Inputs that are the same in every row.
    Constant,
    /// The same target in every row.
    OneClass {
        /// That target.
        label: String,
    },
    /// More classes than such rows may have.
    TooManyClasses {
        /// Different labels found.
        classes: usize,
        /// How many there may be.
        most: usize,
        /// Whether they are all whole numbers.
        numbers: bool,
    },
    /// A class that has one row only.
    LoneClass {
        /// Its label.
        label: String,
    },
    /// Points in a link that cannot be read; a clause that says why.
    Link(String),
    /// `data=own` and no data.
    NoData,
    /// The scene names a file that was not given.
    NoFile {
        /// The digest in the scene.
        wanted: String,
    },
    /// Another file than the scene names.
    OtherData {
        /// The digest in the scene.
        wanted: String,
        /// The digest of what was given.
        given: String,
    },
    /// Numbers to be learnt by a loss for classes.
    Loss {
        /// The set.
        set: &'static str,
    },
}

impl fmt::Display for DataError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDigits => out.write_str("The images of digits are not loaded yet: they are a file of their own."),
            Self::DigitsBroken => out.write_str("The file of digits is not whole: load the page anew."),
            Self::TooFewDigits { wanted } => {
                write!(out, "points and test are {wanted} together with data=digits: there are {IMAGES} images.")
            }
            Self::NoImages { inputs } => write!(
                out,
                "model=convnet reads images of 8×8 pixels, {PIXELS} numbers a row, and these rows have {inputs}."
            ),
            Self::Empty { header: false } => out.write_str("There is no data here: the text is empty."),
            Self::Empty { header: true } => out.write_str("There is a header here and no row of data under it."),
            Self::NotText { row } => {
                write!(out, "Row {row} is not UTF-8 text: save the file as CSV in UTF-8.")
            }
            Self::TooLong { bytes } => {
                let (found, limit) = (*bytes as f64 / 1e6, MAX_BYTES / 1_000_000);
                write!(
                    out,
                    "This text is {found:.1} MB long, and up to {limit} MB are read: keep fewer rows or columns."
                )
            }
            Self::TooManyRows { rows } => write!(
                out,
                "There are {} lines, and up to {} rows can be used: keep a random part of them.",
                thousands(*rows),
                thousands(MAX_ROWS)
            ),
            Self::TooFewRows { rows } => {
                let (are, s) = if *rows == 1 { ("is", "") } else { ("are", "s") };
                write!(out, "There {are} {rows} row{s} of data, and at least {MIN_ROWS} are needed.")
            }
            Self::OneColumn => out.write_str(
                "There is one column only. Each row needs one or more numbers and, last, a class or the number to \
                 predict, with commas, semicolons or tabs between them.",
            ),
            Self::TooManyColumns { columns } => write!(
                out,
                "There are {columns} columns, and up to {} can be used: {MAX_INPUTS} inputs and, last, a class or the \
                 number to predict.",
                MAX_INPUTS + 1
            ),
            Self::Ragged { row, found, first, expected } => {
                let s = if *found == 1 { "" } else { "s" };
                write!(out, "Row {row} has {found} column{s}, and row {first} has {expected}: every row needs as many.")
            }
            Self::Quote { at } => write!(out, "{at}: a quotation mark opens here and is not closed on the same line."),
            Self::Missing { at } => {
                write!(out, "{at}: a value is missing. Fill it in, or leave the whole row out.")
            }
            Self::NotANumber { at, text, target: false } => write!(out, "{at}: {} is not a number.", quoted(text)),
            Self::NotANumber { at, text, target: true } => write!(
                out,
                "{at}: {} is not a number, and other rows have numbers with a fraction there. The last column is \
                 either a class in every row or a number in every row.",
                quoted(text)
            ),
            Self::DecimalComma { at, text, point } => {
                write!(out, "{at}: {} has a decimal comma. Write {point}, with a point.", quoted(text))
            }
            Self::NotFinite { at, text } => write!(out, "{at}: {} is not a finite number.", quoted(text)),
            Self::Constant => {
                out.write_str("Every row has the same inputs, so there is nothing to tell rows apart by.")
            }
            Self::OneClass { label } => {
                write!(out, "Every row has the same last column, {}: at least two classes are needed.", quoted(label))
            }
            Self::TooManyClasses { classes, most, numbers } => {
                write!(out, "The last column has {} different classes, and up to {most} ", thousands(*classes))?;
                out.write_str("can be used.")?;
                if *numbers {
                    out.write_str(
                        " Whole numbers are taken as classes: if it is a number to predict, write at least one of \
                         them with a fraction, such as 3.5.",
                    )?;
                }
                Ok(())
            }
            Self::LoneClass { label } => write!(
                out,
                "The class {} has one row only: each class needs at least two, to learn from and to check with.",
                quoted(label)
            ),
            Self::Link(why) => write!(out, "The points in this link cannot be read: {why}."),
            Self::NoData => {
                out.write_str("The data is own, and no data was given: open a file, paste rows or draw points.")
            }
            Self::NoFile { wanted } => write!(
                out,
                "This link is about a file of the reader's own with the digest {wanted}, which is too large for a \
                 link: open that file."
            ),
            Self::OtherData { wanted, given } => write!(
                out,
                "This link is about data with the digest {wanted}, and the data given has the digest {given}: it is \
                 not the same."
            ),
            Self::Loss { set } => write!(
                out,
                "With data={set} a number is to be predicted, not a class, and loss=ce is for classes: set loss=mse."
            ),
        }
    }
}

impl std::error::Error for DataError {}

/// A reader's own words in quotes, on one line, cut after 40 characters.
pub(super) fn quoted(text: &str) -> String {
    let mut clean: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        clean.push('…');
    }
    format!("“{clean}”")
}

/// 1,000,000.
pub(super) fn thousands(n: usize) -> String {
    grouped(n as u64)
}
