//! The formula of one block as a line of text, as the page shows it beside a network and `skipscape scene` prints it.

use super::names::{Act, Again, Model, Norm, Order, Shortcut};
use super::settings::{Network, Scale};

/// Part of a formula. A sum takes brackets before it is multiplied.
struct Term {
    text: String,
    sum: bool,
}

impl Term {
    fn times(&self, factor: &str) -> String {
        match (factor, self.sum) {
            ("", _) => self.text.clone(),
            (factor, true) => format!("{factor}·({})", self.text),
            (factor, false) => format!("{factor}·{}", self.text),
        }
    }
}

/// What one block does to the state h: `h ← h + tanh(Wh + b)`, of a transformer what a layer's two blocks do. N is written
/// LN or BN, the scale s with its value, a convolution ∗, attention A and feed-forward F.
#[must_use]
pub fn formula(model: Model, network: &Network) -> String {
    if model == Model::Transformer {
        let [attention, feed_forward] = network.shortcuts();
        let again = match network.again {
            Again::None => "h",
            Again::Position => "h + p",
            Again::Token => "h + e",
            Again::Both => "h + e + p",
        };
        let blocks = [sublayer(network, attention, "A", again), sublayer(network, feed_forward, "F", "h")];
        return format!("h ← {}, h ← {}{}", blocks[0], blocks[1], aside(model, network));
    }
    let branch = branch(model, network);
    let after_addition = network.block == 2 && network.order == Order::Post;
    let outside = |text: Term| if after_addition { activation(network.act, text) } else { text };
    let next = match network.shortcut {
        Shortcut::None => outside(branch).text,
        // The state runs on as it is: only what is added to it is activated.
        Shortcut::Dense => format!("[h, {}]", outside(branch).text),
        kind => outside(joined(network, kind, &branch)).text,
    };
    format!("h ← {next}{}", aside(model, network))
}

fn scaled(network: &Network) -> bool {
    network.adds() && network.scale != Scale::Fixed(1.0)
}

/// The sum of a shortcut and a branch.
fn joined(network: &Network, kind: Shortcut, branch: &Term) -> Term {
    let scaled = scaled(network);
    let s = if scaled { "s" } else { "" };
    let text = match kind {
        Shortcut::None | Shortcut::Dense => return Term { text: branch.text.clone(), sum: branch.sum },
        Shortcut::Identity => format!("h + {}", branch.times(s)),
        Shortcut::Projection => format!("Ph + {}", branch.times(s)),
        Shortcut::Rezero => format!("h + {}", branch.times(if scaled { "s·α" } else { "α" })),
        Shortcut::Highway => format!("{} + (1 − t)·h", branch.times("t")),
    };
    Term { text, sum: true }
}

/// One block of a transformer's layer, f(x) being its branch.
fn sublayer(network: &Network, kind: Shortcut, f: &str, x: &str) -> String {
    let plain = |text: String| Term { text, sum: false };
    let inside = match network.order {
        Order::Pre => normalised(network.norm, plain(x.to_owned())),
        Order::Post => plain(x.to_owned()),
    };
    let sum = joined(network, kind, &plain(format!("{f}({})", inside.text)));
    if network.order == Order::Post { normalised(network.norm, sum).text } else { sum.text }
}

/// What the letters of a formula stand for.
fn aside(model: Model, network: &Network) -> String {
    let highway = if network.shortcuts().contains(&Shortcut::Highway) { ", t = σ(Th + t₀)" } else { "" };
    let scale = match network.scale {
        _ if !scaled(network) => String::new(),
        Scale::Depth => format!(", s = 1/√{}", model.blocks(network.depth)),
        Scale::Fixed(scale) => format!(", s = {scale}"),
    };
    format!("{highway}{scale}")
}

/// The branch alone, without the activation that stands after an addition.
fn branch(model: Model, network: &Network) -> Term {
    let Network { act, norm, order, .. } = *network;
    let plain = |text: &str| Term { text: text.to_owned(), sum: false };
    let layers: &[(&str, &str)] =
        if network.block == 2 { &[("W₁", "b₁"), ("W₂", "b₂")] } else { &[("W", "b")] };
    // A batch norm after a convolution takes its bias off again.
    let (times, biased) = match model {
        Model::Convnet => ("∗", norm != Norm::Batch || order == Order::Pre),
        _ => ("", true),
    };
    let mut term = plain("h");
    for (i, (weight, bias)) in layers.iter().enumerate() {
        if order == Order::Pre {
            term = activation(act, normalised(norm, term));
        }
        let product = match (term.text.as_str(), times) {
            ("h", _) => format!("{weight}{times}h"),
            (_, "") => term.times(weight),
            (text, _) if term.sum => format!("{weight}{times}({text})"),
            (text, _) => format!("{weight}{times}{text}"),
        };
        term = if biased { Term { text: format!("{product} + {bias}"), sum: true } } else { plain(&product) };
        if order == Order::Post {
            term = normalised(norm, term);
            if network.block == 1 || i + 1 < layers.len() {
                term = activation(act, term);
            }
        }
    }
    term
}

fn normalised(norm: Norm, term: Term) -> Term {
    match norm {
        Norm::None => term,
        Norm::Layer => Term { text: format!("LN({})", term.text), sum: false },
        Norm::Batch => Term { text: format!("BN({})", term.text), sum: false },
    }
}

fn activation(act: Act, term: Term) -> Term {
    let name = match act {
        Act::Linear => return term,
        Act::Tanh => "tanh",
        Act::Relu => "relu",
        Act::Gelu | Act::GeluTanh => "gelu",
        Act::Silu => "silu",
        Act::Sigmoid => "σ",
    };
    Term { text: format!("{name}({})", term.text), sum: false }
}
