use super::lanczos::{Lanczos, Ritz};
use super::operator::Hessian;
use crate::autograd::Layout;
use crate::rng::Stream;
use crate::train::Trainer;

/// The search for a Hessian's largest and smallest eigenvalues, some rows of data at a time.
#[derive(Clone, Debug)]
pub struct Search {
    hessian: Hessian,
    lanczos: Lanczos,
    wanted: [usize; 2],
    begun: bool,
    done: bool,
}

/// Most products that a search takes.
const MOST: usize = 80;
/// Products between two looks at whether it has arrived.
const LOOK: usize = 5;
/// How near a value has to be, as a share of the largest.
const NEAR: f64 = 1e-4;

impl Search {
    /// A search at parameters of the model's length, `wanted` being how many of the largest eigenvalues and of the smallest.
    #[must_use]
    pub fn new(trainer: &Trainer, params: &[f32], wanted: [usize; 2]) -> Self {
        let start = signs(&trainer.model().graph.layout, trainer.scene().seeds.plane, 0);
        Self {
            hessian: Hessian::new(trainer, params),
            lanczos: Lanczos::new(&start),
            wanted,
            begun: false,
            done: start.is_empty(),
        }
    }

    /// Goes on by some rows; false when there is nothing left to do.
    pub fn advance(&mut self, trainer: &Trainer) -> bool {
        if self.done {
            return false;
        }
        if !self.begun {
            self.begun = true;
            match self.lanczos.wants() {
                Some(vector) => self.hessian.begin(vector),
                None => self.done = true,
            }
        }
        if !self.done && !self.hessian.advance(trainer) {
            self.begun = false;
            self.lanczos.take(self.hessian.product());
            let steps = self.lanczos.steps();
            self.done =
                steps >= MOST || self.lanczos.wants().is_none() || (steps.is_multiple_of(LOOK) && self.arrived());
        }
        !self.done
    }

    /// Whether all values that are wanted are near enough.
    fn arrived(&self) -> bool {
        let values = self.lanczos.values();
        let [top, bottom] = self.wanted;
        let size = values.iter().map(|ritz| ritz.value.abs()).fold(0.0, f64::max);
        let near = |ritz: &Ritz| ritz.error <= NEAR * size;
        values.is_empty()
            || values.len() > top + bottom
                && values.iter().take(top).all(near)
                && values.iter().rev().take(bottom).all(near)
    }

    /// Does what is left.
    #[must_use]
    pub fn finish(mut self, trainer: &Trainer) -> Self {
        while self.advance(trainer) {}
        self
    }

    /// Products made.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.lanczos.steps()
    }

    /// The eigenvalues so far, largest first; nothing where a product was not finite.
    #[must_use]
    pub fn values(&self) -> Vec<Ritz> {
        self.lanczos.values()
    }

    /// The unit eigenvector of value `k`.
    #[must_use]
    pub fn vector(&self, k: usize) -> Option<Vec<f64>> {
        self.lanczos.vector(k)
    }
}

/// As many signs as there are parameters: each tensor draws from the stream `plane/hessian/NUMBER/NAME`, so that networks
/// share them where they share weights.
#[must_use]
pub fn signs(layout: &Layout, seed: u32, number: usize) -> Vec<f64> {
    let of = |entry: &crate::autograd::layout::Entry| {
        let mut stream = Stream::new(seed, &format!("plane/hessian/{number}/{}", entry.name));
        (0..entry.range().len()).map(|_| if stream.uniform() < 0.5 { -1.0 } else { 1.0 }).collect::<Vec<f64>>()
    };
    layout.entries().iter().flat_map(of).collect()
}
