//! A gradient taken apart by the length of its paths, against what is known by hand and against the whole gradient.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::sync::Arc;

use ndarray::{Array2, array};
use skipscape::autograd::ops::{Add, MeanSquared, Project};
use skipscape::autograd::{Graph, NodeId, Role, Tape, Truth};
use skipscape::data::{self, Targets};
use skipscape::model::Model;
use skipscape::scene::{Named, Norm, Order, Scene, Shortcut, Side};
use skipscape::study::lengths::{Lengths, along_one, counted, square};
use skipscape::study::{self, Subject, routes};
use skipscape::train::Trainer;

/// A linear network h ← h + s·h·W of these weights, width × width each, with the mean square of its last state as loss.
fn linear(scale: f64, blocks: usize, width: usize) -> Model {
    let mut graph = Graph::default();
    let input = graph.input(width);
    let mut hidden = vec![input];
    let mut h = input;
    for l in 0..blocks {
        let weight = graph.parameter(format!("block.{l}"), [width, width], Role::Weight);
        let f = graph.apply(Project, &[h], &[weight]);
        let next = graph.apply(Add { scale, switch: None }, &[h, f], &[]);
        graph.block(h, f, next);
        hidden.push(next);
        h = next;
    }
    let loss = graph.apply(MeanSquared, &[h], &[]);
    Model { graph, input, hidden, output: h, loss, switches: Vec::new(), weight_layers: blocks, attention: Vec::new() }
}

/// A gradient after the last block brought down to the first state, by length.
fn down(model: &Model, tape: &mut Tape<f64>, params: &[f64], gradient: Array2<f64>, most: usize) -> Lengths<f64> {
    tape.clear_grads(&model.graph);
    let mut lengths = Lengths::new(gradient, most, false);
    model.graph.blocks.iter().rev().for_each(|block| lengths.back(&model.graph, tape, params, block));
    lengths
}

fn close(found: &Array2<f64>, right: &Array2<f64>) {
    assert_eq!(found.dim(), right.dim());
    for (found, right) in found.iter().zip(right) {
        assert!((found - right).abs() <= 1e-12 * right.abs().max(1.0), "{found} is not {right}");
    }
}

#[test]
fn lengths_of_a_linear_chain_are_the_symmetric_functions_of_its_weights() {
    // h ← h + s·w·h, so that each block passes back 1 along the shortcut and s·w through the branch.
    let model = linear(0.5, 3, 1);
    let mut tape = Tape::new(&model.graph, 1);
    let (a, b, c) = (0.5 * 3.0, 0.5 * -2.0, 0.5 * 7.0);
    let lengths = down(&model, &mut tape, &[3.0, -2.0, 7.0], array![[10.0]], 3);
    let right = [10.0, 10.0 * (a + b + c), 10.0 * (a * b + a * c + b * c), 10.0 * a * b * c];
    assert_eq!(lengths.each.len(), 4);
    for (found, right) in lengths.each.iter().zip(right) {
        close(found, &array![[right]]);
    }
    close(&lengths.sum(0), &array![[10.0 * (1.0 + a) * (1.0 + b) * (1.0 + c)]]);
    close(&lengths.sum(2), &array![[right[2] + right[3]]]);
    assert_eq!(lengths.squares()[0], 100.0);
}

#[test]
fn branches_are_crossed_from_the_top_down() {
    // Weights that do not commute: y = x·(1 + U)·(1 + V), so the longest path gives g·Vᵀ·Uᵀ.
    let model = linear(1.0, 2, 2);
    let mut tape = Tape::new(&model.graph, 1);
    let params = [1.0, 2.0, 3.0, 4.0, 0.0, 1.0, -1.0, 5.0];
    let (u, v) = (array![[1.0, 2.0], [3.0, 4.0]], array![[0.0, 1.0], [-1.0, 5.0]]);
    let times = |g: &Array2<f64>, w: &Array2<f64>| {
        Array2::from_shape_fn((1, 2), |(_, i)| (0..2).map(|j| g[[0, j]] * w[[i, j]]).sum())
    };
    let g = array![[1.0, -2.0]];
    let lengths = down(&model, &mut tape, &params, g.clone(), 2);
    close(&lengths.each[0], &g);
    close(&lengths.each[1], &(times(&g, &u) + times(&g, &v)));
    close(&lengths.each[2], &times(&times(&g, &v), &u));
    // One block has two paths.
    let one = linear(1.0, 1, 2);
    let lengths = down(&one, &mut Tape::new(&one.graph, 1), &params[..4], g.clone(), 1);
    assert_eq!(lengths.each.len(), 2);
    close(&lengths.each[1], &times(&g, &u));
}

#[test]
fn branches_that_give_nothing_leave_all_of_the_gradient_on_the_shortcuts() {
    let model = linear(1.0, 4, 3);
    let mut tape = Tape::new(&model.graph, 2);
    let g = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    let lengths = down(&model, &mut tape, &[0.0; 36], g.clone(), 4);
    close(&lengths.each[0], &g);
    assert_eq!(lengths.squares()[1..], [0.0; 4]);
}

#[test]
fn what_is_longer_than_is_told_apart_is_summed() {
    let model = linear(0.3, 5, 1);
    let mut tape = Tape::new(&model.graph, 1);
    let params = [3.0, -2.0, 7.0, 1.0, -4.0];
    let whole = down(&model, &mut tape, &params, array![[1.0]], 5);
    for most in 0..5 {
        for longer in [false, true] {
            tape.clear_grads(&model.graph);
            let mut some = Lengths::new(array![[1.0]], most, longer);
            model.graph.blocks.iter().rev().for_each(|block| some.back(&model.graph, &mut tape, &params, block));
            assert_eq!(some.each, whole.each[..=most], "{most}");
            assert_eq!(some.longer.is_some(), longer);
            if let Some(rest) = some.longer {
                close(&rest, &whole.sum(most + 1));
            }
        }
    }
}

/// A network of a scene with all its training rows in an f64 tape that has been forward.
fn real(text: &str, side: Side) -> (Model, Vec<f64>, Tape<f64>) {
    let scene = Scene::parse_strict(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene;
    let data = data::load(&scene, None).expect("the data is made");
    let mut trainer = Trainer::new(&scene, side, Arc::new(data.clone()), false);
    trainer.finish();
    let params: Vec<f64> = trainer.params().iter().copied().map(f64::from).collect();
    let model = trainer.model().clone();
    let mut tape = Tape::new(&model.graph, data.train.len());
    tape.value_mut(model.input).assign(&data.train.inputs.mapv(f64::from));
    tape.truth = match data.train.targets {
        Targets::Classes(classes) => Truth::Classes(classes),
        Targets::Values(values) => Truth::Values(values.iter().copied().map(f64::from).collect()),
    };
    tape.forward(&model.graph, &params);
    (model, params, tape)
}

/// The distance of two gradients over the size of the second.
fn apart(found: &Array2<f64>, right: &Array2<f64>) -> f64 {
    (square(&(found - right)) / square(right)).sqrt()
}

const SMALL: &str = "depth=6&width=12&points=24&test=8&steps=8&batch=12&lr=.03";

#[test]
fn all_lengths_add_up_to_the_gradient_at_each_layer_of_every_kind_of_network() {
    for (name, shortcut) in Shortcut::ALL {
        for (block, (order, _), (norm, _)) in [1, 2]
            .into_iter()
            .flat_map(|b| Order::ALL.iter().flat_map(move |o| Norm::ALL.iter().map(move |n| (b, *o, *n))))
        {
            let text = format!("{SMALL}&a.shortcut=none&b.shortcut={name}&block={block}&order={order}&norm={norm}");
            let (model, params, mut tape) = real(&text, Side::B);
            tape.backward(&model.graph, &params, model.loss);
            let right: Vec<Array2<f64>> = model.hidden.iter().map(|&h| tape.grad(h).clone()).collect();
            let by_parameters = tape.param_grads().to_vec();
            let depth = model.depth();
            let mut lengths = Lengths::at_the_top(&model, &mut tape, &params, 1.0, depth, false);
            let head = tape.param_grads().to_vec();
            for l in (0..depth).rev() {
                lengths.back(&model.graph, &mut tape, &params, &model.graph.blocks[l]);
                assert!(apart(&lengths.sum(0), &right[l]) < 1e-12, "{text}, layer {l}");
                assert_eq!(lengths.each.len(), depth - l + 1);
            }
            assert_eq!(tape.param_grads(), head, "{text}: taking apart leaves the gradients by parameters alone");
            let whole = head.iter().zip(&by_parameters).filter(|(head, whole)| **head != 0.0 && head != whole).count();
            assert_eq!(whole, 0, "{text}: what the head gets is what it gets in the whole gradient");
            if *shortcut == Shortcut::None {
                assert!(lengths.squares()[..depth].iter().all(|square| *square == 0.0), "{text}: there is one path");
            } else {
                assert!(lengths.squares().iter().all(|square| *square > 0.0), "{text}: no length is empty");
            }
        }
    }
}

#[test]
fn the_single_paths_of_a_length_add_up_to_it() {
    for shortcut in ["identity", "projection", "highway", "dense"] {
        let (model, params, mut tape) =
            real(&format!("{SMALL}&shortcut={shortcut}&depth=4").replacen("depth=6&", "", 1), Side::B);
        let lengths = Lengths::at_the_top(&model, &mut tape, &params, 1.0, 4, false);
        let top = lengths.each[0].clone();
        let lengths = down(&model, &mut tape, &params, top.clone(), 4);
        let mut sums = vec![Array2::<f64>::zeros(lengths.each[0].raw_dim()); 5];
        for path in 0..16_usize {
            let through: Vec<bool> = (0..4).map(|l| path >> l & 1 == 1).collect();
            let one = along_one(&model, &mut tape, &params, &top, &through);
            sums[path.count_ones() as usize] += &one;
        }
        for (sum, length) in sums.iter().zip(&lengths.each) {
            assert!(apart(sum, length) < 1e-12, "{shortcut}");
        }
    }
}

#[test]
fn paths_are_counted_by_the_binomial() {
    assert_eq!(counted(4), [1.0, 4.0, 6.0, 4.0, 1.0].map(|count| count / 16.0));
    assert_eq!(counted(0), [1.0]);
    for depth in [54, 1000] {
        let shares = counted(depth);
        assert_eq!(shares.len(), depth + 1);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let mean: f64 = shares.iter().enumerate().map(|(k, share)| k as f64 * share).sum();
        assert!((mean - 0.5 * depth as f64).abs() < 1e-6);
    }
}

/// The gradients by the parameters after one forward of a batch, by some paths.
fn gradients(text: &str, route: routes::Route) -> (Model, Vec<f32>) {
    let scene = Scene::parse_strict(text).expect("the scene is valid").scene;
    let data = data::load(&scene, None).expect("the data is made");
    let mut trainer = Trainer::new(&scene, Side::B, Arc::new(data), false);
    let mut found = Vec::new();
    let advanced = trainer.advance_by(|model, tape, params| {
        routes::backward(model, tape, params, route);
        found = tape.param_grads().to_vec();
    });
    assert!(advanced);
    (trainer.model().clone(), found)
}

/// The distance of two lists over the size of the second, of the parameters whose name is kept.
fn off(model: &Model, found: &[f32], right: &[f32], keep: impl Fn(&str) -> bool) -> f64 {
    let (mut difference, mut size) = (0.0, 0.0);
    for entry in model.graph.layout.entries().iter().filter(|entry| keep(&entry.name)) {
        for (found, right) in found[entry.range()].iter().zip(&right[entry.range()]) {
            difference += f64::from(found - right) * f64::from(found - right);
            size += f64::from(*right) * f64::from(*right);
        }
    }
    assert!(size > 0.0);
    (difference / size).sqrt()
}

#[test]
fn the_paths_that_are_kept_and_those_that_are_not_make_the_whole_gradient() {
    for shortcut in ["identity", "projection", "rezero", "highway", "dense"] {
        for norm in ["none", "batch"] {
            let text = format!("{SMALL}&shortcut={shortcut}&norm={norm}&lr=.01").replacen("&lr=.03", "", 1);
            let (model, whole) = gradients(&text, (0, None));
            let (_, every) = gradients(&text, (0, Some(6)));
            assert!(off(&model, &every, &whole, |_| true) < 1e-5, "{text}");
            for from in 1..6 {
                let (_, mut below) = gradients(&text, (0, Some(from - 1)));
                let (_, above) = gradients(&text, (from, None));
                let (_, ended) = gradients(&text, (from, Some(6)));
                let is_head = |name: &str| name.starts_with("head");
                assert_eq!(off(&model, &above, &whole, is_head), 0.0, "{text}: the head gets everything");
                assert_eq!(off(&model, &below, &whole, is_head), 0.0, "{text}: the head gets everything");
                below.iter_mut().zip(&above).for_each(|(below, above)| *below += above);
                assert!(off(&model, &below, &whole, |name| !is_head(name)) < 1e-5, "{text} {from}");
                let scale = 1.0 / off(&model, &vec![0.0; above.len()], &above, |_| true);
                assert!(scale * off(&model, &ended, &above, |_| true) < 1e-5, "{text} {from}: an end that is none");
                // A block has as many blocks above it as its longest path crosses.
                for entry in model.graph.layout.entries() {
                    let starved = (6 - from + 1..=6).any(|block| entry.name.starts_with(&format!("block.{block}.")));
                    if starved {
                        assert!(above[entry.range()].iter().all(|g| *g == 0.0), "{text} {from} {}", entry.name);
                    }
                }
            }
        }
    }
}

#[test]
fn a_gradient_between_two_nodes_is_added_to_those_that_are_there() {
    let model = linear(1.0, 1, 1);
    let [input, output] = [model.hidden[0], model.hidden[1]];
    let mut tape = Tape::<f64>::new(&model.graph, 1);
    tape.value_mut(input)[[0, 0]] = 3.0;
    tape.forward(&model.graph, &[2.0]);
    tape.clear_grads(&model.graph);
    let between = |tape: &mut Tape<f64>, to: Option<NodeId>| {
        tape.backward_between(&model.graph, &[2.0], (output, to), &array![[1.0]]);
        (tape.param_grads()[0], tape.grad(input)[[0, 0]])
    };
    // y = x + x·w: ∂y/∂w = x = 3 each time, ∂y/∂x = 1 + w.
    assert_eq!(between(&mut tape, Some(input)), (3.0, 3.0));
    assert_eq!(between(&mut tape, None), (6.0, 3.0));
}

fn subject(text: &str) -> Subject {
    let scene = Scene::parse_strict(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene;
    Subject::new(&scene, Arc::new(data::load(&scene, None).expect("the data is made")))
}

#[test]
fn a_network_without_shortcuts_has_one_path_and_rezero_starts_on_the_shortest() {
    let paths = study::find("paths").expect("there is such a study");
    // A rate of 0: the branches of ReZero stay closed.
    let found =
        paths.measure(&subject("depth=5&shortcut=rezero&steps=1&lr=0&points=20&test=8"), &|_| {}).expect("measured");
    assert_eq!((found.a, found.b), (Some(5.0), Some(0.0)));
    assert!(
        found.sentence.contains("5.00 without, 0 with") && found.sentence.contains("without has one path"),
        "{}",
        found.sentence
    );
    let none = subject("depth=5&b.shortcut=none&points=20&test=8");
    for name in ["paths", "routes"] {
        let why = study::find(name).and_then(|study| (study.unfit)(none.scene(), none.data())).expect("nothing to see");
        assert!(why.contains("one path"), "{why}");
    }
}

#[test]
fn of_branches_that_halve_the_study_says_what_the_binomial_theorem_says() {
    // h ← h + w·h, L times: a path of k branches carries wᵏ, all of a length binomial(L, k)·wᵏ, and everything (1 + w)ᴸ.
    const BLOCKS: usize = 20;
    for w in [0.5_f32, 1.0] {
        let mut subject = subject("depth=20&width=4&points=24&test=8&act=linear");
        let plain = Trainer::new(subject.scene(), Side::B, Arc::clone(subject.data()), false);
        let mut params = plain.params().to_vec();
        for entry in plain.model().graph.layout.entries().iter().filter(|entry| entry.name.starts_with("block.")) {
            let values = &mut params[entry.range()];
            values.fill(0.0);
            if entry.name.ends_with("weight") {
                (0..4).for_each(|i| values[i * 4 + i] = w);
            }
        }
        let data = Arc::clone(subject.data());
        let b = Trainer::from(subject.scene(), Side::B, data, plain.model().clone(), params, false);
        subject.take(b);
        let found = study::find("paths").expect("there is such a study").measure(&subject, &|_| {}).expect("measured");
        let w = f64::from(w);
        let near = |value: Option<f64>, right: f64, what: &str| {
            assert!(value.is_some_and(|value| (value - right).abs() < 1e-9), "{what}: {value:?}, not {right}");
        };
        let fact = |name: &str| found.facts.iter().find(|fact| fact.name == name).and_then(|fact| fact.b);
        let mean = BLOCKS as f64 * w / (1.0 + w);
        near(found.b, mean, "the mean length");
        near(fact("mean length at the start"), mean, "the same at the start");
        near(fact("mean length by count"), 10.0, "by count");
        near(fact("single paths, power of ten a branch"), libm::log10(w), "a branch's factor");
        let carried: Vec<f64> =
            counted(BLOCKS).iter().enumerate().map(|(k, share)| share * libm::pow(w, k as f64)).collect();
        let short = |of: &[f64]| of[..=7].iter().sum::<f64>() / of.iter().sum::<f64>();
        near(fact("share of gradient, at most 7 branches"), short(&carried), "on short paths");
        near(fact("share of all paths, at most 7"), short(&counted(BLOCKS)), "short paths");
        if w < 1.0 {
            near(fact("their correlation with length"), -1.0, "a straight line");
        }
    }
}

#[test]
fn parts_of_the_rows_give_what_all_rows_give() {
    // With batch norm all rows go at once; without, they are shared out, and the shares of a length are the same.
    let text = "depth=5&width=4&points=24&test=8&steps=3&act=tanh";
    let paths = study::find("paths").expect("there is such a study");
    let subject = subject(text);
    let tasks = (paths.tasks)(subject.scene());
    assert!(tasks.len() > 1, "the rows are shared out");
    let (model, params, mut tape) = real(text, Side::B);
    let mut lengths = Lengths::at_the_top(&model, &mut tape, &params, 1.0, 5, false);
    model.graph.blocks.iter().rev().for_each(|block| lengths.back(&model.graph, &mut tape, &params, block));
    let norms: Vec<f64> = lengths.squares().into_iter().map(f64::sqrt).collect();
    let mean = norms.iter().enumerate().map(|(k, norm)| k as f64 * norm).sum::<f64>() / norms.iter().sum::<f64>();
    let found = paths.measure(&subject, &|_| {}).expect("measured").b.expect("a number");
    assert!((found - mean).abs() < 1e-9, "{found} is not {mean}");
    let nothing = (paths.gather)(subject.scene(), &tasks.into_iter().map(|task| (task, None)).collect::<Vec<_>>());
    assert_eq!((nothing.a, nothing.b), (Some(5.0), None), "what is not measured yet has no number");
}

#[test]
fn training_by_all_paths_is_training() {
    let routes = study::find("routes").expect("there is such a study");
    let subject = subject("depth=8&width=6&points=32&test=8&steps=20&batch=16");
    let found = routes.measure(&subject, &|_| {}).expect("measured");
    let loss = |side| f64::from(subject.network(side).scores(&[]).0.loss);
    let all = found.facts.iter().find(|fact| fact.name == "all paths").expect("all paths are tried");
    assert_eq!((all.a, all.b), (Some(loss(Side::A)), Some(loss(Side::B))));
    assert_eq!(found.a, all.a, "one path is all that the network without has");
    let names: Vec<&str> = found.facts.iter().map(|fact| fact.name.as_str()).collect();
    assert_eq!(names, ["all paths", "no branch above", "0–5 branches", "5–8 branches"]);
    // Of eight blocks five are no short path.
    assert!(found.b.is_some() && found.b == found.facts[1].b && found.b != all.b);
}
