//! Where training ends: the losses of both networks as they stand.

use super::runs::reached;
use super::words::both;
use super::{
    Axis, Fact, Findings, On, Panel, Part, Parts, Scale, Series, Study, Style, Subject, Task, finite, fits, of,
};
use crate::number::count;
use crate::scene::{Scene, Side};

/// Where does training end?
pub const STUDY: Study = Study {
    name: "outcome",
    label: "Where they end",
    headline_name: "training loss",
    measures: "The loss of each network as it stands, over all training points and over all that were held out, with the share \
               that it answers right and the parameters that it has. Ten starts show how much of a difference is luck.",
    misleads: "One rate and one number of steps do not suit two networks alike: each may have a better one. A loss is no share \
               of right answers, and where both are right a ratio of two tiny losses says little. More parameters, as dense \
               links have, may do part of it.",
    source: "He, Zhang, Ren and Sun 2015, tables 2 and 6",
    weak: &[("Eight layers: both end well", "depth=8")],
    on: On::Networks,
    unfit: fits,
    tasks: Task::one_each,
    run,
    gather,
};

/// `[training loss, held-out loss, accuracy, held-out accuracy, parameters]`.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut trainer = subject.network(task.side);
    let [train, test] = reached(&mut trainer);
    let (right, right_held) = trainer.scores(&[]);
    let parameters = trainer.model().parameters() as f64;
    Ok(vec![vec![train, test, f64::from(right.accuracy), f64::from(right_held.accuracy), parameters]])
}

fn gather(scene: &Scene, parts: &Parts) -> Findings {
    let number =
        |which: usize| Side::ALL.map(|side| of(parts, side).next().and_then(|(_, part)| finite(part[0][which])));
    let [a, b] = number(0);
    let held = number(1);
    let mark = |side: Side| {
        // A loss past all numbers has no place along the axis.
        let placed = of(parts, side).next().filter(|(_, part)| part[0][0].is_finite());
        let known = placed.map(|(_, part)| (vec![part[0][0]], vec![part[0][1]]));
        let (x, y) = known.unwrap_or_default();
        Series::line(side, x, y).named("", Style::Marks)
    };
    let parameters = number(4).map(|of| of.map_or_else(|| "–".to_owned(), count));
    Findings {
        a,
        b,
        sentence: format!(
            "The training loss is {}; on what was held out it is {}. They have {} and {} parameters.",
            both(scene, a, b),
            both(scene, held[0], held[1]),
            parameters[0],
            parameters[1]
        ),
        facts: vec![
            Fact::pair("held-out loss", held),
            Fact::pair("accuracy", number(2)),
            Fact::pair("held-out accuracy", number(3)),
            Fact::pair("parameters", number(4)),
        ],
        panels: vec![Panel::lines(
            "losses",
            "held-out loss by training loss",
            Axis::new("training loss", Scale::Log),
            Axis::new("held-out loss", Scale::Log),
            Side::ALL.map(mark).to_vec(),
        )],
    }
}
