//! Recorded frames of a run, as the page hands them over: one array, frame after frame.

/// A run's frames. Each is `[step, loss, accuracy, held-out loss, held-out accuracy, grad_0 … grad_L, contribution_1 …
/// contribution_L, turn_1 … turn_L]` with L the depth; what is not defined is NaN, and a gradient that is exactly 0
/// is −∞ (they are decimal logarithms).
#[derive(Clone, Copy, Debug)]
pub struct Frames<'a> {
    depth: usize,
    values: &'a [f32],
}

/// One frame.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    depth: usize,
    values: &'a [f32],
}

impl<'a> Frames<'a> {
    /// Reads frames of a network of this depth; an incomplete one at the end is left out.
    #[must_use]
    pub fn new(values: &'a [f32], depth: usize) -> Self {
        Self { depth, values }
    }

    /// The numbers of a frame.
    #[must_use]
    pub fn length(depth: usize) -> usize {
        6 + 3 * depth
    }

    /// The frames, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Frame<'a>> + ExactSizeIterator + use<'a> {
        let depth = self.depth;
        self.values.chunks_exact(Self::length(depth)).map(move |values| Frame { depth, values })
    }
}

#[allow(missing_docs)]
impl<'a> Frame<'a> {
    pub fn step(&self) -> f32 {
        self.values[0]
    }
    pub fn loss(&self) -> f32 {
        self.values[1]
    }
    pub fn accuracy(&self) -> f32 {
        self.values[2]
    }
    pub fn test_loss(&self) -> f32 {
        self.values[3]
    }
    pub fn test_accuracy(&self) -> f32 {
        self.values[4]
    }
    /// Decimal logarithms of ‖∂L/∂h_l‖, l = 0 … depth.
    pub fn grad(&self) -> &'a [f32] {
        &self.values[5..6 + self.depth]
    }
}

/// The steps of two runs, each rising, as one rising list.
#[must_use]
pub fn merged(a: &[f32], b: &[f32]) -> Vec<f32> {
    let (mut a, mut b) = (a.iter().copied().peekable(), b.iter().copied().peekable());
    std::iter::from_fn(|| match (a.peek().copied(), b.peek().copied()) {
        (Some(x), Some(y)) if x == y => {
            b.next();
            a.next()
        }
        (Some(x), Some(y)) if x < y => a.next(),
        (Some(_), None) => a.next(),
        _ => b.next(),
    })
    .collect()
}
