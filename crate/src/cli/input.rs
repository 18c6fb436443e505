//! What a command works on: scenes from the command line or standard input, and the reader's own data.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use clap::Args;
use skipscape::data::{self, Data, Own};
use skipscape::scene::{DataSet, Parsed, Scene, SceneError};
use skipscape::study::Subject;

use super::failure::Failure;
use super::seeds::Seeds;

/// Which scenes, and what data.
#[derive(Args)]
pub struct Input {
    /// The scene, key=value&key=value; - reads scenes from standard input, one a line.
    #[arg(value_name = "SCENE", default_value = "")]
    scene: String,
    /// The reader's own data for data=own: columns of numbers, the last one what should come out.
    #[arg(long, value_name = "FILE.csv")]
    data: Option<PathBuf>,
}

/// A scene to work on, with its place for messages and the reader's own data.
pub struct Work {
    /// What was read.
    pub parsed: Parsed,
    own: Option<Arc<Own>>,
    /// The single seeds that the text states, which another `seed` leaves as they are.
    fixed: Vec<(String, String)>,
}

impl Input {
    /// Every scene, all checked before any work begins.
    pub fn works(&self) -> Result<Vec<Work>, Failure> {
        let own = self.own()?;
        let work = |text: &str| {
            let fixed = pairs(text).filter(|(key, _)| key.starts_with("seed."));
            let fixed = fixed.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
            read(text, own.as_deref()).map(|parsed| Work { parsed, own: own.clone(), fixed })
        };
        if self.scene != "-" {
            return work(&self.scene).map(|work| vec![work]).map_err(Failure::Usage);
        }
        let mut text = String::new();
        io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Failure::work(format!("Standard input cannot be read: {error}.")))?;
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let works: Result<Vec<Work>, Failure> = lines
            .map(|(i, line)| work(line).map_err(|error| Failure::Usage(format!("line {}: {error}", i + 1))))
            .collect();
        match works {
            Ok(works) if works.is_empty() => {
                Err(Failure::usage("Standard input held no scene: write one a line, the empty scene as v=1."))
            }
            works => works,
        }
    }

    fn own(&self) -> Result<Option<Arc<Own>>, Failure> {
        let Some(path) = &self.data else { return Ok(None) };
        let told = |error: &dyn std::fmt::Display| Failure::work(format!("{}: {error}", path.display()));
        let bytes = std::fs::read(path).map_err(|error| told(&format!("the file cannot be read: {error}.")))?;
        let own = Own::from_bytes(&bytes).map_err(|error| told(&error))?;
        for note in own.notes() {
            eprintln!("note: {}: {note}", path.display());
        }
        Ok(Some(Arc::new(own)))
    }
}

/// Reads a scene. A data file stands for `data=own&own=…`, so that it need not be written out.
fn read(text: &str, own: Option<&Own>) -> Result<Parsed, String> {
    let read = Scene::parse_strict(text);
    let Some(own) = own else { return read.map_err(|error| error.to_string()) };
    // `data=own` alone is no scene: with a file at hand it means that file, as a link has it.
    let completed = match read {
        Err(_) => Scene::parse_strict(&format!("{text}&own={}", own.link())).or(read),
        read => read,
    };
    let mut parsed = completed.map_err(|error| error.to_string())?;
    let with = |scene: Scene, key: &str, value: &str| scene.with(key, value).map_err(|error| error.to_string());
    if parsed.scene.data.set != DataSet::Own {
        if parsed.scene.data.set != Scene::default().data.set {
            return Err(format!("--data is for data=own, and this scene has another set: {}.", parsed.scene.print()));
        }
        let scene = with(parsed.scene, "own", &own.link())?;
        parsed.scene = with(scene, "data", "own")?;
    }
    if own.classes().is_none() && !pairs(text).any(|(key, _)| key == "loss") {
        parsed.scene = with(parsed.scene, "loss", "mse")?;
    }
    Ok(parsed)
}

/// The keys of a scene's text with their values, as they were typed.
fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('&').filter_map(|pair| pair.trim().split_once('='))
}

impl Work {
    /// The scene.
    pub fn scene(&self) -> &Scene {
        &self.parsed.scene
    }

    /// The data of one of its scenes.
    pub fn data(&self, scene: &Scene) -> Result<Arc<Data>, String> {
        data::load(scene, self.own.as_deref()).map(Arc::new).map_err(|error| error.to_string())
    }

    /// Its scene's own data; a scene that there is no data for was typed wrong.
    pub fn its_data(&self) -> Result<Arc<Data>, Failure> {
        self.data(self.scene()).map_err(Failure::Usage)
    }

    /// What a study of one of its scenes is put to, with a clock for what is timed.
    pub fn subject(&self, scene: &Scene) -> Result<Subject, Failure> {
        let mut subject = Subject::new(scene, self.data(scene).map_err(Failure::Usage)?);
        subject.time_by(seconds);
        Ok(subject)
    }

    /// The scenes of several seeds, each with its seed; the scene alone if none were asked for.
    pub fn seeded(&self, seeds: Option<Seeds>) -> Result<Vec<(u32, Scene)>, Failure> {
        let own = self.scene().seeds.common();
        let Some(seeds) = seeds else { return Ok(vec![(own, self.scene().clone())]) };
        let seeds = seeds.list(own).map_err(Failure::Usage)?;
        let with = |seed: u32| {
            let scene = self.scene().with("seed", &seed.to_string())?;
            let scene = self.fixed.iter().try_fold(scene, |scene, (key, value)| scene.with(key, value))?;
            Ok((seed, scene))
        };
        seeds.into_iter().map(|seed| with(seed).map_err(|error: SceneError| Failure::usage(error))).collect()
    }

    /// Says on standard error what has no effect.
    pub fn tell_notes(&self) {
        for note in &self.parsed.notes {
            eprintln!("note: {note}");
        }
    }
}

/// Seconds since this was asked for first.
fn seconds() -> f64 {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    BEGUN.get_or_init(Instant::now).elapsed().as_secs_f64()
}
