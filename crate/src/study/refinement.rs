//! The answer, read after each layer.

use super::layers::{gaps, line, mean, panel, spread, states};
use super::words::{both, unit};
use super::{Axis, Body, Fact, Findings, Map, On, Panel, Part, Parts, Scale, Series, Study, Style, Subject, Task};
use super::{finite, fits, of};
use super::{map, probe};
use crate::autograd::NodeId;
use crate::scene::{Scene, Side};
use crate::train::Trainer;
use ndarray::Array2;

/// Does each layer refine the answer?
pub const STUDY: Study = Study {
    name: "refinement",
    label: "Refinement",
    headline_name: "accuracy of the network's own head at 0.6 of the depth (of values: its loss)",
    measures: "The trained head reads the state after each layer as if it were the last one. Beside it a fresh linear reader is \
               fitted to the same states alone (standardised, full batch, to the optimum of its convex loss; of an image it reads the \
               mean over the pixels, of a sequence each token, as the head does), and each layer's step is held against the \
               downward gradient of the loss. Batch norm takes its statistics of the training set as it goes through.",
    misleads: "The own head asks for one coordinate system through all layers; a fresh reader does not, and reads both networks. \
               So a low accuracy of the own head does not say that the layer knows nothing. At one layer it differs much between starts, \
               and far below chance is the answer turned round. A step is h' - h: without a shortcut that takes h away.",
    source: "Jastrzębski et al. 2018; Alain and Bengio 2016 (probes); nostalgebraist 2020 (logit lens)",
    weak: &[
        ("Tanh, 20 blocks: without, the own head reads layer 12 right, or the wrong way round", "depth=20"),
        (
            "A shortcut with a matrix of its own: its own head reads it no better than without",
            "depth=20&shortcut=projection",
        ),
    ],
    on: On::Networks,
    unfit: fits,
    tasks,
    run,
    gather,
};

/// Most layers that are read.
const MOST: usize = 65;

/// The number of the task that holds the steps against the gradient; the others are of the layers of [`read`].
const STEPS: usize = 0;

/// Six tenths of the depth: layer 12 of 20.
fn headline_layer(depth: usize) -> usize {
    (6 * depth + 5) / 10
}

/// The layers that are read, 0 being the state before the first.
fn read(depth: usize) -> Vec<usize> {
    let mut layers = spread(depth, MOST);
    layers.push(headline_layer(depth));
    layers.sort_unstable();
    layers.dedup();
    layers
}

fn tasks(scene: &Scene) -> Vec<Task> {
    let of_side = |side| {
        let depth = scene.blocks(side) as usize;
        (0..=read(depth).len()).map(move |number| Task { side, number, cost: 1.0 })
    };
    Side::ALL.into_iter().flat_map(of_side).collect()
}

fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut trainer = subject.network(task.side);
    if task.number == STEPS {
        let (drop, cosine) = downhill(&mut trainer);
        return Ok(vec![drop, cosine]);
    }
    let layers = read(trainer.model().depth());
    let Some(&layer) = layers.get(task.number - 1) else { return Err("There is no such layer.".to_owned()) };
    let (own, probe) = (own(&mut trainer, layer), fresh(&mut trainer, layer));
    let field = if drawn(&layers).contains(&layer) { field(&trainer, layer) } else { Vec::new() };
    Ok(vec![own.to_vec(), probe.to_vec(), vec![f64::from(trainer.data().extent)], field])
}

/// Layers of which is drawn what the own head makes of them, and points a side of that.
const FIELDS: usize = 6;
const SIDE: usize = 25;

/// The layers, of those that are read, of which that is drawn.
fn drawn(layers: &[usize]) -> Vec<usize> {
    spread(layers.len() - 1, FIELDS).into_iter().map(|i| layers[i]).collect()
}

/// The probability of the second of two classes over the plane, row by row from the top, read after `layer` blocks by the own
/// head; nothing for other data.
fn field(trainer: &Trainer, layer: usize) -> Vec<f64> {
    let data = trainer.data();
    if !data.is_plane() || data.outputs != 2 {
        return Vec::new();
    }
    map::draw(trainer, SIDE, layer, &[]).chunks_exact(2).map(|both| f64::from(both[1])).collect()
}

/// Loss and accuracy (NaN without classes) of the network's own head on the state after `layer` blocks, over the training
/// set. What a later block would have added to the columns of a dense shortcut is 0.
pub fn own(trainer: &mut Trainer, layer: usize) -> [f64; 2] {
    let removed: Vec<bool> = (0..trainer.model().depth()).map(|l| l >= layer).collect();
    let (train, _) = trainer.scores(&removed);
    [f64::from(train.loss), f64::from(train.accuracy)]
}

/// Loss and accuracy of a linear reader that is fitted to the state after `layer` blocks, over the training set. It reads what
/// the network's own head would: of an image the mean over its pixels, of a sequence each token by itself.
pub fn fresh(trainer: &mut Trainer, layer: usize) -> [f64; 2] {
    let params = trainer.params().to_vec();
    let rows: Vec<usize> = (0..trainer.data().train.len()).collect();
    let states = states(trainer, &params, &[layer], &rows);
    let (data, model) = (trainer.data(), trainer.model());
    let node = &model.graph.nodes[model.hidden[layer].0];
    let read = |state: &Array2<f32>| {
        if data.answers == node.sites { tokens(state, node.sites) } else { pooled(state, node.cols) }
    };
    let loss = trainer.scene().loss;
    let fitted = states.first().map(|state| probe::fit(&read(state), &data.train.targets, data.outputs, loss));
    fitted.map_or([f64::NAN; 2], |probe| [probe.loss, probe.accuracy])
}

/// The states of sequences, rows × (sites · width), token by token: (rows · sites) × width.
pub fn tokens(state: &Array2<f32>, sites: usize) -> Array2<f32> {
    let (rows, all) = state.dim();
    Array2::from_shape_vec((rows * sites, all / sites), state.iter().copied().collect()).unwrap_or_default()
}

/// The states of images, rows × (pixels · channels): the mean of each channel, rows × channels.
fn pooled(state: &Array2<f32>, channels: usize) -> Array2<f32> {
    let (rows, all) = state.dim();
    let pixels = all / channels;
    Array2::from_shape_fn((rows, channels), |(row, channel)| {
        let sum: f64 = (0..pixels).map(|pixel| f64::from(state[[row, pixel * channels + channel]])).sum();
        (sum / pixels as f64) as f32
    })
}

/// Of each block l = 1 … L, F = h_l − h_(l−1) its step and g = ∂L/∂h_(l−1) of a point's loss: the mean over the points of −F·g,
/// what the loss would fall by if it were linear, and of cos(F, −g), over the points where both are not 0. NaN where a block
/// changes the state's shape: it steps into new columns.
pub fn downhill(trainer: &mut Trainer) -> (Vec<f64>, Vec<f64>) {
    let params = trainer.params().to_vec();
    let (depth, count) = (trainer.model().depth(), trainer.data().train.len());
    let mut drops = vec![0.0; depth];
    let mut cosines = vec![Vec::new(); depth];
    trainer.observe(&params, &[], |model, tape, range| {
        tape.backward(&model.graph, &params, model.loss);
        // The loss there is the mean over these rows, of all of which the mean is wanted.
        let share = range.len() as f64 / count as f64;
        for (l, pair) in model.hidden.windows(2).enumerate() {
            let shape = |node: NodeId| (model.graph.nodes[node.0].sites, model.graph.nodes[node.0].cols);
            if shape(pair[0]) != shape(pair[1]) {
                drops[l] = f64::NAN;
                continue;
            }
            let grad = tape.grad(pair[0]).as_slice().unwrap_or_default();
            let width = (grad.len() / range.len()).max(1);
            for ((before, after), grad) in tape.points(pair[0]).zip(tape.points(pair[1])).zip(grad.chunks_exact(width))
            {
                let (mut along, mut step, mut slope) = (0.0, 0.0, 0.0);
                for ((&before, &after), &g) in before.iter().zip(after).zip(grad) {
                    let (f, g) = (f64::from(after) - f64::from(before), f64::from(g));
                    along -= f * g;
                    step += f * f;
                    slope += g * g;
                }
                drops[l] += share * along;
                if step != 0.0 && slope != 0.0 {
                    cosines[l].push(along / (step.sqrt() * slope.sqrt()));
                }
            }
        }
    });
    (drops, cosines.into_iter().map(|cosines| mean(cosines.into_iter())).collect())
}

/// What is known of one network: the layers that were read so far, and the steps.
struct Read<'a> {
    layers: Vec<(usize, &'a Part)>,
    steps: Option<&'a Part>,
}

impl<'a> Read<'a> {
    fn of(scene: &Scene, parts: &'a Parts, side: Side) -> Self {
        let all = read(scene.blocks(side) as usize);
        let layers = of(parts, side).filter(|(task, _)| task.number != STEPS);
        let layers = layers.filter_map(|(task, part)| Some((*all.get(task.number - 1)?, part))).collect();
        Self { layers, steps: of(parts, side).find(|(task, _)| task.number == STEPS).map(|(_, part)| part) }
    }

    /// The number of this list (0 the own head, 1 the fresh reader) at a layer.
    fn at(&self, layer: usize, list: usize, what: usize) -> Option<f64> {
        self.layers.iter().find(|(l, _)| *l == layer).and_then(|(_, part)| finite(part[list][what]))
    }

    fn has_classes(&self) -> bool {
        self.layers.iter().any(|(_, part)| !part[0][ACCURACY].is_nan())
    }
}

const LOSS: usize = 0;
const ACCURACY: usize = 1;

fn gather(scene: &Scene, parts: &Parts) -> Findings {
    let reads = Side::ALL.map(|side| Read::of(scene, parts, side));
    let classes = reads.iter().any(Read::has_classes);
    let what = if classes { ACCURACY } else { LOSS };
    let depth = |k: usize| scene.blocks(Side::ALL[k]) as usize;
    let pair = |number: &dyn Fn(usize) -> Option<f64>| (number(0), number(1));
    let (a, b) = pair(&|k| reads[k].at(headline_layer(depth(k)), 0, what));
    let probe = pair(&|k| reads[k].at(headline_layer(depth(k)), 1, what));
    let fact = |name: String, (a, b)| Fact::new(name, a, b);
    let unit = unit(scene);
    let word = if classes { "accuracy" } else { "loss" };
    let lines = |what: usize| -> Vec<Series> {
        let of_side = |(side, read): (Side, &Read)| {
            let list = |list: usize| {
                let x = read.layers.iter().map(|(l, _)| *l as f64).collect();
                let y: Vec<f64> = read.layers.iter().map(|(_, part)| part[list][what]).collect();
                Series::line(side, x, gaps(&y))
            };
            [list(1).named("a fresh reader", Style::Faint), list(0).named("its own head", Style::Line)]
        };
        Side::ALL.into_iter().zip(&reads).flat_map(of_side).collect()
    };
    let steps = |list: usize| -> Vec<Series> {
        let of_side = |(side, read): (Side, &Read)| Some(line(side, 1, &read.steps?[list]));
        Side::ALL.into_iter().zip(&reads).filter_map(of_side).collect()
    };
    // Where the image shrinks a step has no direction.
    let cosine = pair(&|k| finite(mean(reads[k].steps?[1].iter().copied().filter(|cosine| cosine.is_finite()))));
    let accuracies = classes.then(|| {
        let axis = Axis::new("training accuracy", Scale::Linear).over(0.0, 1.0);
        panel(scene, "accuracy", &format!("accuracy, read after each {unit}"), axis, lines(ACCURACY))
    });
    let mut panels: Vec<Panel> = accuracies.into_iter().collect();
    let loss = Axis::new("training loss", Scale::Log);
    panels.push(panel(scene, "loss", &format!("loss, read after each {unit}"), loss, lines(LOSS)));
    let downhill = Axis::new("cos(F, −∂L/∂h), mean", Scale::Linear);
    let points = format!("does a {unit}'s step point down the loss?");
    panels.push(with_zero(panel(scene, "downhill", &points, downhill, steps(1))));
    let drop = Axis::new("−F·∂L/∂h, mean", Scale::Linear);
    panels.push(with_zero(panel(scene, "drop", "what the step would take off the loss", drop, steps(0))));
    panels.extend(fields(&reads));
    Findings {
        a,
        b,
        sentence: format!(
            "At 0.6 of the depth the {word} of the network's own head is {}; that of a fresh linear reader is {}.",
            both(scene, a, b),
            both(scene, probe.0, probe.1)
        ),
        facts: vec![
            fact(format!("{word} of a fresh reader there"), probe),
            fact(format!("{word} of the own head before the first {unit}"), pair(&|k| reads[k].at(0, 0, what))),
            fact(format!("{word} of the own head at the end"), pair(&|k| reads[k].at(depth(k), 0, what))),
            fact(format!("mean cosine of a {unit}'s step and the downward gradient"), cosine),
        ],
        panels,
    }
}

/// What each network's own head draws from some of the layers, where the data lie in a plane and have two classes.
fn fields(reads: &[Read; 2]) -> Option<Panel> {
    let of_side = |(side, read): (Side, &Read)| {
        let fields = read.layers.iter().filter(|(_, part)| !part[3].is_empty());
        let one = |&(layer, part): &(usize, &Part)| Map {
            side: Some(side),
            name: format!("layer {layer}"),
            columns: SIDE,
            values: gaps(&part[3]),
        };
        fields.map(one).collect::<Vec<_>>()
    };
    let maps: Vec<Map> = Side::ALL.into_iter().zip(reads).flat_map(of_side).collect();
    let extent = reads.iter().find_map(|read| read.layers.first().map(|(_, part)| part[2][0]))?;
    // Values stand in the middle of their cells.
    let edge = extent * (1.0 - 1.0 / SIDE as f64);
    let axis = |label: &str| Axis::new(label, Scale::Linear).over(-edge, edge);
    (!maps.is_empty()).then(|| Panel {
        key: "fields".into(),
        title: "what the own head draws from a layer".into(),
        x: axis("first input"),
        y: axis("second input"),
        body: Body::Maps {
            maps,
            amount: Axis::new("probability of the second class", Scale::Linear).over(0.0, 1.0),
            written: false,
        },
    })
}

/// The same panel with a line at 0: above it the step leads down.
fn with_zero(mut panel: Panel) -> Panel {
    if let Body::Lines { limits, .. } = &mut panel.body {
        limits.push((0.0, "0".to_owned()));
    }
    panel
}
