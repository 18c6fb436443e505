use std::sync::Arc;

use super::words::{self, both};
use super::{Axis, Body, Fact, Findings, On, Panel, Part, Scale, Series, Study, Style, Subject, Task, finite, of};
use crate::data::Data;
use crate::number::number;
use crate::scene::{Model, Scene, Side};
use crate::train::{Outcome, Trainer, median};

/// How small may a network be, and what does it cost?
pub const STUDY: Study = Study {
    name: "economy",
    label: "Economy",
    headline_name: "median final training loss over the sizes tried",
    measures: "Each network is trained at several depths and widths, with every other setting the same. For each size there \
               are its final training loss, its parameters, the multiply-adds that one row takes forward in products with \
               weights (of a transformer also between tokens), and the milliseconds that a step took on this machine.",
    misleads: "By total size a shallow, wide network without shortcuts is a fair rival: of an MLP a line marks its loss. Milliseconds are of this machine at this moment, and multiply-adds leave out what is done to \
               each number alone. A shortcut does not make a step faster.",
    source: "He, Zhang, Ren and Sun 2016; Zagoruyko and Komodakis 2016",
    weak: &[("Five layers of width 8: without shortcuts is as good", "depth=5&width=8&act=relu&init=he&b.scale=depth")],
    on: On::Itself,
    unfit,
    tasks,
    run,
    gather,
};

/// Depths and widths that are tried.
fn tried(model: Model) -> (&'static [u32], &'static [u32]) {
    match model {
        Model::Mlp => (&[2, 5, 20, 56], &[4, 8, 16]),
        // Blocks a stage, and channels of the first.
        Model::Convnet => (&[1, 2, 3], &[2, 4, 8]),
        Model::Transformer => (&[1, 2, 4], &[8, 16, 32]),
    }
}

/// The sizes that are tried of a scene, by the number of their tasks: `(depth, width)`. Of a transformer they are those that
/// the heads of both networks share out.
fn sizes(scene: &Scene) -> Vec<(u32, u32)> {
    let (depths, widths) = tried(scene.model);
    let shared = |width: u32| Side::ALL.into_iter().all(|side| width.is_multiple_of(scene.network(side).heads));
    let fits = |width: &u32| scene.model != Model::Transformer || shared(*width);
    depths.iter().flat_map(|&depth| widths.iter().copied().filter(fits).map(move |width| (depth, width))).collect()
}

/// The loss that counts as there: an MLP's tasks get to 0 sooner.
fn there(scene: &Scene) -> f64 {
    if scene.model == Model::Mlp { 0.01 } else { 0.1 }
}

fn unfit(scene: &Scene, _: &Data) -> Option<String> {
    sizes(scene).is_empty().then(|| {
        "The widths that are tried, 8, 16 and 32, are not shared out evenly by so many heads: 1, 2, 4 or 8 do."
            .to_owned()
    })
}

/// Blocks and units of a shallow, wide network, and of a deep, narrow one with about as many parameters.
const SHALLOW: (u32, u32) = (5, 8);
const DEEP: (u32, u32) = (20, 4);

fn tasks(scene: &Scene) -> Vec<Task> {
    let cost = |(depth, width): (u32, u32)| f64::from(depth * (8 + width));
    // Both networks of a size one after the other, so that what else the machine does slows both.
    let of = |(number, size)| Side::ALL.map(|side| Task { side, number, cost: cost(size) });
    sizes(scene).into_iter().enumerate().flat_map(of).collect()
}

/// `[loss, parameters, multiply-adds, milliseconds a step]`.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let (depth, width) = *sizes(subject.scene()).get(task.number).ok_or("There is no such size.")?;
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
    let tried = self::sizes(scene);
    let size = |number: usize| tried.get(number).copied().unwrap_or_default();
    let sizes = |side| of(parts, side).map(|(task, part)| (task.number, &part[0]));
    let middle = |side| {
        let mut losses: Vec<f64> = sizes(side).map(|(_, numbers)| numbers[0]).collect();
        (losses.len() == tried.len()).then(|| median(&mut losses)).and_then(finite)
    };
    let [a, b] = Side::ALL.map(middle);
    let smallest = |side| {
        let there = sizes(side).filter(|(_, numbers)| numbers[0] < there(scene)).map(|(_, numbers)| numbers[1]);
        there.min_by(f64::total_cmp)
    };
    let least = Side::ALL.map(smallest);
    let loss_of = |wanted, side| {
        let found = sizes(side).find(|(number, _)| size(*number) == wanted);
        found.and_then(|(_, numbers)| finite(numbers[0]))
    };
    let [shallow, deep] = [SHALLOW, DEEP].map(|wanted| Side::ALL.map(|side| loss_of(wanted, side)));
    let named = |(depth, width): (u32, u32)| format!("{depth} blocks of width {width}");
    let marks = |column: usize| {
        let of = |side| {
            // Without a clock a size has no time, and so no place along that axis.
            let placed = sizes(side).filter(|(_, numbers)| numbers[column].is_finite());
            let (x, y) = placed.map(|(_, numbers)| (numbers[column], numbers[0])).unzip();
            Series::line(side, x, y).named("", Style::Marks)
        };
        Side::ALL.map(of).to_vec()
    };
    let most = tried.iter().map(|(_, width)| *width).max().unwrap_or_default();
    let pace = |side| {
        let widest = sizes(side).filter(|(number, _)| size(*number).1 == most);
        let (x, y) = widest.map(|(number, numbers)| (f64::from(size(number).0), numbers[3])).unzip();
        Series::line(side, x, y)
    };
    let log = |label: &str| Axis::new(label, Scale::Log);
    let rival = shallow[0].map(|loss| (loss, format!("{}, {}", scene.word(Side::A), named(SHALLOW))));
    let by = |key: &'static str, title: &str, x: &str, column: usize| Panel {
        key: key.into(),
        title: title.to_owned(),
        x: log(x),
        y: log("training loss"),
        body: Body::Lines { series: marks(column), limits: rival.iter().cloned().collect() },
    };
    let mut sentence = format!(
        "Over {} sizes the median of the final training loss is {}. Parameters of the smallest that got below {}: {} {}, {} {}.",
        tried.len(),
        both(scene, a, b),
        there(scene),
        least[0].map_or_else(|| "none got there".to_owned(), number),
        scene.word(Side::A),
        least[1].map_or_else(|| "none got there".to_owned(), number),
        scene.word(Side::B),
    );
    let mut facts =
        vec![Fact::pair(&format!("parameters of the smallest network with a loss below {}", there(scene)), least)];
    // Such a pair is among an MLP's sizes.
    if scene.model == Model::Mlp {
        sentence += &format!(
            " Of two sizes with about as many parameters, {} end at {}, and {} at {}.",
            named(SHALLOW),
            both(scene, shallow[0], shallow[1]),
            named(DEEP),
            both(scene, deep[0], deep[1])
        );
        facts.push(Fact::pair(&format!("final training loss of {}", named(SHALLOW)), shallow));
        facts.push(Fact::pair(&format!("final training loss of {}", named(DEEP)), deep));
    }
    Findings {
        a,
        b,
        sentence,
        facts,
        panels: vec![
            by("parameters", "final training loss by size", "parameters", 1),
            by("work", "final training loss by work", "multiply-adds a row", 2),
            by("time", "final training loss by time", "milliseconds a step", 3),
            Panel::lines(
                "pace",
                &format!("a step of training, width {most}"),
                log(words::depth_of(scene.model)),
                log("milliseconds"),
                Side::ALL.map(pace).to_vec(),
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Body, DEEP, SHALLOW, STUDY, Task, sizes, tasks};
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
        for (text, count) in
            [("", 12), ("model=convnet", 9), ("model=transformer", 9), ("model=transformer&heads=16", 6)]
        {
            let all = sizes(&scene(text));
            let each: std::collections::BTreeSet<_> = all.iter().collect();
            assert_eq!((each.len(), all.len(), tasks(&scene(text)).len()), (count, count, 2 * count), "{text}");
        }
        let odd = scene("model=transformer&heads=3&width=9&inner=9");
        assert!((STUDY.unfit)(&odd, &data::load(&odd, None).expect("there is data")).is_some());
    }

    #[test]
    fn multiply_adds_are_those_of_the_products_with_weights() {
        let scene = scene("depth=3&width=5");
        let model = Model::new(scene.model, &scene.a, scene.loss, crate::model::Sizes { inputs: 2, outputs: 2 });
        assert_eq!(model.graph.multiply_adds(), 2 * 5 + 3 * 5 * 5 + 5 * 2);
    }

    #[test]
    fn the_shallow_and_the_deep_have_about_as_many_parameters() {
        let parameters = |(depth, width)| {
            let scene = scene(&format!("depth={depth}&width={width}"));
            Model::new(scene.model, &scene.a, scene.loss, crate::model::Sizes { inputs: 2, outputs: 2 }).parameters()
        };
        assert_eq!([SHALLOW, DEEP].map(parameters), [402, 422]);
    }

    #[test]
    fn numbers_of_the_sizes_are_found_again_in_what_is_said_and_drawn() {
        // Without, the loss of task k is k + 1; with, a 1024th of that; parameters, products and time are 10, 100 and 1000 times.
        let scene = Scene::default();
        let part = |task: &Task| {
            let k = task.number as f64 + 1.0;
            let loss = if task.side == Side::A { k } else { k / 1024.0 };
            vec![vec![loss, 10.0 * k, 100.0 * k, 1000.0 * k]]
        };
        let parts: Vec<_> = tasks(&scene).into_iter().map(|task| (task.clone(), Some(part(&task)))).collect();
        let found = (STUDY.gather)(&scene, &parts);
        assert_eq!((found.a, found.b), (Some(6.5), Some(6.5 / 1024.0)));
        let facts: Vec<_> = found.facts.iter().map(|fact| (fact.a, fact.b)).collect();
        let at = |(depth, width)| sizes(&scene).iter().position(|size| *size == (depth, width)).map(|k| k as f64 + 1.0);
        let both = |wanted| (at(wanted), at(wanted).map(|k| k / 1024.0));
        assert_eq!(facts, [(None, Some(10.0)), both(SHALLOW), both(DEEP)]);
        for (panel, column) in found.panels.iter().zip([10.0, 100.0, 1000.0]) {
            let Body::Lines { series, limits } = &panel.body else { panic!("{} has lines", panel.key) };
            assert_eq!(limits, &[(at(SHALLOW).expect("it is tried"), "without, 5 blocks of width 8".to_owned())]);
            for (series, factor) in series.iter().zip([1.0, 1024.0]) {
                let right = series.x.iter().zip(&series.y).all(|(x, y)| (x - column * factor * y).abs() < 1e-9 * x);
                assert!(series.x.len() == 12 && right, "{} {series:?}", panel.key);
            }
        }
    }

    #[test]
    fn a_size_ends_where_a_run_of_it_ends_and_without_a_clock_there_is_no_time() {
        let scene = scene("points=32&test=16&steps=5");
        let load = |scene: &Scene| data::load(scene, None).map(Arc::new);
        let subject = Subject::new(&scene, load(&scene).expect("there is data"));
        let small = scene.with("depth", "2").and_then(|scene| scene.with("width", "4")).expect("there is such a size");
        let run = train::run(&small, &load(&small).expect("there is data"));
        for (side, outcome) in [(Side::A, run.a), (Side::B, run.b)] {
            let task = tasks(&scene).into_iter().find(|task| task.side == side && sizes(&scene)[task.number] == (2, 4));
            let part = (STUDY.run)(&subject, &task.expect("it is tried")).expect("it is measured");
            assert_eq!(part[0][..2], [f64::from(outcome.loss), outcome.parameters as f64]);
            assert!(part[0][3].is_nan());
        }
    }
}
