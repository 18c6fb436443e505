//! Optimisers, in order of complexity: a flat vector of parameters, one of gradients, a few lines each.

use crate::autograd::Scalar;
use crate::scene::{Network, Opt, Schedule};

/// Adam's decay of the first moment.
const BETA1: f64 = 0.9;
/// Adam's decay of the second moment.
const BETA2: f64 = 0.999;
/// What Adam adds to the root of the second moment.
const EPSILON: f64 = 1e-8;

/// What holds for one update.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Which optimiser.
    pub opt: Opt,
    /// Learning rate, schedule included.
    pub lr: f64,
    /// Momentum.
    pub momentum: f64,
    /// Decoupled weight decay (Loshchilov and Hutter 2019): w ← w − lr·decay·w before the update.
    pub decay: f64,
}

impl Rule {
    /// What a network's settings say for the update numbered `step` (from 0) of a run of `steps`: warm-up rises linearly, the
    /// cosine falls to 0 at the last step (Loshchilov and Hutter 2017, eq. 5).
    #[must_use]
    pub fn of(network: &Network, step: u32, steps: u32) -> Self {
        let mut lr = f64::from(network.lr.at(step));
        if step < network.warmup {
            lr *= f64::from(step + 1) / f64::from(network.warmup);
        }
        if network.schedule == Schedule::Cosine {
            lr *= 0.5 * (1.0 + libm::cos(core::f64::consts::PI * f64::from(step) / f64::from(steps)));
        }
        let (momentum, decay) = (network.momentum.at(step), network.decay.at(step));
        Self { opt: network.opt, lr, momentum: f64::from(momentum), decay: f64::from(decay) }
    }
}

/// What an optimiser remembers.
#[derive(Clone, Debug, Default)]
pub struct Optimiser<T> {
    first: Vec<T>,
    second: Vec<T>,
    /// Updates made.
    step: u32,
}

impl<T: Scalar> Optimiser<T> {
    /// One update of `w` along the gradients `g`.
    pub fn update(&mut self, rule: &Rule, w: &mut [T], g: &[T]) {
        self.first.resize(w.len(), T::zero());
        self.step += 1;
        if rule.decay > 0.0 {
            let keep = T::of(1.0 - rule.lr * rule.decay);
            w.iter_mut().for_each(|w| *w = *w * keep);
        }
        match rule.opt {
            Opt::Sgd => sgd(T::of(rule.lr), w, g),
            Opt::Momentum => momentum(T::of(rule.lr), T::of(rule.momentum), &mut self.first, w, g),
            Opt::Adam => {
                self.second.resize(w.len(), T::zero());
                adam(rule.lr, self.step, &mut self.first, &mut self.second, w, g);
            }
        }
    }
}

/// w ← w − lr·g
fn sgd<T: Scalar>(lr: T, w: &mut [T], g: &[T]) {
    for (w, &g) in w.iter_mut().zip(g) {
        *w = *w - lr * g;
    }
}

/// m ← μ·m + g; w ← w − lr·m (Polyak 1964, as in PyTorch).
fn momentum<T: Scalar>(lr: T, mu: T, m: &mut [T], w: &mut [T], g: &[T]) {
    for ((w, m), &g) in w.iter_mut().zip(m).zip(g) {
        *m = flush(mu * *m + g);
        *w = *w - lr * *m;
    }
}

/// m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← w − lr·m̂/(√v̂ + ε) with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ)
/// (Kingma and Ba 2015, algorithm 1).
fn adam<T: Scalar>(lr: f64, t: u32, m: &mut [T], v: &mut [T], w: &mut [T], g: &[T]) {
    let (unbias1, unbias2) = (1.0 - libm::pow(BETA1, f64::from(t)), 1.0 - libm::pow(BETA2, f64::from(t)));
    let size = T::of(lr / unbias1);
    let root = T::of(unbias2.sqrt());
    let (keep1, new1, keep2, new2) = (T::of(BETA1), T::of(1.0 - BETA1), T::of(BETA2), T::of(1.0 - BETA2));
    let epsilon = T::of(EPSILON);
    for (((w, m), v), &g) in w.iter_mut().zip(m).zip(v).zip(g) {
        *m = flush(keep1 * *m + new1 * g);
        *v = flush(keep2 * *v + new2 * g * g);
        *w = *w - size * *m / (v.sqrt() / root + epsilon);
    }
}

/// Vanished gradients make moments subnormal, which processors compute several times slower; below the smallest normal
/// `f32` they are 0, on every target.
#[inline(always)]
fn flush<T: Scalar>(x: T) -> T {
    let least = T::of(f64::from(f32::MIN_POSITIVE));
    if x < least && -x < least { T::zero() } else { x }
}

/// Scales the gradients down to the global norm `limit` if theirs is larger (Pascanu, Mikolov and Bengio 2013).
pub fn clip<T: Scalar>(g: &mut [T], limit: f64) {
    let norm = g.iter().fold(0.0, |sum, g| sum + g.value() * g.value()).sqrt();
    if norm > limit {
        let factor = T::of(limit / norm);
        g.iter_mut().for_each(|g| *g = *g * factor);
    }
}
