//! `skipscape claims`: the note, claim by claim.

use std::time::Instant;

use clap::Args;
use serde::Serialize;
use skipscape::study::claims::{CLAIMS, Claim, Spread, Verdict, measure};

use super::failure::Failure;
use super::layout::measured;
use super::progress::Progress;
use super::seeds::Seeds;
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
    let seeds = arguments.seeds.list(1).map_err(Failure::Usage)?;
    let begun = Instant::now();
    let progress = Progress::new(chosen.len() * seeds.len());
    let mut verdicts = Vec::new();
    for claim in chosen {
        progress.name(claim.id);
        let started = Instant::now();
        let mut verdict = measure(claim, &seeds, &|| progress.unit()(1.0)).map_err(Failure::Work)?;
        verdict.seconds = started.elapsed().as_secs_f64();
        if !arguments.json {
            progress.aside(|| say(&told(&verdict)))?;
        }
        verdicts.push(verdict);
    }
    drop(progress);
    let seconds = begun.elapsed().as_secs_f64();
    let short: Vec<&str> =
        verdicts.iter().filter(|verdict| verdict.holds == Some(false)).map(|verdict| verdict.id).collect();
    let holds = short.is_empty();
    if arguments.json {
        say(&json::line(&Printed { engine: env!("CARGO_PKG_VERSION"), seeds, holds, seconds, claims: verdicts })?)?;
    } else {
        let result = match short.as_slice() {
            [] => format!("All {} hold", verdicts.len()),
            short => format!("{} of {} fall short: {}", short.len(), verdicts.len(), short.join(", ")),
        };
        say(&format!("{result}. {} seeds, {seconds:.1} s.\n", seeds.len()))?;
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
    format!(
        "{:<5} {:<34} {:<12} {:>3} of {:<3} {:>6.1} s\n      {}\n      without {:<34} with {}\n      bar: {}\n\n",
        verdict.id,
        verdict.name,
        match verdict.holds {
            Some(true) => "holds",
            Some(false) => "falls short",
            None => "shown",
        },
        verdict.held,
        verdict.of,
        verdict.seconds,
        verdict.number,
        spread(verdict.a),
        spread(verdict.b),
        verdict.bar
    )
}
