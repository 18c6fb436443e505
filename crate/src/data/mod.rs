//! What the networks learn from: two-dimensional toy sets, a line, the edit task, and the reader's own points.

use ndarray::Array2;

/// Rows of inputs with what should come out.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// Inputs, rows × [`Data::inputs`].
    pub inputs: Array2<f32>,
    /// What should come out.
    pub targets: Targets,
}

/// What should come out for each row.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// A class a row, below [`Data::outputs`].
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
    /// The rows that are trained on.
    pub train: Rows,
    /// The rows that are held out.
    pub test: Rows,
    /// Half the side of the square (or segment) that a map of this set shows, a little more than the largest coordinate.
    pub extent: f32,
}
