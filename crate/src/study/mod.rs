//! Studies: one file a question, each with one headline number for each network.

mod eigen;
pub mod map;
pub mod plane;
pub mod surface;
