//! What is lost when layers are removed or change places.

use super::layers::{gaps, line, mean, panel, spread};
use super::reorder::{kinds, reordered};
use super::words::{both, unit};
use super::{Axis, Fact, Findings, On, Panel, Part, Parts, Scale, Series, Study, Style, Subject, Task};
use super::{finite, fits, of};
use crate::model::Model;
use crate::rng::Stream;
use crate::scene::{Scene, Side};
use crate::train::{Scores, Trainer, Variant, median};

/// What is lost with a layer?
pub const STUDY: Study = Study {
    name: "lesions",
    label: "Remove layers",
    headline_name: "mean training accuracy with one layer removed (of values: median loss, after / before)",
    measures: "Each block in turn is left out of the trained network, its input going on in its place; then several at random, \
               neighbours are swapped, and all blocks are shuffled, attention and feed-forward blocks or blocks of different shapes \
               apart. Accuracy and loss are of the whole training set, without any further training; with batch norm by the \
               statistics that it has in the network as it then is.",
    misleads: "In a plain network a removal cuts the only path. Accuracy can stay where the loss rises many times over: look at \
               both. That one layer can go does not say that layers are useless: remove half of them.",
    source: "Veit, Wilber and Belongie 2016",
    weak: &[
        ("Two blocks: there is no other layer to go through", "depth=2"),
        ("Scale 1 and relu, eight blocks: both networks are hurt", "depth=8&act=relu&init=he"),
    ],
    on: On::Networks,
    unfit: fits,
    tasks,
    run,
    gather,
};

/// Most layers that are removed, and pairs that are swapped, one after another.
const MOST: usize = 100;
/// Draws of each number of blocks, and of the order of all.
const DRAWS: usize = 8;
/// Lesions in one task.
const TOGETHER: usize = 8;

/// What is done to a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lesion {
    /// Nothing.
    Whole,
    /// This block (from 0) is removed.
    Without(usize),
    /// So many blocks at random are removed; which of several draws.
    Some {
        /// How many.
        count: usize,
        /// Which draw.
        draw: usize,
    },
    /// These two blocks change places: one and the next of its kind.
    Swapped(usize, usize),
    /// All blocks stand in a random order, those of a kind among themselves; which of several draws.
    Shuffled(usize),
}

/// The mean loss over the training set of a network to which each of these was done, and its accuracy; NaN where that cannot
/// be done (blocks of different kinds do not change places) or there are no classes. Random draws come from the seed of what
/// is looked at, by the number of blocks: networks of one depth lose the same ones.
pub fn measure(trainer: &mut Trainer, lesions: &[Lesion]) -> Vec<[f64; 2]> {
    let variants: Vec<Option<Variant>> = lesions.iter().map(|&lesion| variant(trainer, lesion)).collect();
    let possible: Vec<Variant> = variants.iter().flatten().cloned().collect();
    let mut scores = trainer.scores_of(&possible).into_iter();
    let of = |scored: Option<Scores>| scored.map_or([f64::NAN; 2], |s| [f64::from(s.loss), f64::from(s.accuracy)]);
    variants.iter().map(|variant| of(variant.as_ref().and_then(|_| scores.next()))).collect()
}

/// The network with this done to it; none where it cannot be done.
fn variant(trainer: &Trainer, lesion: Lesion) -> Option<Variant> {
    let (depth, seed) = (trainer.model().depth(), trainer.scene().seeds.plane);
    let mut blocks: Vec<usize> = (0..depth).collect();
    let mut removed = vec![false; depth];
    match lesion {
        Lesion::Whole => {}
        Lesion::Without(l) => removed[l] = true,
        Lesion::Some { count, draw } => {
            let mut order = blocks.clone();
            Stream::new(seed, &format!("plane/lesions/{count}/{draw}")).shuffle(&mut order);
            order.iter().take(count).for_each(|&l| removed[l] = true);
        }
        Lesion::Swapped(one, other) => blocks.swap(one, other),
        Lesion::Shuffled(draw) => {
            let mut stream = Stream::new(seed, &format!("plane/lesions/order/{draw}"));
            for kind in kinds(trainer.model()) {
                let mut order = kind.clone();
                stream.shuffle(&mut order);
                kind.into_iter().zip(order).for_each(|(to, from)| blocks[to] = from);
            }
        }
    }
    let first = (0..depth).find(|&l| removed[l] || blocks[l] != l).unwrap_or(depth);
    let moves = blocks.iter().enumerate().any(|(to, &from)| to != from);
    let params = if moves { Some(reordered(trainer.model(), trainer.params(), &blocks)?) } else { None };
    Some(Variant { params, removed, first })
}

/// Everything that is done to a network.
#[must_use]
pub fn all(model: &Model) -> Vec<Lesion> {
    let depth = model.depth();
    let mut counts: Vec<usize> = [1, 2, depth / 8, depth / 4, depth / 2, 3 * depth / 4].to_vec();
    counts.retain(|&count| (1..=depth).contains(&count));
    counts.sort_unstable();
    counts.dedup();
    let draws = |count| (0..DRAWS).map(move |draw| Lesion::Some { count, draw });
    let mut all = vec![Lesion::Whole];
    all.extend(spread(depth - 1, MOST).into_iter().map(Lesion::Without));
    all.extend(counts.into_iter().flat_map(draws));
    let mut pairs: Vec<(usize, usize)> =
        kinds(model).iter().flat_map(|kind| kind.windows(2).map(|pair| (pair[0], pair[1]))).collect();
    pairs.sort_unstable();
    if let Some(last) = pairs.len().checked_sub(1) {
        all.extend(spread(last, MOST).into_iter().map(|i| Lesion::Swapped(pairs[i].0, pairs[i].1)));
        all.extend((0..DRAWS).map(Lesion::Shuffled));
    }
    all
}

fn tasks(scene: &Scene) -> Vec<Task> {
    let of_side = |side| {
        let count = all(&Model::sketch(scene, side)).len().div_ceil(TOGETHER);
        (0..count).map(move |number| Task { side, number, cost: f64::from(scene.blocks(side)) })
    };
    Side::ALL.into_iter().flat_map(of_side).collect()
}

/// `[loss, accuracy]` of each lesion of the task.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut trainer = subject.network(task.side);
    let all = all(trainer.model());
    let mine: Vec<Lesion> = all.into_iter().skip(task.number * TOGETHER).take(TOGETHER).collect();
    Ok(measure(&mut trainer, &mine).into_iter().map(Vec::from).collect())
}

/// Loss or accuracy.
#[derive(Clone, Copy)]
enum Of {
    Loss,
    Accuracy,
}

/// Which block, draw or count, and the number there.
type Numbered = (Vec<usize>, Vec<f64>);

/// What is known of one network.
struct Hurt(Vec<(Lesion, [f64; 2])>);

impl Hurt {
    fn of(scene: &Scene, parts: &Parts, side: Side) -> Self {
        let all = all(&Model::sketch(scene, side));
        let done = of(parts, side).flat_map(|(task, part)| {
            let lesions = all.iter().skip(task.number * TOGETHER);
            lesions.zip(part).map(|(&lesion, numbers)| (lesion, [numbers[0], numbers[1]])).collect::<Vec<_>>()
        });
        Self(done.collect())
    }

    /// The lesions that `which` numbers, with their numbers.
    fn by(&self, what: Of, which: impl Fn(Lesion) -> Option<usize>) -> Numbered {
        self.0.iter().filter_map(|(lesion, numbers)| Some((which(*lesion)?, numbers[what as usize]))).unzip()
    }

    fn without(&self, what: Of) -> Numbered {
        self.by(what, |lesion| if let Lesion::Without(l) = lesion { Some(l) } else { None })
    }

    fn swapped(&self, what: Of) -> Numbered {
        self.by(what, |lesion| if let Lesion::Swapped(l, _) = lesion { Some(l) } else { None })
    }

    fn shuffled(&self, what: Of) -> Numbered {
        self.by(what, |lesion| if let Lesion::Shuffled(draw) = lesion { Some(draw) } else { None })
    }

    fn removed(&self, what: Of, so_many: usize) -> Vec<f64> {
        self.by(what, |lesion| match lesion {
            Lesion::Some { count, draw } if count == so_many => Some(draw),
            _ => None,
        })
        .1
    }

    fn counts(&self) -> Vec<usize> {
        let count = |lesion| if let Lesion::Some { count, .. } = lesion { Some(count) } else { None };
        let (mut counts, _) = self.by(Of::Loss, count);
        counts.dedup();
        counts
    }

    fn whole(&self, what: Of) -> f64 {
        self.by(what, |lesion| (lesion == Lesion::Whole).then_some(0)).1.first().copied().unwrap_or(f64::NAN)
    }

    /// The median loss over the loss of the whole network.
    fn factor(&self, mut losses: Vec<f64>) -> Option<f64> {
        finite(median(&mut losses) / self.whole(Of::Loss))
    }

    fn has_classes(&self) -> bool {
        self.0.iter().any(|(_, [_, accuracy])| !accuracy.is_nan())
    }
}

fn gather(scene: &Scene, parts: &Parts) -> Findings {
    let both_sides = Side::ALL.map(|side| (side, Hurt::of(scene, parts, side)));
    let hurt = |side| &both_sides[usize::from(side == Side::B)].1;
    let classes = both_sides.iter().any(|(_, hurt)| hurt.has_classes());
    let pair = |number: &dyn Fn(&Hurt) -> Option<f64>| (number(hurt(Side::A)), number(hurt(Side::B)));
    let accuracy = pair(&|hurt| finite(mean(hurt.without(Of::Accuracy).1.into_iter())));
    let factor = pair(&|hurt| hurt.factor(hurt.without(Of::Loss).1));
    let half = |side| scene.blocks(side) as usize / 2;
    let halves = |what| Side::ALL.map(|side| hurt(side).removed(what, half(side)));
    let mut facts = Vec::new();
    let mut fact = |name: &str, (a, b): (Option<f64>, Option<f64>)| facts.push(Fact::new(name, a, b));
    if classes {
        let of_mean = |[a, b]: [Vec<f64>; 2]| (finite(mean(a.into_iter())), finite(mean(b.into_iter())));
        fact("accuracy of the whole network", pair(&|hurt| finite(hurt.whole(Of::Accuracy))));
        fact("accuracy with half removed", of_mean(halves(Of::Accuracy)));
        fact("accuracy with neighbours swapped", pair(&|hurt| finite(mean(hurt.swapped(Of::Accuracy).1.into_iter()))));
        fact("accuracy with all shuffled", pair(&|hurt| finite(mean(hurt.shuffled(Of::Accuracy).1.into_iter()))));
    }
    fact("loss of the whole network", pair(&|hurt| finite(hurt.whole(Of::Loss))));
    fact("median loss with one removed, after / before", factor);
    let [a, b] = halves(Of::Loss);
    fact("median loss with half removed, after / before", (hurt(Side::A).factor(a), hurt(Side::B).factor(b)));
    fact("median loss with neighbours swapped, after / before", pair(&|hurt| hurt.factor(hurt.swapped(Of::Loss).1)));
    fact("median loss with all shuffled, after / before", pair(&|hurt| hurt.factor(hurt.shuffled(Of::Loss).1)));

    let mut panels = Vec::new();
    for (what, shown) in [(Of::Accuracy, classes), (Of::Loss, true)] {
        if shown {
            panels.extend(panels_of(scene, what, &both_sides));
        }
    }
    let (a, b) = if classes { accuracy } else { factor };
    let times = format!("the median loss is this many times the whole network's: {}", both(scene, factor.0, factor.1));
    let unit = unit(scene);
    let sentence = if classes {
        format!("With one {unit} removed the training accuracy is {} in the mean; {times}.", both(scene, a, b))
    } else {
        format!("With one {unit} removed {times}.")
    };
    Findings { a, b, sentence, facts, panels }
}

/// One layer removed, several, neighbours swapped, all shuffled.
fn panels_of(scene: &Scene, what: Of, sides: &[(Side, Hurt); 2]) -> Vec<Panel> {
    let (axis, keys, word) = match what {
        Of::Loss => {
            (Axis::new("training loss", Scale::Log), ["loss", "loss-some", "loss-swapped", "loss-shuffled"], "loss")
        }
        Of::Accuracy => (
            Axis::new("training accuracy", Scale::Linear).over(0.0, 1.0),
            ["accuracy", "accuracy-some", "accuracy-swapped", "accuracy-shuffled"],
            "accuracy",
        ),
    };
    let by_layer = |numbers: fn(&Hurt, Of) -> Numbered| -> Vec<Series> {
        let one = |(side, hurt): &(Side, Hurt)| {
            let (at, y) = numbers(hurt, what);
            let x: Vec<f64> = at.iter().map(|&l| (l + 1) as f64).collect();
            let whole = Series::line(*side, x.clone(), gaps(&vec![hurt.whole(what); x.len()]));
            [whole.named("the whole network", Style::Faint), Series::line(*side, x, gaps(&y))]
        };
        sides.iter().flat_map(one).collect()
    };
    let some = sides.iter().map(|(side, hurt)| {
        let (mut series, mut range) = (line(*side, 0, &[]), Vec::new());
        for (count, mut values) in hurt.counts().into_iter().map(|count| (count, hurt.removed(what, count))) {
            series.x.push(count as f64);
            let least = values.iter().copied().min_by(f64::total_cmp);
            let most = values.iter().copied().max_by(f64::total_cmp);
            range.push((least.unwrap_or(f64::NAN), most.unwrap_or(f64::NAN)));
            series.y.push(median(&mut values));
        }
        Series { y: gaps(&series.y), range, ..series }
    });
    let shuffled = sides.iter().map(|(side, hurt)| {
        let (draws, y) = hurt.shuffled(what);
        let x = draws.iter().map(|&draw| (draw + 1) as f64).collect();
        Series::line(*side, x, gaps(&y)).named("", Style::Marks)
    });
    let lines = |key, title: String, label: &str, series: Vec<Series>| {
        Panel::lines(key, &title, Axis::new(label, Scale::Linear), axis.clone(), series)
    };
    let unit = unit(scene);
    vec![
        panel(scene, keys[0], &format!("{word} with the {unit} removed"), axis.clone(), by_layer(Hurt::without)),
        lines(keys[1], format!("{word} with several removed at random"), &format!("{unit}s removed"), some.collect()),
        panel(
            scene,
            keys[2],
            &format!("{word} with the {unit} and the next one swapped"),
            axis.clone(),
            by_layer(Hurt::swapped),
        ),
        lines(keys[3], format!("{word} with all {unit}s shuffled"), "draw", shuffled.collect()),
    ]
}
