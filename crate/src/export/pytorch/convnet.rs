use super::Subject;
use super::block::{Block, Layer, convolution, norm};
use super::python::{activated, indented};
use crate::scene::{Order, STAGES, Shortcut};

/// The classes of a ResNet: what `model::convnet` records.
pub fn classes(subject: &Subject) -> String {
    let Subject { network, name, outputs, .. } = subject;
    let (depth, unit) = (network.depth, network.width);
    let dense = network.shortcut == Shortcut::Dense;
    let outs = (0..STAGES).map(|stage| if dense { (unit << stage) / 4 } else { unit << stage }.max(1));
    let inners = (0..STAGES).map(|stage| network.inner.unwrap_or(unit) << stage);
    let stages: Vec<(u32, u32)> = inners.zip(outs).collect();
    // A width of its own inside blocks of two layers.
    let own = network.block == 2 && stages.iter().any(|(inner, out)| inner != out);
    let block = Block {
        name: &format!("{name}Block"),
        formula: &subject.formula,
        network,
        branches: depth * STAGES,
        layer: Layer::Convolution,
        arguments: if own { "inputs, inner, outputs, stride" } else { "inputs, outputs, stride" },
        widths: ["inputs", if own { "inner" } else { "outputs" }, "outputs"],
    };
    let listed = |one: &dyn Fn(&(u32, u32)) -> String| stages.iter().map(one).collect::<Vec<_>>().join(", ");
    let (each, all, arguments) = if own {
        ("(inner, outputs)", listed(&|(inner, out)| format!("({inner}, {out})")), block.arguments)
    } else {
        ("outputs", listed(&|(_, out)| out.to_string()), block.arguments)
    };
    let then = if dense { "inputs += outputs" } else { "inputs = outputs" };
    let post = network.order == Order::Post;
    let (of_stem, of_last) =
        (norm(network.norm, Layer::Convolution, &unit.to_string()), norm(network.norm, Layer::Convolution, "inputs"));
    let line = |name: &str, made: &Option<String>, here: bool| {
        made.as_ref().filter(|_| here).map(|made| format!("self.{name} = {made}\n")).unwrap_or_default()
    };
    let init = format!(
        "super().__init__()\nself.stem = {}\n{}blocks, inputs = [], {unit}\nfor stage, {each} in enumerate([{all}]):\n    for n in range({depth}):\n        stride = 2 if stage > 0 and n == 0 else 1\n        blocks.append({name}Block({arguments}))\n        {then}\nself.block = numbered(blocks)\n{}self.head = nn.Linear(inputs, {outputs})\n",
        convolution(network, "1", &unit.to_string(), "1"),
        line("stem_norm", &of_stem, post),
        line("last_norm", &of_last, !post),
    );
    let normed = |name: &str, x: &str| {
        let x = if of_stem.is_some() { format!("self.{name}({x})") } else { x.to_owned() };
        activated(network.act, &x)
    };
    let stem = if post { normed("stem_norm", "self.stem(x)") } else { "self.stem(x)".to_owned() };
    let last = if post { String::new() } else { format!("h = {}\n", normed("last_norm", "h")) };
    let forward = format!("h = {stem}\n{}{last}return self.head(h.mean((2, 3)))\n", subject.through_blocks());
    format!(
        "{}\n\nclass {name}(nn.Module):\n    \"\"\"Three stages of {depth} blocks, the image halved and its channels doubled from one to the next.\"\"\"\n\n    def __init__(self):\n{}\n    def forward(self, x{}):\n{}",
        block.class(),
        indented(&init, 8),
        subject.keep_argument(),
        indented(&forward, 8)
    )
}
