//! The closed table of operations. Each has its forward and its backward side by side in its own file, and an example
//! on which a test checks one against the other; an op without a backward does not compile.

use core::ops::Range;

use ndarray::Array2;

use super::graph::NodeId;
use super::kernels::Into;
use super::scalar::Scalar;
use super::tape::{Mode, Truth};

mod activate;
mod add;
mod affine;
mod attend;
mod batch_norm;
mod concat;
mod convolve;
mod cross_entropy;
mod embed;
mod gate;
mod layer_norm;
mod mean_squared;
mod modulate;
mod place;
mod pool;
mod scale;
mod subsample;

pub use activate::Activate;
pub use add::Add;
pub use affine::{Affine, Project};
pub use attend::Attend;
pub use batch_norm::BatchNorm;
pub use concat::Concat;
pub use convolve::{Convolve, TAPS};
pub use cross_entropy::{CrossEntropy, softmax};
pub use embed::Embed;
pub use gate::Gate;
pub use layer_norm::LayerNorm;
pub use mean_squared::MeanSquared;
pub use modulate::Modulate;
pub use place::Place;
pub use pool::Pool;
pub use scale::Scale;
pub use subsample::{Subsample, subsampled};

/// What is added to a variance before its root is divided by, in both normalisations.
pub const EPSILON: f64 = 1e-5;

/// An operation on values of rows × columns.
pub trait Operation {
    /// Columns of the value for inputs of these widths and parameters of these shapes; none where they do not fit.
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize>;

    /// Sites of the value for inputs of these sites; none where they do not fit. Most ops treat each site alike.
    fn sites(&self, sites: &[usize]) -> Option<usize> {
        let first = *sites.first()?;
        sites.iter().all(|sites| *sites == first).then_some(first)
    }

    /// Rows of the value for so many rows and sites: 1 for a loss.
    fn rows(&self, rows: usize) -> usize {
        rows
    }

    /// Whether its backward reads the value that its forward wrote. Where not, an activation may stand in its place.
    fn reads_value(&self) -> bool {
        false
    }

    /// In what it is linear.
    fn linearity(&self) -> Linearity {
        Linearity::None
    }

    /// Writes the value.
    fn forward<T: Scalar>(&self, at: Forward<'_, T>);

    /// *Adds* the gradients by inputs and parameters to what is there: a value that is used twice gets both.
    fn backward<T: Scalar>(&self, at: Backward<'_, T>);

    /// Small cases on which the backward is checked against central differences. At least one.
    fn examples() -> Vec<Example>
    where
        Self: Sized;
}

/// In what an op is linear: so its value moves without a look at its curve ([`super::along`]).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Linearity {
    /// In its inputs and parameters together: the value moves as the op's value of what moves.
    Joint,
    /// In its input and in its parameters, each alone: a product of the input with the first of them, which this op is, and
    /// maybe a bias.
    Product(Op),
    /// In neither, or nothing is known of it.
    None,
}

/// A case for the check: an op with widths of its inputs and shapes of its parameters.
#[derive(Clone, Debug)]
pub struct Example {
    /// The op.
    pub op: Op,
    /// Widths of its inputs.
    pub widths: Vec<usize>,
    /// Shapes of its parameters.
    pub shapes: Vec<[usize; 2]>,
    /// Sites of its inputs.
    pub sites: usize,
}

/// What an op's forward sees.
pub struct Forward<'a, T> {
    pub(crate) values: &'a [Array2<T>],
    pub(crate) inputs: &'a [NodeId],
    pub(crate) params: &'a [T],
    pub(crate) ranges: &'a [Range<usize>],
    /// Rows of the batch times sites of the value.
    pub rows: usize,
    /// Sites of the value.
    pub sites: usize,
    /// Where batch norm takes its statistics.
    pub mode: Mode,
    /// What should come out, for losses.
    pub truth: &'a Truth<T>,
    /// The switches.
    pub switches: &'a [T],
    /// The value to write.
    pub out: &'a mut [T],
    /// Columns of the value.
    pub cols: usize,
    /// Whatever the backward, or a later frozen forward, wants kept.
    pub saved: &'a mut Vec<T>,
    /// Room for a matrix.
    pub scratch: &'a mut Vec<T>,
}

impl<'a, T> Forward<'a, T> {
    /// Input `k`, row-major.
    #[must_use]
    pub fn x(&self, k: usize) -> &'a [T] {
        slice(&self.values[self.inputs[k].0])
    }

    /// Columns of input `k`.
    #[must_use]
    pub fn width(&self, k: usize) -> usize {
        self.values[self.inputs[k].0].ncols()
    }

    /// Parameter `k`.
    #[must_use]
    pub fn p(&self, k: usize) -> &'a [T] {
        &self.params[self.ranges[k].clone()]
    }

    /// How many parameters it has.
    #[must_use]
    pub fn params_given(&self) -> usize {
        self.ranges.len()
    }
}

/// What an op's backward sees.
pub struct Backward<'a, T> {
    pub(crate) values: &'a [Array2<T>],
    pub(crate) grads: &'a mut [Array2<T>],
    pub(crate) slots: &'a [usize],
    /// The slot of the value's own gradient.
    pub(crate) slot: usize,
    /// Whether a node's gradient has its first part already.
    pub(crate) begun: &'a mut [bool],
    pub(crate) inputs: &'a [NodeId],
    pub(crate) params: &'a [T],
    pub(crate) ranges: &'a [Range<usize>],
    pub(crate) param_grads: &'a mut [T],
    /// Rows of the batch times sites of the value.
    pub rows: usize,
    /// Sites of the value.
    pub sites: usize,
    /// Where batch norm took its statistics.
    pub mode: Mode,
    /// What should come out, for losses.
    pub truth: &'a Truth<T>,
    /// The switches.
    pub switches: &'a [T],
    /// The value that the forward wrote.
    pub out: &'a [T],
    /// ∂L/∂value.
    pub grad: &'a [T],
    /// Columns of the value.
    pub cols: usize,
    /// What the forward kept.
    pub saved: &'a [T],
    /// Whether the gradients by parameters are wanted: where not, what is added to them is thrown away.
    pub by_parameters: bool,
    /// Room for a matrix.
    pub scratch: &'a mut Vec<T>,
}

impl<'a, T: Scalar> Backward<'a, T> {
    /// Input `k`, row-major.
    #[must_use]
    pub fn x(&self, k: usize) -> &'a [T] {
        slice(&self.values[self.inputs[k].0])
    }

    /// Columns of input `k`.
    #[must_use]
    pub fn width(&self, k: usize) -> usize {
        self.values[self.inputs[k].0].ncols()
    }

    /// Parameter `k`.
    #[must_use]
    pub fn p(&self, k: usize) -> &'a [T] {
        &self.params[self.ranges[k].clone()]
    }

    /// How many parameters it has.
    #[must_use]
    pub fn params_given(&self) -> usize {
        self.ranges.len()
    }

    /// ∂L/∂input `k`, to be added to.
    pub fn dx(&mut self, k: usize) -> &mut [T] {
        let (dx, part, _) = self.part(k);
        if part == Part::First {
            dx.fill(T::zero());
        }
        dx
    }

    /// ∂L/∂input `k`, to be written where this is its first part and to be added to where it is not, with the scratch room:
    /// most values are used once, and to clear their gradients first would cost as much as to write them.
    pub fn part(&mut self, k: usize) -> (&mut [T], Part, &mut Vec<T>) {
        let input = self.inputs[k].0;
        let part = if core::mem::replace(&mut self.begun[input], true) { Part::Later } else { Part::First };
        (self.grads[self.slots[input]].as_slice_mut().unwrap_or_default(), part, self.scratch)
    }

    /// Whether the gradient of input `k` has the value's own buffer, and so begins as that one.
    pub fn begins_as_own(&mut self, k: usize) -> bool {
        let input = self.inputs[k].0;
        let own = self.slots[input] == self.slot;
        self.begun[input] |= own;
        own
    }

    /// ∂L/∂parameter `k`, to be added to.
    pub fn dp(&mut self, k: usize) -> &mut [T] {
        &mut self.param_grads[self.ranges[k].clone()]
    }
}

/// Whether something of a gradient is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Nothing is there.
    First,
    /// It is to be added to.
    Later,
}

impl Part {
    /// What becomes of a product that is this part.
    #[must_use]
    pub fn into<T>(self) -> Into<'static, T> {
        if self == Self::First { Into::Set } else { Into::Add }
    }

    /// Writes or adds to each number of `to` what `value` makes of the numbers of `x` and `y` at its place.
    #[inline(always)]
    pub fn put<T: Scalar>(self, to: &mut [T], x: &[T], y: &[T], value: impl Fn(T, T) -> T) {
        let all = to.iter_mut().zip(x).zip(y);
        match self {
            Self::First => {
                for ((to, &x), &y) in all {
                    *to = value(x, y);
                }
            }
            Self::Later => {
                for ((to, &x), &y) in all {
                    *to += value(x, y);
                }
            }
        }
    }
}

/// Tape values are always in standard layout, so the slice is always there.
fn slice<T>(value: &Array2<T>) -> &[T] {
    value.as_slice().unwrap_or_default()
}

/// A leaf: its value is put there by the tape's user.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Input;

impl Operation for Input {
    fn cols(&self, _: &[usize], _: &[[usize; 2]]) -> Option<usize> {
        None
    }
    fn linearity(&self) -> Linearity {
        Linearity::Joint
    }
    fn forward<T: Scalar>(&self, _: Forward<'_, T>) {}
    fn backward<T: Scalar>(&self, _: Backward<'_, T>) {}
    fn examples() -> Vec<Example> {
        Vec::new()
    }
}

macro_rules! table {
    ($($op:ident),+ $(,)?) => {
        /// Every operation there is.
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[allow(missing_docs)]
        pub enum Op { $($op($op)),+ }

        $(impl From<$op> for Op {
            fn from(op: $op) -> Self { Op::$op(op) }
        })+

        impl Operation for Op {
            fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
                match self { $(Op::$op(op) => op.cols(widths, shapes)),+ }
            }
            fn sites(&self, sites: &[usize]) -> Option<usize> {
                match self { $(Op::$op(op) => op.sites(sites)),+ }
            }
            fn rows(&self, rows: usize) -> usize {
                match self { $(Op::$op(op) => op.rows(rows)),+ }
            }
            fn reads_value(&self) -> bool {
                match self { $(Op::$op(op) => op.reads_value()),+ }
            }
            fn linearity(&self) -> Linearity {
                match self { $(Op::$op(op) => op.linearity()),+ }
            }
            fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
                match self { $(Op::$op(op) => op.forward(at)),+ }
            }
            fn backward<T: Scalar>(&self, at: Backward<'_, T>) {
                match self { $(Op::$op(op) => op.backward(at)),+ }
            }
            fn examples() -> Vec<Example> {
                let mut all = Vec::new();
                $(all.extend($op::examples());)+
                all
            }
        }

        /// The names of the table's ops, for a test that none is without an example.
        pub const NAMES: &[&str] = &[$(stringify!($op)),+];
    };
}

table!(
    Input,
    Affine,
    Project,
    Convolve,
    Embed,
    Place,
    Attend,
    Activate,
    Add,
    Scale,
    Gate,
    Concat,
    LayerNorm,
    BatchNorm,
    Modulate,
    Subsample,
    Pool,
    CrossEntropy,
    MeanSquared,
);
