//! Training: one network's trainer, its optimiser, its record, and the two of them side by side.

mod batch;
mod digest;
mod history;
mod measure;
mod optimiser;
mod trainer;
mod twin;

pub use batch::{Drops, batches};
pub use digest::digest;
pub use history::{Frame, History};
pub use measure::{Pass, Scores, Variant, compare, largest, load, median};
pub use optimiser::{Optimiser, Rule, clip};
pub use trainer::{Diverged, State, Trainer};
pub use twin::{Outcome, Run, Twin, run};
