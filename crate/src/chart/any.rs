//! A figure from what the page has: its name, a few words of JSON and two arrays of numbers.

use super::frames::Frames;
use super::told::{Told, parse};
use super::{
    Change, ChartError, Curve, Curves, Facts, Figure, Flow, FlowPart, Gradients, Ground, PathPoint, Pen, Plot, Style,
    Table, Theme,
};
#[cfg(feature = "lab")]
use super::{Contour, Line, Slices, Surface};
use serde_json::Value;

/// Any of the figures. Those of a slice are drawn by what measures slices.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Any {
    Curves(Curves),
    Flow(Flow),
    #[cfg(feature = "lab")]
    Line(Line),
    #[cfg(feature = "lab")]
    Contour(Contour),
    #[cfg(feature = "lab")]
    Surface(Surface),
}

impl Style {
    /// Size, theme and ground from JSON, held to what can be drawn: `width` (840), `height` (360), `pixel_ratio` (1),
    /// `theme` (`light`, `dark`), `ground` (`paper`, `panel`, `none`).
    ///
    /// # Errors
    /// A sentence, if it is not JSON or a value has no meaning.
    pub fn read(json: &str) -> Result<Self, ChartError> {
        Self::of(&parse(json)?)
    }

    /// [`Style::read`] of JSON that was read.
    ///
    /// # Errors
    /// A sentence, if a value has no meaning.
    pub fn of(options: &Value) -> Result<Self, ChartError> {
        let told = Told::new(options);
        let unknown = |key: &str, value: &str| {
            ChartError(format!("The figure's options cannot be read: there is no {key} '{value}'."))
        };
        Ok(Self {
            width: told.number("width")?.unwrap_or(840.0).clamp(120.0, 8192.0),
            height: told.number("height")?.unwrap_or(360.0).clamp(80.0, 8192.0),
            pixel_ratio: told.number("pixel_ratio")?.unwrap_or(1.0).clamp(0.25, 8.0),
            theme: match told.words("theme")?.as_deref() {
                None | Some("light") => Theme::Light,
                Some("dark") => Theme::Dark,
                Some(other) => return Err(unknown("theme", other)),
            },
            ground: match told.words("ground")?.as_deref() {
                None | Some("paper") => Ground::Paper,
                Some("panel") => Ground::Panel,
                Some("none") => Ground::None,
                Some(other) => return Err(unknown("ground", other)),
            },
        })
    }
}

/// What a figure may be told beside its numbers. All of it may be left out; what a figure has no use for is ignored.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the networks are called: 'without' and 'with' if not told.
    pub names: Pair<Option<String>>,
    /// The step, the layer or the coordinate that is pointed at.
    pub hover: Option<f64>,
    /// `curves`: what the losses are, where they are not the training set's and the held-out ones'.
    pub title: Option<String>,

    /// `curves`, `flow…`: blocks of both networks.
    pub depth: usize,
    /// Blocks of A, where they differ.
    pub depth_a: Option<usize>,
    /// Blocks of B, where they differ.
    pub depth_b: Option<usize>,

    /// `curves`: steps of the whole run; the axis ends there, or at the last step seen.
    pub steps: f64,
    /// Whether the held-out loss and accuracy are drawn too.
    pub held_out: bool,
    /// Whether there is a panel for the accuracy.
    pub accuracy: bool,
    /// Settings that changed in mid-run.
    pub changes: Vec<Change>,
    /// The step at which a network diverged; in JSON an object with that `step`.
    pub diverged: Pair<Option<f64>>,

    /// `flow…`: the pixel of the middle of layer 1; the figure's whole width is used without.
    pub x0: Option<f64>,
    /// Pixels from layer to layer.
    pub pitch: Option<f64>,
    /// The scale's lower end, a decimal logarithm; that of the data without.
    pub low: Option<f64>,
    /// The scale's upper end.
    pub high: Option<f64>,
    /// Whether gradients are themselves, not divided by the last layer's.
    pub absolute: bool,
    /// Whether blocks are counted, not layers.
    pub blocks: bool,
}

/// What a figure of a slice, `line`, `contour` or `surface`, may be told besides.
#[derive(Clone, Debug, Default)]
pub struct SliceOptions {
    /// Points a side.
    pub n: usize,
    /// Half the side of the plane, 1 if not told.
    pub span: Option<f64>,
    /// Whether the loss is on a logarithmic scale.
    pub log: bool,
    /// What is known beside the losses: the facts of a finished surface.
    pub facts: Pair<Option<Facts>>,
    /// What the two directions are called.
    pub axes: Vec<String>,
    /// `surface`: how far the landscape is turned, in radians.
    pub yaw: Option<f64>,
    /// How far above the horizon the camera stands, in radians: 0 … π/2.
    pub camera: Option<f64>,
}

/// One of each network.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct Pair<T> {
    pub a: T,
    pub b: T,
}

impl<T> Pair<T> {
    /// Reads both.
    pub(super) fn read<'a>(
        told: &Told<'a>,
        key: &'a str,
        one: impl Fn(Told<'a>) -> Result<T, ChartError>,
    ) -> Result<Self, ChartError> {
        let told = told.of(key)?;
        Ok(Self { a: one(told.of("a")?)?, b: one(told.of("b")?)? })
    }
}

impl Options {
    /// Reads them from JSON.
    ///
    /// # Errors
    /// A sentence, if a value is not of its kind.
    pub fn of(options: &Value) -> Result<Self, ChartError> {
        let told = Told::new(options);
        let changes = told.list("changes")?.into_iter().map(|told| {
            Ok(Change { step: told.number("step")?.unwrap_or(f64::NAN), text: told.words("text")?.unwrap_or_default() })
        });
        Ok(Self {
            names: Pair::read(&told, "names", |told| Ok(told.as_words().map(Into::into)))?,
            hover: told.number("hover")?,
            depth: told.whole("depth")?.unwrap_or(0),
            depth_a: told.whole("depth_a")?,
            depth_b: told.whole("depth_b")?,
            steps: told.number("steps")?.unwrap_or(0.0),
            held_out: told.flag("held_out")?,
            accuracy: told.flag("accuracy")?,
            changes: changes.collect::<Result<_, _>>()?,
            diverged: Pair::read(&told, "diverged", |told| told.number("step"))?,
            x0: told.number("x0")?,
            pitch: told.number("pitch")?,
            low: told.number("low")?,
            high: told.number("high")?,
            absolute: told.flag("absolute")?,
            blocks: told.flag("blocks")?,
            title: told.words("title")?,
        })
    }
}

impl SliceOptions {
    /// Reads them from JSON.
    ///
    /// # Errors
    /// A sentence, if a value is not of its kind.
    pub fn of(options: &Value) -> Result<Self, ChartError> {
        let told = Told::new(options);
        Ok(Self {
            n: told.whole("n")?.unwrap_or(0),
            span: told.number("span")?,
            log: told.flag("log")?,
            facts: Pair::read(
                &told,
                "facts",
                |told| if told.is_there() { Facts::read(&told).map(Some) } else { Ok(None) },
            )?,
            axes: told.list("axes")?.iter().filter_map(Told::as_words).map(Into::into).collect(),
            yaw: told.number("yaw")?,
            camera: told.number("camera")?,
        })
    }
}

impl Facts {
    fn read(told: &Told<'_>) -> Result<Self, ChartError> {
        let point = |told: &Told<'_>| {
            Ok(PathPoint {
                step: told.number("step")?,
                a: told.number("a")?,
                b: told.number("b")?,
                off: told.number("off")?,
                loss: told.number("loss")?,
            })
        };
        let shares = told.list("explained")?;
        Ok(Self {
            path: told.list("path")?.iter().map(point).collect::<Result<_, _>>()?,
            explained: match shares.as_slice() {
                [first, second] => Some([first.as_number(), second.as_number()]),
                _ => None,
            },
            roughness: told.number("roughness")?,
            minima: told.number("minima")?,
        })
    }
}

/// The names of the figures.
const NAMES: &str = "curves, flow, flow_line, flow_axes, line, contour, surface";

impl Any {
    /// The figure of this name. `a` and `b` are the networks' recorded frames for `curves` and the `flow` figures, their
    /// losses row by row for `line`, `contour` and `surface`.
    ///
    /// # Errors
    /// A sentence, if there is no such figure or the options cannot be read.
    pub fn new(name: &str, json: &str, a: &[f32], b: &[f32]) -> Result<Self, ChartError> {
        Self::of(name, &parse(json)?, a, b)
    }

    /// [`Any::new`] with options that were read.
    ///
    /// # Errors
    /// A sentence, if there is no such figure or an option is not of its kind.
    pub fn of(name: &str, options: &Value, a: &[f32], b: &[f32]) -> Result<Self, ChartError> {
        let o = Options::of(options)?;
        let names = [o.names.a.clone().unwrap_or("without".into()), o.names.b.clone().unwrap_or("with".into())];
        let depths = [o.depth_a.unwrap_or(o.depth).min(100_000), o.depth_b.unwrap_or(o.depth).min(100_000)];
        let frames = [Frames::new(a, depths[0]), Frames::new(b, depths[1])];
        let flow = |part| {
            let read = |k: usize| Gradients::read(frames[k], depths[k], o.absolute);
            Self::Flow(Flow {
                runs: [read(0), read(1)],
                names: names.clone(),
                steps: o.steps,
                part,
                x: o.x0.zip(o.pitch),
                range: o.low.zip(o.high),
                hover: o.hover.filter(|layer| *layer >= 1.0).map(|layer| layer as usize),
                absolute: o.absolute,
                blocks: o.blocks,
            })
        };
        #[cfg(feature = "lab")]
        let s = SliceOptions::of(options)?;
        #[cfg(feature = "lab")]
        let slices = || {
            let mut slices = Slices::new(s.n, s.span.unwrap_or(1.0), a, b, s.log);
            slices.facts = [s.facts.a.clone().unwrap_or_default(), s.facts.b.clone().unwrap_or_default()];
            slices.names.clone_from(&names);
            for (axis, name) in slices.axes.iter_mut().zip(&s.axes) {
                axis.clone_from(name);
            }
            slices
        };
        Ok(match name {
            "curves" => {
                let [mut a, mut b] = frames.map(Curve::read);
                a.diverged = o.diverged.a;
                b.diverged = o.diverged.b;
                Self::Curves(Curves {
                    runs: [a, b],
                    names,
                    steps: o.steps,
                    held_out: o.held_out,
                    accuracy: o.accuracy,
                    changes: o.changes,
                    hover: o.hover,
                    title: o.title.clone(),
                })
            }
            "flow" => flow(FlowPart::All),
            "flow_line" => flow(FlowPart::Line),
            "flow_axes" => flow(FlowPart::Axes),
            #[cfg(feature = "lab")]
            "line" => Self::Line(Line { slices: slices(), hover: o.hover }),
            #[cfg(feature = "lab")]
            "contour" => Self::Contour(Contour { slices: slices() }),
            #[cfg(feature = "lab")]
            "surface" => {
                Self::Surface(Surface { slices: slices(), yaw: s.yaw.unwrap_or(0.7), pitch: s.camera.unwrap_or(0.5) })
            }
            other => return Err(ChartError(format!("There is no figure '{other}': the figures are {NAMES}."))),
        })
    }
}

macro_rules! each {
    ($any:expr, $figure:ident => $body:expr) => {
        match $any {
            Any::Curves($figure) => $body,
            Any::Flow($figure) => $body,
            #[cfg(feature = "lab")]
            Any::Line($figure) => $body,
            #[cfg(feature = "lab")]
            Any::Contour($figure) => $body,
            #[cfg(feature = "lab")]
            Any::Surface($figure) => $body,
        }
    };
}

impl Figure for Any {
    fn compose(&self, pen: &mut Pen, style: &Style) -> Vec<Plot> {
        each!(self, figure => figure.compose(pen, style))
    }

    fn summary(&self) -> String {
        each!(self, figure => figure.summary())
    }

    fn table(&self) -> Table {
        each!(self, figure => figure.table())
    }
}
