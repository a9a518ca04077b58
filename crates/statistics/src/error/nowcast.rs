//! What can be wrong with the input of a nowcast.

use thiserror::Error;

/// Why late reports cannot be foreseen.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum NowcastError {
    /// The matrix is not `periods × delays` long.
    #[error("the triangle has {got} cells, {needed} are needed (periods × delays)")]
    Length {
        /// Cells given.
        got: usize,
        /// Cells needed.
        needed: usize,
    },
    /// There is no period or no delay.
    #[error("a triangle needs at least one period and one delay")]
    Empty,
    /// A delay as long as the whole record was never given time to show.
    #[error(
        "{periods} periods can show delays up to {} only, {delays} delays were asked for: \
         shorten the longest delay or give more periods", .periods.saturating_sub(1)
    )]
    NeverSeen {
        /// Periods of the triangle.
        periods: usize,
        /// Delays asked for, from 0.
        delays: usize,
    },
    /// Reports lie after the last period.
    #[error("period {period} has reports with delay {delay}, which is after the last period")]
    Future {
        /// Period of occurrence.
        period: usize,
        /// The delay.
        delay: usize,
    },
    /// As many levels as periods are needed.
    #[error("{got} levels were given for {needed} periods")]
    Levels {
        /// Levels given.
        got: usize,
        /// Periods of the triangle.
        needed: usize,
    },
    /// The level of a period is not positive, or so extreme that products overflow.
    #[error("the relative level of period {period} is {value}: it must lie between 1e-100 and 1e100")]
    Level {
        /// Which period.
        period: usize,
        /// The value found.
        value: f64,
    },
    /// A setting is outside its range.
    #[error("the setting `{0}` is outside its range")]
    Setting(&'static str),
}
