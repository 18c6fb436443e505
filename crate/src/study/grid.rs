//! A square of points over a plane, and what the losses on it say of the surface.

/// A square of points, row by row: b rises from −span to span with the rows, a with the columns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Points a side.
    pub side: usize,
    /// Half-width.
    pub span: f32,
}

impl Grid {
    /// Points in all.
    #[must_use]
    pub fn points(self) -> usize {
        self.side * self.side
    }

    /// The coordinate of line `i`: exactly 0 for the middle one.
    #[must_use]
    pub fn coordinate(self, i: usize) -> f32 {
        let half = (self.side / 2) as f32;
        self.span * ((i as f32 - half) / half)
    }

    /// Where point `k` lies: a, b.
    #[must_use]
    pub fn at(self, k: usize) -> [f32; 2] {
        [self.coordinate(k % self.side), self.coordinate(k / self.side)]
    }

    /// Mean over the inner points of |∂xx| + |∂yy|, by raw second differences, over the losses' range. None if a loss is missing or
    /// not finite; 0 for a flat surface.
    #[must_use]
    pub fn roughness(self, losses: &[f32]) -> Option<f64> {
        let range = self.range(losses)?;
        let n = self.side;
        let z = |i: usize, j: usize| f64::from(losses[i * n + j]);
        let mut sum = 0.0;
        for i in 1..n - 1 {
            for j in 1..n - 1 {
                sum += (z(i, j + 1) - 2.0 * z(i, j) + z(i, j - 1)).abs()
                    + (z(i + 1, j) - 2.0 * z(i, j) + z(i - 1, j)).abs();
            }
        }
        let count = ((n - 2) * (n - 2)) as f64;
        Some(if range > 0.0 { sum / count / range } else { 0.0 })
    }

    /// Inner points lower than all eight round them; 0 if a loss is missing.
    #[must_use]
    pub fn minima(self, losses: &[f32]) -> usize {
        let n = self.side;
        if losses.len() != self.points() {
            return 0;
        }
        let inner = |k: usize| (1..n - 1).contains(&(k / n)) && (1..n - 1).contains(&(k % n));
        let lowest = |k: &usize| {
            [k - n - 1, k - n, k - n + 1, k - 1, k + 1, k + n - 1, k + n, k + n + 1]
                .iter()
                .all(|&other| losses[*k] < losses[other])
        };
        (0..n * n).filter(|&k| inner(k)).filter(lowest).count()
    }

    /// Mean over all lines, both ways, of the line's total variation, over the losses' range. None if a loss is missing or not finite.
    #[must_use]
    pub fn variation(self, losses: &[f32]) -> Option<f64> {
        let range = self.range(losses)?;
        let n = self.side;
        let mut sum = 0.0;
        for i in 0..n {
            for j in 1..n {
                sum += f64::from((losses[i * n + j] - losses[i * n + j - 1]).abs());
                sum += f64::from((losses[j * n + i] - losses[(j - 1) * n + i]).abs());
            }
        }
        Some(if range > 0.0 { sum / (2 * n) as f64 / range } else { 0.0 })
    }

    /// Largest less least; none where one is missing or not finite.
    fn range(self, losses: &[f32]) -> Option<f64> {
        if losses.len() != self.points() || !losses.iter().all(|loss| loss.is_finite()) {
            return None;
        }
        let (low, high) = losses.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &z| {
            (if z < low { z } else { low }, if z > high { z } else { high })
        });
        Some(f64::from(high) - f64::from(low))
    }
}

#[cfg(test)]
mod tests {
    use super::Grid;

    const GRID: Grid = Grid { side: 21, span: 1.0 };

    fn filled(f: impl Fn(f64, f64) -> f64) -> Vec<f32> {
        (0..GRID.points()).map(|k| GRID.at(k).map(f64::from)).map(|[x, y]| f(x, y) as f32).collect()
    }

    #[test]
    fn a_bowl_has_one_minimum_and_the_roughness_of_its_curvature() {
        let bowl = filled(|x, y| x * x + y * y);
        assert_eq!(GRID.minima(&bowl), 1);
        // Second differences are 2·0.1² each way, the range is 2.
        let expected = 2.0 * 2.0 * 0.01 / 2.0;
        assert!((GRID.roughness(&bowl).unwrap_or(f64::NAN) - expected).abs() < 1e-6);
    }

    #[test]
    fn a_slope_is_smooth_and_runs_through_its_range_once_in_one_direction() {
        let slope = filled(|x, _| x);
        assert!(GRID.roughness(&slope).unwrap_or(f64::NAN) < 1e-6);
        assert!((GRID.variation(&slope).unwrap_or(f64::NAN) - 0.5).abs() < 1e-6);
        assert_eq!(GRID.minima(&slope), 0);
    }

    #[test]
    fn a_grid_that_is_not_finite_or_not_full_has_no_roughness() {
        let wall = filled(|x, _| if x > 0.5 { f64::INFINITY } else { 0.0 });
        for losses in [&wall[..], &wall[..100]] {
            assert_eq!(GRID.roughness(losses), None);
            assert_eq!(GRID.variation(losses), None);
            assert_eq!(GRID.minima(losses), 0);
        }
    }
}
