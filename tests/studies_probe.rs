//! What reads a representation: the fresh linear reader, and the alignment of two.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ndarray::Array2;
use skipscape::data::Targets;
use skipscape::rng::Stream;
use skipscape::scene::Loss;
use skipscape::study::cka::Gram;
use skipscape::study::probe;

fn near(value: f64, expected: f64, what: &str) {
    assert!((value - expected).abs() < 1e-5, "{what}: {value}, not {expected}");
}

fn normals(rows: usize, cols: usize, name: &str) -> Array2<f32> {
    let mut stream = Stream::new(3, name);
    Array2::from_shape_fn((rows, cols), |_| stream.normal() as f32)
}

#[test]
fn a_representation_is_aligned_with_itself_turned_stretched_and_shifted() {
    let state = normals(50, 4, "state");
    let gram = Gram::of(&state);
    near(gram.alignment(&gram), 1.0, "itself");
    let (c, s) = (libm::cos(0.7) as f32, libm::sin(0.7) as f32);
    let turned = Array2::from_shape_fn((50, 4), |(i, j)| {
        let pair = |a: f32, b: f32| if j % 2 == 0 { c * a - s * b } else { s * a + c * b };
        3.0 * pair(state[[i, j - j % 2]], state[[i, j - j % 2 + 1]]) + 5.0
    });
    near(gram.alignment(&Gram::of(&turned)), 1.0, "turned");
    // The formula as it is written: ‖YᵀX‖² / (‖XᵀX‖·‖YᵀY‖) of centred columns.
    let other = normals(50, 3, "other");
    let centred = |state: &Array2<f32>| {
        let state = state.mapv(f64::from);
        let means = state.mean_axis(ndarray::Axis(0)).expect("there are rows");
        state - &means
    };
    let square = |x: &Array2<f64>, y: &Array2<f64>| {
        let mut sum = 0.0;
        for x in x.columns() {
            for y in y.columns() {
                let dot: f64 = x.iter().zip(y).map(|(x, y)| x * y).sum();
                sum += dot * dot;
            }
        }
        sum
    };
    let (x, y) = (centred(&state), centred(&other));
    let expected = square(&x, &y) / (square(&x, &x) * square(&y, &y)).sqrt();
    assert!((0.0..0.3).contains(&expected), "two draws have little to do with each other: {expected}");
    near(gram.alignment(&Gram::of(&other)), expected, "the formula");
    assert!(gram.alignment(&Gram::of(&Array2::ones((50, 2)))).is_nan(), "all points are the same there");
}

#[test]
fn a_probe_separates_what_a_line_separates_and_no_more() {
    for margin in [0.2_f32, 0.02] {
        let mut state = normals(90, 5, "probe");
        let labels: Vec<u32> = (0..90).map(|i| i % 2).collect();
        for (mut row, &label) in state.rows_mut().into_iter().zip(&labels) {
            // Bands of the first two columns' sum and difference, a margin apart.
            let (along, across) = (label as f32 - 1.0, row[1]);
            let place = along * (1.0 + margin) + 0.5 * libm::tanhf(row[0]);
            (row[0], row[1]) = (place + across, place - across);
        }
        let targets = Targets::Classes(labels);
        let fitted = probe::fit(&state, &targets, 2, Loss::CrossEntropy);
        assert_eq!(fitted.accuracy, 1.0, "margin {margin}");
        assert!(fitted.loss < 0.01, "margin {margin}: {}", fitted.loss);
        assert_eq!(fitted, probe::fit(&state, &targets, 2, Loss::CrossEntropy), "twice the same");
    }
    // Exclusive or: no line does better than half, and the best is to say nothing.
    let corners = Array2::from_shape_fn((40, 2), |(i, j)| if (i >> j) & 1 == 0 { -1.0 } else { 1.0 });
    let labels = Targets::Classes((0..40).map(|i| (i ^ (i >> 1)) & 1).collect());
    let fitted = probe::fit(&corners, &labels, 2, Loss::CrossEntropy);
    near(fitted.loss, core::f64::consts::LN_2, "the loss of saying nothing");
}

#[test]
fn a_probe_of_three_corners_finds_all_three() {
    let place = [[0.0, 3.0], [3.0, 0.0], [-3.0, -3.0]];
    let noise = normals(60, 2, "corners");
    let state = Array2::from_shape_fn((60, 2), |(i, j)| place[i % 3][j] + 0.3 * noise[[i, j]]);
    let labels = Targets::Classes((0..60).map(|i| i % 3).collect());
    for loss in [Loss::CrossEntropy, Loss::MeanSquared] {
        assert_eq!(probe::fit(&state, &labels, 3, loss).accuracy, 1.0, "{loss:?}");
    }
}

#[test]
fn a_probe_of_values_is_least_squares() {
    let state = normals(80, 3, "values");
    let line = |row: ndarray::ArrayView1<f32>| 2.0 * row[0] - row[1] + 0.5;
    let exact = Array2::from_shape_fn((80, 1), |(i, _)| line(state.row(i)));
    let fitted = probe::fit(&state, &Targets::Values(exact), 1, Loss::MeanSquared);
    assert!(fitted.loss < 1e-9 && fitted.accuracy.is_nan(), "{fitted:?}");
    // What has nothing to do with the columns is left: its variance about its mean.
    let flat = Array2::from_shape_fn((80, 2), |(i, j)| if j == 0 { 7.0 } else { f32::from(u8::from(i < 40)) });
    let steps = Array2::from_shape_fn((80, 1), |(i, _)| if i % 2 == 0 { 1.0 } else { -1.0 });
    near(probe::fit(&flat, &Targets::Values(steps), 1, Loss::MeanSquared).loss, 1.0, "the variance");
    let broken = Array2::from_elem((8, 2), f32::INFINITY);
    assert!(probe::fit(&broken, &Targets::Values(Array2::zeros((8, 1))), 1, Loss::MeanSquared).loss.is_nan());
}
