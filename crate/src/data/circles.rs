//! Two rings with one centre.

use super::plane::{Plane, between, polar};
use core::f64::consts::TAU;

/// Class 0 lies on the outer ring, of radius 1, class 1 on the inner one, of radius 1/2.
pub(super) const SET: Plane = Plane {
    many: false,
    point: |_, class, stream| {
        let radius = if class == 0 { 1.0 } else { 0.5 };
        polar(radius, between(stream, 0.0, TAU))
    },
};
