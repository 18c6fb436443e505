//! Exhibits of findings with everything in them that a study may find: recorded SVGs, no word cut or
//! on another, and numbers in their words.
//!
//! `RECORD=1 cargo test --test chart_exhibit` writes the recorded figures anew; look at them before they are kept.
#![cfg(not(target_arch = "wasm32"))]

mod reading;

use reading::{legible, recorded, words};
use skipscape::chart::{Exhibit, Figure, Shown, Style, Theme};
use skipscape::data;

use skipscape::scene::Side::{A, B};
use skipscape::study::{Axis, Body, Findings, Map, Panel, Part, STUDIES, Scale, Series, Style as Look, Subject, Task};
use std::sync::Arc;

fn range(from: usize, to: usize) -> Vec<f64> {
    (from..=to).map(|k| k as f64).collect()
}

fn of(x: &[f64], f: impl Fn(f64) -> f64) -> Vec<f64> {
    x.iter().map(|x| f(*x)).collect()
}

fn lines(key: &'static str, title: &str, x: Axis, y: Axis, series: Vec<Series>, limits: &[(f64, &str)]) -> Panel {
    let limits = limits.iter().map(|(at, words)| (*at, (*words).to_owned())).collect();
    Panel { key: key.into(), title: title.into(), x, y, body: Body::Lines { series, limits } }
}

fn axis(label: &str, scale: Scale) -> Axis {
    Axis::new(label, scale)
}

/// Two networks by layer, one of them fading to powers that no float holds, one with a gap and the start for comparison.
fn by_layer() -> Panel {
    let x = range(0, 56);
    let mut b = of(&x, |l| 0.02 * (56.0 - l) - 1.0);
    b[30] = f64::NAN;
    let series = vec![
        Series::line(A, x.clone(), of(&x, |l| -0.2 * (56.0 - l) - 0.5 * libm::sin(l / 5.0))),
        Series::line(B, x.clone(), b),
        Series::line(A, x.clone(), of(&x, |l| -0.1 * (56.0 - l))).named("at the start", Look::Faint),
        Series::line(B, x.clone(), of(&x, |l| 0.004 * (56.0 - l))).named("at the start", Look::Faint),
    ];
    let y = axis("size of ∂L/∂h", Scale::Log10);
    lines("gradient", "size of ∂L/∂h", axis("layer", Scale::Layers), y, series, &[])
}

/// Few points with whiskers, one of them off the scale.
fn by_depth() -> Panel {
    let x = vec![1.0, 2.0, 4.0, 8.0, 14.0, 20.0, 28.0, 40.0, 56.0, 100.0];
    let mut a = of(&x, |d| 0.02 + 0.6 * d / (d + 20.0));
    a[9] = f64::INFINITY;
    let b = of(&x, |d| 0.02 / d);
    let around = |y: &[f64]| y.iter().map(|y| (y / 2.0, y * 1.8)).collect();
    let (ra, rb) = (around(&a), around(&b));
    let series =
        vec![Series { range: ra, ..Series::line(A, x.clone(), a) }, Series { range: rb, ..Series::line(B, x, b) }];
    let (x, y) = (axis("blocks", Scale::Log), axis("training loss", Scale::Log));
    lines("depths", "training loss after the last step", x, y, series, &[(0.693, "chance")])
}

/// Bars of both networks over counts, and a line of neither.
fn by_length() -> Panel {
    let x = range(0, 19);
    let bell = |middle: f64, wide: f64| move |k: f64| libm::exp(-(k - middle) * (k - middle) / wide);
    let series = vec![
        Series::line(A, x.clone(), of(&x, bell(4.0, 9.0))).named("by gradient", Look::Bars),
        Series::line(B, x.clone(), of(&x, bell(9.0, 30.0))).named("by gradient", Look::Bars),
        Series { name: "by count".into(), x: x.clone(), y: of(&x, bell(9.5, 12.0)), ..Series::default() },
    ];
    let y = axis("share of all paths", Scale::Linear);
    lines("lengths", "how long the paths are", axis("blocks on the path", Scale::Linear), y, series, &[])
}

/// More series than have room for labels at their lines, marks, a band and values below 0.
fn many() -> Panel {
    let x = range(1, 40);
    let wave = |phase: f64, size: f64| move |l: f64| size * libm::sin(l / 6.0 + phase);
    let mut series: Vec<Series> = ["one layer removed", "two removed", "five removed"]
        .iter()
        .enumerate()
        .flat_map(|(k, name)| {
            let (x, phase) = (&x, k as f64);
            [A, B].map(|side| {
                let phase = if side == A { phase } else { phase + 0.5 };
                Series::line(side, x.clone(), of(x, wave(phase, 0.9)))
                    .named(*name, [Look::Line, Look::Faint, Look::Marks][k])
            })
        })
        .collect();
    series[1].range = series[1].y.iter().map(|y| (y - 0.2, y + 0.3)).collect();
    let y = axis("cosine", Scale::Linear).over(-1.0, 1.0);
    lines(
        "cosines",
        "cosine between −F and the gradient ∂L/∂h, with layers removed at random",
        axis("layer removed", Scale::Layers),
        y,
        series,
        &[(0.0, "at right angles")],
    )
}

fn square(side: usize, f: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    (0..side * side).map(|k| f((k % side) as f64 / (side - 1) as f64, (k / side) as f64 / (side - 1) as f64)).collect()
}

fn map(side: skipscape::scene::Side, name: &str, columns: usize, values: Vec<f64>) -> Map {
    Map { side: Some(side), name: name.into(), columns, values }
}

/// Layer against layer, with a sign.
fn matrices() -> Panel {
    let matrix = |by: f64| square(11, move |x, y| libm::cos(by * (x - y)));
    let maps = vec![
        map(A, "at the start", 11, matrix(9.0)),
        map(A, "trained", 11, matrix(6.0)),
        map(B, "at the start", 11, matrix(3.0)),
        map(B, "trained", 11, matrix(2.0)),
    ];
    let body = Body::Maps { maps, amount: axis("cosine", Scale::Linear).over(-1.0, 1.0), written: false };
    Panel {
        key: "cosine".into(),
        title: "cosine of the states of two layers".into(),
        x: axis("layer", Scale::Layers),
        y: axis("layer", Scale::Layers),
        body,
    }
}

/// Two slices, one of them with a wall, rows and columns that are not counted.
fn slices() -> Panel {
    let bowl = |x: f64, y: f64| (x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5);
    let wall = move |x: f64, y: f64| {
        if x > 0.8 {
            f64::INFINITY
        } else if y > 0.9 {
            f64::NAN
        } else {
            2.0 * bowl(x, y)
        }
    };
    let maps = vec![map(A, "", 13, square(13, wall)), map(B, "", 13, square(13, bowl))];
    let plane = |label: &str| axis(label, Scale::Linear).over(-1.0, 1.0);
    let body = Body::Maps { maps, amount: axis("training loss", Scale::Linear), written: false };
    Panel { key: "slice".into(), title: "training loss".into(), x: plane("direction 1"), y: plane("direction 2"), body }
}

/// Steps by layers.
fn history() -> Panel {
    let of =
        |by: f64| (0..12 * 28).map(|k| by * (56 - 2 * (k % 28)) as f64 * (k / 28) as f64 / 12.0).collect::<Vec<_>>();
    let maps = vec![map(A, "", 28, of(-0.2)), map(B, "", 28, of(0.01))];
    let body = Body::Maps { maps, amount: axis("‖∂L/∂h‖", Scale::Log10), written: false };
    Panel {
        key: "history".into(),
        title: "the gradient by layer and step".into(),
        x: axis("layer", Scale::Layers).over(1.0, 28.0),
        y: axis("step", Scale::Linear).over(300.0, 0.0),
        body,
    }
}

fn nothing() -> [Panel; 2] {
    let body = Body::Maps { maps: Vec::new(), amount: axis("loss", Scale::Linear), written: false };
    [
        lines("later", "what is still to come", axis("k", Scale::Linear), axis("loss", Scale::Log), Vec::new(), &[]),
        Panel {
            key: "later-maps".into(),
            title: "maps to come".into(),
            x: axis("", Scale::Linear),
            y: axis("", Scale::Linear),
            body,
        },
    ]
}

/// Everything.
fn findings() -> Findings {
    let [later, maps] = nothing();
    Findings {
        a: Some(0.6),
        b: Some(3e-5),
        sentence: "The loss ends at 0.6 without, 3 × 10⁻⁵ with.".into(),
        facts: Vec::new(),
        panels: vec![by_layer(), by_depth(), by_length(), many(), slices(), matrices(), history(), later, maps],
    }
}

fn drawn(findings: &Findings, options: &str, width: f64) -> (String, Style) {
    let mut exhibit = Exhibit::new(findings);
    exhibit.shown = Shown::read(options, ["without", "with"]).unwrap();
    let style = Style { theme: Theme::Dark, ..Style::new(width, exhibit.natural_height(width)) };
    (exhibit.to_svg(&style).unwrap(), style)
}

#[test]
fn no_word_is_cut_or_lies_on_another_at_any_width() {
    let findings = findings();
    for width in (320..=1400).step_by(45) {
        let (svg, style) = drawn(&findings, "", f64::from(width));
        legible(&svg, &style, &format!("at {width}"));
        let pitch = f64::from(width - 60) / 56.0;
        let columns = format!(r#"{{"x0":{},"pitch":{pitch},"hover":18}}"#, pitch / 2.0 + 8.0);
        let (svg, style) = drawn(&findings, &columns, f64::from(width));
        legible(&svg, &style, &format!("under columns at {width}"));
    }
}

/// What each study finds, whole and with every other task missing, as it is drawn while they run.
#[test]
fn no_word_of_a_study_is_cut_or_lies_on_another() {
    let scene =
        skipscape::scene::Scene::parse("depth=5&width=4&points=16&test=16&batch=8&steps=6&grid=5").unwrap().scene;
    let data = Arc::new(data::load(&scene, None).unwrap());
    for study in STUDIES.iter().filter(|study| (study.unfit)(&scene, &data).is_none()) {
        let subject = Subject::new(&scene, Arc::clone(&data));
        let tasks = (study.tasks)(&scene);
        let run = |(k, task)| (k, task, (study.run)(&subject, task).unwrap());
        let parts: Vec<_> = tasks.iter().enumerate().map(run).collect();
        for every in [1, 2] {
            let kept =
                |(k, task, part): &(usize, &Task, Part)| ((*task).clone(), (k % every == 0).then(|| part.clone()));
            let parts: Vec<(Task, Option<Part>)> = parts.iter().map(kept).collect();
            let found = (study.gather)(&scene, &parts);
            assert!(!found.panels.is_empty(), "{}", study.name);
            for width in [320.0, 390.0, 660.0, 900.0] {
                let (svg, style) = drawn(&found, "", width);
                legible(&svg, &style, &format!("{} at {width}", study.name));
            }
            Exhibit::new(&found).table();
        }
    }
}

#[test]
fn numbers_in_cells_have_room_on_a_phone() {
    let counts: Vec<f64> = (0..100).map(|k| if k % 11 == 0 { 40.0 + f64::from(k) } else { 0.0 }).collect();
    let maps = [A, B].map(|side| map(side, "", 10, counts.clone())).to_vec();
    let body = Body::Maps { maps, amount: axis("images", Scale::Linear), written: true };
    let (x, y) = (axis("answer", Scale::Linear), axis("truth", Scale::Linear));
    let panels = vec![Panel { key: "held_out".into(), title: "held-out images".into(), x, y, body }];
    let findings = Findings { panels, ..findings() };
    for width in [320.0, 350.0, 840.0] {
        let exhibit = Exhibit::new(&findings);
        let style = Style::new(width, exhibit.natural_height(width));
        let svg = exhibit.to_svg(&style).unwrap();
        legible(&svg, &style, &format!("{width} px"));
        let written = words(&svg).iter().filter(|(word, _)| word == "139").count();
        assert!(written >= 2, "each map says its largest number at {width} px, not {written} of them");
    }
}

#[test]
fn exhibits_are_drawn_as_recorded() {
    let findings = findings();
    for (file, options, width) in [
        ("exhibit-lines", r#"{"panels":["gradient","depths","lengths","cosines"]}"#, 840.0),
        ("exhibit-maps", r#"{"panels":["slice","cosine","history","later","later-maps"]}"#, 840.0),
        ("exhibit-narrow", r#"{"panels":["depths","cosines","slice"],"names":{"a":"plain","b":""}}"#, 320.0),
        (
            "exhibit-columns",
            r#"{"panels":["gradient","history"],"x0":30,"pitch":13,"hover":18,"over":"history"}"#,
            840.0,
        ),
        ("exhibit-pointed", r#"{"panels":["slice"],"hover":0.5,"hover_y":-0.5}"#, 500.0),
    ] {
        recorded(file, &drawn(&findings, options, width).0);
    }
}

#[test]
fn the_height_that_is_asked_for_is_filled() {
    let findings = findings();
    let exhibit = Exhibit::new(&findings);
    for width in [320.0, 700.0, 1400.0] {
        let height = exhibit.natural_height(width);
        for height in [height, 1.4 * height] {
            let style = Style::new(width, height);
            let lowest = words(&exhibit.to_svg(&style).unwrap()).iter().map(|(_, area)| area[3]).fold(0.0, f64::max);
            assert!(lowest > height - 90.0 && lowest <= height, "{lowest} of {height} at {width}");
        }
    }
    let none = Findings::default();
    assert!(Exhibit::new(&none).natural_height(400.0) >= 60.0);
    assert!(drawn(&none, "", 400.0).0.contains("nothing measured yet"));
}

#[test]
fn marks_say_which_network_and_what_is_off_the_scale() {
    let findings = findings();
    let (svg, _) = drawn(&findings, r#"{"panels":["depths"]}"#, 840.0);
    assert!(svg.contains(">A off the scale</text>") && !svg.contains(">B off the scale"), "A diverged, B did not");
    let (svg, _) = drawn(&findings, r#"{"panels":["slice","cosine"]}"#, 840.0);
    assert!(svg.contains("striped: off the scale</text>") && svg.contains("hatched: below 0</text>"));
    let (svg, _) = drawn(&findings, r#"{"panels":["lengths"]}"#, 840.0);
    assert!(!svg.contains("off the scale") && svg.contains(">by count</text>"));
    let (svg, _) = drawn(&findings, r#"{"panels":["depths"],"names":{"a":"plain","b":"B"}}"#, 840.0);
    assert!(svg.contains(">A, plain</text>") && svg.contains(">B</text>"), "names that are told");
}

#[test]
fn summaries_and_tables_hold_what_was_found() {
    let findings = findings();
    let exhibit = Exhibit::new(&findings);
    let said = exhibit.summary();
    assert!(said.starts_with("The loss ends at 0.6 without, 3 × 10⁻⁵ with. Size of ∂L/∂h: A, without: "), "{said}");
    assert!(said.contains("A, without: 0.0486 at blocks 1, off the scale at blocks 100"), "{said}");
    assert!(said.contains("by count: 5.4 × 10⁻⁴ at 0, 5.4 × 10⁻⁴ at 19, highest 0.979 at 9"), "{said}");
    assert!(said.contains("B, trained: cosine from −0.416 to 1"), "{said}");
    assert!(
        said.ends_with("What is still to come: nothing measured yet. Maps to come: nothing measured yet."),
        "{said}"
    );

    let all = exhibit.table();
    assert_eq!(all.columns, ["panel", "series", "network", "x", "y", "low", "high", "amount"]);
    let points = 4 * 57 + 20 + 60 + 240;
    assert_eq!(all.rows.len(), points + 2 * 169 + 4 * 121 + 2 * 336, "every number has its row");
    let csv = all.csv();
    assert!(csv.contains("training loss after the last step,,A,100,inf,inf,inf,\n"), "infinity is a number");
    assert!(csv.contains("size of ∂L/∂h,,B,30,,,,\n"), "a gap is empty");
    assert!(csv.contains("training loss,,B,-1,1,,,0.5\n"), "the first value of a map is its top left");
    assert!(csv.contains("the gradient by layer and step,,A,1,0,,,"), "steps run down");

    let options = Shown::read(r#"{"panels":["depths"]}"#, ["without", "with"]).unwrap();
    let table = Exhibit { findings: &findings, shown: options }.table();
    let columns =
        ["blocks", "training loss (A, without)", "training loss (A, without), low", "training loss (A, without), high"];
    assert_eq!(table.columns[..4], columns);
    assert_eq!(table.rows.len(), 10);
    assert_eq!(table.cells()[0][..3], ["1", "0.0486", "0.0243"]);
    assert!(!table.json(5).contains("NaN"));
}

#[test]
fn pointing_gives_the_numbers_of_all_panels_with_that_axis() {
    let findings = findings();
    let pointed = |options: &str| {
        let shown = Shown::read(options, ["without", "with"]).unwrap();
        Exhibit { findings: &findings, shown }.pointed()
    };
    let by_layer = pointed(r#"{"hover":17.8}"#);
    assert_eq!(by_layer.iter().map(|one| one.panel.as_str()).collect::<Vec<_>>(), ["gradient", "cosines"]);
    assert_eq!(by_layer[0].at, "layer 18");
    assert_eq!(by_layer[0].values.len(), 4);
    assert_eq!(by_layer[0].values[1].name, "B, with");
    assert_eq!(by_layer[0].values[1].words, "0.575");
    // On an axis by factors the place is a logarithm.
    let by_depth = pointed(r#"{"panels":["depths"],"hover":1.74}"#);
    assert_eq!(by_depth[0].at, "blocks 56");
    assert!(by_depth[0].values[0].words.contains(" to "), "with its range");
    let slice = pointed(r#"{"hover":-1,"hover_y":1,"over":"slice"}"#);
    assert_eq!(slice[0].values[1].words, "0.500");
    assert!(pointed("").is_empty() && pointed(r#"{"hover":3,"over":"nowhere"}"#).is_empty());
}

#[test]
fn options_that_mean_nothing_are_said() {
    assert!(Shown::read("{\"hover\":\"here\"}", ["", ""]).is_err());
    assert!(Shown::read("[]", ["", ""]).is_err());
    assert_eq!(Shown::read("{\"x0\":3,\"pitch\":0}", ["", ""]).unwrap().columns, None);
}
