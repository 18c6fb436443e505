//! What the page calls to read the reader's own data: once, when it is opened. All else takes it packed.

use wasm_bindgen::prelude::*;

use super::json::written;
use super::{Fallible, sentence};
use crate::data::Own;

/// What the text of a file, or drawn points, are as data: JSON, see [`Own::about`]. Throws a sentence for text that is none.
#[wasm_bindgen]
pub fn own_data(csv: &str) -> Fallible<String> {
    Own::from_csv(csv).map(|own| written(&own.about())).map_err(sentence)
}
