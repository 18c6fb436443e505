//! The studies of convnets and transformers, on cases whose answers are known.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::Arc;

use ndarray::Array2;
use skipscape::autograd::Tape;
use skipscape::data::{self, Data};
use skipscape::model::Model;
use skipscape::scene::{Scene, Side};
use skipscape::study::layers::Moves;
use skipscape::study::lengths::{Lengths, Ways, counted, square};
use skipscape::study::lesions::{self, Lesion};
use skipscape::study::positions::{self, Shares, shares};
use skipscape::study::reorder::kinds;
use skipscape::study::{self, Body, Findings, STUDIES, Subject, refinement, representations};
use skipscape::train::{Trainer, load, run};

const IMAGES: &str = "model=convnet&depth=2&width=2&points=24&test=8&steps=4&batch=8";
const SEQUENCES: &str = "model=transformer&depth=2&width=6&inner=8&length=4&vocab=3&points=24&test=8&steps=4&batch=8";

fn scene(text: &str) -> Scene {
    Scene::parse_strict(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene
}

fn loaded(scene: &Scene) -> Arc<Data> {
    Arc::new(data::load(scene, None).expect("the data is made"))
}

fn fresh(text: &str, side: Side) -> Trainer {
    let scene = scene(text);
    Trainer::new(&scene, side, loaded(&scene), false)
}

/// The same network with what `change` makes of each tensor's values, at no step.
fn changed(text: &str, side: Side, change: impl Fn(&str, &mut [f32])) -> Trainer {
    let plain = fresh(text, side);
    let (model, mut params) = (plain.model().clone(), plain.params().to_vec());
    for entry in model.graph.layout.entries() {
        change(&entry.name, &mut params[entry.range()]);
    }
    Trainer::from(plain.scene(), side, Arc::new(plain.data().clone()), model, params, false)
}

/// Every block is h + 0.
fn empty(text: &str) -> Trainer {
    changed(text, Side::B, |name, values| {
        if name.starts_with("block.") || name.starts_with("layer.") {
            values.fill(0.0);
        }
    })
}

fn found(name: &str, text: &str) -> Findings {
    let scene = scene(text);
    let study = study::find(name).unwrap_or_else(|| panic!("there is a study {name}"));
    study.measure(&Subject::new(&scene, loaded(&scene)), &|_| ()).unwrap_or_else(|why| panic!("{name}: {why}"))
}

fn fact(findings: &Findings, name: &str) -> [Option<f64>; 2] {
    let fact = findings.facts.iter().find(|fact| fact.name == name);
    fact.map(|fact| [fact.a, fact.b]).unwrap_or_else(|| panic!("there is a fact {name}: {:?}", findings.facts))
}

fn near(value: f64, expected: f64, what: &str) {
    assert!((value - expected).abs() < 1e-5, "{what}: {value}, not {expected}");
}

#[test]
fn empty_branches_change_nothing_and_can_go_also_where_the_image_shrinks() {
    for text in [IMAGES, SEQUENCES] {
        let mut trainer = empty(text);
        let params = trainer.params().to_vec();
        let moves = Moves::of(&mut trainer, &params);
        assert_eq!(moves.changes.len(), trainer.model().depth());
        assert!(moves.change_by_layer().iter().all(|change| *change == 0.0), "{text}");
        near(moves.cosine(), 1.0, text);
        if text == SEQUENCES {
            near(representations::look(&mut trainer, &params).cka, 1.0, text);
        }
        let whole = lesions::measure(&mut trainer, &[Lesion::Whole])[0];
        for lesion in lesions::all(trainer.model()) {
            assert_eq!(lesions::measure(&mut trainer, &[lesion])[0], whole, "{text}: {lesion:?}");
        }
        for layer in 0..=trainer.model().depth() {
            assert_eq!(refinement::own(&mut trainer, layer), whole, "{text}: layer {layer}");
        }
        let (drop, _) = refinement::downhill(&mut trainer);
        let stages = if text == IMAGES { vec![2, 4] } else { Vec::new() };
        for (l, drop) in drop.iter().enumerate() {
            assert_eq!(drop.is_nan(), stages.contains(&l), "{text}: a block that shrinks the image has no step");
            assert!(*drop == 0.0 || drop.is_nan());
        }
    }
}

#[test]
fn blocks_change_places_with_those_of_their_kind() {
    let convnet = fresh("model=convnet&depth=3&width=2&points=8&test=8", Side::B);
    assert_eq!(kinds(convnet.model()), [vec![0, 1, 2], vec![3], vec![4, 5], vec![6], vec![7, 8]]);
    let transformer = fresh("model=transformer&depth=3&points=8&test=8", Side::A);
    assert_eq!(kinds(transformer.model()), [vec![0, 2, 4], vec![1, 3, 5]]);
    let swaps = |trainer: &Trainer| -> Vec<Lesion> {
        lesions::all(trainer.model()).into_iter().filter(|lesion| matches!(lesion, Lesion::Swapped(..))).collect()
    };
    let pairs = |pairs: &[(usize, usize)]| pairs.iter().map(|&(a, b)| Lesion::Swapped(a, b)).collect::<Vec<_>>();
    assert_eq!(swaps(&convnet), pairs(&[(0, 1), (1, 2), (4, 5), (7, 8)]));
    assert_eq!(swaps(&transformer), pairs(&[(0, 2), (1, 3), (2, 4), (3, 5)]));
    for text in [IMAGES, SEQUENCES] {
        let mut trainer = fresh(text, Side::B);
        let whole = lesions::measure(&mut trainer, &[Lesion::Whole])[0];
        let mut moved = lesions::all(trainer.model());
        // Together they share the way up to what is done to them, which changes nothing.
        let together = lesions::measure(&mut trainer, &moved);
        let alone = moved.iter().flat_map(|&lesion| lesions::measure(&mut trainer, &[lesion])).collect::<Vec<_>>();
        assert_eq!(together, alone, "{text}");
        moved.retain(|lesion| matches!(lesion, Lesion::Swapped(..) | Lesion::Shuffled(_)));
        let losses = lesions::measure(&mut trainer, &moved);
        assert!(losses.iter().all(|[loss, _]| loss.is_finite()) && losses.iter().any(|loss| *loss != whole), "{text}");
        let findings = found("lesions", text);
        for name in ["accuracy with neighbours swapped", "accuracy with all shuffled", "accuracy with half removed"] {
            assert!(fact(&findings, name).iter().all(Option::is_some), "{text}: {name}");
        }
    }
}

#[test]
fn a_reader_of_images_gets_the_mean_over_the_pixels_and_one_of_sequences_each_token() {
    // The head reads the last state, and a fresh reader gets what the head gets: it does at least as well.
    for text in [IMAGES, SEQUENCES] {
        let mut trainer = fresh(&format!("{text}&order=pre&norm=none&act=linear"), Side::B);
        let depth = trainer.model().depth();
        let (own, fresh) = (refinement::own(&mut trainer, depth), refinement::fresh(&mut trainer, depth));
        assert!(fresh[0] < own[0], "{text}: {fresh:?} and {own:?}");
        assert!((0.0..=1.0).contains(&fresh[1]));
    }
    // Channels that are the same at all images once they are pooled say nothing: the largest class is all there is to say.
    let mut blank = changed(IMAGES, Side::B, |name, values| {
        if name.starts_with("stem") {
            values.fill(0.0);
        }
    });
    let classes = match &blank.data().train.targets {
        data::Targets::Classes(classes) => classes.clone(),
        data::Targets::Values(_) => panic!("digits have classes"),
    };
    let most = (0..10).map(|digit| classes.iter().filter(|class| **class == digit).count()).max().unwrap_or_default();
    near(refinement::fresh(&mut blank, 0)[1], most as f64 / classes.len() as f64, "the largest class");
}

#[test]
fn signals_are_of_all_pixels_and_tokens() {
    for text in [IMAGES, SEQUENCES] {
        let trainers = Side::ALL.map(|side| fresh(text, side));
        let scene = scene(text);
        let mut subject = Subject::new(&scene, loaded(&scene));
        let params = trainers[1].params().to_vec();
        let mut expected = Vec::new();
        trainers[1].clone().observe(&params, &[], |model, tape, _| {
            for &h in &model.hidden {
                let value = tape.value(h);
                let squares: f64 = value.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
                expected.push(0.5 * libm::log10(squares / value.len() as f64));
            }
        });
        trainers.into_iter().for_each(|trainer| subject.take(trainer));
        let findings = study::find("gradients").expect("there is").measure(&subject, &|_| ()).expect("it is measured");
        let panel = findings.panels.iter().find(|panel| panel.key == "signal").expect("there is a panel");
        let Body::Lines { series, .. } = &panel.body else { panic!("lines") };
        let line = series.iter().rfind(|series| series.side == Some(Side::B)).expect("a line");
        assert_eq!(line.y.len(), expected.len());
        line.y.iter().zip(&expected).for_each(|(y, expected)| near(*y, *expected, text));
        let weights = findings.panels.iter().find(|panel| panel.key == "weights").expect("there is a panel");
        let Body::Lines { series, .. } = &weights.body else { panic!("lines") };
        assert!(series.iter().all(|series| series.y.iter().all(|y| y.is_finite())), "{text}: each block has weights");
    }
}

#[test]
fn appended_blocks_of_a_convnet_and_a_transformer_do_nothing() {
    // With batch norm the identity is made by a gain and a shift, and rounds.
    for (settings, without) in
        [("", 1e-4), ("&norm=none", 0.0), ("&norm=none&block=1", 0.0), ("&shortcut=projection&norm=none", 0.0)]
    {
        let findings = found(
            "construction",
            &IMAGES.replace("depth=2", "depth=5").replace("&width=2", &format!("&width=2{settings}")),
        );
        assert!(findings.a.is_some_and(|change| change.abs() <= without), "{settings}: {:?}", findings.a);
        assert_eq!(findings.b, Some(0.0), "{settings}");
        assert_eq!(fact(&findings, "blocks trained first"), [Some(6.0); 2]);
        assert_eq!(fact(&findings, "blocks appended"), [Some(9.0); 2]);
        assert!(fact(&findings, "training loss from a random start").iter().all(Option::is_some));
    }
    for settings in ["", "&shortcut=rezero", "&shortcut=projection", "&b.scale=depth", "&b.droppath=.5", "&again=both"]
    {
        let findings = found("construction", &format!("{}{settings}", SEQUENCES.replace("depth=2", "depth=4")));
        assert_eq!((findings.a, findings.b), (None, Some(0.0)), "{settings}");
        assert!(findings.sentence.contains("attention mixes the tokens"), "{}", findings.sentence);
        assert_eq!(fact(&findings, "blocks appended"), [None, Some(6.0)]);
    }
}

#[test]
fn a_convnets_depth_is_counted_in_layers_with_weights_and_a_transformers_in_layers() {
    let line = |findings: &Findings| -> Vec<f64> {
        let Body::Lines { series, .. } = &findings.panels[0].body else { panic!("lines") };
        series[0].x.clone()
    };
    let findings = found("depths", &IMAGES.replace("depth=2", "depth=3"));
    assert_eq!(line(&findings), [8.0, 14.0, 20.0]);
    assert!(findings.sentence.starts_with("At 20 layers with weights (3 blocks a stage)"), "{}", findings.sentence);
    let alone = scene(&IMAGES.replace("depth=2", "depth=3"));
    assert_eq!(findings.b, Some(f64::from(run(&alone, &loaded(&alone)).b.loss)));
    let findings = found("depths", SEQUENCES);
    assert_eq!(line(&findings), [1.0, 2.0]);
    assert!(findings.sentence.starts_with("At 2 layers the"), "{}", findings.sentence);
}

#[test]
fn studies_that_make_no_sense_for_a_model_say_why() {
    let why = |name: &str, text: &str| {
        let scene = scene(text);
        (study::find(name).unwrap_or_else(|| panic!("there is a study {name}")).unfit)(&scene, &loaded(&scene))
    };
    for (name, text, words) in [
        ("positions", "", "model=transformer"),
        ("positions", "model=convnet", "model=transformer"),
        ("shattering", "model=convnet", "a pixel in a corner"),
        ("shattering", "data=digits", "a pixel in a corner"),
        ("shattering", "model=transformer", "Tokens are no numbers"),
        ("fits", "model=transformer", "draw=replace"),
        ("construction", "model=transformer&b.shortcut.attention=none", "attention mixes the tokens"),
        ("hessian", "model=convnet", "million multiply-adds"),
        ("paths", "model=transformer&b.shortcut.attention=none&shortcut.mlp=none", "one path"),
        ("economy", "model=transformer&heads=5&width=20", "1, 2, 4 or 8 do"),
    ] {
        assert!(
            why(name, text).is_some_and(|why| why.contains(words) && why.ends_with('.')),
            "{name} of {text}: {:?}",
            why(name, text)
        );
    }
    // What is hidden is listed: all others fit both models.
    for (text, hidden) in [
        ("model=convnet", vec!["attention", "hessian", "positions", "shattering"]),
        ("model=convnet&depth=9", vec!["attention", "hessian", "positions", "shattering", "routes"]),
        ("model=transformer", vec!["confusion", "features", "shattering", "fits"]),
    ] {
        let unfit: Vec<&str> =
            STUDIES.iter().map(|study| study.name).filter(|name| why(name, text).is_some()).collect();
        assert_eq!(unfit, hidden, "{text}");
    }
}

/// States \[rows · length × width\] by a rule of the row and the place.
fn made(rows: usize, length: usize, width: usize, rule: impl Fn(usize, usize, usize) -> f32) -> Array2<f32> {
    Array2::from_shape_fn((rows * length, width), |(i, j)| rule(i / length, i % length, j))
}

#[test]
fn shares_of_variance_are_those_of_states_made_by_hand() {
    // Every token at every place, once.
    let numbers: Vec<u32> = (0..3).flat_map(|shift| (0..3).map(move |place| (place + shift) % 3)).collect();
    let token = |row: usize, place: usize| (place + row) % 3;
    let hot = |here: bool| if here { 1.0 } else { 0.0 };
    let close = |found: Shares, expected: [f64; 4]| {
        let found = [found.position, found.token, found.within, found.similarity];
        found.iter().zip(expected).for_each(|(found, expected)| near(*found, expected, &format!("{found:?}")));
    };
    close(shares(&made(3, 3, 3, |_, place, j| hot(j == place)), &numbers, 3), [1.0, 0.0, 1.0, 0.0]);
    close(shares(&made(3, 3, 3, |row, place, j| hot(j == token(row, place))), &numbers, 3), [0.0, 1.0, 1.0, 0.0]);
    close(shares(&made(3, 3, 3, |row, _, j| hot(j == row)), &numbers, 3), [0.0, 0.0, 0.0, 1.0]);
    // The place in some columns and the token in others, twice as large: shares as 1 to 4.
    let both =
        made(3, 3, 6, |row, place, j| if j < 3 { hot(j == place) } else { 2.0 * hot(j - 3 == token(row, place)) });
    close(shares(&both, &numbers, 3), [0.2, 0.8, 1.0, 0.0]);
    let alike = shares(&made(3, 3, 3, |_, _, _| 1.0), &numbers, 3);
    assert!(alike.position.is_nan() && alike.token.is_nan() && alike.within.is_nan(), "nothing varies");
    near(alike.similarity, 1.0, "all the same");
}

#[test]
fn what_the_embedding_holds_is_what_is_read_before_the_first_block() {
    let look = |blank: &'static str| {
        let mut trainer = changed("model=transformer&depth=1&points=64&test=8", Side::A, move |name, values| {
            if name.starts_with(blank) {
                values.fill(0.0);
            }
        });
        let params = trainer.params().to_vec();
        positions::look(&mut trainer, &params, 0)
    };
    let places = look("embed.token");
    near(places.shares.position, 1.0, "places alone");
    assert_eq!(places.place, 1.0);
    assert!(places.token < 0.3, "{places:?}: one of eight by chance");
    let tokens = look("embed.position");
    near(tokens.shares.token, 1.0, "tokens alone");
    assert_eq!(tokens.token, 1.0);
    assert!(tokens.place < 0.3 && tokens.shares.position < 0.05, "{tokens:?}");
    let both = look("nothing");
    assert_eq!((both.place, both.token), (1.0, 1.0));
    // Two tables of sixteen columns of the same size, drawn at random.
    assert!((0.2..0.8).contains(&both.shares.position) && (0.2..0.8).contains(&both.shares.token), "{both:?}");
}

#[test]
fn without_a_shortcut_attention_makes_all_tokens_alike_at_the_start_and_with_one_it_does_not() {
    let findings = found("positions", "model=transformer&points=64&test=8&steps=1");
    let (a, b) = (findings.a.expect("a number"), findings.b.expect("a number"));
    assert!(a < 1e-6 && b > 0.1, "{a} and {b}");
    let [alike_a, alike_b] =
        fact(&findings, "mean cosine of two tokens, at the start").map(|cosine| cosine.expect("a number"));
    assert!(alike_a > 0.99 && alike_b < 0.9, "{alike_a} and {alike_b}");
    assert_eq!(findings.panels.len(), 6);
    for panel in &findings.panels {
        let Body::Lines { series, .. } = &panel.body else { panic!("lines") };
        assert!(series.iter().all(|series| series.x == (0..=8).map(f64::from).collect::<Vec<_>>()), "{}", panel.key);
    }
    let mut trainer = fresh("model=transformer&points=64&test=8&steps=1", Side::A);
    assert_eq!(positions::at_start(&mut trainer).position, a, "what the claim reads is what the study shows");
}

fn subject(text: &str) -> Subject {
    let scene = scene(text);
    Subject::new(&scene, loaded(&scene))
}

/// A trained network with all its training rows in an f64 tape that has been forward.
fn real(text: &str, side: Side) -> (Model, Vec<f64>, Tape<f64>) {
    let mut trainer = fresh(text, side);
    trainer.finish();
    let params: Vec<f64> = trainer.params().iter().copied().map(f64::from).collect();
    let (model, rows) = (trainer.model().clone(), &trainer.data().train);
    let mut tape = Tape::new(&model.graph, rows.len());
    load(&mut tape, &model, rows, 0..rows.len());
    tape.forward(&model.graph, &params);
    (model, params, tape)
}

#[test]
fn all_lengths_add_up_to_the_gradient_in_convnets_and_transformers_too() {
    const IMAGES: &str = "model=convnet&depth=2&width=2&points=12&test=8&steps=3&batch=6";
    const SEQUENCES: &str =
        "model=transformer&depth=2&width=4&inner=6&length=4&vocab=3&points=8&test=8&steps=3&batch=4&warmup=1";
    let mut texts = Vec::new();
    for shortcut in ["identity", "projection", "rezero", "highway", "dense", "none"] {
        for norm in ["none", "batch"] {
            texts.push(format!(
                "{IMAGES}&shortcut={}&norm={norm}",
                if shortcut == "dense" { "dense&width=4" } else { shortcut }
            ));
            texts.push(format!("{IMAGES}&shortcut={shortcut}&norm={norm}&block=1&order=pre&width=4"));
        }
    }
    for round in ["identity", "projection", "rezero", "highway", "none"] {
        for order in ["pre", "post"] {
            texts.push(format!("{SEQUENCES}&shortcut={round}&order={order}"));
            texts.push(format!("{SEQUENCES}&shortcut={round}&b.shortcut.mlp=none&order={order}&norm=none"));
            texts
                .push(format!("{SEQUENCES}&b.shortcut.attention=none&b.shortcut.mlp={round}&order={order}&again=both"));
        }
    }
    for text in texts {
        // Of a key that stands twice the last value holds.
        let text = if text.matches("&width=").count() > 1 { text.replacen("&width=2", "", 1) } else { text };
        let (model, params, mut tape) = real(&text, Side::B);
        tape.backward(&model.graph, &params, model.loss);
        let right: Vec<Array2<f64>> = model.hidden.iter().map(|&h| tape.grad(h).clone()).collect();
        let depth = model.depth();
        let mut lengths = Lengths::at_the_top(&model, &mut tape, &params, 1.0, depth, false);
        for l in (0..depth).rev() {
            lengths.back(&model.graph, &mut tape, &params, &model.graph.blocks[l]);
            assert!(square(&(lengths.sum(0) - &right[l])) <= 1e-22 * square(&right[l]), "{text}, layer {l}");
        }
        let ways = Ways::of(&scene(&text), Side::B);
        assert_eq!(ways.blocks(), depth, "{text}");
        for (length, square) in lengths.squares().into_iter().enumerate() {
            assert_eq!(square > 0.0, length >= ways.least(), "{text}: {length} of {depth}");
        }
    }
}

#[test]
fn where_a_transformer_has_no_shortcut_every_path_crosses_its_attention() {
    let ways = |text: &str, side| Ways::of(&scene(text), side);
    let a = ways("model=transformer", Side::A);
    assert_eq!((a.blocks(), a.least(), a.many(), a.mean()), (8, 4, true, 6.0));
    assert_eq!(a.free().collect::<Vec<_>>(), [1, 3, 5, 7]);
    assert_eq!(a.counted(), [0.0, 0.0, 0.0, 0.0, 1.0, 4.0, 6.0, 4.0, 1.0].map(|count| count / 16.0));
    let b = ways("model=transformer", Side::B);
    assert_eq!((b.least(), b.mean(), b.counted()), (0, 4.0, counted(8)));
    let none = ways("model=transformer&a.shortcut.mlp=none", Side::A);
    assert_eq!((none.least(), none.many()), (8, false));
    let convnet = ways("model=convnet", Side::A);
    assert_eq!((convnet.blocks(), convnet.many()), (9, false));
    assert_eq!(ways("model=convnet", Side::B).counted(), counted(9));
}

#[test]
fn parts_of_what_is_measured_give_what_all_of_it_gives_with_batch_norm() {
    let text = "model=convnet&depth=1&width=2&points=16&test=8&steps=3&batch=8";
    let paths = study::find("paths").expect("there is such a study");
    let subject = subject(text);
    let tasks = (paths.tasks)(subject.scene());
    // The start, now, and single paths of one branch and of two; the network without has one path.
    assert_eq!(
        tasks.iter().map(|task| (task.side, task.number)).collect::<Vec<_>>(),
        [0, 1, 2, 3].map(|n| (Side::B, n))
    );
    let (model, params, mut tape) = real(text, Side::B);
    let mut lengths = Lengths::at_the_top(&model, &mut tape, &params, 1.0, 3, false);
    model.graph.blocks.iter().rev().for_each(|block| lengths.back(&model.graph, &mut tape, &params, block));
    let norms: Vec<f64> = lengths.squares().into_iter().map(f64::sqrt).collect();
    let mean = norms.iter().enumerate().map(|(k, norm)| k as f64 * norm).sum::<f64>() / norms.iter().sum::<f64>();
    let found = paths.measure(&subject, &|_| {}).expect("measured");
    assert!((found.b.expect("a number") - mean).abs() < 1e-9, "{:?} is not {mean}", found.b);
    assert_eq!(found.a, Some(3.0));
    let decay =
        found.facts.iter().find(|fact| fact.name.starts_with("single paths")).expect("single paths are followed");
    assert!(decay.b.is_some());
    let nothing = (paths.gather)(subject.scene(), &tasks.into_iter().map(|task| (task, None)).collect::<Vec<_>>());
    assert_eq!((nothing.a, nothing.b), (Some(3.0), None));
}

#[test]
fn training_by_all_paths_is_training_in_a_convnet_and_a_transformer() {
    let routes = study::find("routes").expect("there is such a study");
    for text in [
        "model=convnet&depth=2&width=2&points=16&test=8&steps=6&batch=8",
        "model=transformer&depth=2&width=4&inner=6&length=4&vocab=3&points=8&test=8&steps=6&batch=4",
    ] {
        let subject = subject(text);
        let found = routes.measure(&subject, &|_| {}).expect("measured");
        let all = found.facts.iter().find(|fact| fact.name == "all paths").expect("all paths are tried");
        let loss = |side| Some(f64::from(subject.network(side).scores(&[]).0.loss));
        assert_eq!((all.a, all.b), (loss(Side::A), loss(Side::B)), "{text}");
        assert!(found.b.is_some() && found.b != all.b, "{text}");
    }
    let again = subject("model=transformer&again=both");
    let why = (routes.unfit)(again.scene(), again.data()).expect("the embedding goes round the blocks");
    assert!(why.contains("again=none"), "{why}");
}
