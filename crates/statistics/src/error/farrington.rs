//! What can be wrong with the input of Farrington's detector.

use thiserror::Error;

use super::RegressionError;

/// Why Farrington's detector cannot judge a period.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum FarringtonError {
    /// The period is outside the series, or the past it needs is.
    #[error("period {at} of {periods} cannot be judged: it needs {needed} periods before it")]
    TooEarly {
        /// Index of the tested period.
        at: usize,
        /// Periods needed before it.
        needed: usize,
        /// Periods given.
        periods: usize,
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
    #[error("the past cannot be fitted: {0}")]
    Regression(#[from] RegressionError),
}
