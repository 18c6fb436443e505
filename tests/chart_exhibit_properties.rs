//! Whatever a study finds or a claim measures, it is drawn: no panic, nothing but finite coordinates, no word outside the picture.
#![cfg(not(target_arch = "wasm32"))]

mod reading;

use proptest::prelude::*;
use reading::words;
use skipscape::chart::{Exhibit, Figure, Shown, Strip, Style};
use skipscape::scene::Side;
use skipscape::study::claims::{CLAIMS, Measured, Seeded, judge};
use skipscape::study::{Axis, Body, Findings, Map, Panel, Scale, Series, Style as Look};

/// Numbers as studies find them, and as they should not.
fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -3.0..3.0_f64,
        2 => (-300.0..300.0_f64).prop_map(|e| libm::pow(10.0, e)),
        1 => Just(0.0),
        2 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(f64::MAX), Just(f64::MIN)],
    ]
}

fn axis() -> impl Strategy<Value = Axis> {
    let scale = prop_oneof![Just(Scale::Linear), Just(Scale::Log), Just(Scale::Log10), Just(Scale::Layers)];
    let label = prop_oneof![Just(""), Just("layer"), Just("a rather long name for an axis, with its unit")];
    (scale, label, prop::option::of(value()), prop::option::of(value())).prop_map(|(scale, label, from, to)| Axis {
        from,
        to,
        ..Axis::new(label, scale)
    })
}

fn side() -> impl Strategy<Value = Option<Side>> {
    prop_oneof![Just(None), Just(Some(Side::A)), Just(Some(Side::B))]
}

fn series() -> impl Strategy<Value = Series> {
    let style = prop_oneof![Just(Look::Line), Just(Look::Faint), Just(Look::Marks), Just(Look::Bars)];
    let points = prop::collection::vec((value(), value(), value(), value()), 0..24);
    (side(), style, points, any::<bool>(), any::<bool>(), "[a-z ]{0,40}").prop_map(
        |(side, style, points, ordered, ranged, name)| {
            let x = |(k, point): (usize, &(f64, f64, f64, f64))| if ordered { k as f64 } else { point.0 };
            Series {
                side,
                name,
                style,
                x: points.iter().enumerate().map(x).collect(),
                y: points.iter().map(|point| point.1).collect(),
                range: if ranged { points.iter().map(|point| (point.2, point.3)).collect() } else { Vec::new() },
            }
        },
    )
}

fn map() -> impl Strategy<Value = Map> {
    (side(), "[a-z ]{0,20}", 0_usize..6, prop::collection::vec(value(), 0..30))
        .prop_map(|(side, name, columns, values)| Map { side, name, columns, values })
}

fn body() -> impl Strategy<Value = Body> {
    let limits = prop::collection::vec((value(), "[a-z ]{0,30}"), 0..3);
    let lines =
        (prop::collection::vec(series(), 0..7), limits).prop_map(|(series, limits)| Body::Lines { series, limits });
    let maps = (prop::collection::vec(map(), 0..6), axis(), any::<bool>())
        .prop_map(|(maps, amount, written)| Body::Maps { maps, amount, written });
    prop_oneof![lines, maps]
}

fn panel() -> impl Strategy<Value = Panel> {
    ("[a-z ]{0,90}", axis(), axis(), body()).prop_map(|(title, x, y, body)| Panel {
        key: "key".into(),
        title,
        x,
        y,
        body,
    })
}

fn whole(svg: &str, style: &Style) {
    for line in svg.lines().filter(|line| !line.starts_with("<title") && !line.starts_with("<svg")) {
        let marks = line.split('>').next().unwrap();
        assert!(!marks.contains("NaN") && !marks.contains("inf"), "{line}");
    }
    for (said, [left, top, right, bottom]) in words(svg) {
        let inside = left >= -1.5 && top >= -0.5 && right <= style.width + 1.5 && bottom <= style.height + 0.5;
        assert!(inside, "'{said}' at {left} {top} {right} {bottom} of {}×{}", style.width, style.height);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_findings_are_drawn(
        panels in prop::collection::vec(panel(), 0..5),
        width in 320.0..1400.0_f64,
        hover in prop::option::of(value().prop_filter("JSON has no infinity", |v| v.is_finite())),
        columns: bool,
    ) {
        let findings = Findings { sentence: "It was measured.".into(), panels, ..Findings::default() };
        let hover = hover.map_or("null".into(), |at| format!("{at:e}"));
        let pitch = (width - 20.0) / 30.0;
        let columns = if columns { format!(r#","x0":9,"pitch":{pitch}"#) } else { String::new() };
        let shown = Shown::read(&format!(r#"{{"hover":{hover},"hover_y":{hover}{columns}}}"#), ["without", "with"]).unwrap();
        let exhibit = Exhibit { findings: &findings, shown };
        let height = exhibit.natural_height(width);
        prop_assert!(height.is_finite() && height > 20.0);
        let style = Style::new(width, height);
        whole(&exhibit.to_svg(&style).unwrap(), &style);
        prop_assert!(!exhibit.summary().contains("NaN") && !exhibit.table().csv().contains("NaN"));
        prop_assert!(exhibit.pointed().len() <= findings.panels.len());
    }

    #[test]
    fn any_seeds_are_drawn(
        claim in 0..CLAIMS.len(),
        values in prop::collection::vec((prop::option::of(value()), prop::option::of(value()), any::<bool>()), 0..24),
        width in 320.0..1400.0_f64,
    ) {
        let seeded = |(k, (a, b, held)): (usize, &(Option<f64>, Option<f64>, bool))| Seeded {
            seed: k as u32,
            measured: Measured { a: *a, b: *b, held: *held, more: Vec::new() },
        };
        let verdict = judge(&CLAIMS[claim], values.iter().enumerate().map(seeded).collect());
        let strip = Strip::new(&verdict);
        let style = Style::new(width, strip.natural_height(width));
        whole(&strip.to_svg(&style).unwrap(), &style);
        prop_assert!(!strip.summary().contains("NaN") && !strip.table().csv().contains("NaN"));
    }
}
