//! Two half rings that reach into each other, as in scikit-learn's `make_moons`, centred.

use super::plane::{Plane, between, polar};
use core::f64::consts::PI;

/// Class 0 is the upper half of the unit circle; class 1 the lower half, moved by (1, ½). Their box, 3 × 1½, is centred
/// and made 2 wide.
pub(super) const SET: Plane = Plane {
    many: false,
    point: |_, class, stream| {
        let [x, y] = polar(1.0, between(stream, 0.0, PI));
        let [x, y] = if class == 0 { [x, y] } else { [1.0 - x, 0.5 - y] };
        [(x - 0.5) / 1.5, (y - 0.25) / 1.5]
    },
};
