//! Whatever numbers come, a figure is drawn: no panic, no NaN in it, nothing but finite coordinates.
#![cfg(not(target_arch = "wasm32"))]

use proptest::prelude::*;
use skipscape::chart::axis;
use skipscape::chart::marching::Field;
use skipscape::chart::{Any, Figure, Style};
use skipscape::number::number;

/// Numbers as runs give them, and as they should not: tiny, huge, negative, infinite, missing.
fn loss() -> impl Strategy<Value = f32> {
    prop_oneof![
        6 => 1e-9_f32..3.0,
        2 => (-45.0_f32..38.0).prop_map(|e| 10.0_f32.powf_of(e)),
        1 => Just(0.0),
        1 => prop_oneof![Just(f32::NAN), Just(f32::INFINITY), Just(f32::NEG_INFINITY), Just(f32::MAX), Just(-1.0)],
    ]
}

/// A power through libm, for std's is not the same everywhere.
trait PowfOf {
    fn powf_of(self, exponent: f32) -> f32;
}

impl PowfOf for f32 {
    fn powf_of(self, exponent: f32) -> f32 {
        libm::powf(self, exponent)
    }
}

fn checked(name: &str, json: &str, a: &[f32], b: &[f32]) {
    let style = Style::read(json).unwrap();
    let figure = Any::new(name, json, a, b).unwrap();
    let svg = figure.to_svg(&style).unwrap();
    for word in ["NaN", "inf"] {
        let found = svg
            .lines()
            .filter(|line| !line.starts_with("<title") && !line.starts_with("<svg"))
            .find(|line| line.contains(word));
        assert!(found.is_none(), "{name}: '{word}' in {}", found.unwrap_or_default());
    }
    assert!(!figure.summary().contains("NaN"), "{}", figure.summary());
    assert!(!figure.table().csv().contains("NaN"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn curves_and_flow_take_any_frames(
        depth in 0_usize..6,
        a in prop::collection::vec(loss(), 0..120),
        b in prop::collection::vec(loss(), 0..120),
        steps in 0_u32..2000,
        hover in prop::option::of(-5.0..500.0_f64),
        width in 120_u32..900,
        accuracy: bool,
        absolute: bool,
    ) {
        let hover = hover.map_or("null".into(), |at| at.to_string());
        let json = format!(r#"{{"width":{width},"height":200,"depth":{depth},"steps":{steps},"hover":{hover},"accuracy":{accuracy},
            "held_out":{accuracy},"absolute":{absolute},"diverged":{{"a":{{"step":7}}}},"changes":[{{"step":3,"text":"rate 0.1"}}]}}"#);
        for name in ["curves", "flow", "flow_line", "flow_axes"] {
            checked(name, &json, &a, &b);
        }
    }

    #[test]
    fn rising_steps_with_any_losses_are_drawn(
        losses in prop::collection::vec((loss(), loss()), 1..40),
        held_out: bool,
    ) {
        let frames = |side: usize| -> Vec<f32> {
            let one = |(k, pair): (usize, &(f32, f32))| {
                let loss = if side == 0 { pair.0 } else { pair.1 };
                vec![k as f32 * 3.0, loss, loss, loss, loss, loss, loss, loss, loss]
            };
            losses.iter().enumerate().flat_map(one).collect()
        };
        let json = format!(r#"{{"depth":1,"steps":60,"held_out":{held_out},"accuracy":true}}"#);
        checked("curves", &json, &frames(0), &frames(1));
        checked("flow", &json, &frames(0), &frames(1));
    }

    #[test]
    fn slices_take_any_losses(
        n in 0_usize..8,
        a in prop::collection::vec(loss(), 0..60),
        b in prop::collection::vec(loss(), 0..60),
        log: bool,
        yaw in -10.0..10.0_f64,
        camera in -1.0..3.0_f64,
        span in -1.0..50.0_f64,
        path in prop::collection::vec((-3.0..3.0_f64, -3.0..3.0_f64), 0..6),
    ) {
        let points: Vec<_> = path.iter().map(|(a, b)| format!(r#"{{"a":{a},"b":{b},"off":null}}"#)).collect();
        let json = format!(r#"{{"width":500,"height":240,"n":{n},"log":{log},"yaw":{yaw},"camera":{camera},"span":{span},
            "facts":{{"a":{{"path":[{}]}}}}}}"#, points.join(","));
        for name in ["line", "contour", "surface"] {
            checked(name, &json, &a, &b);
        }
    }

    #[test]
    fn contours_close_and_stay_on_the_grid(
        values in prop::collection::vec(prop_oneof![9 => -1.0..1.0_f64, 1 => Just(f64::NAN)], 49),
        level in -1.0..1.0_f64,
    ) {
        let field = Field::new(7, 7, &values).unwrap();
        let mut area = 0.0;
        for outline in field.region(level) {
            prop_assert_eq!(outline.first(), outline.last());
            for pair in outline.windows(2) {
                area += (pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1) / 2.0;
            }
        }
        prop_assert!(area > -1e-9 && area <= 36.0 + 1e-9, "area {area}");
        for line in field.lines(level) {
            for (x, y) in line {
                prop_assert!((0.0..=6.0).contains(&x) && (0.0..=6.0).contains(&y));
            }
        }
    }

    #[test]
    fn ticks_are_few_and_within(low in -1e9..1e9_f64, size in -300.0..8.0_f64, most in 1_usize..12) {
        let high = low + libm::pow(10.0, size);
        for (at, words) in axis::linear(low, high, most) {
            let slack = (high - low) * 1e-3 + low.abs() * 1e-12;
            prop_assert!(at >= low - slack && at <= high + slack);
            prop_assert!(!words.is_empty());
        }
        prop_assert!(axis::linear(low, high, most).len() <= most + 2);
        let (low, high) = (low / 1e7, low / 1e7 + libm::pow(10.0, size / 40.0));
        prop_assert!(axis::logarithmic(low, high, most).len() <= most.max(2) + 3);
    }

    #[test]
    fn numbers_are_never_written_with_an_e(value: f64) {
        let words = number(value);
        prop_assert!(!words.contains(['e', 'E', 'N']), "{words}");
        prop_assert!(!words.contains("-"), "{words}");
        prop_assert!(words.chars().count() <= 14, "{words}");
    }
}
