//! The three laws of a count that a regression can assume, as their variance and deviance.

/// What is assumed of a count around its mean μ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Family {
    /// Variance μ.
    Poisson,
    /// Variance φμ with φ estimated by Pearson's statistic over the residual degrees of freedom.
    QuasiPoisson,
    /// Variance μ + μ² / size with the size known.
    NegativeBinomial {
        /// The size (also called k or r); larger is closer to Poisson.
        size: f64,
    },
}

impl Family {
    /// The mean the iteration starts from, given one count. These are the starts of R's `glm`, and because
    /// the iteration stops early they are part of the answer.
    pub(super) fn start(self, count: f64) -> f64 {
        match self {
            Self::Poisson | Self::QuasiPoisson => count + 0.1,
            Self::NegativeBinomial { .. } => {
                if count == 0.0 {
                    1.0 / 6.0
                } else {
                    count
                }
            }
        }
    }

    /// The working weight of a row under the log link, (dμ/dη)² / V(μ), over its mean.
    pub(super) fn weight_per_mean(self, mean: f64) -> f64 {
        match self {
            Self::Poisson | Self::QuasiPoisson => 1.0,
            Self::NegativeBinomial { size } => 1.0 / (1.0 + mean / size),
        }
    }

    /// One row's part of the deviance, given ln (count / mean), which does not matter for a count of 0.
    pub(super) fn deviance(self, count: f64, mean: f64, log_ratio: f64) -> f64 {
        match self {
            Self::Poisson | Self::QuasiPoisson => 2.0 * (count * log_ratio - (count - mean)),
            Self::NegativeBinomial { size } => {
                2.0 * (count * log_ratio - (count + size) * ((count + size) / (mean + size)).ln())
            }
        }
    }
}
