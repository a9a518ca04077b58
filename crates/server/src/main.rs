//! The binary `fengsui`: reads the command line, wires the rooms together, and is the only place with a clock and
//! with randomness. Everything else is told what time it is.

mod assembly;
mod cli;
mod commands;
mod config;
mod county;
mod exit;
mod intake;
mod key;
mod pages;
mod progress;
mod serving;
mod source;
mod tokens;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return exit::report(&anyhow::Error::new(error).context("failed to start the runtime")),
    };
    let outcome = runtime.block_on(commands::run(arguments));
    // A blocking computation that nobody waits for must not hold up the end.
    runtime.shutdown_background();
    match outcome {
        Ok(code) => code,
        Err(error) => exit::report(&error),
    }
}
