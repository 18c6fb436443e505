use crate::autograd::Layout;
use crate::rng::Fnv;

/// A run's digest: 64-bit FNV-1a over the names, shapes and little-endian `f32` bits of the parameters, every NaN as
/// 7fc00000; 16 hexadecimal digits.
#[must_use]
pub fn digest(layout: &Layout, values: &[f32]) -> String {
    let mut hash = Fnv::default();
    for entry in layout.entries() {
        hash.write(entry.name.as_bytes());
        for side in entry.shape {
            hash.write(&(side as u32).to_le_bytes());
        }
        for value in &values[entry.range()] {
            let bits = if value.is_nan() { 0x7fc0_0000 } else { value.to_bits() };
            hash.write(&bits.to_le_bytes());
        }
    }
    hash.hex()
}
