//! The figures: recorded SVGs on analytic data, pictures with their words in them, numbers in their words.
//!
//! `RECORD=1 cargo test --test chart` writes the recorded figures anew; look at them before they are kept.
#![cfg(not(target_arch = "wasm32"))]

use skipscape::chart::palette::{DARK, LIGHT};
use skipscape::chart::{About, Any, Figure, Frames, Style, Theme, text};
use skipscape::number::{accuracy, count, from_log10, number, percent};
use std::fs;
use std::path::PathBuf;

/// Frames of a network of 4 layers over 40 steps: a loss that falls by this factor a step, a gradient that changes by
/// this many powers of ten a layer.
fn frames(falls: f32, by_layer: f32) -> Vec<f32> {
    let mut out = Vec::new();
    let mut loss = 0.75_f32;
    for step in (0..=40).step_by(5) {
        let share = 1.0 - loss;
        out.extend([step as f32, loss, share, loss * 1.25, share * 0.9]);
        out.extend((0..=4).map(|layer| by_layer * (4 - layer) as f32 * step as f32 / 40.0 - 1.0));
        out.extend([0.5; 8]);
        loss *= falls;
    }
    out
}

/// A bowl whose long side lies along the first direction, or a saddle, on 9 × 9 points.
fn slice(saddle: bool) -> Vec<f32> {
    let place = |k: usize| k as f32 / 4.0 - 1.0;
    let at = |a: f32, b: f32| if saddle { 2.0 + 0.5 * a - a * a + b * b } else { 0.01 + 0.5 * a * a + 2.0 * b * b };
    (0..81).map(|k| at(place(k % 9), place(k / 9))).collect()
}

const PATHS: &str = r#""facts":{"a":{"path":[{"step":0,"a":-0.9,"b":0.8,"off":0.5},{"step":1,"a":-0.3,"b":0.7,"off":0.2},
    {"step":2,"a":0,"b":0,"off":0}],"explained":null,"roughness":0.16,"minima":3},"b":{"path":[{"step":0,"a":1.4,"b":-0.8},
    {"step":2,"a":0,"b":0}],"explained":[0.9,0.08],"roughness":null,"minima":1}}"#;

/// A figure with its numbers: a name for the file, the figure's name, its options, both networks' numbers.
type Numbered = (&'static str, &'static str, String, Vec<f32>, Vec<f32>);

/// Every figure.
fn figures() -> Vec<Numbered> {
    let (plain, residual) = (frames(0.99, -1.5), frames(0.3, 0.25));
    let slices = |options: &str| format!(r#""n":9,"span":1,{options}{PATHS}"#);
    let mut out = vec![
        ("curves", "curves", r#""depth":4,"steps":40"#.into(), plain.clone(), residual.clone()),
        (
            "curves-all",
            "curves",
            r#""depth":4,"steps":60,"held_out":true,"accuracy":true,"hover":20,"changes":[{"step":25,"text":"rate 0.001"}],
               "diverged":{"a":{"step":41,"why":""},"b":null},"names":{"a":"plain","b":"residual"}"#
                .into(),
            plain.clone(),
            residual.clone(),
        ),
        ("curves-none", "curves", r#""depth":4,"steps":40"#.into(), vec![], vec![]),
    ];
    for name in ["flow", "flow_line", "flow_axes"] {
        let options = r#""depth":4,"hover":3,"x0":90,"pitch":160"#.into();
        out.push((name, name, options, plain.clone(), residual.clone()));
    }
    out.push(("line", "line", slices(""), slice(true), slice(false)));
    out.push(("contour", "contour", slices(""), slice(true), slice(false)));
    out.push(("contour-log", "contour", slices(r#""log":true,"#), slice(true), slice(false)));
    out.push(("surface", "surface", slices(""), slice(true), slice(false)));
    let mut half = slice(true);
    half.truncate(40);
    out.push(("surface-half", "surface", slices(r#""yaw":2.5,"camera":0.9,"#), half, slice(false)));
    out
}

fn make(name: &str, options: &str, width: u32, theme: &str, a: &[f32], b: &[f32]) -> (Any, Style) {
    let json = format!(r#"{{"width":{width},"height":360,"theme":"{theme}",{options}}}"#);
    (Any::new(name, &json, a, b).unwrap(), Style::read(&json).unwrap())
}

#[test]
fn figures_are_drawn_as_recorded() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/figures"));
    for (file, name, options, a, b) in figures() {
        let (figure, style) = make(name, &options, 840, "light", &a, &b);
        let svg = figure.to_svg(&style).unwrap();
        let path = folder.join(format!("{file}.svg"));
        if std::env::var_os("RECORD").is_some() {
            fs::write(&path, &svg).unwrap();
        }
        let recorded = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if let Some((k, (now, then))) = svg.lines().zip(recorded.lines()).enumerate().find(|(_, (a, b))| a != b) {
            panic!("{file}.svg differs from line {} on:\n  now  {now}\n  then {then}", k + 1);
        }
        assert_eq!(svg.len(), recorded.len(), "{file}.svg has another length");
    }
}

#[test]
fn no_word_leaves_the_figure_and_none_is_smaller_than_eleven_pixels() {
    for (file, name, options, a, b) in figures() {
        for width in [840, 390, 350] {
            let options = if width < 800 {
                options.replace(r#""x0":90,"pitch":160"#, r#""x0":40,"pitch":70"#)
            } else {
                options.clone()
            };
            let (figure, style) = make(name, &options, width, "dark", &a, &b);
            for line in figure.to_svg(&style).unwrap().lines().filter(|line| line.starts_with("<text")) {
                let attribute = |name: &str| {
                    line.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap())
                };
                let number = |name: &str| attribute(name).unwrap().parse::<f64>().unwrap();
                let (x, y, size) = (number("x"), number("y"), number("font-size"));
                assert!(size >= 11.0, "{file}: {line}");
                let words: String = line.split('>').map(|piece| piece.split('<').next().unwrap()).collect();
                // The widths that labels are placed by have a tenth to spare.
                let wide = text::width(&words, size) / 1.1;
                let left = match attribute("text-anchor") {
                    Some("end") => x - wide,
                    Some("middle") => x - wide / 2.0,
                    _ => x,
                };
                assert!(left > -2.0 && left + wide < f64::from(width) + 2.0, "{file} at {width}: cut off: {line}");
                assert!(y > 7.0 && y < 358.0, "{file} at {width}: cut off: {line}");
            }
        }
    }
}

#[test]
fn pictures_have_their_words() {
    for (file, name, options, a, b) in figures() {
        let (figure, style) = make(name, &options, 420, "light", &a, &b);
        let with = figure.to_png(&style, &About::default()).unwrap();
        assert!(with.starts_with(b"\x89PNG"), "{file}");
        let svg = figure.to_svg(&style).unwrap();
        let words: usize = svg.lines().filter(|line| line.starts_with("<text")).count();
        assert!(words > 3, "{file} has {words} words");
        // The same figure on twice the pixels is a larger picture: letters and lines are drawn, not blown up.
        let fine = figure.to_png(&Style { pixel_ratio: 2.0, ..style }, &About::default()).unwrap();
        assert!(fine.len() as f64 > 1.3 * with.len() as f64, "{file}: {} and {} bytes", with.len(), fine.len());
    }
}

#[test]
fn the_embedded_fonts_hold_every_letter_of_the_figures() {
    for file in ["Inter-Regular.ttf", "Inter-SemiBold.ttf"] {
        let bytes = fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets").join(file)).unwrap();
        assert!(bytes.len() < 60_000, "{file} is {} bytes", bytes.len());
        let face = ttf_parser::Face::parse(&bytes, 0).unwrap();
        let units = f64::from(face.units_per_em());
        for (name, options, a, b) in figures().into_iter().map(|(_, name, options, a, b)| (name, options, a, b)) {
            let (figure, style) = make(name, &options, 840, "light", &a, &b);
            for line in figure.to_svg(&style).unwrap().lines().filter(|line| line.starts_with("<text")) {
                let words: String = line.split('>').map(|piece| piece.split('<').next().unwrap()).collect();
                for letter in words.chars() {
                    assert!(face.glyph_index(letter).is_some(), "{file} has no '{letter}', needed in '{words}'");
                }
            }
        }
        let advance = |c: char| f64::from(face.glyph_hor_advance(face.glyph_index(c).unwrap()).unwrap()) / units;
        let letters = (' '..='~').chain("·×÷−–…∂‖°≤≥≈’".chars());
        for letter in letters {
            assert!(
                text::width(&letter.to_string(), 1.0) >= advance(letter) - 1e-9,
                "'{letter}' is wider than thought"
            );
        }
        assert!(('0'..='9').all(|digit| advance(digit) == advance('0')), "the digits of {file} are not tabular");
    }
}

#[test]
fn numbers_read_as_people_write_them() {
    let cases: [(f64, &str); 20] = [
        (0.606, "0.606"),
        (0.6061, "0.606"),
        (0.9999, "1.00"),
        (1.0, "1.00"),
        (2.346, "2.35"),
        (12.34, "12.3"),
        (15_314.0, "15,314"),
        (999.6, "1,000"),
        (123_456.7, "123,457"),
        (1_234_567.0, "1.2 × 10⁶"),
        (0.001, "0.00100"),
        (0.000_999_99, "0.00100"),
        (3.04e-5, "3 × 10⁻⁵"),
        (1.02e-10, "10⁻¹⁰"),
        (4.2e-13, "4.2 × 10⁻¹³"),
        (-0.25, "−0.250"),
        (-3e-7, "−3 × 10⁻⁷"),
        (0.0, "0"),
        (f64::NAN, "–"),
        (f64::NEG_INFINITY, "−∞"),
    ];
    for (value, words) in cases {
        assert_eq!(number(value), words, "{value:e}");
    }
    assert_eq!(count(1_234_567.0), "1,234,567");
    assert_eq!(percent(0.934), "93 %");
    assert_eq!(percent(0.996), "99.6 %");
    assert_eq!(percent(1.0), "100 %");
    assert_eq!(accuracy(0.9996), "0.999");
    assert_eq!(accuracy(1.0), "1.00");
    assert_eq!(accuracy(0.667), "0.67");
    assert_eq!(from_log10(-400.301), "5 × 10⁻⁴⁰¹");
    assert_eq!(from_log10(f64::NEG_INFINITY), "0");
    assert_eq!(from_log10(-1.0), "0.100");
}

#[test]
fn the_ramp_runs_through_its_stops_and_its_lightness_never_turns() {
    for (theme, palette) in [(Theme::Light, LIGHT), (Theme::Dark, DARK)] {
        let ramp = theme.ramp();
        for (k, stop) in [0, 255].into_iter().zip([palette.ramp[0], palette.ramp[4]]) {
            assert_eq!(ramp[k], [stop.0, stop.1, stop.2]);
        }
        let luminance = |c: &[u8; 3]| 0.2126 * f64::from(c[0]) + 0.7152 * f64::from(c[1]) + 0.0722 * f64::from(c[2]);
        let rises = theme == Theme::Dark;
        let steps = ramp
            .windows(2)
            .filter(|pair| (luminance(&pair[1]) >= luminance(&pair[0]) - 1e-9) == rises || pair[0] == pair[1]);
        assert!(steps.count() > 240, "the {theme:?} ramp is not a ramp");
        assert_eq!(theme.amount(f64::NAN), theme.amount(0.0));
        assert_eq!(theme.amount(7.0), theme.amount(1.0));
    }
}

#[test]
fn summaries_and_tables_hold_the_numbers() {
    let (plain, residual) = (frames(0.99, -1.5), frames(0.3, 0.25));
    let (curves, _) = make("curves", r#""depth":4,"steps":40"#, 840, "light", &plain, &residual);
    let said = curves.summary();
    assert!(said.contains("A, without: training loss 0.750 at step 0, 0.692 at step 40"), "{said}");
    assert!(said.contains("B, with: training loss 0.750 at step 0, 4.9 × 10⁻⁵ at step 40"), "{said}");
    let csv = curves.table().csv();
    assert!(csv.starts_with("step,training loss A,training loss B,"), "{csv}");
    assert_eq!(csv.lines().count(), 10);
    assert!(csv.contains("\n0,0.75,0.75,"), "{csv}");
    let (flow, _) = make("flow_line", r#""depth":4"#, 840, "light", &plain, &residual);
    let said = flow.summary();
    assert!(said.contains("A, without, at step 40: 3.2 × 10⁻⁵ at layer 1, highest 1.00 at layer 4"), "{said}");
    assert!(said.contains("10⁻⁶ before the first layer"), "{said}");
    let (line, _) = make("line", &format!(r#""n":9,"span":1,{PATHS}"#), 840, "light", &slice(true), &slice(false));
    let said = line.summary();
    assert!(said.contains("A, without: from 0.500 to 2.06, 2.00 at the trained weights, roughness 0.160"), "{said}");
    assert!(said.contains("the plane holds 98 % of the path"), "{said}");
    let table = line.table();
    assert_eq!(table.rows.len(), 9);
    assert_eq!(table.thinned(4).rows.len(), 4);
    assert_eq!(table.thinned(4).rows.last(), table.rows.last());
    assert!(!table.json(100).contains("NaN"));
}

#[test]
fn pointing_gives_back_the_numbers_that_were_drawn() {
    let (curves, style) =
        make("curves", r#""depth":4,"steps":40"#, 840, "light", &frames(0.99, -1.0), &frames(0.5, 0.0));
    struct Nothing;
    impl skipscape::chart::Sink for Nothing {
        fn shape(&mut self, _: &skipscape::chart::Shape) {}
        fn words(&mut self, _: &skipscape::chart::Words<'_>) {}
    }
    let plots = curves.paint(&mut Nothing, &style).unwrap();
    let [plot] = plots.as_slice() else { panic!("one panel") };
    assert_eq!(plot.x, (0.0, 40.0));
    let [left, top, right, bottom, x0, x1, y0, y1] = plot.numbers();
    assert!(left < right && top < bottom && x0 == 0.0 && x1 == 40.0 && y0 < y1);
    assert_eq!(plot.pixel((0.0, f64::from(y1))), (f64::from(left), f64::from(top)));
    assert_eq!(plot.pixel((40.0, f64::from(y0))), (f64::from(right), f64::from(bottom)));
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let unknown = Any::new("pie", "{}", &[], &[]).unwrap_err().to_string();
    assert!(unknown.contains("'pie'") && unknown.contains("curves"), "{unknown}");
    let options = Any::new("curves", "{\"depth\":-1}", &[], &[]).unwrap_err().to_string();
    assert!(options.starts_with("The figure's options cannot be read"), "{options}");
    assert!(Style::read("{\"theme\":\"blue\"}").is_err());
    assert_eq!(Style::read("").unwrap(), Style::new(840.0, 360.0));
}

#[test]
fn frames_are_read_whole() {
    let values = frames(0.5, 1.0);
    let mut cut = values.clone();
    cut.truncate(values.len() - 3);
    assert_eq!(Frames::new(&values, 4).iter().count(), 9);
    assert_eq!(Frames::new(&cut, 4).iter().count(), 8, "an incomplete frame is left out");
    let first = Frames::new(&values, 4).iter().next().unwrap();
    assert_eq!((first.step(), first.loss(), first.grad().len()), (0.0, 0.75, 5));
}
