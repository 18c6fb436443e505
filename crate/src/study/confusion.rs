//! Which class is taken for which.

use super::words::{both, examples};
use super::{Axis, Body, Fact, Findings, Map, On, Panel, Part, Parts, Scale, Study, Subject, Task, finite, of};
use crate::data::{Data, Rows, Targets};
use crate::number::count;
use crate::scene::{Scene, Side};
use crate::train::{Trainer, largest};

/// Which classes does a network take for others?
pub const STUDY: Study = Study {
    name: "confusion",
    label: "Confusions",
    headline_name: "share of what was held out that is answered wrongly",
    measures: "All that was held out is answered, and counted by what it is (down) and by what the network answers (across). What lies \
               on the diagonal is right; all else is a mistake, and its place says which. Batch norm takes its statistics from the \
               whole training set at these weights.",
    misleads: "It counts answers, not how sure they were: two networks with one table may have very different losses. A network that \
               has one answer for everything fills a single column, and one class in that column is then all right. With few of \
               a class, a cell of 1 or 2 is chance.",
    source: "Stehman 1997 (error matrices)",
    weak: &[("Twenty layers: the network without learns too, later", "model=convnet&steps=96")],
    on: On::Networks,
    unfit,
    tasks: Task::one_each,
    run,
    gather,
};

/// Most classes of a table that can be read.
const MOST: usize = 32;

fn unfit(_: &Scene, data: &Data) -> Option<String> {
    if matches!(data.train.targets, Targets::Values(_)) {
        return Some("There are no classes here to take for each other: values are learnt.".to_owned());
    }
    if data.answers > 1 {
        return Some(
            "This table is of one answer for each that was held out; a sequence has an answer at each place."
                .to_owned(),
        );
    }
    (data.outputs > MOST)
        .then(|| format!("A table of {} classes is too large to be read: {MOST} at most.", data.outputs))
}

/// Of the held-out rows and of the training rows: the table, row by row.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let trainer = subject.network(task.side);
    let data = subject.data();
    Ok([&data.test, &data.train].map(|rows| table(&trainer, rows, data.outputs)).to_vec())
}

fn table(trainer: &Trainer, rows: &Rows, classes: usize) -> Vec<f64> {
    let mut counts = vec![0.0; classes * classes];
    let outputs = trainer.answers(rows.inputs.clone(), &[]);
    if let Targets::Classes(truth) = &rows.targets {
        for (row, truth) in outputs.rows().into_iter().zip(truth) {
            counts[*truth as usize * classes + largest(row.iter())] += 1.0;
        }
    }
    counts
}

/// What a table says: how many in all, mistakes, and the commonest mistake with its class and its answer.
struct Told {
    all: f64,
    wrong: f64,
    most: (f64, usize, usize),
}

fn told(table: &[f64]) -> Told {
    let classes = table.len().isqrt().max(1);
    let mut told = Told { all: 0.0, wrong: 0.0, most: (0.0, 0, 0) };
    for (k, &count) in table.iter().enumerate() {
        let (truth, answer) = (k / classes, k % classes);
        told.all += count;
        if truth != answer {
            told.wrong += count;
            if count > told.most.0 {
                told.most = (count, truth, answer);
            }
        }
    }
    told
}

fn gather(scene: &Scene, parts: &Parts) -> Findings {
    let examples = examples(scene);
    let one = |side, list: usize| of(parts, side).next().map(|(_, part)| told(&part[list]));
    let share = |side, list| one(side, list).and_then(|told| finite(told.wrong / told.all));
    let words = |side| {
        one(side, 0).map(|Told { all, wrong, most: (times, truth, answer) }| {
            let most = if wrong > 0.0 {
                let times = if times == 1.0 { "once".to_owned() } else { format!("{} times", count(times)) };
                format!(", most often {truth} taken for {answer} ({times})")
            } else {
                String::new()
            };
            let are = if wrong == 1.0 { "is" } else { "are" };
            let word = scene.word(side);
            format!("{} of {} held-out {examples} {are} answered wrongly {word}{most}", count(wrong), count(all))
        })
    };
    let said: Vec<String> = Side::ALL.into_iter().filter_map(words).collect();
    let (a, b) = (share(Side::A, 0), share(Side::B, 0));
    Findings {
        a,
        b,
        sentence: if said.is_empty() {
            format!("Wrong are {}.", both(scene, a, b))
        } else {
            format!("{}.", said.join("; "))
        },
        facts: vec![Fact::new(format!("share of the training {examples}"), share(Side::A, 1), share(Side::B, 1))],
        panels: vec![
            panel(parts, 0, "held_out", "held-out", examples),
            panel(parts, 1, "training", "training", examples),
        ],
    }
}

fn panel(parts: &Parts, list: usize, key: &'static str, which: &str, examples: &str) -> Panel {
    let map = |side| {
        of(parts, side).next().map(|(_, part)| Map {
            side: Some(side),
            name: String::new(),
            columns: part[list].len().isqrt().max(1),
            values: part[list].clone(),
        })
    };
    Panel {
        key: key.into(),
        title: format!("{which} {examples}"),
        x: Axis::new("answer", Scale::Linear),
        y: Axis::new("truth", Scale::Linear),
        body: Body::Maps {
            maps: Side::ALL.into_iter().filter_map(map).collect(),
            amount: Axis { from: Some(0.0), ..Axis::new(examples, Scale::Linear) },
            written: true,
        },
    }
}
