use super::{Backward, Example, Forward, Operation};
use crate::autograd::kernels::{Into, matmul, matmul_at};
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

    /// For each pixel that comes out and each tap: the patch's place in a matrix of patches and the pixel that it takes,
    /// none outside the image.
    fn taps(&self) -> impl Iterator<Item = (usize, Option<usize>)> + use<> {
        let Self { side, stride } = *self;
        let out = self.out_side();
        let inside = move |at: usize| at.checked_sub(1).filter(|at| *at < side);
        (0..out * out).flat_map(move |pixel| {
            let (top, left) = (pixel / out * stride, pixel % out * stride);
            (0..TAPS).map(move |tap| {
                let from = inside(top + tap / 3).zip(inside(left + tap % 3)).map(|(y, x)| y * side + x);
                (pixel * TAPS + tap, from)
            })
        })
    }

    /// Writes an image \[pixels × width\] as patches \[pixels out × 9·width\].
    fn patches<T: Scalar>(&self, image: &[T], width: usize, patches: &mut [T]) {
        for (place, from) in self.taps() {
            let to = &mut patches[place * width..(place + 1) * width];
            match from {
                Some(pixel) => to.copy_from_slice(&image[pixel * width..(pixel + 1) * width]),
                None => to.fill(T::zero()),
            }
        }
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

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let (x, width, cols, sites) = (at.x(0), at.width(0), at.cols, at.sites);
        let (weight, bias) = (at.p(0), (at.params_given() == 2).then(|| at.p(1)));
        let (terms, image) = (TAPS * width, self.side * self.side * width);
        at.scratch.resize(sites * terms, T::zero());
        for (x, y) in x.chunks_exact(image).zip(at.out.chunks_exact_mut(sites * cols)) {
            self.patches(x, width, at.scratch);
            matmul(sites, terms, cols, at.scratch, weight, y, Into::Set);
            if let Some(bias) = bias {
                for (y, &b) in y.iter_mut().zip(bias.iter().cycle()) {
                    *y += b;
                }
            }
        }
    }

    /// With P the patches: ∂W = Σ Pᵀ·g and ∂P = g·Wᵀ, which goes back to the pixels that the patches were taken from; ∂b = Σ g.
    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        let (x, grad, width, cols, sites) = (at.x(0), at.grad, at.width(0), at.cols, at.sites);
        let (terms, image) = (TAPS * width, self.side * self.side * width);
        let mut room = core::mem::take(at.scratch);
        room.resize(sites * terms + cols * terms, T::zero());
        let (patches, turned) = room.split_at_mut(sites * terms);
        if at.by_parameters {
            if at.params_given() == 2 {
                let bias = at.dp(1);
                for pixel in grad.chunks_exact(cols) {
                    for (d, &g) in bias.iter_mut().zip(pixel) {
                        *d += g;
                    }
                }
            }
            for (x, g) in x.chunks_exact(image).zip(grad.chunks_exact(sites * cols)) {
                self.patches(x, width, patches);
                matmul_at(terms, sites, cols, patches, g, at.dp(0), Into::Add);
            }
        }
        for (p, row) in at.p(0).chunks_exact(cols).enumerate() {
            for (j, &value) in row.iter().enumerate() {
                turned[j * terms + p] = value;
            }
        }
        for (dx, g) in at.dx(0).chunks_exact_mut(image).zip(grad.chunks_exact(sites * cols)) {
            matmul(sites, cols, terms, g, turned, patches, Into::Set);
            for (place, from) in self.taps() {
                let Some(pixel) = from else { continue };
                let patch = &patches[place * width..(place + 1) * width];
                for (d, &g) in dx[pixel * width..(pixel + 1) * width].iter_mut().zip(patch) {
                    *d += g;
                }
            }
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
