//! What can be wrong with the input of a trend.

use thiserror::Error;

use super::RegressionError;

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

/// Why a log-linear trend cannot be fitted.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum LogLinearError {
    /// Too few periods to tell a trend from a season.
    #[error("the series has {periods} periods, this trend needs at least {needed}")]
    TooShort {
        /// Periods given.
        periods: usize,
        /// Periods needed with these settings.
        needed: usize,
    },
    /// A count is negative, infinite or not a number.
    #[error("value {index} is not a count: {value}")]
    NotACount {
        /// Position in the series.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// A setting is outside its range.
    #[error("the setting `{0}` is outside its range")]
    Setting(&'static str),
    /// The regression underneath failed.
    #[error("the trend cannot be fitted: {0}")]
    Regression(#[from] RegressionError),
}
