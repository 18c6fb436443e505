//! From text to a scene and back.

use super::key::Key;
use super::keys::{KEYS, find, nearest};
use super::names::{Model, Named};
use super::{Scene, SceneError, Side, check, defaults::defaults};

/// The version of the scene language that this engine reads and writes.
pub const VERSION: &str = "1";

/// The version of this engine; digits depend on it but for its last number.
const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// A scene with what its text had besides.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The scene.
    pub scene: Scene,
    /// A sentence for each key that is not in the table. The page reports and ignores them.
    pub unknown: Vec<String>,
    /// A sentence for each setting that has no effect, so that nobody waits for one, and one if another engine made the link.
    pub notes: Vec<String>,
}

/// Which networks a setting is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// Both, or the scene's.
    Both,
    /// One network's.
    One(Side),
}

/// One `key=value`.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub key: &'static Key,
    pub whose: Whose,
    pub value: String,
}

impl Setting {
    /// The key with its prefix.
    pub fn written(&self) -> String {
        match self.whose {
            Whose::Both => self.key.name.to_owned(),
            Whose::One(side) => format!("{}.{}", side.name(), self.key.name),
        }
    }
}

impl Scene {
    /// Reads a scene. A leading `#` or `?` and percent-encoding, as in a URL, are understood.
    ///
    /// # Errors
    /// Whatever makes it no scene, as a sentence; unknown keys are no error here, see [`Scene::parse_strict`].
    pub fn parse(text: &str) -> Result<Parsed, SceneError> {
        let Read { settings, unknown, engine } = read(text)?;
        let (scene, notes) = build(&settings)?;
        let notes = engine.into_iter().chain(notes).collect();
        let unknown = unknown
            .into_iter()
            .map(|written| SceneError::Unknown { nearest: nearest(&written), written }.to_string())
            .collect();
        Ok(Parsed { scene, unknown, notes })
    }

    /// Reads a scene and refuses unknown keys, as the command line does.
    ///
    /// # Errors
    /// Whatever makes it no scene, as a sentence; for an unknown key it names the nearest known one.
    pub fn parse_strict(text: &str) -> Result<Parsed, SceneError> {
        let Read { settings, unknown, engine } = read(text)?;
        if let Some(written) = unknown.into_iter().next() {
            return Err(SceneError::Unknown { nearest: nearest(&written), written });
        }
        let (scene, notes) = build(&settings)?;
        Ok(Parsed { scene, unknown: Vec::new(), notes: engine.into_iter().chain(notes).collect() })
    }

    /// The scene as text: only what differs from the defaults, keys in table order.
    #[must_use]
    pub fn print(&self) -> String {
        self.settings()
            .iter()
            .map(|setting| format!("{}={}", setting.written(), encode(&setting.value)))
            .collect::<Vec<_>>()
            .join("&")
    }

    /// The scene as it stands in a link, with the version in front.
    #[must_use]
    pub fn link(&self) -> String {
        let text = self.print();
        if text.is_empty() { format!("v={VERSION}") } else { format!("v={VERSION}&{text}") }
    }

    /// What differs from the defaults, in table order.
    pub(super) fn settings(&self) -> Vec<Setting> {
        let base = defaults(self.model, self.data.set);
        let seeds = self.seeds.common();
        let mut settings = Vec::new();
        for key in KEYS {
            let (a, b) = (key.get(self, Side::A), key.get(self, Side::B));
            let (base_a, base_b) = match key.name {
                // The set and the model choose the other defaults, and have defaults of their own.
                "data" => (self.model.default_set().name().to_owned(), String::new()),
                "model" => (Model::ALL[0].0.to_owned(), String::new()),
                // A seed differs from the common one, which `seed` itself states.
                name if name.starts_with("seed.") => (seeds.to_string(), String::new()),
                _ => (key.get(&base, Side::A), key.get(&base, Side::B)),
            };
            let mut add = |whose, value| settings.push(Setting { key, whose, value });
            if !key.per_network() {
                if a != base_a {
                    add(Whose::Both, a);
                }
            } else if key.name == SHORTCUT {
                if a != base_a {
                    add(Whose::One(Side::A), a);
                }
                if b != base_b {
                    add(Whose::Both, b);
                }
            } else if a == b && base_a == base_b {
                if a != base_a {
                    add(Whose::Both, a);
                }
            } else {
                if a != base_a {
                    add(Whose::One(Side::A), a);
                }
                if b != base_b {
                    add(Whose::One(Side::B), b);
                }
            }
        }
        settings
    }
}

/// The one key whose bare form is network b's alone.
pub(super) const SHORTCUT: &str = "shortcut";

/// A text, split.
struct Read {
    settings: Vec<Setting>,
    /// The keys that are not in the table, as written.
    unknown: Vec<String>,
    /// A sentence if the text was made with an engine of other digits.
    engine: Option<String>,
}

/// Splits a text. What a link says of itself, `v` and `engine`, is no setting.
fn read(text: &str) -> Result<Read, SceneError> {
    let text = text.trim();
    let text = text.strip_prefix(['#', '?']).unwrap_or(text);
    let mut pairs = Vec::new();
    let (mut version, mut engine) = (None, None);
    for piece in text.split('&').map(str::trim).filter(|piece| !piece.is_empty()) {
        let Some((key, value)) = piece.split_once('=') else { return Err(SceneError::Piece(piece.to_owned())) };
        let (key, value) = (decode(key.trim())?, decode(value.trim())?);
        let said = match key.as_str() {
            "v" => &mut version,
            "engine" => &mut engine,
            _ => {
                pairs.push((key, value));
                continue;
            }
        };
        if said.replace(value).is_some() {
            return Err(SceneError::Twice(key));
        }
    }
    // First of all the version: another one may well have other keys.
    if let Some(version) = version.filter(|version| version != VERSION) {
        return Err(SceneError::Version(version));
    }
    let (mut settings, mut unknown) = (Vec::<Setting>::new(), Vec::<String>::new());
    for (written, value) in pairs {
        match resolve(&written)? {
            Some((key, whose)) => {
                if settings.iter().any(|other| other.key.name == key.name && other.whose == whose) {
                    return Err(SceneError::Twice(written));
                }
                settings.push(Setting { key, whose, value });
            }
            None if unknown.contains(&written) => return Err(SceneError::Twice(written)),
            None => unknown.push(written),
        }
    }
    let engine = engine.filter(|version| digits(version) != digits(ENGINE)).map(|version| {
        format!("This link was made with engine {version}, and this is engine {ENGINE}: the same setup may give other digits.")
    });
    Ok(Read { settings, unknown, engine })
}

/// The part of an engine's version that digits depend on: its first two numbers.
fn digits(version: &str) -> impl PartialEq {
    version.split('.').take(2).map(str::to_owned).collect::<Vec<_>>()
}

/// The key that a text names, and for which networks; nothing for an unknown one.
pub(super) fn resolve(written: &str) -> Result<Option<(&'static Key, Whose)>, SceneError> {
    if let Some(key) = find(written) {
        return Ok(Some((key, Whose::Both)));
    }
    for side in [Side::A, Side::B] {
        let name = written.strip_prefix(side.name()).and_then(|rest| rest.strip_prefix('.'));
        if let Some(key) = name.and_then(find) {
            return if key.per_network() {
                Ok(Some((key, Whose::One(side))))
            } else {
                Err(SceneError::Prefix { written: written.to_owned(), key: key.name })
            };
        }
    }
    Ok(None)
}

/// The scene that settings make, in whatever order they stand, and the notes on it.
pub(super) fn build(settings: &[Setting]) -> Result<(Scene, Vec<String>), SceneError> {
    let mut scene = Scene::default();
    // The model and the set come first, for they choose the defaults of the others.
    for name in ["model", "data"] {
        for setting in settings.iter().filter(|setting| setting.key.name == name) {
            put(&mut scene, setting)?;
        }
        if name == "model" {
            scene.data.set = scene.model.default_set();
        }
    }
    scene = defaults(scene.model, scene.data.set);
    // What is for both comes before what is for one, and `seed` before the single seeds (it is before them in the table).
    let rank = |setting: &&Setting| (setting.whose != Whose::Both, setting.key.name.starts_with("seed."));
    for turn in [(false, false), (false, true), (true, false), (true, true)] {
        for setting in settings.iter().filter(|setting| rank(setting) == turn) {
            put(&mut scene, setting)?;
        }
    }
    let mut notes = Vec::new();
    check::normalise(&mut scene, &mut notes);
    check::together(&scene)?;
    check::without_effect(&scene, &mut notes);
    Ok((scene, notes))
}

fn put(scene: &mut Scene, setting: &Setting) -> Result<(), SceneError> {
    let Setting { key, whose, value } = setting;
    let sides: &[Side] = match whose {
        Whose::Both if key.name == SHORTCUT || !key.per_network() => &[Side::B],
        Whose::Both => &[Side::A, Side::B],
        Whose::One(Side::A) => &[Side::A],
        Whose::One(Side::B) => &[Side::B],
    };
    for &side in sides {
        key.set(scene, side, value).ok_or_else(|| SceneError::Value {
            key: setting.written(),
            value: value.clone(),
            allowed: key.allowed(),
        })?;
    }
    Ok(())
}

/// Undoes percent-encoding.
fn decode(text: &str) -> Result<String, SceneError> {
    if !text.contains('%') {
        return Ok(text.to_owned());
    }
    let wrong = || SceneError::Encoding(text.to_owned());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
            match (digit(), digit()) {
                (Some(high), Some(low)) => (high * 16 + low) as u8,
                _ => return Err(wrong()),
            }
        } else {
            byte
        });
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

/// Percent-encodes what would end a value or not survive in a URL.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~,@;:!*'()/$".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
