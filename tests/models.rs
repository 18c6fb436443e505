//! ResNets on images and transformers on sequences: what they are made of, and what must hold whatever they have learnt.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::Arc;

use skipscape::autograd::{Op, Tape, Truth};
use skipscape::data::{self, Data, DataError, Targets};
use skipscape::model::{self, Model};
use skipscape::rng::Stream;
use skipscape::scene::{Scene, Side};
use skipscape::train::{State, Trainer};

fn scene(text: &str) -> Scene {
    Scene::parse_strict(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene
}

fn loaded(scene: &Scene) -> Data {
    data::load(scene, None).unwrap_or_else(|error| panic!("{error}"))
}

/// A scene's network with shortcuts, its starting values, and buffers for so many rows.
fn network(text: &str, rows: usize) -> (Model, Vec<f64>, Tape<f64>) {
    let scene = scene(text);
    let model = Model::of(&scene, Side::B, &loaded(&scene));
    let params = model::start(&model, scene.b.init, scene.seeds.init).into_iter().map(f64::from).collect();
    let tape = Tape::new(&model.graph, rows);
    (model, params, tape)
}

fn output(model: &Model, params: &[f64], tape: &mut Tape<f64>, inputs: &[f64]) -> Vec<f64> {
    tape.fill(model.input, inputs.iter().copied());
    tape.truth = Truth::Classes(vec![0; tape.value(model.output).nrows()]);
    tape.forward(&model.graph, params);
    tape.value(model.output).iter().copied().collect()
}

fn near(what: &str, a: &[f64], b: &[f64]) {
    assert_eq!(a.len(), b.len(), "{what}");
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() < 1e-9, "{what}: {a} and {b}");
    }
}

#[test]
fn a_resnet_has_6n_plus_2_layers_and_a_transformer_4n_plus_2() {
    for (text, blocks, layers) in [
        ("model=convnet", 9, 20),
        ("model=convnet&depth=9", 27, 56),
        ("model=convnet&block=1", 9, 11),
        ("model=transformer", 8, 18),
    ] {
        let scene = scene(text);
        let data = loaded(&scene);
        for side in Side::ALL {
            let model = Model::of(&scene, side, &data);
            assert_eq!((model.depth(), model.weight_layers), (blocks, layers), "{text}");
            assert_eq!(scene.blocks(side) as usize, blocks, "{text}");
            assert_eq!(model.hidden.len(), blocks + 1, "{text}");
        }
    }
}

#[test]
fn a_resnets_parameters_are_those_of_its_convolutions_norms_and_head() {
    // Kernels 9·in·out, a gain and a shift a channel after each, and a head of 16 + 1 numbers a class.
    let stages = [(4, 4, 6), (4, 8, 1), (8, 8, 5), (8, 16, 1), (16, 16, 5)];
    let blocks: usize = stages.iter().map(|(from, to, count)| count * (9 * from * to + 2 * to)).sum();
    let stem = 9 * 4 + 2 * 4;
    let head = 17 * 10;
    let scene = scene("model=convnet");
    assert_eq!(Model::of(&scene, Side::B, &loaded(&scene)).parameters(), stem + blocks + head);
}

#[test]
fn a_resnets_image_halves_and_its_channels_double_from_stage_to_stage() {
    let (model, ..) = network("model=convnet&depth=2", 1);
    let shapes: Vec<(usize, usize)> =
        model.hidden.iter().map(|id| model.graph.node(*id)).map(|node| (node.sites, node.cols)).collect();
    assert_eq!(shapes, [(64, 4), (64, 4), (64, 4), (16, 8), (16, 8), (4, 16), (4, 16)]);
}

#[test]
fn a_shortcut_round_a_shrinking_block_takes_every_second_pixel_and_adds_no_channel() {
    // With all of the branch's parameters 0 a block of order pre is its shortcut alone.
    let (model, mut params, mut tape) = network("model=convnet&depth=1&order=pre&norm=none&width=2", 1);
    for entry in model.graph.layout.entries().iter().filter(|entry| entry.name.starts_with("block.2.")) {
        params[entry.range()].fill(0.0);
    }
    let image: Vec<f64> = (0..64).map(|pixel| f64::from(pixel) / 64.0).collect();
    output(&model, &params, &mut tape, &image);
    let [before, after] = [1, 2].map(|l| tape.value(model.hidden[l]).clone());
    assert_eq!((before.dim(), after.dim()), ((64, 2), (16, 4)));
    for (pixel, row) in after.rows().into_iter().enumerate() {
        let from = before.row(pixel / 4 * 16 + pixel % 4 * 2);
        assert_eq!(row.to_vec(), [from[0], from[1], 0.0, 0.0], "pixel {pixel}");
    }
    // Removed, the block passes on the same.
    let shortcut = after.clone();
    tape.forward_without(&model.graph, &params, &[false, true, false]);
    assert_eq!(tape.value(model.hidden[2]), shortcut);
    let passed = tape.passed_on(&model.graph, model.hidden[1], model.hidden[2]);
    assert_eq!(passed.as_ref(), shortcut.as_slice().unwrap());
}

#[test]
fn a_convolution_moves_with_its_image() {
    // Away from the edge an image that is moved by one pixel gives the same, moved by one pixel.
    let (model, params, mut tape) = network("model=convnet&depth=1&norm=none&width=3", 1);
    let mut image = vec![0.0; 64];
    let mut stream = Stream::new(1, "test/image");
    for y in 2..4 {
        (2..4).for_each(|x| image[y * 8 + x] = stream.normal());
    }
    let moved: Vec<f64> = (0..64).map(|i| if i % 8 == 0 { 0.0 } else { image[i - 1] }).collect();
    output(&model, &params, &mut tape, &image);
    let first = tape.value(model.hidden[0]).clone();
    output(&model, &params, &mut tape, &moved);
    let second = tape.value(model.hidden[0]);
    let there = first.rows().into_iter().enumerate().filter(|(pixel, _)| pixel % 8 < 7);
    for (pixel, row) in there {
        near("a moved image", &row.to_vec(), &second.row(pixel + 1).to_vec());
    }
    assert!(first.iter().any(|x| *x > 0.1));
}

#[test]
fn attention_weighs_every_token_and_with_a_causal_mask_none_that_comes_later() {
    for (text, causal) in [("model=transformer", false), ("model=transformer&mask=causal", true)] {
        let (model, params, mut tape) = network(text, 2);
        output(&model, &params, &mut tape, &(0..16).map(|i| f64::from(i * 5 % 8)).collect::<Vec<_>>());
        assert_eq!(model.attention.len(), 4);
        for node in &model.attention {
            let weights = tape.saved(*node);
            assert_eq!(weights.len(), 2 * 2 * 8 * 8);
            for (line, row) in weights.chunks(8).enumerate() {
                assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                let (seen, later) = row.split_at(if causal { line % 8 + 1 } else { 8 });
                assert!(seen.iter().all(|weight| *weight > 0.0) && later.iter().all(|weight| *weight == 0.0));
            }
        }
    }
}

#[test]
fn without_places_a_transformer_cannot_tell_the_order_of_its_tokens() {
    let (model, mut params, mut tape) = network("model=transformer", 1);
    let tokens = [3.0, 1.0, 4.0, 1.0, 5.0, 7.0, 2.0, 6.0];
    let order = [5, 2, 7, 0, 3, 6, 1, 4];
    let shuffled = order.map(|i| tokens[i]);
    let turned = |outputs: &[f64]| order.iter().flat_map(|i| outputs[i * 8..(i + 1) * 8].to_vec()).collect::<Vec<_>>();

    let with = output(&model, &params, &mut tape, &tokens);
    let other = output(&model, &params, &mut tape, &shuffled);
    assert!(turned(&with).iter().zip(&other).any(|(a, b)| (a - b).abs() > 1e-3), "places matter");

    let places = model.graph.layout.entries().iter().find(|entry| entry.name == "embed.position.weight").unwrap();
    params[places.range()].fill(0.0);
    let with = output(&model, &params, &mut tape, &tokens);
    let other = output(&model, &params, &mut tape, &shuffled);
    near("shuffled tokens", &turned(&with), &other);
}

#[test]
fn what_comes_later_does_not_change_what_a_causal_transformer_answers() {
    let (model, params, mut tape) = network("model=transformer&mask=causal&order=post", 1);
    let first = output(&model, &params, &mut tape, &[3.0, 1.0, 4.0, 1.0, 5.0, 7.0, 2.0, 6.0]);
    let second = output(&model, &params, &mut tape, &[3.0, 1.0, 4.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(first[..4 * 8], second[..4 * 8]);
    assert_ne!(first[4 * 8..], second[4 * 8..]);
}

#[test]
fn digits_are_whole_images_and_none_is_in_both_halves() {
    let scene = scene("model=convnet&points=600&test=424");
    let data = loaded(&scene);
    assert_eq!((data.inputs, data.outputs, data.answers), (64, 10, 1));
    let images = |rows: &data::Rows| -> Vec<Vec<u32>> {
        rows.inputs.rows().into_iter().map(|row| row.iter().map(|x| x.to_bits()).collect()).collect()
    };
    let (train, test) = (images(&data.train), images(&data.test));
    assert_eq!((train.len(), test.len()), (600, 424));
    // Two people may write the same image; so few are equal that halves that overlap would show.
    let both = test.iter().filter(|image| train.contains(image)).count();
    assert!(both <= 2, "{both} images are in both halves");
    assert!(data.train.inputs.iter().all(|x| (-0.3..=0.7).contains(x)));
    let Targets::Classes(digits) = &data.train.targets else { panic!("digits are classes") };
    assert!((0..10).all(|digit| digits.iter().filter(|found| **found == digit).count() > 30));

    let fewer = loaded(&self::scene("model=convnet&points=600&test=100"));
    assert_eq!(fewer.train, data.train, "test changes nothing else");
    let error = data::load(&self::scene("model=convnet&points=1000&test=100"), None).unwrap_err();
    assert_eq!(error, DataError::TooFewDigits { wanted: 1100 });
    assert!(data::digits::provide(&[0; 65]).is_err());
}

#[test]
fn sequences_ask_for_what_stands_elsewhere() {
    for (text, from) in
        [("model=transformer", [7, 6, 5, 4, 3, 2, 1, 0]), ("model=transformer&data=shift", [1, 2, 3, 4, 5, 6, 7, 0])]
    {
        let data = loaded(&scene(text));
        assert_eq!((data.inputs, data.outputs, data.answers), (8, 8, 8));
        let Targets::Classes(classes) = &data.train.targets else { panic!("tokens are classes") };
        for (tokens, answers) in data.train.inputs.rows().into_iter().zip(classes.chunks(8)) {
            assert_eq!(answers, from.map(|place: usize| tokens[place] as u32));
        }
        assert!((0..8).all(|token| classes.contains(&token)));
    }
}

#[test]
fn every_step_draws_other_sequences_and_both_networks_the_same() {
    let scene = scene("model=transformer");
    let rows: Vec<_> = (0..3).map(|step| data::fresh(&scene, step, 32)).collect();
    assert!(rows[0] != rows[1] && rows[1] != rows[2]);
    assert_eq!(data::fresh(&scene, 2, 32), rows[2]);
    assert_ne!(data::fresh(&self::scene("model=transformer&seed.data=2"), 2, 32), rows[2]);
}

#[test]
fn both_networks_start_alike_and_end_apart() {
    for text in ["model=convnet&depth=1&steps=3&points=64&test=8", "model=transformer&depth=1&steps=3&points=8&test=8"]
    {
        let scene = scene(text);
        let data = Arc::new(loaded(&scene));
        let [mut a, mut b] = Side::ALL.map(|side| Trainer::new(&scene, side, Arc::clone(&data), true));
        assert_eq!(a.params(), b.params(), "{text}");
        a.finish();
        b.finish();
        assert_eq!((a.state(), b.state()), (State::Done, State::Done));
        assert_ne!(a.params(), b.params(), "{text}");
        let frame = a.frame();
        assert!(frame.grad.iter().chain(&frame.contribution).all(|x| x.is_finite()), "{text}: {frame:?}");
    }
}

#[test]
fn a_model_has_only_what_it_can_read() {
    let wrong = |text: &str| Scene::parse_strict(text).unwrap_err().to_string();
    assert!(wrong("data=reverse").contains("it reads spirals"));
    assert_eq!(
        wrong("model=convnet&data=moons"),
        "data=moons cannot be read by model=convnet: it reads digits and own."
    );
    assert_eq!(
        wrong("model=transformer&data=digits"),
        "data=digits cannot be read by model=transformer: it reads reverse and shift."
    );
    assert!(wrong("draw=fresh").contains("only sequences"));
    assert!(wrong("model=transformer&batch=full").contains("no set to take all of"));
    assert!(wrong("model=transformer&heads=3").contains("equal share"));
    assert!(wrong("model=transformer&shortcut=dense").contains("tokens keep their width"));
    assert!(wrong("shortcut.mlp=identity&shortcut.attention=none").contains("for model=transformer"));
    assert!(wrong("model=convnet&depth=1000&width=128").contains("too much"));
}

#[test]
fn gradients_share_a_buffer_only_where_they_are_not_needed_at_once() {
    for text in [
        "",
        "depth=5&norm=batch&order=pre&block=2",
        "depth=4&shortcut=highway",
        "depth=4&shortcut=dense",
        "depth=3&shortcut=rezero&droppath=.2",
        "data=digits&model=convnet&depth=2&b.shortcut=projection",
        "data=reverse&model=transformer&mask=causal",
        "data=reverse&model=transformer&shortcut.attention=highway&again=both",
    ] {
        let (model, ..) = network(text, 2);
        for blocks in [true, false] {
            share(text, &model, blocks);
        }
    }
}

/// No two gradients are in one buffer at once.
fn share(text: &str, model: &Model, blocks: bool) {
    let graph = &model.graph;
    let slots = graph.gradient_slots(blocks);
    let hidden = model.hidden.iter().copied().filter(|_| blocks);
    let needed = [model.input, model.output, model.loss].into_iter().chain(hidden);
    let kept: Vec<usize> = needed
        .map(|id| {
            (0..slots.len())
                .find(|&i| core::ptr::eq(graph.node(id), &graph.nodes[i]))
                .expect("it is one of the graph’s")
        })
        .collect();
    // From the last node that goes back into it to its own turn; for good, if it is asked for afterwards.
    let lives = |node: usize| {
        let users = (0..slots.len())
            .filter(|&i| graph.nodes[i].inputs.iter().any(|&id| core::ptr::eq(graph.node(id), &graph.nodes[node])));
        let end = if kept.contains(&node) { 0 } else { node };
        end..=users.max().unwrap_or(node)
    };
    let shape = |node: usize| (graph.nodes[node].sites, graph.nodes[node].cols);
    for i in 0..slots.len() {
        for j in (0..i).filter(|&j| slots[i] == slots[j]) {
            assert_eq!(shape(i), shape(j), "{text}: nodes {i} and {j}");
            let (one, other) = (lives(i), lives(j));
            // A sum's gradient becomes that of its first input in its own turn.
            let first = graph.nodes[i].inputs.first();
            let left = matches!(graph.nodes[i].op, Op::Add(_))
                && first.is_some_and(|&id| core::ptr::eq(graph.node(id), &graph.nodes[j]))
                && one.start() == other.end();
            assert!(
                left || one.start() > other.end() || other.start() > one.end(),
                "{text}: nodes {i} and {j} share a buffer"
            );
        }
    }
    let most = slots.iter().max().expect("there are nodes") + 1;
    assert!(most < slots.len(), "{text}: {most} buffers for {} nodes save nothing", slots.len());
}
