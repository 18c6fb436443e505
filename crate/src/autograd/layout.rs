//! The flat parameter vector of a network: to an optimiser or a surface it is one array, and a name is a range of it.

use core::ops::Range;

/// What a tensor is for: it decides how the tensor starts and whether a random direction moves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A weight of a block.
    Weight,
    /// A convolution's kernel in a block, \[9·in × out\].
    Kernel,
    /// A weight of the stem or the head.
    Edge,
    /// A table of a transformer's tokens or places, which starts as N(0, 1).
    Embedding,
    /// A bias; of a block or of stem and head.
    Bias,
    /// The bias of a highway gate, which starts at −1 (Srivastava et al. 2015).
    GateBias,
    /// A gain of a normalisation, which starts at 1.
    Gain,
    /// A shift of a normalisation, which starts at 0.
    Shift,
    /// ReZero's α, which starts at 0 (Bachlechner et al. 2020).
    Alpha,
}

/// A tensor in the flat vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, such as `block.3.linear1.weight`.
    pub name: String,
    /// Rows (a weight's inputs; 1 for a vector) and columns (its outputs).
    pub shape: [usize; 2],
    /// Where it starts in the flat vector.
    pub start: usize,
    /// What it is for.
    pub role: Role,
}

impl Entry {
    /// Its range in the flat vector.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.shape[0] * self.shape[1]
    }
}

/// A tensor's number in its layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParamId(pub(crate) usize);

/// Every tensor of a network, in the order of the flat vector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    entries: Vec<Entry>,
}

impl Layout {
    /// Appends a tensor.
    pub fn add(&mut self, name: impl Into<String>, shape: [usize; 2], role: Role) -> ParamId {
        let entry = Entry { name: name.into(), shape, start: self.len(), role };
        self.entries.push(entry);
        ParamId(self.entries.len() - 1)
    }

    /// The length of the flat vector.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.last().map_or(0, |entry| entry.range().end)
    }

    /// Whether there is no tensor.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every tensor, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// One tensor.
    #[must_use]
    pub fn entry(&self, id: ParamId) -> &Entry {
        &self.entries[id.0]
    }
}
