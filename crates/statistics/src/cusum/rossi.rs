//! The CUSUM of counts transformed to normality.

use super::{Step, accumulate, check, check_settings, positive};
use crate::error::CusumError;

/// The reference value and the decision interval of [`rossi`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RossiSettings {
    /// Taken off each score; half the rise to be found, in standard deviations. Default 1.04.
    pub reference: f64,
    /// Where the sum is an alarm. Default 2.26, which with 1.04 is made for a mean time between false alarms of
    /// 500 periods.
    pub threshold: f64,
}

impl Default for RossiSettings {
    fn default() -> Self {
        Self { reference: 1.04, threshold: 2.26 }
    }
}

/// The CUSUM of Rossi, Lampugnani & Marchi (1999, *Stat. Med.* 18:2111): `C ← max(0, C + z − k)` with
/// `z = (y − 3μ + 2√(yμ)) / (2√μ)`, the mean of two roots that are normal for Poisson counts.
///
/// The sum is not reset: it stays in alarm until the counts have been low long enough. Kept for comparison with
/// surveillance systems that use it; it knows no dispersion. O(n).
///
/// The figures are those of R's surveillance (`cusum`, `trans = "rossi"`). Where the sum is so high that any count
/// is an alarm, [`Step::upper`] is 0; the package there gives the square of a negative root.
///
/// ```
/// use statistics::cusum::{RossiSettings, rossi};
/// let steps = rossi(&[2.0, 5.0, 6.0, 7.0], &[2.0; 4], &RossiSettings::default())?;
/// assert!(!steps[0].alarm && steps[3].alarm);
/// assert_eq!(steps[3].onset, Some(1));
/// # Ok::<(), statistics::error::CusumError>(())
/// ```
///
/// # Errors
/// [`CusumError`]: lengths that differ, a value that is not a count, a mean or setting that is not positive.
pub fn rossi(counts: &[f64], means: &[f64], settings: &RossiSettings) -> Result<Vec<Step>, CusumError> {
    check(counts, means)?;
    let reference = settings.reference;
    check_settings(&[("reference", positive(reference)), ("threshold", positive(settings.threshold))])?;
    let increment = |period: usize, count: f64| {
        let mean: f64 = means[period];
        (count - 3.0 * mean + 2.0 * (count * mean).sqrt()) / (2.0 * mean.sqrt()) - reference
    };
    // z = x: (√y + √μ)² = 4μ + 2x√μ.
    let upper = |period: usize, missing: f64| {
        let mean: f64 = means[period];
        let square = 4.0 * mean + 2.0 * (missing + reference) * mean.sqrt();
        (square.max(0.0).sqrt() - mean.sqrt()).max(0.0).powi(2)
    };
    Ok(accumulate(counts, settings.threshold, false, increment, upper))
}
