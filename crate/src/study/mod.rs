//! Studies: one file a question, each with one headline number for each network, and the claims that they hold to a bar.

pub mod claims;
mod depths;
mod eigen;
mod gradients;
pub mod map;
pub mod plane;
pub mod surface;
pub mod sweep;

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::data::Data;
use crate::scene::Scene;

/// A question that is put to both networks of a scene.
pub struct Study {
    /// Its name on the command line.
    pub name: &'static str,
    /// What the headline number is.
    pub headline_name: &'static str,
    /// What it measures, in two sentences.
    pub measures: &'static str,
    /// When it misleads.
    pub misleads: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Does it. `tell` hears the share that is done, 0 … 1.
    pub run: Run,
}

/// What does a study: a scene, its data, and who hears of the progress.
pub type Run = fn(&Scene, &Arc<Data>, tell: &dyn Fn(f64)) -> Result<Report, String>;

/// What a study found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The headline number of the network without shortcuts; none where it is not finite.
    pub a: Option<f64>,
    /// Of the network with them.
    pub b: Option<f64>,
    /// Everything that was measured on the way.
    pub series: Value,
}

/// Every study there is.
pub const STUDIES: &[Study] = &[depths::STUDY, gradients::STUDY, surface::STUDY];

/// The study of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Study> {
    STUDIES.iter().find(|study| study.name == name)
}

/// A number, or none where JSON has none.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}
