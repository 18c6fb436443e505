//! `skipscape draw` as a process: its figures as files, and what stands in them.
#![cfg(not(target_arch = "wasm32"))]

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

/// A run of a blink.
const SMALL: &str = "depth=3&width=4&points=16&test=16&batch=8&steps=6";

/// A small scene that a study fits: that of places wants sequences.
fn fitting(study: &str) -> String {
    let model = match study {
        "positions" | "attention" => "transformer",
        "features" => "convnet",
        _ => "mlp",
    };
    // Three stages of three blocks are more than is needed here.
    let depth = if model == "convnet" { "depth=1&width=4&points=16&test=16&batch=8&steps=6" } else { SMALL };
    format!("model={model}&{depth}&grid=5")
}

fn skipscape(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("skipscape").unwrap();
    command.args(arguments);
    command
}

/// What a command prints, one JSON object.
fn object(arguments: &[&str]) -> Value {
    serde_json::from_slice(&skipscape(arguments).assert().success().get_output().stdout).unwrap()
}

/// A path for a file of this test, which is not there yet.
fn path(name: &str) -> std::path::PathBuf {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_file(&path);
    path
}

#[test]
fn each_figure_is_written_as_svg_and_png() {
    for view in ["curves", "gradients", "surface", "contour", "line"] {
        let svg = path(&format!("{view}.svg"));
        skipscape(&["draw", view, &format!("{SMALL}&grid=5&plane=trajectory"), "--out", svg.to_str().unwrap()])
            .assert()
            .success()
            .stdout(contains(format!("{view}.svg: ")).and(contains("with")));
        let text = std::fs::read_to_string(&svg).unwrap();
        assert!(text.starts_with("<svg") && text.trim_end().ends_with("</svg>"), "{view}");
        assert!(!text.contains("NaN") && !text.contains("inf"), "{view}");
    }
    let png = path("dark.png");
    let size = ["--width", "320", "--height", "200", "--pixel-ratio", "1", "--theme", "dark"];
    skipscape(&[&["draw", "curves", SMALL, "--out", png.to_str().unwrap()][..], &size[..]].concat()).assert().success();
    let bytes = std::fs::read(&png).unwrap();
    assert_eq!(&bytes[1..4], b"PNG");
    assert_eq!((&bytes[16..20], &bytes[20..24]), (&320_u32.to_be_bytes()[..], &200_u32.to_be_bytes()[..]));
}

/// The texts of a PNG, by keyword.
fn texts(path: &std::path::Path) -> Vec<(String, String)> {
    let decoder = png::Decoder::new(std::io::BufReader::new(std::fs::File::open(path).unwrap()));
    let reader = decoder.read_info().unwrap();
    let chunks = &reader.info().utf8_text;
    chunks.iter().map(|chunk| (chunk.keyword.clone(), chunk.get_text().unwrap())).collect()
}

/// What stands between the tags of an SVG.
fn element<'a>(svg: &'a str, name: &str) -> &'a str {
    let (_, rest) = svg.split_once(&format!("<{name}>")).unwrap();
    rest.split_once(&format!("</{name}>")).unwrap().0
}

#[test]
fn what_a_figure_does_not_have_is_refused_before_the_work() {
    let out = path("refused.png");
    let out = out.to_str().unwrap();
    // A scene that would train for hours: the answer comes before that.
    let long = "steps=100000&data=line";
    for (figure, options, said) in [
        ("curves", &["--log"][..], "--log is for surface, contour and line, not for curves."),
        ("hessian", &["--accuracy"], "--accuracy is for curves, not for hessian."),
        ("curves", &["--accuracy"], "--accuracy is for classes, and here numbers are predicted."),
        ("line", &["--width", "8192", "--height", "900", "--pixel-ratio", "4"], "32768 × 3600 pixels is too large"),
        ("curves", &["--site", "not a site"], "it is where Skipscape stands"),
        ("curves", &["--site", "https://notes.example/#depth=3"], "with nothing after a #"),
    ] {
        let arguments = [&["draw", figure, long, "--out", out], options].concat();
        skipscape(&arguments).assert().code(2).stdout("").stderr(contains(said));
    }
}

#[test]
fn a_file_says_what_it_is_and_where_it_comes_from_at_any_size_light_and_dark() {
    let engine = env!("CARGO_PKG_VERSION").rsplit_once('.').unwrap().0;
    let views = [("contour", "surface"), ("line", "surface"), ("curves", "curves")];
    let studies = skipscape::study::STUDIES.iter().map(|study| (study.name, study.name));
    for (k, (name, tab)) in views.into_iter().chain(studies).enumerate() {
        let scene = fitting(name);
        let (svg, png) = (path(&format!("said-{name}.svg")), path(&format!("said-{name}.png")));
        let (width, theme) = [("320", "light"), ("700", "dark"), ("1200", "light")][k % 3];
        let site = if k % 2 == 0 { format!("https://notes.example/v{engine}/") } else { String::new() };
        let mut arguments = vec!["draw", name, &scene, "--out", svg.to_str().unwrap(), "--out", png.to_str().unwrap()];
        arguments.extend(["--width", width, "--theme", theme, "--pixel-ratio", "1", "--site", &site]);
        if views.iter().all(|(view, _)| *view != name) && name != "gradients" && name != "surface" {
            arguments.extend(["--panel", "all"]);
        }
        let told = skipscape(&arguments).assert().success();
        let told = String::from_utf8(told.get_output().stdout.clone()).unwrap();
        let (first, second) = told.trim_end().split_once('\n').unwrap();
        let summary = first.split_once(".svg: ").unwrap().1;
        assert_eq!(Some(summary), second.split_once(".png: ").map(|(_, said)| said), "{name}");

        let text = std::fs::read_to_string(&svg).unwrap();
        assert!(text.contains(&format!("width=\"{width}\"")), "{name}");
        let plain = |name: &str| element(&text, name).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let (title, link) = (plain("title"), plain("metadata"));
        assert!(title.starts_with("Skipscape: ") && title.len() > 14, "{name}: {title}");
        assert_eq!(plain("desc"), format!("{summary} {link}"), "{name}");
        let (place, setup) = link.split_once('#').unwrap();
        assert_eq!(place, site, "{name}");
        assert_eq!(setup.contains(&format!("engine={engine}&")), site.is_empty(), "{name}: {setup}");
        let wanted = skipscape::scene::Scene::parse_strict(&format!("{scene}&view={tab}"));
        assert_eq!(skipscape::scene::Scene::parse_strict(setup).unwrap().scene, wanted.unwrap().scene, "{name}");

        let bytes = std::fs::read(&png).unwrap();
        assert_eq!(u32::from_be_bytes(bytes[16..20].try_into().unwrap()).to_string(), width, "{name}");
        let expected = [("Title", &*title), ("Description", summary), ("Source", &link), ("Software", "Skipscape")];
        assert_eq!(texts(&png), expected.map(|(key, text)| (key.to_owned(), text.to_owned())), "{name}");
    }
}

#[test]
fn what_each_study_found_is_drawn() {
    for study in skipscape::study::STUDIES {
        let svg = path(&format!("found-{}.svg", study.name));
        let scene = fitting(study.name);
        let found = object(&["study", study.name, &scene, "--json"]);
        skipscape(&["draw", study.name, &scene, "--panel", "all", "--out", svg.to_str().unwrap()])
            .assert()
            .success()
            .stdout(contains(found["sentence"].as_str().unwrap()));
        let text = std::fs::read_to_string(&svg).unwrap();
        assert!(text.starts_with("<svg") && text.trim_end().ends_with("</svg>"), "{}", study.name);
        let whole = text.len();
        let key = found["series"][0]["key"].as_str().unwrap();
        skipscape(&["draw", study.name, &scene, "--panel", key, "--out", svg.to_str().unwrap()]).assert().success();
        let one = std::fs::read_to_string(&svg).unwrap().len();
        let panels = found["series"].as_array().unwrap().len();
        assert!(if panels > 1 { one < whole } else { one == whole }, "{} draws the panel that is named", study.name);
    }
}

#[test]
fn a_panel_that_is_not_there_is_bad_usage() {
    let svg = path("panel.svg");
    let draw = |name: &str| skipscape(&["draw", name, SMALL, "--panel", "sky", "--out", svg.to_str().unwrap()]);
    draw("depths").assert().code(2).stderr(contains("depths has no panel sky: it has "));
    draw("curves").assert().code(2).stderr(contains("curves is drawn from a run and has no panels"));
    skipscape(&["draw", "features", "model=convnet&points=16&test=8&steps=1", "--out", svg.to_str().unwrap()])
        .assert()
        .code(2)
        .stderr(contains(
            "panels here, more than one figure shows well: choose some, such as --panel filters.state_9,",
        ));
    skipscape(&["draw", "--help"]).assert().stdout(contains("- depths:").and(contains("- curves:")));
}

#[test]
fn a_figure_marks_what_changed_in_mid_run_and_names_the_networks() {
    let svg = path("changes.svg");
    let scene = format!("{SMALL}&lr=.003,.001@3&a.shortcut=rezero");
    skipscape(&["draw", "curves", &scene, "--out", svg.to_str().unwrap()])
        .assert()
        .success()
        .stdout(contains("A, rezero"));
    let text = std::fs::read_to_string(&svg).unwrap();
    assert!(text.contains("rate .001"));
}
