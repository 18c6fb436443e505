//! What the page calls for a slice of the loss surface.

use wasm_bindgen::prelude::*;

use super::json::written;
use super::studies::Subject;
use super::{Fallible, sentence, side_of};
use crate::scene::{Named, Plane as Kind};
use crate::study::plane::Plane;
use crate::study::surface::Surface;
use crate::train::Trainer;

/// A slice of the loss surface round a network: a list of points, of which several workers measure a part each.
#[wasm_bindgen]
pub struct SurfaceJob(Surface, Trainer);

#[wasm_bindgen]
impl SurfaceJob {
    /// A slice round a subject's network as it stands. `directions` are those that another worker found; without them they are made, or
    /// to be searched for by [`SurfaceJob::seek`].
    #[wasm_bindgen(constructor)]
    pub fn new(
        subject: &Subject,
        side: &str,
        plane: &str,
        span: f32,
        grid: usize,
        directions: Option<Vec<f32>>,
    ) -> Fallible<SurfaceJob> {
        let kind = Kind::ALL.iter().find(|(name, _)| *name == plane).map(|(_, kind)| *kind);
        let kind = kind.ok_or_else(|| {
            sentence(format!("plane={plane} is not a plane: random, trajectory, between or hessian."))
        })?;
        let trainer = subject.0.network(side_of(side));
        let surface = match directions {
            None => Surface::new(&trainer, kind, span, grid),
            Some(both) => {
                Plane::along(trainer.params(), &both).and_then(|plane| Surface::over(&trainer, plane, span, grid))
            }
        };
        Ok(SurfaceJob(surface.map_err(sentence)?, trainer))
    }

    /// Goes on with the search for the plane; true when it is there.
    pub fn seek(&mut self) -> Fallible<bool> {
        self.0.seek(&self.1).map_err(sentence)
    }

    /// Both directions one after the other, for another worker; empty while they are searched for.
    #[must_use]
    pub fn directions(&self) -> Vec<f32> {
        self.0.plane().map(|plane| plane.directions.concat()).unwrap_or_default()
    }

    /// Points of the list: those that are drawn, row by row, b rising, then those that the numbers are taken from and those of the path.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn points(&self) -> usize {
        self.0.points()
    }

    /// Points done and points in all, with those that the search for the plane counts as.
    #[wasm_bindgen(getter)]
    pub fn progress(&self) -> Vec<u32> {
        let (done, all) = self.0.progress();
        vec![done as u32, all as u32]
    }

    /// The training loss at a point of the list; NaN beyond its end.
    pub fn loss(&mut self, point: usize) -> f32 {
        self.0.loss(&mut self.1, point).unwrap_or(f32::NAN)
    }

    /// The surface's numbers and the path beside it, as JSON, from the losses of the whole list.
    #[must_use]
    pub fn facts(&mut self, losses: Vec<f32>) -> String {
        self.0.take(losses);
        written(&self.0.facts())
    }
}
