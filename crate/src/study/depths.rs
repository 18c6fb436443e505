use super::runs::{Spread, changed, line_of, reached, starts, trainer};
use super::words::both;
use super::{Axis, Fact, Findings, On, Panel, Part, Scale, Study, Subject, Task, finite, fits, of};
use crate::model;
use crate::number::count;
use crate::scene::{Model, Scene, Side};

/// Does training error grow with depth?
pub const STUDY: Study = Study {
    name: "depths",
    label: "Depth sweep",
    headline_name: "final training loss",
    measures: "Each network is trained from five starts at depths up to its own, with every other setting the same. The number \
               is the mean loss over the whole training set after the last step, at its own depth and from its own start; lines \
               are medians over the starts, with their range.",
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

/// The depths that are tried, up to the network's own, which is always the last.
const DEPTHS: [u32; 12] = [1, 2, 4, 8, 14, 20, 28, 40, 56, 100, 200, 500];

fn depths(scene: &Scene, side: Side) -> Vec<u32> {
    let deepest = scene.network(side).depth;
    DEPTHS.into_iter().filter(|depth| *depth < deepest).chain([deepest]).collect()
}

/// A depth as the axis counts it: an MLP's blocks, a transformer's layers, and of a convnet, whose depth is blocks a stage,
/// the layers with weights.
fn counted(scene: &Scene, side: Side, depth: u32) -> f64 {
    match scene.model {
        Model::Mlp | Model::Transformer => f64::from(depth),
        Model::Convnet => {
            let scene = changed(scene, side, |network| network.depth = depth);
            model::Model::sketch(&scene, side).weight_layers as f64
        }
    }
}

/// What the axis counts.
fn axis(scene: &Scene) -> &'static str {
    match scene.model {
        Model::Mlp => "blocks",
        Model::Convnet => "layers with weights",
        Model::Transformer => "layers",
    }
}

/// All depths of the first start, then all of the next: a picture that is not whole has every depth.
fn tasks(scene: &Scene) -> Vec<Task> {
    let mut tasks = Vec::new();
    for start in 0..starts(scene).len() {
        for side in Side::ALL {
            let depths = depths(scene, side);
            let each = depths.iter().enumerate();
            tasks.extend(each.map(|(i, &depth)| Task {
                side,
                number: start * depths.len() + i,
                cost: f64::from(depth),
            }));
        }
    }
    tasks
}

/// `[training loss, held-out loss]`.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let depths = depths(subject.scene(), task.side);
    let starts = starts(subject.scene());
    let start = starts.get(task.number / depths.len()).ok_or("There is no such start.")?;
    let depth = depths[task.number % depths.len()];
    let mut trainer = trainer(subject, &changed(start, task.side, |network| network.depth = depth), task.side);
    trainer.finish();
    Ok(vec![reached(&mut trainer).to_vec()])
}

/// What is known of one network: for each depth the spread of training and of held-out losses, and its own start's losses.
struct Known {
    side: Side,
    spreads: [Vec<(f64, Spread)>; 2],
    own: Option<[f64; 2]>,
    /// Whether no task is missing.
    whole: bool,
}

impl Known {
    fn of(scene: &Scene, parts: &[(Task, Option<Part>)], side: Side) -> Self {
        let depths = depths(scene, side);
        let losses = |which: usize, i: usize| -> Vec<f64> {
            let at = of(parts, side).filter(|(task, _)| task.number % depths.len() == i);
            at.map(|(_, part)| part[0][which]).collect()
        };
        let spreads = [0, 1].map(|which| {
            let all = depths.iter().enumerate().map(|(i, &depth)| (counted(scene, side, depth), losses(which, i)));
            all.filter(|(_, losses)| !losses.is_empty())
                .map(|(depth, losses)| (depth, Spread::of(losses)))
                .collect::<Vec<_>>()
        });
        let own = of(parts, side).find(|(task, _)| task.number + 1 == depths.len());
        let whole = parts.iter().all(|(task, part)| task.side != side || part.is_some());
        Self { side, spreads, own: own.map(|(_, part)| [part[0][0], part[0][1]]), whole }
    }

    /// The spread at the network's own depth.
    fn deepest(&self, scene: &Scene, which: usize) -> Option<&Spread> {
        let deepest = counted(scene, self.side, scene.network(self.side).depth);
        self.spreads[which].last().filter(|(depth, _)| *depth == deepest).map(|(_, spread)| spread)
    }

    /// The depth with the lowest median of the training loss, once every depth has all its starts.
    fn best(&self) -> Option<f64> {
        let best = self.spreads[0].iter().min_by(|one, other| one.1.median.total_cmp(&other.1.median));
        best.filter(|(_, spread)| self.whole && spread.median.is_finite()).map(|(depth, _)| *depth)
    }
}

fn gather(scene: &Scene, parts: &[(Task, Option<Part>)]) -> Findings {
    let known = Side::ALL.map(|side| Known::of(scene, parts, side));
    let own = |which: usize| [0, 1].map(|k: usize| known[k].own.and_then(|losses| finite(losses[which])));
    let at = |which: usize, number: fn(&Spread) -> f64| {
        [0, 1].map(|k: usize| known[k].deepest(scene, which).map(number).and_then(finite))
    };
    let [a, b] = own(0);
    let median = at(0, |spread| spread.median);
    let best = known.each_ref().map(Known::best);
    let starts = at(0, |spread| spread.count as f64);
    let facts = vec![
        Fact::pair("held-out loss", own(1)),
        Fact::pair("starts at its depth", starts),
        Fact::pair("median training loss of them", median),
        Fact::pair("least", at(0, |spread| spread.range.0)),
        Fact::pair("largest", at(0, |spread| spread.range.1)),
        Fact::pair("median held-out loss", at(1, |spread| spread.median)),
        Fact::pair("starts that diverged", at(0, |spread| spread.diverged as f64)),
        Fact::pair("depth with the lowest median", best),
    ];
    let panel = |which: usize, key, title: &str| {
        let series = known.iter().map(|known| line_of(known.side, &known.spreads[which])).collect();
        let y = Axis::new(["training loss", "held-out loss"][which], Scale::Log);
        Panel::lines(key, title, Axis::new(axis(scene), Scale::Log), y, series)
    };
    Findings {
        a,
        b,
        sentence: sentence(scene, [a, b], median, best, starts),
        facts,
        panels: vec![
            panel(0, "loss", "training loss after the last step"),
            panel(1, "test", "held-out loss after the last step"),
        ],
    }
}

fn sentence(
    scene: &Scene,
    [a, b]: [Option<f64>; 2],
    median: [Option<f64>; 2],
    best: [Option<f64>; 2],
    starts: [Option<f64>; 2],
) -> String {
    let [deep_a, deep_b] = Side::ALL.map(|side| counted(scene, side, scene.network(side).depth));
    let mut depth = if deep_a == deep_b {
        format!("{} {}", count(deep_b), axis(scene))
    } else {
        format!("{} and {} {}", count(deep_a), count(deep_b), axis(scene))
    };
    if scene.model == Model::Convnet {
        let [a, b] = [scene.a.depth, scene.b.depth];
        depth += &if a == b { format!(" ({b} blocks a stage)") } else { format!(" ({a} and {b} blocks a stage)") };
    }
    let mut sentence = format!("At {depth} the training loss ends at {}.", both(scene, a, b));
    if let ([Some(_), Some(_)], [Some(one), Some(other)]) = (median, starts)
        && one == other
        && one > 1.0
    {
        sentence += &format!(" The median of {} starts: {}.", count(one), both(scene, median[0], median[1]));
    }
    if let [Some(without), Some(with)] = best {
        let (a, b) = (scene.word(Side::A), scene.word(Side::B));
        let unit = if scene.model == Model::Convnet { "layers" } else { "depth" };
        sentence += &format!(" The lowest median is at {unit} {} {a}, {} {b}.", count(without), count(with));
    }
    sentence
}
