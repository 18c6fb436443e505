//! The data sets: what they are, that their parts do not disturb each other, and that their bits are the same natively
//! and in a browser (this file runs in both).

use skipscape::data::{self, Data, Rows, Targets};
use skipscape::rng::Fnv;
use skipscape::scene::{DataSet, Named, Scene};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// The sets of labelled points in the plane.
const PLANE: [&str; 6] = ["spirals", "circles", "moons", "xor", "gauss", "checker"];

/// Each scene with the digest of its data. A change here changes every run on that set: it is a new version's work.
const RECORDED: [(&str, &str); 17] = [
    ("", "88effa9b8613e99c"),
    ("data=spirals&classes=5&turns=2.5&noise=.1&flip=.2", "111b0252003426c1"),
    ("data=circles", "5a246ff35ebaa50b"),
    ("data=moons", "69d3b8d90d18233b"),
    ("data=xor", "0ba3dff3a99d1d62"),
    ("data=gauss", "5aec38ee9712d6e5"),
    ("data=gauss&classes=6", "4c0facbc788009e3"),
    ("data=checker&seed=7", "8363c4f876f12a79"),
    ("data=line", "3d3e9d12dc3f167d"),
    ("data=edit", "4f5721daadb5ceef"),
    ("data=own&own=p2c2.AAAAAAAkkgMJAUkkDCQAbbYbUQGSSDCQALbaS-EB22xtRAD__pS5AQ", "eedfaba516f359e5"),
    ("data=own&own=p1v.AAAAACSSAwlJJAwkbbYbUZJIMJC22kvh22xtRP_-lLk&loss=mse", "1b6e71cd05bb64dd"),
    ("model=convnet", "f95636d037674dcf"),
    ("data=digits&points=100&test=900&noise=.1&flip=.1&seed=3", "02b7260907db68cf"),
    ("model=transformer", "cbd5678bfdf3e91f"),
    ("model=transformer&data=shift&length=5&vocab=11", "e8a39d5c5391a445"),
    ("points=8&test=8&seed=4294967295", "acdece76bcb224b4"),
];

fn scene(text: &str) -> Scene {
    Scene::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene
}

fn load(text: &str) -> Data {
    // In a browser the page hands the images in.
    data::digits::provide(include_bytes!("../www/data/digits.bin")).expect("the file is whole");
    data::load(&scene(text), None).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn labels(rows: &Rows) -> &[u32] {
    match &rows.targets {
        Targets::Classes(labels) => labels,
        Targets::Values(_) => panic!("values where classes were expected"),
    }
}

fn values(rows: &Rows) -> Vec<f32> {
    match &rows.targets {
        Targets::Values(values) => values.iter().copied().collect(),
        Targets::Classes(_) => panic!("classes where values were expected"),
    }
}

/// The first `n` rows, as numbers.
fn first(rows: &Rows, n: usize) -> Vec<f32> {
    rows.inputs.outer_iter().take(n).flatten().copied().collect()
}

/// The hash of every bit of a set.
fn digest(data: &Data) -> String {
    let mut hash = Fnv::default();
    for size in [data.inputs, data.outputs, data.train.len(), data.test.len()] {
        hash.write(&(size as u32).to_le_bytes());
    }
    hash.write(&data.extent.to_bits().to_le_bytes());
    for rows in [&data.train, &data.test] {
        rows.inputs.iter().for_each(|x| hash.write(&x.to_bits().to_le_bytes()));
        match &rows.targets {
            Targets::Classes(labels) => labels.iter().for_each(|label| hash.write(&label.to_le_bytes())),
            Targets::Values(values) => values.iter().for_each(|x| hash.write(&x.to_bits().to_le_bytes())),
        }
    }
    hash.hex()
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn every_set_has_the_recorded_bits() {
    let found: Vec<String> =
        RECORDED.iter().map(|(text, _)| format!("(\"{text}\", \"{}\")", digest(&load(text)))).collect();
    let recorded: Vec<String> = RECORDED.iter().map(|(text, digest)| format!("(\"{text}\", \"{digest}\")")).collect();
    assert_eq!(found, recorded, "found:\n{}", found.join(",\n"));
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn every_set_but_own_is_recorded() {
    for (name, set) in DataSet::ALL {
        assert!(RECORDED.iter().any(|(text, _)| scene(text).data.set == *set), "no digest of data={name} is recorded");
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn points_of_the_plane_are_balanced_centred_and_of_one_size() {
    for set in PLANE {
        for (points, classes) in [(256, 2), (301, 2), (300, 5)] {
            if classes > 2 && !["spirals", "gauss"].contains(&set) {
                continue;
            }
            let data = load(&format!("data={set}&points={points}&classes={classes}"));
            assert_eq!((data.inputs, data.outputs), (2, classes), "{set}");
            assert_eq!((data.train.len(), data.test.len()), (points, 256), "{set}");
            for rows in [&data.train, &data.test] {
                let counts = (0..classes).map(|class| labels(rows).iter().filter(|l| **l as usize == class).count());
                let (least, most) = counts.fold((usize::MAX, 0), |(low, high), n| (low.min(n), high.max(n)));
                assert!(most - least <= 1, "{set}: classes of {least} to {most} rows");
            }
            let inputs = &data.train.inputs;
            let largest = inputs.iter().fold(0.0_f32, |largest, x| largest.max(x.abs()));
            assert!((1.2..1.9).contains(&largest), "{set} reaches {largest}");
            assert!(data.extent >= largest * 1.05 && data.extent < largest * 1.05 + 0.25, "{set}: {}", data.extent);
            for column in inputs.columns() {
                let mean = column.sum() / points as f32;
                assert!(mean.abs() < 0.2, "the mean of {set} is {mean}");
            }
        }
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn spirals_without_jitter_lie_on_their_arms() {
    for (turns, classes) in [(1.0, 2), (2.5, 3)] {
        let data = load(&format!("noise=0&turns={turns}&classes={classes}&points=999"));
        let mut radii = Vec::new();
        for (point, label) in data.train.inputs.outer_iter().zip(labels(&data.train)) {
            let (x, y) = (f64::from(point[0]) / 1.5, f64::from(point[1]) / 1.5);
            let radius = libm::hypot(x, y);
            let angle = core::f64::consts::TAU * (turns * radius + f64::from(*label) / f64::from(classes));
            assert!((x - radius * libm::cos(angle)).abs() < 1e-5 && (y - radius * libm::sin(angle)).abs() < 1e-5);
            radii.push(radius * radius);
        }
        // The squared radius is uniform on [.02, 1]: mean .51, standard deviation .283.
        let mean = radii.iter().sum::<f64>() / 999.0;
        assert!((mean - 0.51).abs() < 4.0 * 0.283 / 31.6, "the mean squared radius is {mean}");
        assert!(radii.iter().all(|r| (0.0199..1.0001).contains(r)));
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn each_set_has_the_shape_its_file_says() {
    let inside = |set: &str, right: fn(f32, f32) -> u32| {
        let data = load(&format!("data={set}&noise=0&points=2000"));
        for (point, label) in data.train.inputs.outer_iter().zip(labels(&data.train)) {
            let (x, y) = (point[0] / 1.5, point[1] / 1.5);
            assert_eq!(right(x, y), *label, "{set} at {x}, {y}");
        }
    };
    inside("circles", |x, y| {
        let radius = (x * x + y * y).sqrt();
        assert!((radius - 1.0).abs() < 1e-5 || (radius - 0.5).abs() < 1e-5, "{radius}");
        u32::from(radius < 0.75)
    });
    inside("moons", |x, y| {
        let (x, y) = (x * 1.5 + 0.5, y * 1.5 + 0.25);
        let upper = (x * x + y * y - 1.0).abs() < 1e-4 && y > -1e-4;
        let lower = ((x - 1.0) * (x - 1.0) + (y - 0.5) * (y - 0.5) - 1.0).abs() < 1e-4 && y < 0.5 + 1e-4;
        assert!(upper != lower, "{x}, {y}");
        u32::from(lower)
    });
    inside("xor", |x, y| {
        assert!(x.abs() >= 0.0499 && y.abs() >= 0.0499 && x.abs() <= 1.0 && y.abs() <= 1.0);
        u32::from((x > 0.0) != (y > 0.0))
    });
    inside("checker", |x, y| {
        let field = |x: f32| ((x + 1.0) * 2.0).floor() as u32;
        assert!(field(x) < 4 && field(y) < 4);
        (field(x) + field(y)) % 2
    });
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn more_held_out_points_change_nothing_else() {
    for (set, _) in DataSet::ALL.iter().filter(|(_, set)| *set != DataSet::Own) {
        let model = if scene("model=transformer").model.reads().any(|read| read.name() == *set) {
            "transformer"
        } else {
            "mlp"
        };
        let of = |test: u32| load(&format!("model={model}&data={set}&test={test}"));
        let (few, many) = (of(50), of(768));
        assert_eq!(few.train, many.train, "{set}");
        assert_eq!(few.extent, many.extent, "{set}");
        assert_eq!(first(&few.test, 50), first(&many.test, 50), "{set}");
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn more_training_points_keep_the_first_ones() {
    for set in PLANE.iter().chain(["edit"].iter()) {
        let (few, many) = (load(&format!("data={set}&points=50")), load(&format!("data={set}&points=777")));
        assert_eq!(few.test, many.test, "{set}");
        assert_eq!(first(&few.train, 50), first(&many.train, 50), "{set}");
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn only_its_own_seed_changes_a_set() {
    for set in ["spirals", "line", "edit"] {
        let base = load(&format!("data={set}"));
        assert_eq!(base, load(&format!("data={set}&seed.init=9&seed.batch=9&seed.plane=9")), "{set}");
        assert_ne!(base, load(&format!("data={set}&seed.data=9")), "{set}");
    }
    let base = load("");
    assert_ne!(first(&base.train, 256), first(&base.test, 256), "held-out points are other points");
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn jitter_moves_the_same_points_further() {
    for set in PLANE {
        let at = |noise: &str| first(&load(&format!("data={set}&points=2000&noise={noise}")).train, 2000);
        let (none, some, more) = (at("0"), at(".1"), at(".2"));
        let mut square = 0.0;
        for ((none, some), more) in none.iter().zip(&some).zip(&more) {
            assert!(((more - none) - 2.0 * (some - none)).abs() < 1e-5, "{set}");
            square += f64::from(some - none) * f64::from(some - none);
        }
        // .1 before scaling by 1.5; 4000 coordinates give it to about 1 %.
        let deviation = (square / 4000.0).sqrt();
        assert!((deviation - 0.15).abs() < 0.15 * 0.05, "the jitter of {set} is {deviation}");
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn flipped_labels_are_an_exact_share_of_the_training_rows_alone() {
    for (set, classes) in [("spirals", 2), ("spirals", 5), ("gauss", 3), ("moons", 2)] {
        let at = |flip: &str| load(&format!("data={set}&classes={classes}&flip={flip}&points=200"));
        let (right, some, more) = (at("0"), at(".1"), at(".5"));
        let wrong = |data: &Data| -> Vec<usize> {
            let pairs = labels(&right.train).iter().zip(labels(&data.train)).enumerate();
            pairs.filter(|(_, (right, label))| right != label).map(|(row, _)| row).collect()
        };
        let (few, many) = (wrong(&some), wrong(&more));
        assert_eq!((few.len(), many.len()), (20, 100), "{set}");
        assert!(few.iter().all(|row| many.contains(row)), "{set}: a larger share keeps the rows of a smaller one");
        assert!(labels(&more.train).iter().all(|label| (*label as usize) < classes));
        assert_eq!((&right.test, &right.train.inputs), (&more.test, &more.train.inputs), "{set}");
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_line_is_even_and_the_edit_task_changes_two_places() {
    let line = load("data=line&noise=0&points=257");
    assert_eq!((line.inputs, line.outputs, line.extent), (1, 1, 2.25));
    for (index, (x, y)) in line.train.inputs.iter().zip(values(&line.train)).enumerate() {
        assert_eq!(*x, (index as f32) / 64.0 - 2.0);
        let x = f64::from(*x);
        assert!((f64::from(y) - 0.75 * libm::sin(2.0 * x) - libm::sin(5.0 * x) / 3.0).abs() < 1e-6);
    }
    assert!(line.test.inputs.iter().all(|x| (-2.0..2.0).contains(x)));

    let edit = load("data=edit&points=512&test=512");
    assert_eq!((edit.inputs, edit.outputs), (16, 16));
    let mut square = 0.0;
    for (x, y) in edit.train.inputs.outer_iter().zip(values(&edit.train).chunks(16)) {
        for (place, (x_here, y_here)) in x.iter().zip(y).enumerate() {
            square += f64::from(*x_here) * f64::from(*x_here);
            match place {
                0 | 1 => {
                    let change = 0.5 * libm::sin(2.0 * f64::from(x[place + 1]));
                    assert!((f64::from(y_here - x_here) - change).abs() < 1e-6);
                }
                _ => assert_eq!(x_here, y_here),
            }
        }
    }
    assert!((square / 8192.0 - 1.0).abs() < 0.06, "the variance of the edit task's inputs is {}", square / 8192.0);
    assert_eq!(edit, load("data=edit&points=512&test=512&noise=.5"), "noise has no part in the edit task");
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn any_settings_give_finite_rows_of_the_right_shape(
            set in 0..DataSet::ALL.len() - 1, points in 8_u32..300, test in 8_u32..300, noise in 0.0_f32..=1.0,
            turns in 0.25_f32..=4.0, classes in 2_u32..=6, flip in 0.0_f32..=0.5, seed: u32,
        ) {
            let mut scene = Scene::default();
            scene.data.set = DataSet::ALL[set].1;
            (scene.data.points, scene.data.test, scene.data.classes) = (points, test, classes);
            (scene.data.noise, scene.data.turns, scene.data.flip) = (noise, turns, flip);
            scene.seeds.data = seed;
            let data = data::load(&scene, None).unwrap();
            prop_assert_eq!((data.train.len(), data.test.len()), (points as usize, test as usize));
            prop_assert!(data.extent.is_finite() && data.extent > 0.0);
            for rows in [&data.train, &data.test] {
                prop_assert_eq!(rows.inputs.ncols(), data.inputs);
                prop_assert!(rows.inputs.iter().all(|x| x.is_finite()));
                match &rows.targets {
                    Targets::Classes(labels) => {
                        prop_assert_eq!(labels.len(), rows.len() * data.answers);
                        prop_assert!(labels.iter().all(|label| (*label as usize) < data.outputs));
                    }
                    Targets::Values(values) => {
                        prop_assert_eq!(values.dim(), (rows.len(), data.outputs));
                        prop_assert!(values.iter().all(|x| x.is_finite()));
                    }
                }
            }
            prop_assert_eq!(data::load(&scene, None).unwrap(), data);
        }
    }
}
