//! A slice of the loss surface: the training loss over w + a·d₁ + b·d₂, a point at a time, and its numbers.

use serde::Serialize;

use super::grid::Grid;
use super::plane::{Making, Plane};
use super::words::both;
use super::{Axis, Body, Fact, Findings, Map, On, Panel, Part, Scale, Study, Subject, Task, finite, fits, of};
use crate::scene::{Plane as Kind, Scene, Side};
use crate::train::Trainer;

/// Is the loss surface smoother?
pub const STUDY: Study = Study {
    name: "surface",
    label: "Loss surface",
    headline_name: "roughness of the slice",
    measures: "Each trained network is moved along two directions, and the training loss is measured at each point. Roughness is \
               the mean size of the second differences over the range, on the 21 by 21 points of half-width 1; on the same points, \
               strict minima are those lower than all eight round them, and variation is how far the loss goes up and down \
               along a line, over the range, in the mean over all lines both ways.",
    misleads: "It is one slice of a space of thousands of dimensions, and says nothing of the path, which random planes almost \
               never hold. With scale 1 the two networks do not separate reliably; with the branch scaled they do.",
    source: "Li, Xu, Taylor, Studer and Goldstein 2018",
    weak: &[
        ("Relu at 56 layers: the order inverts, or cannot be told", "act=relu&init=he"),
        ("Scale 1: slices that come out either way", ""),
    ],
    on: On::Networks,
    unfit: fits,
    tasks: Task::one_each,
    run,
    gather,
};

/// `[roughness, minima, variation, centre]`, `[losses …]`.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut trainer = subject.network(task.side);
    let view = &subject.scene().view;
    let mut surface = Surface::new(&trainer, view.plane, view.span, view.grid as usize)?;
    surface.finish(&mut trainer)?;
    let facts = surface.facts();
    let number = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let numbers = vec![number(facts.roughness), facts.minima as f64, number(facts.variation), f64::from(facts.centre)];
    Ok(vec![numbers, surface.drawn().iter().map(|&loss| f64::from(loss)).collect()])
}

fn gather(scene: &Scene, parts: &[(Task, Option<Part>)]) -> Findings {
    let number = |side, k: usize| of(parts, side).next().and_then(|(_, part)| finite(part[0][k]));
    let fact = |name, k| Fact::new(name, number(Side::A, k), number(Side::B, k));
    let (a, b) = (number(Side::A, 0), number(Side::B, 0));
    let side_of_grid = scene.view.grid as usize;
    let maps = Side::ALL.into_iter().flat_map(|side| {
        of(parts, side).map(move |(_, part)| {
            // The rows of a surface rise with b, those of a map fall.
            let rows = part[1].chunks(side_of_grid).rev();
            Map {
                side: Some(side),
                name: String::new(),
                columns: side_of_grid,
                values: rows.flatten().copied().collect(),
            }
        })
    });
    let span = f64::from(scene.view.span);
    let axis = |label: &str| Axis::new(label, Scale::Linear).over(-span, span);
    Findings {
        a,
        b,
        sentence: format!("The roughness of this slice is {}.", both(scene, a, b)),
        facts: vec![fact("strict minima", 1), fact("variation", 2), fact("training loss in the middle", 3)],
        panels: vec![Panel {
            key: "slice".into(),
            title: "training loss".into(),
            x: axis("direction 1"),
            y: axis("direction 2"),
            body: Body::Maps {
                maps: maps.collect(),
                amount: Axis::new("training loss", Scale::Linear),
                written: false,
            },
        }],
    }
}

/// Points a side of the grid of half-width 1 that the numbers are taken from, whatever grid is drawn.
pub const NUMBERS_GRID: usize = 21;

/// As many points of a grid take about as long as one product with the Hessian, and so many products find a plane as a rule.
const POINTS_A_PRODUCT: usize = 12;
const PRODUCTS: usize = 15;

/// A slice of the loss surface, being measured: a list of points, each with its loss. First those of the grid that is drawn; then, if
/// that is another, those of the grid that the numbers are taken from; then for each snapshot of the path its own point and the
/// nearest one in the plane. No point depends on another: whoever has the plane may measure any of them.
#[derive(Clone, Debug)]
pub struct Surface {
    plane: Making,
    drawn: Grid,
    numbers: Grid,
    snapshots: Vec<(u32, Vec<f32>)>,
    /// The parameters at a point.
    params: Vec<f32>,
    /// The list's losses so far.
    losses: Vec<f32>,
    /// As how many points the search for the plane counts.
    sought: usize,
}

/// What a finished surface says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Facts {
    /// Mean of |∂xx| + |∂yy| over the inner points, over the range: raw second differences on the 21×21 points of span 1.
    pub roughness: Option<f64>,
    /// Points of that grid lower than all eight round them.
    pub minima: usize,
    /// Mean over that grid's lines, both ways, of a line's total variation over the grid's range.
    pub variation: Option<f64>,
    /// The loss in the middle: the training loss.
    pub centre: f32,
    /// The least loss drawn.
    pub min: f32,
    /// The largest loss drawn.
    pub max: f32,
    /// Shares of the path's squared distance from its end along d₁ and d₂ (`trajectory` only).
    pub explained: Option<[f64; 2]>,
    /// The path, oldest first.
    pub path: Vec<Step>,
}

/// A snapshot of the path beside the plane.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// The step.
    pub step: u32,
    /// Coordinate along d₁.
    pub a: f64,
    /// Coordinate along d₂.
    pub b: f64,
    /// Distance from the plane.
    pub off: f64,
    /// Distance from the network as it is now.
    pub distance: f64,
    /// The training loss there.
    pub loss: f32,
    /// The training loss at the nearest point of the plane.
    pub slice: f32,
}

impl Surface {
    /// A surface to be measured over a plane of this kind, with `side` points (odd) a side and half-width `span`.
    ///
    /// # Errors
    /// A sentence where the plane cannot be made.
    pub fn new(trainer: &Trainer, kind: Kind, span: f32, side: usize) -> Result<Self, String> {
        let drawn = square(span, side)?;
        Ok(Self::on(trainer, Making::new(trainer, kind)?, drawn))
    }

    /// A surface to be measured over a plane of one's own.
    ///
    /// # Errors
    /// A sentence where there is no such grid.
    pub fn over(trainer: &Trainer, plane: Plane, span: f32, side: usize) -> Result<Self, String> {
        Ok(Self::on(trainer, Making::Made(plane), square(span, side)?))
    }

    fn on(trainer: &Trainer, plane: Making, drawn: Grid) -> Self {
        Self {
            drawn,
            numbers: Grid { side: NUMBERS_GRID, span: 1.0 },
            sought: if matches!(plane, Making::Sought(..)) { POINTS_A_PRODUCT * PRODUCTS } else { 0 },
            plane,
            snapshots: trainer.history().map(|history| history.snapshots().to_vec()).unwrap_or_default(),
            params: Vec::new(),
            losses: Vec::new(),
        }
    }

    /// Goes on with the plane if it has to be searched for; true when it is there.
    ///
    /// # Errors
    /// A sentence where the plane cannot be made.
    pub fn seek(&mut self, trainer: &Trainer) -> Result<bool, String> {
        self.plane.advance(trainer)
    }

    /// The plane, when it is there.
    #[must_use]
    pub fn plane(&self) -> Option<&Plane> {
        match &self.plane {
            Making::Made(plane) => Some(plane),
            Making::Sought(..) => None,
        }
    }

    /// Points of the list.
    #[must_use]
    pub fn points(&self) -> usize {
        self.before_the_path() + 2 * self.snapshots.len()
    }

    fn before_the_path(&self) -> usize {
        self.drawn.points() + if self.numbers == self.drawn { 0 } else { self.numbers.points() }
    }

    /// The training loss at a point of the list; none beyond its end, or while there is no plane.
    pub fn loss(&mut self, trainer: &mut Trainer, point: usize) -> Option<f32> {
        let Making::Made(plane) = &self.plane else { return None };
        let [a, b] = match point.checked_sub(self.before_the_path()) {
            None if point < self.drawn.points() => self.drawn.at(point),
            None => self.numbers.at(point - self.drawn.points()),
            Some(of_the_path) => {
                let (_, params) = self.snapshots.get(of_the_path / 2)?;
                if of_the_path.is_multiple_of(2) {
                    return Some(trainer.loss_at(params));
                }
                let near = plane.project(params);
                [near.a as f32, near.b as f32]
            }
        };
        plane.at(a, b, &mut self.params);
        Some(trainer.loss_at(&self.params))
    }

    /// Goes on with the plane, or measures the list's next point. False when nothing is left.
    ///
    /// # Errors
    /// A sentence where the plane cannot be made.
    pub fn advance(&mut self, trainer: &mut Trainer) -> Result<bool, String> {
        if !self.seek(trainer)? {
            return Ok(true);
        }
        let next = self.loss(trainer, self.losses.len());
        self.losses.extend(next);
        Ok(next.is_some())
    }

    /// Measures all that is left.
    ///
    /// # Errors
    /// A sentence where the plane cannot be made.
    pub fn finish(&mut self, trainer: &mut Trainer) -> Result<(), String> {
        while self.advance(trainer)? {}
        Ok(())
    }

    /// Takes the list's losses from whoever measured them.
    pub fn take(&mut self, losses: Vec<f32>) {
        self.losses = losses;
        self.losses.truncate(self.points());
    }

    /// The losses that are drawn, as far as they are there: row by row, b rising.
    #[must_use]
    pub fn drawn(&self) -> &[f32] {
        &self.losses[..self.losses.len().min(self.drawn.points())]
    }

    /// Points done and points in all, those for the numbers and of the path among them, and those that the search for a plane
    /// counts as.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let all = self.sought + self.points();
        match &self.plane {
            Making::Made(_) => (self.sought + self.losses.len(), all),
            Making::Sought(search, _) => (self.sought.min(POINTS_A_PRODUCT * search.steps()), all),
        }
    }

    /// The numbers of a finished surface and the path beside it.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let drawn = self.drawn();
        let apart = if self.numbers == self.drawn { 0 } else { self.drawn.points() };
        let numbers = self.losses.get(apart..apart + self.numbers.points()).unwrap_or_default();
        Facts {
            roughness: self.numbers.roughness(numbers),
            minima: self.numbers.minima(numbers),
            variation: self.numbers.variation(numbers),
            centre: drawn.get(self.drawn.points() / 2).copied().unwrap_or(f32::NAN),
            min: drawn.iter().copied().fold(f32::INFINITY, f32::min),
            max: drawn.iter().copied().fold(f32::NEG_INFINITY, f32::max),
            explained: self.plane().and_then(|plane| plane.explained),
            path: self.path(),
        }
    }

    fn path(&self) -> Vec<Step> {
        let Some(plane) = self.plane() else { return Vec::new() };
        let losses = self.losses.get(self.before_the_path()..).unwrap_or_default().chunks_exact(2);
        let step = |((step, params), losses): (&(u32, Vec<f32>), &[f32])| {
            let near = plane.project(params);
            Step {
                step: *step,
                a: near.a,
                b: near.b,
                off: near.off,
                distance: near.distance,
                loss: losses[0],
                slice: losses[1],
            }
        };
        self.snapshots.iter().zip(losses).map(step).collect()
    }
}

fn square(span: f32, side: usize) -> Result<Grid, String> {
    if side.is_multiple_of(2) || !(3..=201).contains(&side) || !(span > 0.0 && span.is_finite()) {
        return Err(format!("grid={side} with span={span} is no surface: grid is odd, 3 to 201, and span is above 0."));
    }
    Ok(Grid { side, span })
}
