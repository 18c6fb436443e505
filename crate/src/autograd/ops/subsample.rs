use super::{Backward, Example, Forward, Linearity, Operation};
use crate::autograd::scalar::Scalar;

/// Every so many-th pixel of an image in both directions, with channels of zeros put after those that are there: the
/// shortcut A of He et al. 2015, section 4.2, where an image shrinks and its channels grow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Subsample {
    /// Pixels along a side of the image that goes in.
    pub side: usize,
    /// Which pixels are taken: every `stride`-th, from the first on.
    pub stride: usize,
    /// Channels of the value, as many as go in or more.
    pub cols: usize,
}

/// The site of a square image of `before` sites that stands at `site` once every so many-th pixel is taken, `after` in all.
/// Where nothing is taken off it is the same site.
#[must_use]
pub fn subsampled(before: usize, after: usize, site: usize) -> usize {
    if before == after {
        return site;
    }
    let (from, to) = (before.isqrt(), after.isqrt().max(1));
    let stride = from.div_ceil(to);
    site / to * stride * from + site % to * stride
}

impl Subsample {
    fn each(&self, rows: usize, width: usize, mut see: impl FnMut(core::ops::Range<usize>, core::ops::Range<usize>)) {
        let before = self.side * self.side;
        let after = self.side.div_ceil(self.stride).pow(2);
        for row in 0..rows {
            let from = (row / after * before + subsampled(before, after, row % after)) * width;
            let to = row * self.cols;
            see(from..from + width, to..to + width);
        }
    }
}

impl Operation for Subsample {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[width], []) if width <= self.cols => Some(self.cols),
            _ => None,
        }
    }

    fn sites(&self, sites: &[usize]) -> Option<usize> {
        (sites == [self.side * self.side]).then(|| self.side.div_ceil(self.stride).pow(2))
    }

    fn linearity(&self) -> Linearity {
        Linearity::Joint
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let (x, width) = (at.x(0), at.width(0));
        let out = at.out;
        out.fill(T::zero());
        self.each(at.rows, width, |from, to| {
            out[to].copy_from_slice(&x[from]);
        });
    }

    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (grad, rows, width) = (at.grad, at.rows, at.width(0));
        let dx = at.dx(0);
        self.each(rows, width, |from, to| {
            for (d, &g) in dx[from].iter_mut().zip(&grad[to]) {
                *d += g;
            }
        });
    }

    fn examples() -> Vec<Example> {
        let shrink = Subsample { side: 5, stride: 2, cols: 3 };
        let pad = Subsample { side: 2, stride: 1, cols: 4 };
        vec![
            Example { op: shrink.into(), widths: vec![2], shapes: vec![], sites: 25 },
            Example { op: pad.into(), widths: vec![2], shapes: vec![], sites: 4 },
        ]
    }
}
