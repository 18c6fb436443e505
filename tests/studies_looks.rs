//! What is looked at in single images and sequences: the table of answers, filters and feature maps, attention; and which settings
//! act at all.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::Arc;

use skipscape::data::{self, Targets, sequences};
use skipscape::scene::keys::KEYS;
use skipscape::scene::{Scene, Side, Values, acts};
use skipscape::study::{Body, Findings, Map, Subject, find};
use skipscape::train::{Twin, largest};

fn scene(text: &str) -> Scene {
    Scene::parse_strict(text).expect("the scene is valid").scene
}

/// A study's findings of a scene, with what it was put to.
fn found(name: &str, text: &str) -> (Findings, Subject) {
    let scene = scene(text);
    let subject = Subject::new(&scene, Arc::new(data::load(&scene, None).expect("there is data")));
    let study = find(name).expect("there is such a study");
    (study.measure(&subject, &|_| {}).expect("it fits"), subject)
}

fn maps<'a>(findings: &'a Findings, key: &str) -> &'a [Map] {
    let panel = findings.panels.iter().find(|panel| panel.key == key).unwrap_or_else(|| panic!("no panel {key}"));
    let Body::Maps { maps, .. } = &panel.body else { panic!("{key} has maps") };
    maps
}

#[test]
fn a_table_counts_every_row_and_its_diagonal_is_the_accuracy() {
    let (findings, subject) = found("confusion", "model=convnet&depth=1&steps=20&points=128");
    for (side, wrong) in [(Side::A, findings.a), (Side::B, findings.b)] {
        let (train, test) = subject.network(side).scores(&[]);
        for (key, rows, scores) in [("held_out", 256.0, test), ("training", 128.0, train)] {
            let map = maps(&findings, key).iter().find(|map| map.side == Some(side)).expect("both are there");
            assert_eq!(map.values.iter().sum::<f64>(), rows, "{key}");
            let right: f64 = map.values.iter().step_by(map.columns + 1).sum();
            assert_eq!((right / rows) as f32, scores.accuracy, "{key} {side:?}");
        }
        let wrong = wrong.expect("it is a number");
        assert!((wrong + f64::from(test.accuracy) - 1.0).abs() < 1e-6, "{wrong} wrong, {} right", test.accuracy);
    }
    assert!(findings.sentence.contains("of 256 held-out images are answered wrongly without"), "{}", findings.sentence);
}

#[test]
fn filters_are_the_parameters_and_feature_maps_the_states() {
    let text = "model=convnet&depth=1&steps=6&points=64&test=8";
    let (findings, subject) = found("features", text);
    let Targets::Classes(classes) = &subject.data().train.targets else { panic!("digits have classes") };
    let row = classes.iter().position(|class| *class == 3).expect("there is a 3");
    for side in Side::ALL {
        let mut trainer = subject.network(side);
        let params = trainer.params().to_vec();
        let entry = trainer.model().graph.layout.entries().iter().find(|entry| entry.name == "block.2.conv1.weight");
        let weights = &params[entry.expect("stage 2 has one").range()];
        let own: Vec<&Map> = maps(&findings, "filters.state_2").iter().filter(|map| map.side == Some(side)).collect();
        // Four channels in, eight out, each filter three by three with a gap after it.
        let (map, &columns) = (own[0], &own[0].columns);
        assert_eq!((columns, map.values.len() / columns), (15, 31));
        for (to, from, tap) in [(0, 0, 0), (7, 3, 8), (2, 1, 5)] {
            let cell = map.values[(4 * to + tap / 3) * columns + 4 * from + tap % 3];
            assert_eq!(cell as f32, weights[(tap * 4 + from) * 8 + to]);
        }
        let mut seen = 0;
        trainer.observe(&params, &[], |model, tape, range| {
            let state = tape.points(model.hidden[1]).nth(row - range.start).expect("it is in the only batch");
            let shown = maps(&findings, "class_3.state_1").iter().find(|map| map.side == Some(side)).expect("both");
            for pixel in 0..64 {
                // The channels stand two by two.
                for channel in 0..4 {
                    let (y, x) = (channel / 2 * 9 + pixel / 8, channel % 2 * 9 + pixel % 8);
                    assert_eq!(shown.values[y * shown.columns + x] as f32, state[pixel * 4 + channel]);
                    seen += 1;
                }
            }
        });
        assert_eq!(seen, 256);
    }
}

#[test]
fn attention_adds_up_to_one_and_the_mean_is_of_the_answers_place() {
    let (findings, subject) =
        found("attention", "model=transformer&depth=2&steps=4&points=8&length=5&vocab=7&data=shift");
    for (side, most) in [(Side::A, findings.a), (Side::B, findings.b)] {
        let own =
            |key: &str| -> Vec<&Map> { maps(&findings, key).iter().filter(|map| map.side == Some(side)).collect() };
        let looks = own("answer")[0];
        assert_eq!(looks.columns, 2, "a column a layer");
        for layer in 0..2 {
            for head in 0..2 {
                let mut mean = 0.0;
                // As many sequences are kept as there are.
                for sequence in 1..=8 {
                    let map = own(&format!("sequence_{sequence}.layer_{}", layer + 1))[head];
                    for (place, row) in map.values.chunks_exact(5).enumerate() {
                        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{row:?}");
                        mean += row[sequences::read_at(subject.scene().data.set, place, 5)] / 40.0;
                    }
                }
                let told = looks.values[head * looks.columns + layer];
                assert!((told - mean).abs() < 1e-6, "layer {layer}, head {head}: {told}, not {mean}");
            }
        }
        let largest = looks.values.iter().copied().fold(0.0, f64::max);
        assert_eq!(most, Some(largest));
    }
}

#[test]
fn each_look_says_where_it_makes_no_sense() {
    for (name, text, why) in [
        ("confusion", "data=line", "values are learnt"),
        ("confusion", "model=transformer", "a sequence has an answer at each place"),
        ("features", "", "model=convnet"),
        ("attention", "model=convnet", "model=transformer"),
    ] {
        let scene = scene(text);
        let data = data::load(&scene, None).expect("there is data");
        let study = find(name).expect("there is such a study");
        let said = (study.unfit)(&scene, &data).unwrap_or_default();
        assert!(said.contains(why), "{name} of {text}: {said}");
    }
}

#[test]
fn a_map_of_rows_is_what_the_network_answers_for_the_held_out_ones() {
    for text in ["model=convnet&depth=1&steps=3&points=32&test=16", "model=transformer&steps=3&points=16&test=16"] {
        let scene = scene(text);
        let data = Arc::new(data::load(&scene, None).expect("there is data"));
        let mut twin = Twin::new(&scene, &data, false);
        twin.finish();
        let depth = twin.b.model().depth();
        let told = skipscape::study::map::draw(&twin.b, 9, depth, &[]);
        assert_eq!(told.len(), 9 * data.answers);
        let all = twin.b.answers(data.test.inputs.clone(), &[]);
        let wanted = all.rows().into_iter().map(|row| largest(row.iter()) as f32);
        assert!(told.iter().copied().eq(wanted.take(told.len())), "{text}");
        // Read after no block at all, it is what is left without any of them.
        let none = skipscape::study::map::draw(&twin.b, 9, 0, &[]);
        assert_eq!(none, skipscape::study::map::draw(&twin.b, 9, depth, &vec![true; depth]), "{text}");
    }
}

/// Another value than a key has, if there is one that goes with the rest.
fn changed(base: &Scene, name: &str) -> Option<Scene> {
    let key = KEYS.iter().find(|key| key.name == name)?;
    let offered: Vec<String> = match &key.values {
        Values::Choice(names) | Values::Or(_, names) => names().into_iter().map(str::to_owned).collect(),
        _ => ["1", "2", "3", ".5", ".25", "9"].map(str::to_owned).to_vec(),
    };
    let now = key.get(base, Side::B);
    offered.iter().filter(|value| **value != now).find_map(|value| base.with(name, value).ok())
}

#[test]
fn a_setting_that_is_idle_changes_no_bit() {
    let mut tried = 0;
    for text in [
        "depth=2&steps=2&points=16&test=8",
        "data=line&depth=2&steps=2&points=16&test=8&b.shortcut=highway",
        "model=convnet&depth=1&steps=2&points=16&test=8",
        "model=transformer&depth=2&steps=2&points=8&test=8",
        "model=transformer&depth=1&steps=2&points=8&test=8&shortcut.attention=highway&shortcut.mlp=none",
    ] {
        let base = scene(text);
        let run = |scene: &Scene| {
            let data = Arc::new(data::load(scene, None).expect("there is data"));
            let run = skipscape::train::run(scene, &data);
            (run.a.digest, run.b.digest, run.a.test_loss.to_bits())
        };
        let before = run(&base);
        for key in KEYS.iter().filter(|key| !acts(&base, key.name)) {
            // Own data is not there to be named.
            if key.name == "own" {
                continue;
            }
            if let Some(other) = changed(&base, key.name) {
                tried += 1;
                assert_eq!(run(&other), before, "{} in {text}", key.name);
            }
        }
    }
    assert!(tried >= 20, "only {tried} could be tried");
}
