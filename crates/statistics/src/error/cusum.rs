//! What can be wrong with the input of a CUSUM.

use thiserror::Error;

/// Why a CUSUM cannot run.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum CusumError {
    /// A count is negative, infinite or not a number.
    #[error("value {index} is not a count: {value}")]
    NotACount {
        /// Position in the series.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// A mean in control is not positive and finite; shrink it towards the mean of its area first.
    #[error("mean {index} is {value}: it must be positive and finite, shrink it towards a mean first")]
    Mean {
        /// Position in the series.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// Counts and means differ in length.
    #[error("there are {counts} counts and {means} means")]
    Length {
        /// Counts given.
        counts: usize,
        /// Means given.
        means: usize,
    },
    /// A setting is outside its range.
    #[error("the setting `{0}` is outside its range")]
    Setting(&'static str),
}
