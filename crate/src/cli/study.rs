//! `skipscape study`: one question, put to both networks.

use std::time::Instant;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;
use skipscape::scene::{Scene, Side};
use skipscape::study::{self, Fact, Findings, Panel, STUDIES, Study, Subject, sweep};
use skipscape::train::{Outcome, median};

use super::failure::Failure;
use super::input::{Input, Work};
use super::layout::{Grid, headings, maybe, wrapped};
use super::progress::Progress;
use super::run::{diverged, loss};
use super::seeds::Seeds;
use super::{json, say};

/// What is typed after `study`.
#[derive(Args)]
pub struct Arguments {
    /// Which study.
    #[arg(value_parser = PossibleValuesParser::new(STUDIES.iter().map(|study| study.name)))]
    name: String,
    #[command(flatten)]
    input: Input,
    /// Several starts: a count from the scene's seed on, or a range such as 901..910.
    #[arg(long, value_name = "N|FROM..TO")]
    seeds: Option<Seeds>,
    /// Print one JSON object a scene.
    #[arg(long)]
    json: bool,
}

/// What `study --json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    engine: &'static str,
    study: &'static str,
    headline_name: &'static str,
    measures: &'static str,
    misleads: &'static str,
    source: &'static str,
    weak: Vec<Weak>,
    scene: String,
    notes: &'a [String],
    #[serde(flatten)]
    first: &'a One,
    seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    median: Option<Medians>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<&'a [One]>,
}

/// A scene in which the effect is weak, absent or the other way round.
#[derive(Serialize)]
struct Weak {
    what: &'static str,
    scene: &'static str,
}

/// One seed.
#[derive(Serialize)]
struct One {
    seed: u32,
    a: Arm,
    b: Arm,
    sentence: String,
    facts: Vec<Fact>,
    series: Vec<Panel>,
}

/// One network: the run's numbers and the study's.
#[derive(Serialize)]
struct Arm {
    headline: Option<f64>,
    #[serde(flatten)]
    outcome: Outcome,
}

/// Median headline numbers; none if a seed has none.
#[derive(Serialize)]
struct Medians {
    a: Headline,
    b: Headline,
}

#[derive(Serialize)]
struct Headline {
    headline: Option<f64>,
}

/// Does it.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Some(study) = study::find(&arguments.name) else {
        return Err(Failure::usage(format!("There is no study {}.", arguments.name)));
    };
    let works = arguments.input.works()?;
    for (i, work) in works.iter().enumerate() {
        let seeded = work.seeded(arguments.seeds)?;
        let begun = Instant::now();
        let progress = Progress::new(seeded.len());
        progress.name(study.name);
        let mut ones = Vec::new();
        for (seed, scene) in &seeded {
            let subject = work.subject(scene)?;
            let found = study.measure(&subject, &progress.shares()).map_err(Failure::Work)?;
            ones.push(one(*seed, found, &subject)?);
        }
        drop(progress);
        let seconds = begun.elapsed().as_secs_f64();
        let Some(first) = ones.first() else { continue };
        if arguments.json {
            say(&json::line(&Printed {
                engine: env!("CARGO_PKG_VERSION"),
                study: study.name,
                headline_name: study.headline_name,
                measures: study.measures,
                misleads: study.misleads,
                source: study.source,
                weak: study.weak.iter().map(|&(what, scene)| Weak { what, scene }).collect(),
                scene: work.scene().print(),
                notes: &work.parsed.notes,
                first,
                seconds,
                median: arguments.seeds.map(|_| medians(&ones)),
                runs: arguments.seeds.map(|_| ones.as_slice()),
            })?)?;
        } else {
            work.tell_notes();
            let gap = if i > 0 { "\n" } else { "" };
            say(&format!("{gap}{}", told(study, work, &ones, &medians(&ones), seconds)))?;
        }
    }
    Ok(())
}

/// What a study found, with what came of both runs.
fn one(seed: u32, found: Findings, subject: &Subject) -> Result<One, Failure> {
    let outcomes = sweep::each(&Side::ALL, |&side| Outcome::of(&mut subject.network(side)));
    let [a, b] = <[Outcome; 2]>::try_from(outcomes).map_err(|_| Failure::work("A run was lost."))?;
    Ok(One {
        seed,
        a: Arm { headline: found.a, outcome: a },
        b: Arm { headline: found.b, outcome: b },
        sentence: found.sentence,
        facts: found.facts,
        series: found.panels,
    })
}

fn medians(ones: &[One]) -> Medians {
    let of = |number: fn(&One) -> Option<f64>| {
        let numbers: Option<Vec<f64>> = ones.iter().map(number).collect();
        Headline { headline: numbers.map(|mut numbers| median(&mut numbers)) }
    };
    Medians { a: of(|one| one.a.headline), b: of(|one| one.b.headline) }
}

fn told(study: &Study, work: &Work, ones: &[One], medians: &Medians, seconds: f64) -> String {
    let mut text = format!("{}\n\n{}: {}\n\n", work.scene().link(), study.name, study.headline_name);
    let mut grid = Grid::default();
    let [a, b] = headings(work.scene());
    grid.row(["seed", a, b, "loss a", "loss b"]);
    for one in ones {
        let cells = [maybe(one.a.headline), maybe(one.b.headline), loss(&one.a.outcome), loss(&one.b.outcome)];
        grid.row([one.seed.to_string()].into_iter().chain(cells));
    }
    if ones.len() > 1 {
        grid.row(["median".to_owned(), maybe(medians.a.headline), maybe(medians.b.headline)]);
    }
    text.push_str(&grid.text(2));
    if let [one] = ones {
        text.push_str(&format!("\n{}\n", wrapped(&one.sentence, 2)));
        for said in diverged(work.scene(), [&one.a.outcome, &one.b.outcome]) {
            text.push_str(&format!("{}\n", wrapped(&said, 2)));
        }
        text.push_str(&facts(work.scene(), &one.facts));
    }
    text.push_str(&format!(
        "\n{}\n{}\n{}{}\n{seconds:.1} s; the whole series comes with --json.\n",
        wrapped(&format!("What it measures: {}", study.measures), 2),
        wrapped(&format!("When it misleads: {}", study.misleads), 2),
        weak(study),
        wrapped(&format!("Source: {}.", study.source), 2),
    ));
    text
}

/// What to try to see the effect weak, or gone.
fn weak(study: &Study) -> String {
    study.weak.iter().map(|(what, scene)| format!("{what}:\n    skipscape study {} '{scene}'\n", study.name)).collect()
}

/// The numbers beside the headline.
fn facts(scene: &Scene, facts: &[Fact]) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let mut grid = Grid::default();
    let [a, b] = headings(scene);
    grid.row(["", a, b]);
    for fact in facts {
        grid.row([fact.name.clone(), maybe(fact.a), maybe(fact.b)]);
    }
    format!("\n{}", grid.text(2))
}
