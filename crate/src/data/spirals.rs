//! Spirals (Lang and Witbrock 1988): as many interlocked arms as there are classes, each of `turns` turns.

use super::plane::{Plane, between, polar};
use core::f64::consts::TAU;

/// Radius √U(.02, 1), so that points are spread evenly over the area; the angle grows with the radius, and arm c starts
/// at c/`classes` of a turn.
pub(super) const SET: Plane = Plane {
    many: true,
    point: |settings, class, stream| {
        let radius = libm::sqrt(between(stream, 0.02, 1.0));
        let arm = f64::from(class) / f64::from(settings.classes.max(1));
        polar(radius, TAU * (f64::from(settings.turns) * radius + arm))
    },
};
