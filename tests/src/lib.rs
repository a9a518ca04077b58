//! The end-to-end harness: starts the real binary on a free port, talks HTTP to it, and kills it without mercy.
//!
//! The stories that use it are in `tests/stories`; the one that clicks through the pages is in `browser`.

mod county;
mod fengsui;

pub use county::{County, GRID};
pub use fengsui::{Fengsui, binary, free_client};
