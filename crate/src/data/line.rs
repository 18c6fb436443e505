//! A line: one number in, one number out, for what is easiest to see along a line (Balduzzi et al. 2017).

use super::plane::between;
use super::{Part, Values};

/// x runs evenly from −2 to 2 in the training rows, in order; held-out x are uniform on [−2, 2). y = ¾ sin 2x + ⅓ sin 5x,
/// and `noise` is added to y.
pub(super) const SET: Values = Values {
    inputs: 1,
    outputs: 1,
    row: |draw, index, input, output| {
        let x = match draw.part {
            Part::Train => 4.0 * index as f64 / draw.count.saturating_sub(1).max(1) as f64 - 2.0,
            Part::Test => between(&mut draw.points, -2.0, 2.0),
        };
        input.fill(x);
        let y = 0.75 * libm::sin(2.0 * x) + libm::sin(5.0 * x) / 3.0;
        output.fill(y + f64::from(draw.settings.noise) * draw.noise.normal());
    },
};
