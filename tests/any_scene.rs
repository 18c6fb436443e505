//! Any small scene that is valid, and any table of the reader's own, trains, is measured, drawn and cut without a panic, and
//! twice to the same bits.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::Arc;

use proptest::prelude::*;
use skipscape::data::{self, Own, Targets};
use skipscape::scene::{Plane, Scene, Shortcut, Side, keys};
use skipscape::study::surface::Surface;
use skipscape::study::{Body, Panel, STUDIES, Study, Subject, map};
use skipscape::train::{Outcome, State, Trainer};

/// All that is shown of one network, as bits.
type Shown = Vec<u32>;

fn bits(values: &[f32]) -> impl Iterator<Item = u32> {
    // Which NaN an operation gives is the processor's choice.
    values.iter().map(|x| if x.is_nan() { f32::NAN.to_bits() } else { x.to_bits() })
}

/// Trains one network and looks at it from every side.
fn show(scene: &Scene, own: Option<&Own>, side: Side) -> Shown {
    let text = scene.print();
    let data = data::load(scene, own).unwrap_or_else(|error| panic!("{text}: {error}"));
    let (inputs, outputs, rows) = (data.inputs, data.outputs, data.train.inputs.nrows());
    let (points, answers, held) = (data.answers == 1, data.answers, data.test.len());
    let targets = match &data.train.targets {
        Targets::Classes(classes) => classes.len(),
        Targets::Values(values) => values.nrows(),
    };
    assert_eq!(targets, rows * data.answers, "{text}");
    let classes = matches!(data.train.targets, Targets::Classes(_));
    let mut trainer = Trainer::new(scene, side, Arc::new(data), true);
    let depth = trainer.model().depth();
    assert_eq!(depth, scene.blocks(side) as usize, "{text}");
    trainer.finish();

    let end = trainer.step();
    match trainer.diverged() {
        None => assert_eq!((trainer.state(), end), (State::Done, scene.steps), "{text}"),
        Some(diverged) => {
            assert_eq!((trainer.state(), end), (State::Diverged, diverged.step), "{text}");
            assert!(diverged.why.contains("finite"), "{text}: {}", diverged.why);
        }
    }
    assert!(trainer.params().iter().all(|w| w.is_finite()), "{text}");

    let mut shown = Vec::new();
    let history = trainer.history().expect("recorded");
    let frames = history.frames().to_vec();
    assert_eq!(frames.last().map(|frame| frame.step), Some(end), "{text}: the record has its end");
    assert_eq!(history.snapshots().last().map(|(step, _)| *step), Some(end), "{text}: the path has its end");
    for frame in &frames {
        let mut flat = Vec::new();
        frame.write(&mut flat);
        assert_eq!(flat.len(), 5 + (depth + 1) + 2 * depth, "{text}");
        shown.extend(bits(&flat));
    }

    let removed: Vec<bool> = (0..depth).map(|l| l % 2 == 0).collect();
    let (train, test) = trainer.scores(&removed);
    shown.extend(bits(&[train.loss, train.accuracy, test.loss, test.accuracy]));
    for layer in [0, depth, depth + 1] {
        let map = map::draw(&trainer, 5, layer, &removed);
        let expected = match inputs {
            1 => 5,
            2 if classes && points => 25 * outputs,
            // The answers of the first few held-out rows.
            _ if classes => held.min(5) * answers,
            _ => 0,
        };
        assert_eq!(map.len(), expected, "{text}");
        shown.extend(bits(&map));
    }

    let outcome = Outcome::of(&mut trainer);
    for plane in [Plane::Random, Plane::Trajectory, Plane::Between, Plane::Hessian] {
        let made = Surface::new(&trainer, plane, scene.view.span, scene.view.grid as usize);
        match made.and_then(|mut surface| surface.finish(&mut trainer).map(|()| surface)) {
            Ok(surface) => {
                let (done, all) = surface.progress();
                assert_eq!(done, all, "{text}");
                let facts = surface.facts();
                assert_eq!(facts.centre.to_bits(), outcome.loss.to_bits(), "{text}");
                assert_eq!(facts.path.len(), trainer.history().map_or(0, |history| history.snapshots().len()));
                shown.extend(bits(surface.drawn()));
                shown.extend([facts.roughness, facts.variation].map(|x| x.map_or(0, |x| (x as f32).to_bits())));
            }
            Err(why) => {
                let known = if plane == Plane::Hessian { "not finite" } else { "has not moved" };
                assert!(plane != Plane::Random && why.contains(known), "{text}: {why}");
            }
        }
    }
    shown.extend(bits(trainer.params()));
    shown
}

fn check(text: &str) {
    let scene = Scene::parse_strict(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene;
    for side in Side::ALL {
        assert!(show(&scene, None, side) == show(&scene, None, side), "{text}: twice is not the same");
    }
}

/// Every choice of a scene with few points, blocks and steps; other numbers over all that the table allows.
fn small_scene() -> impl Strategy<Value = String> {
    const CHOICES: [&str; 11] =
        ["act", "norm", "order", "init", "shortcut", "opt", "schedule", "draw", "loss", "plane", "data"];
    let choices: Vec<_> = CHOICES
        .into_iter()
        .map(|name| {
            let values = match keys::find(name).map(|key| key.values) {
                Some(skipscape::scene::Values::Choice(names)) => names(),
                _ => panic!("{name} is a choice"),
            };
            proptest::sample::select(values).prop_map(move |value| format!("{name}={value}"))
        })
        .collect();
    let sizes = (1..6_u32, 1..9_u32, 1..3_u32, 1..5_u32, 8..40_u32, 1..50_u32, 1..5_u32);
    let sizes = sizes.prop_map(|(depth, width, block, inner, points, batch, steps)| {
        format!("depth={depth}&width={width}&block={block}&inner={inner}&points={points}&batch={batch}&steps={steps}")
    });
    let numbers = (
        proptest::sample::select(vec!["0", "1e-6", ".003", ".1", "10"]),
        proptest::sample::select(vec!["none", "1e-6", "1", "1e6"]),
        proptest::sample::select(vec!["0", ".01", "10"]),
        proptest::sample::select(vec!["1", "depth", "0", "10"]),
        0.0..0.9_f32,
        0.0..0.5_f32,
        any::<u32>(),
        proptest::sample::select(vec![".01", "1", "100"]),
        0..4_u32,
    );
    let numbers = numbers.prop_map(|(lr, clip, decay, scale, droppath, flip, seed, span, warmup)| {
        format!(
            "lr={lr}&clip={clip}&decay={decay}&b.scale={scale}&b.droppath={droppath}&flip={flip}&seed={seed}&span={span}&warmup={warmup}&grid=3&test=9"
        )
    });
    (choices, sizes, numbers).prop_map(|(choices, sizes, numbers)| format!("{}&{sizes}&{numbers}", choices.join("&")))
}

/// The same for a convnet or a transformer: smaller numbers, and what a model has of its own.
fn small_scene_of_another_model() -> impl Strategy<Value = String> {
    let own = prop_oneof![
        Just("model=convnet&data=digits".to_owned()),
        (
            proptest::sample::select(vec!["reverse", "shift"]),
            proptest::sample::select(vec!["none", "causal"]),
            proptest::sample::select(vec!["none", "position", "token", "both"]),
            proptest::sample::select(vec!["none", "identity", "rezero", "highway"]),
            (1..4_u32, 2..5_u32, 2..4_u32),
        )
            .prop_map(|(set, mask, again, mlp, (heads, length, vocab))| {
                format!("model=transformer&data={set}&mask={mask}&again={again}&b.shortcut.mlp={mlp}&heads={heads}&length={length}&vocab={vocab}")
            }),
    ];
    (own, small_scene(), 1..3_u32, 1..4_u32, 8..16_u32, 1..9_u32).prop_map(
        |(own, rest, depth, width, points, batch)| {
            let transformer = own.contains("transformer");
            let fixed = |piece: &str| {
                let key = piece.split('=').next().unwrap_or_default();
                let sizes = ["depth", "width", "points", "batch"].contains(&key);
                let others = key == "data" || (key == "block" && transformer) || piece == "draw=fresh" && !transformer;
                !sizes && !others
            };
            let rest: Vec<&str> = rest.split('&').filter(|piece| fixed(piece)).collect();
            // A whole number of numbers for each of up to three heads.
            let width = if transformer { 6 } else { width };
            format!("{own}&depth={depth}&width={width}&points={points}&batch={batch}&{}", rest.join("&"))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_small_convnet_or_transformer_is_trained_measured_drawn_and_cut_twice_the_same(text in small_scene_of_another_model()) {
        prop_assume!(Scene::parse(&text).is_ok());
        check(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_small_scene_is_trained_measured_drawn_and_cut_twice_the_same(text in small_scene()) {
        // Settings that do not go together are refused in words.
        prop_assume!(Scene::parse(&text).is_ok());
        check(&text);
    }
}

/// What a study finds, with every number, as text, or why it finds nothing, as a sentence.
fn studied(study: &Study, scene: &Scene) -> String {
    let text = scene.print();
    let data = data::load(scene, None).unwrap_or_else(|error| panic!("{text}: {error}"));
    let found = match study.measure(&Subject::new(scene, Arc::new(data)), &|_| ()) {
        Ok(found) => found,
        Err(why) => {
            assert!(why.ends_with('.'), "{} of {text}: {why}", study.name);
            return why;
        }
    };
    assert!(!found.sentence.contains("NaN") && !found.sentence.contains("inf"), "{}: {}", study.name, found.sentence);
    for headline in [found.a, found.b].into_iter().flatten() {
        assert!(headline.is_finite(), "{} of {text}", study.name);
    }
    for panel in &found.panels {
        check_panel(panel, &format!("{} of {text}", study.name));
    }
    format!("{found:?}")
}

/// Every value has its place, and maps are whole rows.
fn check_panel(panel: &Panel, text: &str) {
    match &panel.body {
        Body::Lines { series, .. } => {
            for series in series {
                assert_eq!(series.x.len(), series.y.len(), "{text}: {}", panel.key);
                assert!(series.x.iter().all(|x| x.is_finite()), "{text}: {}", panel.key);
                let ranges = series.range.len();
                assert!(ranges == 0 || ranges == series.y.len(), "{text}: {}", panel.key);
            }
        }
        Body::Maps { maps, .. } => {
            for map in maps {
                let columns = map.columns;
                assert!(columns > 0 && map.values.len().is_multiple_of(columns), "{text}: {}", panel.key);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_small_scene_is_put_to_every_study_twice_the_same(text in small_scene()) {
        let scene = Scene::parse(&text);
        prop_assume!(scene.is_ok());
        let scene = scene.expect("it was read").scene;
        // The edit task reads nothing of a scene but its seeds; the next test takes it with some.
        for study in STUDIES.iter().filter(|study| study.name != "edit") {
            let found = studied(study, &scene);
            prop_assert!(found == studied(study, &scene), "{} of {}: twice is not the same", study.name, text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_small_convnet_or_transformer_is_put_to_every_study(text in small_scene_of_another_model()) {
        let scene = Scene::parse(&text);
        prop_assume!(scene.is_ok());
        let scene = scene.expect("it was read").scene;
        for study in STUDIES.iter().filter(|study| study.name != "edit") {
            let found = studied(study, &scene);
            prop_assert!(found == studied(study, &scene), "{} of {}: twice is not the same", study.name, text);
        }
    }
}

/// Puts a scene to each study that reads it.
fn every_study(text: &str) {
    let scene = Scene::parse_strict(text).expect("the scene is valid").scene;
    for study in STUDIES.iter().filter(|study| study.name != "edit") {
        studied(study, &scene);
    }
}

#[test]
fn a_loss_past_all_numbers_has_no_place_on_an_axis() {
    // Such a rate leaves weights that are finite, and a loss that is not.
    let text =
        "act=relu&depth=3&width=2&block=2&inner=4&points=8&batch=1&steps=3&lr=10&decay=10&seed=719246971&test=9&grid=3";
    every_study(text);
}

#[test]
fn a_sequence_of_two_tokens_is_no_point_of_the_plane() {
    let text =
        "model=transformer&length=2&vocab=2&depth=2&width=6&inner=2&heads=1&points=9&test=9&batch=5&steps=2&grid=3";
    every_study(text);
}

#[test]
fn the_edit_task_is_put_to_any_seed() {
    let edit = skipscape::study::find("edit").expect("there is such a study");
    for text in ["depth=1&seed=0", "depth=1&seed=4294967295", "depth=1&a.shortcut=rezero&seed=7"] {
        let scene = Scene::parse_strict(text).expect("the scene is valid").scene;
        assert!(studied(edit, &scene) == studied(edit, &scene), "{text}: twice is not the same");
    }
}

/// A table of the reader's own: rows of one to three numbers of any size and a class, or a value, each.
fn own_table() -> impl Strategy<Value = String> {
    let number = prop_oneof![3 => -2.0..2.0_f32, 1 => -1e6..1e6_f32, 1 => Just(0.0_f32)];
    (1..4_usize, any::<bool>()).prop_flat_map(move |(inputs, classes)| {
        let row = (proptest::collection::vec(number.clone(), inputs), 0..3_u32, -9.0..9.0_f32);
        let row = row.prop_map(move |(cells, class, value)| {
            let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
            let last = if classes { ["red", "green", "blue"][class as usize].to_owned() } else { value.to_string() };
            format!("{},{last}\n", cells.join(","))
        });
        proptest::collection::vec(row, 12..40).prop_map(|rows| rows.concat())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_table_of_the_readers_own_is_too(csv in own_table(), norm in proptest::sample::select(vec!["none", "layer", "batch"])) {
        let own = Own::from_csv(&csv);
        prop_assume!(own.is_ok());
        let own = own.expect("it was read");
        let about = own.about();
        let (link, loss) = (about["text"].as_str().expect("a text"), about["loss"].as_str().expect("a loss"));
        let text = format!("data=own&own={link}&loss={loss}&norm={norm}&depth=3&width=5&steps=3&grid=3&batch=8");
        let scene = Scene::parse_strict(&text).unwrap_or_else(|error| panic!("{text}: {error}")).scene;
        for side in Side::ALL {
            // The points travel in the link, so the file is not needed.
            prop_assert!(show(&scene, Some(&own), side) == show(&scene, None, side), "{}", text);
        }
    }
}

#[test]
fn the_ends_of_every_range_work() {
    const TINY: &str = "points=8&test=8&steps=2&grid=3";
    for text in [
        "depth=1&width=1",
        "depth=3&width=1&norm=layer",
        "depth=3&width=1&norm=batch&batch=1",
        "depth=32&width=4&b.shortcut=dense&a.depth=1",
        "depth=3&width=4&b.shortcut=dense&block=2&inner=1",
        "depth=3&block=2&inner=1",
        "depth=3&norm=batch&batch=1",
        "depth=3&norm=batch&batch=full",
        "depth=3&batch=100",
        "depth=3&batch=100&draw=epochs",
        "depth=3&lr=0",
        "depth=3&lr=10",
        "depth=3&lr=10&opt=sgd&act=relu&init=he&b.scale=10",
        "depth=3&clip=1e-6",
        "depth=3&span=.01",
        "depth=3&span=100&act=relu",
        "depth=3&classes=6&flip=.5",
        "depth=3&flip=.5&data=xor",
        "depth=3&b.droppath=.9",
        "depth=3&seed=0",
        "depth=3&seed=4294967295",
        "depth=2&data=line",
        "depth=2&data=edit",
        "depth=2&data=circles&loss=mse",
        "depth=3&warmup=100000&schedule=cosine",
        "depth=1000&width=1",
        "depth=2&noise=1&turns=4",
    ] {
        check(&format!("{text}&{TINY}"));
    }
    check("depth=1&width=2&points=8&test=8&steps=1&grid=201");
    check("depth=1&width=2&points=9&test=300&steps=1&grid=3");
}

#[test]
fn a_network_that_cannot_be_computed_at_its_start_says_so_and_can_be_looked_at() {
    // Branches of ten times a relu of He's variance, three hundred blocks deep: the first loss is already infinite.
    let text = "depth=300&width=8&act=relu&init=he&b.scale=10&points=8&test=8&steps=5&grid=3";
    let scene = Scene::parse_strict(text).expect("the scene is valid").scene;
    assert_eq!(scene.b.shortcut, Shortcut::Identity);
    let data = Arc::new(data::load(&scene, None).expect("the data is made"));
    let mut trainer = Trainer::new(&scene, Side::B, data, true);
    trainer.finish();
    assert_eq!((trainer.state(), trainer.step()), (State::Diverged, 0));
    assert_eq!(trainer.params(), trainer.start());
    assert!(trainer.diverged().is_some_and(|diverged| diverged.why.starts_with("At step 1 ")));
    check(text);
}
