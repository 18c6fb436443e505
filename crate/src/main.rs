//! The command line: what the page does, natively.

fn main() {}
