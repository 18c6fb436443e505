//! The command line: what the page does, natively, for sweeps, for figures in print and for tests.

#[cfg(not(target_arch = "wasm32"))]
mod cli;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    cli::main()
}

/// `wasm-pack test` compiles the binaries too; there is no command line there.
#[cfg(target_arch = "wasm32")]
fn main() {}
