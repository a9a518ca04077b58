//! The API as its callers meet it: the real router over a real store, with a clock that stands still.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot set up its county has failed"
)]

mod county;
mod document;
mod files;
mod filing;
mod forms;
mod inbox;
mod life;
mod links;
mod masking;
mod operation;
mod problems;
mod quarantine;
mod reading;
mod redrawing;
mod revising;
mod rights;
mod samples;
