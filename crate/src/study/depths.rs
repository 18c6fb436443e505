use std::sync::Arc;

use serde_json::json;

use super::{Report, Study, finite};
use crate::data::Data;
use crate::scene::{Scene, Side};
use crate::train::{Outcome, Trainer};

/// Does training error grow with depth?
pub const STUDY: Study = Study {
    name: "depths",
    headline_name: "final training loss",
    measures: "Each network is trained from its own start at depths up to the scene's, with every other setting the same. \
               The number is the mean loss over the whole training set after the last step, at the scene's depth.",
    misleads: "One learning rate serves all depths: a plain network may want a smaller one, more steps or a warm-up. \
               A high training loss says that training did not get there, not that the network could not.",
    source: "He, Zhang, Ren and Sun 2015, figure 1",
    run,
};

/// The depths that are tried, up to the scene's own, which is always the last.
const DEPTHS: [u32; 12] = [1, 2, 4, 8, 14, 20, 28, 40, 56, 100, 200, 500];

fn run(scene: &Scene, data: &Arc<Data>, tell: &dyn Fn(f64)) -> Result<Report, String> {
    let mut headlines = [f64::NAN; 2];
    let mut series = Vec::new();
    for (side, headline) in Side::ALL.into_iter().zip(&mut headlines) {
        let deepest = scene.network(side).depth;
        let depths: Vec<u32> = DEPTHS.into_iter().filter(|d| *d < deepest).chain([deepest]).collect();
        let mut points = Vec::new();
        for (done, &depth) in depths.iter().enumerate() {
            let mut trainer = Trainer::new(&with_depth(scene, depth), side, Arc::clone(data), false);
            trainer.finish();
            let outcome = Outcome::of(&mut trainer);
            // A network that diverged did not get anywhere, whatever its last finite loss was.
            *headline = if outcome.diverged.is_some() { f64::INFINITY } else { f64::from(outcome.loss) };
            points.push(json!({ "depth": depth, "loss": outcome.loss, "accuracy": outcome.accuracy,
                "test_loss": outcome.test_loss, "weight_layers": outcome.weight_layers, "diverged": outcome.diverged }));
            let half = if side == Side::A { 0.0 } else { 0.5 };
            tell(half + 0.5 * (done + 1) as f64 / depths.len() as f64);
        }
        series.push(points);
    }
    let [a, b] = headlines.map(finite);
    Ok(Report { a, b, series: json!({ "a": series[0], "b": series[1] }) })
}

/// The same scene with both networks so many blocks deep.
fn with_depth(scene: &Scene, depth: u32) -> Scene {
    let mut scene = scene.clone();
    scene.a.depth = depth;
    scene.b.depth = depth;
    scene
}
