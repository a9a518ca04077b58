//! What can be wrong with the input of a regression.

use thiserror::Error;

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
