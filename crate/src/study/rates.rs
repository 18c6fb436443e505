use super::runs::{Spread, changed, line_of, reached, starts, train_to, trainer};
use super::{Axis, Body, Fact, Findings, On, Panel, Part, Scale, Series, Study, Subject, Task, finite, fits, of};
use crate::number::{count, percent};
use crate::scene::{MOST_STEPS, Opt, Scene, Schedule, Side, Timed};
use crate::train::Trainer;

/// Is it the learning rate?
pub const STUDY: Study = Study {
    name: "rates",
    label: "Learning rates",
    headline_name: "share of starts with a training loss below 0.1, at its own best rate",
    measures: "Each network is trained from five starts at each of several learning rates, for its own number of steps and for \
               10/3 as many. Counted are the starts whose loss over the whole training set ends below 0.1; a network's best \
               rate is the one at which most do, and of equals the one with the lowest median.",
    misleads: "0.1 is a threshold: it suits two classes, and says nothing of how far below or above a loss ends; the medians do. \
               Each rate is constant where the setup's changes in mid-run. Warm-up, a schedule or another optimiser may do what \
               no constant rate does.",
    source: "He, Zhang, Ren and Sun 2015, section 4.2: 110 layers needed a warm-up",
    weak: &[("Eight layers: both get there", "depth=8")],
    on: On::Itself,
    unfit: fits,
    tasks,
    run,
    gather,
};

/// The loss that counts as there.
pub const THERE: f64 = 0.1;

/// Rates of Adam; gradient descent takes ten times these.
const RATES: [f32; 6] = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2];
const RATES_OF_DESCENT: [f32; 6] = [1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3];

/// The rates that a network is given, its own among them, in order.
fn rates(scene: &Scene, side: Side) -> Vec<f32> {
    let network = scene.network(side);
    let mut rates = match network.opt {
        Opt::Adam => RATES,
        Opt::Sgd | Opt::Momentum => RATES_OF_DESCENT,
    }
    .to_vec();
    let own = network.lr.first;
    // A rate of 0 trains nothing and has no place on an axis of factors.
    if own > 0.0 && !rates.contains(&own) {
        rates.push(own);
        rates.sort_unstable_by(f32::total_cmp);
    }
    rates
}

/// The scene's steps, and more of them.
fn budgets(scene: &Scene) -> Vec<u32> {
    let longer = (u64::from(scene.steps) * 10 / 3).min(u64::from(MOST_STEPS)) as u32;
    if longer > scene.steps { vec![scene.steps, longer] } else { vec![scene.steps] }
}

fn tasks(scene: &Scene) -> Vec<Task> {
    let mut tasks = Vec::new();
    for start in 0..starts(scene).len() {
        for side in Side::ALL {
            let rates = rates(scene, side).len();
            let cost = f64::from(scene.network(side).depth);
            tasks.extend((0..rates).map(|i| Task { side, number: start * rates + i, cost }));
        }
    }
    tasks
}

/// Training losses after so many steps each, the steps rising. The first steps of a longer run are the shorter run.
pub fn losses_after(trainer: &mut Trainer, budgets: &[u32]) -> Vec<f64> {
    let after = |&budget: &u32| {
        train_to(trainer, budget);
        reached(trainer)[0]
    };
    budgets.iter().map(after).collect()
}

/// `[training loss after each budget]`.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let rates = rates(subject.scene(), task.side);
    let starts = starts(subject.scene());
    let start = starts.get(task.number / rates.len()).ok_or("There is no such start.")?;
    let rate = rates[task.number % rates.len()];
    let scene = changed(start, task.side, |network| network.lr = Timed::always(rate));
    let run_of = |budgets: &[u32]| {
        let mut scene = scene.clone();
        scene.steps = budgets.iter().copied().max().unwrap_or(scene.steps);
        losses_after(&mut trainer(subject, &scene, task.side), budgets)
    };
    let budgets = budgets(&scene);
    Ok(vec![match scene.network(task.side).schedule {
        Schedule::Constant => run_of(&budgets),
        // A rate that falls over the whole run makes another length another run from the first step on.
        Schedule::Cosine => budgets.iter().flat_map(|&budget| run_of(&[budget])).collect(),
    }])
}

/// A network at one rate: how its starts end after one of the budgets.
struct Cell {
    rate: f64,
    share: f64,
    spread: Spread,
}

/// The cells of a network, those of which something is known.
fn cells(scene: &Scene, parts: &[(Task, Option<Part>)], side: Side, budget: usize) -> Vec<Cell> {
    let rates = rates(scene, side);
    let cell = |(i, &rate): (usize, &f32)| {
        let at = of(parts, side).filter(|(task, _)| task.number % rates.len() == i);
        let losses: Vec<f64> = at.filter_map(|(_, part)| part[0].get(budget).copied()).collect();
        let there = losses.iter().filter(|loss| **loss < THERE).count();
        (!losses.is_empty()).then(|| Cell {
            // Single precision's digits of a rate: 0.0003, not 0.0003000000142.
            rate: rate.to_string().parse().unwrap_or(f64::from(rate)),
            share: there as f64 / losses.len() as f64,
            spread: Spread::of(losses),
        })
    };
    rates.iter().enumerate().filter_map(cell).collect()
}

/// The rate at which most starts get there; of equals, the one with the lowest median.
fn best(cells: &[Cell]) -> Option<&Cell> {
    cells
        .iter()
        .min_by(|one, other| other.share.total_cmp(&one.share).then(one.spread.median.total_cmp(&other.spread.median)))
}

fn gather(scene: &Scene, parts: &[(Task, Option<Part>)]) -> Findings {
    let starts = starts(scene).len();
    // A best rate is one of all rates: before each has all its starts there is none.
    let whole = |side| parts.iter().all(|(task, part)| task.side != side || part.is_some());
    let mut findings = Findings::default();
    for (i, budget) in budgets(scene).into_iter().enumerate() {
        let steps = count(f64::from(budget));
        let cells = Side::ALL.map(|side| cells(scene, parts, side, i));
        let best = [0, 1].map(|k: usize| if whole(Side::ALL[k]) { best(&cells[k]) } else { None });
        let at = |value: fn(&Cell) -> f64| best.map(|cell| cell.map(value).and_then(finite));
        let fact = |name: &str, pair| Fact::pair(&format!("{name}, {steps} steps"), pair);
        let share = at(|cell| cell.share);
        findings.facts.extend([
            fact("share at its best rate", share),
            fact("best rate", at(|cell| cell.rate)),
            fact("median loss at its best rate", at(|cell| cell.spread.median)),
        ]);
        let [a, b] = share.map(|share| share.map_or_else(|| "–".to_owned(), percent));
        let said = format!("{a} {}, {b} {}", scene.word(Side::A), scene.word(Side::B));
        if i == 0 {
            [findings.a, findings.b] = share;
            findings.sentence = format!(
                "In {steps} steps, each at its own best rate, this share of {starts} starts ends with a loss below {THERE}: {said}."
            );
        } else {
            findings.sentence += &format!(" In {steps} steps: {said}.");
        }
        findings.panels.extend(panels(KEYS[i], &steps, starts, cells));
    }
    findings
}

/// The panels' names for the scene's steps and for more.
const KEYS: [[&str; 2]; 2] = [["share", "loss"], ["share_longer", "loss_longer"]];

/// The share of starts that get there, and their losses, over the rates.
fn panels(keys: [&'static str; 2], steps: &str, starts: usize, cells: [Vec<Cell>; 2]) -> [Panel; 2] {
    let panel = |key: &'static str, title, y, series, limits| Panel {
        key: key.into(),
        title,
        x: Axis::new("learning rate", Scale::Log),
        y,
        body: Body::Lines { series, limits },
    };
    let share = |(side, cells): (Side, &Vec<Cell>)| {
        Series::line(side, cells.iter().map(|cell| cell.rate).collect(), cells.iter().map(|cell| cell.share).collect())
    };
    let shares = Side::ALL.into_iter().zip(&cells).map(share).collect();
    let loss = |(side, cells): (Side, Vec<Cell>)| {
        line_of(side, &cells.into_iter().map(|cell| (cell.rate, cell.spread)).collect::<Vec<_>>())
    };
    let losses = Side::ALL.into_iter().zip(cells).map(loss).collect();
    [
        panel(
            keys[0],
            format!("starts that end below {THERE}, {steps} steps"),
            Axis::new(format!("share of {starts} starts"), Scale::Linear).over(0.0, 1.0),
            shares,
            Vec::new(),
        ),
        panel(
            keys[1],
            format!("training loss, {steps} steps"),
            Axis::new("training loss", Scale::Log),
            losses,
            vec![(THERE, format!("counted below {THERE}"))],
        ),
    ]
}
