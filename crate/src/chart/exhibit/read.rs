//! What an exhibit is told beside the findings.

use super::super::ChartError;
use super::super::any::Pair;
use super::super::told::{Told, parse};
use crate::scene::{Named, Scene, Side};

/// Which panels are drawn, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The keys of the panels; all if none is named.
    pub panels: Vec<String>,
    /// What the networks are called: 'without' and 'with'.
    pub names: [String; 2],
    /// The pixel of layer 1's middle and the pixels from layer to layer, for panels that count layers.
    pub columns: Option<(f64, f64)>,
    /// A number of the horizontal axis that is pointed at (the decimal logarithm on an axis by factors).
    pub hover: Option<f64>,
    /// Along the vertical axis, for maps.
    pub hover_y: Option<f64>,
    /// The key of the panel that is pointed at; the first one that is drawn if it is not named.
    pub over: Option<String>,
}

/// What a scene's networks are called in a figure, after their letters: 'without' and 'with', or their shortcuts.
#[must_use]
pub fn names(scene: &Scene) -> [&'static str; 2] {
    Side::ALL.map(
        |side| {
            if scene.is_without_and_with() { scene.word(side) } else { scene.network(side).shortcut.name() }
        },
    )
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            panels: Vec::new(),
            names: ["without".into(), "with".into()],
            columns: None,
            hover: None,
            hover_y: None,
            over: None,
        }
    }
}

impl Shown {
    /// Reads it from JSON: `panels` (keys), `names` (`{a, b}`), `x0` and `pitch`, `hover`, `hover_y`, `over`. All of it may be
    /// left out; the networks are then called as `names` says.
    ///
    /// # Errors
    /// A sentence, if it is not JSON or a value is not of its kind.
    pub fn read(json: &str, names: [&str; 2]) -> Result<Self, ChartError> {
        let json = parse(json)?;
        let told = Told::new(&json);
        let own = Pair::read(&told, "names", |told| Ok(told.as_words().map(str::to_owned)))?;
        let columns = told.number("x0")?.zip(told.number("pitch")?);
        Ok(Self {
            panels: told.list("panels")?.iter().filter_map(Told::as_words).map(str::to_owned).collect(),
            names: [own.a.unwrap_or(names[0].into()), own.b.unwrap_or(names[1].into())],
            columns: columns.filter(|(first, pitch)| first.is_finite() && pitch.is_finite() && *pitch > 0.0),
            hover: told.number("hover")?,
            hover_y: told.number("hover_y")?,
            over: told.words("over")?,
        })
    }
}
