//! `skipscape run`: train both networks of a scene.

use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use serde::Serialize;
use skipscape::data::Data;
use skipscape::model;
use skipscape::scene::{Scene, Side, formula};
use skipscape::study::sweep;
use skipscape::train::{Outcome, Trainer, median};

use super::failure::Failure;
use super::input::{Input, Work};
use super::layout::{Grid, count, counted, headings, measured, percent, sentence};
use super::progress::Progress;
use super::seeds::Seeds;
use super::{json, say};

/// What is typed after `run`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Several starts: a count from the scene's seed on, or a range such as 901..910.
    #[arg(long, value_name = "N|FROM..TO")]
    seeds: Option<Seeds>,
    /// Print one JSON object a scene.
    #[arg(long)]
    json: bool,
}

/// What `run --json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    engine: &'static str,
    scene: String,
    notes: &'a [String],
    a: &'a Outcome,
    b: &'a Outcome,
    /// Starting values that both networks have, and all of the larger one.
    shared: usize,
    total: usize,
    seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    median: Option<Medians>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<&'a [Pair]>,
}

/// Both networks of one seed.
#[derive(Serialize)]
pub struct Pair {
    /// The seed.
    pub seed: u32,
    /// Without.
    pub a: Outcome,
    /// With.
    pub b: Outcome,
}

/// The medians of both networks over the seeds.
#[derive(Serialize)]
pub struct Medians {
    a: Middle,
    b: Middle,
}

/// The medians of one network's numbers; a run that diverged counts as infinitely far off.
#[derive(Serialize)]
struct Middle {
    loss: f64,
    accuracy: f64,
    test_loss: f64,
    test_accuracy: f64,
}

/// Does it.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let works = arguments.input.works()?;
    for (i, work) in works.iter().enumerate() {
        let data = work.its_data()?;
        let seeded = work.seeded(arguments.seeds)?;
        let begun = Instant::now();
        let pairs = pairs(work, &seeded, &Progress::new(2 * seeded.len()))?;
        let seconds = begun.elapsed().as_secs_f64();
        let Some(first) = pairs.first() else { continue };
        let (shared, total) = shared(work.scene(), &data);
        let sweep = arguments.seeds.is_some();
        if arguments.json {
            say(&json::line(&Printed {
                engine: env!("CARGO_PKG_VERSION"),
                scene: work.scene().print(),
                notes: &work.parsed.notes,
                a: &first.a,
                b: &first.b,
                shared,
                total,
                seconds,
                median: sweep.then(|| medians(&pairs)),
                runs: sweep.then_some(pairs.as_slice()),
            })?)?;
            continue;
        }
        work.tell_notes();
        let head = format!("{}{}\n\n", if i > 0 { "\n" } else { "" }, work.scene().link());
        let body = if sweep { told_sweep(work.scene(), &pairs) } else { told(work.scene(), first) };
        let tail =
            format!("  {} of {} starting values are the same in both. {seconds:.1} s.\n", count(shared), count(total));
        say(&format!("{head}{body}{tail}"))?;
    }
    Ok(())
}

/// Trains both networks for each seed, on all cores.
pub fn pairs(work: &Work, seeded: &[(u32, Scene)], progress: &Progress) -> Result<Vec<Pair>, Failure> {
    let tasks: Vec<(&Scene, Side)> = seeded.iter().flat_map(|(_, scene)| Side::ALL.map(|side| (scene, side))).collect();
    let outcomes = sweep::each(&tasks, |&(scene, side)| {
        let tell = progress.unit();
        let data = work.data(scene)?;
        let mut trainer = Trainer::new(scene, side, data, false);
        while trainer.advance() {
            tell(f64::from(trainer.step()) / f64::from(scene.steps.max(1)));
        }
        tell(1.0);
        Ok(Outcome::of(&mut trainer))
    });
    let mut outcomes = outcomes.into_iter();
    let mut pairs = Vec::new();
    for &(seed, _) in seeded {
        let mut next = || outcomes.next().unwrap_or_else(|| Err("A run was lost.".to_owned())).map_err(Failure::Work);
        pairs.push(Pair { seed, a: next()?, b: next()? });
    }
    Ok(pairs)
}

fn shared(scene: &Scene, data: &Arc<Data>) -> (usize, usize) {
    let model::About { shared, total, .. } = model::about(scene, data);
    (shared, total)
}

fn told(scene: &Scene, pair: &Pair) -> String {
    let mut grid = Grid::default();
    let both = [&pair.a, &pair.b];
    let [a, b] = headings(scene);
    grid.row(["", a, b]);
    grid.row(["block".to_owned(), formula(scene.model, &scene.a), formula(scene.model, &scene.b)]);
    let mut row = |label: &str, cell: &dyn Fn(&Outcome) -> String| {
        grid.row([label.to_owned(), cell(both[0]), cell(both[1])]);
    };
    row("blocks", &|outcome| outcome.blocks.to_string());
    row("layers with weights", &|outcome| outcome.weight_layers.to_string());
    row("parameters", &|outcome| count(outcome.parameters));
    row("steps", &|outcome| count(outcome.step as usize));
    row("training loss", &|outcome| measured(f64::from(outcome.loss)));
    row("held-out loss", &|outcome| measured(f64::from(outcome.test_loss)));
    if !both.iter().all(|outcome| outcome.accuracy.is_nan()) {
        row("training accuracy", &|outcome| percent(f64::from(outcome.accuracy)));
        row("held-out accuracy", &|outcome| percent(f64::from(outcome.test_accuracy)));
    }
    row("digest", &|outcome| outcome.digest.clone());
    let mut text = grid.text(2);
    text.push('\n');
    for said in diverged(scene, both) {
        text.push_str(&format!("  {said}\n"));
    }
    text.push_str(&format!("  {}\n", compared(scene, reached(&pair.a), reached(&pair.b))));
    text
}

/// A sentence for each network that diverged: why, and which step its numbers are of.
pub fn diverged(scene: &Scene, both: [&Outcome; 2]) -> Vec<String> {
    let said = |(side, outcome): (Side, &Outcome)| {
        let diverged = outcome.diverged.as_ref()?;
        let (name, step) = (sentence(scene.called(side)), count(outcome.step as usize));
        Some(format!("{name} diverged. {} Its numbers are of step {step}, the last with finite ones.", diverged.why))
    };
    Side::ALL.into_iter().zip(both).filter_map(said).collect()
}

/// The training loss at the end. A network that diverged did not get anywhere, whatever its last finite loss was.
fn reached(outcome: &Outcome) -> f64 {
    if outcome.diverged.is_some() { f64::INFINITY } else { f64::from(outcome.loss) }
}

/// A sentence on the two losses.
fn compared(scene: &Scene, a: f64, b: f64) -> String {
    let larger = |larger, smaller, ratio| {
        let (larger, smaller) = (scene.called(larger), scene.called(smaller));
        format!("The training loss of {larger} is {} times that of {smaller}.", measured(ratio))
    };
    match (a / b, b / a) {
        _ if a == b && a.is_finite() => "Both training losses are the same.".to_owned(),
        (ratio, _) if ratio > 1.0 && ratio.is_finite() => larger(Side::A, Side::B, ratio),
        (_, ratio) if ratio > 1.0 && ratio.is_finite() => larger(Side::B, Side::A, ratio),
        _ => "The training losses cannot be compared.".to_owned(),
    }
}

/// The last finite training loss, with a word where the network diverged after it.
pub fn loss(outcome: &Outcome) -> String {
    let mark = if outcome.diverged.is_some() { " diverged" } else { "" };
    format!("{}{mark}", measured(f64::from(outcome.loss)))
}

fn told_sweep(scene: &Scene, pairs: &[Pair]) -> String {
    let mut grid = Grid::default();
    let [a, b] = headings(scene).map(|heading| format!("loss {heading}"));
    grid.row(["seed", &a, &b, "ratio", "digest a", "digest b"]);
    for pair in pairs {
        grid.row([
            pair.seed.to_string(),
            loss(&pair.a),
            loss(&pair.b),
            measured(reached(&pair.a) / reached(&pair.b)),
            pair.a.digest.clone(),
            pair.b.digest.clone(),
        ]);
    }
    let Medians { a, b } = medians(pairs);
    let ratio = median(&mut pairs.iter().map(|pair| reached(&pair.a) / reached(&pair.b)).collect::<Vec<_>>());
    grid.row(["median".to_owned(), measured(a.loss), measured(b.loss), measured(ratio)]);
    let mut text = grid.text(2);
    let above = pairs.iter().filter(|pair| reached(&pair.a) > reached(&pair.b)).count();
    text.push_str(&format!(
        "\n  The loss of {} is above that of {} on {above} of {}.\n",
        scene.called(Side::A),
        scene.called(Side::B),
        counted(pairs.len(), "seed")
    ));
    let fell = |of: fn(&Pair) -> &Outcome| pairs.iter().filter(|pair| of(pair).diverged.is_some()).count();
    let [a, b] = [fell(|pair| &pair.a), fell(|pair| &pair.b)];
    if a + b > 0 {
        text.push_str(&format!(
            "  Diverged: {} on {a}, {} on {b} of them; their losses are the last finite ones.\n",
            scene.called(Side::A),
            scene.called(Side::B)
        ));
    }
    text
}

/// The medians of both networks.
pub fn medians(pairs: &[Pair]) -> Medians {
    let middle = |outcomes: Vec<&Outcome>| {
        let of = |number: &dyn Fn(&Outcome) -> f32| {
            let number = |outcome: &&Outcome| f64::from(number(outcome));
            median(&mut outcomes.iter().map(number).collect::<Vec<_>>())
        };
        Middle {
            loss: of(&|outcome| if outcome.diverged.is_some() { f32::INFINITY } else { outcome.loss }),
            accuracy: of(&|outcome| outcome.accuracy),
            test_loss: of(&|outcome| if outcome.diverged.is_some() { f32::INFINITY } else { outcome.test_loss }),
            test_accuracy: of(&|outcome| outcome.test_accuracy),
        }
    };
    Medians {
        a: middle(pairs.iter().map(|pair| &pair.a).collect()),
        b: middle(pairs.iter().map(|pair| &pair.b).collect()),
    }
}
