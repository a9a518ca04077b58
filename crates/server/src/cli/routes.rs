//! `fengsui routes …`: who is told about what.

use clap::{Args, Subcommand};

use super::Common;

/// What is asked of the routing table.
#[derive(Debug, Subcommand)]
pub(crate) enum Routes {
    /// 检查 · Prove that each grid, category and hour has a receiver who is there; print the holes.
    Check(Common),
    /// 查询 · Say who would be told about a category in a place, and by which line of the table.
    Explain(Explain),
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The grid, village or town, by its code.
    pub(crate) area: String,
    /// The category, by code or name.
    pub(crate) category: String,
    #[command(flatten)]
    pub(crate) common: Common,
}
