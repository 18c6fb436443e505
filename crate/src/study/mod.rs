//! Studies: one file a question, each with one headline number for each network; and the claims that they are held to.
//!
//! A study is cut into tasks that do not depend on each other. The command line does them on all cores, the page in its
//! idle workers, and both gather the same findings from them, also while some are still missing.

mod attention;
pub mod cka;
pub mod claims;
mod confusion;
mod construction;
pub mod contributions;
mod depths;
mod economy;
pub mod edit;
mod eigen;
mod features;
pub mod findings;
mod fits;
mod gradients;
pub mod grid;
pub mod hessian;
pub mod layers;
mod lbfgs;
pub mod lengths;
pub mod lesions;
pub mod map;
mod outcome;
mod paths;
pub mod plane;
pub mod positions;
pub mod probe;
mod rates;
pub mod refinement;
pub mod reorder;
pub mod representations;
pub mod routes;
mod runs;
pub mod shattering;
mod subject;
pub mod surface;
pub mod sweep;
mod weights;
mod words;

pub use findings::{Axis, Body, Fact, Findings, Map, Panel, Scale, Series, Style};
pub use gradients::ratio;
pub use subject::{Record, Subject, restored};

use serde::Serialize;

use crate::data::Data;
use crate::scene::{Scene, Side};

/// A question that is put to both networks of a scene.
pub struct Study {
    /// Its name on the command line and in a scene's `view`.
    pub name: &'static str,
    /// What its tab is called.
    pub label: &'static str,
    /// What the headline number is.
    pub headline_name: &'static str,
    /// What it measures, in two sentences.
    pub measures: &'static str,
    /// When it misleads.
    pub misleads: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Scenes in which the effect is weak, absent or the other way round: words for the link, and the scene.
    pub weak: &'static [(&'static str, &'static str)],
    /// What it is put to.
    pub on: On,
    /// Why it makes no sense for a scene, as a sentence; none where it does.
    pub unfit: fn(&Scene, &Data) -> Option<String>,
    /// What there is to do for a scene. The same scene has the same tasks.
    pub tasks: fn(&Scene) -> Vec<Task>,
    /// Does one of them.
    pub run: fn(&Subject, &Task) -> Result<Part, String>,
    /// What the tasks that are done say, in the order of `tasks`.
    pub gather: fn(&Scene, &Parts) -> Findings,
}

/// What a list of studies says of each. Whoever lists studies by it carries neither their prose nor what measures them.
#[derive(Clone, Copy, Serialize)]
#[allow(missing_docs)]
pub struct About {
    pub name: &'static str,
    pub label: &'static str,
    pub headline_name: &'static str,
    pub on: On,
    #[serde(skip)]
    pub unfit: fn(&Scene, &Data) -> Option<String>,
}

/// What a study is put to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum On {
    /// The scene's two networks, as they stand.
    Networks,
    /// Networks of its own, which it trains: it needs no run.
    Itself,
}

/// Work that does not depend on other work.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// The network that it is for.
    pub side: Side,
    /// Which of the study's tasks for that network: the study's own numbering.
    pub number: usize,
    /// How long it takes beside the study's other tasks, in any unit.
    pub cost: f64,
}

impl Task {
    /// One task for each network, of equal cost.
    #[must_use]
    pub fn one_each(_: &Scene) -> Vec<Self> {
        Side::ALL.map(|side| Self { side, number: 0, cost: 1.0 }).to_vec()
    }
}

/// What a task gave: lists of numbers, in an order that the study knows.
pub type Part = Vec<Vec<f64>>;

/// The tasks of a study in their order, each with what it gave once it is done.
pub type Parts = [(Task, Option<Part>)];

/// Every study there is, in the order of the page's tabs.
pub const STUDIES: &[Study] = &[
    gradients::STUDY,
    surface::STUDY,
    contributions::STUDY,
    lesions::STUDY,
    representations::STUDY,
    confusion::STUDY,
    features::STUDY,
    attention::STUDY,
    refinement::STUDY,
    hessian::STUDY,
    positions::STUDY,
    shattering::STUDY,
    depths::STUDY,
    rates::STUDY,
    construction::STUDY,
    fits::STUDY,
    outcome::STUDY,
    weights::STUDY,
    paths::STUDY,
    routes::STUDY,
    edit::STUDY,
    economy::STUDY,
];

/// What the list says of every study, in the same order.
pub const ABOUT: [About; STUDIES.len()] = {
    let mut all = [STUDIES[0].about(); STUDIES.len()];
    let mut i = 1;
    while i < all.len() {
        all[i] = STUDIES[i].about();
        i += 1;
    }
    all
};

/// The study of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Study> {
    STUDIES.iter().find(|study| study.name == name)
}

impl Study {
    const fn about(&self) -> About {
        let Self { name, label, headline_name, on, unfit, .. } = *self;
        About { name, label, headline_name, on, unfit }
    }

    /// Does all tasks of a subject, on all cores. `done` hears of each that is done, with its share of the work.
    ///
    /// # Errors
    /// The first sentence that a task fails with, or why the study makes no sense here.
    pub fn measure(&self, subject: &Subject, done: &(dyn Fn(f64) + Sync)) -> Result<Findings, String> {
        if let Some(why) = (self.unfit)(subject.scene(), subject.data()) {
            return Err(why);
        }
        if self.on == On::Networks {
            sweep::each(&Side::ALL, |&side| drop(subject.network(side)));
        }
        let tasks = (self.tasks)(subject.scene());
        let all: f64 = tasks.iter().map(|task| task.cost).sum();
        let parts = sweep::each(&tasks, |task| {
            let part = (self.run)(subject, task);
            done(task.cost / all);
            part
        });
        let parts: Vec<Part> = parts.into_iter().collect::<Result<_, _>>()?;
        let parts: Vec<(Task, Option<Part>)> = tasks.into_iter().zip(parts.into_iter().map(Some)).collect();
        Ok((self.gather)(subject.scene(), &parts))
    }
}

/// For studies that fit every scene.
fn fits(_: &Scene, _: &Data) -> Option<String> {
    None
}

/// A number, or none where JSON has none.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// Σ a·b in the order of the elements.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The parts of one network that are done.
fn of(parts: &[(Task, Option<Part>)], side: Side) -> impl Iterator<Item = (&Task, &Part)> {
    parts.iter().filter(move |(task, _)| task.side == side).filter_map(|(task, part)| Some((task, part.as_ref()?)))
}
