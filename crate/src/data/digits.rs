//! Images of handwritten digits: a small file, which a browser hands in when it is asked for and the command line holds.

use std::sync::OnceLock;

use ndarray::Array2;

use super::{DataError, Part, Rows, Targets};
use crate::rng::Stream;
use crate::scene::Scene;

/// Pixels along a side.
pub const SIDE: usize = 8;
/// Numbers an image goes in with.
pub const PIXELS: usize = SIDE * SIDE;
/// Digits.
pub const CLASSES: usize = 10;
/// Images in the file.
pub const IMAGES: usize = 1024;

/// Bytes of an image: its pixels and its digit.
const BYTES: usize = PIXELS + 1;

static FILE: OnceLock<Vec<u8>> = OnceLock::new();

/// Hands in the file's bytes, once for all.
///
/// # Errors
/// A sentence if they are not those of the file.
pub fn provide(bytes: &[u8]) -> Result<(), DataError> {
    let right = bytes.len() == IMAGES * BYTES
        && bytes
            .chunks_exact(BYTES)
            .all(|image| image[..PIXELS].iter().all(|pixel| *pixel <= 16) && usize::from(image[PIXELS]) < CLASSES);
    if !right {
        return Err(DataError::DigitsBroken);
    }
    FILE.get_or_init(|| bytes.to_vec());
    Ok(())
}

#[cfg(not(target_arch = "wasm32"))]
fn file() -> Result<&'static [u8], DataError> {
    Ok(FILE.get_or_init(|| include_bytes!("../../../www/data/digits.bin").to_vec()))
}

#[cfg(target_arch = "wasm32")]
fn file() -> Result<&'static [u8], DataError> {
    FILE.get().map(Vec::as_slice).ok_or(DataError::NoDigits)
}

/// The images of a scene: both halves from one order of all, drawn from the stream `data/digits`, the training images
/// from its beginning, those held out from its end. A pixel p goes in as p/16 − .3; `noise` is added to it.
pub(super) fn load(scene: &Scene) -> Result<(Rows, Rows), DataError> {
    let file = file()?;
    let wanted = scene.data.points as usize + scene.data.test as usize;
    if wanted > IMAGES {
        return Err(DataError::TooFewDigits { wanted });
    }
    let mut order: Vec<usize> = (0..IMAGES).collect();
    Stream::new(scene.seeds.data, "data/digits").shuffle(&mut order);
    let rows =
        |part: Part, order: &mut dyn Iterator<Item = usize>| {
            let mut noise = part.stream(scene.seeds.data, "noise");
            let (mut inputs, mut classes) = (Vec::new(), Vec::new());
            for image in order.take(part.count(&scene.data)).map(|image| &file[image * BYTES..(image + 1) * BYTES]) {
                inputs.extend(image[..PIXELS].iter().map(|&pixel| {
                    (f64::from(pixel) / 16.0 - 0.3 + f64::from(scene.data.noise) * noise.normal()) as f32
                }));
                classes.push(u32::from(image[PIXELS]));
            }
            let count = classes.len();
            let inputs = Array2::from_shape_vec((count, PIXELS), inputs).unwrap_or_default();
            Rows { inputs, targets: Targets::Classes(classes) }
        };
    let train = rows(Part::Train, &mut order.iter().copied());
    let test = rows(Part::Test, &mut order.iter().rev().copied());
    Ok((train, test))
}
