//! What can be wrong with an input, one enum per method.
//!
//! A variant is what a caller can do differently: wait for more data, repair a value, or correct a setting.
//! Nothing in this crate panics on data; whatever a series holds, the answer is a number or one of these.

use thiserror::Error;

/// Why a count distribution cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum DistributionError {
    /// The mean is negative, infinite or not a number.
    #[error("the mean of a count distribution must be finite and not negative, got {0}")]
    Mean(f64),
    /// The dispersion or size is not positive.
    #[error("the dispersion and the size of a count distribution must be positive, got {0}")]
    Spread(f64),
}

/// Why a regression cannot be fitted.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum RegressionError {
    /// A slice has another length than the design has rows.
    #[error("the {what} have {got} values, the design has {rows} rows")]
    Length {
        /// Which slice.
        what: &'static str,
        /// Its length.
        got: usize,
        /// Rows of the design.
        rows: usize,
    },
    /// The design has no column or no row.
    #[error("the design is empty: give it at least one column and one row")]
    Empty,
    /// A value is not finite, or negative where it must not be.
    #[error("value {index} of the {what} is not usable: {value}")]
    Value {
        /// Which slice.
        what: &'static str,
        /// Position in it.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// Two columns say the same thing; drop one or set a ridge above 0.
    #[error("the columns of the design are linearly dependent: drop one, or use a ridge above 0")]
    Singular,
    /// The iteration left the finite numbers.
    #[error("the iteration diverged: scale the regressors or use a ridge above 0")]
    Diverged,
}

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

/// Why a series has no trend.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum TrendError {
    /// Too few values; a seasonal test needs two full cycles.
    #[error("the series has {values} values, this test needs at least {needed}")]
    TooShort {
        /// Values given.
        values: usize,
        /// Values needed.
        needed: usize,
    },
    /// A value is infinite or not a number.
    #[error("value {index} is not finite")]
    NotFinite {
        /// Position in the series.
        index: usize,
    },
    /// The period of the season is 0.
    #[error("the period of a season must be at least 1")]
    Period,
}

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
    /// A setting is outside its range.
    #[error("the setting `{0}` is outside its range")]
    Setting(&'static str),
    /// The regression underneath failed.
    #[error("the effect cannot be fitted: {0}")]
    Regression(#[from] RegressionError),
}

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
