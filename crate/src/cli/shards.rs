//! Parts of one measurement that were made apart: on other machines, for other seeds or other claims.

use std::path::PathBuf;

use serde::Deserialize;
use skipscape::study::claims::{CLAIMS, Seeded};

use super::failure::Failure;

/// A claim's part of a file that `claims --json` printed.
#[derive(Clone, Deserialize)]
pub struct Shard {
    /// The claim's number.
    pub id: String,
    /// Seconds that its seeds took, one after the other.
    pub seconds: f64,
    /// Each seed's numbers.
    pub runs: Vec<Seeded>,
}

/// A file, as far as it is read.
#[derive(Deserialize)]
struct File {
    engine: String,
    seconds: f64,
    claims: Vec<Shard>,
}

/// What several files hold together.
#[derive(Default)]
pub struct Read {
    /// One shard a claim, its seeds rising.
    pub shards: Vec<Shard>,
    /// Wall time of all of them, one after the other.
    pub seconds: f64,
}

/// Joins files. A seed that several hold must be the same in each: a run repeats to the bit.
///
/// # Errors
/// A sentence that names the file, if it cannot be read, is of another engine or another measurement.
pub fn read(paths: &[PathBuf]) -> Result<Read, Failure> {
    let mut all = Read::default();
    for path in paths {
        let told = |what: String| Failure::work(format!("{}: {what}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| told(format!("the file cannot be read: {error}.")))?;
        if text.trim().is_empty() {
            return Err(told("this file is empty: the call that should have written it failed.".to_owned()));
        }
        // A file may hold what several calls printed, a line each.
        for file in serde_json::Deserializer::from_str(&text).into_iter::<File>() {
            let file = file.map_err(|error| told(format!("this is not what claims --json prints: {error}.")))?;
            if file.engine != env!("CARGO_PKG_VERSION") {
                let here = env!("CARGO_PKG_VERSION");
                return Err(told(format!(
                    "measured by engine {}, and this is {here}: their numbers may differ.",
                    file.engine
                )));
            }
            all.seconds += file.seconds;
            for shard in file.claims {
                add(&mut all.shards, shard).map_err(told)?;
            }
        }
    }
    all.shards.iter_mut().for_each(|shard| shard.runs.sort_unstable_by_key(|run| run.seed));
    Ok(all)
}

fn add(shards: &mut Vec<Shard>, new: Shard) -> Result<(), String> {
    if !CLAIMS.iter().any(|claim| claim.id == new.id) {
        return Err(format!("there is no claim {}.", new.id));
    }
    let Some(known) = shards.iter_mut().find(|shard| shard.id == new.id) else {
        shards.push(Shard { runs: Vec::new(), seconds: 0.0, id: new.id.clone() });
        return add(shards, new);
    };
    known.seconds += new.seconds;
    for run in new.runs {
        match known.runs.iter().find(|other| other.seed == run.seed) {
            Some(other) if *other == run => {}
            Some(_) => {
                return Err(format!("{} with seed {} has other numbers here than in another file.", new.id, run.seed));
            }
            None => known.runs.push(run),
        }
    }
    Ok(())
}
