//! Linear centred kernel alignment of two representations of the same points (Kornblith, Norouzi, Lee and Hinton 2019).

use ndarray::Array2;

use super::dot;

/// How alike the points of one representation are to each other, boiled down: the centred Gram matrix as a unit vector, of
/// which each element off the diagonal stands once, times √2.
#[derive(Clone, Debug, PartialEq)]
pub struct Gram(Vec<f64>);

impl Gram {
    /// Of a representation, points × width.
    #[must_use]
    pub fn of(state: &Array2<f32>) -> Self {
        let (rows, cols) = state.dim();
        let mut centred: Vec<f64> = state.iter().map(|&x| f64::from(x)).collect();
        for j in 0..cols {
            let mean = (0..rows).map(|i| centred[i * cols + j]).sum::<f64>() / rows as f64;
            (0..rows).for_each(|i| centred[i * cols + j] -= mean);
        }
        let row = |i: usize| &centred[i * cols..(i + 1) * cols];
        let mut gram = Vec::with_capacity(rows * (rows + 1) / 2);
        for i in 0..rows {
            for j in 0..=i {
                let weight = if i == j { 1.0 } else { core::f64::consts::SQRT_2 };
                gram.push(weight * dot(row(i), row(j)));
            }
        }
        let norm = dot(&gram, &gram).sqrt();
        gram.iter_mut().for_each(|x| *x /= norm);
        Self(gram)
    }

    /// The alignment with another representation of the same points, 0 … 1: ‖YᵀX‖² / (‖XᵀX‖·‖YᵀY‖) of the centred
    /// representations, Frobenius norms. 1 for the same up to a rotation, a shift and a factor; NaN where one of them takes all
    /// points for the same.
    #[must_use]
    pub fn alignment(&self, other: &Self) -> f64 {
        let cosine = dot(&self.0, &other.0);
        // Rounding may lead a hair over 1.
        if cosine > 1.0 { 1.0 } else { cosine }
    }
}
