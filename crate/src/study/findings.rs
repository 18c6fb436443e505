//! What a study found, in a form that says nothing of where it is shown: numbers, a sentence, and panels that any figure,
//! table or program can be made from.

use std::borrow::Cow;

use serde::Serialize;

use crate::scene::Side;

/// What a study found, whole or so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Findings {
    /// The headline number of network A; none where there is none yet, or it is not finite.
    pub a: Option<f64>,
    /// Of network B.
    pub b: Option<f64>,
    /// What was measured, in one or two sentences that hold the numbers.
    pub sentence: String,
    /// Further numbers.
    pub facts: Vec<Fact>,
    /// What can be drawn, in the order in which it is.
    pub panels: Vec<Panel>,
}

/// A number beside the headline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fact {
    /// What it is, in a few words.
    pub name: String,
    /// For network A; none where it does not apply.
    pub a: Option<f64>,
    /// For network B.
    pub b: Option<f64>,
}

impl Fact {
    /// A fact of both networks.
    #[must_use]
    pub fn new(name: impl Into<String>, a: impl Into<Option<f64>>, b: impl Into<Option<f64>>) -> Self {
        Self { name: name.into(), a: a.into(), b: b.into() }
    }

    /// A fact of both networks, as a pair.
    #[must_use]
    #[inline(never)]
    pub fn pair(name: &str, [a, b]: [Option<f64>; 2]) -> Self {
        Self { name: name.to_owned(), a, b }
    }
}

/// One plotting area, or a pair of maps.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Panel {
    /// A short name of its own within the study, for files and programs.
    pub key: Cow<'static, str>,
    /// What is drawn, above it: `loss without the layer`.
    pub title: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// What stands in it.
    pub body: Body,
}

impl Panel {
    /// A panel of lines without limits.
    #[must_use]
    #[inline(never)]
    pub fn lines(key: &'static str, title: &str, x: Axis, y: Axis, series: Vec<Series>) -> Self {
        Self { key: key.into(), title: title.to_owned(), x, y, body: Body::Lines { series, limits: Vec::new() } }
    }
}

/// An axis.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Axis {
    /// What it counts, with its unit.
    pub label: String,
    /// How it counts.
    pub scale: Scale,
    /// Where it begins; at the least value if not told.
    pub from: Option<f64>,
    /// Where it ends; at the largest value if not told.
    pub to: Option<f64>,
}

impl Axis {
    /// An axis on this scale that spans its values.
    #[must_use]
    #[inline(never)]
    pub fn new(label: impl Into<String>, scale: Scale) -> Self {
        Self { label: label.into(), scale, from: None, to: None }
    }

    /// What it counts where its scale is that of layers: `layer`, or `block` where its label speaks of those.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        if self.label.starts_with("block") { "block" } else { "layer" }
    }

    /// The same axis from here to there.
    #[must_use]
    pub fn over(self, from: f64, to: f64) -> Self {
        Self { from: Some(from), to: Some(to), ..self }
    }
}

/// How an axis counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Evenly.
    #[default]
    Linear,
    /// By factors; values are the numbers themselves, above 0.
    Log,
    /// By factors, of numbers given as decimal logarithms: for those too small for a float.
    Log10,
    /// Layers or blocks 1 … L (0 is the state before the first), under the page's columns where there are some.
    Layers,
}

/// What stands in a panel.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Lines, points and bars over one pair of axes.
    Lines {
        /// What is drawn.
        series: Vec<Series>,
        /// Horizontal lines at a value, each with its words: a bar to clear, chance.
        limits: Vec<(f64, String)>,
    },
    /// Fields of values side by side on one scale, one a network as a rule.
    Maps {
        /// The fields.
        maps: Vec<Map>,
        /// What their colours mean.
        amount: Axis,
        /// Whether each number is written into its cell too, where there is room.
        written: bool,
    },
}

/// Points that belong together.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Series {
    /// Whose they are; none of neither (a count, a bound).
    pub side: Option<Side>,
    /// What they are, beside the network's name: `at the start`; empty for the panel's own matter.
    pub name: String,
    /// How they are drawn.
    pub style: Style,
    /// Along the horizontal axis.
    pub x: Vec<f64>,
    /// Along the vertical axis; NaN is a gap.
    pub y: Vec<f64>,
    /// The range of each, low and high, where there is one: as long as `y`, or empty.
    pub range: Vec<(f64, f64)>,
}

impl Series {
    /// A line of a network, the panel's own matter.
    #[must_use]
    #[inline(never)]
    pub fn line(side: Side, x: Vec<f64>, y: Vec<f64>) -> Self {
        Self { side: Some(side), x, y, ..Self::default() }
    }

    /// The same with a name and a style.
    #[must_use]
    pub fn named(self, name: impl Into<String>, style: Style) -> Self {
        Self { name: name.into(), style, ..self }
    }
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// A line: dashed for A, solid for B, grey for neither.
    #[default]
    Line,
    /// A thin, pale line: the start, for comparison.
    Faint,
    /// Marks of the network's shape, not joined.
    Marks,
    /// Bars from the axis, those of the two networks side by side.
    Bars,
}

/// A field of values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Map {
    /// Whose it is.
    pub side: Option<Side>,
    /// What it is, beside the network's name.
    pub name: String,
    /// Columns; column j lies at `x.from + j·(x.to − x.from)/(columns − 1)` of the panel's axis, or at j where that has no ends.
    pub columns: usize,
    /// Values, row by row from the top.
    pub values: Vec<f64>,
}
