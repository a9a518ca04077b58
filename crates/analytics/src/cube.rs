//! From reports to counts: what is known at the cut, in which places, of which categories, in which weeks.
//!
//! A sweep counts the reports that it holds anyhow, for it also reads their texts. The [`Cube`] is what is kept
//! without them: counts by day, for exports, for other tools, and for histories that are too long to be read again.

mod completeness;
mod counts;
mod error;
mod export;
mod horizon;
mod month;
mod parquet;
mod places;
mod receipts;
mod redrawing;
mod reports;
mod rollup;
mod rows;
mod table;

pub use error::CubeError;
pub use export::Export;
pub use month::Month;
pub use receipts::Receipts;
pub use reports::reports_to_parquet;
pub use rollup::{Breadth, Count, DayOfEffort, Period, RollUp};
pub use table::Cube;

pub(crate) use completeness::Completeness;
pub(crate) use counts::{Counts, Entry};
pub(crate) use horizon::Horizon;
pub(crate) use places::{Kinds, Places};
pub(crate) use rows::{Row, Rows};
