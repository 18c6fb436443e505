//! What the page calls for a slice of the loss surface.

use std::sync::Arc;

use wasm_bindgen::prelude::*;

use super::{Fallible, load, parse, sentence, side_of};
use crate::scene::{Named, Plane};
use crate::study::restored;
use crate::study::surface::Surface;
use crate::train::Trainer;

/// A slice of the loss surface round a network, being computed.
#[wasm_bindgen]
pub struct SurfaceJob(Surface, Trainer);

#[wasm_bindgen]
impl SurfaceJob {
    /// A slice round the network `side` of a scene as it stands: `record` is what `Net.record()` gave.
    #[wasm_bindgen(constructor)]
    pub fn new(
        text: &str,
        side: &str,
        own: Option<String>,
        record: &[f32],
        plane: &str,
        span: f32,
        grid: usize,
    ) -> Fallible<SurfaceJob> {
        let scene = parse(text)?;
        let data = Arc::new(load(&scene, own.as_deref())?);
        let kind = Plane::ALL.iter().find(|(name, _)| *name == plane).map(|(_, kind)| *kind);
        let kind = kind.ok_or_else(|| {
            sentence(format!("plane={plane} is not a plane: random, trajectory, between or hessian."))
        })?;
        let trainer = restored(&scene, side_of(side), &data, record).map_err(sentence)?;
        let surface = Surface::new(&trainer, kind, span, grid).map_err(sentence)?;
        Ok(SurfaceJob(surface, trainer))
    }

    /// Computes one more point, or a part of the plane; false when nothing is left.
    pub fn advance(&mut self) -> Fallible<bool> {
        self.0.advance(&mut self.1).map_err(sentence)
    }

    /// The losses drawn so far from number `from` on, row by row, b rising.
    #[must_use]
    pub fn losses(&self, from: usize) -> Vec<f32> {
        self.0.drawn().losses.get(from..).unwrap_or_default().to_vec()
    }

    /// Points done and points in all.
    #[wasm_bindgen(getter)]
    pub fn progress(&self) -> Vec<u32> {
        let (done, all) = self.0.progress();
        vec![done as u32, all as u32]
    }

    /// The numbers of a finished surface and the path beside it, as JSON.
    #[must_use]
    pub fn facts(&self) -> String {
        serde_json::to_string(&self.0.facts()).unwrap_or_default()
    }
}
