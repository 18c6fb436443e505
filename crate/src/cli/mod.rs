//! What is typed, and where it goes: one file a command.

mod claims;
mod draw;
mod export;
mod failure;
mod input;
mod json;
mod layout;
mod progress;
mod run;
mod scene;
mod seeds;
mod shards;
mod study;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use failure::Failure;

/// Which engine a digest belongs to: equal digests are promised within one version of it.
const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nengine ",
    env!("CARGO_PKG_VERSION"),
    ": digests belong to it\nscene language v=1"
);

const EXAMPLES: &str = "\
A SCENE is key=value&key=value, the text after # in the page's address. '' is the empty
scene, and - reads scenes from standard input, one a line. Quote it: & and # mean
something to the shell.

  skipscape run ''                                     plain against residual, 56 blocks
  skipscape run 'depth=20&b.scale=depth' --seeds 10    ten starts and their median
  skipscape study gradients 'act=relu' --json          one study, for a program to read
  skipscape draw surface 'depth=20' --out surface.svg  a figure for print
  skipscape export pytorch '' --out networks.py        both networks as a PyTorch script
  skipscape scene 'lr=.01&a.act=relu'                  what a scene means, every key

Exit status: 0 done, 1 the work failed or a claim fell short, 2 bad usage.";

/// Train a plain and a residual network side by side, and measure what the shortcut does.
#[derive(Parser)]
#[command(name = "skipscape", version = VERSION, after_help = EXAMPLES, max_term_width = 110)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train both networks: losses, accuracies, parameters, digests.
    Run(run::Arguments),
    /// Put one question to both networks: a headline number for each, and everything measured on the way.
    Study(study::Arguments),
    /// Draw the page's figures without a browser, as SVG or PNG.
    Draw(draw::Arguments),
    /// Measure the note, claim by claim: the numbers, the bar, held or not.
    Claims(claims::Arguments),
    /// Write a run to take away: a PyTorch script, the weights, the run as JSON.
    Export(export::Arguments),
    /// Say what a scene means: every key, default or set; errors in words.
    Scene(scene::Arguments),
    /// Print a shell's completions.
    Completions {
        /// The shell to complete in.
        shell: Shell,
    },
}

/// Reads the command line, does what it says, and says in words what went wrong.
pub fn main() -> ExitCode {
    // clap prints help, versions and errors of usage itself, and exits with 0 or 2.
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Study(arguments) => study::run(&arguments),
        Command::Draw(arguments) => draw::run(&arguments),
        Command::Claims(arguments) => claims::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Scene(arguments) => scene::run(&arguments),
        Command::Completions { shell } => completions(shell),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.tell();
            failure.code()
        }
    }
}

fn completions(shell: Shell) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "skipscape", &mut text);
    say(&String::from_utf8_lossy(&text))
}

/// Says before any work is done that a file could not be written after it.
fn writable(path: &Path) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let why = if path.is_dir() {
        "it is a folder"
    } else if folder.is_some_and(|folder| !folder.is_dir()) {
        "its folder is not there"
    } else {
        return Ok(());
    };
    Err(Failure::work(format!("{}: the file cannot be written: {why}.", path.display())))
}

/// Prints to standard output. A reader that has seen enough (`| head`) is no failure, but ends the work.
fn say(text: &str) -> Result<(), Failure> {
    put(text.as_bytes())
}

/// The same of bytes.
fn put(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Closed),
        Err(error) => Err(Failure::work(format!("Standard output cannot be written: {error}."))),
    }
}
