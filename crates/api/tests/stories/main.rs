//! The API as its callers meet it: the real router over a real store, with a clock that stands still.

mod county;
mod document;
mod filing;
mod life;
mod masking;
mod operation;
mod problems;
mod reading;
mod rights;
