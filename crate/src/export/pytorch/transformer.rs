use super::Subject;
use super::block::join;
use super::python::{activated, indented};
use crate::scene::{Again, Mask, Norm, Order, Shortcut};

/// The classes of a transformer: what `model::transformer` records.
pub fn classes(subject: &Subject) -> String {
    let Subject { network, name, inputs, outputs, .. } = subject;
    let (depth, width) = (network.depth, network.width);
    let [round_attention, round_feed_forward] = network.shortcuts();
    let again = network.again != Again::None;
    let (first, second) = subject.formula.split_once(", ").unwrap_or((&subject.formula, ""));

    let attention = attention(subject, first, round_attention, again);
    let feed_forward = feed_forward(subject, second, round_feed_forward);
    let keep = |kind: Shortcut| if network.droppath > 0.0 && kind.adds() { ", next(keep)" } else { "" };
    let init = format!(
        "super().__init__()\nself.embed = nn.ModuleDict({{\"token\": nn.Embedding({outputs}, {width}), \"position\": nn.Embedding({inputs}, {width})}})\nself.layer = numbered(\n    nn.ModuleDict({{\"attention\": {name}Attention(), \"mlp\": {name}FeedForward()}}) for _ in range({depth})\n)\nself.head = nn.Linear({width}, {outputs}, bias=False)\n"
    );
    let mut forward = String::from(
        "token, position = self.embed[\"token\"](tokens), self.embed[\"position\"].weight\nh = token + position\n",
    );
    if network.droppath > 0.0 {
        forward += &format!("keep = iter([1] * {} if keep is None else keep)\n", subject.switches);
    }
    if again {
        forward += "again = 0\n";
    }
    forward += &format!(
        "for layer in self.layer.values():\n    h = layer[\"attention\"](h{}{})\n    h = layer[\"mlp\"](h{})\n",
        if again { ", again" } else { "" },
        keep(round_attention),
        keep(round_feed_forward)
    );
    forward += match network.again {
        Again::None => "",
        Again::Token => "    again = token\n",
        Again::Position => "    again = position\n",
        Again::Both => "    again = token + position\n",
    };
    forward += &format!("return self.head({})\n", before(subject, "h"));
    format!(
        "{attention}\n\n{feed_forward}\n\nclass {name}(nn.Module):\n    \"\"\"{depth} layers, each an attention and a feed-forward block, and an answer at every place.\"\"\"\n\n    def __init__(self):\n{}\n    def forward(self, tokens{}):\n{}",
        indented(&init, 8),
        subject.keep_argument(),
        indented(&forward, 8)
    )
}

fn attention(subject: &Subject, formula: &str, kind: Shortcut, again: bool) -> String {
    let Subject { network, name, inputs, .. } = subject;
    let (width, heads) = (network.width, network.heads);
    let size = width / heads;
    let mut init = String::from("super().__init__()\n");
    for part in ["query", "key", "value", "out"] {
        init += &format!("self.{part} = nn.Linear({width}, {width}, bias=False)\n");
    }
    let mut forward = format!("x = {}\n", before(subject, if again { "h + again" } else { "h" }));
    forward += &format!(
        "q, k, v = (p(x).unflatten(-1, ({heads}, {size})).transpose(1, 2) for p in (self.query, self.key, self.value))\n"
    );
    forward += &format!("scores = q @ k.transpose(2, 3) / {size} ** 0.5\n");
    if network.mask == Mask::Causal {
        forward += &format!(
            "later = torch.ones({inputs}, {inputs}, dtype=torch.bool).triu(1)\nscores = scores.masked_fill(later, -math.inf)\n"
        );
    }
    forward += "f = self.out((torch.softmax(scores, -1) @ v).transpose(1, 2).flatten(2))\n";
    let argument = if again { ", again" } else { "" };
    block(subject, (&format!("{name}Attention"), formula, argument), kind, init, forward)
}

fn feed_forward(subject: &Subject, formula: &str, kind: Shortcut) -> String {
    let Subject { network, name, .. } = subject;
    let (width, inner) = (network.width, network.inner.unwrap_or(network.width));
    let init = format!(
        "super().__init__()\nself.linear1 = nn.Linear({width}, {inner})\nself.linear2 = nn.Linear({inner}, {width})\n"
    );
    let inside = activated(network.act, &format!("self.linear1({})", before(subject, "h")));
    let forward = format!("f = self.linear2({inside})\n");
    block(subject, (&format!("{name}FeedForward"), formula, ""), kind, init, forward)
}

/// A block's class, once its branch f is there.
fn block(
    subject: &Subject,
    (name, formula, argument): (&str, &str, &str),
    kind: Shortcut,
    mut init: String,
    mut forward: String,
) -> String {
    let network = subject.network;
    let width = network.width;
    match kind {
        Shortcut::Projection => init += &format!("self.projection = nn.Linear({width}, {width}, bias=False)\n"),
        Shortcut::Highway => init += &format!("self.gate = nn.Linear({width}, {width})\n"),
        _ => {}
    }
    let joined = join(network, kind, subject.branches, "h", &mut init, &mut forward);
    let after = if network.order == Order::Post { normalised(subject, &joined) } else { joined };
    let keep = if network.droppath > 0.0 && kind.adds() { ", keep" } else { "" };
    format!(
        "class {name}(nn.Module):\n    \"\"\"{formula}\"\"\"\n\n    def __init__(self):\n{}\n    def forward(self, h{argument}{keep}):\n{}        return {after}\n",
        indented(&init, 8),
        indented(&forward, 8)
    )
}

/// The norm before a block or the head.
fn before(subject: &Subject, x: &str) -> String {
    if subject.network.order == Order::Pre { normalised(subject, x) } else { x.to_owned() }
}

/// A norm without gain and shift.
fn normalised(subject: &Subject, x: &str) -> String {
    match subject.network.norm {
        Norm::None => x.to_owned(),
        Norm::Layer => format!("F.layer_norm({x}, [{}])", subject.network.width),
        Norm::Batch => format!("batch_norm({x})"),
    }
}
