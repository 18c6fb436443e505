//! A fresh linear reader of a representation, fitted alone: what a network's own head would have to become to read it.
//!
//! Columns are standardised over the rows (one that does not vary is left at 0). What is minimised is convex, the mean loss and
//! 10⁻⁶/2 of the weights' squared norm (the biases free), from zero, in f64, on all rows at once, so that the same rows give the
//! same bits everywhere: softmax cross-entropy by L-BFGS, squared errors by their normal equations.

use ndarray::Array2;

use super::lbfgs::minimise;
use crate::autograd::kernels::{Into, matmul, matmul_at};
use crate::autograd::ops::softmax;
use crate::data::Targets;
use crate::scene::Loss;

/// What holds the weights of a separable set at a finite size.
const RIDGE: f64 = 1e-6;

/// Most iterations of L-BFGS.
const ITERATIONS: usize = 300;

/// How well a fresh reader does on the rows that it was fitted to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probe {
    /// The mean loss.
    pub loss: f64,
    /// The share of rows whose largest output is their class; NaN where there are no classes.
    pub accuracy: f64,
}

/// Fits a linear reader with `outputs` outputs to a representation, rows × width; NaN where that is not finite.
#[must_use]
pub fn fit(state: &Array2<f32>, targets: &Targets, outputs: usize, loss: Loss) -> Probe {
    if !state.iter().all(|x| x.is_finite()) {
        return Probe { loss: f64::NAN, accuracy: f64::NAN };
    }
    let (rows, x) = (state.nrows(), standardised(state));
    let cols = state.ncols() + 1;
    let weights = match (targets, loss) {
        (Targets::Classes(classes), Loss::CrossEntropy) => {
            minimise(vec![0.0; cols * outputs], ITERATIONS, |w, gradient| {
                cross_entropy(&x, classes, [rows, cols, outputs], w, gradient)
            })
        }
        _ => least_squares(&x, &wanted(targets, rows, outputs), [rows, cols, outputs]),
    };
    let mut answers = vec![0.0; rows * outputs];
    matmul(rows, cols, outputs, &x, &weights, &mut answers, Into::Set);
    judge(&answers, targets, outputs, loss)
}

/// Loss and accuracy of answers.
fn judge(answers: &[f64], targets: &Targets, outputs: usize, loss: Loss) -> Probe {
    let rows = answers.len() / outputs;
    let accuracy = match targets {
        Targets::Classes(classes) => {
            let hit = |(row, class): &(&[f64], &u32)| largest(row) == **class as usize;
            answers.chunks_exact(outputs).zip(classes).filter(hit).count() as f64 / rows as f64
        }
        Targets::Values(_) => f64::NAN,
    };
    let loss = match (targets, loss) {
        (Targets::Classes(classes), Loss::CrossEntropy) => {
            let mut p = vec![0.0; outputs];
            let one = |(row, &class): (&[f64], &u32)| softmax(row, &mut p) - row[class as usize];
            answers.chunks_exact(outputs).zip(classes).map(one).sum::<f64>() / rows as f64
        }
        _ => {
            let errors = answers.iter().zip(wanted(targets, rows, outputs)).map(|(y, t)| (y - t) * (y - t));
            errors.sum::<f64>() / answers.len() as f64
        }
    };
    Probe { loss, accuracy }
}

fn largest(row: &[f64]) -> usize {
    let better = |best: usize, (i, &value): (usize, &f64)| if value > row[best] { i } else { best };
    row.iter().enumerate().fold(0, better)
}

/// What should come out, rows × outputs: values as they are, 1 at the class and 0 elsewhere.
fn wanted(targets: &Targets, rows: usize, outputs: usize) -> Vec<f64> {
    match targets {
        Targets::Values(values) => values.iter().map(|&y| f64::from(y)).collect(),
        Targets::Classes(classes) => {
            let mut all = vec![0.0; rows * outputs];
            for (row, &class) in all.chunks_exact_mut(outputs).zip(classes) {
                row[class as usize] = 1.0;
            }
            all
        }
    }
}

/// Each column less its mean, over its deviation, and a column of ones.
fn standardised(state: &Array2<f32>) -> Vec<f64> {
    let (rows, width) = state.dim();
    let cols = width + 1;
    let mut x = vec![1.0; rows * cols];
    for (j, column) in state.columns().into_iter().enumerate() {
        let mean = column.iter().map(|&x| f64::from(x)).sum::<f64>() / rows as f64;
        let variance = column.iter().map(|&x| (f64::from(x) - mean) * (f64::from(x) - mean)).sum::<f64>() / rows as f64;
        let deviation = variance.sqrt();
        // What differs by rounding alone is the same.
        let varies = deviation > 1e-7 * mean.abs() && deviation > 1e-30;
        for (i, &value) in column.iter().enumerate() {
            x[i * cols + j] = if varies { (f64::from(value) - mean) / deviation } else { 0.0 };
        }
    }
    x
}

/// The mean cross-entropy with the ridge at weights \[cols×outputs\], the last row the biases, and its gradient.
fn cross_entropy(
    x: &[f64],
    classes: &[u32],
    [rows, cols, outputs]: [usize; 3],
    w: &[f64],
    gradient: &mut [f64],
) -> f64 {
    let mut logits = vec![0.0; rows * outputs];
    matmul(rows, cols, outputs, x, w, &mut logits, Into::Set);
    let mut p = vec![0.0; outputs];
    let mut loss = 0.0;
    for (row, &class) in logits.chunks_exact_mut(outputs).zip(classes) {
        loss += softmax(row, &mut p) - row[class as usize];
        for (j, (to, p)) in row.iter_mut().zip(&p).enumerate() {
            let hit = if j == class as usize { 1.0 } else { 0.0 };
            *to = (p - hit) / rows as f64;
        }
    }
    matmul_at(cols, rows, outputs, x, &logits, gradient, Into::Set);
    let free = (cols - 1) * outputs;
    for (g, w) in gradient.iter_mut().zip(&w[..free]) {
        *g += RIDGE * w;
    }
    loss / rows as f64 + 0.5 * RIDGE * w[..free].iter().map(|w| w * w).sum::<f64>()
}

/// (XᵀX/n + ridge)·W = XᵀY/n, by Cholesky's factors.
fn least_squares(x: &[f64], y: &[f64], [rows, cols, outputs]: [usize; 3]) -> Vec<f64> {
    let mut gram = vec![0.0; cols * cols];
    let mut w = vec![0.0; cols * outputs];
    matmul_at(cols, rows, cols, x, x, &mut gram, Into::Set);
    matmul_at(cols, rows, outputs, x, y, &mut w, Into::Set);
    gram.iter_mut().chain(&mut w).for_each(|value| *value /= rows as f64);
    for j in 0..cols - 1 {
        gram[j * cols + j] += RIDGE;
    }
    // L·Lᵀ in place of the lower half: the ridge keeps every pivot above 0.
    for j in 0..cols {
        for i in j..cols {
            let sum: f64 = (0..j).map(|k| gram[i * cols + k] * gram[j * cols + k]).sum();
            let rest = gram[i * cols + j] - sum;
            gram[i * cols + j] = if i == j { rest.max(1e-12).sqrt() } else { rest / gram[j * cols + j] };
        }
    }
    for o in 0..outputs {
        for i in 0..cols {
            let sum: f64 = (0..i).map(|k| gram[i * cols + k] * w[k * outputs + o]).sum();
            w[i * outputs + o] = (w[i * outputs + o] - sum) / gram[i * cols + i];
        }
        for i in (0..cols).rev() {
            let sum: f64 = (i + 1..cols).map(|k| gram[k * cols + i] * w[k * outputs + o]).sum();
            w[i * outputs + o] = (w[i * outputs + o] - sum) / gram[i * cols + i];
        }
    }
    w
}
