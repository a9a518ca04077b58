//! From reports to counts: what is known at the cut, in which places, of which categories, in which weeks.

mod completeness;
mod counts;
mod horizon;
mod places;
mod rows;

pub(crate) use completeness::Completeness;
pub(crate) use counts::{Counts, Entry};
pub(crate) use horizon::Horizon;
pub(crate) use places::{Kinds, Places};
pub(crate) use rows::{Row, Rows};
