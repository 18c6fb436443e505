//! `skipscape claims`: the note, claim by claim.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde::Serialize;
use skipscape::study::claims::{CLAIMS, Claim, Judge, Seeded, Spread, Verdict, judge};
use skipscape::study::sweep;

use super::failure::Failure;
use super::layout::{counted, measured, wrapped};
use super::progress::Progress;
use super::seeds::Seeds;
use super::shards::{self, Shard};
use super::{json, say};

/// What is typed after `claims`.
#[derive(Args)]
pub struct Arguments {
    /// How many starts, from seed 1 on, or a range such as 901..910.
    #[arg(long, value_name = "N|FROM..TO", default_value = "10")]
    seeds: Seeds,
    /// Only these claims: C2b, or C2 for all of C2, with commas between several.
    #[arg(long, value_name = "CLAIM", value_delimiter = ',')]
    only: Vec<String>,
    /// Measure nothing: judge what other calls printed with --json, each for seeds or claims of its own.
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "seeds")]
    merge: Vec<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// What `claims --json` prints.
#[derive(Serialize)]
struct Printed {
    engine: &'static str,
    seeds: Vec<u32>,
    holds: bool,
    seconds: f64,
    claims: Vec<Verdict>,
}

/// Does it: a failure of status 1 if a claim falls short.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let chosen = chosen(&arguments.only)?;
    let (shards, seconds) = if arguments.merge.is_empty() {
        let begun = Instant::now();
        let shards = measure(&chosen, &arguments.seeds.list(1).map_err(Failure::Usage)?)?;
        (shards, begun.elapsed().as_secs_f64())
    } else {
        let read = shards::read(&arguments.merge)?;
        (read.shards, read.seconds)
    };
    let mut seeds: Vec<u32> = shards.iter().flat_map(|shard| shard.runs.iter().map(|run| run.seed)).collect();
    seeds.sort_unstable();
    seeds.dedup();
    let verdicts: Vec<Verdict> = chosen
        .iter()
        .filter_map(|claim| shards.iter().find(|shard| shard.id == claim.id).map(|shard| verdict(claim, shard)))
        .collect();
    if verdicts.is_empty() {
        return Err(Failure::work("None of these files holds a claim that was asked for."));
    }
    report(arguments, verdicts, seeds, seconds)
}

/// Every claim on every seed, on all cores.
fn measure(chosen: &[&'static Claim], seeds: &[u32]) -> Result<Vec<Shard>, Failure> {
    let tasks: Vec<(&Claim, u32)> =
        chosen.iter().flat_map(|&claim| seeds.iter().map(move |&seed| (claim, seed))).collect();
    let progress = Progress::new(tasks.len());
    let done = sweep::each(&tasks, |&(claim, seed)| {
        progress.name(claim.id);
        let begun = Instant::now();
        let run = claim.seed(seed);
        progress.unit()(1.0);
        run.map(|run| (run, begun.elapsed().as_secs_f64()))
    });
    drop(progress);
    let mut done = done.into_iter();
    let mut shards = Vec::new();
    for claim in chosen {
        let all: Vec<(Seeded, f64)> =
            done.by_ref().take(seeds.len()).collect::<Result<_, _>>().map_err(Failure::Work)?;
        let (runs, seconds): (Vec<Seeded>, Vec<f64>) = all.into_iter().unzip();
        shards.push(Shard { id: claim.id.to_owned(), seconds: seconds.iter().sum(), runs });
    }
    Ok(shards)
}

fn verdict(claim: &Claim, shard: &Shard) -> Verdict {
    Verdict { seconds: shard.seconds, ..judge(claim, shard.runs.clone()) }
}

fn report(arguments: &Arguments, verdicts: Vec<Verdict>, seeds: Vec<u32>, seconds: f64) -> Result<(), Failure> {
    let barred = verdicts.iter().filter(|verdict| verdict.holds.is_some()).count();
    let short: Vec<&str> =
        verdicts.iter().filter(|verdict| verdict.holds == Some(false)).map(|verdict| verdict.id).collect();
    let holds = short.is_empty();
    let starts = seeds.len();
    let result = match short.as_slice() {
        _ if barred == 0 => format!("{} shown", verdicts.len()),
        [] if barred == 1 => "It holds".to_owned(),
        [] => format!("All {barred} hold"),
        short => format!("{} of {barred} fall short: {}", short.len(), short.join(", ")),
    };
    if arguments.json {
        say(&json::exact(&Printed { engine: env!("CARGO_PKG_VERSION"), seeds, holds, seconds, claims: verdicts })?)?;
    } else {
        let told: String = verdicts.iter().map(told).collect();
        say(&format!("{told}{result}. {}, {seconds:.1} s.\n", counted(starts, "seed")))?;
    }
    if holds { Ok(()) } else { Err(Failure::Short) }
}

/// The claims whose number is one of these, or begins with it before its letter; all if none is given.
fn chosen(only: &[String]) -> Result<Vec<&'static Claim>, Failure> {
    let matches = |claim: &Claim, name: &str| {
        let id = claim.id.to_ascii_lowercase();
        let name = name.trim().to_ascii_lowercase();
        id == name || id.strip_suffix(|letter: char| letter.is_ascii_alphabetic()) == Some(name.as_str())
    };
    for name in only {
        if !CLAIMS.iter().any(|claim| matches(claim, name)) {
            let known = CLAIMS.iter().map(|claim| claim.id).collect::<Vec<_>>().join(", ");
            return Err(Failure::usage(format!("There is no claim {name}: there are {known}.")));
        }
    }
    let wanted = |claim: &&Claim| only.is_empty() || only.iter().any(|name| matches(claim, name));
    Ok(CLAIMS.iter().filter(wanted).collect())
}

fn told(verdict: &Verdict) -> String {
    let spread = |spread: Option<Spread>| match spread {
        Some(Spread { median, min, max }) => format!("{} [{}, {}]", measured(median), measured(min), measured(max)),
        None => "–".to_owned(),
    };
    let word = match verdict.holds {
        Some(true) => "holds",
        Some(false) => "falls short",
        None => "shown",
    };
    let of = CLAIMS.iter().find(|claim| claim.id == verdict.id).map(|claim| claim.judge);
    let held = match of {
        Some(Judge::Shown) | None => counted(verdict.runs.len(), "seed"),
        Some(Judge::Cells(_)) => format!("{} of {} cells", verdict.held, verdict.of),
        Some(Judge::Seeds) => format!("{} of {}", verdict.held, verdict.of),
    };
    format!(
        "{:<5} {:<38} {word:<12} {held:<14} {:>6.1} s\n      {}\n      without {:<34} with {}\n      {}\n\n",
        verdict.id,
        verdict.name,
        verdict.seconds,
        wrapped(verdict.number, 6),
        spread(verdict.a),
        spread(verdict.b),
        wrapped(&format!("bar: {}", verdict.bar), 6)
    )
}
