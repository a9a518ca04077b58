//! What can be wrong with the input of a trend.

use thiserror::Error;

/// Why a series has no trend.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum TrendError {
    /// Too few values; a seasonal test needs two full cycles.
    #[error("the series has {values} values, this test needs at least {needed}")]
    TooShort {
        /// Values given.
        values: usize,
        /// Values needed.
        needed: usize,
    },
    /// A value is infinite or not a number.
    #[error("value {index} is not finite")]
    NotFinite {
        /// Position in the series.
        index: usize,
    },
    /// The period of the season is 0.
    #[error("the period of a season must be at least 1")]
    Period,
}
