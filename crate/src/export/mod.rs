//! A run to take away: both networks as one PyTorch script, their weights as safetensors, the run as JSON.
//!
//! What is written depends on the scene alone, so the command line and the page write the same bytes.

mod error;
pub mod json;
pub mod pytorch;
mod weights;

pub use error::ExportError;
pub use weights::weights;
