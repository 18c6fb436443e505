//! `skipscape scene`: what a scene means.

use clap::Args;
use skipscape::model;
use skipscape::scene::{Group, called, formula, info};

use super::failure::Failure;
use super::input::{Input, Work};
use super::layout::{Grid, count, headings};
use super::{json, say};

/// What is typed after `scene`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Print one JSON object a scene.
    #[arg(long)]
    json: bool,
}

/// Does it.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let works = arguments.input.works()?;
    for (i, work) in works.iter().enumerate() {
        // Own data may not be at hand: then what depends on it is left out, and that is said.
        let networks = work.data(work.scene()).map(|data| model::about(work.scene(), &data));
        let networks = networks.map_err(|why| eprintln!("note: {why}")).ok();
        if arguments.json {
            say(&json::line(&info::about(&work.parsed, networks))?)?;
        } else {
            say(&format!("{}{}", if i > 0 { "\n" } else { "" }, told(work, networks.as_ref())))?;
        }
    }
    Ok(())
}

fn told(work: &Work, networks: Option<&model::About>) -> String {
    let scene = work.scene();
    let mut text = format!("{}\n\n", scene.link());
    let mut grid = Grid::default();
    let [a, b] = headings(scene);
    grid.row(["", a, b]);
    grid.row(["block", formula(scene.model, &scene.a).as_str(), formula(scene.model, &scene.b).as_str()]);
    if let Some(model::About { a, b, .. }) = networks {
        for (label, number) in [
            ("blocks", (|make| make.blocks) as fn(&model::Make) -> usize),
            ("layers with weights", |make| make.weight_layers),
            ("parameters", |make| make.parameters),
        ] {
            grid.row([label.to_owned(), count(number(a)), count(number(b))]);
        }
    }
    text.push_str(&grid.text(2));
    if let Some(&model::About { shared, total, .. }) = networks {
        text.push_str(&format!("  {} of {} starting values are the same in both.\n", count(shared), count(total)));
    }
    let lines = scene.describe();
    let mut grid = Grid::default();
    for group in Group::ALL {
        grid.row(Vec::<String>::new());
        grid.row([group.name()]);
        for line in lines.iter().filter(|line| line.key.group == group) {
            let value =
                if line.a == line.b { short(&line.a) } else { format!("a {}   b {}", short(&line.a), short(&line.b)) };
            let set = if line.set { "set" } else { "" };
            grid.row([format!("  {}", line.key.name), value, set.to_owned(), called(scene, line.key).to_owned()]);
        }
    }
    text.push_str(&grid.text(0));
    for (i, note) in info::all_notes(&work.parsed).iter().enumerate() {
        text.push_str(&format!("{}note: {note}\n", if i == 0 { "\n" } else { "" }));
    }
    text
}

/// A value, cut where it is long; a dash for none.
fn short(value: &str) -> String {
    const LONGEST: usize = 40;
    match value.char_indices().nth(LONGEST) {
        _ if value.is_empty() => "–".to_owned(),
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
