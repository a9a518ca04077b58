//! What can be wrong with the input of a baseline.

use thiserror::Error;

use super::RegressionError;

/// Why a series has no baseline.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum BaselineError {
    /// Too few periods before the tested ones.
    #[error("the series has {periods} periods, this test needs at least {needed}")]
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
    #[error("the baseline cannot be fitted: {0}")]
    Regression(#[from] RegressionError),
}
