//! What can be wrong with the input of a pool.

use thiserror::Error;

use super::BaselineError;

/// Why siblings cannot be judged together.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum PoolingError {
    /// There is no sibling.
    #[error("no series: at least one sibling is needed")]
    Empty,
    /// A sibling has another number of periods than the first.
    #[error("sibling {sibling} has {periods} periods, the first one has {needed}")]
    Length {
        /// Which sibling.
        sibling: usize,
        /// Its periods.
        periods: usize,
        /// The periods of the first.
        needed: usize,
    },
    /// A count is negative, infinite or not a number.
    #[error("value {index} of sibling {sibling} is not a count: {value}")]
    NotACount {
        /// Which sibling.
        sibling: usize,
        /// Position in its series.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// There is not one exposure for each sibling.
    #[error("{exposures} exposures for {siblings} siblings: each needs one")]
    Exposures {
        /// Exposures given.
        exposures: usize,
        /// Siblings given.
        siblings: usize,
    },
    /// An exposure is not a positive finite number, or too far from the others to be compared with them.
    #[error("the exposure of sibling {sibling} is not a positive number of the others' order: {value}")]
    Exposure {
        /// Which sibling.
        sibling: usize,
        /// The value found.
        value: f64,
    },
    /// The sum of the siblings has no baseline.
    #[error("the sum of the siblings: {0}")]
    Parent(#[from] BaselineError),
}
