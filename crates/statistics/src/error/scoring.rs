use thiserror::Error;

/// Why a forecast cannot be scored.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum ScoringError {
    /// One quantile for each level is needed.
    #[error("{quantiles} quantiles for {levels} levels; give one for each (分位数与水平个数不符)")]
    Length {
        /// How many levels.
        levels: usize,
        /// How many quantiles.
        quantiles: usize,
    },
    /// The levels must be the median and pairs around it.
    #[error(
        "the levels do not ascend from above 0 to below 1 in pairs around 0.5 (水平应以 0.5 为中心成对递增)"
    )]
    Levels,
    /// Quantiles must be finite and must not descend.
    #[error("the quantiles descend or are not finite; sort them by level (分位数应为有限值且不递减)")]
    Quantiles,
    /// The outcome is not a number.
    #[error("the outcome is {0}, not a finite number (实际值不是有限数)")]
    Outcome(f64),
}
