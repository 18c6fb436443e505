//! Loss surfaces: their centre, their planes, and a surface that is known.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

use std::sync::Arc;

use ndarray::Array2;
use skipscape::data::{self, Targets};
use skipscape::scene::{Plane as Kind, Scene, Side};
use skipscape::study::grid::Grid;
use skipscape::study::plane::{Plane, filter_normalised};
use skipscape::study::surface::Surface;
use skipscape::train::{Outcome, Trainer};

fn fresh(text: &str, side: Side) -> Trainer {
    let scene = Scene::parse(text).expect("the scene is valid").scene;
    // In a browser the page hands the images in.
    data::digits::provide(include_bytes!("../www/data/digits.bin")).expect("the file is whole");
    let data = Arc::new(data::load(&scene, None).expect("the data is made"));
    Trainer::new(&scene, side, data, true)
}

fn trained(text: &str, side: Side) -> Trainer {
    let mut trainer = fresh(text, side);
    trainer.finish();
    trainer
}

const IMAGES: &str = "model=convnet&depth=1&width=2&points=8&test=8&steps=4&batch=8";
const SEQUENCES: &str = "model=transformer&depth=2&width=4&length=4&vocab=3&points=16&test=8&steps=4&batch=8";

#[test]
fn the_centre_is_the_training_loss_to_the_bit_on_every_plane() {
    for text in ["depth=4&steps=20", "depth=3&steps=10&norm=batch", "depth=3&steps=10&points=300", IMAGES, SEQUENCES] {
        for side in Side::ALL {
            let mut trainer = trained(text, side);
            let loss = Outcome::of(&mut trainer).loss;
            for kind in [Kind::Random, Kind::Trajectory, Kind::Between, Kind::Hessian] {
                let mut surface = Surface::new(&trainer, kind, 1.0, 5).expect("the network has moved");
                surface.finish(&mut trainer).expect("the plane is there");
                let facts = surface.facts();
                assert_eq!(facts.centre.to_bits(), loss.to_bits(), "{text}, {kind:?}");
                assert_eq!(surface.drawn().len(), 25);
                let end = facts.path.last().expect("the path has its end");
                assert_eq!(end.loss.to_bits(), loss.to_bits());
                assert_eq!((end.a, end.b, end.off), (0.0, 0.0, 0.0), "the path ends in the middle");
            }
        }
    }
}

/// With a linear head and the mean squared error, the loss over two directions in the head's weights is a quadratic that can
/// be written down from the head's input.
#[test]
fn a_known_quadratic_gives_the_known_surface() {
    let mut trainer = trained("data=line&depth=2&width=4&steps=3&points=32&test=8", Side::B);
    let head = trainer.model().graph.layout.entries().iter().find(|entry| entry.name == "head.weight");
    let head = head.expect("there is a head").clone();
    let direction = |number| {
        let mut all = filter_normalised(&trainer.model().graph.layout, trainer.params(), 7, number);
        let range = head.range();
        all.iter_mut().enumerate().filter(|(i, _)| !range.contains(i)).for_each(|(_, d)| *d = 0.0);
        all
    };
    let directions = [direction(1), direction(2)];
    let plane = Plane { origin: trainer.params().to_vec(), directions: directions.clone(), explained: None };

    // What each direction adds to the answers: answers are linear in the head.
    let inputs = trainer.data().train.inputs.clone();
    let base = trainer.answers(inputs.clone(), &[]);
    let mut moved = Vec::new();
    for direction in &directions {
        let shifted: Vec<f32> = trainer.params().iter().zip(direction).map(|(w, d)| w + d).collect();
        let model = trainer.model().clone();
        let data = Arc::new(trainer.data().clone());
        let other = Trainer::from(trainer.scene(), Side::B, data, model, shifted, false);
        moved.push(other.answers(inputs.clone(), &[]) - &base);
    }
    let Targets::Values(truth) = trainer.data().train.targets.clone() else { panic!("line has values") };
    let known = |a: f64, b: f64| {
        let rows = base.iter().zip(&truth).zip(moved[0].iter().zip(&moved[1]));
        let squares = rows.map(|((&y, &t), (&f, &g))| {
            let error = f64::from(y) + a * f64::from(f) + b * f64::from(g) - f64::from(t);
            error * error
        });
        squares.sum::<f64>() / truth.len() as f64
    };

    let mut surface = Surface::over(&trainer, plane, 2.0, 9).expect("there is such a grid");
    surface.finish(&mut trainer).expect("the plane is there");
    let grid = Grid { side: 9, span: 2.0 };
    for (k, &loss) in surface.drawn().iter().enumerate() {
        let (a, b) = (f64::from(grid.coordinate(k % 9)), f64::from(grid.coordinate(k / 9)));
        let expected = known(a, b);
        assert!((f64::from(loss) - expected).abs() < 1e-5 * expected.max(1.0), "{loss} is not {expected} at {a}, {b}");
    }
    // Its second differences along a row are one number.
    let row = &surface.drawn()[..9];
    let second: Vec<f32> = row.windows(3).map(|z| z[2] - 2.0 * z[1] + z[0]).collect();
    assert!(second.iter().all(|z| (z - second[0]).abs() < 1e-3 * second[0].abs().max(1e-3)), "{second:?}");
}

#[test]
fn directions_have_the_norms_of_the_neurons_and_leave_the_rest() {
    let trainer = trained("depth=3&steps=5&b.shortcut=rezero&norm=layer", Side::B);
    let layout = &trainer.model().graph.layout;
    let direction = filter_normalised(layout, trainer.params(), 1, 1);
    for entry in layout.entries() {
        let [rows, cols] = entry.shape;
        let weights = Array2::from_shape_vec((rows, cols), trainer.params()[entry.range()].to_vec()).expect("shape");
        let moves = Array2::from_shape_vec((rows, cols), direction[entry.range()].to_vec()).expect("shape");
        if entry.name.ends_with(".weight") {
            for (w, d) in weights.columns().into_iter().zip(moves.columns()) {
                let (w, d) = (w.mapv(|x| x * x).sum().sqrt(), d.mapv(|x| x * x).sum().sqrt());
                assert!((w - d).abs() <= 1e-5 * w, "{}: {w} and {d}", entry.name);
            }
        } else {
            assert!(moves.iter().all(|d| *d == 0.0), "{} is moved", entry.name);
        }
    }
}

#[test]
fn both_networks_get_the_same_draws_for_the_tensors_that_both_have() {
    let (a, b) = (fresh("depth=3", Side::A), fresh("depth=3", Side::B));
    let of = |trainer: &Trainer| filter_normalised(&trainer.model().graph.layout, trainer.params(), 1, 1);
    assert_eq!(of(&a), of(&b), "at step 0 the networks are equal, and so are their directions");
}

#[test]
fn the_path_lies_in_its_own_plane_as_far_as_is_said() {
    let mut trainer = trained("depth=6&steps=40", Side::B);
    let mut surface = Surface::new(&trainer, Kind::Trajectory, 1.0, 3).expect("the network has moved");
    surface.finish(&mut trainer).expect("the plane is there");
    let facts = surface.facts();
    let explained = facts.explained.expect("a trajectory says its share");
    let (off, all) = facts
        .path
        .iter()
        .fold((0.0, 0.0), |(off, all), step| (off + step.off * step.off, all + step.distance * step.distance));
    assert!((1.0 - off / all - explained[0] - explained[1]).abs() < 1e-4, "{off} of {all} against {explained:?}");
    let reach = facts.path.iter().map(|step| step.a.abs().max(step.b.abs())).fold(0.0, f64::max);
    assert!((reach - 0.8).abs() < 1e-3, "the path reaches {reach} of the half-width");
    // Between start and end, the start lies at a = 1.
    let mut surface = Surface::new(&trainer, Kind::Between, 1.0, 3).expect("the network has moved");
    surface.finish(&mut trainer).expect("the plane is there");
    let start = surface.facts().path[0].clone();
    assert!((start.a - 1.0).abs() < 1e-5 && start.b.abs() < 1e-4 && start.off < 1e-3, "{start:?}");
}

/// Two that share the list, the second of them with the directions that the first one found.
#[test]
fn whoever_measures_a_part_of_it_measures_the_same() {
    for text in ["depth=3&steps=10&norm=batch", SEQUENCES] {
        let mut trainer = trained(text, Side::B);
        for kind in [Kind::Random, Kind::Trajectory, Kind::Between, Kind::Hessian] {
            let mut whole = Surface::new(&trainer, kind, 2.0, 5).expect("the network has moved");
            whole.finish(&mut trainer).expect("the plane is there");

            let mut one = Surface::new(&trainer, kind, 2.0, 5).expect("the network has moved");
            assert_eq!(one.loss(&mut trainer, 0).is_none(), kind == Kind::Hessian, "before there is a plane");
            while !one.seek(&trainer).expect("it is finite") {}
            let plane = one.plane().expect("it was found");
            let directions = plane.directions.concat();
            let mut plane = Plane::along(trainer.params(), &directions).expect("they are of this network");
            plane.explained = one.plane().and_then(|plane| plane.explained);
            let mut other = Surface::over(&trainer, plane, 2.0, 5).expect("there is such a grid");

            let mut losses: Vec<f32> = (0..whole.points()).map(|_| f32::NAN).collect();
            for point in (0..whole.points()).rev() {
                let whose = if point % 3 == 0 { &mut one } else { &mut other };
                losses[point] = whose.loss(&mut trainer, point).expect("it is of the list");
            }
            assert_eq!(other.loss(&mut trainer, whole.points()), None, "beyond its end");
            other.take(losses);
            assert_eq!(other.facts(), whole.facts(), "{text}, {kind:?}");
            assert_eq!(other.drawn(), whole.drawn(), "{text}, {kind:?}");
        }
        assert!(Plane::along(trainer.params(), &[1.0]).is_err_and(|why| why.contains("not of a network")));
    }
}

#[test]
fn a_plane_of_the_path_needs_a_path() {
    let trainer = fresh("depth=2", Side::A);
    for kind in [Kind::Trajectory, Kind::Between] {
        let error = Surface::new(&trainer, kind, 1.0, 5).expect_err("there is no path at step 0");
        assert!(error.contains("not moved"), "{error}");
    }
    assert!(Surface::new(&trainer, Kind::Random, 1.0, 4).is_err(), "an even grid has no middle");
}

#[test]
fn a_finer_grid_changes_no_number() {
    let mut trainer = trained("depth=4&steps=20", Side::A);
    let mut numbers = Vec::new();
    for (side, span) in [(21, 1.0), (5, 1.0), (11, 3.0)] {
        let mut surface = Surface::new(&trainer, Kind::Random, span, side).expect("random needs no path");
        surface.finish(&mut trainer).expect("the plane is there");
        let facts = surface.facts();
        numbers.push((facts.roughness, facts.minima, facts.variation));
    }
    assert!(numbers.windows(2).all(|pair| pair[0] == pair[1]), "{numbers:?}");
}

#[test]
fn directions_have_the_size_of_each_kernel_and_of_each_column_of_a_table() {
    for (text, moved, still) in [
        (IMAGES, "block.1.conv2.weight", "block.1.norm1.gain"),
        (SEQUENCES, "embed.token.weight", "layer.1.mlp.linear1.bias"),
    ] {
        let trainer = trained(text, Side::B);
        let layout = &trainer.model().graph.layout;
        let direction = filter_normalised(layout, trainer.params(), 7, 1);
        let entry =
            |name: &str| layout.entries().iter().find(|entry| entry.name == name).expect("there is such a tensor");
        assert!(direction[entry(still).range()].iter().all(|d| *d == 0.0), "{still} stays");
        let entry = entry(moved);
        let [rows, cols] = entry.shape;
        let (own, drawn) = (&trainer.params()[entry.range()], &direction[entry.range()]);
        for column in 0..cols {
            let size =
                |of: &[f32]| (0..rows).map(|i| f64::from(of[i * cols + column])).map(|x| x * x).sum::<f64>().sqrt();
            assert!((size(own) / size(drawn) - 1.0).abs() < 1e-5, "{moved}, column {column}");
        }
        assert_ne!(own, drawn);
    }
}
