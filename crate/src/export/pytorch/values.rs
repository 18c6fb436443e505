//! The numbers that a script holds: what is learnt from, the rows of each step, and the starting values.

use super::Subject;
use super::python::{base64, short, single};
use crate::autograd::layout::Entry;
use crate::autograd::{Layout, Op};
use crate::data::{self, Data, Targets};
use crate::model::Model;
use crate::scene::{Batch, DataSet, Draw, Model as Kind, Scene};
use crate::train::{Drops, batches};

/// The training set.
pub fn training_set(scene: &Scene, data: &Data) -> String {
    let (rows, inputs) = (data.train.len(), data.inputs);
    let train = &data.train;
    let given = match scene.model {
        Kind::Transformer => {
            let tokens: Vec<u8> = train.inputs.iter().map(|&token| token as u8).collect();
            format!("numbers({}, torch.uint8).long().view({rows}, {inputs})", base64(&tokens))
        }
        Kind::Convnet => {
            let side = inputs.isqrt();
            format!("numbers({}).view({rows}, 1, {side}, {side})", single(train.inputs.iter().copied()))
        }
        Kind::Mlp => format!("numbers({}).view({rows}, {inputs})", single(train.inputs.iter().copied())),
    };
    let wanted = match &train.targets {
        Targets::Classes(classes) => {
            let shaped = if data.answers > 1 { format!(".view({rows}, {})", data.answers) } else { String::new() };
            format!("numbers({}, torch.int16).long(){shaped}", short(classes.iter().copied()))
        }
        Targets::Values(values) => {
            format!("numbers({}).view({rows}, {})", single(values.iter().copied()), data.outputs)
        }
    };
    format!("INPUTS = {given}\nTARGETS = {wanted}\n")
}

/// Rows of each step.
fn sizes(scene: &Scene, data: &Data) -> Vec<usize> {
    let rows = |step| match scene.batch.at(step) {
        Batch::Full => data.train.len(),
        Batch::Rows(rows) => rows as usize,
    };
    (0..scene.steps).map(rows).collect()
}

/// Bytes of what the steps read, as base64.
pub fn weight_of_steps(scene: &Scene, data: &Data) -> u64 {
    let a_row = if scene.draw == Draw::Fresh { data.inputs as u64 } else { 2 };
    if always_full(scene) { 0 } else { sizes(scene, data).iter().map(|&rows| rows as u64 * a_row).sum::<u64>() * 4 / 3 }
}

fn always_full(scene: &Scene) -> bool {
    scene.draw != Draw::Fresh && scene.batch.first == Batch::Full && scene.batch.later.is_empty()
}

/// What each step reads: a table, and the function that looks in it.
pub fn steps(scene: &Scene, data: &Data) -> (String, String) {
    let sizes = sizes(scene, data);
    let even = sizes.windows(2).all(|pair| pair[0] == pair[1]);
    if scene.draw == Draw::Fresh {
        let mut tokens = Vec::new();
        for (step, &rows) in (0..).zip(&sizes) {
            tokens.extend(data::fresh(scene, step, rows).inputs.iter().map(|&token| token as u8));
        }
        let shaped = if even {
            format!("view({}, {}, {})", sizes.len(), sizes[0], data.inputs)
        } else {
            format!("view(-1, {}).split({})", data.inputs, stretches(&sizes))
        };
        let answer = if scene.data.set == DataSet::Reverse { "x.flip(1)" } else { "x.roll(-1, 1)" };
        let function = format!(
            "def batch(step):\n    \"\"\"The sequences of a step, new ones each time, and their answers.\"\"\"\n    x = SEQUENCES[step]\n    return x, {answer}\n"
        );
        return (format!("SEQUENCES = numbers({}, torch.uint8).long().{shaped}\n", base64(&tokens)), function);
    }
    let function = "def batch(step):\n    \"\"\"What a step learns from: some rows of the training set.\"\"\"\n    rows = ROWS[step]\n    return INPUTS[rows], TARGETS[rows]\n";
    if always_full(scene) {
        return (
            format!("ROWS = torch.arange({}).expand({}, -1)\n", data.train.len(), sizes.len()),
            function.to_owned(),
        );
    }
    let rows = short(batches(scene, data.train.len()).flatten());
    let shaped =
        if even { format!("view({}, {})", sizes.len(), sizes[0]) } else { format!("split({})", stretches(&sizes)) };
    (format!("ROWS = numbers({rows}, torch.int16).long().{shaped}\n"), function.to_owned())
}

/// A list in Python: `[64] * 100 + [32] * 200`.
fn stretches(sizes: &[usize]) -> String {
    let alike = sizes.chunk_by(|a, b| a == b);
    alike.map(|stretch| format!("[{}] * {}", stretch[0], stretch.len())).collect::<Vec<_>>().join(" + ")
}

/// Which branches each step keeps, 1 or 0; nothing where none is left out.
pub fn kept(subject: &Subject, scene: &Scene) -> String {
    if subject.switches == 0 {
        return String::new();
    }
    let mut drops = Drops::new(scene.seeds.batch, subject.network.droppath);
    let kept: Vec<u8> = (0..scene.steps as usize * subject.switches).map(|_| u8::from(!drops.draw())).collect();
    format!("KEEP_{} = {}\n", subject.side.name().to_uppercase(), base64(&kept))
}

/// The starting values: what both networks have, then what each has alone, by PyTorch's names and in PyTorch's shapes.
pub fn starts(a: (&Model, &[f32]), b: (&Model, &[f32])) -> String {
    let mut text = String::new();
    let others = |other: (&Model, &[f32])| -> std::collections::HashMap<String, Vec<u32>> {
        let bits = |entry: &Entry| other.1[entry.range()].iter().map(|value| value.to_bits()).collect();
        // Shapes differ where lengths agree only by accident, so the shape is part of the name.
        other.0.graph.layout.entries().iter().map(|entry| (key(entry), bits(entry))).collect()
    };
    let (in_a, in_b) = (others(a), others(b));
    let shared = |entry: &Entry| in_a.get(&key(entry)).is_some_and(|bits| in_b.get(&key(entry)) == Some(bits));
    for (name, (model, values), wanted) in [("SHARED", a, true), ("ONLY_A", a, false), ("ONLY_B", b, false)] {
        text += &format!("{name} = {{\n");
        for entry in model.graph.layout.entries().iter().filter(|entry| shared(entry) == wanted) {
            text += &format!("    \"{}\": {},\n", renamed(&entry.name), value(model, entry, &values[entry.range()]));
        }
        text += "}\n";
    }
    text
}

fn key(entry: &Entry) -> String {
    format!("{} {:?}", entry.name, entry.shape)
}

/// PyTorch's name of a tensor: a norm's gain and shift are its weight and bias, and a layer cannot have a norm inside.
fn renamed(name: &str) -> String {
    let name = match name.rsplit_once('.') {
        Some((layer, "gain")) => format!("{layer}.weight"),
        Some((layer, "shift")) => format!("{layer}.bias"),
        _ => name.to_owned(),
    };
    match name.split_once(".norm.") {
        Some((layer, rest)) => format!("{layer}_norm.{rest}"),
        None => name,
    }
}

/// A tensor's values as PyTorch has them: weights [out × in], kernels [out × in × 3 × 3].
fn value(model: &Model, entry: &Entry, values: &[f32]) -> String {
    let first = values.first().copied().unwrap_or_default();
    if values.iter().all(|value| value.to_bits() == first.to_bits()) {
        return first.to_string();
    }
    let [rows, cols] = entry.shape;
    let layout: &Layout = &model.graph.layout;
    let used = model
        .graph
        .nodes
        .iter()
        .find(|node| node.params.first().is_some_and(|&id| layout.entry(id).start == entry.start));
    let transposed = |inputs: usize, taps: usize| {
        let place = move |out: usize, input: usize, tap: usize| (tap * inputs + input) * cols + out;
        (0..cols)
            .flat_map(move |out| (0..inputs).flat_map(move |input| (0..taps).map(move |tap| place(out, input, tap))))
    };
    match used.map(|node| &node.op) {
        Some(Op::Convolve(_)) => {
            single(transposed(rows / crate::autograd::ops::TAPS, crate::autograd::ops::TAPS).map(|at| values[at]))
        }
        Some(Op::Affine(_) | Op::Project(_)) => single(transposed(rows, 1).map(|at| values[at])),
        _ => single(values.iter().copied()),
    }
}
