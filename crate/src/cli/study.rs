//! `skipscape study`: one question, put to both networks.

use std::time::Instant;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;
use serde_json::Value;
use skipscape::scene::{Scene, Side};
use skipscape::study::{self, Report, STUDIES, Study, sweep};
use skipscape::train::{Outcome, median};

use super::failure::Failure;
use super::input::{Input, Work};
use super::layout::{Grid, headings, maybe, measured, sentence, wrapped};
use super::progress::Progress;
use super::run::{Pair, pairs};
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
    scene: String,
    notes: &'a [String],
    #[serde(flatten)]
    first: One<'a>,
    seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    median: Option<Medians>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<Vec<One<'a>>>,
}

/// One seed.
#[derive(Serialize)]
struct One<'a> {
    seed: u32,
    a: Arm<'a>,
    b: Arm<'a>,
    series: &'a Value,
}

/// One network: the run's numbers and the study's.
#[derive(Serialize)]
struct Arm<'a> {
    headline: Option<f64>,
    #[serde(flatten)]
    outcome: &'a Outcome,
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
        let progress = Progress::new(3 * seeded.len());
        progress.name(study.name);
        let reports = sweep::each(&seeded, |(_, scene)| {
            let tell = progress.unit();
            let report = (study.run)(scene, &work.data(scene)?, &tell);
            tell(1.0);
            report
        });
        let reports: Vec<Report> = reports.into_iter().collect::<Result<_, _>>().map_err(Failure::Work)?;
        let pairs = pairs(work, &seeded, &progress)?;
        drop(progress);
        let seconds = begun.elapsed().as_secs_f64();
        let mut ones: Vec<One> = pairs.iter().zip(&reports).map(|(pair, report)| one(pair, report)).collect();
        if ones.is_empty() {
            continue;
        }
        if arguments.json {
            let median = arguments.seeds.map(|_| medians(&reports));
            let runs =
                arguments.seeds.map(|_| pairs.iter().zip(&reports).map(|(pair, report)| one(pair, report)).collect());
            say(&json::line(&Printed {
                engine: env!("CARGO_PKG_VERSION"),
                study: study.name,
                headline_name: study.headline_name,
                measures: study.measures,
                misleads: study.misleads,
                source: study.source,
                scene: work.scene().print(),
                notes: &work.parsed.notes,
                first: ones.swap_remove(0),
                seconds,
                median,
                runs,
            })?)?;
        } else {
            work.tell_notes();
            let gap = if i > 0 { "\n" } else { "" };
            say(&format!("{gap}{}", told(study, work, &ones, &medians(&reports), seconds)))?;
        }
    }
    Ok(())
}

fn one<'a>(pair: &'a Pair, report: &'a Report) -> One<'a> {
    One {
        seed: pair.seed,
        a: Arm { headline: report.a, outcome: &pair.a },
        b: Arm { headline: report.b, outcome: &pair.b },
        series: &report.series,
    }
}

fn medians(reports: &[Report]) -> Medians {
    let of = |number: fn(&Report) -> Option<f64>| {
        let numbers: Option<Vec<f64>> = reports.iter().map(number).collect();
        Headline { headline: numbers.map(|mut numbers| median(&mut numbers)) }
    };
    Medians { a: of(|report| report.a), b: of(|report| report.b) }
}

fn told(study: &Study, work: &Work, ones: &[One], medians: &Medians, seconds: f64) -> String {
    let mut text = format!("{}\n\n{}: {}\n\n", work.scene().link(), study.name, study.headline_name);
    let mut grid = Grid::default();
    let [a, b] = headings(work.scene());
    grid.row(["seed", a, b, "loss a", "loss b"]);
    for one in ones {
        let loss = |arm: &Arm| measured(f64::from(arm.outcome.loss));
        let cells = [maybe(one.a.headline), maybe(one.b.headline), loss(&one.a), loss(&one.b)];
        grid.row([one.seed.to_string()].into_iter().chain(cells));
    }
    if ones.len() > 1 {
        grid.row(["median".to_owned(), maybe(medians.a.headline), maybe(medians.b.headline)]);
    }
    text.push_str(&grid.text(2));
    if let [one] = ones {
        text.push_str(&series(work.scene(), one.series));
    }
    text.push_str(&format!(
        "\n{}\n{}\n{}\n{seconds:.1} s; the whole series comes with --json.\n",
        wrapped(&format!("What it measures: {}", study.measures), 2),
        wrapped(&format!("When it misleads: {}", study.misleads), 2),
        wrapped(&format!("Source: {}.", study.source), 2),
    ));
    text
}

/// Lists of plain numbers in a study's series, as columns, thinned to what a screen holds.
fn series(scene: &Scene, series: &Value) -> String {
    const ROWS: usize = 16;
    let mut text = String::new();
    for side in Side::ALL {
        let Some(points) = series[side.name()].as_array().filter(|points| points.len() > 1) else { continue };
        let Some(first) = points.first().and_then(Value::as_object) else { continue };
        let order = ["step", "depth", "loss", "test_loss", "accuracy", "ratio"];
        let columns: Vec<&str> = order.into_iter().filter(|name| first.contains_key(*name)).collect();
        let mut grid = Grid::default();
        grid.row(columns.iter().map(|name| name.replace('_', " ")));
        let stride = points.len().div_ceil(ROWS);
        let last = points.len() - 1;
        for point in points.iter().enumerate().filter(|(i, _)| i % stride == 0 || *i == last).map(|(_, point)| point) {
            grid.row(columns.iter().map(|name| maybe(point[*name].as_f64())));
        }
        text.push_str(&format!("\n  {}:\n{}", sentence(scene.called(side)), grid.text(4)));
    }
    text
}
