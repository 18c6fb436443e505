use super::cross_entropy::softmax;
use super::{Backward, Example, Forward, Operation};
use crate::autograd::scalar::Scalar;

/// Attention in several heads (Vaswani et al. 2017, eq. 1): for each head, a stretch of the columns, y = A·v with
/// A = softmax(q·kᵀ/√d), d the head's columns, row by row over the sites of one row. With `causal` a site sees itself and
/// those before it, the weights of the others being exactly 0.
///
/// What is kept: A, \[rows × heads × sites × sites\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attend {
    /// Heads; they divide the columns.
    pub heads: usize,
    /// Whether a site is blind for those after it.
    pub causal: bool,
}

/// Where a head of one row begins, and its geometry.
#[derive(Clone, Copy)]
struct Head {
    /// Where the row's first number of this head stands.
    from: usize,
    /// Where the head's weights stand among those kept.
    kept: usize,
    sites: usize,
    cols: usize,
    size: usize,
}

impl Head {
    /// The head's numbers at a site.
    #[inline(always)]
    fn at(self, site: usize) -> core::ops::Range<usize> {
        let from = self.from + site * self.cols;
        from..from + self.size
    }

    /// The kept weights of a site over those that it sees.
    #[inline(always)]
    fn weights(self, site: usize, seen: usize) -> core::ops::Range<usize> {
        let from = self.kept + site * self.sites;
        from..from + seen
    }
}

impl Attend {
    fn heads(&self, rows: usize, sites: usize, cols: usize) -> impl Iterator<Item = Head> + use<> {
        let (count, size) = (self.heads, cols / self.heads);
        (0..rows / sites.max(1) * count).map(move |number| {
            let from = number / count * sites * cols + number % count * size;
            Head { from, kept: number * sites * sites, sites, cols, size }
        })
    }

    #[inline(always)]
    fn seen(&self, site: usize, sites: usize) -> usize {
        if self.causal { site + 1 } else { sites }
    }
}

#[inline(always)]
fn dot<T: Scalar>(a: &[T], b: &[T]) -> T {
    a.iter().zip(b).fold(T::zero(), |sum, (&a, &b)| sum + a * b)
}

/// to += factor · from
#[inline(always)]
fn add<T: Scalar>(to: &mut [T], factor: T, from: &[T]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to += factor * from;
    }
}

impl Operation for Attend {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[q, k, v], []) if q == k && k == v && q.is_multiple_of(self.heads) => Some(q),
            _ => None,
        }
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let (q, k, v, sites) = (at.x(0), at.x(1), at.x(2), at.sites);
        at.saved.clear();
        at.saved.resize(at.rows * self.heads * sites, T::zero());
        at.scratch.resize(sites, T::zero());
        at.out.fill(T::zero());
        for head in self.heads(at.rows, sites, at.cols) {
            let root = T::one() / T::of(head.size as f64).sqrt();
            for site in 0..sites {
                let seen = self.seen(site, sites);
                let scores = &mut at.scratch[..seen];
                for (other, score) in scores.iter_mut().enumerate() {
                    *score = dot(&q[head.at(site)], &k[head.at(other)]) * root;
                }
                let weights = &mut at.saved[head.weights(site, seen)];
                softmax(scores, weights);
                for (other, &weight) in weights.iter().enumerate() {
                    add(&mut at.out[head.at(site)], weight, &v[head.at(other)]);
                }
            }
        }
    }

    /// With g the gradient: ∂v = Aᵀ·g; ∂A = g·vᵀ; the softmax's scores s get A ⊙ (∂A − Σ A ⊙ ∂A); ∂q = ∂s·k/√d, ∂k = ∂sᵀ·q/√d.
    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (q, k, v) = (at.x(0), at.x(1), at.x(2));
        let (grad, kept, sites, rows, cols) = (at.grad, at.saved, at.sites, at.rows, at.cols);
        let mut room = core::mem::take(at.scratch);
        room.resize(sites, T::zero());
        for head in self.heads(rows, sites, cols) {
            let root = T::one() / T::of(head.size as f64).sqrt();
            for site in 0..sites {
                let seen = self.seen(site, sites);
                let (weights, g) = (&kept[head.weights(site, seen)], &grad[head.at(site)]);
                let scores = &mut room[..seen];
                for (other, score) in scores.iter_mut().enumerate() {
                    *score = dot(g, &v[head.at(other)]);
                    add(&mut at.dx(2)[head.at(other)], weights[other], g);
                }
                let mean = dot(weights, scores);
                for (other, &score) in scores.iter().enumerate() {
                    let slope = weights[other] * (score - mean) * root;
                    add(&mut at.dx(0)[head.at(site)], slope, &k[head.at(other)]);
                    add(&mut at.dx(1)[head.at(other)], slope, &q[head.at(site)]);
                }
            }
        }
        *at.scratch = room;
    }

    fn examples() -> Vec<Example> {
        let example = |causal| Example {
            op: Attend { heads: 2, causal }.into(),
            widths: vec![4, 4, 4],
            shapes: vec![],
            sites: 3,
        };
        vec![example(false), example(true)]
    }
}
