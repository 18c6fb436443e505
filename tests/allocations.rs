//! A step of training takes no memory that it did not have before. One test in a program of its own: what is counted is all
//! that the process asks for.
#![cfg(not(target_arch = "wasm32"))]

use std::alloc::System;
use std::sync::Arc;

use skipscape::data;
use skipscape::scene::{Scene, Side};
use skipscape::train::Trainer;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

#[test]
fn a_step_of_training_allocates_nothing() {
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
