//! What can be wrong with the input of a periodogram.

use thiserror::Error;

use super::RegressionError;

/// Why no period can be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum PeriodogramError {
    /// Too few values to hold a few cycles.
    #[error("the series has {values} values, a periodogram needs at least {needed}")]
    TooShort {
        /// Values given.
        values: usize,
        /// Values needed.
        needed: usize,
    },
    /// The expected counts differ in length from the counts.
    #[error("there are {counts} counts but {expected} expected counts")]
    Length {
        /// Number of counts.
        counts: usize,
        /// Number of expected counts.
        expected: usize,
    },
    /// A count is negative, infinite or not a number.
    #[error("value {index} is not a count: {value}")]
    NotACount {
        /// Position in the series.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// An expected count is not positive and finite.
    #[error("expected count {index} is {value}: it must be positive and finite")]
    Expected {
        /// Position in the slice.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// A value is infinite or not a number.
    #[error("value {index} is not finite")]
    NotFinite {
        /// Position in the series.
        index: usize,
    },
    /// No frequency lies between the shortest and the longest period.
    #[error("no period to look for between {shortest} and {longest}")]
    NoPeriod {
        /// Shortest period asked for.
        shortest: f64,
        /// Longest period asked for, or a third of the series.
        longest: f64,
    },
    /// A setting is outside its range.
    #[error("the setting `{0}` is outside its range")]
    Setting(&'static str),
    /// The regression underneath failed.
    #[error("the level cannot be fitted: {0}")]
    Regression(#[from] RegressionError),
}
