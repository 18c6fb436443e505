/// Eigenvalues, largest first, and unit eigenvectors of a small symmetric matrix \[n×n, row-major\], by Jacobi's cyclic
/// rotations (Golub and Van Loan, algorithm 8.5.3). The order of operations is fixed, so the bits are the same everywhere.
#[must_use]
pub fn symmetric(matrix: &[f64], n: usize) -> Vec<(f64, Vec<f64>)> {
    let mut a = matrix.to_vec();
    let mut v = vec![0.0; n * n];
    (0..n).for_each(|i| v[i * n + i] = 1.0);
    let total: f64 = a.iter().map(|x| x * x).sum();
    // Each sweep squares what is off the diagonal; ten are plenty for n ≤ 65.
    for _ in 0..30 {
        let off: f64 = (0..n * n).filter(|i| i / n != i % n).map(|i| a[i] * a[i]).sum();
        if off <= 1e-30 * total {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, n, p, q);
            }
        }
    }
    let mut pairs: Vec<(f64, Vec<f64>)> =
        (0..n).map(|j| (a[j * n + j], (0..n).map(|i| v[i * n + j]).collect())).collect();
    pairs.sort_unstable_by(|x, y| y.0.total_cmp(&x.0));
    pairs
}

/// Makes a\[p, q\] zero.
fn rotate(a: &mut [f64], v: &mut [f64], n: usize, p: usize, q: usize) {
    let apq = a[p * n + q];
    if apq == 0.0 {
        return;
    }
    let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
    let t = if theta >= 0.0 { 1.0 } else { -1.0 } / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..n {
        let (x, y) = (a[k * n + p], a[k * n + q]);
        a[k * n + p] = c * x - s * y;
        a[k * n + q] = s * x + c * y;
    }
    for k in 0..n {
        let (x, y) = (a[p * n + k], a[q * n + k]);
        a[p * n + k] = c * x - s * y;
        a[q * n + k] = s * x + c * y;
        let (x, y) = (v[k * n + p], v[k * n + q]);
        v[k * n + p] = c * x - s * y;
        v[k * n + q] = s * x + c * y;
    }
}

#[cfg(test)]
mod tests {
    use super::symmetric;

    #[test]
    fn a_matrix_is_put_together_again_from_its_pairs() {
        let matrix = [4.0, 1.0, -2.0, 1.0, 2.0, 0.5, -2.0, 0.5, 3.0];
        let pairs = symmetric(&matrix, 3);
        assert!(pairs.windows(2).all(|w| w[0].0 >= w[1].0));
        for i in 0..3 {
            for j in 0..3 {
                let entry: f64 = pairs.iter().map(|(value, vector)| value * vector[i] * vector[j]).sum();
                assert!((entry - matrix[i * 3 + j]).abs() < 1e-12);
            }
        }
    }
}
