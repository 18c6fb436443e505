//! Words that the studies' sentences share.

use crate::number::number;
use crate::scene::{Scene, Side};

/// `0.61 without, 3 × 10⁻⁵ with`: a number of each network, a dash where there is none.
pub fn both(scene: &Scene, a: Option<f64>, b: Option<f64>) -> String {
    let say = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), number);
    format!("{} {}, {} {}", say(a), scene.word(Side::A), say(b), scene.word(Side::B))
}
