//! Where a transformer's attention looks.

use super::words::both;
use super::{Axis, Body, Fact, Findings, Map, On, Panel, Part, Parts, Scale, Study, Subject, Task, finite, of};
use crate::data::{Data, sequences};
use crate::number::number;
use crate::scene::{Model, Scene, Side};

/// What does each head of attention look at?
pub const STUDY: Study = Study {
    name: "attention",
    label: "Attention",
    headline_name: "largest mean weight of a head on the place where the answer stands",
    measures: "For each head the weights that each place gives to all places, a row of them adding up to 1, and over all measured \
               sequences the mean weight on the one place where the right answer stands. Evenly it would be 1 over the length.",
    misleads: "A weight says where a head looks, not what it takes from there nor whether it is used: values can be small, and \
               later blocks can undo it. The task can also be done by two heads that each look at a part of the way.",
    source: "Vaswani et al. 2017, eq. 1; Jain and Wallace 2019 (on what weights do not explain)",
    weak: &[
        ("Two layers: the network without learns more of it", "model=transformer&depth=2"),
        ("A causal mask: half of the answers cannot be seen", "model=transformer&mask=causal"),
    ],
    on: On::Networks,
    unfit,
    tasks: Task::one_each,
    run,
    gather,
};

/// Sequences whose weights are kept, and numbers of these at most.
const SEQUENCES: usize = 8;
const MOST: usize = 60_000;

fn unfit(scene: &Scene, _: &Data) -> Option<String> {
    (scene.model != Model::Transformer).then(|| "There is no attention here: it is for model=transformer.".to_owned())
}

/// First how many heads and places there are, and the tokens of the sequences that are kept, one after another; then each
/// layer's mean weights on the answer's place by head; then for each kept sequence all weights, layer by layer.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut trainer = subject.network(task.side);
    let (scene, params) = (subject.scene(), trainer.params().to_vec());
    let heads = scene.network(task.side).heads as usize;
    let (length, rows) = (subject.data().inputs, subject.data().train.len());
    let layers = trainer.model().attention.len();
    let each = heads * length * length;
    let kept = (MOST / (layers * each).max(1)).clamp(1, SEQUENCES).min(rows);
    let mut looks = vec![0.0; layers * heads];
    let mut weights = vec![vec![0.0; layers * each]; kept];
    trainer.observe(&params, &[], |model, tape, range| {
        for (layer, &node) in model.attention.iter().enumerate() {
            for (row, saved) in range.clone().zip(tape.saved(node).chunks_exact(each)) {
                for (head, map) in saved.chunks_exact(length * length).enumerate() {
                    let right =
                        |place| f64::from(map[place * length + sequences::read_at(scene.data.set, place, length)]);
                    looks[layer * heads + head] += (0..length).map(right).sum::<f64>() / (length * rows) as f64;
                }
                if let Some(weights) = weights.get_mut(row) {
                    weights[layer * each..(layer + 1) * each]
                        .iter_mut()
                        .zip(saved)
                        .for_each(|(to, &w)| *to = f64::from(w));
                }
            }
        }
    });
    let tokens = subject.data().train.inputs.iter().take(kept * length).map(|&token| f64::from(token));
    let mut part = vec![[heads as f64, length as f64].into_iter().chain(tokens).collect(), looks];
    part.append(&mut weights);
    Ok(part)
}

/// The largest number of a network's heads, with its layer and head from 1.
fn best(part: &Part) -> (f64, usize, usize) {
    let heads = part[0][0] as usize;
    let larger = |best: (f64, usize, usize), (k, &look): (usize, &f64)| {
        if look > best.0 { (look, k / heads + 1, k % heads + 1) } else { best }
    };
    part[1].iter().enumerate().fold((0.0, 1, 1), larger)
}

fn gather(scene: &Scene, parts: &Parts) -> Findings {
    let one = |side| of(parts, side).next().map(|(_, part)| part);
    let look = |side| one(side).map(best);
    let (a, b) = (look(Side::A), look(Side::B));
    let value = |look: Option<(f64, usize, usize)>| look.and_then(|(look, ..)| finite(look));
    let place = |side, look: Option<(f64, usize, usize)>| {
        look.map(|(_, layer, head)| format!("layer {layer}, head {head} {}", scene.word(side)))
    };
    let places: Vec<String> = [place(Side::A, a), place(Side::B, b)].into_iter().flatten().collect();
    let length = scene.data.length;
    Findings {
        a: value(a),
        b: value(b),
        sentence: format!(
            "The head that looks most where the answer stands gives that place a weight of {} ({}); evenly it would be {}.",
            both(scene, value(a), value(b)),
            places.join(", "),
            number(1.0 / f64::from(length))
        ),
        facts: vec![Fact::new("mean over all heads", mean(one(Side::A)), mean(one(Side::B)))],
        panels: panels(parts),
    }
}

fn mean(part: Option<&Part>) -> Option<f64> {
    part.and_then(|part| finite(part[1].iter().sum::<f64>() / part[1].len() as f64))
}

/// All heads at once, and then each sequence layer by layer.
fn panels(parts: &Parts) -> Vec<Panel> {
    let sides = || Side::ALL.into_iter().filter_map(|side| of(parts, side).next().map(|(_, part)| (side, part)));
    let amount = |label: &str| Axis::new(label, Scale::Linear).over(0.0, 1.0);
    let heads = |(side, part): (Side, &Part)| {
        let heads = part[0][0] as usize;
        let columns = part[1].len() / heads.max(1);
        // A row for each head.
        let values = (0..heads).flat_map(|head| part[1].iter().skip(head).step_by(heads).copied()).collect();
        Map { side: Some(side), name: String::new(), columns, values }
    };
    let most = |count: fn(&Part) -> usize| sides().map(|(_, part)| count(part)).max().unwrap_or(1).max(1);
    let (layers, rows) = (most(|part| part[1].len() / part[0][0].max(1.0) as usize), most(|part| part[0][0] as usize));
    let mut panels = vec![Panel {
        key: "answer".into(),
        title: "mean weight on the place where the answer stands".into(),
        x: Axis::new("layer", Scale::Linear).over(1.0, layers as f64),
        y: Axis::new("head", Scale::Linear).over(rows as f64, 1.0),
        body: Body::Maps { maps: sides().map(heads).collect(), amount: amount("mean weight"), written: true },
    }];
    let (kept, length) = (most(|part| part.len() - 2), most(|part| part[0][1] as usize));
    for sequence in 0..kept {
        for layer in 0..layers {
            let maps = |(side, part): (Side, &Part)| {
                let heads = part[0][0] as usize;
                let each = length * length;
                let weights = part.get(2 + sequence).map(Vec::as_slice).unwrap_or_default();
                let one = move |head: usize| {
                    let from = (layer * heads + head) * each;
                    let values = weights.get(from..from + each)?.to_vec();
                    Some(Map { side: Some(side), name: format!("head {}", head + 1), columns: length, values })
                };
                (0..heads).filter_map(one).collect::<Vec<_>>()
            };
            let tokens = sides().next().map(|(_, part)| tokens(part, sequence, length)).unwrap_or_default();
            panels.push(Panel {
                key: format!("sequence_{}.layer_{}", sequence + 1, layer + 1).into(),
                title: format!("layer {}, sequence {tokens}", layer + 1),
                x: Axis::new("from", Scale::Linear).over(1.0, length as f64),
                y: Axis::new("place", Scale::Linear).over(length as f64, 1.0),
                body: Body::Maps { maps: sides().flat_map(maps).collect(), amount: amount("weight"), written: false },
            });
        }
    }
    panels
}

fn tokens(part: &Part, sequence: usize, length: usize) -> String {
    let tokens = part[0].iter().skip(2 + sequence * length).take(length);
    tokens.map(|token| format!("{token}")).collect::<Vec<_>>().join(" ")
}
