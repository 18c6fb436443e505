//! A step of training takes no memory that it did not have before, and a run no more than the README's formula says. In a
//! program of its own, one test at a time: what is counted is all that the process asks for.
#![cfg(not(target_arch = "wasm32"))]

use std::alloc::System;
use std::sync::{Arc, Mutex};

use skipscape::data;
use skipscape::scene::{Scene, Side};
use skipscape::train::Trainer;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Held by whichever test is counting.
static TURN: Mutex<()> = Mutex::new(());

#[test]
fn a_step_of_training_allocates_nothing() {
    let _turn = TURN.lock();
    for text in [
        "",
        "depth=20&act=gelu&opt=momentum&clip=1",
        "depth=9&block=2&norm=batch&order=pre&shortcut=projection&batch=full",
        "depth=5&shortcut=highway&opt=sgd&draw=epochs",
        "depth=5&shortcut=dense&norm=layer",
        "depth=5&shortcut=rezero",
        "depth=5&droppath=.3",
        "data=line&depth=5",
        "data=digits&points=64&test=64&model=convnet&depth=1&b.shortcut=projection",
        // Fresh sequences would be new data each step.
        "data=reverse&model=transformer&depth=2&draw=epochs&mask=causal",
    ] {
        let scene = Scene::parse_strict(&format!("{text}&steps=40")).expect("a scene").scene;
        let data = Arc::new(data::load(&scene, None).expect("data"));
        for side in Side::ALL {
            let mut trainer = Trainer::new(&scene, side, Arc::clone(&data), false);
            // The first steps fill what is there to be filled: a last batch of an epoch may be the longest.
            (0..20).for_each(|_| assert!(trainer.advance()));
            let region = Region::new(COUNTED);
            (0..10).for_each(|_| assert!(trainer.advance()));
            let change = region.change();
            assert_eq!(change.allocations + change.reallocations, 0, "{text}: {change:?}");
        }
    }
}

/// The README's: 4·(P·(6 + m + s) + L·w·(2·B + 3·C + 2·T)) bytes for P parameters, m numbers that the optimiser remembers of
/// each, s snapshots, L blocks of w units with an activation and an addition each, batches of B rows, and C training and T
/// held-out rows measured at a time.
#[test]
fn a_run_takes_the_memory_that_the_formula_says() {
    let _turn = TURN.lock();
    for (text, remembered, batch) in [
        ("batch=64", 2, 64),
        ("depth=1000&opt=momentum&batch=128", 1, 128),
        ("depth=1000&opt=sgd&width=8&batch=32", 0, 32),
        ("depth=60&width=64&points=512&test=64&batch=256", 2, 256),
    ] {
        let scene = Scene::parse_strict(&format!("{text}&steps=20")).expect("a scene").scene;
        let data = Arc::new(data::load(&scene, None).expect("data"));
        let region = Region::new(COUNTED);
        let mut trainer = Trainer::new(&scene, Side::B, Arc::clone(&data), true);
        while trainer.advance() {}
        let change = region.change();
        let taken = change.bytes_allocated as f64 - change.bytes_deallocated as f64;
        let network = scene.network(Side::B);
        let [blocks, width] = [network.depth, network.width].map(|n| n as usize);
        let [c, t] = [data.train.len(), data.test.len()].map(|all| all.min(256));
        let parameters = trainer.params().len();
        let snapshots = trainer.history().map_or(0, |history| history.snapshots().len());
        assert!(snapshots <= 65 && snapshots * parameters * 4 <= 64 << 20, "{text}: {snapshots} snapshots");
        let states = blocks * width;
        let formula = 4 * (parameters * (6 + remembered + snapshots) + states * (2 * batch + 3 * c + 2 * t));
        let ratio = taken / formula as f64;
        eprintln!("{text}: {taken} bytes, {ratio:.3} of the formula, {snapshots} snapshots");
        assert!((0.8..1.2).contains(&ratio), "{text}: {taken} bytes where the formula says {formula}");
    }
}
