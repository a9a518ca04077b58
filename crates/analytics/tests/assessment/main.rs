//! The whole sweep on small counties made by hand: what must be found, and what must not.

#![expect(clippy::unwrap_used, reason = "helpers of tests unwrap as tests do")]

mod backtest;
mod county;
mod cube;
mod effort;
mod emerging;
mod facts;
mod forecast;
mod irregular;
mod properties;
mod recurring;
mod returns;
mod season;
mod silent;
mod topics;
mod trending;
