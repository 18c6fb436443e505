//! A scene explained: every key with its value, what was set and what was not, as rows and for the page.

use super::acts::{acts, called};
use super::check;
use super::defaults::defaults;
use super::keys::{KEYS, nearest};
use super::text::{SHORTCUT, Setting, Whose, build, resolve};
use super::value::Values;
use super::{DataSet, Group, Key, Model, Named, Parsed, Scene, SceneError, Side};
use serde::{Serialize, Serializer};

/// One key as it stands in a scene.
#[derive(Clone, Debug)]
pub struct Line {
    /// The key.
    pub key: &'static Key,
    /// The value that network A has.
    pub a: String,
    /// The value that network B has.
    pub b: String,
    /// Whether it is other than the default.
    pub set: bool,
}

impl Scene {
    /// Every key in table order with its values.
    #[must_use]
    pub fn describe(&self) -> Vec<Line> {
        let base = defaults(self.model, self.data.set);
        let line = |key: &'static Key| {
            let [a, b] = Side::ALL.map(|side| key.get(self, side));
            let set = match key.name {
                "data" => self.data.set != self.model.default_set(),
                "model" => self.model != Model::ALL[0].1,
                _ => a != key.get(&base, Side::A) || b != key.get(&base, Side::B),
            };
            Line { key, a, b, set }
        };
        KEYS.iter().map(line).collect()
    }

    /// The same scene with one key set, as a control of the page does it. A bare key sets both networks (`shortcut`:
    /// B's), a key with a prefix one. Settings that another data set cannot have go back to their defaults.
    ///
    /// # Errors
    /// An unknown key, a value that is not allowed, or one that does not go together with the others.
    pub fn with(&self, written: &str, value: &str) -> Result<Self, SceneError> {
        let Some((key, whose)) = resolve(written)? else {
            return Err(SceneError::Unknown { nearest: nearest(written), written: written.to_owned() });
        };
        let bare_b = |whose| if key.name == SHORTCUT && whose == Whose::Both { Whose::One(Side::B) } else { whose };
        let mut settings = self.settings();
        settings.retain(|other| {
            let both = whose == Whose::Both && key.name != SHORTCUT;
            other.key.name != key.name || !(both || bare_b(other.whose) == bare_b(whose))
        });
        let chosen = DataSet::ALL.iter().find(|(name, _)| key.name == "data" && *name == value);
        if let Some((_, set)) = chosen {
            let (was, now) = (self.data.set, *set);
            let other_kind = was != now && (was == DataSet::Own || was.is_regression() != now.is_regression());
            settings.retain(|other| match other.key.name {
                "classes" => now.takes_classes(),
                "loss" => !other_kind,
                _ => true,
            });
        }
        // Another model is another scene: only the seeds and what is looked at go over.
        if key.name == "model" && value != self.model.name() {
            settings.retain(|other| matches!(other.key.group, Group::Seeds | Group::View | Group::Page));
        }
        settings.push(Setting { key, whose, value: value.trim().to_owned() });
        build(&settings).map(|(scene, _)| scene)
    }
}

/// What a scene means, for the page and as `skipscape scene --json` prints it.
#[derive(Debug, Serialize)]
pub struct About<'a, N> {
    scene: String,
    link: String,
    unknown: &'a [String],
    notes: Vec<String>,
    settings: Both<'a>,
    /// The keys that do nothing in it.
    idle: Vec<&'static str>,
    /// What its model calls keys, where that is not their label.
    called: Called<'a>,
    /// The sets that its model can read.
    reads: Vec<&'static str>,
    /// What its networks are, where its data are at hand.
    model: Option<N>,
}

#[derive(Debug, Serialize)]
struct Both<'a> {
    a: Settings<'a>,
    b: Settings<'a>,
}

/// Every key with the value that a network has: an object in the table's order.
#[derive(Debug)]
struct Settings<'a>(&'a Scene, Side);

impl Serialize for Settings<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(KEYS.iter().map(|key| (key.name, key.get(self.0, self.1))))
    }
}

/// The keys with a word of the model's own: an object in the table's order.
#[derive(Debug)]
struct Called<'a>(&'a Scene);

impl Serialize for Called<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let all = KEYS.iter().map(|key| (key, called(self.0, key)));
        to.collect_map(all.filter(|(key, called)| *called != key.label).map(|(key, called)| (key.name, called)))
    }
}

/// What a scene means. Whoever knows its data says what its networks are.
#[must_use]
pub fn about<N>(parsed: &Parsed, model: Option<N>) -> About<'_, N> {
    let Parsed { scene, unknown, .. } = parsed;
    About {
        scene: scene.print(),
        link: scene.link(),
        unknown,
        notes: all_notes(parsed),
        settings: Both { a: Settings(scene, Side::A), b: Settings(scene, Side::B) },
        idle: KEYS.iter().map(|key| key.name).filter(|name| !acts(scene, name)).collect(),
        called: Called(scene),
        reads: scene.model.reads().map(Named::name).collect(),
        model,
    }
}

/// A scene's notes, and what holds for its networks where nothing is added whether or not the text spoke of it.
#[must_use]
pub fn all_notes(parsed: &Parsed) -> Vec<String> {
    let mut notes = check::where_nothing_is_added(&parsed.scene);
    notes.extend(parsed.notes.iter().filter(|note| !notes.contains(note)).cloned().collect::<Vec<_>>());
    notes
}

/// The text of a scene with one key set, see [`Scene::with`].
///
/// # Errors
/// A sentence, if the text is no scene or the value is not allowed.
pub fn set(text: &str, key: &str, value: &str) -> Result<String, SceneError> {
    Scene::parse(text)?.scene.with(key, value).map(|scene| scene.print())
}

/// A key as the page is told of it.
#[derive(Debug, Serialize)]
pub struct Told {
    key: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<&'static str>,
    /// The least of a whole number.
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<u32>,
    default: String,
    per_network: bool,
    timed: bool,
    help: &'static str,
    label: &'static str,
    group: &'static str,
}

/// The table of keys in its order, for the page. `values` are the words that a key takes, beside numbers if it is of numbers;
/// `default` is network B's.
#[must_use]
pub fn keys() -> Vec<Told> {
    let base = Scene::default();
    let told = |key: &Key| {
        let (kind, values) = match &key.values {
            values @ (Values::Choice(_) | Values::Or(..)) => ("choice", values.choices().unwrap_or_default()),
            Values::Number { word, .. } => ("number", word.iter().copied().collect()),
            Values::Integer { word, .. } => ("integer", word.iter().copied().collect()),
            Values::Seed => ("seed", Vec::new()),
            Values::Text { .. } => ("text", Vec::new()),
        };
        let min = if let Values::Integer { min, .. } = key.values { Some(min) } else { None };
        Told {
            key: key.name,
            kind,
            values,
            min,
            default: key.get(&base, Side::B),
            per_network: key.per_network(),
            timed: key.timed,
            help: key.help,
            label: key.label,
            group: key.group.name(),
        }
    };
    KEYS.iter().map(told).collect()
}
