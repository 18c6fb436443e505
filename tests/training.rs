//! Whole runs: what is shared, what repeats, what changes nothing else.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

use std::sync::Arc;

use ndarray::{Array2, Axis};
use skipscape::data;
use skipscape::model::{Model, orthogonal, start};
use skipscape::scene::{MOST_STEPS, Named, Plane as Kind, Scene, Shortcut};
use skipscape::study::plane::Plane;
use skipscape::train::{State, Trainer, Twin};

fn twin(text: &str) -> Twin {
    let scene = Scene::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene;
    let data = Arc::new(data::load(&scene, None).expect("the data is made"));
    Twin::new(&scene, &data, true)
}

fn finished(text: &str) -> Twin {
    let mut twin = twin(text);
    twin.finish();
    twin
}

fn digests(text: &str) -> (String, String) {
    let twin = finished(text);
    (twin.a.digest(), twin.b.digest())
}

const SMALL: &str = "depth=4&width=8&points=48&test=16&steps=12&batch=16";

#[test]
fn the_same_scene_gives_the_same_bits() {
    assert_eq!(digests(SMALL), digests(SMALL));
}

#[test]
fn what_is_looked_at_changes_no_run() {
    let plain = digests(SMALL);
    for more in ["test=200", "grid=11", "span=2", "plane=trajectory", "view=surface", "seed.plane=9"] {
        let key = more.split('=').next().unwrap_or_default();
        let kept: Vec<&str> = SMALL.split('&').filter(|part| !part.starts_with(&format!("{key}="))).collect();
        assert_eq!(digests(&format!("{}&{more}", kept.join("&"))), plain, "{more}");
    }
}

#[test]
fn each_seed_changes_its_own_stream_alone() {
    let base = twin(SMALL);
    let init = twin(&format!("{SMALL}&seed.init=5"));
    assert_ne!(base.a.params(), init.a.params());
    assert_eq!(base.a.data(), init.a.data());
    let other = twin(&format!("{SMALL}&seed.data=5"));
    assert_eq!(base.a.params(), other.a.params());
    assert_ne!(base.a.data(), other.a.data());
    let batch = twin(&format!("{SMALL}&seed.batch=5"));
    assert_eq!((base.a.params(), base.a.data()), (batch.a.params(), batch.a.data()));
    assert_ne!(digests(SMALL), digests(&format!("{SMALL}&seed.batch=5")));
}

#[test]
fn networks_share_the_values_of_every_tensor_that_both_have() {
    for &(name, _) in Shortcut::ALL {
        let twin = twin(&format!("{SMALL}&shortcut={name}"));
        let theirs = twin.b.model().graph.layout.entries();
        let mut both = 0;
        for mine in twin.a.model().graph.layout.entries() {
            let same = theirs.iter().find(|entry| entry.name == mine.name && entry.shape == mine.shape);
            let Some(entry) = same else { continue };
            both += entry.range().len();
            assert_eq!(twin.a.params()[mine.range()], twin.b.params()[entry.range()], "{name}: {}", mine.name);
        }
        assert_eq!(twin.shared().0, both, "{name}");
        assert_eq!(twin.shared().1, twin.a.params().len().max(twin.b.params().len()), "{name}");
    }
    let base = twin("");
    assert_eq!(base.shared(), (15314, 15314));
    assert_eq!((base.a.model().depth(), base.a.model().weight_layers), (56, 58));
}

#[test]
fn what_is_shared_is_known_without_drawing_it() {
    for a in ["xavier", "he", "orthogonal", "uniform"] {
        for b in ["a.init=xavier", "norm=layer&shortcut=highway", "shortcut=rezero&b.width=6"] {
            let text = format!("{SMALL}&b.init={a}&{b}")
                .replace("width=8&", if b.contains("width") { "" } else { "width=8&" });
            let scene = Scene::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}")).scene;
            let data = data::load(&scene, None).expect("the data is made");
            let about = skipscape::model::about(&scene, &data);
            let drawn = Twin::new(&scene, &Arc::new(data), false).shared();
            assert_eq!((about.shared, about.total), drawn, "{text}");
        }
    }
}

#[test]
fn every_shortcut_order_norm_and_block_trains_and_measures() {
    for &(shortcut, _) in Shortcut::ALL {
        for rest in
            ["order=post", "order=pre", "order=post&block=2&inner=5", "order=pre&block=2&norm=layer", "norm=batch"]
        {
            let mut twin = finished(&format!("{SMALL}&shortcut={shortcut}&{rest}"));
            for (trainer, name) in [(&mut twin.a, "a"), (&mut twin.b, "b")] {
                assert_eq!(trainer.state(), State::Done, "{name}: {shortcut}, {rest}");
                let frame = trainer.frame();
                assert!(frame.loss.is_finite() && frame.test_loss.is_finite(), "{name}: {shortcut}, {rest}");
                assert_eq!((frame.grad.len(), frame.contribution.len(), frame.turn.len()), (5, 4, 4));
                assert_ne!(trainer.params(), trainer.start(), "{name}: {shortcut}, {rest}");
            }
        }
    }
}

#[test]
fn the_first_steps_of_a_long_run_are_the_short_run() {
    let mut long = twin(&SMALL.replace("steps=12", "steps=30"));
    while long.a.step() < 12 && long.a.advance() {}
    assert_eq!(long.a.digest(), digests(SMALL).0);
    let mut short = finished(SMALL);
    short.a.extend(30).expect("a constant rate goes on");
    short.a.finish();
    long.a.finish();
    assert_eq!(short.a.digest(), long.a.digest());
    let frames = |trainer: &Trainer| trainer.history().expect("recorded").frames().to_vec();
    assert_eq!(frames(&short.a), frames(&long.a), "the record does not tell how the run was watched");
    assert!(finished(&format!("{SMALL}&schedule=cosine")).a.extend(30).is_err());
    assert!(finished(SMALL).a.extend(5).is_err());
}

#[test]
fn a_change_in_mid_run_is_part_of_the_scene() {
    let small = SMALL.replace("&batch=16", "");
    let mut live = twin(SMALL);
    let changed = |text: &str| Scene::parse(&format!("{small}&{text}")).expect("valid").scene;
    for trainer in [&mut live.a, &mut live.b] {
        while trainer.step() < 6 && trainer.advance() {}
        trainer.change(&changed("lr=.003,.0001@6&batch=16"));
        while trainer.step() < 9 && trainer.advance() {}
        trainer.change(&changed("lr=.003,.0001@6&batch=16,8@9"));
        trainer.finish();
    }
    let written = digests(&format!("{small}&lr=.003,.0001@6&batch=16,8@9"));
    assert_eq!((live.a.digest(), live.b.digest()), written);
    assert_ne!(written, digests(SMALL));
}

#[test]
fn divergence_stops_with_a_sentence_at_the_last_finite_step() {
    let mut twin = finished("depth=20&act=relu&init=he&opt=sgd&lr=5&steps=50&points=64");
    let trainer = &mut twin.b;
    assert_eq!(trainer.state(), State::Diverged);
    let diverged = trainer.diverged().expect("it says why").clone();
    assert!(diverged.why.contains("finite") && diverged.why.contains("lr=5"), "{}", diverged.why);
    assert_eq!(diverged.step, trainer.step());
    assert!(trainer.params().iter().all(|w| w.is_finite()));
    assert!(!trainer.advance(), "a run that diverged goes no further");
    assert!(trainer.scores(&[]).0.loss.is_finite(), "what is kept can be looked at");
    assert_eq!(trainer.history().and_then(|h| h.frames().last()).map(|f| f.step), Some(diverged.step));
}

#[test]
fn a_run_that_is_given_no_more_steps_keeps_its_record_and_none_is_given_too_many() {
    let mut trainer = finished(&SMALL.replace("steps=12", "steps=131")).a;
    let steps = |trainer: &Trainer| {
        let history = trainer.history().expect("recorded");
        let frames: Vec<u32> = history.frames().iter().map(|frame| frame.step).collect();
        let snapshots: Vec<u32> = history.snapshots().iter().map(|(step, _)| *step).collect();
        (frames, snapshots)
    };
    let before = steps(&trainer);
    assert_eq!((before.0.last(), before.1.last()), (Some(&131), Some(&131)));
    trainer.extend(131).expect("it is as long as it was");
    assert_eq!((trainer.state(), steps(&trainer)), (State::Done, before.clone()));
    for most in [MOST_STEPS + 1, u32::MAX] {
        let why = trainer.extend(most).expect_err("too many");
        assert!(why.contains("100,000"), "{why}");
    }
    assert_eq!((trainer.state(), steps(&trainer)), (State::Done, before));
    trainer.extend(MOST_STEPS).expect("as many as a scene can have");
    assert_eq!(trainer.state(), State::Ready);
}

#[test]
fn a_run_takes_another_seed_of_the_plane_and_goes_on_as_before() {
    let mut trainer = twin(SMALL).b;
    while trainer.step() < 6 && trainer.advance() {}
    trainer.change(&Scene::parse(&format!("{SMALL}&seed.plane=9")).expect("valid").scene);
    trainer.finish();
    assert_eq!(trainer.digest(), digests(SMALL).1);
    let other = finished(&format!("{SMALL}&seed.plane=9")).b;
    let directions = |trainer: &Trainer| Plane::new(trainer, Kind::Random).expect("always there").directions;
    assert_eq!(directions(&trainer), directions(&other));
    assert_ne!(directions(&trainer), directions(&finished(SMALL).b));
}

#[test]
fn a_map_of_many_rows_is_that_of_each_with_batch_norm_too() {
    for norm in ["none", "layer", "batch"] {
        let trainer = finished(&format!("{SMALL}&norm={norm}")).b;
        let inputs = Array2::from_shape_fn((600, 2), |(i, j)| (i as f32 - 300.0) * 0.005 * (j as f32 + 0.5));
        let all = trainer.answers(inputs.clone(), &[]);
        for row in [0, 255, 256, 599] {
            let one = trainer.answers(inputs.select(Axis(0), &[row]), &[]);
            assert_eq!(all.row(row), one.row(0), "norm={norm}, row {row}");
        }
    }
}

#[test]
fn removing_a_block_passes_on_its_input_and_putting_it_back_changes_nothing() {
    let mut twin = finished(SMALL);
    for trainer in [&mut twin.a, &mut twin.b] {
        let whole = trainer.scores(&[]);
        assert_eq!(trainer.scores(&[false, false, false, false]), whole);
        let without = trainer.scores(&[false, true, false, false]);
        assert_ne!(without, whole);
        assert_eq!(trainer.scores(&[]), whole);
    }
    // With every block removed both networks are the stem and the head.
    let all = [true; 4];
    let mut fresh = self::twin(SMALL);
    assert_eq!(fresh.a.scores(&all), fresh.b.scores(&all));
    assert_ne!(fresh.a.scores(&[]), fresh.b.scores(&[]));
}

#[test]
fn drop_path_drops_in_training_alone() {
    let kept = finished(&format!("{SMALL}&droppath=0"));
    let mut dropped = finished(&format!("{SMALL}&droppath=.5"));
    assert_eq!(kept.a.digest(), dropped.a.digest(), "nothing is added there, so nothing is dropped");
    assert_ne!(kept.b.digest(), dropped.b.digest());
    assert_eq!(dropped.b.scores(&[]), dropped.b.scores(&[]));
}

#[test]
fn scale_by_depth_is_one_over_the_root_of_the_branches() {
    assert_eq!(digests(&format!("{SMALL}&scale=depth")).1, digests(&format!("{SMALL}&scale=.5")).1, "4 branches");
}

#[test]
fn the_record_is_thinned_by_halving_and_stays_small() {
    let twin = finished(&SMALL.replace("steps=12", "steps=700"));
    let history = twin.a.history().expect("recorded");
    let steps: Vec<u32> = history.frames().iter().map(|frame| frame.step).collect();
    assert!(steps.len() <= 130, "{} frames", steps.len());
    assert_eq!((steps.first(), steps.last()), (Some(&0), Some(&700)));
    assert!(steps[..steps.len() - 1].windows(2).all(|pair| pair[1] - pair[0] == 8), "{steps:?}");
    assert!(history.snapshots().len() <= 66, "{} snapshots", history.snapshots().len());
}

#[test]
fn initial_values_have_the_variances_that_are_said() {
    for (init, variance) in
        [("xavier", 2.0 / 128.0), ("he", 2.0 / 64.0), ("orthogonal", 1.0 / 64.0), ("uniform", 1.0 / (3.0 * 64.0))]
    {
        let scene = Scene::parse(&format!("depth=2&width=64&init={init}")).expect("valid").scene;
        let model = Model::new(scene.model, &scene.a, scene.loss, skipscape::model::Sizes { inputs: 2, outputs: 2 });
        let values = start(&model, scene.a.init, 1);
        let weight = model.graph.layout.entries().iter().find(|entry| entry.name == "block.1.linear1.weight");
        let weight = &values[weight.expect("it is there").range()];
        let measured = weight.iter().map(|w| f64::from(w * w)).sum::<f64>() / weight.len() as f64;
        assert!((measured / variance - 1.0).abs() < 0.1, "{init}: {measured} is not {variance}");
    }
}

#[test]
fn orthogonal_matrices_are() {
    let draws: Vec<f64> = (0..15).map(|i| libm::sin(f64::from(i * i) + 0.5)).collect();
    for (rows, cols) in [(5, 3), (3, 5)] {
        let q = orthogonal(rows, cols, &draws);
        let (short, at): (usize, &dyn Fn(usize, usize) -> f64) =
            if rows >= cols { (cols, &|v, i| q[i * cols + v]) } else { (rows, &|v, i| q[v * cols + i]) };
        for v in 0..short {
            for w in 0..short {
                let product: f64 = (0..rows.max(cols)).map(|i| at(v, i) * at(w, i)).sum();
                let expected = if v == w { 1.0 } else { 0.0 };
                assert!((product - expected).abs() < 1e-12, "{rows}×{cols}: {v}·{w} is {product}");
            }
        }
    }
}

#[test]
fn a_median_is_the_middle_of_the_sorted_numbers() {
    let mut stream = skipscape::rng::Stream::new(1, "test/median");
    for count in (1..60).chain([256, 257]) {
        // Few values, so that many are equal.
        let mut values: Vec<f64> = (0..count).map(|_| f64::from(stream.below(20)) - 10.0).collect();
        let found = skipscape::train::median(&mut values.clone());
        values.sort_unstable_by(f64::total_cmp);
        let right = if count % 2 == 1 { values[count / 2] } else { 0.5 * (values[count / 2 - 1] + values[count / 2]) };
        assert_eq!(found, right, "{values:?}");
    }
    assert!(skipscape::train::median(&mut []).is_nan());
    assert!(skipscape::train::median(&mut [1.0, f64::NAN]).is_nan());
}
