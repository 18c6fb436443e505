//! The formula of one block as a line of text, as the page shows it beside a network and `skipscape scene` prints it.

use super::names::{Act, Norm, Order, Shortcut};
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

/// What one block does to the state h: `h ← h + tanh(Wh + b)`. N is written LN or BN, the scale s with its value.
#[must_use]
pub fn formula(network: &Network) -> String {
    let branch = branch(network);
    let scaled = network.adds() && network.scale != Scale::Fixed(1.0);
    let s = if scaled { "s" } else { "" };
    let after_addition = network.block == 2 && network.order == Order::Post;
    let outside = |text: Term| if after_addition { activation(network.act, text) } else { text };
    let sum = |text: String| Term { text, sum: true };
    let next = match network.shortcut {
        Shortcut::None => outside(branch).text,
        Shortcut::Identity => outside(sum(format!("h + {}", branch.times(s)))).text,
        Shortcut::Projection => outside(sum(format!("Ph + {}", branch.times(s)))).text,
        Shortcut::Rezero => {
            let factor = if scaled { "s·α" } else { "α" };
            outside(sum(format!("h + {}", branch.times(factor)))).text
        }
        Shortcut::Highway => outside(sum(format!("{} + (1 − t)·h", branch.times("t")))).text,
        // The state runs on as it is: only what is added to it is activated.
        Shortcut::Dense => format!("[h, {}]", outside(branch).text),
    };
    let aside = match (network.shortcut, network.scale) {
        (Shortcut::Highway, _) => ", t = σ(Th + t₀)".to_owned(),
        (_, Scale::Depth) if scaled => format!(", s = 1/√{}", network.depth),
        (_, Scale::Fixed(scale)) if scaled => format!(", s = {scale}"),
        _ => String::new(),
    };
    format!("h ← {next}{aside}")
}

/// The branch alone, without the activation that stands after an addition.
fn branch(network: &Network) -> Term {
    let Network { act, norm, order, .. } = *network;
    let plain = |text: &str| Term { text: text.to_owned(), sum: false };
    let layers: &[(&str, &str)] =
        if network.block == 2 { &[("W₁", "b₁"), ("W₂", "b₂")] } else { &[("W", "b")] };
    let mut term = plain("h");
    for (i, (weight, bias)) in layers.iter().enumerate() {
        if order == Order::Pre {
            term = activation(act, normalised(norm, term));
        }
        let product = if term.text == "h" { format!("{weight}h") } else { term.times(weight) };
        term = Term { text: format!("{product} + {bias}"), sum: true };
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
