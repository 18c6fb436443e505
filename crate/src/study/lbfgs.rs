//! A minimiser of convex functions.

use super::dot;

/// Steps that are remembered.
const MEMORY: usize = 10;

/// Minimises a convex function from `x` by L-BFGS (Nocedal and Wright 2006, algorithms 7.4 and 7.5), halving each step until
/// the value falls enough (Armijo), at most `iterations` times. `f` writes the gradient and returns the value. It ends where
/// every slope is below 10⁻⁸ or no step leads down.
pub fn minimise(mut x: Vec<f64>, iterations: usize, mut f: impl FnMut(&[f64], &mut [f64]) -> f64) -> Vec<f64> {
    let n = x.len();
    let mut gradient = vec![0.0; n];
    let mut value = f(&x, &mut gradient);
    let mut past: Vec<Pair> = Vec::new();
    let (mut next, mut slope) = (vec![0.0; n], vec![0.0; n]);
    for _ in 0..iterations {
        if gradient.iter().all(|g| g.abs() < 1e-8) {
            break;
        }
        let direction = direction(&gradient, &past);
        let down = dot(&direction, &gradient);
        let mut step = if past.is_empty() { 1.0 / dot(&gradient, &gradient).sqrt() } else { 1.0 };
        let mut reached = f64::NAN;
        for _ in 0..40 {
            next.iter_mut().zip(&x).zip(&direction).for_each(|((to, x), d)| *to = x + step * d);
            reached = f(&next, &mut slope);
            if reached <= value + 1e-4 * step * down {
                break;
            }
            reached = f64::NAN;
            step *= 0.5;
        }
        if reached.is_nan() {
            break;
        }
        let pair = Pair::new(&x, &next, &gradient, &slope);
        // Convexity makes this positive but for rounding.
        if pair.curvature > 0.0 {
            past.push(pair);
            if past.len() > MEMORY {
                past.remove(0);
            }
        }
        core::mem::swap(&mut x, &mut next);
        core::mem::swap(&mut gradient, &mut slope);
        value = reached;
    }
    x
}

/// A step, and how the gradient changed along it.
struct Pair {
    step: Vec<f64>,
    change: Vec<f64>,
    curvature: f64,
}

impl Pair {
    fn new(x: &[f64], next: &[f64], gradient: &[f64], slope: &[f64]) -> Self {
        let less = |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a - b).collect() };
        let (step, change) = (less(next, x), less(slope, gradient));
        let curvature = dot(&step, &change);
        Self { step, change, curvature }
    }
}

/// Less the inverse Hessian, as the remembered steps tell it, times the gradient.
fn direction(gradient: &[f64], past: &[Pair]) -> Vec<f64> {
    let mut q: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut alphas = Vec::with_capacity(past.len());
    for pair in past.iter().rev() {
        let alpha = dot(&pair.step, &q) / pair.curvature;
        q.iter_mut().zip(&pair.change).for_each(|(q, y)| *q -= alpha * y);
        alphas.push(alpha);
    }
    if let Some(last) = past.last() {
        let scale = last.curvature / dot(&last.change, &last.change);
        q.iter_mut().for_each(|q| *q *= scale);
    }
    for (pair, alpha) in past.iter().zip(alphas.into_iter().rev()) {
        let beta = dot(&pair.change, &q) / pair.curvature;
        q.iter_mut().zip(&pair.step).for_each(|(q, s)| *q += (alpha - beta) * s);
    }
    q
}
