//! A block as a class: what `model::block` and `model::shortcut` record.

use super::python::{activated, indented};
use crate::scene::{Network, Norm, Order, Scale, Shortcut};

/// What a block's layers are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Fully connected.
    Linear,
    /// Convolutions of images.
    Convolution,
}

/// A class for the blocks of a network.
pub struct Block<'a> {
    /// The class's name.
    pub name: &'a str,
    /// The block's formula.
    pub formula: &'a str,
    /// The network's settings.
    pub network: &'a Network,
    /// Blocks of the network.
    pub branches: u32,
    /// What its layers are.
    pub layer: Layer,
    /// What the class is made with, such as `inputs, outputs, stride`; empty for nothing.
    pub arguments: &'a str,
    /// Columns of the state that goes in, between the layers of two, and of the branch: expressions.
    pub widths: [&'a str; 3],
}

impl Block<'_> {
    /// The class.
    pub fn class(&self) -> String {
        let Self { name, formula, network, .. } = self;
        let mut init = String::from("super().__init__()\n");
        let mut forward = String::new();
        let [inputs, inner, outputs] = self.widths;
        let layers: &[(&str, &str)] =
            if network.block == 2 { &[(inputs, inner), (inner, outputs)] } else { &[(inputs, outputs)] };
        let mut x = "h";
        for (i, &(from, to)) in layers.iter().enumerate() {
            let number = i + 1;
            let normed = |x: String| if network.norm == Norm::None { x } else { format!("self.norm{number}({x})") };
            let norm = |width| self.norm(width).map(|made| format!("self.norm{number} = {made}\n")).unwrap_or_default();
            let (layer, made) = self.layer(number, from, to);
            let made = format!("self.{layer} = {made}\n");
            match network.order {
                Order::Pre => {
                    init += &(norm(from) + &made);
                    let before = activated(network.act, &normed(x.to_owned()));
                    forward += &format!("f = self.{layer}({before})\n");
                }
                Order::Post => {
                    init += &(made + &norm(to));
                    let after = normed(format!("self.{layer}({x})"));
                    let last = number == layers.len() && network.block == 2;
                    forward += &format!("f = {}\n", if last { after } else { activated(network.act, &after) });
                }
            }
            x = "f";
        }
        let after_addition = network.block == 2 && network.order == Order::Post;
        let joined = self.join(&mut init, &mut forward, after_addition);
        let joined = if after_addition && network.shortcut != Shortcut::Dense {
            activated(network.act, &joined)
        } else {
            joined
        };
        forward += &format!("return {joined}\n");
        let made_with = if self.arguments.is_empty() { String::new() } else { format!(", {}", self.arguments) };
        let keep = if network.droppath > 0.0 { ", keep" } else { "" };
        format!(
            "class {name}(nn.Module):\n    \"\"\"{formula}\"\"\"\n\n    def __init__(self{made_with}):\n{}\n    def forward(self, h{keep}):\n{}",
            indented(&init, 8),
            indented(&forward, 8)
        )
    }

    fn layer(&self, number: usize, from: &str, to: &str) -> (String, String) {
        match self.layer {
            Layer::Linear => (format!("linear{number}"), format!("nn.Linear({from}, {to})")),
            Layer::Convolution => {
                let stride = if number == 1 { "stride" } else { "1" };
                (format!("conv{number}"), convolution(self.network, from, to, stride))
            }
        }
    }

    /// A norm over so many columns.
    fn norm(&self, width: &str) -> Option<String> {
        norm(self.network.norm, self.layer, width)
    }

    /// The lines of the shortcut, and the expression that joins it with the branch f.
    fn join(&self, init: &mut String, forward: &mut String, after_addition: bool) -> String {
        let images = self.layer == Layer::Convolution;
        let [inputs, _, outputs] = self.widths;
        let h = if images { "option_a(h, f)" } else { "h" };
        match self.network.shortcut {
            Shortcut::Projection => *init += &self.projection(inputs, outputs),
            Shortcut::Highway => {
                *init += &format!("self.gate = {}\n", one_by_one(images, outputs, outputs, "1", true));
                if images {
                    *forward += "h = option_a(h, f)\n";
                }
            }
            Shortcut::Dense => {
                if after_addition {
                    *forward += &format!("f = {}\n", activated(self.network.act, "f"));
                }
                let h = if images { "pixels_of(h, f)" } else { "h" };
                return format!("torch.cat([{h}, f], dim=1)");
            }
            _ => {}
        }
        join(self.network, self.network.shortcut, self.branches, h, init, forward)
    }

    fn projection(&self, inputs: &str, outputs: &str) -> String {
        if self.layer == Layer::Linear {
            return format!("self.projection = nn.Linear({inputs}, {outputs}, bias=False)\n");
        }
        let projection = one_by_one(true, inputs, outputs, "stride", false);
        format!(
            "self.projection = nn.Identity()\nif stride > 1 or {inputs} != {outputs}:\n    self.projection = {projection}\n"
        )
    }
}

/// Joins a branch f with its shortcut: the lines that make what it needs beyond a projection and a gate, and the expression.
pub fn join(
    network: &Network,
    kind: Shortcut,
    branches: u32,
    h: &str,
    init: &mut String,
    forward: &mut String,
) -> String {
    let mut factors = Vec::new();
    match network.scale {
        Scale::Depth => factors.push(format!("{branches} ** -0.5")),
        Scale::Fixed(1.0) => {}
        Scale::Fixed(scale) => factors.push(scale.to_string()),
    }
    if network.droppath > 0.0 {
        factors.push("keep".to_owned());
    }
    if kind == Shortcut::Rezero {
        *init += "self.alpha = nn.Parameter(torch.zeros(1))\n";
        factors.push("self.alpha".to_owned());
    }
    factors.push("f".to_owned());
    let branch = factors.join(" * ");
    match kind {
        Shortcut::None | Shortcut::Dense => "f".to_owned(),
        Shortcut::Identity | Shortcut::Rezero => format!("{h} + {branch}"),
        Shortcut::Projection => format!("self.projection(h) + {branch}"),
        Shortcut::Highway => {
            *forward += "t = torch.sigmoid(self.gate(h))\n";
            "t * f + (1 - t) * h".to_owned()
        }
    }
}

/// A 3×3 convolution. After it a batch norm takes a bias off again, so there is none.
pub fn convolution(network: &Network, from: &str, to: &str, stride: &str) -> String {
    let bias = if network.norm == Norm::Batch && network.order == Order::Post { ", bias=False" } else { "" };
    format!("nn.Conv2d({from}, {to}, 3, {stride}, padding=1{bias})")
}

/// What does the same to each pixel, or to each row.
fn one_by_one(images: bool, from: &str, to: &str, stride: &str, bias: bool) -> String {
    let bias = if bias { "" } else { ", bias=False" };
    if images {
        format!("nn.Conv2d({from}, {to}, 1, {stride}{bias})")
    } else {
        format!("nn.Linear({from}, {to}{bias})")
    }
}

/// A norm over so many columns, with a gain and a shift, which PyTorch calls weight and bias.
pub fn norm(norm: Norm, layer: Layer, width: &str) -> Option<String> {
    Some(match (norm, layer) {
        (Norm::None, _) => return None,
        (Norm::Layer, Layer::Linear) => format!("nn.LayerNorm({width})"),
        (Norm::Layer, Layer::Convolution) => format!("LayerNorm2d({width})"),
        (Norm::Batch, Layer::Linear) => format!("nn.BatchNorm1d({width}, track_running_stats=False)"),
        (Norm::Batch, Layer::Convolution) => format!("nn.BatchNorm2d({width}, track_running_stats=False)"),
    })
}
