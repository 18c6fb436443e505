use super::{Backward, Example, Forward, Linearity, Operation};
use crate::autograd::kernels::{Into, matmul, matmul_at, sum_down, turn};
use crate::autograd::scalar::Scalar;

/// A convolution of square images with 3×3 kernels, one pixel of zeros round the image (LeCun et al. 1989; as in machine
/// learning, a cross-correlation): y\[p, o\] = Σ x\[stride·p + t − 1, i\] · W\[t, i, o\], t over the nine taps row by row.
///
/// A row's sites are pixels, row by row; W is \[9·in × out\], its rows tap by tap; a bias \[1 × out\] may follow. Each image
/// becomes a matrix of patches \[pixels × 9·in\], so that the sums are those of the one kernel for products.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Convolve {
    /// Pixels along a side of the image that goes in.
    pub side: usize,
    /// Pixels from one patch to the next, 1 or 2.
    pub stride: usize,
}

/// Taps of a kernel.
pub const TAPS: usize = 9;

impl Convolve {
    /// Pixels along a side of the image that comes out.
    #[must_use]
    pub const fn out_side(&self) -> usize {
        self.side.div_ceil(self.stride)
    }

    /// The taps that lie inside the image, in stretches of a patch's row: `see` gets the first one's place in a matrix of
    /// patches \[pixels out × 9\], the pixel that it takes, and how many there are. The others are the zeros round the image.
    #[inline(always)]
    fn taps(&self, mut see: impl FnMut(usize, usize, usize)) {
        let (side, out) = (self.side, self.out_side());
        for (row, column) in (0..out).flat_map(|row| (0..out).map(move |column| (row, column))) {
            let (top, left) = (row * self.stride, column * self.stride);
            // One less than these is the first pixel of the patch, which may lie outside.
            let (first, last) = (left.max(1), (left + 3).min(side + 1));
            for tap in 0..3 {
                if (1..=side).contains(&(top + tap)) {
                    let place = (row * out + column) * TAPS + tap * 3 + (first - left);
                    see(place, (top + tap - 1) * side + first - 1, last - first);
                }
            }
        }
    }

    /// Writes an image \[pixels × width\] as patches \[pixels out × 9·width\], whose zeros are there already.
    fn patches<T: Scalar>(&self, image: &[T], width: usize, patches: &mut [T]) {
        self.taps(|place, pixel, taps| {
            let (to, from) = (place * width, pixel * width);
            patches[to..to + taps * width].copy_from_slice(&image[from..from + taps * width]);
        });
    }
}

impl Operation for Convolve {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[width], &[[rows, cols]]) if rows == TAPS * width => Some(cols),
            (&[width], &[[rows, cols], [1, bias]]) if rows == TAPS * width && bias == cols => Some(cols),
            _ => None,
        }
    }

    fn sites(&self, sites: &[usize]) -> Option<usize> {
        (sites == [self.side * self.side]).then(|| self.out_side().pow(2))
    }

    fn linearity(&self) -> Linearity {
        Linearity::Product((*self).into())
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let (x, width, cols, sites) = (at.x(0), at.width(0), at.cols, at.sites);
        let weight = at.p(0);
        let into = if at.params_given() == 2 { Into::Biased(at.p(1)) } else { Into::Set };
        let (terms, image) = (TAPS * width, self.side * self.side * width);
        at.scratch.clear();
        at.scratch.resize(sites * terms, T::zero());
        for (x, y) in x.chunks_exact(image).zip(at.out.chunks_exact_mut(sites * cols)) {
            self.patches(x, width, at.scratch);
            matmul(sites, terms, cols, at.scratch, weight, y, into);
        }
    }

    /// With P the patches: ∂W = Σ Pᵀ·g and ∂P = g·Wᵀ, which goes back to the pixels that the patches were taken from; ∂b = Σ g.
    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (x, grad, width, cols, sites) = (at.x(0), at.grad, at.width(0), at.cols, at.sites);
        let (terms, image) = (TAPS * width, self.side * self.side * width);
        let mut room = core::mem::take(at.scratch);
        room.clear();
        room.resize(sites * terms + cols * terms, T::zero());
        let (patches, turned) = room.split_at_mut(sites * terms);
        if at.by_parameters {
            if at.params_given() == 2 {
                let bias = at.dp(1);
                sum_down(cols, grad, grad, bias, |g, _| g);
            }
            for (x, g) in x.chunks_exact(image).zip(grad.chunks_exact(sites * cols)) {
                self.patches(x, width, patches);
                matmul_at(terms, sites, cols, patches, g, at.dp(0), Into::Add);
            }
        }
        turn(terms, cols, at.p(0), turned);
        for (dx, g) in at.dx(0).chunks_exact_mut(image).zip(grad.chunks_exact(sites * cols)) {
            matmul(sites, cols, terms, g, turned, patches, Into::Set);
            self.taps(|place, pixel, taps| {
                let (from, to) = (place * width, pixel * width);
                for (d, &g) in dx[to..to + taps * width].iter_mut().zip(&patches[from..from + taps * width]) {
                    *d += g;
                }
            });
        }
        *at.scratch = room;
    }

    fn examples() -> Vec<Example> {
        let (same, half) = (Self { side: 3, stride: 1 }, Self { side: 5, stride: 2 });
        vec![
            Example { op: same.into(), widths: vec![2], shapes: vec![[18, 3]], sites: 9 },
            Example { op: half.into(), widths: vec![1], shapes: vec![[9, 2], [1, 2]], sites: 25 },
        ]
    }
}
