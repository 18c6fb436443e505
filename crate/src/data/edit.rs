//! The edit task: copy sixteen numbers and change two of them.

use super::Values;

/// x ~ N(0, I₁₆); y = x, but y₀ = x₀ + ½ sin 2x₁ and y₁ = x₁ + ½ sin 2x₂. `noise` has no part in it: what is to be
/// learnt is exact.
pub(super) const SET: Values = Values {
    inputs: 16,
    outputs: 16,
    row: |draw, _, input, output| {
        for (x, y) in input.iter_mut().zip(output.iter_mut()) {
            *x = draw.points.normal();
            *y = *x;
        }
        for (y, x) in output.iter_mut().zip(input.iter().skip(1)).take(2) {
            *y += 0.5 * libm::sin(2.0 * x);
        }
    },
};
