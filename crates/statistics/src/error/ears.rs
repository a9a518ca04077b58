//! What can be wrong with the input of EARS.

use thiserror::Error;

/// Why an EARS statistic cannot be computed.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum EarsError {
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
}
