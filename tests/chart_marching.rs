//! Marching squares on fields whose contours are known.
#![cfg(not(target_arch = "wasm32"))]

use skipscape::chart::marching::{Field, Point};

const N: usize = 41;

/// A function on [−1, 1]², row by row.
fn sampled(f: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let place = |k: usize| 2.0 * k as f64 / (N - 1) as f64 - 1.0;
    (0..N * N).map(|k| f(place(k % N), place(k / N))).collect()
}

/// Grid coordinates as coordinates of the function.
fn placed((column, row): Point) -> Point {
    (2.0 * column / (N - 1) as f64 - 1.0, 2.0 * row / (N - 1) as f64 - 1.0)
}

/// The signed area that closed outlines enclose, in the function's coordinates.
fn area(outlines: &[Vec<Point>]) -> f64 {
    let one = |line: &Vec<Point>| {
        let points: Vec<Point> = line.iter().map(|at| placed(*at)).collect();
        points.windows(2).map(|pair| (pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1) / 2.0).sum::<f64>()
    };
    outlines.iter().map(one).sum()
}

#[test]
fn a_circle_is_one_closed_line_at_its_radius() {
    let values = sampled(|x, y| x * x + y * y);
    let lines = Field::new(N, N, &values).unwrap().lines(0.36);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].first(), lines[0].last());
    for point in &lines[0] {
        let (x, y) = placed(*point);
        assert!(((x * x + y * y).sqrt() - 0.6).abs() < 1e-3, "({x}, {y})");
    }
}

#[test]
fn regions_have_the_area_of_what_lies_above() {
    let bowl = sampled(|x, y| x * x + y * y);
    let hill: Vec<f64> = bowl.iter().map(|v| -v).collect();
    let disc = std::f64::consts::PI * 0.36;
    let above = Field::new(N, N, &hill).unwrap().region(-0.36);
    assert!((area(&above) - disc).abs() < 0.01, "{}", area(&above));
    // Outside the circle: the square's outline, and the hole the other way round.
    let outside = Field::new(N, N, &bowl).unwrap().region(0.36);
    assert_eq!(outside.len(), 2);
    assert!((area(&outside) - (4.0 - disc)).abs() < 0.01, "{}", area(&outside));
}

#[test]
fn a_plane_is_cut_by_a_straight_open_line() {
    let values = sampled(|x, y| x + 0.5 * y);
    let lines = Field::new(N, N, &values).unwrap().lines(0.1);
    assert_eq!(lines.len(), 1);
    assert_ne!(lines[0].first(), lines[0].last());
    for point in &lines[0] {
        let (x, y) = placed(*point);
        assert!((x + 0.5 * y - 0.1).abs() < 1e-12);
    }
    let ends = [lines[0][0], lines[0][lines[0].len() - 1]].map(placed);
    assert!(ends.iter().all(|(_, y)| (y.abs() - 1.0).abs() < 1e-12), "it runs from border to border: {ends:?}");
    assert!((area(&Field::new(N, N, &values).unwrap().region(0.0)) - 2.0).abs() < 1e-9, "half of the square");
}

#[test]
fn a_saddle_is_cut_by_two_lines_that_never_cross() {
    let values = sampled(|x, y| x * x - y * y);
    let field = Field::new(N, N, &values).unwrap();
    for level in [0.1, -0.1] {
        let lines = field.lines(level);
        assert_eq!(lines.len(), 2, "level {level}");
    }
    assert_eq!(field.region(0.1).len(), 2);
    // In one saddle cell the mean of the corners decides: high ones joined, or apart.
    for (corners, pieces) in [([0.9, 0.0, 0.0, 0.9], 2), ([0.9, 0.4, 0.4, 0.9], 1)] {
        let lines = Field::new(2, 2, &corners).unwrap().lines(0.5);
        assert_eq!(lines.len(), 2);
        assert_eq!(Field::new(2, 2, &corners).unwrap().region(0.5).len(), pieces);
    }
}

#[test]
fn missing_numbers_are_left_out() {
    let mut values = sampled(|x, _| x);
    for value in values.iter_mut().skip(N * 20) {
        *value = f64::NAN;
    }
    let field = Field::new(N, N, &values).unwrap();
    let lines = field.lines(0.01);
    assert_eq!(lines.len(), 1);
    assert!(lines[0].iter().all(|(_, row)| *row <= 19.0));
    // Where x ≥ 0 in the first twenty rows, of which there are nineteen intervals of 1/20.
    assert!((area(&field.region(0.0)) - 0.95).abs() < 1e-9);
    let none = vec![f64::NAN; N * N];
    assert!(Field::new(N, N, &none).unwrap().lines(0.0).is_empty());
    assert!(Field::new(N, N, &none).unwrap().region(0.0).is_empty());
}

#[test]
fn infinities_and_constants_do_no_harm() {
    let constant = vec![2.5; N * N];
    let field = Field::new(N, N, &constant).unwrap();
    assert!(field.lines(2.5).is_empty() && field.lines(3.0).is_empty());
    assert!((area(&field.region(2.5)) - 4.0).abs() < 1e-9, "all of it is at least its own value");
    assert!(field.region(2.6).is_empty());
    let mut spiked = constant;
    spiked[N * N / 2] = f64::INFINITY;
    spiked[3] = f64::NEG_INFINITY;
    let field = Field::new(N, N, &spiked).unwrap();
    for level in [-1e300, 2.0, 2.5, 1e300] {
        for line in field.lines(level).into_iter().chain(field.region(level)) {
            assert!(line.iter().all(|(x, y)| x.is_finite() && y.is_finite()));
        }
    }
    assert!(Field::new(3, 3, &[0.0; 8]).is_none());
    assert!(Field::new(usize::MAX, 2, &[]).is_none());
}
