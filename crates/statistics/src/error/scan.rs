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
    /// A location names a neighbour that does not exist.
    #[error("location {index} names {neighbour} as a neighbour, which is no location")]
    Neighbour {
        /// Which location.
        index: usize,
        /// The neighbour it names.
        neighbour: usize,
    },
    /// A case lies outside the locations or the periods.
    #[error("case {index} is at location {location} in period {period}, outside the study")]
    Outside {
        /// Position in the slice.
        index: usize,
        /// Its location.
        location: usize,
        /// Its period.
        period: usize,
    },
    /// A population is negative or not finite, or all of it is 0.
    #[error("population {index} is {value}: it must be finite and not negative, and not 0 everywhere")]
    Population {
        /// Position in the slice.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// There are cases where there is no population.
    #[error("case {index} is where the population is 0: give its location a population or leave it out")]
    Nobody {
        /// Position in the slice of cases.
        index: usize,
    },
    /// The input is larger than a scan can hold.
    #[error("too many {what}: a scan takes at most {most}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// The most that is taken.
        most: usize,
    },
    /// A setting is outside its range.
    #[error("the setting `{0}` is outside its range")]
    Setting(&'static str),
}
