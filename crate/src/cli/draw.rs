//! `skipscape draw`: the page's figures, without a browser.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use skipscape::chart::{Any, Figure, Ground, Style, Theme};
use skipscape::scene::{self, Group, Named, Plane, Scene, Side, keys};
use skipscape::study::surface::Surface;
use skipscape::study::sweep;
use skipscape::train::{History, Trainer};

use super::failure::Failure;
use super::input::{Input, Work};
use super::progress::Progress;
use super::say;

/// The figures.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum View {
    /// Training loss by step, with the held-out loss.
    Curves,
    /// The gradient that reaches each layer, by layer and step.
    Gradients,
    /// A slice of the loss surface as a landscape.
    Surface,
    /// The same slice as contours.
    Contour,
    /// The same slice along its first direction.
    Line,
}

/// The colours.
#[derive(Clone, Copy, ValueEnum)]
pub enum Colours {
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// What is typed after `draw`.
#[derive(Args)]
pub struct Arguments {
    /// Which figure.
    view: View,
    #[command(flatten)]
    input: Input,
    /// The file to write, .svg or .png.
    #[arg(long, value_name = "FIG.svg|FIG.png")]
    out: PathBuf,
    /// Width in CSS pixels.
    #[arg(long, value_parser = clap::value_parser!(u32).range(240..=8192))]
    width: Option<u32>,
    /// Height in CSS pixels.
    #[arg(long, value_parser = clap::value_parser!(u32).range(160..=8192))]
    height: Option<u32>,
    /// Pixels of a PNG to one of CSS.
    #[arg(long, default_value = "2", value_parser = clap::value_parser!(u32).range(1..=8))]
    pixel_ratio: u32,
    /// The colours; the scene's theme if it has one, else light.
    #[arg(long)]
    theme: Option<Colours>,
    /// Losses of a slice on a logarithmic scale.
    #[arg(long)]
    log: bool,
    /// A panel for the accuracy under the curves.
    #[arg(long)]
    accuracy: bool,
}

/// The kinds of file.
#[derive(Clone, Copy)]
enum File {
    Svg,
    Png,
}

/// Does it.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let file = match arguments.out.extension().and_then(OsStr::to_str) {
        Some("svg") => File::Svg,
        Some("png") => File::Png,
        _ => return Err(Failure::usage("--out names a file that ends in .svg or .png.")),
    };
    let works = arguments.input.works()?;
    let [work] = works.as_slice() else {
        return Err(Failure::usage(format!("One figure shows one scene, and there were {}.", works.len())));
    };
    work.tell_notes();
    let figure = figure(work, arguments)?;
    let style = style(work.scene(), arguments);
    let bytes = match file {
        File::Svg => figure.to_svg(&style).map(String::into_bytes),
        File::Png => figure.to_png(&style),
    };
    let path = arguments.out.display();
    let bytes = bytes.map_err(Failure::work)?;
    std::fs::write(&arguments.out, bytes)
        .map_err(|error| Failure::work(format!("{path}: the file cannot be written: {error}.")))?;
    say(&format!("{path}: {}\n", figure.summary()))
}

/// One network's part of a figure: its numbers, and what is known beside them.
struct Part {
    depth: usize,
    numbers: Vec<f32>,
    facts: Value,
    diverged: Value,
    classes: bool,
}

fn figure(work: &Work, arguments: &Arguments) -> Result<Any, Failure> {
    let scene = work.scene();
    let sliced = matches!(arguments.view, View::Surface | View::Contour | View::Line);
    let progress = Progress::new(if sliced { 4 } else { 2 });
    let parts = sweep::each(&Side::ALL, |&side| {
        let tell = progress.unit();
        let mut trainer = Trainer::new(scene, side, work.data(scene)?, true);
        while trainer.advance() {
            tell(f64::from(trainer.step()) / f64::from(scene.steps.max(1)));
        }
        tell(1.0);
        let mut part = Part {
            depth: trainer.model().depth(),
            numbers: Vec::new(),
            facts: Value::Null,
            diverged: json!(trainer.diverged()),
            classes: false,
        };
        if sliced {
            slice(scene, &mut trainer, &progress, &mut part)?;
        } else {
            let frames = trainer.history().map(History::frames).unwrap_or_default();
            part.classes = frames.iter().any(|frame| !frame.accuracy.is_nan());
            frames.iter().for_each(|frame| frame.write(&mut part.numbers));
        }
        Ok(part)
    });
    drop(progress);
    let parts: Vec<Part> = parts.into_iter().collect::<Result<_, String>>().map_err(Failure::Work)?;
    let [a, b] = parts.as_slice() else { return Err(Failure::work("A run was lost.")) };
    let options = json!({
        "names": { "a": name(scene, Side::A), "b": name(scene, Side::B) },
        "depth_a": a.depth,
        "depth_b": b.depth,
        "steps": scene.steps,
        "held_out": true,
        "accuracy": arguments.accuracy && (a.classes || b.classes),
        "changes": changes(scene),
        "diverged": { "a": a.diverged, "b": b.diverged },
        "n": scene.view.grid,
        "span": scene.view.span,
        "log": arguments.log,
        "axes": axes(scene.view.plane),
        "facts": { "a": a.facts, "b": b.facts },
    });
    let name = match arguments.view {
        View::Curves => "curves",
        View::Gradients => "flow",
        View::Surface => "surface",
        View::Contour => "contour",
        View::Line => "line",
    };
    Any::new(name, &options.to_string(), &a.numbers, &b.numbers).map_err(Failure::work)
}

/// Measures a slice of the loss surface round a trained network.
fn slice(scene: &Scene, trainer: &mut Trainer, progress: &Progress, part: &mut Part) -> Result<(), String> {
    let tell = progress.unit();
    let view = &scene.view;
    let mut surface = Surface::new(trainer, view.plane, view.span, view.grid as usize)?;
    while surface.advance(trainer)? {
        let (done, all) = surface.progress();
        tell(done as f64 / all.max(1) as f64);
    }
    tell(1.0);
    part.numbers.clone_from(&surface.drawn().losses);
    part.facts = json!(surface.facts());
    if matches!(view.plane, Plane::Random | Plane::Hessian) {
        // The path does not lie in such a plane, so its shadow there would mislead.
        part.facts["path"] = json!([]);
    }
    Ok(())
}

/// What a network is called in a figure, after its letter.
fn name(scene: &Scene, side: Side) -> &'static str {
    if scene.is_without_and_with() { scene.word(side) } else { scene.network(side).shortcut.name() }
}

fn axes(plane: Plane) -> [&'static str; 2] {
    match plane {
        Plane::Random => ["random direction 1", "random direction 2"],
        Plane::Trajectory => ["the path’s first component", "its second"],
        Plane::Between => ["from the weights now (0) to the start (1)", "a random direction"],
        Plane::Hessian => ["the direction of the largest curvature", "of the second largest"],
    }
}

/// What changes in mid-run, for the marks under the curves: at each step, the settings and their new values.
fn changes(scene: &Scene) -> Value {
    let mut at = BTreeMap::<u32, Vec<String>>::new();
    for key in keys::KEYS.iter().filter(|key| key.timed && key.group == Group::Training) {
        let mut values: Vec<String> = Vec::new();
        for side in Side::ALL {
            for change in key.get(scene, side).split(',').skip(1) {
                if !values.iter().any(|known| known == change) {
                    values.push(change.to_owned());
                }
            }
        }
        for change in values {
            if let Some((value, step)) = change.split_once('@')
                && let Ok(step) = step.parse()
            {
                at.entry(step)
                    .or_default()
                    .push(format!("{} {value}", if key.name == "lr" { "rate" } else { key.name }));
            }
        }
    }
    at.into_iter().map(|(step, texts)| json!({ "step": step, "text": texts.join(", ") })).collect()
}

fn style(scene: &Scene, arguments: &Arguments) -> Style {
    let (width, height) = match arguments.view {
        View::Curves => (840, if arguments.accuracy { 440 } else { 340 }),
        View::Gradients => (900, 620),
        View::Line => (900, 360),
        View::Surface | View::Contour => (900, 420),
    };
    let dark = match arguments.theme {
        Some(Colours::Dark) => true,
        Some(Colours::Light) => false,
        None => scene.page.theme == scene::Theme::Dark,
    };
    Style {
        width: f64::from(arguments.width.unwrap_or(width)),
        height: f64::from(arguments.height.unwrap_or(height)),
        pixel_ratio: f64::from(arguments.pixel_ratio),
        theme: if dark { Theme::Dark } else { Theme::Light },
        ground: Ground::Paper,
    }
}
