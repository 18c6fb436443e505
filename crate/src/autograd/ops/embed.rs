use super::{Backward, Example, Forward, Operation};
use crate::autograd::scalar::Scalar;

/// y = E\[token\]: one row of a table \[tokens × cols\] a site, whose token goes in as a number (Bengio et al. 2003, section 2).
/// A number outside the table takes the nearest row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Embed;

fn row<T: Scalar>(token: T, tokens: usize) -> usize {
    // A float casts to the nearest whole number that there is, NaN to 0.
    (token.value() as usize).min(tokens.saturating_sub(1))
}

impl Operation for Embed {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[1], &[[_, cols]]) => Some(cols),
            _ => None,
        }
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let (x, table, cols) = (at.x(0), at.p(0), at.cols);
        for (y, &token) in at.out.chunks_exact_mut(cols).zip(x) {
            let from = row(token, table.len() / cols) * cols;
            y.copy_from_slice(&table[from..from + cols]);
        }
    }

    /// A token is no number to be differentiated by: its gradient is 0.
    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (x, grad, cols) = (at.x(0), at.grad, at.cols);
        let table = at.dp(0);
        for (g, &token) in grad.chunks_exact(cols).zip(x) {
            let from = row(token, table.len() / cols) * cols;
            for (d, &g) in table[from..from + cols].iter_mut().zip(g) {
                *d += g;
            }
        }
    }

    fn examples() -> Vec<Example> {
        vec![Example { op: Embed.into(), widths: vec![1], shapes: vec![[5, 3]], sites: 4 }]
    }
}
