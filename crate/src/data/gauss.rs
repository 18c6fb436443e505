//! Gaussian blobs, as many as there are classes: the easy one.

use super::plane::{Plane, polar};
use core::f64::consts::TAU;

/// Centres evenly on a circle of radius .7, each coordinate spread by a standard deviation of .12 (and by `noise`).
pub(super) const SET: Plane = Plane {
    many: true,
    point: |settings, class, stream| {
        let [x, y] = polar(0.7, TAU * f64::from(class) / f64::from(settings.classes.max(1)));
        [x + 0.12 * stream.normal(), y + 0.12 * stream.normal()]
    },
};
