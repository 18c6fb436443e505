use std::sync::Arc;

use super::words::both;
use super::{
    Axis, Body, Fact, Findings, On, Panel, Part, Scale, Series, Study, Style, Subject, Task, finite, fits, of,
};
use crate::scene::{Scene, Side};
use crate::train::{Outcome, Trainer, median};

/// How small may a network be, and what does it cost?
pub const STUDY: Study = Study {
    name: "economy",
    label: "Economy",
    headline_name: "median final training loss over the sizes tried",
    measures: "Each network is trained at several depths and widths, with every other setting the same. For each size there \
               are its final training loss, its parameters, the multiply-adds that one row takes forward in products with \
               weights, and the milliseconds that a step took on this machine.",
    misleads: "By total size a shallow, wide network without shortcuts is a fair rival: look for it at the left of the \
               first figure. Milliseconds are of this machine at this moment, and multiply-adds leave out what is done to \
               each number alone. A shortcut does not make a step faster.",
    source: "He, Zhang, Ren and Sun 2016; Zagoruyko and Komodakis 2016",
    weak: &[("Five layers of width 8: without shortcuts is as good", "depth=5&width=8&act=relu&init=he&b.scale=depth")],
    on: On::Itself,
    unfit: fits,
    tasks,
    run,
    gather,
};

/// Blocks and units that are tried.
const DEPTHS: [u32; 4] = [2, 5, 20, 56];
const WIDTHS: [u32; 3] = [4, 8, 16];

/// A size by the number of its task.
fn size(number: usize) -> (u32, u32) {
    (DEPTHS[number / WIDTHS.len() % DEPTHS.len()], WIDTHS[number % WIDTHS.len()])
}

fn tasks(_: &Scene) -> Vec<Task> {
    let cost = |number| f64::from(size(number).0 * (8 + size(number).1));
    let of = |side| (0..DEPTHS.len() * WIDTHS.len()).map(move |number| Task { side, number, cost: cost(number) });
    Side::ALL.into_iter().flat_map(of).collect()
}

/// `[loss, parameters, multiply-adds, milliseconds a step]`.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let (depth, width) = size(task.number);
    let mut scene = subject.scene().clone();
    for network in [&mut scene.a, &mut scene.b] {
        (network.depth, network.width) = (depth, width);
    }
    let mut trainer = Trainer::new(&scene, task.side, Arc::clone(subject.data()), false);
    let seconds = subject.seconds(|| trainer.finish());
    let outcome = Outcome::of(&mut trainer);
    // A network that diverged did not get anywhere, whatever its last finite loss was.
    let loss = if outcome.diverged.is_some() { f64::INFINITY } else { f64::from(outcome.loss) };
    let products = trainer.model().graph.multiply_adds() as f64;
    Ok(vec![vec![loss, outcome.parameters as f64, products, 1000.0 * seconds / f64::from(outcome.step.max(1))]])
}

fn gather(scene: &Scene, parts: &[(Task, Option<Part>)]) -> Findings {
    let sizes = |side| of(parts, side).map(|(task, part)| (task.number, &part[0]));
    let middle = |side| {
        let mut losses: Vec<f64> = sizes(side).map(|(_, numbers)| numbers[0]).collect();
        (losses.len() == DEPTHS.len() * WIDTHS.len()).then(|| median(&mut losses)).and_then(finite)
    };
    let [a, b] = Side::ALL.map(middle);
    let smallest = |side| {
        let there = sizes(side).filter(|(_, numbers)| numbers[0] < 0.01).map(|(_, numbers)| numbers[1]);
        there.min_by(f64::total_cmp)
    };
    let least = Side::ALL.map(smallest);
    let marks = |column: usize| {
        let of = |side| {
            let (x, y) = sizes(side).map(|(_, numbers)| (numbers[column], numbers[0])).unzip();
            Series::line(side, x, y).named("", Style::Marks)
        };
        Side::ALL.map(of).to_vec()
    };
    let pace = |side| {
        let widest = sizes(side).filter(|(number, _)| size(*number).1 == 16);
        let (x, y) = widest.map(|(number, numbers)| (f64::from(size(number).0), numbers[3])).unzip();
        Series::line(side, x, y)
    };
    let panel = |key: &'static str, title: &str, x: Axis, y: Axis, series| Panel {
        key: key.into(),
        title: title.to_owned(),
        x,
        y,
        body: Body::Lines { series, limits: Vec::new() },
    };
    let loss = || Axis::new("training loss", Scale::Log);
    Findings {
        a,
        b,
        sentence: format!(
            "Over {} sizes the median of the final training loss is {}. The smallest that got below 0.01 has this many parameters: {}.",
            DEPTHS.len() * WIDTHS.len(),
            both(scene, a, b),
            both(scene, least[0], least[1])
        ),
        facts: vec![Fact::new("parameters of the smallest network with a loss below 0.01", least[0], least[1])],
        panels: vec![
            panel("parameters", "final training loss by size", Axis::new("parameters", Scale::Log), loss(), marks(1)),
            panel(
                "work",
                "final training loss by work",
                Axis::new("multiply-adds a row", Scale::Log),
                loss(),
                marks(2),
            ),
            panel(
                "pace",
                "a step of training, width 16",
                Axis::new("blocks", Scale::Log),
                Axis::new("milliseconds", Scale::Log),
                Side::ALL.map(pace).to_vec(),
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{DEPTHS, STUDY, WIDTHS, size, tasks};
    use crate::data;
    use crate::model::Model;
    use crate::scene::{Scene, Side};
    use crate::study::Subject;
    use crate::train;

    fn scene(text: &str) -> Scene {
        Scene::parse(text).map(|parsed| parsed.scene).unwrap_or_default()
    }

    #[test]
    fn each_task_has_a_size_of_its_own() {
        let all: std::collections::BTreeSet<_> = (0..DEPTHS.len() * WIDTHS.len()).map(size).collect();
        assert_eq!(all.len(), DEPTHS.len() * WIDTHS.len());
    }

    #[test]
    fn multiply_adds_are_those_of_the_products_with_weights() {
        let scene = scene("depth=3&width=5");
        let model = Model::new(scene.model, &scene.a, scene.loss, crate::model::Sizes { inputs: 2, outputs: 2 });
        assert_eq!(model.graph.multiply_adds(), 2 * 5 + 3 * 5 * 5 + 5 * 2);
    }

    #[test]
    fn a_size_ends_where_a_run_of_it_ends_and_without_a_clock_there_is_no_time() {
        let scene = scene("points=32&test=16&steps=5");
        let load = |scene: &Scene| data::load(scene, None).map(Arc::new);
        let subject = Subject::new(&scene, load(&scene).expect("there is data"));
        let small = scene.with("depth", "2").and_then(|scene| scene.with("width", "4")).expect("there is such a size");
        let run = train::run(&small, &load(&small).expect("there is data"));
        for (side, outcome) in [(Side::A, run.a), (Side::B, run.b)] {
            let task = tasks(&scene).into_iter().find(|task| task.side == side && size(task.number) == (2, 4));
            let part = (STUDY.run)(&subject, &task.expect("it is tried")).expect("it is measured");
            assert_eq!(part[0][..2], [f64::from(outcome.loss), outcome.parameters as f64]);
            assert!(part[0][3].is_nan());
        }
    }
}
