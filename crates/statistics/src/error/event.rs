//! What can be wrong with the input of an event.

use thiserror::Error;

use super::RegressionError;

/// Why the effect of an event cannot be measured.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum EventError {
    /// The three slices differ in length.
    #[error(
        "counts, inside and occurrence must have one length; they have {counts}, {inside} and {occurrence}"
    )]
    Length {
        /// Length of the counts.
        counts: usize,
        /// Length of the shares.
        inside: usize,
        /// Length of the labels.
        occurrence: usize,
    },
    /// Too few weeks for the seasonal terms.
    #[error("the series has {weeks} weeks, the effect of an event needs at least {needed}")]
    TooShort {
        /// Weeks given.
        weeks: usize,
        /// Weeks needed with these settings.
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
    /// A share is outside 0 to 1.
    #[error("the share of week {index} inside the event is {value}, it must lie between 0 and 1")]
    NotAShare {
        /// Position in the series.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// No week lies inside the event, or every week does.
    #[error("no contrast: some weeks must lie inside the event and some outside")]
    NoContrast,
    /// There is no series to take a profile of.
    #[error("a profile needs at least one series")]
    NoSeries,
    /// A series of a profile has another length than the distances.
    #[error("series {series} has {got} weeks, the distances have {weeks}")]
    SeriesLength {
        /// Which series.
        series: usize,
        /// Its length.
        got: usize,
        /// Number of distances.
        weeks: usize,
    },
    /// A count of a profile's series is negative, infinite or not a number.
    #[error("week {week} of series {series} is not a count: {value}")]
    NotACountIn {
        /// Which series.
        series: usize,
        /// Position in the series.
        week: usize,
        /// The value found.
        value: f64,
    },
    /// The edges of the bins do not rise, or there are fewer than two.
    #[error("the edges of the bins must be at least two, finite, and rise")]
    Edges,
    /// A setting is outside its range.
    #[error("the setting `{0}` is outside its range")]
    Setting(&'static str),
    /// The regression underneath failed.
    #[error("the effect cannot be fitted: {0}")]
    Regression(#[from] RegressionError),
}
