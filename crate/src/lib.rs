//! **Skipscape** trains two small networks on the same data, from the same weights, with the same batches, where the
//! one difference is the shortcut, and measures what the shortcut does.
//!
//! Data flows one way, and a module names only modules above it in this list:
//!
//! - [`scene`][mod@crate::scene]: one line of text that says everything about a run
//! - [`number`][mod@crate::number]: how numbers are written
//! - [`rng`][mod@crate::rng]: named random streams
//! - [`data`][mod@crate::data]: what the networks learn from
//! - [`autograd`][mod@crate::autograd]: the graph of a network, recorded once and replayed
//! - [`model`][mod@crate::model]: one flat parameter vector, blocks and the shortcut round them
//! - [`train`][mod@crate::train]: optimisers, one network's trainer, the twin
//! - [`export`][mod@crate::export]: a run to take away
//! - [`study`][mod@crate::study]: one file a question
//! - [`chart`][mod@crate::chart]: figures
//! - `web`: what the page calls

pub mod autograd;
pub mod chart;
pub mod data;
pub mod export;
pub mod model;
pub mod number;
pub mod rng;
pub mod scene;
pub mod study;
pub mod train;
#[cfg(target_arch = "wasm32")]
pub mod web;
