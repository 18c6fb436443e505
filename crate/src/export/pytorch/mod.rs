//! Both networks as one Python script that trains them under PyTorch: the same data, starting weights and batches, and so,
//! to rounding, the same curves.
//!
//! The classes are written for the scene: a line that it does not need is not there. What says how a run is made, measured
//! and compared is the same in every script and lies in `run.py`.

mod block;
mod convnet;
mod mlp;
mod python;
mod training;
mod transformer;
mod values;

use super::ExportError;
use crate::data::{Data, Targets};
use crate::model::{self, Model};
use crate::scene::{Batch, Loss, Model as Kind, Network, Norm, Scene, Shortcut, Side, formula, grouped};

/// Bytes that a script may have.
const MOST: u64 = 8 << 20;

/// One of the two networks, to be written.
struct Subject<'a> {
    side: Side,
    network: &'a Network,
    /// The name of its class.
    name: &'static str,
    formula: String,
    inputs: usize,
    outputs: usize,
    /// Blocks, each with a branch.
    branches: u32,
    /// Branches that a step may leave out.
    switches: usize,
}

impl Subject<'_> {
    fn keep_argument(&self) -> &'static str {
        if self.switches > 0 { ", keep=None" } else { "" }
    }

    /// The lines that send h through all blocks.
    fn through_blocks(&self) -> String {
        if self.switches == 0 {
            return "for block in self.block.values():\n    h = block(h)\n".to_owned();
        }
        format!(
            "keep = [1] * {} if keep is None else keep\nfor block, kept in zip(self.block.values(), keep):\n    h = block(h, kept)\n",
            self.switches
        )
    }

    fn classes(&self, kind: Kind) -> String {
        match kind {
            Kind::Mlp => mlp::classes(self),
            Kind::Convnet => convnet::classes(self),
            Kind::Transformer => transformer::classes(self),
        }
    }
}

/// The script of a scene and its data.
///
/// # Errors
/// A script of more than 8 MB, and batches of one row before a batch norm, which PyTorch refuses.
pub fn script(scene: &Scene, data: &Data) -> Result<String, ExportError> {
    let [a, b] = Side::ALL.map(|side| {
        let model = Model::of(scene, side, data);
        let start = model::start(&model, scene.network(side).init, scene.seeds.init);
        (model, start)
    });
    check(scene, data, a.1.len() + b.1.len())?;
    let subjects = [(Side::A, &a.0), (Side::B, &b.0)].map(|(side, model)| Subject {
        side,
        network: scene.network(side),
        name: class_name(scene, side),
        formula: formula(scene.model, scene.network(side)),
        inputs: data.inputs,
        outputs: data.outputs,
        branches: scene.blocks(side),
        switches: model.switches.len(),
    });

    let (rows, batch) = values::steps(scene, data);
    let mut parts = vec![head(scene, &subjects, [&a.0, &b.0])];
    parts.push("def numbered(blocks):\n    \"\"\"Blocks by their number, from 1 on.\"\"\"\n    return nn.ModuleDict({str(n): block for n, block in enumerate(blocks, 1)})\n".to_owned());
    parts.extend(helpers(scene));
    parts.extend(subjects.iter().map(|subject| subject.classes(scene.model)));
    parts.push(loss(scene, data));
    let trainings = trainings(scene, &subjects);
    parts.extend(trainings.iter().map(|(_, class)| class.clone()).filter(|class| !class.is_empty()));
    parts.push(batch);
    parts.push(include_str!("run.py").to_owned());

    let mut numbers = String::from("# What is learnt from.\n");
    numbers += &values::training_set(scene, data);
    numbers += &format!("\n# What each of the steps reads.\nSTEPS = {}\n{rows}", scene.steps);
    numbers += &subjects.iter().map(|subject| values::kept(subject, scene)).collect::<String>();
    numbers += "\n# What training starts from: the values that both networks have, and those that only one has.\n";
    numbers += &values::starts((&a.0, &a.1), (&b.0, &b.1));
    numbers += "\nNETWORKS = {\n";
    for (subject, (training, _)) in subjects.iter().zip(&trainings) {
        let (key, word, name) = (subject.side.name(), scene.word(subject.side), subject.name);
        numbers +=
            &format!("    \"{key}\": (\"{word}\", {name}, {training}, {{**SHARED, **ONLY_{}}}),\n", key.to_uppercase());
    }
    numbers += "}\n\nif __name__ == \"__main__\":\n    sys.exit(main())\n";
    parts.push(numbers);
    Ok(parts.join("\n\n"))
}

fn class_name(scene: &Scene, side: Side) -> &'static str {
    match scene.word(side) {
        "without" => "Without",
        "with" => "With",
        word => word,
    }
}

fn check(scene: &Scene, data: &Data, parameters: usize) -> Result<(), ExportError> {
    let one = scene.batch.first == Batch::Rows(1) || scene.batch.later.iter().any(|(_, rows)| *rows == Batch::Rows(1));
    if one && scene.model == Kind::Mlp && Side::ALL.iter().any(|side| scene.network(*side).norm == Norm::Batch) {
        return Err(ExportError::OneRow);
    }
    let drops = Side::ALL.iter().filter(|side| scene.network(**side).droppath > 0.0);
    let drops: u64 = drops.map(|side| u64::from(scene.steps) * u64::from(scene.blocks(*side)) * 4 / 3).sum();
    let steps = values::weight_of_steps(scene, data) + drops;
    let rest = (parameters + data.train.len() * (data.inputs + data.outputs)) as u64 * 16 / 3;
    if steps + rest > MOST {
        return Err(ExportError::TooLarge { bytes: steps + rest, most: MOST, steps });
    }
    Ok(())
}

/// What stands at the top.
fn head(scene: &Scene, subjects: &[Subject; 2], models: [&Model; 2]) -> String {
    let mut text = String::from(
        "#!/usr/bin/env python3\n\"\"\"Two networks that learn side by side: the same data, the same starting weights, the same batches.\n\n",
    );
    for (subject, model) in subjects.iter().zip(models) {
        text += &format!(
            "{:8} {}; blocks: {}, layers with weights: {}, parameters: {}\n",
            format!("{}:", scene.word(subject.side)),
            subject.formula,
            model.depth(),
            model.weight_layers,
            grouped(model.parameters() as u64)
        );
    }
    text += &format!(
        "\nWritten by Skipscape {} for\n\n    {}\n\nIt needs PyTorch 1.12 or later.\n\n    python3 FILE                       train both to the end, and print their training losses\n    python3 FILE --steps 20            the first steps alone\n    python3 FILE --compare RUN.json    compare them with what `skipscape export json` wrote of the same run\n\nBoth programs count in single precision and add in another order, so the losses agree to rounding, and training makes\nwhat differs grow with the steps.\n\"\"\"\n",
        env!("CARGO_PKG_VERSION"),
        scene.link()
    );
    text + "\nimport argparse\nimport base64\nimport itertools\nimport json\nimport math\nimport sys\n\nimport torch\nfrom torch import nn\nfrom torch.nn import functional as F\n\ntorch.set_num_threads(1)  # The networks are small.\n"
}

/// Functions and layers that PyTorch does not have, as far as the scene needs them.
fn helpers(scene: &Scene) -> Vec<String> {
    let any = |of: &dyn Fn(&Network) -> bool| [&scene.a, &scene.b].into_iter().any(of);
    let mut parts = Vec::new();
    let images = scene.model == Kind::Convnet;
    if images && any(&|network| network.norm == Norm::Layer) {
        parts.push("class LayerNorm2d(nn.LayerNorm):\n    \"\"\"Layer norm of each pixel over its channels.\"\"\"\n\n    def forward(self, x):\n        return super().forward(x.movedim(1, -1)).movedim(-1, 1)\n".to_owned());
    }
    if images && any(&|network| !matches!(network.shortcut, Shortcut::None | Shortcut::Projection)) {
        parts.push("def pixels_of(h, f):\n    \"\"\"Every so many-th pixel of h, so that it has as many as f.\"\"\"\n    stride = h.shape[-1] // f.shape[-1]\n    return h[:, :, ::stride, ::stride]\n".to_owned());
    }
    let option_a =
        |network: &Network| matches!(network.shortcut, Shortcut::Identity | Shortcut::Rezero | Shortcut::Highway);
    if images && any(&option_a) {
        parts.push("def option_a(h, f):\n    \"\"\"h in the shape of f: fewer pixels, and zeros for the channels that only f has (He et al. 2015, option A).\"\"\"\n    return F.pad(pixels_of(h, f), (0, 0, 0, 0, 0, f.shape[1] - h.shape[1]))\n".to_owned());
    }
    if scene.model == Kind::Transformer && any(&|network| network.norm == Norm::Batch) {
        parts.push("def batch_norm(x):\n    \"\"\"Each column over all tokens, without gain and shift.\"\"\"\n    return F.batch_norm(x.flatten(0, 1), None, None, training=True).view_as(x)\n".to_owned());
    }
    parts
}

/// The function that is minimised.
fn loss(scene: &Scene, data: &Data) -> String {
    let (doc, formula) = match (scene.loss, &data.train.targets) {
        (Loss::CrossEntropy, _) if data.answers > 1 => (
            "Softmax cross-entropy, the mean over all answers.",
            "F.cross_entropy(output.flatten(0, 1), target.flatten())".to_owned(),
        ),
        (Loss::CrossEntropy, _) => {
            ("Softmax cross-entropy, the mean over the rows.", "F.cross_entropy(output, target)".to_owned())
        }
        (Loss::MeanSquared, Targets::Classes(_)) => (
            "The mean squared error: 1 is wanted at the class and 0 elsewhere.",
            format!("F.mse_loss(output, F.one_hot(target, {}).to(output.dtype))", data.outputs),
        ),
        (Loss::MeanSquared, Targets::Values(_)) => ("The mean squared error.", "F.mse_loss(output, target)".to_owned()),
    };
    format!("def loss(output, target):\n    \"\"\"{doc}\"\"\"\n    return {formula}\n")
}

/// The names and the classes of how each network is trained: one for both if that is the same, the second text then empty.
fn trainings(scene: &Scene, subjects: &[Subject; 2]) -> [(String, String); 2] {
    let [a, b] = subjects;
    let alone = |subject: &Subject| training::class(subject, scene, "Training", "How both networks are trained.");
    if alone(a) == alone(b) {
        return [("Training".to_owned(), alone(a)), ("Training".to_owned(), String::new())];
    }
    [a, b].map(|subject| {
        let name = format!("{}Training", subject.name);
        let doc = format!("How {} is trained.", scene.called(subject.side));
        let class = training::class(subject, scene, &name, &doc);
        (name, class)
    })
}
