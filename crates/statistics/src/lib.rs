//! Numbers in, evidence out: the statistical methods behind every signal.
//!
//! This crate knows no report, no area and no calendar, it does no I/O, reads no clock and draws randomness only
//! from a seed it is given. Every method is a synchronous function of plain slices; the same input gives the
//! same bits.

pub mod baseline;
mod cholesky;
pub mod distribution;
pub mod ears;
pub mod error;
pub mod event;
pub mod farrington;
pub mod multiplicity;
pub mod regression;
pub mod scan;
mod series;
#[cfg(test)]
mod simulation;
pub mod trend;
