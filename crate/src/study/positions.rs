//! What a transformer's states know of where a token stands, and of which it is.

use ndarray::Array2;

use super::layers::{gaps, line, panel, some_rows, states};
use super::refinement::tokens;
use super::words::both;
use super::{Axis, Fact, Findings, On, Part, Parts, Scale, Series, Study, Style, Subject, Task, finite, of, probe};
use crate::data::{Data, Targets};
use crate::number::percent;
use crate::scene::{Loss, Model, Scene, Side};
use crate::train::{Trainer, compare};

/// Where is position?
pub const STUDY: Study = Study {
    name: "positions",
    label: "Where is position?",
    headline_name: "share of variance of position after the last block, at the start",
    measures: "After each block the states of all tokens vary: by their place in the sequence, by the token that stands there, \
               and from one token of a sequence to another. Each share is of the sum of squares round the mean of all; the number \
               is that of the places, after the last block, before any training. Beside it a fresh linear reader is asked for the \
               place and for the token (its accuracy on what it was fitted to), and the mean cosine of two tokens of a sequence \
               says how alike they are.",
    misleads: "A small share can still be read: look at the reader as well. In a trained network position fades from the late \
               blocks, for the answer no longer needs it. With a causal mask attention itself tells the places apart, since each \
               sees another number of tokens; and at a depth of 2 the task is learnt without a shortcut.",
    source: "Vaswani et al. 2017, section 3.5; Dong, Cordonnier and Loukas 2021 (rank collapse); Alain and Bengio 2016 (probes)",
    weak: &[
        ("Two layers: the task is learnt without as well", "model=transformer&depth=2"),
        ("A causal mask: position comes back by itself at the start", "model=transformer&mask=causal"),
    ],
    on: On::Networks,
    unfit,
    tasks,
    run,
    gather,
};

fn unfit(scene: &Scene, _: &Data) -> Option<String> {
    (scene.model != Model::Transformer).then(|| {
        "A place is a token's in its sequence, and only a transformer reads sequences: model=transformer.".to_owned()
    })
}

/// Most tokens that are looked at.
const TOKENS: usize = 2048;

/// All states of both networks, the last first: the headline is there.
fn tasks(scene: &Scene) -> Vec<Task> {
    let deepest = Side::ALL.map(|side| scene.blocks(side) as usize);
    let of = |number: usize| Side::ALL.into_iter().zip(deepest).filter(move |(_, depth)| number <= *depth);
    let states = (0..=deepest[0].max(deepest[1])).rev();
    states.flat_map(|number| of(number).map(move |(side, _)| Task { side, number, cost: 1.0 })).collect()
}

/// Shares of the variance of some states, and how alike the tokens of a sequence are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// Of the places: the mean state of each, round the mean of all.
    pub position: f64,
    /// Of the tokens: the mean state of each different token.
    pub token: f64,
    /// Within the sequences: each token's state round the mean of its sequence.
    pub within: f64,
    /// The mean cosine of two tokens of one sequence, over those that are not 0.
    pub similarity: f64,
}

/// The shares of states \[rows · length × width\] of sequences of `length` tokens, given as numbers row by row. Shares are
/// Σ n·|mean of a group − mean of all|² ÷ Σ |state − mean of all|², over groups of n states; NaN where all states are the same
/// or one is not finite.
#[must_use]
pub fn shares(states: &Array2<f32>, numbers: &[u32], length: usize) -> Shares {
    let count = numbers.len();
    let mean = group_means(states, 1, |_| 0);
    let total = spread(states, &mean, |_| 0);
    let between = |groups: usize, of: &dyn Fn(usize) -> usize| {
        let means = group_means(states, groups, of);
        let away = |i: usize| squared(&means[of(i)].1, &mean[0].1);
        (0..count).map(away).sum::<f64>() / total
    };
    let different = numbers.iter().max().map_or(1, |most| *most as usize + 1);
    let sequences = count / length.max(1);
    let of_sequence = |i: usize| i / length;
    Shares {
        position: between(length, &|i| i % length),
        token: between(different, &|i| numbers[i] as usize),
        within: spread(states, &group_means(states, sequences, of_sequence), of_sequence) / total,
        similarity: similarity(states, length),
    }
}

/// How many states a group has, and their mean.
type Group = (usize, Vec<f64>);

fn group_means(states: &Array2<f32>, groups: usize, of: impl Fn(usize) -> usize) -> Vec<Group> {
    let mut means = vec![(0, vec![0.0; states.ncols()]); groups];
    for (i, state) in states.rows().into_iter().enumerate() {
        let (count, sum) = &mut means[of(i)];
        *count += 1;
        sum.iter_mut().zip(state).for_each(|(sum, &x)| *sum += f64::from(x));
    }
    for (count, sum) in &mut means {
        sum.iter_mut().for_each(|sum| *sum /= *count as f64);
    }
    means
}

/// Σ |state − its group's mean|².
fn spread(states: &Array2<f32>, means: &[Group], of: impl Fn(usize) -> usize) -> f64 {
    let away = |(i, state): (usize, ndarray::ArrayView1<f32>)| {
        state.iter().zip(&means[of(i)].1).map(|(&x, mean)| (f64::from(x) - mean) * (f64::from(x) - mean)).sum::<f64>()
    };
    states.rows().into_iter().enumerate().map(away).sum()
}

fn squared(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The mean cosine over all pairs of tokens of a sequence and all sequences.
fn similarity(states: &Array2<f32>, length: usize) -> f64 {
    let all = states.as_slice().unwrap_or_default();
    let width = states.ncols().max(1);
    let mut cosines = Vec::new();
    for sequence in all.chunks_exact(width * length) {
        let tokens: Vec<&[f32]> = sequence.chunks_exact(width).collect();
        for (i, one) in tokens.iter().enumerate() {
            cosines.extend(tokens[..i].iter().map(|other| compare(one, other).1).filter(|cosine| cosine.is_finite()));
        }
    }
    super::layers::mean(cosines.into_iter())
}

/// What is known of the states after so many blocks at parameters of the model: the shares, and the accuracy of a fresh reader
/// of the place and of the token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Shares of variance.
    pub shares: Shares,
    /// The share of tokens whose place is read right.
    pub place: f64,
    /// The share of tokens that are read right.
    pub token: f64,
}

/// Looks at the states after `layer` blocks, of the training sequences or some of them.
pub fn look(trainer: &mut Trainer, params: &[f32], layer: usize) -> Seen {
    let (states, numbers, length) = sequences(trainer, params, layer);
    let read = |wanted: Vec<u32>, outputs: usize| {
        probe::fit(&states, &Targets::Classes(wanted), outputs, Loss::CrossEntropy).accuracy
    };
    let places = (0..numbers.len()).map(|i| (i % length) as u32).collect();
    Seen {
        shares: shares(&states, &numbers, length),
        place: read(places, length),
        token: read(numbers.clone(), trainer.data().outputs),
    }
}

/// The shares at a network's start, after its last block.
pub fn at_start(trainer: &mut Trainer) -> Shares {
    let (start, last) = (trainer.start().to_vec(), trainer.model().depth());
    let (states, numbers, length) = sequences(trainer, &start, last);
    shares(&states, &numbers, length)
}

/// The states of some sequences after `layer` blocks, token by token, the tokens, and how many a sequence has.
fn sequences(trainer: &mut Trainer, params: &[f32], layer: usize) -> (Array2<f32>, Vec<u32>, usize) {
    let (count, length) = (trainer.data().train.len(), trainer.data().inputs);
    let rows = some_rows(trainer.scene(), count, (TOKENS / length).max(1));
    let states = states(trainer, params, &[layer], &rows);
    let states = states.first().map(|states| tokens(states, length)).unwrap_or_default();
    let inputs = &trainer.data().train.inputs;
    let numbers = rows.iter().flat_map(|&row| inputs.row(row).to_vec()).map(|token| token as u32).collect();
    (states, numbers, length)
}

/// Numbers of a look.
const POSITION: usize = 0;
const TOKEN: usize = 1;
const WITHIN: usize = 2;
const SIMILARITY: usize = 3;
const PLACE_READ: usize = 4;
const TOKEN_READ: usize = 5;

/// Which look: as it stands, and at the start.
const NOW: usize = 0;
const START: usize = 1;

/// `[shares of position, of token, within, similarity, place read, token read]` now, and at the start.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut trainer = subject.network(task.side);
    let both = [trainer.params().to_vec(), trainer.start().to_vec()];
    Ok(both
        .iter()
        .map(|params| {
            let Seen { shares, place, token } = look(&mut trainer, params, task.number);
            vec![shares.position, shares.token, shares.within, shares.similarity, place, token]
        })
        .collect())
}

fn gather(scene: &Scene, parts: &Parts) -> Findings {
    let last = |when: usize, which: usize| {
        Side::ALL.map(|side| {
            let depth = scene.blocks(side) as usize;
            of(parts, side).find(|(task, _)| task.number == depth).and_then(|(_, part)| finite(part[when][which]))
        })
    };
    let [a, b] = last(START, POSITION);
    let [now_a, now_b] = last(NOW, POSITION);
    let read = last(START, PLACE_READ).map(|share| share.map_or_else(|| "–".to_owned(), percent));
    let [word_a, word_b] = Side::ALL.map(|side| scene.word(side));
    let facts = [
        ("share of position, as it stands", NOW, POSITION),
        ("share of token, at the start", START, TOKEN),
        ("share of token, as it stands", NOW, TOKEN),
        ("share within sequences, at the start", START, WITHIN),
        ("share within sequences, as it stands", NOW, WITHIN),
        ("mean cosine of two tokens, at the start", START, SIMILARITY),
        ("mean cosine of two tokens, as it stands", NOW, SIMILARITY),
        ("place read right, at the start", START, PLACE_READ),
        ("place read right, as it stands", NOW, PLACE_READ),
        ("token read right, at the start", START, TOKEN_READ),
        ("token read right, as it stands", NOW, TOKEN_READ),
    ];
    let share = |label: &str| Axis::new(label, Scale::Linear).over(0.0, 1.0);
    let lines = |which| by_layer(scene, parts, which);
    let alike = Axis { to: Some(1.0), ..Axis::new("cosine, mean", Scale::Linear) };
    Findings {
        a,
        b,
        sentence: format!(
            "After the last block position makes this share of the variance at the start: {}; as they stand: {}. At the start a \
             fresh linear reader finds a token's place in {} there {word_a}, {} {word_b}; by chance in {}.",
            both(scene, a, b),
            both(scene, now_a, now_b),
            read[0],
            read[1],
            percent(1.0 / f64::from(scene.data.length))
        ),
        facts: facts.map(|(name, when, which)| Fact::pair(name, last(when, which))).to_vec(),
        panels: vec![
            panel(scene, "position", "share of variance: position", share("share of variance"), lines(POSITION)),
            panel(scene, "token", "share of variance: token", share("share of variance"), lines(TOKEN)),
            panel(scene, "within", "share of variance: within sequences", share("share of variance"), lines(WITHIN)),
            panel(
                scene,
                "place_read",
                "place, as a fresh linear reader finds it",
                share("accuracy"),
                lines(PLACE_READ),
            ),
            panel(
                scene,
                "token_read",
                "token, as a fresh linear reader finds it",
                share("accuracy"),
                lines(TOKEN_READ),
            ),
            panel(scene, "similarity", "how alike two tokens of a sequence are", alike, lines(SIMILARITY)),
        ],
    }
}

/// A number of each network over its states, at the start and now.
fn by_layer(scene: &Scene, parts: &Parts, which: usize) -> Vec<Series> {
    let of_side = |side| {
        let mut known: Vec<(usize, &Part)> = of(parts, side).map(|(task, part)| (task.number, part)).collect();
        known.sort_unstable_by_key(|(layer, _)| *layer);
        // While some are missing there are gaps.
        let all = |when: usize| {
            let at =
                |layer: usize| known.iter().find(|(l, _)| *l == layer).map_or(f64::NAN, |(_, part)| part[when][which]);
            line(side, 0, &gaps(&(0..=scene.blocks(side) as usize).map(at).collect::<Vec<_>>()))
        };
        [all(START).named("at the start", Style::Faint), all(NOW)]
    };
    Side::ALL.into_iter().flat_map(of_side).collect()
}
