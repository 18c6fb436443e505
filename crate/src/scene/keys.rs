//! The one table of keys. The page's controls, the element, the command line and the documentation all read it; a new
//! key is one entry here and one field in the settings.

use super::key::{Group, Key, Place};
use super::names::{
    Act, Again, DataSet, Draw, Init, Instrument, Loss, Mask, Model, Named, Norm, Opt, Order, Plane, Schedule, Shortcut,
};
use super::names::{Controls, Lesson, Play, Present, Speed, Theme};
use super::text::SHORTCUT;
use super::value::{Value, Values, names};
use super::{Scene, Side};

/// A whole number.
const fn integer(min: u32, max: u32) -> Values {
    Values::Integer { min, max, odd: false, word: None }
}

/// A whole number or a word.
const fn integer_or(min: u32, max: u32, word: &'static str) -> Values {
    Values::Integer { min, max, odd: false, word: Some(word) }
}

/// A number.
const fn number(min: f32, max: f32) -> Values {
    Values::Number { min, max, word: None }
}

/// A number or a word.
const fn number_or(min: f32, max: f32, word: &'static str) -> Values {
    Values::Number { min, max, word: Some(word) }
}

/// An entry: `scene` for a value of both networks, `network` for one of each, `timed` for one that may change in mid-run.
macro_rules! key {
    (scene, $name:literal, $group:ident, $label:literal, $values:expr, $($field:ident).+, $help:literal) => {
        key!(@ false, $name, $group, $label, $values, Place::Scene {
            get: |scene, values| scene.$($field).+.write(values),
            set: |scene, text, values| { scene.$($field).+ = Value::read(text, values)?; Some(()) },
        }, $help)
    };
    (scene timed, $name:literal, $group:ident, $label:literal, $values:expr, $($field:ident).+, $help:literal) => {
        Key { timed: true, ..key!(scene, $name, $group, $label, $values, $($field).+, $help) }
    };
    (network, $name:literal, $group:ident, $label:literal, $values:expr, $field:ident, $help:literal) => {
        key!(@ false, $name, $group, $label, $values, Place::Network {
            get: |network, values| network.$field.write(values),
            set: |network, text, values| { network.$field = Value::read(text, values)?; Some(()) },
        }, $help)
    };
    (network timed, $name:literal, $group:ident, $label:literal, $values:expr, $field:ident, $help:literal) => {
        Key { timed: true, ..key!(network, $name, $group, $label, $values, $field, $help) }
    };
    (@ $timed:literal, $name:literal, $group:ident, $label:literal, $values:expr, $place:expr, $help:literal) => {
        Key { name: $name, label: $label, group: Group::$group, values: $values, timed: $timed, help: $help, place: $place }
    };
}

/// Every key, in the order in which scenes are printed.
#[rustfmt::skip]
pub static KEYS: &[Key] = &[
    key!(scene, "data", Data, "data", Values::Choice(names::<DataSet>), data.set,
        "What the networks learn from: six sets of points in the plane, a curve over a line, the edit task (16 numbers of which 2 change), images of handwritten digits, sequences to reverse or to shift by one, or the reader's own."),
    key!(scene, "points", Data, "training points", integer(8, 4096), data.points,
        "How many points are trained on."),
    key!(scene, "noise", Data, "noise", number(0.0, 1.0), data.noise,
        "Jitter of the points, a standard deviation."),
    key!(scene, "turns", Data, "turns", number(0.25, 4.0), data.turns,
        "Turns of each spiral (data=spirals)."),
    key!(scene, "classes", Data, "classes", integer(2, 6), data.classes,
        "How many classes (data=spirals and data=gauss; the other sets have a number of their own)."),
    key!(scene, "flip", Data, "wrong labels", number(0.0, 0.5), data.flip,
        "Share of the training points whose label is wrong."),
    key!(scene, "test", Data, "held-out points", integer(8, 4096), data.test,
        "How many points are held out to measure on."),
    key!(scene, "length", Data, "length", integer(2, 32), data.length,
        "Tokens of a sequence (data=reverse and data=shift)."),
    key!(scene, "vocab", Data, "different tokens", integer(2, 64), data.vocab,
        "How many different tokens there are (data=reverse and data=shift)."),
    key!(@ false, "own", Data, "own data", Values::Text { what: "a digest of 16 hexadecimal digits or the points themselves, as the page writes them", check: own_text },
        Place::Scene {
            get: |scene, _| scene.data.own.clone().unwrap_or_default(),
            set: |scene, text, values| { scene.data.own = Some(String::read(text, values)?).filter(|text| !text.is_empty()); Some(()) },
        },
        "The reader's own data (data=own): up to 512 points as they travel in a link, or the digest of a larger file."),
    key!(scene, "model", Model, "model", Values::Choice(names::<Model>), model,
        "The kind of network: mlp is a stem, blocks of fully connected layers, and a head; convnet is a ResNet for small images; transformer is one for short sequences. Each has defaults of its own."),
    key!(network, "depth", Model, "blocks", integer(1, 1000), depth,
        "How many blocks lie between the stem and the head; of a convnet how many in each of its three stages, of a transformer how many layers, each an attention and a feed-forward block."),
    key!(network, "width", Model, "width", integer(1, 128), width,
        "Units a layer; of a convnet the channels of its first stage, of a transformer the numbers that stand for a token."),
    key!(network, "block", Model, "layers a block", integer(1, 2), block,
        "How many layers with weights a block has, and so how many a shortcut goes round."),
    key!(network, "inner", Model, "width inside a block", integer_or(1, 128, "width"), inner,
        "Units between the two layers of a block (block=2, and a transformer's feed-forward blocks); the word width stands for the network's width."),
    key!(network, "heads", Model, "heads", integer(1, 16), heads,
        "Heads of a transformer's attention; they divide its width."),
    key!(network, "mask", Model, "mask", Values::Choice(names::<Mask>), mask,
        "What a transformer's attention sees: every token, or none that comes later (causal)."),
    key!(network, "again", Model, "added again", Values::Choice(names::<Again>), again,
        "What of its input a transformer gets again before each attention after the first: nothing, the position, the token, or both."),
    key!(network, "act", Model, "activation", Values::Choice(names::<Act>), act,
        "The function that each layer applies to every unit."),
    key!(network, "norm", Model, "normalisation", Values::Choice(names::<Norm>), norm,
        "What is brought to mean 0 and variance 1: nothing, each point (pixel, token) over its units, or each unit over the batch."),
    key!(network, "order", Model, "order", Values::Choice(names::<Order>), order,
        "Whether the activation comes after the weights (post) or before them (pre)."),
    key!(network, "init", Model, "start of the weights", Values::Choice(names::<Init>), init,
        "How the weights are drawn: normal with variance 1/width (xavier) or 2/width (he), a random rotation, or uniform within 1/√width."),
    key!(network, "shortcut", Model, "shortcut", Values::Choice(names::<Shortcut>), shortcut,
        "What goes round each block; without a prefix it is that of network b, and a has none unless a.shortcut is given."),
    key!(network, "shortcut.attention", Model, "shortcut of attention", Values::Or(SHORTCUT, round_tokens), shortcut_attention,
        "What goes round a transformer's attention; the word shortcut stands for what shortcut says."),
    key!(network, "shortcut.mlp", Model, "shortcut of feed-forward", Values::Or(SHORTCUT, round_tokens), shortcut_mlp,
        "What goes round a transformer's feed-forward blocks; the word shortcut stands for what shortcut says."),
    key!(network, "scale", Model, "scale of the branch", number_or(0.0, 10.0, "depth"), scale,
        "What multiplies the residual branch where a shortcut adds; depth is one over the square root of the number of branches."),
    key!(network, "droppath", Model, "dropped blocks", number(0.0, 0.9), droppath,
        "Probability that a training step skips a block's branch, where a shortcut adds."),
    key!(network, "opt", Training, "optimiser", Values::Choice(names::<Opt>), opt,
        "How a gradient becomes a step: Adam, plain gradient descent, or with momentum."),
    key!(network timed, "lr", Training, "learning rate", number(0.0, 10.0), lr,
        "The size of a step."),
    key!(network timed, "momentum", Training, "momentum", number(0.0, 0.999), momentum,
        "How much of the last step is kept (opt=momentum)."),
    key!(network timed, "decay", Training, "weight decay", number(0.0, 10.0), decay,
        "How fast weights shrink by themselves, times the learning rate."),
    key!(network timed, "clip", Training, "gradient clipping", number_or(1e-6, 1e6, "none"), clip,
        "The largest norm that the whole gradient may have."),
    key!(network, "schedule", Training, "schedule", Values::Choice(names::<Schedule>), schedule,
        "How the learning rate falls over the run: not at all, or along half a cosine to 0."),
    key!(network, "warmup", Training, "warm-up", integer(0, super::MOST_STEPS), warmup,
        "Steps over which the learning rate rises from 0."),
    key!(scene timed, "batch", Training, "batch", integer_or(1, 4096, "full"), batch,
        "Points a step, or all of them."),
    key!(scene, "draw", Training, "drawing of batches", Values::Choice(names::<Draw>), draw,
        "Whether each point of a batch is drawn from all of them (replace), every point comes once an epoch (epochs), or all are new (fresh, for sequences)."),
    key!(scene, "steps", Training, "steps", integer(1, super::MOST_STEPS), steps,
        "Steps of training."),
    key!(scene, "loss", Training, "loss", Values::Choice(names::<Loss>), loss,
        "What is minimised: cross-entropy, or the mean squared error, which is the default where values are learnt."),
    key!(@ false, "seed", Seeds, "seed", Values::Seed,
        Place::Scene {
            get: |scene, _| scene.seeds.common().to_string(),
            set: |scene, text, values| { scene.seeds = super::Seeds::all(u32::read(text, values)?); Some(()) },
        },
        "All four seeds at once; those below override it."),
    key!(scene, "seed.data", Seeds, "seed of the data", Values::Seed, seeds.data,
        "Which points are drawn."),
    key!(scene, "seed.init", Seeds, "seed of the weights", Values::Seed, seeds.init,
        "Which weights both networks start from."),
    key!(scene, "seed.batch", Seeds, "seed of the batches", Values::Seed, seeds.batch,
        "Which points each step takes, and which blocks are dropped."),
    key!(scene, "seed.plane", Seeds, "seed of the plane", Values::Seed, seeds.plane,
        "Which directions the slice of the loss surface takes."),
    key!(scene, "view", View, "instrument", Values::Choice(names::<Instrument>), view.view,
        "Which instrument is looked at."),
    key!(scene, "plane", View, "plane", Values::Choice(names::<Plane>), view.plane,
        "Which plane the loss surface is cut along: two random directions, the plane of the path, the line from start to end and a random direction, or the two directions of the largest curvature (the Hessian's first eigenvectors)."),
    key!(scene, "span", View, "half-width of the surface", number(0.01, 100.0), view.span,
        "How far the slice reaches to each side of the trained network."),
    key!(scene, "grid", View, "points a side", Values::Integer { min: 3, max: 201, odd: true, word: None }, view.grid,
        "Points along each side of the slice; odd, so that the centre is one."),
    key!(scene, "speed", Page, "speed", Values::Choice(names::<Speed>), page.speed,
        "How fast the page trains: as fast as it goes, or 4 or 1 times ten steps a second."),
    key!(scene, "play", Page, "play", Values::Choice(names::<Play>), page.play,
        "When the page starts to train: when asked (0), on opening (1), or when it comes into view (visible)."),
    key!(scene, "lesson", Page, "lesson", Values::Choice(names::<Lesson>), page.lesson,
        "Which lesson is open: 0 to 12, or coda for the note marked up."),
    key!(scene, "theme", Page, "theme", Values::Choice(names::<Theme>), page.theme,
        "Light or dark, or as the reader's system has it."),
    key!(scene, "controls", Page, "controls", Values::Choice(names::<Controls>), page.controls,
        "How many controls an embedded figure offers."),
    key!(scene, "hide", Page, "hidden parts", Values::Text { what: "names of parts between commas", check: list_of_names }, page.hide,
        "Parts of the page that are left out."),
    key!(scene, "height", Page, "height", integer_or(120, 4000, "auto"), page.height,
        "Height of an embedded figure in pixels."),
    key!(scene, "lang", Page, "language", Values::Text { what: "a language tag such as en or pt-br, or auto", check: language_tag }, page.lang,
        "The language of the words on the page."),
    key!(scene, "present", Page, "projector", Values::Choice(names::<Present>), page.present,
        "Large type and one figure, for a projector."),
];

/// The shortcuts that may go round a transformer's blocks: tokens keep their width there.
fn round_tokens() -> Vec<&'static str> {
    names::<Shortcut>().into_iter().filter(|name| *name != Shortcut::Dense.name()).collect()
}

/// Longest own data in a scene, in bytes: 512 images of 64 pixels and a class fit.
const LONGEST_OWN: usize = 1 << 17;

fn own_text(text: &str) -> bool {
    text.len() <= LONGEST_OWN && !text.chars().any(char::is_control)
}

fn list_of_names(text: &str) -> bool {
    text.len() <= 200 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b',')
}

fn language_tag(text: &str) -> bool {
    (2..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The key of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The key whose name is nearest: fewest letters to change, the first of the table if several are.
#[must_use]
pub fn nearest(name: &str) -> &'static str {
    let name = name.strip_prefix("a.").or_else(|| name.strip_prefix("b.")).unwrap_or(name);
    // A long text is no slip of the hand, and distances cost the product of the lengths.
    let name: String = name.chars().take(40).collect::<String>().to_ascii_lowercase();
    KEYS.iter().map(|key| key.name).min_by_key(|known| strsim::osa_distance(&name, known)).unwrap_or("data")
}

fn ticked(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ")
}

/// The table as Markdown, for the documentation.
#[must_use]
pub fn markdown() -> String {
    let scene = Scene::default();
    let mut text = String::from(
        "| key | takes | default | for each network | in mid-run | what it is |\n|---|---|---|---|---|---|\n",
    );
    for key in KEYS {
        let (a, b) = (key.get(&scene, Side::A), key.get(&scene, Side::B));
        let default = match (a == b, b.as_str()) {
            (true, "") => "–".to_owned(),
            (true, b) => format!("`{b}`"),
            (false, b) => format!("`{b}`; `a.{}` is `{a}`", key.name),
        };
        let values = &key.values;
        let takes = values.choices().map_or_else(|| values.allowed(), |words| ticked(&words));
        let yes = |truth| if truth { "yes" } else { "" };
        text.push_str(&format!(
            "| `{}` | {takes} | {default} | {} | {} | {} |\n",
            key.name,
            yes(key.per_network()),
            yes(key.timed),
            key.help
        ));
    }
    text
}
