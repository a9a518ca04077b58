//! What the process says when it ends.

use std::process::ExitCode;

use crate::{commands::stats::InputError, config::ConfigError};

/// Everything was done.
pub(crate) const DONE: u8 = 0;
/// It failed; the message says at what.
const FAILED: u8 = 1;
/// The command line, the configuration or a table is wrong (the same code that a wrong flag gives).
const WRONG_USE: u8 = 2;
/// It was done, but some rows were not accepted; they are in quarantine with their reasons.
pub(crate) const SOME_REJECTED: u8 = 3;

/// It was done, and what was looked at is not in order.
pub(crate) const FAULTS: u8 = 4;

/// The codes, for `--help`.
pub(crate) const HELP: &str = "Exit codes: 0 done · 1 failed · 2 wrong flag, configuration or table · 3 done, but some rows were \
rejected (they are kept in quarantine with their reasons) · 4 the database was looked over and is not in order";

/// Prints an error with its causes and gives the code it ends with.
#[expect(clippy::print_stderr, reason = "the last word of a command goes to its terminal")]
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    eprintln!("fengsui: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because: {cause}");
    }
    let wrong_use = error.is::<ConfigError>() || error.is::<InputError>();
    ExitCode::from(if wrong_use { WRONG_USE } else { FAILED })
}
