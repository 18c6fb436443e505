//! Exclusive or: four squares, of which those that touch at a corner are of one class.

use super::plane::{Plane, between};

/// Class 1 where exactly one of x and y is above 0. Points keep .05 away from the two axes.
pub(super) const SET: Plane = Plane {
    many: false,
    point: |_, class, stream| {
        let (x, y) = (between(stream, 0.05, 1.0), between(stream, 0.05, 1.0));
        let side = if stream.uniform() < 0.5 { 1.0 } else { -1.0 };
        [side * x, if class == 0 { side * y } else { -side * y }]
    },
};
