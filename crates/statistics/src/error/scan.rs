//! What can be wrong with the input of a scan.

use thiserror::Error;

/// Why a scan cannot run.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum ScanError {
    /// There is no location or no period.
    #[error("a scan needs at least one location and one period")]
    Empty,
    /// A slice is not `locations × periods` long.
    #[error("the {what} have {got} values, {needed} are needed (locations × periods)")]
    Length {
        /// Which slice.
        what: &'static str,
        /// Its length.
        got: usize,
        /// The length needed.
        needed: usize,
    },
    /// A coordinate is not finite.
    #[error("location {index} has a coordinate that is not finite")]
    Coordinate {
        /// Which location.
        index: usize,
    },
    /// An expected count is not positive and finite; shrink it towards the area's mean first.
    #[error(
        "expected count {index} is {value}: it must be positive and finite, shrink it towards a mean first"
    )]
    Expected {
        /// Position in the slice.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// A setting is outside its range.
    #[error("the setting `{0}` is outside its range")]
    Setting(&'static str),
}
