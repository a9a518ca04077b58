//! The CUSUM of likelihood ratios for one size of rise.

use super::{Step, accumulate, check, check_settings, positive};
use crate::error::CusumError;

/// What [`likelihood_ratio`] looks for, and when it raises the alarm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LikelihoodRatioSettings {
    /// Size of the negative binomial; infinite is Poisson. Default infinite.
    pub size: f64,
    /// The rise to be found, as a ratio to the mean in control; above 1. Default 2. Rises of half and of twice as
    /// much on the log scale are found nearly as fast as by their own CUSUM.
    pub ratio: f64,
    /// Where the sum is an alarm. Default 5: the mean time to a false alarm is at least e⁵ = 148 periods
    /// (Lorden 1971), in truth two or three times as long; see [`super::likelihood_ratio_threshold`].
    pub threshold: f64,
}

impl Default for LikelihoodRatioSettings {
    fn default() -> Self {
        Self { size: f64::INFINITY, ratio: 2.0, threshold: 5.0 }
    }
}

/// The likelihood-ratio CUSUM of counts: `C ← max(0, C + ln f(y; κμ) / f(y; μ))` (Page 1954), negative binomial as
/// in Watkins et al. (2008, *BMC Med. Inform. Decis. Mak.* 8:37).
///
/// Among all rules with its rate of false alarms none finds the rise κ sooner (Moustakides 1986, *Ann. Stat.*
/// 14:1379). It starts anew after an alarm. O(n).
///
/// ```
/// use statistics::cusum::{LikelihoodRatioSettings, likelihood_ratio};
/// let counts: Vec<f64> = (0..40).map(|week| f64::from(1 + week % 2) + if week < 30 { 0.0 } else { 2.0 }).collect();
/// let steps = likelihood_ratio(&counts, &[1.5; 40], &LikelihoodRatioSettings::default())?;
/// let alarm = steps.iter().position(|step| step.alarm).expect("an alarm");
/// assert!((32..40).contains(&alarm) && steps[alarm].onset == Some(30));
/// # Ok::<(), statistics::error::CusumError>(())
/// ```
///
/// # Errors
/// [`CusumError`]: lengths that differ, a value that is not a count, a mean that is not positive, a setting outside
/// its range.
pub fn likelihood_ratio(
    counts: &[f64],
    means: &[f64],
    settings: &LikelihoodRatioSettings,
) -> Result<Vec<Step>, CusumError> {
    check(counts, means)?;
    check_settings(&[
        ("size", settings.size > 0.0),
        ("ratio", settings.ratio.is_finite() && settings.ratio > 1.0),
        ("threshold", positive(settings.threshold)),
    ])?;
    let weights: Vec<(f64, f64)> =
        means.iter().map(|&mean| linear(mean, settings.size, settings.ratio)).collect();
    let increment = |period: usize, count: f64| weights[period].0 * count - weights[period].1;
    let upper = |period: usize, missing: f64| (missing + weights[period].1) / weights[period].0;
    Ok(accumulate(counts, settings.threshold, true, increment, upper))
}

/// The log-likelihood ratio of a count y is `a y − b`; these are a and b.
pub(super) fn linear(mean: f64, size: f64, ratio: f64) -> (f64, f64) {
    let rise = mean * (ratio - 1.0);
    if size.is_infinite() {
        return (ratio.ln(), rise);
    }
    let spread = (rise / (size + mean)).ln_1p();
    (ratio.ln() - spread, size * spread)
}
