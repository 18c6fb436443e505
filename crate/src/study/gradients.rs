use super::words::{both, unit};
use super::{Axis, Fact, Findings, On, Panel, Part, Scale, Series, Study, Style, Subject, Task, finite, fits, of};
use crate::model::Model;
use crate::number::count;
use crate::scene::{Scene, Side};
use crate::train::{Frame, Trainer};

/// Does the gradient reach the first layer?
pub const STUDY: Study = Study {
    name: "gradients",
    label: "Gradient flow",
    headline_name: "log10 of |dL/dh0| / |dL/dhL|",
    measures: "The norm, over the whole training set, of the loss's gradient by the state before the first block, divided by \
               that after the last, as a power of ten, after the last step. 0 would be ideal: the signal arrives as it left.",
    misleads: "A small gradient is not yet the cause of a high loss: the loss is often stuck before the gradient vanishes (see both \
               by step), and with batch norm the plain network's explodes instead. The gradient of a layer's weights can hide all \
               this: it is the signal that enters times the gradient that comes back, so where the one shrinks on its way up as \
               the other does on its way down (relu), it stays level (Glorot and Bengio 2010, eq. 14); where the signal keeps its \
               size (tanh), it fades as well.",
    source: "Bengio, Simard and Frasconi 1994; Glorot and Bengio 2010; He et al. 2015, section 4.1",
    weak: &[
        ("Batch norm: it explodes instead", "act=relu&norm=batch&init=he"),
        ("Eight layers: it does not fade", "depth=8"),
        ("Relu, scale 1: at the start ∂L/∂h changes by many powers of ten, ∂L/∂W hardly", "act=relu&init=he"),
    ],
    on: On::Networks,
    unfit: fits,
    tasks,
    run,
    gather,
};

/// log₁₀ ‖∂L/∂h₀‖/‖∂L/∂h_L‖ of a frame.
#[must_use]
pub fn ratio(frame: &Frame) -> f64 {
    let (first, last) = (frame.grad.first(), frame.grad.last());
    first.zip(last).map_or(f64::NAN, |(&first, &last)| f64::from(first) - f64::from(last))
}

/// What goes through a network at some parameters, over the whole training set.
pub struct Flow {
    /// The training loss.
    pub loss: f64,
    /// log₁₀ ‖∂L/∂h_l‖ for l = 0 … L, the Frobenius norm over the points.
    pub gradient: Vec<f64>,
    /// log₁₀ ‖∂L/∂W_l‖ for l = 1 … L, the norm over the weights of the block's layers.
    pub weights: Vec<f64>,
    /// log₁₀ of the root mean square of h_l's numbers, for l = 0 … L.
    pub signal: Vec<f64>,
}

impl Flow {
    /// Sends the training set up and the gradient down.
    pub fn at(trainer: &mut Trainer, params: &[f32]) -> Self {
        let count = trainer.data().train.len() as f64;
        let states = trainer.model().hidden.len();
        let mut loss = 0.0;
        let mut squares = [vec![0.0_f64; states], vec![0.0_f64; states]];
        let mut sum = vec![0.0_f64; params.len()];
        trainer.observe(params, &[], |model, tape, rows| {
            let share = rows.len() as f64 / count;
            loss += share * f64::from(tape.value(model.loss)[[0, 0]]);
            tape.backward(&model.graph, params, model.loss);
            for (l, &node) in model.hidden.iter().enumerate() {
                let square = |values: &ndarray::Array2<f32>| {
                    values.iter().fold(0.0, |sum, &x| sum + f64::from(x) * f64::from(x))
                };
                squares[0][l] += share * share * square(tape.grad(node));
                let value = tape.value(node);
                // A point has as many numbers as its pixels or tokens have together.
                squares[1][l] += square(value) / (count * (value.len() / rows.len()) as f64);
            }
            sum.iter_mut().zip(tape.param_grads()).for_each(|(sum, &g)| *sum += share * f64::from(g));
        });
        let logarithm = |square: f64| 0.5 * libm::log10(square);
        let [gradient, signal] = squares.map(|squares| squares.into_iter().map(logarithm).collect());
        let of_block =
            |block: Vec<core::ops::Range<usize>>| logarithm(block.into_iter().flatten().map(|i| sum[i] * sum[i]).sum());
        let weights = linears(trainer.model()).into_iter().map(|block| of_block(ranges(&block))).collect();
        Self { loss, gradient, weights, signal }
    }

    fn ratio(&self) -> f64 {
        first_over_last(&self.gradient).unwrap_or(f64::NAN)
    }
}

/// A tensor of weights: its shape, and where it stands among the parameters.
pub type Weight = ([usize; 2], core::ops::Range<usize>);

/// The weights of each block's branch, those of gates and projections left out, block by block.
pub fn linears(model: &Model) -> Vec<Vec<Weight>> {
    let of_block = |block| model.graph.branch_weights(block).map(|entry| (entry.shape, entry.range())).collect();
    model.graph.blocks.iter().map(of_block).collect()
}

fn ranges(block: &[Weight]) -> Vec<core::ops::Range<usize>> {
    block.iter().map(|(_, range)| range.clone()).collect()
}

/// The first less the last of some logarithms.
fn first_over_last(logarithms: &[f64]) -> Option<f64> {
    finite(logarithms.first()? - logarithms.last()?)
}

/// Layer by layer: now, at the start and early on.
const LAYERS: usize = 0;
/// Tasks that share the snapshots: every so many'th is one's own.
const SHARES: usize = 4;

fn tasks(_: &Scene) -> Vec<Task> {
    let of = |side: Side| (LAYERS..=SHARES).map(move |number| Task { side, number, cost: 1.0 });
    // All layers first: the headline is in them.
    let mut tasks: Vec<Task> = Side::ALL.into_iter().flat_map(of).collect();
    tasks.sort_by_key(|task| task.number);
    tasks
}

/// Layers: `[ratio, early step]`, then gradient, weights' gradient and signal of now and of the start, and the gradient at the
/// early step. Others: steps, losses and ratios, of the gradient and of the weights' gradient.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut trainer = subject.network(task.side);
    let snapshots = subject.snapshots(task.side);
    if task.number == LAYERS {
        let ratio = ratio(&trainer.frame());
        let now = trainer.params().to_vec();
        let start = trainer.start().to_vec();
        // The gradient changes most in the first steps: a sixteenth of the snapshots in, and not the start.
        let early = (snapshots.len() / 16).max(1).min(snapshots.len() - 1);
        let (step, params) = &snapshots[early];
        let mut part = vec![vec![ratio, f64::from(*step)]];
        for params in [now, start] {
            let flow = Flow::at(&mut trainer, &params);
            part.extend([flow.gradient, flow.weights, flow.signal]);
        }
        part.push(Flow::at(&mut trainer, params).gradient);
        return Ok(part);
    }
    let mut lists = vec![Vec::new(); 4];
    for (step, params) in snapshots.iter().skip(task.number - 1).step_by(SHARES) {
        let flow = Flow::at(&mut trainer, params);
        let weights = first_over_last(&flow.weights).unwrap_or(f64::NAN);
        let now = [f64::from(*step), flow.loss, flow.ratio(), weights];
        lists.iter_mut().zip(now).for_each(|(list, value)| list.push(value));
    }
    Ok(lists)
}

/// What one network's snapshots say: `[step, loss, ratio, weights' ratio]`, in the order of the steps.
fn by_step(parts: &[(Task, Option<Part>)], side: Side) -> Vec<[f64; 4]> {
    let mut rows = Vec::new();
    for (_, part) in of(parts, side).filter(|(task, _)| task.number != LAYERS) {
        rows.extend((0..part[0].len()).map(|i| [part[0][i], part[1][i], part[2][i], part[3][i]]));
    }
    rows.sort_by(|one, other| one[0].total_cmp(&other[0]));
    rows
}

fn gather(scene: &Scene, parts: &[(Task, Option<Part>)]) -> Findings {
    let layers = Side::ALL.map(|side| of(parts, side).find(|(task, _)| task.number == LAYERS).map(|(_, part)| part));
    let of_layers = |number: &dyn Fn(&Part) -> Option<f64>| [0, 1].map(|k: usize| layers[k].and_then(number));
    let [a, b] = of_layers(&|part| finite(part[0][0]));
    let steps = Side::ALL.map(|side| by_step(parts, side));
    // What there is only when all snapshots have been seen.
    let whole = parts.iter().all(|(_, part)| part.is_some());
    // The step at which the layers were looked at early on.
    let looked = |k: usize| steps[k].iter().find(|row| layers[k].is_some_and(|part| part[0][1] == row[0])).copied();
    let early = [0, 1].map(|k: usize| looked(k).filter(|_| whole));
    let last = [0, 1].map(|k: usize| steps[k].last().copied().filter(|_| whole));
    let column = |rows: [Option<[f64; 4]>; 2], which: usize| rows.map(|row| row.and_then(|row| finite(row[which])));
    let facts = vec![
        Fact::pair("at the start", of_layers(&|part| first_over_last(&part[4]))),
        Fact::pair("weights' gradients, log10 of first over last", of_layers(&|part| first_over_last(&part[2]))),
        Fact::pair("signal, log10 of first over last", of_layers(&|part| first_over_last(&part[3]))),
        Fact::pair("an early look, step", column(early, 0)),
        Fact::pair("loss then", column(early, 1)),
        Fact::pair("log10 of the ratio then", column(early, 2)),
        Fact::pair("loss now", column(last, 1)),
    ];
    let unit = unit(scene);
    let mut sentence = format!(
        "From behind the last {unit} to before the first the gradient changes by this power of ten: {}.",
        both(scene, a, b)
    );
    if let [Some(one), Some(other)] = early
        && one[0] == other[0]
    {
        let pair = |rows, which| {
            let [a, b] = column(rows, which);
            both(scene, a, b)
        };
        let noun = if one[0] == 1.0 { "step" } else { "steps" };
        sentence += &format!(
            " After {} {noun} it is {}, and the loss {}; now the loss is {}.",
            count(one[0]),
            pair(early, 2),
            pair(early, 1),
            pair(last, 1)
        );
    }
    let mut panels = vec![
        by_layer(unit, "gradient", "size of ∂L/∂h", layers, (1, Some(4)), 0),
        by_layer(unit, "early", "size of ∂L/∂h, early in training", layers, (7, None), 0),
        by_layer(unit, "weights", "size of ∂L/∂W", layers, (2, Some(5)), 1),
        by_layer(unit, "signal", "root mean square of h", layers, (3, Some(6)), 0),
    ];
    for (key, title, which, scale) in [
        ("loss", "training loss, by step".to_owned(), 1, Scale::Log),
        ("ratio", format!("∂L/∂h: first {unit} over last, by step"), 2, Scale::Log10),
        ("weight_ratio", format!("∂L/∂W: first {unit} over last, by step"), 3, Scale::Log10),
    ] {
        let line = |(side, rows): (Side, &Vec<[f64; 4]>)| {
            Series::line(
                side,
                rows.iter().map(|row| row[0]).collect(),
                rows.iter().map(|row| gap(row[which])).collect(),
            )
        };
        let series = Side::ALL.into_iter().zip(&steps).filter(|(_, rows)| !rows.is_empty()).map(line).collect();
        let y = if which == 1 { "training loss" } else { "first over last" };
        panels.push(Panel::lines(key, &title, Axis::new("step", Scale::Linear), Axis::new(y, scale), series));
    }
    Findings { a, b, sentence, facts, panels }
}

/// A logarithm to draw: of 0 there is none.
fn gap(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

/// A panel over the layers, the first of them being number `first`: a list of the parts, and the same at the start.
fn by_layer(
    unit: &str,
    key: &'static str,
    title: &str,
    layers: [Option<&Part>; 2],
    (list, start): (usize, Option<usize>),
    first: usize,
) -> Panel {
    let mut series = Vec::new();
    for (side, part) in Side::ALL.into_iter().zip(layers).filter_map(|(side, part)| Some((side, part?))) {
        let name = if start.is_some() { String::new() } else { format!("at step {}", count(part[0][1])) };
        let lines = [(start, "at the start".to_owned(), Style::Faint), (Some(list), name, Style::Line)];
        for (list, name, style) in lines.into_iter().filter_map(|(list, name, style)| Some((list?, name, style))) {
            let y: Vec<f64> = part[list].iter().map(|&value| gap(value)).collect();
            let x = (first..first + y.len()).map(|l| l as f64).collect();
            series.push(Series::line(side, x, y).named(name, style));
        }
    }
    Panel::lines(key, title, Axis::new(unit, Scale::Layers), Axis::new(title, Scale::Log10), series)
}
