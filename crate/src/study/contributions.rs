//! How far each layer moves its state.

use super::layers::{Moves, now_and_start, pair, panel};
use super::words::{both, unit};
use super::{Axis, Fact, Findings, On, Part, Parts, Scale, Study, Subject, Task, fits};
use crate::scene::Scene;

/// How much does a layer change of what it gets?
pub const STUDY: Study = Study {
    name: "contributions",
    label: "Contributions",
    headline_name: "median relative change a layer",
    measures: "How far each block moves the state of each training point, beside the state's own size: |h' - h| / |h|. \
               The number is the median over all layers and points, for each network as it stands.",
    misleads: "With the branch scaled by the depth the change is small by construction, so look at the start as well. A small \
               change is not a small effect: what follows may depend on it. A plain network that did not train also changes its \
               state, to no use.",
    source: "He et al. 2015, figure 7 (responses of layers); Jastrzębski et al. 2018; Greff, Srivastava and Schmidhuber 2017",
    weak: &[
        ("A shortcut with a matrix of its own: the change is as large as without", "depth=20&shortcut=projection"),
        ("One block has the whole change to make", "depth=1"),
    ],
    on: On::Networks,
    unfit: fits,
    tasks: Task::one_each,
    run,
    gather,
};

/// `[median, mean change of direction]` now, the same at the start; then by layer the change and the change of direction now,
/// and both at the start.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut trainer = subject.network(task.side);
    let (now, start) = (trainer.params().to_vec(), trainer.start().to_vec());
    let mut part = Part::new();
    let mut layers = Part::new();
    for params in [now, start] {
        let moves = Moves::of(&mut trainer, &params);
        part.push(vec![moves.change(), 1.0 - moves.cosine()]);
        layers.push(moves.change_by_layer());
        layers.push(moves.cosine_by_layer().into_iter().map(|cosine| 1.0 - cosine).collect());
    }
    part.extend(layers);
    Ok(part)
}

fn gather(scene: &Scene, parts: &Parts) -> Findings {
    let pair = |list, k| pair(parts, list, k);
    let ((a, b), (start_a, start_b)) = (pair(0, 0), pair(1, 0));
    let fact = |name, (a, b)| Fact::new(name, a, b);
    let unit = unit(scene);
    let from_zero = |label: &str| Axis { from: Some(0.0), ..Axis::new(label, Scale::Linear) };
    Findings {
        a,
        b,
        sentence: format!(
            "In the median over {unit}s and points a {unit} changes its state by this share of the state's size: {}. At the start \
             it was {}.",
            both(scene, a, b),
            both(scene, start_a, start_b)
        ),
        facts: vec![
            fact("at the start", (start_a, start_b)),
            fact("mean change of direction", pair(0, 1)),
            fact("mean change of direction, at the start", pair(1, 1)),
        ],
        panels: vec![
            panel(
                scene,
                "change",
                "relative change of the state",
                from_zero("|h' − h| / |h|, median"),
                now_and_start(parts, 2, 4),
            ),
            panel(scene, "turn", "change of direction", from_zero("1 − cos(h, h'), mean"), now_and_start(parts, 3, 5)),
        ],
    }
}
