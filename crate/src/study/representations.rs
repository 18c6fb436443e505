//! How much representations change from layer to layer.

use super::cka::Gram;
use super::layers::{Moves, mean, now_and_start, pair, panel, some_rows, spread, states};
use super::words::{both, unit};
use super::{Axis, Body, Fact, Findings, Map, On, Panel, Part, Parts, Scale, Study, Subject, Task};
use super::{fits, of};
use crate::scene::{Scene, Side};
use crate::train::Trainer;

/// Do representations change slowly through the layers?
pub const STUDY: Study = Study {
    name: "representations",
    label: "Representations",
    headline_name: "mean cosine of neighbouring layers",
    measures: "The cosine between each training point's state before and after a block, in the mean over all blocks and points. \
               Beside it linear CKA: how alike two layers place the points to each other, whatever the directions. Of an image or a sequence the state is \
               all its pixels' channels or all its tokens; where the image shrinks, every second pixel stands for it.",
    misleads: "With a shortcut the cosine is near 1 at the start already: it is no achievement of training. CKA hardly tells the \
               two networks apart. A cosine asks for the same coordinates in both layers, which a plain network need not keep.",
    source: "Kornblith, Norouzi, Lee and Hinton 2019 (CKA); Greff, Srivastava and Schmidhuber 2017",
    weak: &[
        ("A shortcut with a matrix of its own: it trains, and the cosine is near 0", "depth=20&shortcut=projection"),
        ("Orthogonal linear layers: the cosine with falls as well", "depth=20&act=linear&init=orthogonal"),
    ],
    on: On::Networks,
    unfit: fits,
    tasks: Task::one_each,
    run,
    gather,
};

/// Most layers of a map; neighbours are compared at every layer.
const MAP: usize = 65;

/// Most points that CKA is taken of: its cost grows with their square.
const POINTS: usize = 256;

/// What is known of a network at one set of parameters.
pub struct Seen {
    /// The mean cosine of neighbouring layers.
    pub cosine: f64,
    /// The mean CKA of neighbouring layers.
    pub cka: f64,
    cosines: Vec<f64>,
    changes: Vec<f64>,
    /// CKA of the layers of [`spread`], row by row from the first layer.
    map: Vec<f64>,
}

/// Looks at a network at parameters of its model.
pub fn look(trainer: &mut Trainer, params: &[f32]) -> Seen {
    let moves = Moves::of(trainer, params);
    let (depth, count) = (trainer.model().depth(), trainer.data().train.len());
    let rows = some_rows(trainer.scene(), count, POINTS);
    let all: Vec<usize> = (0..=depth).collect();
    let drawn = spread(depth, MAP);
    let mut kept = Vec::new();
    let mut neighbours = Vec::new();
    let mut last: Option<Gram> = None;
    for (l, state) in states(trainer, params, &all, &rows).iter().enumerate() {
        let gram = Gram::of(state);
        neighbours.extend(last.iter().map(|last| last.alignment(&gram)));
        if drawn.contains(&l) {
            kept.push(gram.clone());
        }
        last = Some(gram);
    }
    let map = kept.iter().flat_map(|one| kept.iter().map(|other| one.alignment(other))).collect();
    Seen {
        cosine: moves.cosine(),
        cka: mean(neighbours.into_iter()),
        cosines: moves.cosine_by_layer(),
        changes: moves.change_by_layer(),
        map,
    }
}

/// Now and then at the start: `[cosine, CKA]`, cosines, changes, map.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut trainer = subject.network(task.side);
    let mut part = Part::new();
    for params in [trainer.params().to_vec(), trainer.start().to_vec()] {
        let seen = look(&mut trainer, &params);
        part.extend([vec![seen.cosine, seen.cka], seen.cosines, seen.changes, seen.map]);
    }
    Ok(part)
}

/// Where in a part what was seen at the start begins.
const START: usize = 4;

fn gather(scene: &Scene, parts: &Parts) -> Findings {
    let pair = |list, k| pair(parts, list, k);
    let fact = |name: String, (a, b)| Fact::new(name, a, b);
    let ((a, b), (start_a, start_b)) = (pair(0, 0), pair(START, 0));
    let unit = unit(scene);
    Findings {
        a,
        b,
        sentence: format!(
            "Between neighbouring {unit}s the mean cosine of a point's states is {}. At the start it was {}.",
            both(scene, a, b),
            both(scene, start_a, start_b)
        ),
        facts: vec![
            fact("at the start".to_owned(), (start_a, start_b)),
            fact(format!("CKA of neighbouring {unit}s"), pair(0, 1)),
            fact(format!("CKA of neighbouring {unit}s, at the start"), pair(START, 1)),
        ],
        panels: vec![
            panel(
                scene,
                "cosine",
                &format!("cosine of the states before and after a {unit}"),
                Axis::new("cos(h, h'), mean", Scale::Linear),
                now_and_start(parts, 1, START + 1),
            ),
            panel(
                scene,
                "change",
                "relative change of the state",
                Axis { from: Some(0.0), ..Axis::new("|h' − h| / |h|, median", Scale::Linear) },
                now_and_start(parts, 2, START + 2),
            ),
            maps(scene, parts),
        ],
    }
}

/// CKA of layers × layers, now and at the start.
fn maps(scene: &Scene, parts: &Parts) -> Panel {
    let one = |list: usize, name: &'static str| {
        Side::ALL.into_iter().flat_map(move |side| {
            of(parts, side).map(move |(_, part)| {
                let columns = spread(scene.blocks(side) as usize, MAP).len();
                // The first layer stands at the bottom.
                let values = part[list].chunks(columns).rev().flatten().copied().collect();
                Map { side: Some(side), name: name.to_owned(), columns, values }
            })
        })
    };
    // Networks of different depths have no layers in common, but both begin and end.
    let [a, b] = Side::ALL.map(|side| scene.blocks(side));
    let axis = if a == b {
        Axis::new(unit(scene), Scale::Linear).over(0.0, f64::from(b))
    } else {
        Axis::new("share of the depth", Scale::Linear).over(0.0, 1.0)
    };
    Panel {
        key: "cka".into(),
        title: format!("how alike two {}s place the points (linear CKA)", unit(scene)),
        x: axis.clone(),
        y: axis,
        body: Body::Maps {
            maps: one(3, "").chain(one(START + 3, "at the start")).collect(),
            amount: Axis::new("CKA", Scale::Linear).over(0.0, 1.0),
            written: false,
        },
    }
}
