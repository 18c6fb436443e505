use super::Subject;
use super::block::{Block, Layer};
use super::python::{activated, indented};
use crate::scene::{Order, Shortcut};

/// The classes of an MLP: what `model::mlp` records.
pub fn classes(subject: &Subject) -> String {
    let Subject { network, name, outputs, .. } = subject;
    let (depth, unit) = (network.depth, network.width.to_string());
    let dense = network.shortcut == Shortcut::Dense;
    let growth = (network.width / 4).max(1);
    let out = if dense { growth.to_string() } else { unit.clone() };
    let inner = network.inner.unwrap_or(network.width).to_string();
    let block = Block {
        name: &format!("{name}Block"),
        formula: &subject.formula,
        network,
        branches: depth,
        layer: Layer::Linear,
        arguments: if dense { "inputs" } else { "" },
        widths: [if dense { "inputs" } else { &unit }, &inner, &out],
    };
    let made = if dense { format!("{name}Block({unit} + {growth} * n)") } else { format!("{name}Block()") };
    let n = if dense { "n" } else { "_" };
    let last = if dense { network.width + growth * depth } else { network.width };
    let init = format!(
        "super().__init__()\nself.stem = nn.Linear({}, {unit})\nself.block = numbered({made} for {n} in range({depth}))\nself.head = nn.Linear({last}, {outputs})\n",
        subject.inputs
    );
    let h = if network.order == Order::Pre { activated(network.act, "h") } else { "h".to_owned() };
    let forward = format!("h = self.stem(x)\n{}return self.head({h})\n", subject.through_blocks());
    format!(
        "{}\n\nclass {name}(nn.Module):\n    \"\"\"{depth} blocks between a linear stem and a linear head.\"\"\"\n\n    def __init__(self):\n{}\n    def forward(self, x{}):\n{}",
        block.class(),
        indented(&init, 8),
        subject.keep_argument(),
        indented(&forward, 8)
    )
}
