use std::sync::Arc;

use super::words::both;
use super::{Axis, Body, Findings, On, Panel, Part, Scale, Series, Study, Subject, Task, finite, fits, of};
use crate::scene::{Scene, Side};
use crate::train::{Outcome, Trainer};

/// Does training error grow with depth?
pub const STUDY: Study = Study {
    name: "depths",
    label: "Depth sweep",
    headline_name: "final training loss",
    measures: "Each network is trained from its own start at depths up to the scene's, with every other setting the same. \
               The number is the mean loss over the whole training set after the last step, at the scene's depth.",
    misleads: "One learning rate serves all depths: a plain network may want a smaller one, more steps or a warm-up. \
               A high training loss says that training did not get there, not that the network could not.",
    source: "He, Zhang, Ren and Sun 2015, figure 1",
    weak: &[("Eight layers: both networks train", "depth=8")],
    on: On::Itself,
    unfit: fits,
    tasks,
    run,
    gather,
};

/// The depths that are tried, up to the scene's own, which is always the last.
const DEPTHS: [u32; 12] = [1, 2, 4, 8, 14, 20, 28, 40, 56, 100, 200, 500];

fn depths(scene: &Scene, side: Side) -> Vec<u32> {
    let deepest = scene.network(side).depth;
    DEPTHS.into_iter().filter(|d| *d < deepest).chain([deepest]).collect()
}

fn tasks(scene: &Scene) -> Vec<Task> {
    let of = |side| {
        depths(scene, side).into_iter().map(move |depth| Task { side, number: depth as usize, cost: f64::from(depth) })
    };
    Side::ALL.into_iter().flat_map(of).collect()
}

fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let scene = with_depth(subject.scene(), task.number as u32);
    let mut trainer = Trainer::new(&scene, task.side, Arc::clone(subject.data()), false);
    trainer.finish();
    let outcome = Outcome::of(&mut trainer);
    // A network that diverged did not get anywhere, whatever its last finite loss was.
    let reached = |loss: f32| if outcome.diverged.is_some() { f64::INFINITY } else { f64::from(loss) };
    Ok(vec![vec![reached(outcome.loss), reached(outcome.test_loss)]])
}

fn gather(scene: &Scene, parts: &[(Task, Option<Part>)]) -> Findings {
    let mut series = Vec::new();
    let mut headlines = [None; 2];
    for (side, headline) in Side::ALL.into_iter().zip(&mut headlines) {
        let (x, y): (Vec<f64>, Vec<f64>) = of(parts, side).map(|(task, part)| (task.number as f64, part[0][0])).unzip();
        let deepest = f64::from(scene.network(side).depth);
        *headline = x.iter().zip(&y).find(|(depth, _)| **depth == deepest).and_then(|(_, loss)| finite(*loss));
        series.push(Series::line(side, x, y));
    }
    let [a, b] = headlines;
    Findings {
        a,
        b,
        sentence: format!("At {} blocks the training loss ends at {}.", scene.b.depth, both(scene, a, b)),
        facts: Vec::new(),
        panels: vec![Panel {
            key: "loss",
            title: "training loss after the last step".into(),
            x: Axis::new("blocks", Scale::Log),
            y: Axis::new("training loss", Scale::Log),
            body: Body::Lines { series, limits: Vec::new() },
        }],
    }
}

/// The same scene with both networks so many blocks deep.
fn with_depth(scene: &Scene, depth: u32) -> Scene {
    let mut scene = scene.clone();
    scene.a.depth = depth;
    scene.b.depth = depth;
    scene
}
