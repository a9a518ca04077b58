//! Which of many tests to believe? Flags of the procedures for their p-values.

use clap::{Args, ValueEnum};

use super::Files;

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("fdr.txt"))]
pub(crate) struct Fdr {
    #[command(flatten)]
    pub(crate) files: Files,
    /// The procedure.
    #[arg(long, value_enum, default_value = "bh")]
    pub(crate) method: FdrMethod,
}

/// The procedures against false discoveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FdrMethod {
    /// Benjamini & Hochberg 1995.
    Bh,
    /// Heyse 2011: nothing is paid for p-values that cannot occur. Reads the column support.
    Discrete,
}
