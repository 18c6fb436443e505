//! The Hessian and its spectrum, on networks whose answer is known.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::Arc;

use skipscape::autograd::ops::MeanSquared;
use skipscape::autograd::{Graph, Role, Tape, Truth};
use skipscape::data::{self, Data, Targets};
use skipscape::model::Model;
use skipscape::scene::{Plane as Kind, Scene, Side};
use skipscape::study::hessian::{Hessian, Lanczos, Search, every, probe, signs};
use skipscape::study::plane::Plane;
use skipscape::study::surface::Surface;
use skipscape::study::{self, Body, Subject};
use skipscape::train::Trainer;

fn parsed(text: &str) -> (Scene, Arc<Data>) {
    let scene = Scene::parse_strict(text).expect("the scene is valid").scene;
    let data = Arc::new(data::load(&scene, None).expect("the data is made"));
    (scene, data)
}

fn trained(text: &str, side: Side) -> Trainer {
    let (scene, data) = parsed(text);
    let mut trainer = Trainer::new(&scene, side, data, true);
    trainer.finish();
    trainer
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// One affine map of the line and the mean squared error: a quadratic loss, and nothing else.
fn line_fit() -> Trainer {
    let (scene, data) = parsed("data=line&depth=1&points=33&test=8&steps=1");
    let mut graph = Graph::default();
    let input = graph.input(1);
    let output = graph.affine("only", input, 1, Role::Edge, Role::Bias);
    let loss = graph.apply(MeanSquared, &[output], &[]);
    let model = Model {
        graph,
        input,
        hidden: vec![input],
        output,
        loss,
        switches: Vec::new(),
        weight_layers: 1,
        attention: Vec::new(),
    };
    Trainer::from(&scene, Side::A, data, model, vec![0.3, -0.2], false)
}

#[test]
fn the_hessian_of_a_linear_fit_is_twice_its_inputs_second_moments() {
    let trainer = line_fit();
    let x: Vec<f64> = trainer.data().train.inputs.iter().map(|&x| f64::from(x)).collect();
    let n = x.len() as f64;
    let (first, second) = (x.iter().sum::<f64>() / n, dot(&x, &x) / n);
    let mut hessian = Hessian::new(&trainer, trainer.params());
    let product = hessian.times(&trainer, &[3.0, -5.0]);
    let expected = [2.0 * (3.0 * second - 5.0 * first), 2.0 * (3.0 * first - 5.0)];
    for (got, want) in product.iter().zip(expected) {
        assert!((got - want).abs() < 1e-12, "{product:?} {expected:?}");
    }
    // The inputs lie evenly round 0, so the matrix is diagonal.
    let values = every(&trainer);
    assert!((values[0] - 2.0 * second).abs() < 1e-6 && (values[1] - 2.0).abs() < 1e-6, "{values:?}");
}

/// The gradient of the training loss in f64, all rows at once.
fn gradient(trainer: &Trainer, params: &[f64]) -> Vec<f64> {
    let (model, rows) = (trainer.model(), &trainer.data().train);
    let mut tape = Tape::<f64>::new(&model.graph, rows.inputs.nrows());
    tape.value_mut(model.input).zip_mut_with(&rows.inputs, |to, &x| *to = f64::from(x));
    tape.truth = match &rows.targets {
        Targets::Classes(classes) => Truth::Classes(classes.clone()),
        Targets::Values(values) => Truth::Values(values.iter().map(|&y| f64::from(y)).collect()),
    };
    tape.forward(&model.graph, params);
    tape.backward(&model.graph, params, model.loss);
    tape.param_grads().to_vec()
}

#[test]
fn a_product_is_how_the_gradient_changes_along_the_vector() {
    // More rows than go through at a time, and some left over; batch norm, whose statistics move; values and classes.
    for text in [
        "depth=3&width=4&points=70&steps=20&act=tanh",
        "depth=3&width=4&points=70&steps=20&norm=batch",
        "depth=3&width=4&points=70&steps=20&norm=layer&act=gelu&block=2&order=pre",
        "data=edit&depth=2&width=5&points=40&steps=20&act=silu",
        "depth=2&width=4&points=40&steps=5&b.shortcut=highway",
        "depth=2&width=4&points=40&steps=5&b.droppath=.5",
    ] {
        let trainer = trained(text, Side::B);
        let params: Vec<f64> = trainer.params().iter().map(|&w| f64::from(w)).collect();
        let vector = signs(&trainer.model().graph.layout, 5, 9);
        let product = Hessian::new(&trainer, trainer.params()).times(&trainer, &vector);
        let step = 1e-6;
        let moved = |by: f64| params.iter().zip(&vector).map(|(w, v)| w + by * v).collect::<Vec<_>>();
        let (ahead, behind) = (gradient(&trainer, &moved(step)), gradient(&trainer, &moved(-step)));
        let length = dot(&product, &product).sqrt();
        assert!(length > 1e-4, "{text}: {length}");
        for ((ahead, behind), got) in ahead.iter().zip(&behind).zip(&product) {
            let expected = (ahead - behind) / (2.0 * step);
            assert!((got - expected).abs() < 1e-6 * length, "{text}: {got} {expected}");
        }
    }
}

/// A network small enough for its whole Hessian.
const SMALL: &str = "depth=4&width=4&points=64&test=16&steps=60";

#[test]
fn lanczos_finds_what_the_dense_solver_finds() {
    for side in Side::ALL {
        let trainer = trained(SMALL, side);
        let exact = every(&trainer);
        let size = exact[0].abs().max(exact[exact.len() - 1].abs());
        let found = Search::new(&trainer, trainer.params(), [3, 2]).finish(&trainer).values();
        let top = exact.iter().zip(&found).take(3);
        let bottom = exact.iter().rev().zip(found.iter().rev()).take(2);
        for (want, got) in top.chain(bottom) {
            assert!((want - got.value).abs() < 1e-4 * size, "{want} {got:?}");
        }
        // Carried on to the end it has them all; full reorthogonalisation keeps copies out.
        let mut hessian = Hessian::new(&trainer, trainer.params());
        let start = signs(&trainer.model().graph.layout, 1, 0);
        let all = Lanczos::new(&start).run(exact.len(), |v| hessian.times(&trainer, v)).values();
        let missed = all.iter().filter(|ritz| exact.iter().all(|value| (value - ritz.value).abs() > 1e-7 * size));
        assert_eq!(missed.count(), 0);
        let copies = all
            .windows(2)
            .filter(|pair| pair[0].value - pair[1].value < 1e-12 * size && pair[0].value.abs() > 1e-3 * size);
        assert_eq!(copies.count(), 0);
        assert!((all.iter().map(|ritz| ritz.weight).sum::<f64>() - 1.0).abs() < 1e-9);
    }
}

#[test]
fn random_starts_find_the_trace_and_the_spectrum() {
    let trainer = trained(SMALL, Side::B);
    let exact = every(&trainer);
    let count = 200;
    let probes: Vec<_> = (1..=count).map(|number| probe(&trainer, number, 30)).collect();
    let n = exact.len() as f64;
    let traces: Vec<f64> = probes.iter().map(|one| n * one.average()).collect();
    // One start gives vᵀHv.
    let v = signs(&trainer.model().graph.layout, trainer.scene().seeds.plane, 1);
    let product = Hessian::new(&trainer, trainer.params()).times(&trainer, &v);
    assert!((traces[0] - dot(&v, &product)).abs() < 1e-9 * dot(&product, &product).sqrt());
    let (mean, error) = mean_and_error(&traces);
    let trace: f64 = exact.iter().sum();
    assert!((mean - trace).abs() < 4.0 * error, "{mean} ± {error}, {trace}");
    // The mean of λ², which no start gives exactly.
    let squares: Vec<f64> = probes
        .iter()
        .map(|one| n * one.points.iter().map(|(value, weight)| weight * value * value).sum::<f64>())
        .collect();
    let (mean, error) = mean_and_error(&squares);
    let expected = dot(&exact, &exact);
    assert!((mean - expected).abs() < 4.0 * error && error < 0.2 * expected, "{mean} ± {error}, {expected}");
    for one in &probes {
        assert!((one.points.iter().map(|(_, weight)| weight).sum::<f64>() - 1.0).abs() < 1e-9);
    }
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / (n * (n - 1.0))).sqrt())
}

#[test]
fn the_study_says_what_the_dense_solver_says_and_copes_with_what_is_missing() {
    let (scene, data) = parsed(SMALL);
    let subject = Subject::new(&scene, data);
    let study = study::find("hessian").expect("it is there");
    let found = study.measure(&subject, &|_| ()).expect("it is measured");
    for (side, headline) in Side::ALL.into_iter().zip([found.a, found.b]) {
        let exact = every(&subject.network(side));
        assert_eq!(headline, Some(exact[0]));
    }
    let trace = found.facts.iter().find(|fact| fact.name == "trace").and_then(|fact| fact.b);
    let exact: f64 = every(&subject.network(Side::B)).iter().sum();
    assert!(trace.is_some_and(|trace| (trace - exact).abs() < 1e-9 * exact.abs()), "{trace:?} {exact}");

    // A network too large for that: from nothing, part by part, to the whole.
    let (scene, data) = parsed("depth=6&width=8&points=32&test=8&steps=10");
    let subject = Subject::new(&scene, data);
    let mut parts: Vec<_> = (study.tasks)(&scene).into_iter().map(|task| (task, None)).collect();
    let nothing = (study.gather)(&scene, &parts);
    assert_eq!((nothing.a, nothing.b), (None, None));
    for i in 0..parts.len() {
        parts[i].1 = Some((study.run)(&subject, &parts[i].0).expect("it runs"));
        let some = (study.gather)(&scene, &parts);
        assert!(some.b.is_some() || i < 1, "{i}");
    }
    let json = |found| serde_json::to_string(&found).expect("it is printed");
    let (last, whole) = ((study.gather)(&scene, &parts), study.measure(&subject, &|_| ()).expect("it is measured"));
    assert!(json(last) == json(whole));
}

#[test]
fn the_map_holds_the_smallest_eigenvalue_beside_the_largest_at_each_point_of_the_slice() {
    // Thirteen parameters: the sixteen products that a point of the map gets are enough to know all its eigenvalues.
    let (scene, data) = parsed("data=line&depth=1&width=2&points=24&test=8&steps=20&span=.5");
    let subject = Subject::new(&scene, Arc::clone(&data));
    let found = study::find("hessian").expect("it is there").measure(&subject, &|_| ()).expect("it is measured");
    let panel = found.panels.iter().find(|panel| panel.key == "convexity").expect("there is a map");
    let Body::Maps { maps, .. } = &panel.body else { panic!("a map is drawn as one") };
    for (map, side) in maps.iter().zip(Side::ALL) {
        let trainer = subject.network(side);
        assert_eq!((trainer.params().len(), map.columns, map.values.len(), map.side), (13, 9, 81, Some(side)));
        let plane = Plane::new(&trainer, Kind::Random).expect("any network has one");
        for (i, got) in map.values.iter().enumerate() {
            // Rows come from the top, where the second coordinate is largest.
            let (a, b) = ((i % 9) as f32 / 8.0 - 0.5, 0.5 - (i / 9) as f32 / 8.0);
            let mut params = Vec::new();
            plane.at(a, b, &mut params);
            let there = Trainer::from(&scene, side, Arc::clone(&data), trainer.model().clone(), params, false);
            let values = every(&there);
            let want = values[12].abs() / values[0].abs();
            assert!((got - want).abs() < 1e-6 * want.max(1.0), "({a}, {b}): {got}, not {want}");
        }
    }
}

#[test]
fn along_the_hessians_directions_the_loss_bends_by_its_eigenvalues() {
    let mut trainer = trained(SMALL, Side::A);
    let exact = every(&trainer);
    let plane = Plane::new(&trainer, Kind::Hessian).expect("it is finite");
    let [d1, d2] = plane.directions.each_ref().map(|d| d.iter().map(|&x| f64::from(x)).collect::<Vec<f64>>());
    assert!((dot(&d1, &d1) - 1.0).abs() < 1e-6 && (dot(&d2, &d2) - 1.0).abs() < 1e-6 && dot(&d1, &d2).abs() < 1e-6);
    let step = 0.02_f32;
    let mut at = |a: f32, b: f32| {
        let mut params = Vec::new();
        plane.at(a, b, &mut params);
        f64::from(trainer.loss_at(&params))
    };
    let middle = at(0.0, 0.0);
    let bends = [at(step, 0.0) + at(-step, 0.0), at(0.0, step) + at(0.0, -step)];
    for (bend, value) in bends.into_iter().zip(exact) {
        let second = (bend - 2.0 * middle) / f64::from(step * step);
        assert!((second - value).abs() < 0.02 * value, "{second} {value}");
    }
}

#[test]
fn a_surface_lies_where_the_network_was_when_it_was_asked_for() {
    let (scene, data) = parsed(SMALL);
    let mut trainer = Trainer::new(&scene, Side::B, data, true);
    let before = trainer.scores(&[]).0.loss;
    let mut surface = Surface::new(&trainer, Kind::Hessian, 1.0, 3).expect("the grid is right");
    assert_eq!(surface.advance(&mut trainer), Ok(true));
    trainer.finish();
    let (_, all) = surface.progress();
    let mut last = 0;
    while surface.advance(&mut trainer).expect("it is finite") {
        let (done, still) = surface.progress();
        assert!(done >= last && still >= all, "progress only grows");
        last = done;
    }
    assert_eq!(surface.facts().centre.to_bits(), before.to_bits());
}

#[test]
fn a_hessian_that_is_not_finite_is_said_to_be_so() {
    let (scene, data) = parsed("depth=1000&width=8&act=relu&init=he&b.scale=10&points=8&test=8&steps=5");
    let trainer = Trainer::new(&scene, Side::B, Arc::clone(&data), true);
    let why = Plane::new(&trainer, Kind::Hessian).err();
    assert!(why.is_some_and(|why| why.contains("not finite")));
    let subject = Subject::new(&scene, data);
    let found = study::find("hessian").expect("it is there").measure(&subject, &|_| ()).expect("it is measured");
    assert_eq!(found.b, None);
    assert!(found.sentence.contains('–'));
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    let study = study::find("hessian").expect("it is there");
    for (text, word) in [("width=128", "parameters"), ("norm=batch&points=4096", "batch norm")] {
        let (scene, data) = parsed(text);
        let why = (study.unfit)(&scene, &data);
        assert!(why.as_ref().is_some_and(|why| why.contains(word)), "{text}: {why:?}");
    }
    let (scene, data) = parsed("");
    assert_eq!((study.unfit)(&scene, &data), None);
}
