//! The generalised likelihood ratio: a rise of unknown size since an unknown period.

use super::{Step, check, check_settings, positive};
use crate::error::CusumError;

/// Relative change of the ratio at which Newton's iteration stops.
const TOLERANCE: f64 = 1e-12;

/// Most rounds of Newton's iteration; it converges from below and needs five or six.
const MOST_ROUNDS: usize = 60;

/// What law [`glr`] assumes, and when it raises the alarm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlrSettings {
    /// Size of the negative binomial (1/α in surveillance); infinite is Poisson. Default infinite.
    pub size: f64,
    /// Where the statistic is an alarm. Default 5.
    pub threshold: f64,
    /// Most periods a rise may have lasted; `None`, the default, since the last alarm. A window bounds the work.
    pub window: Option<usize>,
}

impl Default for GlrSettings {
    fn default() -> Self {
        Self { size: f64::INFINITY, threshold: 5.0, window: None }
    }
}

/// The generalised likelihood ratio of a rise of the intercept (Höhle & Paul 2008, *Comput. Stat. Data Anal.*
/// 52:4357, section 3): `max_τ sup_{κ≥1} Σ_{t=τ}^n ln f(yₜ; κμₜ) / f(yₜ; μₜ)`.
///
/// For Poisson counts the best κ is `Σy / Σμ`; for the negative binomial it is the root of
/// `Σ (y − μκ) / (1 + μκ/size)`, found by Newton's iteration, which is monotone here. After an alarm only later
/// periods count. Figures are those of `glrnb` in R's surveillance with `change = "intercept"`, `dir = "inc"`,
/// `Mtilde = 1` and `ret = "value"`, where they are the column `upperbound`.
///
/// With w the window or the periods since the last alarm: O(n w) for Poisson, O(n w²) for the negative binomial.
///
/// ```
/// use statistics::cusum::{GlrSettings, glr};
/// let counts: Vec<f64> = (0..40).map(|week| f64::from(1 + week % 2) + if week < 30 { 0.0 } else { 2.0 }).collect();
/// let steps = glr(&counts, &[1.5; 40], &GlrSettings { threshold: 4.0, ..GlrSettings::default() })?;
/// let alarm = steps.iter().position(|step| step.alarm).expect("an alarm");
/// assert!((32..40).contains(&alarm) && steps[alarm].onset.is_some_and(|onset| onset.abs_diff(30) <= 1));
/// # Ok::<(), statistics::error::CusumError>(())
/// ```
///
/// # Errors
/// [`CusumError`]: lengths that differ, a value that is not a count, a mean that is not positive, a setting outside
/// its range.
pub fn glr(counts: &[f64], means: &[f64], settings: &GlrSettings) -> Result<Vec<Step>, CusumError> {
    check(counts, means)?;
    check_settings(&[
        ("size", settings.size > 0.0),
        ("threshold", positive(settings.threshold)),
        ("window", settings.window != Some(0)),
    ])?;
    let threshold = settings.threshold;
    let mut since = 0;
    let mut steps = Vec::with_capacity(counts.len());
    for end in 1..=counts.len() {
        let first = settings.window.map_or(since, |window| since.max(end.saturating_sub(window)));
        let (statistic, onset) = if settings.size.is_infinite() {
            poisson(&counts[first..end], &means[first..end])
        } else {
            negative_binomial(&counts[first..end], &means[first..end], settings.size)
        };
        let alarm = statistic >= threshold;
        let onset = onset.map(|onset| first + onset);
        steps.push(Step { statistic, threshold, alarm, onset, upper: None });
        if alarm {
            since = end;
        }
    }
    Ok(steps)
}

/// The greatest ratio over all starts, and the start.
fn poisson(counts: &[f64], means: &[f64]) -> (f64, Option<usize>) {
    let mut best = (0.0, None);
    let (mut observed, mut expected) = (0.0, 0.0);
    for (start, (count, mean)) in counts.iter().zip(means).enumerate().rev() {
        observed += count;
        expected += mean;
        if observed > expected {
            let ratio = observed * (observed / expected).ln() - (observed - expected);
            if ratio > best.0 {
                best = (ratio, Some(start));
            }
        }
    }
    best
}

/// The same for the negative binomial.
fn negative_binomial(counts: &[f64], means: &[f64], size: f64) -> (f64, Option<usize>) {
    let mut best = (0.0, None);
    let (mut slope, mut ratio) = (0.0, 1.0);
    for start in (0..counts.len()).rev() {
        let (counts, means) = (&counts[start..], &means[start..]);
        // The ratio is concave in ln κ and 0 at κ = 1: it has a positive maximum only if it rises there.
        slope += (counts[0] - means[0]) / (1.0 + means[0] / size);
        if slope <= 0.0 {
            continue;
        }
        ratio = best_ratio(counts, means, size, ratio);
        let value = log_ratio(counts, means, size, ratio);
        if value > best.0 {
            best = (value, Some(start));
        }
    }
    best
}

/// The root of `Σ (y − μκ) / (1 + μκ/size)` above 1, from a guess. The sum is convex and falls with κ, so that
/// Newton's step from anywhere lands below the root, and from there on climbs to it.
fn best_ratio(counts: &[f64], means: &[f64], size: f64, guess: f64) -> f64 {
    let mut ratio = guess.max(1.0);
    for _ in 0..MOST_ROUNDS {
        let (mut sum, mut slope) = (0.0, 0.0);
        for (count, mean) in counts.iter().zip(means) {
            let scale = 1.0 / (1.0 + mean * ratio / size);
            sum += (count - mean * ratio) * scale;
            slope += mean * (1.0 + count / size) * scale * scale;
        }
        let next = (ratio + sum / slope).max(1.0);
        if !next.is_finite() || (next - ratio).abs() <= TOLERANCE * ratio {
            break;
        }
        ratio = next;
    }
    ratio
}

/// The log-likelihood ratio of κ against 1.
fn log_ratio(counts: &[f64], means: &[f64], size: f64, ratio: f64) -> f64 {
    let logarithm = ratio.ln();
    let terms = counts.iter().zip(means).map(|(count, mean)| {
        count * logarithm - (count + size) * (mean * (ratio - 1.0) / (size + mean)).ln_1p()
    });
    terms.sum()
}
