//! The figures of the reference implementations, reproduced.
//!
//! `tests/data` holds our own simulations with what the reference tools made of them. Series that belong to others stay
//! where they are: the tests that use them look for them in the directory named by `FENGSUI_REFERENCE_DIR`, and say
//! loudly when they have not run.

#![expect(clippy::unwrap_used, reason = "a test whose reference cannot be read must fail")]

mod changepoint;
mod cusum;
mod event;
mod interaction;
mod scan;
mod surveillance;
mod table;
mod trend;
