//! The task of changing two numbers of sixteen: what is known of it without training, and what no training can do.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::sync::Arc;

use ndarray::Array2;
use skipscape::data::{Data, Targets};
use skipscape::scene::{Scene, Seeds, Side};
use skipscape::study::edit::{INNER, Target, block, data, errors, look, network, trained};
use skipscape::study::{self, Body, Subject};

fn made(target: Target) -> Data {
    data(Seeds::all(1), target).expect("the data is made")
}

fn targets(data: &Data) -> &Array2<f32> {
    match &data.test.targets {
        Targets::Values(values) => values,
        Targets::Classes(_) => panic!("values are learnt"),
    }
}

#[test]
fn a_branch_that_gives_nothing_is_wrong_by_the_edit_itself() {
    let data = made(Target::Edited);
    let model = network(8, true);
    let found = errors(&model, &vec![0.0; model.parameters()], &data.test);
    assert_eq!(found.untouched, 0.0);
    assert!(found.share.is_nan(), "nothing has no share");
    // Two places of sixteen are off by ½ sin 2x, of variance ¼ · (1 − e⁻⁸)/2.
    let expected = 2.0 * 0.125 * (1.0 - 0.000_335_462_627_902_5) / 16.0;
    assert!((found.whole / expected - 1.0).abs() < 0.1, "{} is not about {expected}", found.whole);
    let edit = |row: usize, place: usize| f64::from(targets(&data)[[row, place]] - data.test.inputs[[row, place]]);
    let own =
        (0..512).map(|row| edit(row, 0) * edit(row, 0) + edit(row, 1) * edit(row, 1)).sum::<f64>() / (512.0 * 16.0);
    assert!((found.whole - own).abs() < 1e-8, "{} is not {own}", found.whole);

    // Without a shortcut nothing comes out, and everything is missing.
    let model = network(8, false);
    let found = errors(&model, &vec![0.0; model.parameters()], &data.test);
    let all = targets(&data).iter().map(|y| f64::from(*y) * f64::from(*y)).sum::<f64>() / (512.0 * 16.0);
    assert!((found.whole - all).abs() < 1e-12);
    let untouched = data.test.inputs.columns().into_iter().skip(2).flatten().map(|x| f64::from(*x) * f64::from(*x));
    let untouched = untouched.sum::<f64>() / (512.0 * 14.0);
    assert!((found.untouched - untouched).abs() < 1e-12, "{} is not {untouched}", found.untouched);
}

#[test]
fn a_branch_that_gives_the_same_everywhere_has_its_share_in_two_places_and_is_the_error_in_the_others() {
    let data = made(Target::Edited);
    let model = network(8, true);
    let mut params = vec![0.0; model.parameters()];
    let bias = model.graph.layout.entries().iter().find(|entry| entry.name == "outer.bias").expect("it is there");
    params[bias.range()].iter_mut().enumerate().for_each(|(place, c)| *c = if place == 0 { 3.0 } else { 1.0 });
    let found = errors(&model, &params, &data.test);
    // Of 9 + 15 squares 9 + 1 are in the two places; each of the others is off by 1.
    assert_eq!((found.share, found.untouched), (10.0 / 24.0, 1.0));
}

#[test]
fn a_rotation_changes_where_the_target_lies_and_not_its_size() {
    let (edited, rotated) = (made(Target::Edited), made(Target::Rotated));
    assert_eq!(edited.test.inputs, rotated.test.inputs);
    let (before, after) = (targets(&edited), targets(&rotated));
    assert_ne!(before, after);
    // An orthogonal matrix keeps the product of each two rows.
    let product = |of: &Array2<f32>, i: usize, j: usize| -> f64 {
        (0..16).map(|place| f64::from(of[[i, place]]) * f64::from(of[[j, place]])).sum()
    };
    for (i, j) in [(0, 0), (1, 1), (0, 1), (3, 200), (511, 7)] {
        assert!((product(before, i, j) - product(after, i, j)).abs() < 1e-4);
    }
}

#[test]
fn without_a_shortcut_few_units_cannot_pass_sixteen_numbers_on() {
    let (trainer, found) = trained(Seeds::all(1), Side::A, 4, Target::Edited).expect("trained");
    let data = trainer.data();
    // All that comes out lies in c + the span of V's four rows: of what is left when that is taken away, nothing is.
    let [branch, outputs] = look(trainer.model(), trainer.params(), &data.test.inputs);
    assert_eq!(branch, outputs, "without a shortcut the branch is all");
    let value = |name: &str| {
        let entry =
            trainer.model().graph.layout.entries().iter().find(|entry| entry.name == name).expect("it is there");
        trainer.params()[entry.range()].iter().copied().map(f64::from).collect::<Vec<f64>>()
    };
    let (weight, bias) = (value("outer.weight"), value("outer.bias"));
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut basis: Vec<Vec<f64>> = Vec::new();
    let less = |row: &mut [f64], basis: &[Vec<f64>]| {
        for _ in 0..2 {
            for known in basis {
                let along = dot(row, known);
                row.iter_mut().zip(known).for_each(|(x, known)| *x -= along * known);
            }
        }
    };
    for row in weight.chunks(16) {
        let mut row = row.to_vec();
        less(&mut row, &basis);
        let norm = dot(&row, &row).sqrt();
        basis.push(row.into_iter().map(|x| x / norm).collect());
    }
    assert_eq!(basis.len(), 4);
    for output in outputs.rows() {
        let mut rest: Vec<f64> = output.iter().zip(&bias).map(|(out, bias)| out - bias).collect();
        less(&mut rest, &basis);
        assert!(dot(&rest, &rest) < 1e-18);
    }
    // So twelve directions of sixteen are lost, and the least variance of 512 points in any is above (1 − √(16/512))².
    let least = (1.0 - (16.0_f64 / 512.0).sqrt()) * (1.0 - (16.0_f64 / 512.0).sqrt());
    assert!(found.whole > 12.0 / 16.0 * least, "{} is less than can be", found.whole);
}

#[test]
fn both_blocks_start_alike_and_have_as_many_parameters() {
    for inner in INNER {
        let [without, with] =
            Side::ALL.map(|side| block(Seeds::all(3), side, inner, Target::Edited).expect("a block is made"));
        assert_eq!(without.params(), with.params());
        assert_eq!(without.params().len(), 33 * inner + 16);
    }
    let start = block(Seeds::all(3), Side::B, 64, Target::Edited).expect("a block is made");
    let deviation = |name: &str| {
        let entry = start.model().graph.layout.entries().iter().find(|entry| entry.name == name).expect("it is there");
        let values = &start.params()[entry.range()];
        (values.iter().map(|w| f64::from(*w) * f64::from(*w)).sum::<f64>() / values.len() as f64).sqrt()
    };
    assert!((deviation("inner.weight") / 0.25 - 1.0).abs() < 0.1);
    assert!((deviation("outer.weight") / (0.3 / 8.0) - 1.0).abs() < 0.1);
    assert_eq!((deviation("inner.bias"), deviation("outer.bias")), (0.0, 0.0));
}

#[test]
fn the_strip_shows_in_branch_and_out_of_the_same_points() {
    let edit = study::find("edit").expect("there is such a study");
    let scene = Scene::parse("seed=2&depth=2").expect("the scene is valid").scene;
    let data = skipscape::data::load(&scene, None).expect("the data is made");
    let subject = Subject::new(&scene, Arc::new(data));
    // Width 8 of each network alone: the others are not done yet.
    let mut parts: Vec<_> = (edit.tasks)(&scene).into_iter().map(|task| (task, None)).collect();
    for (task, part) in parts.iter_mut().filter(|(task, _)| task.number == 3) {
        *part = Some((edit.run)(&subject, task).expect("it is measured"));
    }
    let found = (edit.gather)(&scene, &parts);
    let Body::Maps { maps, .. } = &found.panels[0].body else { panic!("the strip comes first") };
    let names: Vec<_> = maps.iter().map(|map| (map.side, map.name.as_str())).collect();
    assert_eq!(names, [(None, "in"), (Some(Side::A), "out"), (Some(Side::B), "branch"), (Some(Side::B), "out")]);
    for (place, value) in maps[3].values.iter().enumerate() {
        assert_eq!(*value, maps[0].values[place] + maps[2].values[place], "with a shortcut the input is added");
    }
    let (_, errors) = trained(scene.seeds, Side::B, 8, Target::Edited).expect("trained");
    assert_eq!(found.b, Some(errors.untouched));
    let none: Vec<_> = parts.iter().map(|(task, _)| (task.clone(), None)).collect();
    let nothing = (edit.gather)(&scene, &none);
    assert_eq!((nothing.a, nothing.b), (None, None));
}
