use super::super::{dot, eigen};

/// Lanczos's method on a symmetric matrix that is only known by what it does to a vector (Golub and Van Loan, section 10.1),
/// with full reorthogonalisation, twice over: without it rounding lets converged values come back as copies.
#[derive(Clone, Debug)]
pub struct Lanczos {
    basis: Vec<Vec<f64>>,
    /// The vector to multiply next; empty when there is none.
    next: Vec<f64>,
    alpha: Vec<f64>,
    beta: Vec<f64>,
    /// The longest product so far: at most the largest eigenvalue's size.
    longest: f64,
}

/// An eigenvalue of the matrix as the vectors so far see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ritz {
    /// The value.
    pub value: f64,
    /// How far from it the nearest true eigenvalue can be.
    pub error: f64,
    /// Its weight in the start: the square of the start's component along it. All weights sum to 1.
    pub weight: f64,
}

/// What rounding leaves of a product that lies in the span of the vectors so far, as a share of the longest.
const NOTHING: f64 = 1e-10;

impl Lanczos {
    /// From a start that is not 0.
    #[must_use]
    pub fn new(start: &[f64]) -> Self {
        let length = norm(start);
        let next = start.iter().map(|x| x / length).collect();
        Self { basis: Vec::new(), next, alpha: Vec::new(), beta: Vec::new(), longest: 0.0 }
    }

    /// The vector whose product with the matrix [`Self::take`] wants; none when there is nothing more to learn.
    #[must_use]
    pub fn wants(&self) -> Option<&[f64]> {
        (!self.next.is_empty()).then_some(&self.next)
    }

    /// Takes the product that was wanted.
    pub fn take(&mut self, product: &[f64]) {
        let vector = core::mem::take(&mut self.next);
        self.longest = self.longest.max(norm(product));
        self.alpha.push(dot(&vector, product));
        self.basis.push(vector);
        let mut rest = product.to_vec();
        for _ in 0..2 {
            for known in &self.basis {
                let along = dot(known, &rest);
                rest.iter_mut().zip(known).for_each(|(x, k)| *x -= along * k);
            }
        }
        let left = norm(&rest);
        // What is not a number ends it too.
        if self.basis.len() < rest.len() && left > NOTHING * self.longest {
            rest.iter_mut().for_each(|x| *x /= left);
            self.next = rest;
            self.beta.push(left);
        } else {
            self.beta.push(if left.is_nan() { f64::NAN } else { 0.0 });
        }
    }

    /// Steps made.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.alpha.len()
    }

    /// Goes on for so many steps in all, or until there is nothing more to learn.
    #[must_use]
    pub fn run(mut self, steps: usize, mut times: impl FnMut(&[f64]) -> Vec<f64>) -> Self {
        while self.steps() < steps {
            let Some(vector) = self.wants() else { break };
            let product = times(vector);
            self.take(&product);
        }
        self
    }

    /// The eigenvalues so far, largest first; nothing before the first step or where a product was not finite.
    #[must_use]
    pub fn values(&self) -> Vec<Ritz> {
        let last = self.beta.last().copied().unwrap_or_default();
        let ritz = |(value, vector): &(f64, Vec<f64>)| {
            let ends = vector.first().zip(vector.last()).map_or((0.0, 0.0), |(&first, &last)| (first, last));
            Ritz { value: *value, error: (last * ends.1).abs(), weight: ends.0 * ends.0 }
        };
        self.pairs().iter().map(ritz).collect()
    }

    /// The unit eigenvector of value `k` in [`Self::values`], its largest component (the first of equals) positive.
    #[must_use]
    pub fn vector(&self, k: usize) -> Option<Vec<f64>> {
        let pairs = self.pairs();
        let (_, shares) = pairs.get(k)?;
        let mut vector = vec![0.0; self.basis.first()?.len()];
        for (share, basis) in shares.iter().zip(&self.basis) {
            vector.iter_mut().zip(basis).for_each(|(x, b)| *x += share * b);
        }
        let largest = vector.iter().fold(0.0_f64, |best, &x| if x.abs() > best.abs() { x } else { best });
        let length = if largest < 0.0 { -norm(&vector) } else { norm(&vector) };
        vector.iter_mut().for_each(|x| *x /= length);
        Some(vector)
    }

    /// Eigenpairs of the tridiagonal matrix.
    fn pairs(&self) -> Vec<(f64, Vec<f64>)> {
        let n = self.alpha.len();
        if !self.alpha.iter().chain(&self.beta).all(|x| x.is_finite()) {
            return Vec::new();
        }
        let mut matrix = vec![0.0; n * n];
        for i in 0..n {
            matrix[i * n + i] = self.alpha[i];
            if i + 1 < n {
                matrix[i * n + i + 1] = self.beta[i];
                matrix[(i + 1) * n + i] = self.beta[i];
            }
        }
        eigen::symmetric(&matrix, n)
    }
}

fn norm(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}
