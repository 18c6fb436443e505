//! What an update does, step by step: optimisers by hand, then rates, decay, clipping and batches as a run applies them.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::sync::Arc;

use skipscape::data;
use skipscape::scene::{Opt, Scene, Side};
use skipscape::train::{Optimiser, Pass, Rule, Trainer, clip};

/// Updates one number by these gradients, one after the other.
fn updated(rule: Rule, mut w: f64, gradients: &[f64]) -> f64 {
    let mut optimiser = Optimiser::default();
    for &g in gradients {
        optimiser.update(&rule, core::slice::from_mut(&mut w), &[g]);
    }
    w
}

fn close(value: f64, expected: f64) {
    assert!((value - expected).abs() < 1e-12, "{value} is not {expected}");
}

#[test]
fn optimisers_do_what_is_done_by_hand() {
    let rule = |opt| Rule { opt, lr: 0.1, momentum: 0.9, decay: 0.0 };
    close(updated(rule(Opt::Sgd), 2.0, &[1.0, -3.0]), 2.0 - 0.1 + 0.3);
    // m = 1, then .9 + 2 = 2.9, then .9 · 2.9 = 2.61.
    close(updated(rule(Opt::Momentum), 2.0, &[1.0, 2.0, 0.0]), 2.0 - 0.1 * (1.0 + 2.9 + 2.61));
    // At first both moments are the gradient's own, so a step is lr whatever its size.
    let first = |g: f64| 2.0 - 0.1 * g / (g.abs() + 1e-8);
    close(updated(rule(Opt::Adam), 2.0, &[5.0]), first(5.0));
    close(updated(rule(Opt::Adam), 2.0, &[-5e-4]), first(-5e-4));
    // Then m̂ = (.09 · 1 + .1 · 3)/.19 and v̂ = (.000999 · 1 + .001 · 9)/.001999.
    let second = 0.1 * (0.39 / 0.19) / ((0.009999_f64 / 0.001999).sqrt() + 1e-8);
    close(updated(rule(Opt::Adam), 2.0, &[1.0, 3.0]), first(1.0) - second);
}

#[test]
fn decay_shrinks_the_weights_apart_from_the_gradient() {
    for opt in [Opt::Sgd, Opt::Momentum, Opt::Adam] {
        let rule = Rule { opt, lr: 0.1, momentum: 0.9, decay: 0.5 };
        close(updated(rule, 2.0, &[0.0, 0.0]), 2.0 * 0.95 * 0.95);
        let without = updated(Rule { decay: 0.0, ..rule }, 2.0, &[4.0]);
        close(updated(rule, 2.0, &[4.0]), without - 2.0 * 0.05);
    }
}

#[test]
fn clipping_keeps_the_direction_and_leaves_short_gradients_alone() {
    let clipped = |limit| {
        let mut g = [3.0, -4.0, 0.0];
        clip(&mut g, limit);
        g
    };
    let short = clipped(1.0);
    close(short[0], 0.6);
    close(short[1], -0.8);
    assert_eq!(clipped(5.0), [3.0, -4.0, 0.0]);
    assert_eq!(clipped(100.0), [3.0, -4.0, 0.0]);
    let mut none = [0.0; 3];
    clip(&mut none, 1e-6);
    assert_eq!(none, [0.0; 3]);
}

/// Plain gradient descent over all points of a small network.
const WHOLE: &str = "depth=2&width=6&points=16&test=8&opt=sgd&batch=full";

fn trainer(text: &str) -> Trainer {
    let scene = Scene::parse_strict(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene;
    let data = Arc::new(data::load(&scene, None).expect("the data is made"));
    Trainer::new(&scene, Side::B, data, false)
}

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|&x| f64::from(x)).collect()
}

fn gradient(trainer: &Trainer) -> Vec<f64> {
    let mut pass = Pass::new(trainer.model(), &trainer.data().train);
    wide(&pass.gradient(trainer.model(), trainer.params()).1)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// How far the weights go in `steps` steps.
fn moved(trainer: &mut Trainer, steps: u32) -> Vec<f64> {
    let before = wide(trainer.params());
    (0..steps).for_each(|_| assert!(trainer.advance()));
    before.iter().zip(wide(trainer.params())).map(|(before, after)| before - after).collect()
}

/// The rate of each step that is left: the step's size along the gradient.
fn rates(text: &str) -> Vec<f64> {
    let mut trainer = trainer(text);
    let mut rates = Vec::new();
    while trainer.step() < trainer.scene().steps {
        let gradient = gradient(&trainer);
        rates.push(dot(&moved(&mut trainer, 1), &gradient) / dot(&gradient, &gradient));
    }
    rates
}

fn all_close(values: &[f64], expected: &[f64], within: f64) {
    assert_eq!(values.len(), expected.len());
    let near = values.iter().zip(expected).all(|(value, expected)| (value - expected).abs() < within);
    assert!(near, "{values:?} is not {expected:?}");
}

#[test]
fn a_rate_warms_up_in_equal_parts_and_changes_at_its_step() {
    all_close(&rates(&format!("{WHOLE}&lr=.1&steps=3")), &[0.1; 3], 1e-4);
    all_close(&rates(&format!("{WHOLE}&lr=.1&steps=6&warmup=4")), &[0.025, 0.05, 0.075, 0.1, 0.1, 0.1], 1e-4);
    all_close(&rates(&format!("{WHOLE}&lr=.1,.02@2&steps=4")), &[0.1, 0.1, 0.02, 0.02], 1e-4);
}

#[test]
fn a_cosine_falls_from_the_whole_rate_to_nearly_none() {
    let root = core::f64::consts::FRAC_1_SQRT_2;
    let falls = [1.0, 0.5 * (1.0 + root), 0.5, 0.5 * (1.0 - root)].map(|share| 0.1 * share);
    all_close(&rates(&format!("{WHOLE}&lr=.1&steps=4&schedule=cosine")), &falls, 1e-4);
    let warm = [0.5 * falls[0], falls[1], falls[2], falls[3]];
    all_close(&rates(&format!("{WHOLE}&lr=.1&steps=4&schedule=cosine&warmup=2")), &warm, 1e-4);
}

#[test]
fn a_run_clips_from_the_step_that_says_so() {
    let mut trainer = trainer(&format!("{WHOLE}&lr=.5&steps=3&clip=none,.01@1"));
    let whole = gradient(&trainer);
    let length = |v: &[f64]| dot(v, v).sqrt();
    assert!((length(&moved(&mut trainer, 1)) / (0.5 * length(&whole)) - 1.0).abs() < 1e-4);
    let next = gradient(&trainer);
    assert!(length(&next) > 0.01, "there is something to clip");
    let step = moved(&mut trainer, 1);
    assert!((length(&step) / (0.5 * 0.01) - 1.0).abs() < 1e-3);
    assert!(dot(&step, &next) / (length(&step) * length(&next)) > 0.9999, "the direction stays");
}

#[test]
fn a_run_decays_by_rate_times_decay() {
    let (with, without) = (format!("{WHOLE}&lr=.1&steps=1&decay=.5"), format!("{WHOLE}&lr=.1&steps=1"));
    let (mut with, mut without) = (trainer(&with), trainer(&without));
    let start = wide(with.params());
    let (with, without) = (moved(&mut with, 1), moved(&mut without, 1));
    let more: Vec<f64> = with.iter().zip(without).map(|(with, without)| with - without).collect();
    all_close(&more, &start.iter().map(|w| 0.05 * w).collect::<Vec<_>>(), 1e-6);
}

#[test]
fn epochs_take_every_point_once_before_any_comes_again() {
    // Small steps over whole epochs add up to the gradient over all points, batches that span two epochs included.
    let off = |draw: &str, batch: u32, steps: u32| {
        let text = WHOLE.replace("batch=full", &format!("batch={batch}"));
        let mut trainer = trainer(&format!("{text}&lr=.0003&steps={steps}&draw={draw}"));
        let expected: Vec<f64> = gradient(&trainer).iter().map(|g| 0.0003 * f64::from(steps) * g).collect();
        let moved = moved(&mut trainer, steps);
        let rest: Vec<f64> = moved.iter().zip(&expected).map(|(moved, expected)| moved - expected).collect();
        (dot(&rest, &rest) / dot(&expected, &expected)).sqrt()
    };
    for (batch, steps) in [(16, 1), (8, 2), (1, 16), (12, 4), (40, 2)] {
        let epochs = off("epochs", batch, steps);
        assert!(epochs < 0.02, "{batch} points, {steps} steps: {epochs}");
    }
    assert!(off("epochs", 8, 1) > 0.1, "half of an epoch is not the whole");
    assert!(off("replace", 8, 2) > 0.1, "drawn anew, some points come twice and some not at all");
}
