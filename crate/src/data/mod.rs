//! What the networks learn from: two-dimensional toy sets, a line, the edit task, images of digits, sequences, and the
//! reader's own points.
//!
//! [`load`] makes the set that a scene names. Each set is a file of its own, and [`generator`] is the one table of them.
//! Everything is computed in f64 with libm's functions and rounded to f32 at the very end, so that a set has the same
//! bits natively and in a browser.
//!
//! Every random thing has a stream of its own under `seed.data`: `data/train/points`, `data/train/noise`,
//! `data/train/flip`, `data/test/points`, `data/test/noise` and `data/own/split`. So `noise` moves the same points by
//! more or less, `flip` leaves every point where it is, and `test` changes nothing but how many points are held out:
//! the first n of them stay the same.

mod checker;
mod circles;
pub mod digits;
mod edit;
mod error;
mod gauss;
mod line;
mod link;
mod moons;
pub mod own;
mod plane;
mod read;
pub mod sequences;
mod spirals;
mod xor;

pub use error::DataError;
pub use own::Own;

use crate::rng::Stream;
use crate::scene::{DataSet, DataSettings, Model, Scene};
use ndarray::Array2;
use plane::Plane;

/// Rows of inputs with what should come out.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// Inputs, rows × [`Data::inputs`].
    pub inputs: Array2<f32>,
    /// What should come out.
    pub targets: Targets,
}

impl Rows {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inputs.nrows()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What should come out for each row.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// [`Data::answers`] classes a row, each below [`Data::outputs`].
    Classes(Vec<u32>),
    /// Values, rows × [`Data::outputs`].
    Values(Array2<f32>),
}

/// A data set, split in two.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// Numbers a row goes in with.
    pub inputs: usize,
    /// Classes, or numbers that come out.
    pub outputs: usize,
    /// Answers that a row asks for: one, or one for each token of a sequence.
    pub answers: usize,
    /// The rows that are trained on.
    pub train: Rows,
    /// The rows that are held out.
    pub test: Rows,
    /// Half the side of the square (or segment) that a map of this set shows: a little more than the largest coordinate
    /// of the training rows, a multiple of 1/4.
    pub extent: f32,
}

impl Data {
    /// Whether the rows are points of the plane with a class each, so that a map can show them all.
    #[must_use]
    pub fn is_plane(&self) -> bool {
        self.inputs == 2 && self.answers == 1 && matches!(self.train.targets, Targets::Classes(_))
    }
}

/// How a set comes about.
enum Generator {
    /// Labelled points of the plane.
    Plane(Plane),
    /// Rows of numbers in, numbers out.
    Values(Values),
    /// Images.
    Digits,
    /// Sequences of tokens.
    Sequences,
    /// The reader's own rows.
    Own,
}

/// The table of sets. A set that is missing here does not compile.
fn generator(set: DataSet) -> Generator {
    match set {
        DataSet::Spirals => Generator::Plane(spirals::SET),
        DataSet::Circles => Generator::Plane(circles::SET),
        DataSet::Moons => Generator::Plane(moons::SET),
        DataSet::Xor => Generator::Plane(xor::SET),
        DataSet::Gauss => Generator::Plane(gauss::SET),
        DataSet::Checker => Generator::Plane(checker::SET),
        DataSet::Line => Generator::Values(line::SET),
        DataSet::Edit => Generator::Values(edit::SET),
        DataSet::Digits => Generator::Digits,
        DataSet::Reverse | DataSet::Shift => Generator::Sequences,
        DataSet::Own => Generator::Own,
    }
}

/// Which half of a set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Train,
    Test,
}

impl Part {
    /// The stream of this half for one purpose.
    fn stream(self, seed: u32, purpose: &str) -> Stream {
        let half = match self {
            Self::Train => "train",
            Self::Test => "test",
        };
        Stream::new(seed, &format!("data/{half}/{purpose}"))
    }

    /// How many rows the scene wants in this half.
    fn count(self, settings: &DataSettings) -> usize {
        match self {
            Self::Train => settings.points as usize,
            Self::Test => settings.test as usize,
        }
    }
}

/// What a set of numbers draws from.
struct Draw<'a> {
    settings: &'a DataSettings,
    part: Part,
    /// How many rows are wanted.
    count: usize,
    points: Stream,
    noise: Stream,
}

/// A set whose rows are numbers in and numbers out.
struct Values {
    inputs: usize,
    outputs: usize,
    /// Row `index`: fills the inputs and the outputs, in f64.
    row: fn(&mut Draw, usize, &mut [f64], &mut [f64]),
}

impl Values {
    fn rows(&self, scene: &Scene, part: Part) -> Rows {
        let (settings, seed) = (&scene.data, scene.seeds.data);
        let count = part.count(settings);
        let (points, noise) = (part.stream(seed, "points"), part.stream(seed, "noise"));
        let mut draw = Draw { settings, part, count, points, noise };
        let mut inputs = Array2::zeros((count, self.inputs));
        let mut outputs = Array2::zeros((count, self.outputs));
        let (mut x, mut y) = (vec![0.0; self.inputs], vec![0.0; self.outputs]);
        for (index, (mut input, mut output)) in inputs.rows_mut().into_iter().zip(outputs.rows_mut()).enumerate() {
            (self.row)(&mut draw, index, &mut x, &mut y);
            input.iter_mut().zip(&x).for_each(|(to, from)| *to = *from as f32);
            output.iter_mut().zip(&y).for_each(|(to, from)| *to = *from as f32);
        }
        Rows { inputs, targets: Targets::Values(outputs) }
    }
}

/// The data of a scene. `own` is the reader's file, for `data=own`; it is not looked at for any other set.
///
/// `flip` makes labels wrong in the *training* rows only, so that held-out loss and accuracy are against the truth;
/// sets without classes have no labels to flip.
///
/// # Errors
/// With `data=own`: no data, another file than the link was made with, or a link that cannot be read.
pub fn load(scene: &Scene, own: Option<&Own>) -> Result<Data, DataError> {
    let mut answers = 1;
    let (outputs, mut train, test) = match generator(scene.data.set) {
        Generator::Plane(plane) => {
            (plane.classes(&scene.data), plane.rows(scene, Part::Train), plane.rows(scene, Part::Test))
        }
        Generator::Values(values) => (values.outputs, values.rows(scene, Part::Train), values.rows(scene, Part::Test)),
        Generator::Digits => {
            let (train, test) = digits::load(scene)?;
            (digits::CLASSES, train, test)
        }
        Generator::Sequences => {
            answers = scene.data.length as usize;
            let rows =
                |part: Part| sequences::rows(scene, part.count(&scene.data), part.stream(scene.seeds.data, "points"));
            (scene.data.vocab as usize, rows(Part::Train), rows(Part::Test))
        }
        Generator::Own => own::load(scene, own)?,
    };
    if scene.model == Model::Convnet && train.inputs.ncols() != digits::PIXELS {
        return Err(DataError::NoImages { inputs: train.inputs.ncols() });
    }
    if let Targets::Classes(labels) = &mut train.targets {
        flip(labels, outputs as u32, scene);
    }
    Ok(Data { inputs: train.inputs.ncols(), outputs, answers, extent: extent(&train.inputs), train, test })
}

/// The rows of one step of a scene with `draw=fresh`, which were never there before: from the stream `data/fresh/STEP`.
#[must_use]
pub fn fresh(scene: &Scene, step: u32, count: usize) -> Rows {
    sequences::rows(scene, count, Stream::new(scene.seeds.data, &format!("data/fresh/{step}")))
}

/// Makes a share `flip` of the labels wrong, exactly (to the nearest row), each another class at random. A larger share
/// adds to the rows of a smaller one.
fn flip(labels: &mut [u32], classes: u32, scene: &Scene) {
    let mut stream = Part::Train.stream(scene.seeds.data, "flip");
    let mut order: Vec<usize> = (0..labels.len()).collect();
    stream.shuffle(&mut order);
    let wrong = libm::round(f64::from(scene.data.flip) * labels.len() as f64) as usize;
    for &row in order.iter().take(wrong) {
        let away = 1 + stream.below(classes.saturating_sub(1));
        if let Some(label) = labels.get_mut(row) {
            *label = (*label + away) % classes.max(1);
        }
    }
}

/// The largest coordinate and 5 %, rounded up to a multiple of 1/4.
fn extent(inputs: &Array2<f32>) -> f32 {
    let largest = inputs.iter().fold(0.0_f32, |largest, x| if x.abs() > largest { x.abs() } else { largest });
    (libm::ceil(f64::from(largest) * 1.05 * 4.0) / 4.0).max(0.25) as f32
}
