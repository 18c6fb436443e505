//! The studies of depth, rates, empty layers, fits, gradients and weights, on cases whose answers are known.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::sync::Arc;

use skipscape::data::{self, Data};
use skipscape::scene::{Scene, Side};
use skipscape::study::{self, Body, Findings, Part, Series, Study, Style, Subject, Task};
use skipscape::train::{History, Run, Trainer, run};

const SMALL: &str = "depth=3&width=4&points=24&test=16&batch=8&steps=6";
const OURS: [&str; 6] = ["depths", "rates", "construction", "fits", "gradients", "weights"];

/// A scene; of a key that stands twice the last value holds.
fn scene(text: &str) -> Scene {
    let key = |piece: &str| piece.split('=').next().unwrap_or_default().to_owned();
    let pieces: Vec<&str> = text.split('&').collect();
    let last = |i: usize| pieces[i + 1..].iter().all(|later| key(later) != key(pieces[i]));
    let text = (0..pieces.len()).filter(|&i| last(i)).map(|i| pieces[i]).collect::<Vec<_>>().join("&");
    Scene::parse_strict(&text).unwrap_or_else(|error| panic!("{text}: {error}")).scene
}

fn loaded(scene: &Scene) -> Arc<Data> {
    Arc::new(data::load(scene, None).expect("the data is made"))
}

fn study(name: &str) -> &'static Study {
    study::find(name).unwrap_or_else(|| panic!("there is a study {name}"))
}

fn measured(name: &str, subject: &Subject) -> Findings {
    study(name).measure(subject, &|_| ()).unwrap_or_else(|why| panic!("{name}: {why}"))
}

fn found(name: &str, text: &str) -> Findings {
    let scene = scene(text);
    measured(name, &Subject::new(&scene, loaded(&scene)))
}

fn ran(text: &str) -> Run {
    let scene = scene(text);
    run(&scene, &loaded(&scene))
}

/// The number of a fact for both networks.
fn fact(findings: &Findings, name: &str) -> [Option<f64>; 2] {
    let fact = findings.facts.iter().find(|fact| fact.name == name);
    fact.map(|fact| [fact.a, fact.b]).unwrap_or_else(|| panic!("there is a fact {name}: {:?}", findings.facts))
}

fn lines<'a>(findings: &'a Findings, key: &str) -> &'a [Series] {
    match &findings.panels.iter().find(|panel| panel.key == key).expect("there is such a panel").body {
        Body::Lines { series, .. } => series,
        Body::Maps { .. } => panic!("{key} has lines"),
    }
}

/// The line of a network as it stands.
fn line<'a>(findings: &'a Findings, key: &str, side: Side) -> &'a Series {
    let mut all = lines(findings, key).iter();
    all.find(|series| series.side == Some(side) && series.style == Style::Line).expect("there is such a line")
}

fn near(value: f64, expected: f64, tolerance: f64) {
    assert!((value - expected).abs() <= tolerance, "{value} is not {expected}");
}

/// A network at parameters of one's own, as if it had come there by the last step.
fn standing(scene: &Scene, side: Side, change: impl Fn(&str, &mut [f32])) -> Trainer {
    let mut trainer = Trainer::new(scene, side, loaded(scene), false);
    let mut params = trainer.params().to_vec();
    for entry in trainer.model().graph.layout.entries() {
        change(&entry.name, &mut params[entry.range()]);
    }
    let mut history = History::new(scene, params.len());
    history.add_snapshot(0, trainer.start());
    history.add_snapshot(scene.steps, &params);
    trainer.resume(scene.steps, params, history);
    trainer
}

#[test]
fn the_depth_studys_number_is_the_runs_loss_and_its_range_is_that_of_the_seeds_runs() {
    let findings = found("depths", SMALL);
    let runs: Vec<Run> = (1..=5).map(|seed| ran(&format!("{SMALL}&seed={seed}"))).collect();
    assert_eq!(findings.a, Some(f64::from(runs[0].a.loss)));
    assert_eq!(findings.b, Some(f64::from(runs[0].b.loss)));
    let mut of_b: Vec<f64> = runs.iter().map(|run| f64::from(run.b.loss)).collect();
    let mut held_a: Vec<f64> = runs.iter().map(|run| f64::from(run.a.test_loss)).collect();
    of_b.sort_by(f64::total_cmp);
    held_a.sort_by(f64::total_cmp);
    let b = line(&findings, "loss", Side::B);
    assert_eq!(b.x, [1.0, 2.0, 3.0]);
    assert_eq!((b.y[2], b.range[2]), (of_b[2], (of_b[0], of_b[4])));
    assert_eq!(line(&findings, "test", Side::A).y[2], held_a[2]);
    let shallower = ran(&format!("{SMALL}&depth=1"));
    assert_eq!(found("depths", &format!("{SMALL}&depth=1")).a, Some(f64::from(shallower.a.loss)));
    assert_eq!(fact(&findings, "starts at its depth"), [Some(5.0); 2]);
}

#[test]
fn the_outcome_is_what_the_run_prints_and_none_where_it_diverged() {
    let (findings, run) = (found("outcome", SMALL), ran(SMALL));
    let ends = [&run.a, &run.b];
    assert_eq!([findings.a, findings.b], ends.map(|end| Some(f64::from(end.loss))));
    assert_eq!(fact(&findings, "held-out loss"), ends.map(|end| Some(f64::from(end.test_loss))));
    assert_eq!(fact(&findings, "accuracy"), ends.map(|end| Some(f64::from(end.accuracy))));
    assert_eq!(fact(&findings, "held-out accuracy"), ends.map(|end| Some(f64::from(end.test_accuracy))));
    assert_eq!(fact(&findings, "parameters"), ends.map(|end| Some(end.parameters as f64)));
    for (side, end) in Side::ALL.into_iter().zip(ends) {
        let mark = lines(&findings, "losses").iter().find(|series| series.side == Some(side)).expect("there is a mark");
        assert_eq!((&mark.x[..], &mark.y[..]), (&[f64::from(end.loss)][..], &[f64::from(end.test_loss)][..]));
    }
    let findings = found("outcome", &format!("{SMALL}&act=relu&opt=sgd&a.lr=.01&b.lr=10&b.scale=10&steps=40"));
    assert!(findings.a.is_some());
    assert_eq!(findings.b, None);
}

#[test]
fn with_one_depth_the_sweep_has_one_point_and_with_two_networks_each_has_its_own() {
    let findings = found("depths", &format!("{SMALL}&depth=1"));
    for side in Side::ALL {
        assert_eq!(line(&findings, "loss", side).x, [1.0]);
    }
    let findings = found("depths", &SMALL.replace("depth=3", "a.depth=1&b.depth=5"));
    assert_eq!(line(&findings, "loss", Side::A).x, [1.0]);
    assert_eq!(line(&findings, "loss", Side::B).x, [1.0, 2.0, 4.0, 5.0]);
    assert!(findings.sentence.starts_with("At 1 and 5 blocks"), "{}", findings.sentence);
}

#[test]
fn a_setup_whose_seeds_are_all_written_out_has_one_start() {
    let findings = found("depths", &format!("{SMALL}&seed.data=2&seed.init=3&seed.batch=4&seed.plane=5"));
    assert_eq!(fact(&findings, "starts at its depth"), [Some(1.0); 2]);
    // The one seed that is not written out makes another start.
    let findings = found("depths", &format!("{SMALL}&seed.data=2"));
    assert_eq!(fact(&findings, "starts at its depth"), [Some(5.0); 2]);
    let findings = found("depths", &format!("{SMALL}&seed=4294967295"));
    assert_eq!(fact(&findings, "starts at its depth"), [Some(5.0); 2]);
}

#[test]
fn a_network_that_diverges_has_no_loss_and_is_counted() {
    let text = format!("{SMALL}&act=relu&opt=sgd&a.lr=.01&b.lr=10&b.scale=10&steps=40");
    let findings = found("depths", &text);
    assert!(findings.a.is_some());
    assert_eq!((findings.b, fact(&findings, "starts that diverged")), (None, [Some(0.0), Some(5.0)]));
    let b = line(&findings, "loss", Side::B);
    assert!(b.y.last().is_some_and(|y| y.is_nan()), "{:?}", b.y);
}

#[test]
fn rates_count_the_runs_at_each_rate_that_get_there() {
    let text = format!("{SMALL}&b.lr=.02");
    let findings = found("rates", &text);
    let (a, b) = (line(&findings, "loss", Side::A), line(&findings, "loss", Side::B));
    assert_eq!(a.x, [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03]);
    assert_eq!(b.x, [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.02, 0.03]);
    for (key, steps) in [("loss", 6), ("loss_longer", 20)] {
        let mut losses: Vec<f64> =
            (1..=5).map(|seed| f64::from(ran(&format!("{SMALL}&b.lr=.02&seed={seed}&steps={steps}")).b.loss)).collect();
        losses.sort_by(f64::total_cmp);
        let b = line(&findings, key, Side::B);
        assert_eq!((b.y[5], b.range[5]), (losses[2], (losses[0], losses[4])), "{key}");
    }
    assert_eq!(lines(&findings, "share")[0].y, [0.0; 6], "nothing is learnt in six steps");
    assert_eq!((findings.a, findings.b), (Some(0.0), Some(0.0)));

    // Points far apart: the loss is below 0.1 soon, and so is every start's.
    let easy = found("rates", "data=gauss&noise=0&depth=1&width=8&points=32&steps=60&lr=.03");
    assert_eq!((easy.a, easy.b), (Some(1.0), Some(1.0)), "{easy:?}");
    assert_eq!(line(&easy, "share", Side::B).y.last(), Some(&1.0));
    assert!(line(&easy, "share", Side::B).y[0] < 0.5, "0.0001 is too little for 60 steps from most starts");
    assert_eq!(fact(&easy, "share at its best rate, 200 steps"), [Some(1.0); 2]);
}

#[test]
fn a_falling_rate_makes_a_longer_run_another_run() {
    let text = format!("{SMALL}&schedule=cosine&seed.data=2&seed.init=3&seed.batch=4&seed.plane=5");
    let findings = found("rates", &text);
    for (key, steps) in [("loss", 6), ("loss_longer", 20)] {
        let alone = ran(&format!("{text}&steps={steps}"));
        assert_eq!(line(&findings, key, Side::A).y[3], f64::from(alone.a.loss), "{key}");
    }
}

#[test]
fn appended_identity_layers_change_the_loss_by_exactly_nothing() {
    const BOTH: [&str; 6] = [
        "act=relu&init=he&b.scale=depth",
        "act=relu&init=uniform",
        "act=linear&b.scale=.5",
        "act=relu&block=2&shortcut=rezero",
        "act=relu&init=he&order=pre",
        "act=relu&block=2&inner=6&shortcut=projection",
    ];
    for settings in BOTH {
        let findings = found("construction", &format!("depth=6&width=5&points=24&test=16&batch=8&steps=6&{settings}"));
        assert_eq!((findings.a, findings.b), (Some(0.0), Some(0.0)), "{settings}");
        let [before, after] =
            ["before", "after"].map(|when| fact(&findings, &format!("training loss {when} appending")));
        assert_eq!(before, after, "{settings}");
        assert_eq!(fact(&findings, "blocks trained first"), [Some(2.0); 2]);
        assert_eq!(fact(&findings, "blocks appended"), [Some(4.0); 2]);
        let on = fact(&findings, "training loss, trained on from there");
        assert!(on != after, "{settings}: training goes on");
    }
}

#[test]
fn without_a_shortcut_tanh_has_no_identity_and_with_one_it_has() {
    let text = "depth=6&width=5&points=24&test=16&batch=8&steps=6";
    let findings = found("construction", text);
    assert!(findings.a.is_some_and(|change| change.abs() > 1e-3), "{:?}", findings.a);
    assert_eq!(findings.b, Some(0.0));
    let alone = ran(text);
    let random = fact(&findings, "training loss from a random start");
    assert_eq!(random, [Some(f64::from(alone.a.loss)), Some(f64::from(alone.b.loss))]);
    let curve = line(&findings, "random", Side::B);
    assert_eq!((curve.x[0], curve.x.last()), (0.0, Some(&6.0)));
    assert_eq!(curve.y.last().copied(), random[1]);
}

#[test]
fn studies_say_where_they_make_no_sense() {
    let why = |name: &str, text: &str| {
        let scene = scene(text);
        (study(name).unfit)(&scene, &loaded(&scene))
    };
    assert!(why("construction", "depth=1").is_some_and(|why| why.contains("at least 2")));
    assert!(why("construction", "depth=4&a.shortcut=highway&b.shortcut=dense").is_some_and(|why| why.contains("gate")));
    assert_eq!(why("construction", "depth=4&b.shortcut=highway"), None);
    let findings = found("construction", &format!("{SMALL}&b.shortcut=highway"));
    assert!(findings.a.is_some() && findings.b.is_none());
    let points: String = (0..12).map(|i| format!("{i},{},{}\n", i * i % 7, i % 2)).collect();
    let about = skipscape::data::Own::from_csv(&points).expect("a table").about();
    let own = format!("data=own&own={}&depth=3", about["text"].as_str().expect("a link"));
    assert!(why("fits", &own).is_some_and(|why| why.contains("your own")));
    for name in ["depths", "rates", "gradients", "weights"] {
        assert_eq!(why(name, &own), None);
    }
    let findings = found("depths", &format!("{own}&steps=4"));
    let alone = ran(&format!("{own}&steps=4"));
    assert_eq!(findings.b, Some(f64::from(alone.b.loss)));
}

#[test]
fn the_four_fits_are_four_runs() {
    let text = "depth=6&width=4&points=64&test=16&batch=8&steps=6";
    let findings = found("fits", text);
    let plain = ran(text).a;
    let few = ran("depth=6&width=4&points=8&noise=.3&test=16&batch=8&steps=6").b;
    near(findings.a.expect("a number"), f64::from(plain.test_loss) / f64::from(plain.loss), 1e-12);
    near(findings.b.expect("a number"), f64::from(few.test_loss) / f64::from(few.loss), 1e-12);
    let shallow = ran("depth=2&width=4&points=64&test=16&batch=8&steps=6").a;
    for (key, side, loss, held) in
        [("shallow", Side::A, shallow.loss, shallow.test_loss), ("few", Side::B, few.loss, few.test_loss)]
    {
        let [training, held_out] = lines(&findings, key) else { panic!("two curves") };
        assert_eq!((training.side, training.style, held_out.style), (Some(side), Style::Line, Style::Faint));
        assert_eq!((training.y.last(), held_out.y.last()), (Some(&f64::from(loss)), Some(&f64::from(held))));
        assert_eq!(training.x, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    }
}

#[test]
fn a_linear_network_of_orthogonal_weights_passes_everything_on() {
    let text = "depth=9&width=6&points=300&test=16&act=linear&init=orthogonal&shortcut=none&steps=10";
    let scene = scene(text);
    let mut subject = Subject::new(&scene, loaded(&scene));
    for side in Side::ALL {
        subject.take(Trainer::new(&scene, side, loaded(&scene), true));
    }
    let findings = measured("gradients", &subject);
    near(findings.a.expect("a number"), 0.0, 1e-4);
    for key in ["gradient", "weights", "signal"] {
        for series in lines(&findings, key) {
            assert_eq!(series.y.len(), if key == "weights" { 9 } else { 10 });
            series.y.iter().for_each(|y| near(*y, series.y[0], 1e-4));
        }
    }
    // What a layer's weights get is the signal that enters times the gradient that comes back: at most the product of norms.
    let size = 0.5 * libm::log10(300.0 * 6.0);
    let (signal, gradient) = (line(&findings, "signal", Side::A).y[0], line(&findings, "gradient", Side::A).y[0]);
    assert!(line(&findings, "weights", Side::A).y[0] <= signal + size + gradient + 1e-6);
}

#[test]
fn gradients_by_step_are_those_of_the_run() {
    let scene = scene(&format!("{SMALL}&points=300"));
    let findings = found("gradients", &format!("{SMALL}&points=300"));
    for side in Side::ALL {
        let mut trainer = Trainer::new(&scene, side, loaded(&scene), true);
        trainer.finish();
        let frames = trainer.history().expect("recorded").frames().to_vec();
        let (loss, ratio) = (line(&findings, "loss", side), line(&findings, "ratio", side));
        assert_eq!(loss.x, frames.iter().map(|frame| f64::from(frame.step)).collect::<Vec<_>>());
        for (i, frame) in frames.iter().enumerate() {
            near(loss.y[i], f64::from(frame.loss), 1e-6);
            near(ratio.y[i], study::ratio(frame), 1e-5);
        }
        let early = line(&findings, "early", side);
        assert_eq!(early.name, "at step 1");
        near(early.y[0], f64::from(frames[1].grad[0]), 1e-5);
        let now = line(&findings, "gradient", side);
        for (l, grad) in frames.last().expect("a frame").grad.iter().enumerate() {
            near(now.y[l], f64::from(*grad), 1e-5);
        }
    }
    assert_eq!(fact(&findings, "an early look, step"), [Some(1.0); 2]);
}

#[test]
fn weights_that_did_not_move_have_not_changed() {
    let scene = scene(SMALL);
    let mut subject = Subject::new(&scene, loaded(&scene));
    for side in Side::ALL {
        subject.take(Trainer::new(&scene, side, loaded(&scene), true));
    }
    let findings = measured("weights", &subject);
    assert_eq!((findings.a, findings.b), (Some(0.0), Some(0.0)));
    for side in Side::ALL {
        assert_eq!(line(&findings, "change", side).y, [0.0; 3]);
        let [start, now] = [0, 1].map(|k| lines(&findings, "cosine").iter().filter(|s| s.side == Some(side)).nth(k));
        assert_eq!(start.map(|series| &series.y), now.map(|series| &series.y));
    }
}

#[test]
fn weights_twice_as_large_have_changed_by_their_size_and_equal_ones_have_a_cosine_of_one() {
    let scene = scene(&format!("{SMALL}&block=2&init=uniform"));
    let mut subject = Subject::new(&scene, loaded(&scene));
    subject.take(standing(&scene, Side::A, |_, values| values.iter_mut().for_each(|w| *w *= 2.0)));
    subject.take(standing(&scene, Side::B, |name, values| {
        if name.contains("linear1") {
            values.iter_mut().enumerate().for_each(|(i, w)| *w = i as f32);
        } else {
            values.fill(-1.0);
        }
    }));
    let findings = measured("weights", &subject);
    near(findings.a.expect("a number"), 1.0, 1e-12);
    let [a, b] = fact(&findings, "mean cosine of neighbouring layers");
    let [before, _] = fact(&findings, "the same at the start");
    near(a.expect("a cosine"), before.expect("a cosine"), 1e-12);
    near(b.expect("a cosine"), 1.0, 1e-12);
    let by_step = line(&findings, "by_step", Side::A);
    assert_eq!((&by_step.x[..], by_step.y[0], by_step.range[0]), (&[0.0, 6.0][..], 0.0, (0.0, 0.0)));
}

#[test]
fn neighbours_of_other_shapes_are_not_compared() {
    let findings = found("weights", &format!("{SMALL}&b.shortcut=dense"));
    assert_eq!(fact(&findings, "mean cosine of neighbouring layers")[1], None);
    assert!(findings.b.is_some() && line(&findings, "cosine", Side::B).y.iter().all(|y| y.is_nan()));
}

/// Every task of a study, done.
fn done(study: &Study, subject: &Subject) -> Vec<(Task, Option<Part>)> {
    let one = |task: Task| {
        let part = (study.run)(subject, &task).unwrap_or_else(|why| panic!("{}: {why}", study.name));
        (task, Some(part))
    };
    (study.tasks)(subject.scene()).into_iter().map(one).collect()
}

#[test]
fn what_is_not_whole_is_gathered_and_has_no_headline_before_its_own_part() {
    let scene = scene(SMALL);
    let subject = Subject::new(&scene, loaded(&scene));
    for name in OURS {
        let study = study(name);
        let whole = done(study, &subject);
        let all = (study.gather)(&scene, &whole);
        assert!(all.a.is_some() && all.b.is_some(), "{name}");
        let none: Vec<(Task, Option<Part>)> = whole.iter().map(|(task, _)| (task.clone(), None)).collect();
        let nothing = (study.gather)(&scene, &none);
        assert_eq!((nothing.a, nothing.b), (None, None), "{name}");
        assert_eq!(nothing.panels.len(), all.panels.len(), "{name}: the same panels, empty");
        for side in Side::ALL {
            let one: Vec<(Task, Option<Part>)> = whole
                .iter()
                .map(|(task, part)| (task.clone(), if task.side == side { part.clone() } else { None }))
                .collect();
            let half = (study.gather)(&scene, &one);
            let expected = if side == Side::A { (all.a, None) } else { (None, all.b) };
            assert_eq!((half.a, half.b), expected, "{name}: one network's number does not wait for the other's");
        }
        for missing in 0..whole.len() {
            let mut some = whole.clone();
            some[missing].1 = None;
            let but_one = (study.gather)(&scene, &some);
            assert!(but_one.a.is_none_or(|a| Some(a) == all.a), "{name} without part {missing}");
            if let Some(best) = but_one.facts.iter().find(|fact| fact.name.contains("lowest median")) {
                assert!(best.a.is_none() || best.b.is_none(), "{name}: what is best is known when all is known");
            }
            let so_far = (study.gather)(&scene, &[&whole[..missing], &none[missing..]].concat());
            assert!(so_far.b.is_none_or(|b| Some(b) == all.b), "{name} up to part {missing}");
        }
    }
}
