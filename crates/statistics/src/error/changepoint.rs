//! What can be wrong with the input of a search for change points.

use thiserror::Error;

/// Why a series has no change points.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum ChangePointError {
    /// Fewer values than one segment needs.
    #[error("the series has {values} values, one segment needs {needed}")]
    TooShort {
        /// Values given.
        values: usize,
        /// Fewest values of a segment.
        needed: usize,
    },
    /// A value is infinite or not a number, or not a count where counts are needed.
    #[error("value {index} is not usable with this cost: {value}")]
    Value {
        /// Position in the series.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// An expected count is not positive and finite.
    #[error("expected count {index} is {value}: it must be positive and finite")]
    Expected {
        /// Position in the series.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// Counts and expected counts differ in length.
    #[error("there are {counts} counts and {expected} expected counts")]
    Length {
        /// Counts given.
        counts: usize,
        /// Expected counts given.
        expected: usize,
    },
    /// The squares of the values leave the finite numbers.
    #[error("the values are too large to be squared: divide them by a common unit")]
    TooLarge,
    /// A setting is outside its range.
    #[error("the setting `{0}` is outside its range")]
    Setting(&'static str),
}
