//! The studies of single layers, on networks whose answers are known.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::sync::Arc;

use skipscape::data::{self, Targets};
use skipscape::scene::{Scene, Side};
use skipscape::study::layers::{Moves, some_rows, spread, states};
use skipscape::study::lesions::{self, Lesion};
use skipscape::study::reorder::reordered;
use skipscape::study::{Body, Findings, Subject, find, map, refinement, representations};
use skipscape::train::{Outcome, Trainer};

const SMALL: &str = "depth=4&width=6&points=40&test=8&steps=6&batch=8";

fn fresh(text: &str, side: Side) -> Trainer {
    let scene = Scene::parse_strict(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene;
    let data = Arc::new(data::load(&scene, None).expect("the data is made"));
    Trainer::new(&scene, side, data, false)
}

/// The same network with what `change` makes of each tensor's values, at no step.
fn changed(text: &str, side: Side, change: impl Fn(&str, [usize; 2], &mut [f32])) -> Trainer {
    let plain = fresh(text, side);
    let (model, mut params) = (plain.model().clone(), plain.params().to_vec());
    for entry in model.graph.layout.entries() {
        change(&entry.name, entry.shape, &mut params[entry.range()]);
    }
    Trainer::from(plain.scene(), side, Arc::new(plain.data().clone()), model, params, false)
}

/// Every block is h + 0.
fn identity(text: &str) -> Trainer {
    changed(text, Side::B, |name, _, values| {
        if name.starts_with("block.") {
            values.fill(0.0);
        }
    })
}

/// Every block turns and stretches: a plain linear network whose weights are `factor` times a rotation of the pairs (0, 1),
/// (2, 3) … by `angle`.
fn turning(text: &str, factor: f64, angle: f64) -> Trainer {
    changed(text, Side::A, |name, [_, cols], values| {
        if name.starts_with("block.") && name.ends_with("weight") {
            values.fill(0.0);
            let (c, s) = ((factor * libm::cos(angle)) as f32, (factor * libm::sin(angle)) as f32);
            for i in (0..cols).step_by(2) {
                (values[i * cols + i], values[i * cols + i + 1]) = (c, s);
                (values[(i + 1) * cols + i], values[(i + 1) * cols + i + 1]) = (-s, c);
            }
        }
    })
}

fn moves(trainer: &mut Trainer) -> Moves {
    let params = trainer.params().to_vec();
    Moves::of(trainer, &params)
}

fn found(name: &str, trainers: [Trainer; 2]) -> Findings {
    let mut subject = Subject::new(trainers[0].scene(), Arc::new(trainers[0].data().clone()));
    trainers.into_iter().for_each(|trainer| subject.take(trainer));
    find(name).expect("there is such a study").measure(&subject, &|_| {}).expect("it is measured")
}

fn near(value: f64, expected: f64, what: &str) {
    assert!((value - expected).abs() < 1e-5, "{what}: {value}, not {expected}");
}

#[test]
fn a_network_of_empty_branches_changes_nothing() {
    for text in
        [SMALL, "depth=1&width=6&points=40&test=8", "depth=3&width=6&points=300&test=8&shortcut=rezero&order=pre"]
    {
        let mut trainer = identity(text);
        let moves = moves(&mut trainer);
        assert_eq!(moves.change(), 0.0, "{text}");
        assert!(moves.change_by_layer().iter().all(|&change| change == 0.0));
        near(moves.cosine(), 1.0, text);
        let params = trainer.params().to_vec();
        near(representations::look(&mut trainer, &params).cka, 1.0, text);
        let (depth, whole) = (trainer.model().depth(), lesions::measure(&mut trainer, &[Lesion::Whole])[0]);
        let all = lesions::all(trainer.model());
        assert!(lesions::measure(&mut trainer, &all).iter().all(|hurt| *hurt == whole), "{text}");
        for layer in 0..=depth {
            assert_eq!(refinement::own(&mut trainer, layer), whole, "{text}: layer {layer}");
        }
        let (drop, cosine) = refinement::downhill(&mut trainer);
        assert!(
            drop.iter().all(|&drop| drop == 0.0) && cosine.iter().all(|cosine| cosine.is_nan()),
            "no step, no angle"
        );
    }
}

#[test]
fn a_linear_network_has_the_ratios_of_its_matrices() {
    const LINEAR: &str = "depth=3&width=6&points=40&test=8&act=linear";
    for (factor, angle) in [(1.0, 0.5), (2.0, 0.0), (1.5, 1.2), (0.5, 3.0)] {
        let mut trainer = turning(LINEAR, factor, angle);
        let moves = moves(&mut trainer);
        // |cR − 1| of a rotation R by the angle: the law of cosines.
        let change = (1.0 + factor * factor - 2.0 * factor * libm::cos(angle)).sqrt();
        near(moves.change(), change, "the change");
        near(moves.cosine(), libm::cos(angle), "the cosine");
        assert_eq!((moves.changes.len(), moves.changes[0].len()), (3, 40));
        let params = trainer.params().to_vec();
        near(representations::look(&mut trainer, &params).cka, 1.0, "CKA does not see a rotation and a factor");
    }
}

/// A plain linear network of width 4 whose block l multiplies its state by `factors[l − 1]`.
fn stretching(text: &str, factors: &[f32]) -> Trainer {
    changed(text, Side::A, |name, _, values| {
        let block = factors.iter().enumerate().find(|(l, _)| name.starts_with(&format!("block.{}.", l + 1)));
        if let Some((_, &factor)) = block {
            values.fill(0.0);
            if name.ends_with("weight") {
                (0..4).for_each(|i| values[i * 4 + i] = factor);
            }
        }
    })
}

#[test]
fn the_number_of_contributions_is_the_median_over_the_layers() {
    let text = "depth=3&width=4&points=20&test=8&act=linear";
    let findings = found("contributions", [stretching(text, &[1.5, 5.0, 2.0]), fresh(text, Side::B)]);
    near(findings.a.expect("a number"), 1.0, "of ½, 4 and 1");
}

#[test]
fn what_a_step_would_take_off_is_the_slope_of_the_loss_along_it_where_it_begins() {
    // h' = c·h, so to go along the step from h is to stretch h, and with it whatever made it.
    let (factors, text) = ([3.0_f32, 0.25], "depth=2&width=4&data=line&points=32&test=8&act=linear");
    let mut trainer = stretching(text, &factors);
    let (drops, _) = refinement::downhill(&mut trainer);
    let model = trainer.model().clone();
    let params = trainer.params().to_vec();
    for (l, before) in ["stem.", "block.1."].into_iter().enumerate() {
        let mut loss = |along: f32| {
            let mut params = params.clone();
            for entry in model.graph.layout.entries().iter().filter(|entry| entry.name.starts_with(before)) {
                params[entry.range()].iter_mut().for_each(|w| *w *= 1.0 + along * (factors[l] - 1.0));
            }
            f64::from(trainer.loss_at(&params))
        };
        let slope = (loss(0.01) - loss(-0.01)) / 0.02;
        assert!((drops[l] / -slope - 1.0).abs() < 1e-3, "layer {}: {} beside {}", l + 1, drops[l], -slope);
    }
}

#[test]
fn a_gradient_fades_by_the_factor_of_its_layers_and_that_of_the_weights_hides_it() {
    const LINEAR: &str = "depth=5&width=6&points=40&test=8&act=linear&b.shortcut=none";
    for (factor, angle) in [(0.5, 0.7), (2.0, 1.9)] {
        let findings = found("gradients", [turning(LINEAR, factor, angle), fresh(LINEAR, Side::B)]);
        let power = libm::log10(factor);
        // Down five layers the gradient is multiplied by the factor five times.
        near(findings.a.expect("a number"), 5.0 * power, "first over last");
        // On its way up the signal is, and the weights get the product of both: the same everywhere (Glorot and Bengio, 14).
        for (key, slope) in [("gradient", -power), ("signal", power), ("weights", 0.0)] {
            let panel = findings.panels.iter().find(|panel| panel.key == key).expect("there is such a panel");
            let Body::Lines { series, .. } = &panel.body else { panic!("{key} has lines") };
            let of_a: Vec<_> = series.iter().filter(|series| series.side == Some(Side::A)).collect();
            assert_eq!(of_a.len(), 2, "now and at the start");
            for pair in of_a.iter().flat_map(|series| series.y.windows(2)) {
                near(pair[1] - pair[0], slope, key);
            }
            if key == "signal" {
                let mut trainer = turning(LINEAR, factor, angle);
                let (params, all) = (trainer.params().to_vec(), (0..40).collect::<Vec<_>>());
                let first = states(&mut trainer, &params, &[0], &all).remove(0);
                let squares = first.iter().map(|&h| f64::from(h) * f64::from(h)).sum::<f64>();
                near(of_a[1].y[0], 0.5 * libm::log10(squares / 240.0), "the size of what goes in");
            }
        }
    }
}

#[test]
fn states_that_are_zero_have_no_direction_and_count_for_nothing() {
    let mut trainer = changed("depth=2&width=4&points=16&test=8&act=relu&init=he", Side::A, |name, _, values| {
        if name.starts_with("block.1.") {
            values.fill(0.0);
        }
    });
    let moves = moves(&mut trainer);
    assert_eq!(moves.change_by_layer()[0], 1.0, "all is lost in the first block");
    assert_eq!((moves.changes[1].len(), moves.cosines[0].len(), moves.cosines[1].len()), (0, 0, 0), "0 stays 0");
    assert_eq!(moves.change(), 1.0);
    assert!(moves.cosine().is_nan());
    let findings =
        found("contributions", [trainer, fresh("depth=2&width=4&points=16&test=8&act=relu&init=he", Side::B)]);
    assert_eq!(findings.a, Some(1.0));
}

#[test]
fn the_record_of_a_run_and_the_study_agree() {
    let mut trainer = fresh("depth=5&width=6&points=300&test=8&steps=20", Side::B);
    trainer.finish();
    let (frame, moves) = (trainer.frame(), moves(&mut trainer));
    for (l, (change, cosine)) in moves.change_by_layer().into_iter().zip(moves.cosine_by_layer()).enumerate() {
        assert_eq!(change as f32, frame.contribution[l]);
        near(1.0 - cosine, f64::from(frame.turn[l]), "the change of direction");
    }
}

#[test]
fn states_are_those_of_the_rows_that_were_asked_for() {
    // More points than go through at a time.
    let mut trainer = fresh("depth=3&width=5&points=600&test=8", Side::B);
    let params = trainer.params().to_vec();
    let (all, some): (Vec<usize>, Vec<usize>) = ((0..600).collect(), vec![0, 7, 255, 256, 511, 599]);
    let whole = states(&mut trainer, &params, &[0, 3], &all);
    let part = states(&mut trainer, &params, &[3], &some);
    assert_eq!(whole[1].dim(), (600, 5));
    for (i, &row) in some.iter().enumerate() {
        assert_eq!(part[0].row(i), whole[1].row(row));
    }
    let rows = some_rows(trainer.scene(), 600, 256);
    assert!(rows.len() == 256 && rows.windows(2).all(|pair| pair[0] < pair[1]) && rows[255] < 600);
    assert_eq!(some_rows(trainer.scene(), 40, 256), (0..40).collect::<Vec<_>>());
}

#[test]
fn layers_are_spread_evenly_with_both_ends() {
    assert_eq!(spread(3, 65), [0, 1, 2, 3]);
    assert_eq!(spread(0, 65), [0]);
    assert_eq!(spread(10, 3), [0, 5, 10]);
    let many = spread(1000, 65);
    assert_eq!((many.len(), many[0], many[64]), (65, 0, 1000));
    assert!(many.windows(2).all(|pair| (15..=16).contains(&(pair[1] - pair[0]))));
}

#[test]
fn equal_blocks_can_change_places_and_others_cannot_for_nothing() {
    let text = "depth=5&width=6&points=40&test=8";
    let same = changed(text, Side::B, |name, _, values| {
        if name.starts_with("block.") {
            let bias = name.ends_with("bias");
            values.iter_mut().enumerate().for_each(|(i, x)| *x = if bias { 0.1 } else { 0.05 * (i % 7) as f32 - 0.1 });
        }
    });
    let whole = lesions::measure(&mut same.clone(), &[Lesion::Whole])[0];
    for lesion in [Lesion::Swapped(0, 1), Lesion::Swapped(3, 4), Lesion::Shuffled(0), Lesion::Shuffled(1)] {
        assert_eq!(lesions::measure(&mut same.clone(), &[lesion])[0], whole, "{lesion:?}");
    }
    assert_ne!(lesions::measure(&mut same.clone(), &[Lesion::Without(2)])[0], whole);
    let mut other = fresh(text, Side::B);
    let found = lesions::measure(&mut other, &[Lesion::Swapped(1, 2), Lesion::Whole]);
    assert_ne!(found[0], found[1]);
}

#[test]
fn blocks_in_another_order_are_the_network_with_its_blocks_in_that_order() {
    let text = "depth=11&width=4&points=20&test=8&shortcut=highway&norm=layer&block=2&inner=3";
    let trainer = fresh(text, Side::B);
    let model = trainer.model();
    let order = [3, 10, 0, 1, 2, 9, 8, 7, 4, 5, 6];
    let moved = reordered(model, trainer.params(), &order).expect("all blocks have the same shapes");
    for (to, &from) in order.iter().enumerate() {
        let of = |block: usize, params: &[f32]| -> Vec<f32> {
            let prefix = format!("block.{}.", block + 1);
            let entries = model.graph.layout.entries().iter().filter(|entry| entry.name.starts_with(&prefix));
            entries.flat_map(|entry| params[entry.range()].to_vec()).collect()
        };
        assert_eq!(of(to, &moved), of(from, trainer.params()));
    }
    let mut back = vec![0; 11];
    order.iter().enumerate().for_each(|(to, &from)| back[from] = to);
    assert_eq!(reordered(model, &moved, &back).as_deref(), Some(trainer.params()));
    let dense = fresh("depth=3&width=4&points=20&test=8&shortcut=dense", Side::B);
    assert_eq!(reordered(dense.model(), dense.params(), &[1, 0, 2]), None);
    assert_eq!(reordered(dense.model(), dense.params(), &[0, 1, 2]).as_deref(), Some(dense.params()));
}

#[test]
fn the_findings_of_lesions_are_the_numbers_of_removals_by_hand() {
    let trainers = Side::ALL.map(|side| {
        let mut trainer = fresh(SMALL, side);
        trainer.finish();
        trainer
    });
    let findings = found("lesions", trainers.clone());
    for (mut trainer, headline) in trainers.into_iter().zip([findings.a, findings.b]) {
        let one = |l: usize| trainer.scores(&(0..4).map(|k| k == l).collect::<Vec<_>>()).0;
        let scores: Vec<_> = (0..4).map(one).collect();
        let mean = scores.iter().map(|scores| f64::from(scores.accuracy)).sum::<f64>() / 4.0;
        near(headline.expect("there are classes"), mean, "the mean accuracy");
        let Some(Body::Lines { series, .. }) =
            findings.panels.iter().find(|panel| panel.key == "loss").map(|panel| &panel.body)
        else {
            panic!("there is a panel of losses")
        };
        let losses: Vec<f64> = scores.iter().map(|scores| f64::from(scores.loss)).collect();
        assert!(series.iter().any(|series| series.side == Some(trainer.side()) && series.y == losses));
    }
}

#[test]
fn neighbours_that_are_swapped_are_neighbours_and_as_many_go_as_are_said_to() {
    let mut trainer = fresh(SMALL, Side::B);
    trainer.finish();
    for l in 0..3 {
        let mut order = [0, 1, 2, 3];
        order.swap(l, l + 1);
        let moved = reordered(trainer.model(), trainer.params(), &order).expect("blocks of one shape");
        let loss = f64::from(trainer.scores_at(Some(&moved), &[]).0.loss);
        let swapped = Lesion::Swapped(l, l + 1);
        assert_eq!(lesions::measure(&mut trainer, &[swapped])[0][0], loss, "{swapped:?}");
    }
    for (count, draw) in [(1, 0), (2, 1), (3, 2)] {
        let [loss, _] = lesions::measure(&mut trainer, &[Lesion::Some { count, draw }])[0];
        let so_many = (0..16_u32).filter(|mask| mask.count_ones() as usize == count);
        let without = |mask: u32| (0..4).map(|l| mask >> l & 1 == 1).collect::<Vec<_>>();
        let same = so_many.filter(|&mask| f64::from(trainer.scores(&without(mask)).0.loss) == loss).count();
        assert_eq!(same, 1, "one choice of {count} of four has this loss");
    }
}

#[test]
fn random_lesions_repeat_and_are_the_same_for_networks_of_one_depth() {
    let mut trainer = fresh("depth=9&width=6&points=40&test=8", Side::A);
    let lesion = |draw| Lesion::Some { count: 4, draw };
    let losses: Vec<f64> = (0..8).map(|draw| lesions::measure(&mut trainer, &[lesion(draw)])[0][0]).collect();
    assert_eq!(losses[3], lesions::measure(&mut trainer, &[lesion(3)])[0][0]);
    assert!(losses.iter().any(|&loss| loss != losses[0]), "draws differ");
    let all = lesions::all(trainer.model());
    let of_depth = |depth: u32| lesions::all(fresh(&format!("depth={depth}&points=8"), Side::A).model());
    assert_eq!(all.iter().filter(|lesion| matches!(lesion, Lesion::Without(_))).count(), 9);
    assert_eq!(all.iter().filter(|lesion| matches!(lesion, Lesion::Swapped(..))).count(), 8);
    assert_eq!(of_depth(1).len(), 10, "of one block: whole, without it, and eight draws of one");
    assert!(of_depth(1000).len() < 300);
}

#[test]
fn a_head_that_reads_the_last_layer_is_the_network() {
    for text in [
        SMALL.to_owned(),
        format!("{SMALL}&norm=batch"),
        format!("{SMALL}&order=pre&loss=mse"),
        format!("{SMALL}&shortcut=dense"),
        "depth=3&width=16&data=edit&points=40&test=8&steps=4".to_owned(),
    ] {
        for side in Side::ALL {
            let mut trainer = fresh(&text, side);
            trainer.finish();
            let depth = trainer.model().depth();
            let outcome = Outcome::of(&mut trainer);
            let [loss, accuracy] = refinement::own(&mut trainer, depth);
            assert_eq!(loss, f64::from(outcome.loss), "{text}");
            assert!(
                accuracy == f64::from(outcome.accuracy) || outcome.accuracy.is_nan() && accuracy.is_nan(),
                "{text}"
            );
        }
    }
}

#[test]
fn what_the_own_head_draws_from_the_last_layer_is_what_the_network_draws() {
    let trainers = Side::ALL.map(|side| fresh("depth=20&width=6&points=40&test=8", side));
    let whole = map::draw(&trainers[1], 25, 20, &[]);
    let findings = found("refinement", trainers);
    let panel = findings.panels.iter().find(|panel| panel.key == "fields").expect("two classes in a plane");
    let Body::Maps { maps, .. } = &panel.body else { panic!("fields are maps") };
    let names: Vec<&str> = maps.iter().map(|map| map.name.as_str()).collect();
    let layers = ["layer 0", "layer 4", "layer 8", "layer 12", "layer 16", "layer 20"];
    assert_eq!(names, [layers, layers].concat());
    let second: Vec<f64> = whole.chunks(2).map(|both| f64::from(both[1])).collect();
    assert_eq!(maps[11].values, second);
    for text in ["data=line&depth=2&points=20", "depth=2&classes=3&points=20"] {
        let findings = found("refinement", Side::ALL.map(|side| fresh(text, side)));
        assert!(findings.panels.iter().all(|panel| panel.key != "fields"), "{text}");
    }
}

/// The head by hand, for a network without activation before it: h·W + b.
#[test]
fn the_own_head_at_a_layer_is_the_heads_matrix_on_that_state() {
    let mut trainer = fresh(SMALL, Side::B);
    trainer.finish();
    let params = trainer.params().to_vec();
    let all: Vec<usize> = (0..40).collect();
    let tensor = |name: &str| {
        let entries = trainer.model().graph.layout.entries();
        params[entries.iter().find(|entry| entry.name == name).expect("it is there").range()].to_vec()
    };
    let (weight, bias) = (tensor("head.weight"), tensor("head.bias"));
    let Targets::Classes(classes) = trainer.data().train.targets.clone() else { panic!("spirals have classes") };
    for layer in 0..=4 {
        let state = &states(&mut trainer, &params, &[layer], &all)[0];
        let hit = |i: &usize| {
            let logit = |c: usize| (0..6).map(|j| state[[*i, j]] * weight[j * 2 + c]).sum::<f32>() + bias[c];
            u32::from(logit(1) > logit(0)) == classes[*i]
        };
        let accuracy = (0..40).filter(hit).count() as f64 / 40.0;
        near(refinement::own(&mut trainer, layer)[1], accuracy, "the accuracy");
    }
}

#[test]
fn a_step_against_the_gradient_points_down_and_takes_off_what_the_loss_falls_by() {
    // A block that adds a small constant in the direction of the head: the loss is nearly linear over so short a step.
    let text = "depth=1&width=4&data=line&points=32&test=8&act=linear";
    for (size, sign) in [(1e-3_f32, 1.0), (-1e-3, -1.0)] {
        let head = {
            let trainer = fresh(text, Side::B);
            let entries = trainer.model().graph.layout.entries();
            let entry = entries.iter().find(|entry| entry.name == "head.weight").expect("there is a head");
            trainer.params()[entry.range()].to_vec()
        };
        let mut trainer = changed(text, Side::B, |name, _, values| match name {
            "block.1.linear1.weight" => values.fill(0.0),
            "block.1.linear1.bias" => values.iter_mut().zip(&head).for_each(|(b, w)| *b = size * w),
            // All answers lie below all targets, so each point's gradient goes against the head.
            "head.bias" => values.fill(-100.0),
            _ => {}
        });
        let (drop, cosine) = refinement::downhill(&mut trainer);
        near(cosine[0], sign, "the step is along the head");
        let [with, without] = [1, 0].map(|layer| refinement::own(&mut trainer, layer)[0]);
        assert!((drop[0] / (without - with) - 1.0).abs() < 0.02, "{} beside {}", drop[0], without - with);
    }
}

#[test]
fn findings_of_some_tasks_are_those_tasks_and_fall_short_in_words_of_no_number() {
    for name in ["contributions", "lesions", "representations", "refinement"] {
        let study = find(name).expect("there is such a study");
        let scene = Scene::parse(SMALL).expect("valid").scene;
        let subject = Subject::new(&scene, Arc::new(data::load(&scene, None).expect("the data is made")));
        let tasks = (study.tasks)(&scene);
        let mut parts: Vec<_> = tasks.into_iter().map(|task| (task, None)).collect();
        let none = (study.gather)(&scene, &parts);
        assert_eq!((none.a, none.b), (None, None), "{name}");
        assert!(none.sentence.contains('–'), "{name}: {}", none.sentence);
        for i in 0..parts.len() {
            parts[i].1 = Some((study.run)(&subject, &parts[i].0).expect("it is done"));
            assert_eq!((study.gather)(&scene, &parts).panels.is_empty(), none.panels.is_empty(), "{name}");
        }
        let whole = study.measure(&subject, &|_| {}).expect("it is measured");
        assert_eq!((study.gather)(&scene, &parts), whole, "{name}");
        assert!(whole.a.is_some() && whole.b.is_some(), "{name}");
    }
}
