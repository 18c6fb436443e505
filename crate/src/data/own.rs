//! The reader's own data: checked rows in one form, whether they came from a file, from drawn points or from a link.
//!
//! **Size.** Inputs are moved and scaled like the toy sets: each column's middle (halfway between its least and its
//! greatest value) goes to 0, and one scale for all columns makes the widest of them run from −1.5 to 1.5, so that what
//! was drawn keeps its shape. Where one column is more than ten times as wide as another they are surely in different
//! units, and each is made that wide on its own; a note says so. A number to predict is scaled in the same way. All
//! rows count in this, held-out ones too. Rows of 64 numbers are images of 8×8 pixels: all their pixels have one middle and
//! one scale, so that an image stays what it is.
//!
//! **Precision.** A coordinate is kept as a whole number of 1.5/32767, about .00005. A link carries these very numbers,
//! so data from a link and from the file it was made of are the same bits, and the same digest names both.
//!
//! **Split.** Three rows of four are trained on, one of four is held out, with the classes in the same proportions, by
//! the stream `data/own/split` of `seed.data`; `points` and `test` are upper limits to both.

use super::digits::{PIXELS, SIDE};
use super::error::{DataError, thousands};
use super::plane::SIZE;
use super::{Rows, Targets, link, read};
use crate::rng::{Fnv, Stream};
use crate::scene::{DataSet, Loss, Named, Scene};
use ndarray::Array2;

/// The most inputs a row may have.
pub const MAX_INPUTS: usize = PIXELS;
/// The most classes.
pub const MAX_CLASSES: usize = 10;
/// The most classes of rows that are drawn as points: more cannot be told apart by colour and shape in a map.
pub const MAX_MAP_CLASSES: usize = 6;
/// The fewest rows.
pub const MIN_ROWS: usize = 8;
/// The most rows.
pub const MAX_ROWS: usize = 10_000;
/// The most rows that travel in a link.
pub const MAX_LINK_ROWS: usize = 512;
/// The longest text that is read at all.
pub const MAX_BYTES: usize = 4_000_000;

/// The largest stored coordinate; it stands for ±1.5.
pub(super) const FULL: i16 = i16::MAX;

/// Columns are scaled apart when the widest is more than this many times as wide as the narrowest.
const UNITS_DIFFER: f64 = 10.0;

/// What the last column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answers {
    /// A class a row, below the count.
    Classes(usize, Vec<u8>),
    /// A stored coordinate a row.
    Values(Vec<i16>),
}

/// The reader's own rows, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    pub(super) inputs: usize,
    /// Stored coordinates, row after row.
    pub(super) cells: Vec<i16>,
    pub(super) answers: Answers,
    labels: Vec<String>,
    columns: Vec<String>,
    notes: Vec<String>,
}

impl Own {
    /// Reads the text of a CSV file (or one with semicolons or tabs), pasted rows, or drawn points as `x,y,label`.
    ///
    /// Each row is one to [`MAX_INPUTS`] numbers and, last, what should come out. A first row without a number among
    /// its inputs is a header. The last column is a class if any of its values is no number or if all are whole
    /// numbers (classes are numbered in the order of their numbers or, for text, of their names); it is a number to
    /// predict if all are numbers and at least one has a fraction.
    ///
    /// # Errors
    /// A sentence that names the row and the column for anything that is not so.
    pub fn from_csv(text: &str) -> Result<Self, DataError> {
        let table = read::table(text)?;
        let rows = table.answers.len();
        if rows < MIN_ROWS {
            return Err(DataError::TooFewRows { rows });
        }
        let mut notes = Vec::new();
        let cells = scale_inputs(&table.cells, table.inputs, &table.columns, &mut notes)?;
        let (answers, labels) = match table.kind()? {
            read::Kind::Classes(labels, classes) => (Answers::Classes(labels.len(), classes), labels),
            read::Kind::Values(values) => {
                let (low, high) = range(values.iter().copied());
                if low >= high {
                    return Err(DataError::OneClass { label: low.to_string() });
                }
                notes.push(format!(
                    "The last column is a number to predict: it runs from {} to {}, which becomes −1.5 to 1.5, \
                     and losses are in these units.",
                    in_short(low),
                    in_short(high)
                ));
                let (middle, half) = middle_and_half(low, high);
                (Answers::Values(values.iter().map(|value| store(*value, middle, half)).collect()), Vec::new())
            }
        };
        if rows > MAX_LINK_ROWS {
            notes.push(format!(
                "{} rows are too many for a link, which carries up to {MAX_LINK_ROWS}: the link names this data by \
                 its digest, and whoever opens it needs the same file.",
                thousands(rows)
            ));
        }
        let own = Self { inputs: table.inputs, cells, answers, labels, columns: table.columns, notes };
        own.check()?;
        Ok(own)
    }

    /// [`Own::from_csv`] of a file's bytes.
    ///
    /// # Errors
    /// As for [`Own::from_csv`], and if the bytes are not UTF-8 text.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DataError> {
        match core::str::from_utf8(bytes) {
            Ok(text) => Self::from_csv(text),
            Err(error) => {
                let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
                Err(DataError::NotText { row: 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64 })
            }
        }
    }

    /// Reads what stands after `own=` in a link that carries points. Names of classes and columns do not travel.
    ///
    /// # Errors
    /// A sentence, whatever the text is; a digest is not points.
    pub fn from_link(text: &str) -> Result<Self, DataError> {
        Self::of_at_most(MAX_LINK_ROWS, text)
    }

    /// All rows as text, in the form of a link's points, however many they are.
    #[must_use]
    pub fn pack(&self) -> String {
        link::encode(self)
    }

    /// Reads what [`Own::pack`] gave. Names of classes and columns are not in it.
    ///
    /// # Errors
    /// A sentence for any other text.
    pub fn unpack(text: &str) -> Result<Self, DataError> {
        Self::of_at_most(MAX_ROWS, text)
    }

    fn of_at_most(rows: usize, text: &str) -> Result<Self, DataError> {
        let (inputs, cells, answers) = link::decode(text, rows)?;
        let labels = match &answers {
            Answers::Classes(classes, _) => (0..*classes).map(|class| class.to_string()).collect(),
            Answers::Values(_) => Vec::new(),
        };
        let own = Self { inputs, cells, answers, labels, columns: Vec::new(), notes: Vec::new() };
        own.check()?;
        Ok(own)
    }

    /// What stands after `own=` in a link: the points themselves if there are up to [`MAX_LINK_ROWS`], else the digest.
    #[must_use]
    pub fn link(&self) -> String {
        if self.rows() <= MAX_LINK_ROWS { self.pack() } else { self.digest() }
    }

    /// 64-bit FNV-1a over the rows as they are learnt from, 16 hex digits: the number of inputs and of classes (0 for a
    /// number to predict) as u32, then each row's stored coordinates as i16 and its class as u8 or target as i16, all
    /// little-endian.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Fnv::default();
        hash.write(&(self.inputs as u32).to_le_bytes());
        hash.write(&(self.classes().unwrap_or(0) as u32).to_le_bytes());
        for (row, cells) in self.cells.chunks(self.inputs.max(1)).enumerate() {
            cells.iter().for_each(|cell| hash.write(&cell.to_le_bytes()));
            match &self.answers {
                Answers::Classes(_, classes) => classes.get(row).iter().for_each(|class| hash.write(&[**class])),
                Answers::Values(values) => values.get(row).iter().for_each(|value| hash.write(&value.to_le_bytes())),
            }
        }
        hash.hex()
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        match &self.answers {
            Answers::Classes(_, classes) => classes.len(),
            Answers::Values(values) => values.len(),
        }
    }

    /// How many numbers go in.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// How many classes there are; none if a number is to be predicted.
    #[must_use]
    pub fn classes(&self) -> Option<usize> {
        match &self.answers {
            Answers::Classes(classes, _) => Some(*classes),
            Answers::Values(_) => None,
        }
    }

    /// The classes' names, in the order of their numbers; empty if a number is to be predicted.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The columns' names, if the text had a header.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// What was done with the data that its owner may want to know, as sentences.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// All of this for the page: `digest`, `rows`, `inputs`, `classes` (none for a number to predict), `labels`,
    /// `columns`, `loss` (what the scene's must be for this data: `mse` for a number, else its default), `text` (what
    /// stands after `own=`), `packed` (all rows) and `notes`.
    #[must_use]
    pub fn about(&self) -> serde_json::Value {
        let loss = if self.classes().is_some() { Loss::CrossEntropy } else { Loss::MeanSquared };
        serde_json::json!({
            "digest": self.digest(),
            "rows": self.rows(),
            "inputs": self.inputs,
            "classes": self.classes(),
            "labels": self.labels,
            "columns": self.columns,
            "loss": loss.name(),
            "text": self.link(),
            "packed": self.pack(),
            "notes": self.notes,
        })
    }

    /// What the rows themselves must be like, wherever they came from.
    fn check(&self) -> Result<(), DataError> {
        if self.rows() < MIN_ROWS {
            return Err(DataError::TooFewRows { rows: self.rows() });
        }
        let same = |column: usize| {
            let mut cells = self.cells.iter().skip(column).step_by(self.inputs.max(1));
            let first = cells.next();
            cells.all(|cell| Some(cell) == first)
        };
        if (0..self.inputs).all(same) {
            return Err(DataError::Constant);
        }
        match &self.answers {
            Answers::Classes(count, classes) => {
                let label = |class: usize| self.labels.get(class).cloned().unwrap_or_else(|| class.to_string());
                if *count < 2 {
                    return Err(DataError::OneClass { label: label(0) });
                }
                let size = |class: usize| classes.iter().filter(|own| usize::from(**own) == class).count();
                (0..*count)
                    .find(|class| size(*class) < 2)
                    .map_or(Ok(()), |class| Err(DataError::LoneClass { label: label(class) }))
            }
            Answers::Values(values) => {
                let first = values.first().copied().unwrap_or(0);
                if values.iter().all(|value| *value == first) {
                    return Err(DataError::OneClass { label: coordinate(first).to_string() });
                }
                Ok(())
            }
        }
    }

    /// The rows that are trained on and those that are held out, as indices in the order in which they are used.
    fn split(&self, seed: u32) -> (Vec<usize>, Vec<usize>) {
        let mut order: Vec<usize> = (0..self.rows()).collect();
        Stream::new(seed, "data/own/split").shuffle(&mut order);
        // Every fourth row of the rows sorted by class is held out. A class has two rows or more, so it keeps one.
        let by_class: Vec<usize> = match &self.answers {
            Answers::Classes(count, classes) => {
                let of = |class: u8| order.iter().copied().filter(move |row| classes.get(*row) == Some(&class));
                (0..*count as u8).flat_map(of).collect()
            }
            Answers::Values(_) => order.clone(),
        };
        let mut held_out = vec![false; order.len()];
        for row in by_class.iter().skip(3).step_by(4) {
            if let Some(flag) = held_out.get_mut(*row) {
                *flag = true;
            }
        }
        order.into_iter().partition(|row| held_out.get(*row) == Some(&false))
    }

    fn pick(&self, rows: &[usize]) -> Rows {
        let cell = |row: usize, column: usize| self.cells.get(row * self.inputs + column).copied().unwrap_or(0);
        let inputs = Array2::from_shape_fn((rows.len(), self.inputs), |(index, column)| {
            rows.get(index).map_or(0.0, |row| coordinate(cell(*row, column)))
        });
        let targets = match &self.answers {
            Answers::Classes(_, classes) => {
                Targets::Classes(rows.iter().map(|row| classes.get(*row).copied().unwrap_or(0).into()).collect())
            }
            Answers::Values(values) => Targets::Values(Array2::from_shape_fn((rows.len(), 1), |(index, _)| {
                coordinate(rows.get(index).and_then(|row| values.get(*row)).copied().unwrap_or(0))
            })),
        };
        Rows { inputs, targets }
    }
}

/// The rows of a scene with `data=own`: number of outputs, training rows, held-out rows.
pub(super) fn load(scene: &Scene, given: Option<&Own>) -> Result<(usize, Rows, Rows), DataError> {
    let decoded;
    let own = match (&scene.data.own, given) {
        (None, None) => return Err(DataError::NoData),
        (None, Some(given)) => given,
        (Some(text), None) if is_digest(text) => return Err(DataError::NoFile { wanted: text.clone() }),
        (Some(text), None) => {
            decoded = Own::from_link(text)?;
            &decoded
        }
        (Some(text), Some(given)) => {
            let wanted = if is_digest(text) { text.clone() } else { Own::from_link(text)?.digest() };
            if given.digest() != wanted {
                return Err(DataError::OtherData { wanted, given: given.digest() });
            }
            given
        }
    };
    if own.classes().is_none() && scene.loss == Loss::CrossEntropy {
        return Err(DataError::Loss { set: DataSet::Own.name() });
    }
    let (mut train, mut test) = own.split(scene.seeds.data);
    train.truncate(scene.data.points as usize);
    test.truncate(scene.data.test as usize);
    Ok((own.classes().unwrap_or(1), own.pick(&train), own.pick(&test)))
}

/// The most classes that rows of so many numbers may have.
pub(super) fn most_classes(inputs: usize) -> usize {
    if inputs > 2 { MAX_CLASSES } else { MAX_MAP_CLASSES }
}

/// Whether a text is a digest: 16 hexadecimal digits, in small letters.
pub(super) fn is_digest(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A stored coordinate as it is learnt from.
fn coordinate(stored: i16) -> f32 {
    (f64::from(stored) * SIZE / f64::from(FULL)) as f32
}

/// A value as a stored coordinate, to the nearest.
fn store(value: f64, middle: f64, half: f64) -> i16 {
    if half > 0.0 { libm::round((value - middle) / half * f64::from(FULL)) as i16 } else { 0 }
}

/// The least and the greatest.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
        (if x < low { x } else { low }, if x > high { x } else { high })
    })
}

/// Four digits of a number, for a sentence.
fn in_short(x: f64) -> String {
    let short = format!("{x:.3e}").parse::<f64>().unwrap_or(x);
    short.to_string().replace('-', "−")
}

/// Halved before they are added, so that the largest doubles do not overflow.
fn middle_and_half(low: f64, high: f64) -> (f64, f64) {
    (low / 2.0 + high / 2.0, high / 2.0 - low / 2.0)
}

/// The inputs of all rows as stored coordinates, by the rule in the module's documentation.
fn scale_inputs(
    cells: &[f64],
    inputs: usize,
    columns: &[String],
    notes: &mut Vec<String>,
) -> Result<Vec<i16>, DataError> {
    if inputs == PIXELS {
        let (low, high) = range(cells.iter().copied());
        if low >= high {
            return Err(DataError::Constant);
        }
        notes.push(format!(
            "Rows of {PIXELS} numbers are images of {SIDE}×{SIDE} pixels: all pixels were moved and scaled alike, to −1.5 … 1.5."
        ));
        let (middle, half) = middle_and_half(low, high);
        return Ok(cells.iter().map(|value| store(*value, middle, half)).collect());
    }
    let spread: Vec<(f64, f64)> = (0..inputs)
        .map(|column| range(cells.iter().skip(column).step_by(inputs.max(1)).copied()))
        .map(|(low, high)| middle_and_half(low, high))
        .collect();
    let (narrowest, widest) = range(spread.iter().map(|(_, half)| *half).filter(|half| *half > 0.0));
    if widest <= 0.0 {
        return Err(DataError::Constant);
    }
    for (column, (_, half)) in spread.iter().enumerate() {
        if *half <= 0.0 {
            let name =
                columns.get(column).map_or_else(String::new, |name| format!(" ({})", super::error::quoted(name)));
            notes.push(format!(
                "Column {}{name} is the same in every row, so nothing can be learnt from it.",
                column + 1
            ));
        }
    }
    let apart = widest > UNITS_DIFFER * narrowest;
    if apart {
        notes.push(
            "The columns differ in width by more than ten times, so each was scaled on its own to −1.5 … 1.5."
                .to_owned(),
        );
    }
    Ok(cells
        .iter()
        .zip(spread.iter().cycle())
        .map(|(value, (middle, half))| store(*value, *middle, if apart { *half } else { widest }))
        .collect())
}
