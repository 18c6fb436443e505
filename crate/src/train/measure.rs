//! Measurements over a whole set of rows, which never touch the run.

use ndarray::{Array2, ArrayView2, Axis, Slice};

use super::history::Frame;
use crate::autograd::{Mode, Op, Scalar, Tape, Truth};
use crate::data::{Data, Rows, Targets};
use crate::model::Model;

/// Rows that go through at a time: memory stays in bounds for deep networks, and a step's buffers near the processor.
const CHUNK: usize = 256;

/// Loss and accuracy over a set of rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// The mean loss.
    pub loss: f32,
    /// The share of answers (one a row, or one a token) whose largest output is their class; NaN where there are no classes.
    pub accuracy: f32,
}

/// A network that differs from another from one block on.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its parameters; none for the other's.
    pub params: Option<Vec<f32>>,
    /// The blocks that it lacks.
    pub removed: Vec<bool>,
    /// The first block that is not the other's: up to there both pass on the same.
    pub first: usize,
}

/// A set of rows on its way through a network.
#[derive(Clone, Debug)]
pub struct Pass {
    rows: Rows,
    /// Buffers for full chunks and for what is left over.
    tapes: Vec<Tape<f32>>,
    chunk: usize,
    /// Whether batch norm keeps statistics of these rows.
    normalised: bool,
}

impl Pass {
    /// Buffers for these rows. With batch norm all rows go through at once, since its statistics are of all of them.
    #[must_use]
    pub fn new(model: &Model, rows: &Rows) -> Self {
        Self::in_chunks(model, rows, if normalises(model) { usize::MAX } else { CHUNK })
    }

    /// Buffers for `most` rows at a time.
    fn in_chunks(model: &Model, rows: &Rows, most: usize) -> Self {
        let count = rows.inputs.nrows();
        let chunk = count.min(most).max(1);
        let mut tapes = vec![Tape::new(&model.graph, chunk)];
        if !count.is_multiple_of(chunk) {
            tapes.push(Tape::new(&model.graph, count % chunk));
        }
        Self { rows: rows.clone(), tapes, chunk, normalised: normalises(model) }
    }

    /// How many rows there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.rows.inputs.nrows()
    }

    /// Sends all rows through, a chunk at a time, without the removed blocks; `see` gets the buffers and the rows' range.
    pub fn each(
        &mut self,
        model: &Model,
        params: &[f32],
        removed: &[bool],
        mut see: impl FnMut(&mut Tape<f32>, core::ops::Range<usize>),
    ) {
        let count = self.count();
        for from in (0..count).step_by(self.chunk) {
            let range = from..(from + self.chunk).min(count);
            let tape = if range.len() == self.chunk { self.tapes.first_mut() } else { self.tapes.last_mut() };
            let Some(tape) = tape else { return };
            load(tape, model, &self.rows, range.clone());
            tape.forward_without(&model.graph, params, removed);
            see(tape, range);
        }
    }

    /// Loss and accuracy, without the removed blocks.
    pub fn scores(&mut self, model: &Model, params: &[f32], removed: &[bool]) -> Scores {
        let mut tally = Tally::default();
        self.each(model, params, removed, |tape, range| tally.take(model, tape, range.len()));
        tally.scores()
    }

    /// Loss and accuracy of each variant of a network. What comes before the first change is computed once for all.
    pub fn scores_of(&mut self, model: &Model, params: &[f32], variants: &[Variant]) -> Vec<Scores> {
        // The later it changes the sooner its turn: so it finds before it what the whole network left there.
        let mut turns: Vec<usize> = (0..variants.len()).collect();
        turns.sort_by_key(|&turn| core::cmp::Reverse(variants[turn].first));
        let mut tallies = vec![Tally::default(); variants.len()];
        self.each(model, params, &[], |tape, range| {
            for &turn in &turns {
                let Variant { params: own, removed, first } = &variants[turn];
                tape.forward_after(&model.graph, own.as_deref().unwrap_or(params), removed, *first);
                tallies[turn].take(model, tape, range.len());
            }
        });
        tallies.iter().map(Tally::scores).collect()
    }

    /// Outputs before the loss, (rows · answers) × outputs.
    pub fn outputs(&mut self, model: &Model, params: &[f32], removed: &[bool]) -> Array2<f32> {
        let output = &model.graph.nodes[model.output.0];
        let answers = output.sites;
        let mut all = Array2::zeros((self.count() * answers, output.cols));
        self.each(model, params, removed, |tape, range| {
            let range = range.start * answers..range.end * answers;
            all.slice_axis_mut(Axis(0), Slice::from(range)).assign(tape.value(model.output));
        });
        all
    }

    /// The gradient of the mean loss by the parameters, with the scores: over the whole set.
    pub fn gradient(&mut self, model: &Model, params: &[f32]) -> (Scores, Vec<f32>) {
        let count = self.count() as f64;
        let mut tally = Tally::default();
        let mut sum = vec![0.0_f64; params.len()];
        self.each(model, params, &[], |tape, range| {
            tally.take(model, tape, range.len());
            tape.backward(&model.graph, params, model.loss);
            let share = range.len() as f64 / count;
            sum.iter_mut().zip(tape.param_grads()).for_each(|(sum, &g)| *sum += share * f64::from(g));
        });
        (tally.scores(), sum.into_iter().map(|g| g as f32).collect())
    }

    /// Batch norm's statistics as another pass left them, to be used frozen.
    pub fn freeze(&mut self, model: &Model, other: &Pass) {
        let Some(source) = other.tapes.first() else { return };
        for tape in &mut self.tapes {
            tape.keep_statistics_of(&model.graph, source);
            tape.mode = Mode::Frozen;
        }
    }

    /// The state after each block and the loss's gradient there, boiled down: what a frame shows of the training set.
    fn layers(&mut self, model: &Model, params: &[f32]) -> (Scores, Layers) {
        let count = self.count();
        let states = model.hidden.len();
        let mut tally = Tally::default();
        let mut squares = vec![0.0_f64; states];
        let mut steps = vec![Vec::with_capacity(count); states - 1];
        let mut turns = vec![0.0_f64; states - 1];
        self.each(model, params, &[], |tape, range| {
            tally.take(model, tape, range.len());
            tape.backward(&model.graph, params, model.loss);
            let share = range.len() as f64 / count as f64;
            for (nodes, squares) in model.hidden.chunks(LAYERS).zip(squares.chunks_mut(LAYERS)) {
                let sums = sums_of_squares(core::array::from_fn(|l| {
                    nodes.get(l).and_then(|&node| tape.grad(node).as_slice()).unwrap_or_default()
                }));
                squares.iter_mut().zip(sums).for_each(|(square, sum)| *square += share * share * sum);
            }
            for (l, pair) in model.hidden.windows(2).enumerate() {
                let passed = tape.passed_on(&model.graph, pair[0], pair[1]);
                let width = (passed.len() / range.len()).max(1);
                for (before, after) in passed.chunks_exact(width).zip(tape.points(pair[1])) {
                    let (change, cosine) = compare(before, after);
                    steps[l].push(change);
                    turns[l] += 1.0 - cosine;
                }
            }
        });
        let grad = squares.iter().map(|&square| (0.5 * libm::log10(square)) as f32).collect();
        let contribution = steps.iter_mut().map(|steps| median(steps) as f32).collect();
        let turn = turns.iter().map(|&turn| (turn / count as f64) as f32).collect();
        (tally.scores(), Layers { grad, contribution, turn })
    }
}

/// Whether batch norm stands in a network.
fn normalises(model: &Model) -> bool {
    model.graph.nodes.iter().any(|node| matches!(node.op, Op::BatchNorm(_)))
}

struct Layers {
    grad: Vec<f32>,
    contribution: Vec<f32>,
    turn: Vec<f32>,
}

/// A frame of a network at these parameters: train and held-out scores, and what each layer does.
pub fn frame(model: &Model, train: &mut Pass, test: &mut Pass, params: &[f32], step: u32) -> Frame {
    let (scores, Layers { grad, contribution, turn }) = train.layers(model, params);
    test.freeze(model, train);
    let held = test.scores(model, params, &[]);
    Frame {
        step,
        loss: scores.loss,
        accuracy: scores.accuracy,
        test_loss: held.loss,
        test_accuracy: held.accuracy,
        grad,
        contribution,
        turn,
    }
}

/// What a network answers for these inputs (rows × inputs), with batch norm's statistics of the training set at these
/// parameters, without the removed blocks.
pub fn answers(model: &Model, data: &Data, params: &[f32], inputs: Array2<f32>, removed: &[bool]) -> Array2<f32> {
    let mut train = Pass::new(model, &data.train);
    if train.normalised {
        train.scores(model, params, removed);
    }
    let targets = Targets::Classes(vec![0; inputs.nrows() * data.answers]);
    // With frozen statistics each row stands alone, and a map has thousands.
    let mut pass = Pass::in_chunks(model, &Rows { inputs, targets }, CHUNK);
    pass.freeze(model, &train);
    pass.outputs(model, params, removed)
}

/// Layers whose gradients are summed at a time: a sum waits for its last addition, several do not wait for each other.
const LAYERS: usize = 4;

/// Σ g² of each, term after term.
fn sums_of_squares(all: [&[f32]; LAYERS]) -> [f64; LAYERS] {
    let mut sums = [0.0; LAYERS];
    let square = |g: f32| f64::from(g) * f64::from(g);
    let both = all.iter().map(|one| one.len()).min().unwrap_or(0);
    let [p, q, r, s] = all.map(|one| &one[..both]);
    for (((&p, &q), &r), &s) in p.iter().zip(q).zip(r).zip(s) {
        for (sum, g) in sums.iter_mut().zip([p, q, r, s]) {
            *sum += square(g);
        }
    }
    for (sum, one) in sums.iter_mut().zip(all) {
        one[both..].iter().for_each(|&g| *sum += square(g));
    }
    sums
}

/// ‖h′ − h‖/‖h‖ and cos(h, h′) of one point, over the numbers of the longer one: what one of them does not have is 0. NaN for
/// what is 0 ÷ 0.
#[must_use]
pub fn compare(before: &[f32], after: &[f32]) -> (f64, f64) {
    let (mut change, mut dot, mut old, mut new) = (0.0, 0.0, 0.0, 0.0);
    let mut see = |b: f32, a: f32| {
        let (b, a) = (f64::from(b), f64::from(a));
        change += (a - b) * (a - b);
        dot += a * b;
        old += b * b;
        new += a * a;
    };
    let both = before.len().min(after.len());
    before.iter().zip(after).for_each(|(&b, &a)| see(b, a));
    before[both..].iter().for_each(|&b| see(b, 0.0));
    after[both..].iter().for_each(|&a| see(0.0, a));
    let old = old.sqrt();
    (change.sqrt() / old, dot / (old * new.sqrt()))
}

/// The median; the mean of the middle two for an even count; NaN of nothing or of a NaN.
pub fn median(values: &mut [f64]) -> f64 {
    if values.is_empty() || values.iter().any(|v| v.is_nan()) {
        return f64::NAN;
    }
    let even = values.len().is_multiple_of(2);
    let (below, &mut upper, _) = values.select_nth_unstable_by(values.len() / 2, f64::total_cmp);
    let lower = if even { below.iter().copied().max_by(f64::total_cmp) } else { None };
    lower.map_or(upper, |lower| 0.5 * (lower + upper))
}

#[derive(Clone, Default)]
struct Tally {
    rows: usize,
    answers: usize,
    loss: f64,
    hits: usize,
    classes: bool,
}

impl Tally {
    fn take(&mut self, model: &Model, tape: &Tape<f32>, rows: usize) {
        self.rows += rows;
        self.loss += f64::from(tape.value(model.loss)[[0, 0]]) * rows as f64;
        if let Truth::Classes(classes) = &tape.truth {
            self.classes = true;
            let outputs = tape.value(model.output);
            self.answers += classes.len();
            self.hits += outputs
                .rows()
                .into_iter()
                .zip(classes)
                .filter(|(row, class)| largest(row.iter()) == **class as usize)
                .count();
        }
    }

    fn scores(&self) -> Scores {
        let accuracy = if self.classes { self.hits as f32 / self.answers as f32 } else { f32::NAN };
        Scores { loss: (self.loss / self.rows as f64) as f32, accuracy }
    }
}

/// The index of the largest, the first of equals.
pub fn largest<'a>(row: impl Iterator<Item = &'a f32>) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (i, &value) in row.enumerate() {
        if value > best.1 {
            best = (i, value);
        }
    }
    best.0
}

/// Puts rows, as many as the tape has, into its leaf and its truth.
pub fn load<T: Scalar>(tape: &mut Tape<T>, model: &Model, rows: &Rows, range: core::ops::Range<usize>) {
    let number = |&x: &f32| T::of(f64::from(x));
    let view: ArrayView2<f32> = rows.inputs.slice_axis(Axis(0), Slice::from(range.clone()));
    tape.fill(model.input, view.iter().map(number));
    match (&rows.targets, &mut tape.truth) {
        (Targets::Classes(classes), Truth::Classes(to)) => {
            to.clear();
            to.extend_from_slice(&classes[classes_of(rows, range)]);
        }
        (Targets::Classes(classes), to) => *to = Truth::Classes(classes[classes_of(rows, range)].to_vec()),
        (Targets::Values(values), to) => {
            *to = Truth::Values(values.slice_axis(Axis(0), Slice::from(range)).iter().map(number).collect());
        }
    }
}

/// Where the classes of some rows stand: each row has one, or one for each token of a sequence.
fn classes_of(rows: &Rows, range: core::ops::Range<usize>) -> core::ops::Range<usize> {
    let a_row = match &rows.targets {
        Targets::Classes(classes) => classes.len() / rows.len().max(1),
        Targets::Values(_) => 1,
    };
    range.start * a_row..range.end * a_row
}

/// Puts single rows into a tape's leaf and truth.
pub fn load_rows(tape: &mut Tape<f32>, model: &Model, rows: &Rows, which: &[u32]) {
    let inputs = which.iter().flat_map(|&row| rows.inputs.row(row as usize).into_iter().copied());
    tape.fill(model.input, inputs);
    let answers = |&row: &u32| classes_of(rows, row as usize..row as usize + 1);
    match (&rows.targets, &mut tape.truth) {
        (Targets::Classes(classes), Truth::Classes(to)) => {
            to.clear();
            to.extend(which.iter().flat_map(|row| &classes[answers(row)]));
        }
        (Targets::Classes(classes), to) => {
            *to = Truth::Classes(which.iter().flat_map(|row| &classes[answers(row)]).copied().collect());
        }
        (Targets::Values(values), to) => {
            let given = which.iter().flat_map(|&row| values.row(row as usize).into_iter().copied());
            // The room of the last step's answers is there.
            let mut room = match core::mem::replace(to, Truth::Values(Vec::new())) {
                Truth::Values(room) => room,
                Truth::Classes(_) => Vec::new(),
            };
            room.clear();
            room.extend(given);
            *to = Truth::Values(room);
        }
    }
}
