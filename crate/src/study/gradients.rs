use std::sync::Arc;

use serde_json::{Value, json};

use super::{Report, Study, finite};
use crate::data::Data;
use crate::scene::{Scene, Side};
use crate::train::{Frame, History, Trainer};

/// Does the gradient reach the first layer?
pub const STUDY: Study = Study {
    name: "gradients",
    headline_name: "log10 of |dL/dh0| / |dL/dhL|",
    measures: "The norm, over the whole training set, of the loss's gradient by the state before the first block, divided by \
               that after the last, as a power of ten, after the last step. 0 would be ideal: the signal arrives as it left.",
    misleads: "A small gradient is not yet the cause of a high loss: the loss is often stuck before the gradient vanishes, and \
               with batch norm the plain network's explodes instead. The norm of weight gradients hides all this.",
    source: "Bengio, Simard and Frasconi 1994; Glorot and Bengio 2010; He et al. 2015, section 4.1",
    run,
};

/// log₁₀ ‖∂L/∂h₀‖/‖∂L/∂h_L‖ of a frame.
#[must_use]
pub fn ratio(frame: &Frame) -> f64 {
    let (first, last) = (frame.grad.first(), frame.grad.last());
    first.zip(last).map_or(f64::NAN, |(&first, &last)| f64::from(first) - f64::from(last))
}

fn run(scene: &Scene, data: &Arc<Data>, tell: &dyn Fn(f64)) -> Result<Report, String> {
    let mut headlines = [f64::NAN; 2];
    let mut series: Vec<Value> = Vec::new();
    for (side, headline) in Side::ALL.into_iter().zip(&mut headlines) {
        let mut trainer = Trainer::new(scene, side, Arc::clone(data), true);
        let half = if side == Side::A { 0.0 } else { 0.5 };
        while trainer.advance() {
            tell(half + 0.5 * f64::from(trainer.step()) / f64::from(scene.steps.max(1)));
        }
        *headline = ratio(&trainer.frame());
        let frames = trainer.history().map(History::frames).unwrap_or_default();
        let frames = frames.iter().map(|frame| {
            json!({ "step": frame.step, "loss": frame.loss, "log10_gradient": frame.grad, "ratio": finite(ratio(frame)) })
        });
        series.push(frames.collect());
    }
    let [a, b] = headlines.map(finite);
    Ok(Report { a, b, series: json!({ "a": series[0], "b": series[1] }) })
}
