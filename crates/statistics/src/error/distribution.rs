//! What can be wrong with the input of a count distribution.

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
