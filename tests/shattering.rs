//! Slopes along a line of inputs, on networks whose slopes are known.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::Arc;

use ndarray::Array2;
use skipscape::data;
use skipscape::scene::{Scene, Side};
use skipscape::study::shattering::{autocorrelation, flips, slopes};
use skipscape::study::{self, Body, Subject};
use skipscape::train::Trainer;

fn trained(text: &str, side: Side) -> Trainer {
    let scene = Scene::parse_strict(text).expect("the scene is valid").scene;
    let data = Arc::new(data::load(&scene, None).expect("the data is made"));
    let mut trainer = Trainer::new(&scene, side, data, false);
    trainer.finish();
    trainer
}

#[test]
fn a_linear_networks_slope_is_the_same_everywhere() {
    for text in ["data=line&act=linear&depth=5&steps=20", "data=line&act=linear&depth=5&steps=20&norm=batch"] {
        for side in Side::ALL {
            let trainer = trained(text, side);
            let slopes = slopes(&trainer, trainer.params());
            assert_eq!(slopes.len(), 256);
            let first = slopes[0];
            assert!(first.abs() > 1e-6, "{text}: {first}");
            assert!(slopes.iter().all(|slope| (slope - first).abs() < 1e-9 * first.abs()), "{text}");
            assert_eq!((autocorrelation(&slopes, 1), flips(&slopes)), (1.0, 0.0), "{text}");
        }
    }
}

#[test]
fn a_slope_is_how_the_answer_changes() {
    // Smooth networks, so that a difference quotient says it; one input, two with classes, sixteen.
    for text in [
        "data=line&depth=4&steps=60",
        "data=line&depth=4&steps=60&norm=batch",
        "data=spirals&depth=3&steps=60&act=gelu",
        "data=edit&depth=2&steps=20&points=64",
    ] {
        let trainer = trained(text, Side::B);
        let slopes = slopes(&trainer, trainer.params());
        let first = trainer.data().train.inputs.column(0);
        let low = first.iter().copied().fold(f32::INFINITY, f32::min);
        let high = first.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let step = 0.01_f32;
        for i in [0, 50, 128, 255] {
            let x = low + (high - low) * i as f32 / 255.0;
            let mut inputs = Array2::zeros((2, trainer.data().inputs));
            (inputs[[0, 0]], inputs[[1, 0]]) = (x - step, x + step);
            let answers = trainer.answers(inputs, &[]);
            let classes = text.contains("spirals");
            let f = |row: usize| answers[[row, usize::from(classes)]] - if classes { answers[[row, 0]] } else { 0.0 };
            let expected = f64::from((f(1) - f(0)) / (2.0 * step));
            assert!(
                (slopes[i] - expected).abs() < 0.01 + 0.01 * expected.abs(),
                "{text}, {i}: {} {expected}",
                slopes[i]
            );
        }
    }
}

#[test]
fn the_study_says_the_slopes_numbers_and_draws_the_start_beside_them() {
    let text = "data=line&depth=6&width=8&act=relu&init=he&norm=batch&steps=30";
    let scene = Scene::parse_strict(text).expect("the scene is valid").scene;
    let data = Arc::new(data::load(&scene, None).expect("the data is made"));
    let subject = Subject::new(&scene, data);
    let found = study::find("shattering").expect("it is there").measure(&subject, &|_| ()).expect("it is measured");
    let network = subject.network(Side::B);
    let now = slopes(&network, network.params());
    let start = slopes(&network, network.start());
    assert_eq!(found.b, Some(autocorrelation(&now, 1)));
    let fact = |name: &str| found.facts.iter().find(|fact| fact.name == name).and_then(|fact| fact.b);
    assert_eq!(fact("correlation at the start"), Some(autocorrelation(&start, 1)));
    assert_eq!(fact("share of neighbours where the sign flips"), Some(flips(&now)));
    for panel in &found.panels {
        let Body::Lines { series, .. } = &panel.body else { panic!("{} is of lines", panel.key) };
        assert_eq!(series.len(), 4, "{}", panel.key);
        assert!(series.iter().all(|one| one.x.len() == one.y.len() && one.y.iter().all(|y| y.is_finite())));
    }
}
