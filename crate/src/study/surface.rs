//! A slice of the loss surface: the training loss over w + a·d₁ + b·d₂, a point at a time, and its numbers.

use serde::Serialize;

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
    Ok(vec![numbers, surface.drawn.losses.iter().map(|&loss| f64::from(loss)).collect()])
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

/// Points a side of the grid that the numbers are taken from, whatever grid is drawn.
pub const NUMBERS_GRID: usize = 21;

/// As many points of a grid take about as long as one product with the Hessian, and so many products find a plane as a rule.
const POINTS_A_PRODUCT: usize = 12;
const PRODUCTS: usize = 15;

/// The training loss on a square grid over a plane, being computed.
#[derive(Clone, Debug)]
pub struct Surface {
    plane: Making,
    drawn: Grid,
    /// The grid of span 1 that the numbers are taken from.
    numbers: Grid,
    params: Vec<f32>,
    snapshots: Vec<(u32, Vec<f32>)>,
    path: Vec<Step>,
    /// As how many points the search for the plane counts.
    sought: usize,
}

/// A square of losses, row by row: b rises from −span to span with the rows, a with the columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// Points a side.
    pub side: usize,
    /// Half-width.
    pub span: f32,
    /// Losses so far.
    pub losses: Vec<f32>,
}

impl Grid {
    /// An empty grid.
    #[must_use]
    pub fn new(side: usize, span: f32) -> Self {
        Self { side, span, losses: Vec::with_capacity(side * side) }
    }

    /// The coordinate of line `i`: exactly 0 for the middle one.
    #[must_use]
    pub fn coordinate(&self, i: usize) -> f32 {
        let half = (self.side / 2) as f32;
        self.span * ((i as f32 - half) / half)
    }

    fn full(&self) -> bool {
        self.losses.len() == self.side * self.side
    }
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
    /// A surface to be computed over a plane of this kind, with `side` points (odd) a side and half-width `span`.
    ///
    /// # Errors
    /// A sentence where the plane cannot be made.
    pub fn new(trainer: &Trainer, kind: Kind, span: f32, side: usize) -> Result<Self, String> {
        if side.is_multiple_of(2) || !(3..=201).contains(&side) || !(span > 0.0 && span.is_finite()) {
            return Err(format!(
                "grid={side} with span={span} is no surface: grid is odd, 3 to 201, and span is above 0."
            ));
        }
        Ok(Self::on(trainer, Making::new(trainer, kind)?, span, side))
    }

    /// A surface to be computed over a plane of one's own.
    #[must_use]
    pub fn over(trainer: &Trainer, plane: Plane, span: f32, side: usize) -> Self {
        Self::on(trainer, Making::Made(plane), span, side)
    }

    fn on(trainer: &Trainer, plane: Making, span: f32, side: usize) -> Self {
        Self {
            drawn: Grid::new(side, span),
            numbers: Grid::new(NUMBERS_GRID, 1.0),
            sought: if matches!(plane, Making::Sought(..)) { POINTS_A_PRODUCT * PRODUCTS } else { 0 },
            plane,
            params: Vec::new(),
            snapshots: trainer.history().map(|history| history.snapshots().to_vec()).unwrap_or_default(),
            path: Vec::new(),
        }
    }

    /// Goes on with the plane if it has to be searched for, then computes one more point: of the grid that is drawn, then of the
    /// one that the numbers are taken from, then of the path. False when nothing is left.
    ///
    /// # Errors
    /// A sentence where the plane cannot be made.
    pub fn advance(&mut self, trainer: &mut Trainer) -> Result<bool, String> {
        self.plane.advance(trainer)?;
        let Making::Made(plane) = &self.plane else { return Ok(true) };
        if self.drawn.full() && self.drawn.side == self.numbers.side && self.drawn.span == self.numbers.span {
            self.numbers.losses.clone_from(&self.drawn.losses);
        }
        let next = [&mut self.drawn, &mut self.numbers].into_iter().find(|grid| !grid.full());
        let Some(grid) = next else { return Ok(self.advance_path(trainer)) };
        let i = grid.losses.len();
        plane.at(grid.coordinate(i % grid.side), grid.coordinate(i / grid.side), &mut self.params);
        grid.losses.push(trainer.loss_at(&self.params));
        Ok(true)
    }

    fn advance_path(&mut self, trainer: &mut Trainer) -> bool {
        let Some((step, params)) = self.snapshots.get(self.path.len()) else { return false };
        let Making::Made(plane) = &self.plane else { return false };
        let at = plane.project(params);
        plane.at(at.a as f32, at.b as f32, &mut self.params);
        let (loss, slice) = (trainer.loss_at(params), trainer.loss_at(&self.params));
        self.path.push(Step { step: *step, a: at.a, b: at.b, off: at.off, distance: at.distance, loss, slice });
        true
    }

    /// Computes all that is left.
    ///
    /// # Errors
    /// A sentence where the plane cannot be made.
    pub fn finish(&mut self, trainer: &mut Trainer) -> Result<(), String> {
        while self.advance(trainer)? {}
        Ok(())
    }

    /// The losses that are drawn.
    #[must_use]
    pub fn drawn(&self) -> &Grid {
        &self.drawn
    }

    /// Points done and points in all, those for the numbers and of the path among them, and those that the search for a plane
    /// counts as.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let all = |grid: &Grid| grid.side * grid.side;
        let done = self.drawn.losses.len() + self.numbers.losses.len() + self.path.len();
        let points = all(&self.drawn) + all(&self.numbers) + self.snapshots.len();
        match &self.plane {
            Making::Made(_) => (done + self.sought, points + self.sought),
            Making::Sought(search, _) => (self.sought.min(POINTS_A_PRODUCT * search.steps()), points + self.sought),
        }
    }

    fn explained(&self) -> Option<[f64; 2]> {
        match &self.plane {
            Making::Made(plane) => plane.explained,
            Making::Sought(..) => None,
        }
    }

    /// The numbers of a finished surface and the path beside it.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let losses = &self.drawn.losses;
        Facts {
            roughness: roughness(&self.numbers),
            minima: minima(&self.numbers),
            variation: variation(&self.numbers),
            centre: losses.get(losses.len() / 2).copied().unwrap_or(f32::NAN),
            min: losses.iter().copied().fold(f32::INFINITY, f32::min),
            max: losses.iter().copied().fold(f32::NEG_INFINITY, f32::max),
            explained: self.explained(),
            path: self.path.clone(),
        }
    }
}

/// Mean over the inner points of |∂xx| + |∂yy|, by raw second differences, over the grid's range. None if a loss is not
/// finite; 0 for a flat grid.
#[must_use]
pub fn roughness(grid: &Grid) -> Option<f64> {
    let range = range(grid)?;
    let n = grid.side;
    let z = |i: usize, j: usize| f64::from(grid.losses[i * n + j]);
    let mut sum = 0.0;
    for i in 1..n - 1 {
        for j in 1..n - 1 {
            sum +=
                (z(i, j + 1) - 2.0 * z(i, j) + z(i, j - 1)).abs() + (z(i + 1, j) - 2.0 * z(i, j) + z(i - 1, j)).abs();
        }
    }
    let count = ((n - 2) * (n - 2)) as f64;
    Some(if range > 0.0 { sum / count / range } else { 0.0 })
}

/// Inner points lower than all eight round them.
#[must_use]
pub fn minima(grid: &Grid) -> usize {
    let n = grid.side;
    if grid.losses.len() != n * n {
        return 0;
    }
    let inner = |k: usize| (1..n - 1).contains(&(k / n)) && (1..n - 1).contains(&(k % n));
    let lowest = |k: &usize| {
        [k - n - 1, k - n, k - n + 1, k - 1, k + 1, k + n - 1, k + n, k + n + 1]
            .iter()
            .all(|&other| grid.losses[*k] < grid.losses[other])
    };
    (0..n * n).filter(|&k| inner(k)).filter(lowest).count()
}

/// Mean over all lines, both ways, of the line's total variation, over the grid's range. None if a loss is not finite.
#[must_use]
pub fn variation(grid: &Grid) -> Option<f64> {
    let range = range(grid)?;
    let n = grid.side;
    let mut sum = 0.0;
    for i in 0..n {
        for j in 1..n {
            sum += f64::from((grid.losses[i * n + j] - grid.losses[i * n + j - 1]).abs());
            sum += f64::from((grid.losses[j * n + i] - grid.losses[(j - 1) * n + i]).abs());
        }
    }
    Some(if range > 0.0 { sum / (2 * n) as f64 / range } else { 0.0 })
}

/// Largest less least; none of a grid that is not full or not finite.
fn range(grid: &Grid) -> Option<f64> {
    if !grid.full() || !grid.losses.iter().all(|loss| loss.is_finite()) {
        return None;
    }
    let (low, high) = grid.losses.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &z| {
        (if z < low { z } else { low }, if z > high { z } else { high })
    });
    Some(f64::from(high) - f64::from(low))
}

#[cfg(test)]
mod tests {
    use super::{Grid, minima, roughness, variation};

    fn filled(f: impl Fn(f64, f64) -> f64) -> Grid {
        let mut grid = Grid::new(21, 1.0);
        for k in 0..21 * 21 {
            let (x, y) = (grid.coordinate(k % 21), grid.coordinate(k / 21));
            grid.losses.push(f(f64::from(x), f64::from(y)) as f32);
        }
        grid
    }

    #[test]
    fn a_bowl_has_one_minimum_and_the_roughness_of_its_curvature() {
        let bowl = filled(|x, y| x * x + y * y);
        assert_eq!(minima(&bowl), 1);
        // Second differences are 2·0.1² each way, the range is 2.
        let expected = 2.0 * 2.0 * 0.01 / 2.0;
        assert!((roughness(&bowl).unwrap_or(f64::NAN) - expected).abs() < 1e-6);
    }

    #[test]
    fn a_slope_is_smooth_and_runs_through_its_range_once_in_one_direction() {
        let slope = filled(|x, _| x);
        assert!(roughness(&slope).unwrap_or(f64::NAN) < 1e-6);
        assert!((variation(&slope).unwrap_or(f64::NAN) - 0.5).abs() < 1e-6);
        assert_eq!(minima(&slope), 0);
    }

    #[test]
    fn a_grid_that_is_not_finite_has_no_roughness() {
        let wall = filled(|x, _| if x > 0.5 { f64::INFINITY } else { 0.0 });
        assert_eq!(roughness(&wall), None);
        assert_eq!(variation(&wall), None);
    }
}
