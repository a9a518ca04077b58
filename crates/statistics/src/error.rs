//! What can be wrong with an input, one enum per method.
//!
//! A variant is what a caller can do differently: wait for more data, repair a value, or correct a setting.
//! Nothing in this crate panics on data; whatever a series holds, the answer is a number or one of these.

mod baseline;
mod changepoint;
mod cusum;
mod distribution;
mod ears;
mod event;
mod farrington;
mod interaction;
mod multiplicity;
mod nowcast;
mod periodogram;
mod pooling;
mod recurrence;
mod regression;
mod scan;
mod scoring;
mod tree;
mod trend;

pub use baseline::BaselineError;
pub use changepoint::ChangePointError;
pub use cusum::CusumError;
pub use distribution::DistributionError;
pub use ears::EarsError;
pub use event::EventError;
pub use farrington::FarringtonError;
pub use interaction::InteractionError;
pub use multiplicity::MultiplicityError;
pub use nowcast::NowcastError;
pub use periodogram::PeriodogramError;
pub use pooling::PoolingError;
pub use recurrence::RecurrenceError;
pub use regression::RegressionError;
pub use scan::ScanError;
pub use scoring::ScoringError;
pub use tree::TreeError;
pub use trend::{LogLinearError, TrendError};
