//! `skipscape draw`: the page's figures, without a browser.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use skipscape::chart::exhibit::names;
use skipscape::chart::png;
use skipscape::chart::{About, Any, Exhibit, Figure, Ground, Shown, Style, Theme};
use skipscape::data::Targets;
use skipscape::scene::{self, Group, Model, Plane, Scene, Side, keys};
use skipscape::study::surface::Surface;
use skipscape::study::{self, STUDIES, Study, sweep};
use skipscape::train::{History, Trainer};

use super::failure::Failure;
use super::input::{Input, Work};
use super::progress::Progress;
use super::{say, writable};

/// The figures that are not drawn from what a study found.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum View {
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

/// The height in CSS pixels to which a figure may grow by itself.
const HIGHEST: f64 = 8192.0;
/// The share of a study's own height below which its panels would lie on one another.
const CRAMPED: f64 = 0.6;

/// What is typed after `draw`.
#[derive(Args)]
pub struct Arguments {
    /// Which figure: one of a run, or what a study found.
    #[arg(value_name = "FIGURE", value_parser = figures())]
    name: String,
    #[command(flatten)]
    input: Input,
    /// The file to write, .svg or .png; several times for several files of one figure.
    #[arg(long, value_name = "FIG.svg|FIG.png", required = true)]
    out: Vec<PathBuf>,
    /// Where Skipscape stands, such as https://your.site/skipscape/v0.1/: the link in the file begins with it.
    #[arg(long, value_name = "ADDRESS", default_value = "", value_parser = site)]
    site: String,
    /// Width in CSS pixels.
    #[arg(long, value_parser = clap::value_parser!(u32).range(320..=8192))]
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
    /// Only these panels of what the study of this name found, with commas between several, or all; without, all that one
    /// figure shows well.
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    panel: Vec<String>,
}

/// Every name, with what it shows.
fn figures() -> PossibleValuesParser {
    let views = View::value_variants().iter().filter_map(View::to_possible_value);
    let studies = STUDIES.iter().filter(|study| view(study.name).is_none());
    PossibleValuesParser::new(views.chain(studies.map(|study| PossibleValue::new(study.name).help(study.label))))
}

/// The figure of this name that is not a study's.
fn view(name: &str) -> Option<View> {
    View::from_str(name, false).ok()
}

/// The kinds of file.
#[derive(Clone, Copy)]
enum Kind {
    Svg,
    Png,
}

/// A file to write, and what it is.
type File<'a> = (&'a Path, Kind);

/// Does it.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let files: Vec<File> = arguments.out.iter().map(|path| kind(path)).collect::<Result<_, _>>()?;
    fits(arguments, &files)?;
    let works = arguments.input.works()?;
    let [work] = works.as_slice() else {
        return Err(Failure::usage(format!("One figure shows one scene, and there were {}.", works.len())));
    };
    if arguments.accuracy && matches!(work.its_data()?.train.targets, Targets::Values(_)) {
        return Err(Failure::usage("--accuracy is for classes, and here numbers are predicted."));
    }
    files.iter().try_for_each(|(path, _)| writable(path))?;
    work.its_data()?;
    work.tell_notes();
    let study = study::find(&arguments.name);
    match (view(&arguments.name), study) {
        (Some(view), _) if arguments.panel.is_empty() => {
            let figure = figure(work, view, arguments)?;
            write(&figure, view.tab(), work.scene(), view.size(arguments), &files, arguments)
        }
        (_, Some(study)) => exhibit(work, study, &files, arguments),
        _ => Err(Failure::usage(format!("{} is drawn from a run and has no panels to choose.", arguments.name))),
    }
}

/// What is asked of a figure that has no such thing is a mistake, and so is a picture that is too large.
fn fits(arguments: &Arguments, files: &[File]) -> Result<(), Failure> {
    let view = view(&arguments.name);
    for (option, asked, here, whose) in [
        ("--log", arguments.log, view.is_some_and(View::is_slice), "surface, contour and line"),
        ("--accuracy", arguments.accuracy, view == Some(View::Curves), "curves"),
    ] {
        if asked && !here {
            return Err(Failure::usage(format!("{option} is for {whose}, not for {}.", arguments.name)));
        }
    }
    if files.iter().any(|(_, kind)| matches!(kind, Kind::Png)) {
        let [width, height] = [arguments.width, arguments.height].map(|side| f64::from(side.unwrap_or(1)));
        png::pixels(width, height, arguments.pixel_ratio.into()).map_err(Failure::usage)?;
    }
    Ok(())
}

/// An address that a link can begin with, or none.
fn site(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let rest = ["https://", "http://", "file:///"].into_iter().find_map(|begins| text.strip_prefix(begins));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || c == '#') => {
            Ok(text.to_owned())
        }
        _ => Err("it is where Skipscape stands, such as https://your.site/skipscape/, with nothing after a #.".into()),
    }
}

/// What kind of file a path names.
fn kind(path: &Path) -> Result<File<'_>, Failure> {
    match path.extension().and_then(OsStr::to_str) {
        Some("svg") => Ok((path, Kind::Svg)),
        Some("png") => Ok((path, Kind::Png)),
        _ => Err(Failure::usage("--out names a file that ends in .svg or .png.")),
    }
}

/// Writes a figure into each file, and says what it shows. `tab` is where it stands on the page.
fn write(
    figure: &impl Figure,
    tab: &str,
    scene: &Scene,
    size: (f64, f64),
    files: &[File],
    arguments: &Arguments,
) -> Result<(), Failure> {
    let style = style(scene, size, arguments);
    let about = About {
        title: format!("Skipscape: {}", study::find(tab).map_or("Curves", |study| study.label)),
        description: figure.summary(),
        link: link(scene, tab, &arguments.site),
    };
    for (path, kind) in files {
        let bytes = match kind {
            Kind::Svg => figure.to_svg_about(&style, &about).map(String::into_bytes),
            Kind::Png => figure.to_png(&style, &about),
        };
        let name = path.display();
        std::fs::write(path, bytes.map_err(Failure::work)?)
            .map_err(|error| Failure::work(format!("{name}: the file cannot be written: {error}.")))?;
        say(&format!("{name}: {}\n", about.description))?;
    }
    Ok(())
}

/// The page at this scene and figure. The engine is named where the address does not name it.
fn link(scene: &Scene, tab: &str, site: &str) -> String {
    let shown = scene.with("view", tab).unwrap_or_else(|_| scene.clone());
    let link = shown.link();
    let digits = env!("CARGO_PKG_VERSION").rsplit_once('.').map_or("", |(digits, _)| digits);
    if site.ends_with(&format!("/v{digits}/")) {
        return format!("{site}#{link}");
    }
    let (version, rest) = link.split_once('&').unwrap_or((&link, ""));
    let named = format!("{version}&engine={digits}&{rest}");
    format!("{site}#{}", named.trim_end_matches('&'))
}

/// Draws what a study found.
fn exhibit(work: &Work, study: &Study, files: &[File], arguments: &Arguments) -> Result<(), Failure> {
    let progress = Progress::new(1);
    progress.name(study.name);
    let found = study.measure(&work.subject(work.scene())?, &progress.shares()).map_err(Failure::Work)?;
    drop(progress);
    let mut panels = arguments.panel.clone();
    panels.retain(|key| key != "all");
    if let Some(unknown) = panels.iter().find(|key| !found.panels.iter().any(|panel| panel.key == key.as_str())) {
        let known = found.panels.iter().map(|panel| panel.key.as_ref()).collect::<Vec<_>>().join(", ");
        return Err(Failure::usage(format!("{} has no panel {unknown}: it has {known}.", study.name)));
    }
    let names = names(work.scene()).map(str::to_owned);
    let exhibit = Exhibit { findings: &found, shown: Shown { panels, names, ..Shown::default() } };
    let width = arguments.width.map_or(900.0, f64::from);
    let size = (width, exhibit.natural_height(width));
    if let Some(height) = arguments.height.filter(|height| f64::from(*height) < CRAMPED * size.1) {
        return Err(Failure::usage(format!(
            "{} needs a height of {:.0} or more at this width, not {height}: leave --height out, or choose fewer panels.",
            study.name,
            (CRAMPED * size.1).ceil()
        )));
    }
    if arguments.panel.is_empty() && size.1 > HIGHEST {
        let keys: Vec<&str> = found.panels.iter().rev().take(2).map(|panel| panel.key.as_ref()).collect();
        return Err(Failure::usage(format!(
            "{} has {} panels here, more than one figure shows well: choose some, such as --panel {}, or --panel all.",
            study.name,
            found.panels.len(),
            keys.join(","),
        )));
    }
    write(&exhibit, study.name, work.scene(), size, files, arguments)
}

/// One network's part of a figure: its numbers, and what is known beside them.
struct Part {
    depth: usize,
    numbers: Vec<f32>,
    facts: Value,
    diverged: Value,
}

fn figure(work: &Work, view: View, arguments: &Arguments) -> Result<Any, Failure> {
    let scene = work.scene();
    let sliced = view.is_slice();
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
        };
        if sliced {
            slice(scene, &mut trainer, &progress, &mut part)?;
        } else {
            let frames = trainer.history().map(History::frames).unwrap_or_default();
            frames.iter().for_each(|frame| frame.write(&mut part.numbers));
        }
        Ok(part)
    });
    drop(progress);
    let parts: Vec<Part> = parts.into_iter().collect::<Result<_, String>>().map_err(Failure::Work)?;
    let [a, b] = parts.as_slice() else { return Err(Failure::work("A run was lost.")) };
    let options = json!({
        "names": { "a": names(scene)[0], "b": names(scene)[1] },
        "depth_a": a.depth,
        "depth_b": b.depth,
        "steps": scene.steps,
        "held_out": true,
        "blocks": scene.model != Model::Mlp,
        "accuracy": arguments.accuracy,
        "changes": changes(scene),
        "diverged": { "a": a.diverged, "b": b.diverged },
        "n": scene.view.grid,
        "span": scene.view.span,
        "log": arguments.log,
        "axes": axes(scene.view.plane),
        "facts": { "a": a.facts, "b": b.facts },
    });
    let name = match view {
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
    // All points are measured by now: one without a number is past all numbers, and not one that is still to come.
    part.numbers = surface.drawn().iter().map(|loss| if loss.is_nan() { f32::INFINITY } else { *loss }).collect();
    part.facts = json!(surface.facts());
    if matches!(view.plane, Plane::Random | Plane::Hessian) {
        // The path does not lie in such a plane, so its shadow there would mislead.
        part.facts["path"] = json!([]);
    }
    Ok(())
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

impl View {
    /// Whether it shows a slice of the loss surface.
    fn is_slice(self) -> bool {
        matches!(self, Self::Surface | Self::Contour | Self::Line)
    }

    /// Where it stands on the page.
    fn tab(self) -> &'static str {
        match self {
            Self::Curves => "curves",
            Self::Gradients => "gradients",
            Self::Surface | Self::Contour | Self::Line => "surface",
        }
    }

    /// Width and height of the figure if they are not told.
    fn size(self, arguments: &Arguments) -> (f64, f64) {
        match self {
            Self::Curves => (840.0, if arguments.accuracy { 440.0 } else { 340.0 }),
            Self::Gradients => (900.0, 620.0),
            Self::Line => (900.0, 360.0),
            Self::Surface | Self::Contour => (900.0, 420.0),
        }
    }
}

fn style(scene: &Scene, size: (f64, f64), arguments: &Arguments) -> Style {
    let dark = match arguments.theme {
        Some(Colours::Dark) => true,
        Some(Colours::Light) => false,
        None => scene.page.theme == scene::Theme::Dark,
    };
    Style {
        width: arguments.width.map_or(size.0, f64::from),
        height: arguments.height.map_or(size.1, f64::from),
        pixel_ratio: f64::from(arguments.pixel_ratio),
        theme: if dark { Theme::Dark } else { Theme::Light },
        ground: Ground::Paper,
    }
}
