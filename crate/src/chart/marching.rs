//! Marching squares (Lorensen and Cline 1987, in two dimensions): where a field of numbers on a grid crosses a level.
//!
//! Along an edge of the grid a field is taken as linear; in a saddle cell the mean of its corners decides which of
//! them belong together. What is not a number is missing.

/// A point in grid coordinates: column, row.
pub type Point = (f64, f64);

/// Numbers on a grid, row by row.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    columns: usize,
    rows: usize,
    values: &'a [f64],
}

impl<'a> Field<'a> {
    /// A field of so many columns and rows; none if there are not that many values.
    #[must_use]
    pub fn new(columns: usize, rows: usize, values: &'a [f64]) -> Option<Self> {
        (columns.checked_mul(rows)? == values.len()).then_some(Self { columns, rows, values })
    }

    fn at(&self, column: usize, row: usize) -> f64 {
        self.values[row * self.columns + column]
    }

    /// The lines at which the field equals `level`, open or closed (first point equal to the last). Cells with a
    /// corner missing are left out.
    #[must_use]
    pub fn lines(&self, level: f64) -> Vec<Vec<Point>> {
        trace(self.columns, self.rows, level, |i, j| {
            let value = self.at(i, j);
            (!value.is_nan()).then_some(value)
        })
    }

    /// The region where the field is at least `level`, as closed outlines, anticlockwise with rows counted upwards
    /// and clockwise round holes: filled by either rule they give the region. It ends at the grid's border, and at
    /// the last number before a missing one.
    #[must_use]
    pub fn region(&self, level: f64) -> Vec<Vec<Point>> {
        // A border of −∞ all round closes every outline; a crossing beside −∞ lies on the number's own side.
        let (columns, rows) = (self.columns, self.rows);
        let outlines = trace(columns + 2, rows + 2, level, |i, j| {
            let inside = (1..=columns).contains(&i) && (1..=rows).contains(&j);
            let value = if inside { self.at(i - 1, j - 1) } else { f64::NAN };
            Some(if value.is_nan() { f64::NEG_INFINITY } else { value })
        });
        outlines.into_iter().map(|line| line.into_iter().map(|(x, y)| (x - 1.0, y - 1.0)).collect()).collect()
    }
}

/// Follows the level from cell to cell. Each cell's pieces run with the higher side on their left, so that a piece
/// ends on the very edge where the neighbour's begins.
fn trace(columns: usize, rows: usize, level: f64, value: impl Fn(usize, usize) -> Option<f64>) -> Vec<Vec<Point>> {
    if columns < 2 || rows < 2 {
        return Vec::new();
    }
    // Edge 2k lies right of grid point k, edge 2k + 1 above it.
    let point = |i: usize, j: usize| j * columns + i;
    let crossing = |edge: usize| -> Point {
        let (k, up) = (edge / 2, edge % 2);
        let (i, j) = (k % columns, k / columns);
        let (i2, j2) = if up == 1 { (i, j + 1) } else { (i + 1, j) };
        let t = share(value(i, j).unwrap_or(f64::NAN), value(i2, j2).unwrap_or(f64::NAN), level);
        (i as f64 + t * (i2 - i) as f64, j as f64 + t * (j2 - j) as f64)
    };
    const NONE: u32 = u32::MAX;
    let mut next = vec![NONE; 2 * columns * rows];
    let mut entered = vec![false; 2 * columns * rows];
    for j in 0..rows - 1 {
        for i in 0..columns - 1 {
            // Corners and the edges after them, anticlockwise from the lower left.
            let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)].map(|(i, j)| value(i, j));
            let [Some(a), Some(b), Some(c), Some(d)] = corners else { continue };
            let values = [a, b, c, d];
            let high = values.map(|v| v >= level);
            if high == [true; 4] || high == [false; 4] {
                continue;
            }
            let edges = [2 * point(i, j), 2 * point(i + 1, j) + 1, 2 * point(i, j + 1), 2 * point(i, j) + 1];
            let saddle = high[0] == high[2] && high[1] == high[3];
            let joined = saddle && (a + b + c + d) / 4.0 >= level;
            for k in 0..4 {
                if !high[k] || high[(k + 1) % 4] {
                    continue;
                }
                // From an edge where the walk goes down to one where it comes up again: in a saddle whose high
                // corners are joined the next one, otherwise the one before.
                let up = |m: usize| !high[m % 4] && high[(m + 1) % 4];
                let to = if joined || !saddle { (1..4).find(|m| up(k + m)) } else { (1..4).rev().find(|m| up(k + m)) };
                if let Some(m) = to {
                    next[edges[k]] = edges[(k + m) % 4] as u32;
                    entered[edges[(k + m) % 4]] = true;
                }
            }
        }
    }
    let mut lines = Vec::new();
    let mut follow = |start: usize, next: &mut [u32]| {
        let mut line = vec![crossing(start)];
        let mut edge = start;
        while next[edge] != NONE {
            let to = next[edge] as usize;
            next[edge] = NONE;
            edge = to;
            let at = crossing(edge);
            if line.last() != Some(&at) || edge == start {
                line.push(at);
            }
        }
        if line.len() > 1 {
            lines.push(line);
        }
    };
    // Open lines from their beginnings, then what is left: loops.
    for edge in 0..next.len() {
        if next[edge] != NONE && !entered[edge] {
            follow(edge, &mut next);
        }
    }
    for edge in 0..next.len() {
        if next[edge] != NONE {
            follow(edge, &mut next);
        }
    }
    lines
}

/// Where between two numbers the level lies, as a share of the way.
fn share(from: f64, to: f64, level: f64) -> f64 {
    match (from.is_finite(), to.is_finite()) {
        (true, true) => {
            // Halved first, for the difference of two large numbers overflows.
            let t = (level / 2.0 - from / 2.0) / (to / 2.0 - from / 2.0);
            if t.is_finite() { t.clamp(0.0, 1.0) } else { 0.5 }
        }
        (true, false) => 0.0,
        (false, true) => 1.0,
        (false, false) => 0.5,
    }
}
