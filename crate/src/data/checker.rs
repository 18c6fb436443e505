//! A checkerboard of 4 × 4 fields.

use super::plane::{Plane, between};

/// Class 0 has the fields where column + row is even. Points keep 5 % of a field's side away from its edges.
pub(super) const SET: Plane = Plane {
    many: false,
    point: |_, class, stream| {
        let row = stream.below(4);
        let column = 2 * stream.below(2) + (row + class) % 2;
        [column, row].map(|field| (f64::from(field) + between(stream, 0.05, 0.95)) / 2.0 - 1.0)
    },
};
