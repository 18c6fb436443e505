//! What the studies of single layers share: how far a block moves what it gets, the states of some points, and the layers
//! that are looked at where a network has too many.

use ndarray::Array2;

use super::words::unit;
use super::{Axis, Panel, Parts, Scale, Series, Style, finite, of};
use crate::rng::Stream;
use crate::scene::{Scene, Side};
use crate::train::{Trainer, compare, median};

/// How far each block moves each point of the training set: for l = 1 … L, over the points where it is defined (a state of
/// exactly 0 that stays 0 has neither a relative change nor a direction).
#[derive(Clone, Debug, PartialEq)]
pub struct Moves {
    /// ‖h_l − h_(l−1)‖/‖h_(l−1)‖.
    pub changes: Vec<Vec<f64>>,
    /// cos(h_l, h_(l−1)).
    pub cosines: Vec<Vec<f64>>,
}

impl Moves {
    /// Measures a network at parameters of its model.
    pub fn of(trainer: &mut Trainer, params: &[f32]) -> Self {
        let depth = trainer.model().depth();
        let mut moves = Self { changes: vec![Vec::new(); depth], cosines: vec![Vec::new(); depth] };
        trainer.observe(params, &[], |model, tape, _| {
            for (l, pair) in model.hidden.windows(2).enumerate() {
                let passed = tape.passed_on(&model.graph, pair[0], pair[1]);
                let width = (passed.len() / tape.rows()).max(1);
                for (before, after) in passed.chunks_exact(width).zip(tape.points(pair[1])) {
                    let (change, cosine) = compare(before, after);
                    let still = |row: &[f32]| row.iter().all(|&x| x == 0.0);
                    let (still_before, still_after) = (still(before), still(after));
                    if !(still_before && still_after) {
                        moves.changes[l].push(change);
                    }
                    if !(still_before || still_after) {
                        moves.cosines[l].push(cosine);
                    }
                }
            }
        });
        moves
    }

    /// The median over layers and points of the relative change; NaN where there is none.
    #[must_use]
    pub fn change(&self) -> f64 {
        median(&mut self.changes.concat())
    }

    /// The median over the points, layer by layer.
    #[must_use]
    pub fn change_by_layer(&self) -> Vec<f64> {
        self.changes.iter().map(|changes| median(&mut changes.clone())).collect()
    }

    /// The mean over layers and points of the cosine; NaN where there is none.
    #[must_use]
    pub fn cosine(&self) -> f64 {
        mean(self.cosines.iter().flatten().copied())
    }

    /// The mean over the points, layer by layer.
    #[must_use]
    pub fn cosine_by_layer(&self) -> Vec<f64> {
        self.cosines.iter().map(|cosines| mean(cosines.iter().copied())).collect()
    }
}

/// The mean; NaN of nothing.
pub fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0_usize), |(sum, count), value| (sum + value, count + 1));
    sum / count as f64
}

/// At most `most` (two or more) of 0 … `last`, evenly spread, both ends among them.
#[must_use]
pub fn spread(last: usize, most: usize) -> Vec<usize> {
    if last < most {
        return (0..=last).collect();
    }
    let gaps = most.max(2) - 1;
    (0..=gaps).map(|i| (2 * i * last + gaps) / (2 * gaps)).collect()
}

/// The numbers, rising, of at most `most` rows of `count`, drawn at random by the seed of what is looked at: first rows, or
/// every so many, could all be of one class.
#[must_use]
pub fn some_rows(scene: &Scene, count: usize, most: usize) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..count).collect();
    if count > most {
        Stream::new(scene.seeds.plane, "plane/points").shuffle(&mut rows);
        rows.truncate(most);
        rows.sort_unstable();
    }
    rows
}

/// The states h_l \[rows × width\] of these training rows (rising) after these blocks (rising; 0 is the state before the first).
pub fn states(trainer: &mut Trainer, params: &[f32], layers: &[usize], rows: &[usize]) -> Vec<Array2<f32>> {
    let width = |&l: &usize| {
        let node = &trainer.model().graph.nodes[trainer.model().hidden[l].0];
        node.sites * node.cols
    };
    let mut states: Vec<Array2<f32>> = layers.iter().map(|l| Array2::zeros((rows.len(), width(l)))).collect();
    trainer.observe(params, &[], |model, tape, range| {
        for (state, &l) in states.iter_mut().zip(layers) {
            let mut points = tape.points(model.hidden[l]).zip(range.clone()).filter(|(_, row)| rows.contains(row));
            for (mut to, _) in state.rows_mut().into_iter().zip(rows).filter(|(_, row)| range.contains(row)) {
                let Some((point, _)) = points.next() else { break };
                to.iter_mut().zip(point).for_each(|(to, from)| *to = *from);
            }
        }
    });
    states
}

/// What is drawn of a number that may not be finite: a gap.
pub fn gaps(values: &[f64]) -> Vec<f64> {
    values.iter().map(|&value| if value.is_finite() { value } else { f64::NAN }).collect()
}

/// A line of a network over its layers, the first value standing at layer `first`.
pub fn line(side: Side, first: usize, values: &[f64]) -> Series {
    Series::line(side, (first..first + values.len()).map(|l| l as f64).collect(), gaps(values))
}

/// Each network's lists of these numbers in its first part, of layers 1 … L: one of the start, pale, and one of now.
pub fn now_and_start(parts: &Parts, now: usize, start: usize) -> Vec<Series> {
    let of_side = |side| {
        of(parts, side).flat_map(move |(_, part)| {
            [line(side, 1, &part[start]).named("at the start", Style::Faint), line(side, 1, &part[now])]
        })
    };
    Side::ALL.into_iter().flat_map(of_side).collect()
}

/// A number of each network: element `k` of list `list` of its first part.
pub fn pair(parts: &Parts, list: usize, k: usize) -> (Option<f64>, Option<f64>) {
    let number = |side| of(parts, side).next().and_then(|(_, part)| finite(part[list][k]));
    (number(Side::A), number(Side::B))
}

/// A panel of lines over the layers.
pub fn panel(scene: &Scene, key: &'static str, title: &str, y: Axis, series: Vec<Series>) -> Panel {
    Panel::lines(key, title, Axis::new(unit(scene), Scale::Layers), y, series)
}
