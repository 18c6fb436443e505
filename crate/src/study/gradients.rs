use super::words::both;
use super::{Axis, Body, Findings, On, Panel, Part, Scale, Series, Study, Subject, Task, finite, fits, of};
use crate::scene::{Scene, Side};
use crate::train::Frame;

/// Does the gradient reach the first layer?
pub const STUDY: Study = Study {
    name: "gradients",
    label: "Gradient flow",
    headline_name: "log10 of |dL/dh0| / |dL/dhL|",
    measures: "The norm, over the whole training set, of the loss's gradient by the state before the first block, divided by \
               that after the last, as a power of ten, after the last step. 0 would be ideal: the signal arrives as it left.",
    misleads: "A small gradient is not yet the cause of a high loss: the loss is often stuck before the gradient vanishes, and \
               with batch norm the plain network's explodes instead. The norm of weight gradients hides all this.",
    source: "Bengio, Simard and Frasconi 1994; Glorot and Bengio 2010; He et al. 2015, section 4.1",
    weak: &[
        ("Batch norm: it explodes instead", "act=relu&norm=batch&init=he"),
        ("Eight layers: it does not fade", "depth=8"),
    ],
    on: On::Networks,
    unfit: fits,
    tasks: Task::one_each,
    run,
    gather,
};

/// log₁₀ ‖∂L/∂h₀‖/‖∂L/∂h_L‖ of a frame.
#[must_use]
pub fn ratio(frame: &Frame) -> f64 {
    let (first, last) = (frame.grad.first(), frame.grad.last());
    first.zip(last).map_or(f64::NAN, |(&first, &last)| f64::from(first) - f64::from(last))
}

/// `[ratio]`, `[log₁₀ ‖∂L/∂h_l‖ …]`.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let frame = subject.network(task.side).frame();
    Ok(vec![vec![ratio(&frame)], frame.grad.iter().map(|&g| f64::from(g)).collect()])
}

fn gather(scene: &Scene, parts: &[(Task, Option<Part>)]) -> Findings {
    let headline = |side| of(parts, side).next().and_then(|(_, part)| finite(part[0][0]));
    let [a, b] = Side::ALL.map(headline);
    let series = Side::ALL.into_iter().flat_map(|side| {
        of(parts, side)
            .map(move |(_, part)| Series::line(side, (0..part[1].len()).map(|l| l as f64).collect(), part[1].clone()))
    });
    Findings {
        a,
        b,
        sentence: format!(
            "From the last layer to the first the gradient changes by this power of ten: {}.",
            both(scene, a, b)
        ),
        facts: Vec::new(),
        panels: vec![Panel {
            key: "gradient",
            title: "size of ∂L/∂h".into(),
            x: Axis::new("layer", Scale::Layers),
            y: Axis::new("size of ∂L/∂h", Scale::Log10),
            body: Body::Lines { series: series.collect(), limits: Vec::new() },
        }],
    }
}
