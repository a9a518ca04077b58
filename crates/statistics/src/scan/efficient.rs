//! The efficient score of a cylinder: how fast its likelihood would grow with the rate.

use crate::error::ScanError;

/// How the rate inside is thought to rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rise {
    /// By the same factor in the whole window.
    Level,
    /// In proportion to the periods since the window began: an outbreak that is still growing.
    Growing,
}

/// Score and information of a cylinder.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Efficient {
    /// Derivative of the log-likelihood in the excess rate at none.
    pub derivative: f64,
    /// Its variance when there is no excess.
    pub information: f64,
}

impl Efficient {
    /// The test statistic, standardised: near normal for large means.
    pub fn statistic(self) -> f64 {
        self.derivative / self.information.sqrt()
    }

    /// One step of Newton's method from no excess: the relative excess, in the last period for
    /// [`Rise::Growing`] per period of growth. It grows without bound as means go to 0; do not rank by it.
    pub fn excess(self) -> f64 {
        self.derivative / self.information
    }
}

/// The efficient score of independent negative-binomial counts with variance `mean + mean² / size`; an infinite
/// size is Poisson.
///
/// With `w = 1 + μ / size` and the weight `τ` of a period (1, or the number of periods since the window began),
/// the derivative is `Σ τ (C − μ) / w` and the information `Σ τ² μ / w` (Tango, Takahashi & Kohriyama 2011,
/// *Biometrics* 67:106, eqs. 5–8). `counts` and `means` are location-major, `periods` a location, the oldest
/// first.
///
/// ```
/// use statistics::scan::{Rise, efficient_score};
/// // One case on the second of two days with a mean of a hundredth each.
/// let level = efficient_score(&[0, 1], &[0.01, 0.01], 2, 5.0, Rise::Level)?;
/// let growing = efficient_score(&[0, 1], &[0.01, 0.01], 2, 5.0, Rise::Growing)?;
/// assert!(growing.statistic() > level.statistic());
/// # Ok::<(), statistics::error::ScanError>(())
/// ```
///
/// # Errors
/// [`ScanError`]: no count, slices of different lengths or no multiple of `periods`, a mean that is not
/// positive, a size that is not.
pub fn efficient_score(
    counts: &[u32],
    means: &[f64],
    periods: usize,
    size: f64,
    rise: Rise,
) -> Result<Efficient, ScanError> {
    if counts.is_empty() || periods == 0 {
        return Err(ScanError::Empty);
    }
    let needed = counts.len().next_multiple_of(periods);
    for (what, got) in [("counts", counts.len()), ("expected counts", means.len())] {
        if got != needed {
            return Err(ScanError::Length { what, got, needed });
        }
    }
    if let Some(index) = means.iter().position(|mean| !(mean.is_finite() && *mean > 0.0)) {
        return Err(ScanError::Expected { index, value: means[index] });
    }
    if size.is_nan() || size <= 0.0 {
        return Err(ScanError::Setting("size"));
    }
    let mut sums = Efficient { derivative: 0.0, information: 0.0 };
    for (index, (&count, &mean)) in counts.iter().zip(means).enumerate() {
        let weight = match rise {
            Rise::Level => 1.0,
            Rise::Growing => (index % periods + 1) as f64,
        };
        let spread = 1.0 + mean / size;
        sums.derivative += weight * (f64::from(count) - mean) / spread;
        sums.information += weight * weight * mean / spread;
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_scored_is_said() {
        let of = |counts: &[u32], means: &[f64], periods, size| {
            efficient_score(counts, means, periods, size, Rise::Level)
        };
        assert_eq!(of(&[], &[], 1, 1.0), Err(ScanError::Empty));
        assert_eq!(of(&[1], &[1.0], 0, 1.0), Err(ScanError::Empty));
        assert!(matches!(of(&[1, 2, 3], &[1.0; 3], 2, 1.0), Err(ScanError::Length { .. })));
        assert!(matches!(of(&[1], &[1.0; 2], 1, 1.0), Err(ScanError::Length { .. })));
        assert!(matches!(of(&[1], &[f64::NAN], 1, 1.0), Err(ScanError::Expected { .. })));
        assert_eq!(of(&[1], &[1.0], 1, f64::NAN), Err(ScanError::Setting("size")));
    }
}
