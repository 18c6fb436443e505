//! The planes that a loss surface is drawn over: w + a·d₁ + b·d₂.

use super::hessian::Search;
use super::{dot, eigen};
use crate::autograd::{Layout, Role};
use crate::rng::Stream;
use crate::scene::Plane as Kind;
use crate::train::Trainer;

/// Where the path's farthest point lies in a plane that was made from it, as a share of the half-width 1.
const REACH: f64 = 0.8;

/// A plane through a network's parameters.
#[derive(Clone, Debug)]
pub struct Plane {
    /// w: the parameters now.
    pub origin: Vec<f32>,
    /// d₁ and d₂.
    pub directions: [Vec<f32>; 2],
    /// The shares of the path's squared distance from its end that lie along each direction (`trajectory` only).
    pub explained: Option<[f64; 2]>,
}

/// A plane that is being made.
#[derive(Clone, Debug)]
pub enum Making {
    /// It is there.
    Made(Plane),
    /// The Hessian's eigenvectors are still being searched for, at these parameters.
    Sought(Box<Search>, Vec<f32>),
}

impl Making {
    /// Begins to make a plane of this kind through a network as it is now.
    ///
    /// # Errors
    /// A sentence where the plane needs a path that is not there.
    pub fn new(trainer: &Trainer, kind: Kind) -> Result<Self, String> {
        match kind {
            Kind::Hessian => {
                let origin = trainer.params().to_vec();
                Ok(Self::Sought(Box::new(Search::new(trainer, &origin, [2, 0])), origin))
            }
            _ => Plane::new(trainer, kind).map(Self::Made),
        }
    }

    /// Goes on by some rows of data where there is something to search for; true when the plane is there.
    ///
    /// # Errors
    /// A sentence where the Hessian is not finite.
    pub fn advance(&mut self, trainer: &Trainer) -> Result<bool, String> {
        let Self::Sought(search, origin) = self else { return Ok(true) };
        if !search.advance(trainer) {
            *self = Self::Made(Plane::top(search, core::mem::take(origin))?);
        }
        Ok(matches!(self, Self::Made(_)))
    }
}

impl Plane {
    /// The plane of this kind through a network as it is now.
    ///
    /// # Errors
    /// A sentence where the plane needs a path that is not there, or a Hessian that is not finite.
    pub fn new(trainer: &Trainer, kind: Kind) -> Result<Self, String> {
        let origin = trainer.params().to_vec();
        let layout = &trainer.model().graph.layout;
        let seed = trainer.scene().seeds.plane;
        let random = |number| filter_normalised(layout, &origin, seed, number);
        let (directions, explained) = match kind {
            Kind::Random => ([random(1), random(2)], None),
            Kind::Between => {
                let back = difference(trainer.start(), &origin);
                if back.iter().all(|x| *x == 0.0) {
                    return Err(NO_PATH.to_owned());
                }
                ([back.iter().map(|x| *x as f32).collect(), random(1)], None)
            }
            Kind::Trajectory => {
                let (directions, explained) = trajectory(trainer, &origin)?;
                (directions, Some(explained))
            }
            Kind::Hessian => return Self::top(&Search::new(trainer, &origin, [2, 0]).finish(trainer), origin),
        };
        Ok(Self { origin, directions, explained })
    }

    /// The plane along two directions, one after the other in one array.
    ///
    /// # Errors
    /// A sentence where they are not of this network.
    pub fn along(origin: &[f32], directions: &[f32]) -> Result<Self, String> {
        if directions.len() != 2 * origin.len() {
            return Err("The directions are not of a network of this setup.".to_owned());
        }
        let (first, second) = directions.split_at(origin.len());
        Ok(Self { origin: origin.to_vec(), directions: [first.to_vec(), second.to_vec()], explained: None })
    }

    /// The plane of the Hessian's eigenvectors of the two largest eigenvalues. They are of length 1, so that near the middle the
    /// loss is that there plus ½(λ₁a² + λ₂b²) and its slope.
    fn top(search: &Search, origin: Vec<f32>) -> Result<Self, String> {
        let direction = |k| search.vector(k).map(|d| d.iter().map(|x| *x as f32).collect::<Vec<f32>>());
        let second = || direction(1).unwrap_or_else(|| vec![0.0; origin.len()]);
        let first = direction(0).ok_or_else(|| NO_HESSIAN.to_owned())?;
        Ok(Self { directions: [first, second()], origin, explained: None })
    }

    /// w + a·d₁ + b·d₂. At a = b = 0 these are w's bits.
    pub fn at(&self, a: f32, b: f32, to: &mut Vec<f32>) {
        let [d1, d2] = &self.directions;
        to.clear();
        to.extend(self.origin.iter().zip(d1).zip(d2).map(|((&w, &d1), &d2)| w + (a * d1 + b * d2)));
    }

    /// The point of the plane nearest to `params`: its coordinates, the distance from the plane, and from the origin.
    #[must_use]
    pub fn project(&self, params: &[f32]) -> Projection {
        let away = difference(params, &self.origin);
        let [d1, d2] = [wide(&self.directions[0]), wide(&self.directions[1])];
        let (g11, g12, g22) = (dot(&d1, &d1), dot(&d1, &d2), dot(&d2, &d2));
        let (r1, r2) = (dot(&away, &d1), dot(&away, &d2));
        let determinant = g11 * g22 - g12 * g12;
        let (a, b) = if determinant > 1e-12 * g11 * g22 {
            ((g22 * r1 - g12 * r2) / determinant, (g11 * r2 - g12 * r1) / determinant)
        } else {
            (if g11 > 0.0 { r1 / g11 } else { 0.0 }, 0.0)
        };
        let rest: f64 =
            away.iter().zip(&d1).zip(&d2).map(|((x, d1), d2)| (x - a * d1 - b * d2) * (x - a * d1 - b * d2)).sum();
        Projection { a, b, off: rest.sqrt(), distance: dot(&away, &away).sqrt() }
    }
}

/// Where a point lies beside a plane; distances are Euclidean, over all parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    /// Coordinate along d₁.
    pub a: f64,
    /// Coordinate along d₂.
    pub b: f64,
    /// Distance from the plane.
    pub off: f64,
    /// Distance from the origin.
    pub distance: f64,
}

const NO_PATH: &str = "The network has not moved yet: this plane is made from the path that training takes. Train it first, or take the random plane.";

const NO_HESSIAN: &str = "The second derivatives of the loss are not finite numbers here, so they have no largest curvature. Take the random plane, or a smaller learning rate or scale.";

/// Direction `number`: normals from the stream `plane/NUMBER/NAME` for each tensor, each output neuron's incoming weights
/// rescaled to that neuron's own norm; biases, gains, shifts and α stay (Li et al. 2018, section 4).
#[must_use]
pub fn filter_normalised(layout: &Layout, params: &[f32], seed: u32, number: u32) -> Vec<f32> {
    let mut direction = vec![0.0; params.len()];
    for entry in layout
        .entries()
        .iter()
        .filter(|entry| matches!(entry.role, Role::Weight | Role::Kernel | Role::Edge | Role::Embedding))
    {
        let [rows, cols] = entry.shape;
        let mut stream = Stream::new(seed, &format!("plane/{number}/{}", entry.name));
        let draws: Vec<f64> = (0..rows * cols).map(|_| stream.normal()).collect();
        let weights = &params[entry.range()];
        for neuron in 0..cols {
            let of = |values: &dyn Fn(usize) -> f64| (0..rows).map(|i| values(i) * values(i)).sum::<f64>().sqrt();
            let drawn = of(&|i| draws[i * cols + neuron]);
            let own = of(&|i| f64::from(weights[i * cols + neuron]));
            let factor = if drawn > 0.0 { own / drawn } else { 0.0 };
            for i in 0..rows {
                direction[entry.start + i * cols + neuron] = (factor * draws[i * cols + neuron]) as f32;
            }
        }
    }
    direction
}

/// The two directions that hold most of the path from its end: principal components of the snapshots less the parameters
/// now (Li et al. 2018, section 7), by the eigenvectors of their Gram matrix; both as long as the path's reach / .8.
fn trajectory(trainer: &Trainer, origin: &[f32]) -> Result<([Vec<f32>; 2], [f64; 2]), String> {
    let snapshots = trainer.history().map(crate::train::History::snapshots).unwrap_or_default();
    let path: Vec<Vec<f64>> = snapshots.iter().map(|(_, params)| difference(params, origin)).collect();
    let n = path.len();
    let mut gram = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let product = dot(&path[i], &path[j]);
            gram[i * n + j] = product;
            gram[j * n + i] = product;
        }
    }
    let total: f64 = (0..n).map(|i| gram[i * n + i]).sum();
    if total <= 0.0 {
        return Err(NO_PATH.to_owned());
    }
    let pairs = eigen::symmetric(&gram, n);
    let mut directions = [vec![0.0_f64; origin.len()], vec![0.0; origin.len()]];
    let mut explained = [0.0; 2];
    let mut reach = 0.0_f64;
    for (k, (value, vector)) in pairs.iter().take(2).enumerate() {
        explained[k] = (value / total).max(0.0);
        if *value <= 0.0 {
            continue;
        }
        let length = value.sqrt();
        for (share, step) in vector.iter().zip(&path) {
            directions[k].iter_mut().zip(step).for_each(|(d, x)| *d += share * x / length);
        }
        reach = vector.iter().map(|share| (share * length).abs()).fold(reach, f64::max);
    }
    let scaled = directions.map(|d| d.iter().map(|x| (x * reach / REACH) as f32).collect());
    Ok((scaled, explained))
}

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|&x| f64::from(x)).collect()
}

fn difference(from: &[f32], to: &[f32]) -> Vec<f64> {
    from.iter().zip(to).map(|(&x, &y)| f64::from(x) - f64::from(y)).collect()
}
