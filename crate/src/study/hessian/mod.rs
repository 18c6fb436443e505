//! How the training loss is curved where a network stands: the eigenvalues of its Hessian.

mod density;
mod lanczos;
mod operator;
mod search;

pub use density::Spectrum;
pub use lanczos::{Lanczos, Ritz};
pub use operator::Hessian;
pub use search::{Search, signs};

use self::density::places;
use super::plane::Plane;
use super::words::{both, examples, unit};
use super::{
    Axis, Body, Fact, Findings, Map, On, Panel, Part, Parts, Scale, Series, Study, Style, Subject, Task, eigen, finite,
    of,
};
use crate::autograd::NodeId;
use crate::data::Data;
use crate::model::Model;
use crate::scene::{Norm, Plane as Kind, Scene, Side, grouped};
use crate::train::{Trainer, median};

/// How sharply is the loss curved at the weights?
pub const STUDY: Study = Study {
    name: "hessian",
    label: "Hessian",
    headline_name: "largest eigenvalue of the Hessian",
    measures: "The Hessian holds the second derivatives of the training loss by all parameters; its largest eigenvalue is the \
               sharpest curvature in any direction, where the network stands. The spectrum is drawn exactly up to 300 \
               parameters, and beyond by Lanczos's method from eight random starts; the map shows how large the smallest \
               eigenvalue is beside the largest over a slice of the loss surface.",
    misleads: "The largest eigenvalue does not tell the two networks apart reliably: from one start to the next either has the \
               larger one. It is the curvature at one point, along one direction of thousands, and rescaling the weights of a relu \
               network changes it though the network answers the same. Relu counts here as having no second derivative \
               anywhere, so what its bends add is not seen; with batch norm the statistics are those of all points, and move with the weights.",
    source: "Ghorbani, Krishnan and Xiao 2019; Yao et al. 2020; Li et al. 2018, section 6; Dinh et al. 2017",
    weak: &[
        ("Relu at 20 layers: either network may have the larger one", "depth=20&act=relu&init=he&b.scale=depth"),
        ("Small enough for every eigenvalue", "depth=4&width=6"),
    ],
    on: On::Networks,
    unfit,
    tasks,
    run,
    gather,
};

/// Parameters up to which every eigenvalue is computed.
const WHOLE: usize = 300;
/// Most parameters, for all vectors of a search are kept.
const MOST_PARAMETERS: usize = 1 << 18;
/// Most values of hidden units that batch norm, which needs all rows at once, may hold with their second derivatives.
const MOST_AT_ONCE: usize = 1 << 20;
/// Most multiply-adds of one pass forward over all rows: the study makes some two thousand passes forward and back.
const MOST_PRODUCTS: usize = 60_000_000;
/// Random starts of the spectrum.
const PROBES: usize = 8;
/// Products from each.
const STEPS: usize = 48;
/// Points a side of the map (odd: the centre is where the network stands), and products at each.
const MAP: usize = 9;
const MAP_STEPS: usize = 16;
/// Of the largest eigenvalues, how many are searched for.
const LARGEST: usize = 5;

fn unfit(scene: &Scene, data: &Data) -> Option<String> {
    let examples = examples(scene);
    for side in Side::ALL {
        let network = scene.network(side);
        let model = Model::new(scene.model, network, scene.loss, data.into());
        let (called, parameters) = (scene.called(side), model.parameters());
        if parameters > MOST_PARAMETERS {
            return Some(format!(
                "The Hessian is measured up to {} parameters, and {called} has {}: take a smaller width or depth.",
                grouped(MOST_PARAMETERS as u64),
                grouped(parameters as u64)
            ));
        }
        let units = |&node: &NodeId| model.graph.nodes[node.0].sites * model.graph.nodes[node.0].cols;
        let units: usize = model.hidden.iter().map(units).sum();
        let hidden = units * data.train.inputs.nrows();
        if network.norm == Norm::Batch && hidden > MOST_AT_ONCE {
            return Some(format!(
                "With batch norm all {examples} go through at once, and second derivatives of {} hidden values ({examples} × \
                 {}s × units) in {called} do not fit: at most {} do, those of up to {} {examples}.",
                grouped(hidden as u64),
                unit(scene),
                grouped(MOST_AT_ONCE as u64),
                MOST_AT_ONCE / units.max(1)
            ));
        }
        let products = model.graph.multiply_adds() * data.train.len();
        if products > MOST_PRODUCTS {
            return Some(format!(
                "The Hessian takes many passes over all training {examples}, of {} million multiply-adds each in {called}: at \
                 most {} million are done here. It is measured with up to {} {examples}, or with fewer blocks or a smaller width.",
                products / 1_000_000,
                MOST_PRODUCTS / 1_000_000,
                MOST_PRODUCTS / model.graph.multiply_adds()
            ));
        }
    }
    None
}

/// Which task a number stands for.
enum Job {
    /// The largest and the smallest eigenvalues, or all of them.
    Ends,
    /// The spectrum from one random start, numbered from 1.
    Probe(usize),
    /// A row of the map, from the top.
    Row(usize),
}

impl Job {
    fn of(task: &Task) -> Self {
        match task.number {
            0 => Self::Ends,
            n if n <= PROBES => Self::Probe(n),
            n => Self::Row(n - PROBES - 1),
        }
    }
}

fn tasks(scene: &Scene) -> Vec<Task> {
    let cost = |number: usize| match number {
        0 | 1..=PROBES => STEPS,
        _ => MAP * MAP_STEPS,
    };
    let size = Side::ALL.map(|side| Model::sketch(scene, side).graph.multiply_adds() as f64);
    let task = |number, (side, size)| Task { side, number, cost: cost(number) as f64 * size };
    let both = |number| Side::ALL.into_iter().zip(size).map(move |one| task(number, one));
    (0..=PROBES + MAP).flat_map(both).collect()
}

fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut trainer = subject.network(task.side);
    let params = trainer.params().to_vec();
    let whole = params.len() <= WHOLE;
    Ok(match Job::of(task) {
        Job::Ends => {
            let loss = f64::from(trainer.loss_at(&params));
            let (values, exact) = if whole { (every(&trainer), 1.0) } else { (ends(&trainer), 0.0) };
            vec![vec![loss, params.len() as f64, exact], values]
        }
        // Where every eigenvalue is known there is nothing to estimate.
        Job::Probe(_) if whole => vec![Vec::new()],
        Job::Probe(number) => {
            let spectrum = probe(&trainer, number, STEPS);
            let (values, weights) = spectrum.points.into_iter().unzip();
            vec![values, weights]
        }
        Job::Row(row) => vec![map_row(&trainer, subject.scene(), row)?],
    })
}

/// Every eigenvalue of a small network's Hessian, largest first; nothing if one is not finite.
#[must_use]
pub fn every(trainer: &Trainer) -> Vec<f64> {
    let n = trainer.params().len();
    let mut hessian = Hessian::new(trainer, trainer.params());
    let mut unit = vec![0.0; n];
    let mut matrix = Vec::with_capacity(n * n);
    for i in 0..n {
        unit[i] = 1.0;
        matrix.extend(hessian.times(trainer, &unit));
        unit[i] = 0.0;
    }
    if !matrix.iter().all(|x| x.is_finite()) {
        return Vec::new();
    }
    // Both triangles are computed; they differ by rounding.
    let even: Vec<f64> = (0..n * n).map(|k| 0.5 * (matrix[k] + matrix[k % n * n + k / n])).collect();
    eigen::symmetric(&even, n).into_iter().map(|(value, _)| value).collect()
}

/// The largest eigenvalues and then the smallest.
fn ends(trainer: &Trainer) -> Vec<f64> {
    let values = Search::new(trainer, trainer.params(), [LARGEST, 1]).finish(trainer).values();
    values.iter().take(LARGEST).chain(values.last()).map(|ritz| ritz.value).collect()
}

/// The spectrum as one start of random signs sees it. Its average times the number of parameters is Hutchinson's estimate of
/// the trace (1990), vᵀHv.
#[must_use]
pub fn probe(trainer: &Trainer, number: usize, steps: usize) -> Spectrum {
    let start = signs(&trainer.model().graph.layout, trainer.scene().seeds.plane, number);
    let mut hessian = Hessian::new(trainer, trainer.params());
    let lanczos = Lanczos::new(&start).run(steps, |v| hessian.times(trainer, v));
    Spectrum { points: lanczos.values().iter().map(|ritz| (ritz.value, ritz.weight)).collect() }
}

/// |λmin| ÷ |λmax| along a row of the map, on the random slice of the loss surface (Li et al. 2018, section 6).
fn map_row(trainer: &Trainer, scene: &Scene, row: usize) -> Result<Vec<f64>, String> {
    let plane = Plane::new(trainer, Kind::Random)?;
    let start = signs(&trainer.model().graph.layout, scene.seeds.plane, 0);
    let half = (MAP / 2) as f32;
    let at = |i: usize| scene.view.span * ((i as f32 - half) / half);
    let mut params = Vec::new();
    let mut ratio = |column: usize| {
        plane.at(at(column), -at(row), &mut params);
        let mut hessian = Hessian::new(trainer, &params);
        let lanczos = Lanczos::new(&start).run(MAP_STEPS, |v| hessian.times(trainer, v));
        let values = lanczos.values();
        let ends = values.last().zip(values.first());
        ends.map_or(f64::NAN, |(least, largest)| least.value.abs() / largest.value.abs())
    };
    Ok((0..MAP).map(&mut ratio).collect())
}

/// What was found of one network.
struct Network {
    side: Side,
    loss: Option<f64>,
    /// The largest values that are known, largest first, and the smallest.
    values: Vec<f64>,
    exact: bool,
    parameters: f64,
    probes: Vec<Spectrum>,
    rows: Vec<(usize, Vec<f64>)>,
}

impl Network {
    fn read(side: Side, parts: &Parts) -> Self {
        let mut network = Self {
            side,
            loss: None,
            values: Vec::new(),
            exact: false,
            parameters: f64::NAN,
            probes: Vec::new(),
            rows: Vec::new(),
        };
        for (task, part) in of(parts, side) {
            match Job::of(task) {
                Job::Ends => {
                    (network.loss, network.parameters, network.exact) =
                        (finite(part[0][0]), part[0][1], part[0][2] > 0.0);
                    network.values.clone_from(&part[1]);
                }
                Job::Probe(_) if part.len() == 2 && !part[0].is_empty() => {
                    let points = part[0].iter().copied().zip(part[1].iter().copied()).collect();
                    network.probes.push(Spectrum { points });
                }
                Job::Probe(_) => {}
                Job::Row(row) => network.rows.push((row, part[0].clone())),
            }
        }
        network
    }

    fn spectrum(&self) -> Spectrum {
        if self.exact { Spectrum::exact(&self.values) } else { Spectrum::mean(&self.probes) }
    }

    fn top(&self) -> Option<f64> {
        self.values.first().copied().and_then(finite)
    }

    fn least(&self) -> Option<f64> {
        self.values.last().copied().and_then(finite)
    }

    fn trace(&self) -> Option<f64> {
        let spectrum = self.spectrum();
        if spectrum.points.is_empty() { None } else { finite(self.parameters * spectrum.average()) }
    }

    /// The standard error of the trace over the random starts; 0 where it is no estimate.
    fn trace_error(&self) -> Option<f64> {
        if self.exact {
            return Some(0.0);
        }
        let count = self.probes.len() as f64;
        let mean = self.spectrum().average();
        let squares: f64 = self.probes.iter().map(|one| (one.average() - mean) * (one.average() - mean)).sum();
        finite(self.parameters * (squares / (count * (count - 1.0))).sqrt())
    }

    /// The median of |λmin| ÷ |λmax| over the map's points that are there.
    fn convexity(&self) -> Option<f64> {
        let mut all: Vec<f64> = self.rows.iter().flat_map(|(_, row)| row.iter().copied()).collect();
        finite(median(&mut all))
    }

    fn map(&self) -> Option<Map> {
        let mut values = vec![f64::NAN; MAP * MAP];
        for (row, ratios) in &self.rows {
            values.iter_mut().skip(row * MAP).zip(ratios).for_each(|(to, &ratio)| *to = ratio);
        }
        (!self.rows.is_empty()).then(|| Map { side: Some(self.side), name: String::new(), columns: MAP, values })
    }
}

fn gather(scene: &Scene, parts: &Parts) -> Findings {
    let networks = Side::ALL.map(|side| Network::read(side, parts));
    let fact = |name, number: fn(&Network) -> Option<f64>| {
        let [a, b] = &networks;
        Fact::new(name, number(a), number(b))
    };
    let [a, b] = [&networks[0], &networks[1]].map(Network::top);
    let [loss_a, loss_b] = [&networks[0], &networks[1]].map(|network| network.loss);
    Findings {
        a,
        b,
        sentence: format!(
            "The sharpest curvature at the weights is {}, where the training loss is {}.",
            both(scene, a, b),
            both(scene, loss_a, loss_b)
        ),
        facts: vec![
            fact("smallest eigenvalue", Network::least),
            fact("trace", Network::trace),
            fact("standard error of the trace", Network::trace_error),
            fact("share of negative curvature", |network| network.spectrum().negative()),
            fact("|smallest| ÷ |largest|, median over the slice", Network::convexity),
            fact("training loss", |network| network.loss),
        ],
        panels: panels(scene, &networks),
    }
}

fn panels(scene: &Scene, networks: &[Network; 2]) -> Vec<Panel> {
    let mut panels = Vec::new();
    let spectra = networks.each_ref().map(Network::spectrum);
    let line = |(network, spectrum): (&Network, &Spectrum)| {
        // Each on its own scale: a width that suits the wider of them would smear the other over values that it has not.
        let (at, width) = places(spectrum, 401)?;
        Some(Series::line(network.side, at.clone(), spectrum.density(&at, width)))
    };
    let lines: Vec<Series> = networks.iter().zip(&spectra).filter_map(line).collect();
    if !lines.is_empty() {
        panels.push(Panel {
            key: "spectrum".into(),
            title: "density of the eigenvalues".into(),
            x: Axis::new("eigenvalue", Scale::Linear),
            y: Axis::new("density", Scale::Log),
            body: Body::Lines { series: lines, limits: Vec::new() },
        });
    }
    let exact = networks.iter().all(|network| network.exact);
    let ranked = |network: &Network| {
        let shown = if network.exact {
            &network.values[..]
        } else {
            network.values.split_last().map_or(&[][..], |(_, top)| top)
        };
        let ranks = (1..=shown.len()).map(|rank| rank as f64).collect();
        Series::line(network.side, ranks, shown.to_vec()).named("", if exact { Style::Line } else { Style::Marks })
    };
    panels.push(Panel {
        key: "largest".into(),
        title: if exact { "every eigenvalue" } else { "the largest eigenvalues" }.into(),
        // Of hundreds the few large ones would be one spot.
        x: Axis::new("rank", if exact { Scale::Log } else { Scale::Linear }),
        y: Axis::new("eigenvalue", Scale::Linear),
        body: Body::Lines { series: networks.iter().map(ranked).collect(), limits: Vec::new() },
    });
    let span = f64::from(scene.view.span);
    let axis = |label: &str| Axis::new(label, Scale::Linear).over(-span, span);
    panels.push(Panel {
        key: "convexity".into(),
        title: "smallest eigenvalue beside the largest, in size".into(),
        x: axis("random direction 1"),
        y: axis("random direction 2"),
        body: Body::Maps {
            maps: networks.iter().filter_map(Network::map).collect(),
            amount: Axis::new("|smallest| ÷ |largest|", Scale::Log),
            written: false,
        },
    });
    panels
}
