//! Stories told on the real binary, and the walls of the house.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a story that cannot go on has failed")]

mod arrows;
mod backtest;
mod committee;
mod kill;
mod replay;
mod upkeep;
