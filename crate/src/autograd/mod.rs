//! The engine: a network's graph is recorded once and replayed over buffers that are there already.
//!
//! - [`scalar`], [`dual`], [`approx`]: the numbers it runs on
//! - [`kernels`]: matrix products of one summation order
//! - [`ops`]: the closed table of operations, forward and backward side by side
//! - [`graph`]: what is computed from what; [`layout`]: the flat parameter vector and its named ranges
//! - [`tape`]: the buffers, and the replay; [`along`]: how they move along a direction

pub mod along;
pub mod approx;
pub mod dual;
pub mod graph;
pub mod kernels;
pub mod layout;
pub mod ops;
pub mod scalar;
pub mod tape;

pub use along::Along;
pub use dual::Dual;
pub use graph::{Graph, NodeId};
pub use layout::{Layout, ParamId, Role};
pub use ops::Op;
pub use scalar::Scalar;
pub use tape::{Mode, Tape, Truth};
