use serde_json::{Map, Value, json};

use crate::scene::Named;
use crate::train::{Trainer, digest};

/// How a tensor lies, for whoever reads the file.
const LAYOUT: &str = "Rows of numbers, each tensor [rows x columns]. Weights are [in x out], y = x·W + b: the transpose of \
                      PyTorch's. A convolution's kernel is [9·in x out], its rows tap by tap from the upper left, \
                      within a tap channel by channel. Biases, gains and shifts are [1 x out].";

/// Networks as safetensors: of each the tensors that it started with and those that it has now, named as in its layout
/// behind `a.start.`, `a.trained.` and the same for b, `f32`.
///
/// The format: the length of the header as a little-endian `u64`, the header, which is a JSON object filled up with blanks
/// to a multiple of eight, and the numbers. Its own crate writes the header's remarks in an order that changes from run to
/// run; here the same run gives the same bytes.
#[must_use]
pub fn weights(networks: &[&Trainer]) -> Vec<u8> {
    let (mut header, mut about, mut numbers) = (Map::new(), Map::new(), Vec::new());
    let mut note = |key: String, value: String| about.insert(key, Value::String(value));
    note("engine".to_owned(), env!("CARGO_PKG_VERSION").to_owned());
    note("layout".to_owned(), LAYOUT.to_owned());
    for trainer in networks {
        let (side, layout) = (trainer.side().name(), &trainer.model().graph.layout);
        note("scene".to_owned(), trainer.scene().link());
        note("model".to_owned(), trainer.scene().model.name().to_owned());
        note(format!("{side}.step"), trainer.step().to_string());
        for (when, values) in [("start", trainer.start()), ("trained", trainer.params())] {
            note(format!("{side}.{when}.digest"), digest(layout, values));
            for entry in layout.entries() {
                let from = numbers.len();
                numbers.extend(values[entry.range()].iter().flat_map(|value| value.to_le_bytes()));
                let tensor = json!({ "dtype": "F32", "shape": entry.shape, "data_offsets": [from, numbers.len()] });
                header.insert(format!("{side}.{when}.{}", entry.name), tensor);
            }
        }
    }
    header.insert("__metadata__".to_owned(), Value::Object(about));
    let mut header = Value::Object(header).to_string().into_bytes();
    header.resize(header.len().next_multiple_of(8), b' ');
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.append(&mut header);
    file.append(&mut numbers);
    file
}
