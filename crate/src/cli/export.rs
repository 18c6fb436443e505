//! `skipscape export`: a run to take away.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use skipscape::export::{json, pytorch, weights};
use skipscape::scene::Side;
use skipscape::study::sweep;
use skipscape::train::{Frame, Trainer};

use super::failure::Failure;
use super::input::{Input, Work};
use super::progress::Progress;
use super::{put, say, writable};

/// As what.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Both networks as one Python script that trains them under PyTorch.
    Pytorch,
    /// The weights of both, at the start and trained, as safetensors.
    Weights,
    /// What was measured of both, by step, as JSON.
    Json,
}

/// What is typed after `export`.
#[derive(Args)]
pub struct Arguments {
    /// What to write.
    #[arg(value_name = "WHAT")]
    what: What,
    #[command(flatten)]
    input: Input,
    /// The file to write; - for standard output.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Does it.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let works = arguments.input.works()?;
    let [work] = works.as_slice() else {
        return Err(Failure::usage(format!("One file holds one scene, and {} were given.", works.len())));
    };
    let piped = arguments.out.as_os_str() == "-";
    if !piped {
        writable(&arguments.out)?;
    }
    work.tell_notes();
    let (bytes, told) = match arguments.what {
        What::Pytorch => {
            let data = work.its_data()?;
            let script = pytorch::script(work.scene(), &data).map_err(Failure::work)?;
            (script.into_bytes(), "both networks as a PyTorch script".to_owned())
        }
        What::Weights => {
            let [(a, _), (b, _)] = trained(work)?;
            let told = format!("the weights of both networks, digests {} and {}", a.digest(), b.digest());
            (weights(&[&a, &b]), told)
        }
        What::Json => {
            let [(mut a, in_a), (mut b, in_b)] = trained(work)?;
            let text = json::write(work.scene(), &work.parsed.notes, (&mut a, &in_a), (&mut b, &in_b));
            (text.into_bytes(), format!("the run, {} and {} measured steps", in_a.len(), in_b.len()))
        }
    };
    if piped {
        eprintln!("{told}.");
        return put(&bytes);
    }
    let path = arguments.out.display();
    std::fs::write(&arguments.out, bytes)
        .map_err(|error| Failure::work(format!("{path}: the file cannot be written: {error}.")))?;
    say(&format!("{path}: {told}.\n"))
}

/// Both networks trained to the end, each with what was measured on the way.
fn trained(work: &Work) -> Result<[(Trainer, Vec<Frame>); 2], Failure> {
    let data = work.its_data()?;
    let progress = Progress::new(2);
    let mut both = sweep::each(&Side::ALL, |&side| {
        let tell = progress.unit();
        let mut trainer = Trainer::new(work.scene(), side, data.clone(), true);
        let steps = f64::from(work.scene().steps.max(1));
        let frames = json::train(&mut trainer, |step| tell(f64::from(step) / steps));
        (trainer, frames)
    });
    match (both.pop(), both.pop()) {
        (Some(b), Some(a)) => Ok([a, b]),
        _ => Err(Failure::work("A run was lost.")),
    }
}
