//! EARS C1, C2 and C3: the cold start, when a series has weeks of history and not years.
//!
//! The Early Aberration Reporting System of the CDC (Hutwagner, Thompson, Seeman & Treadwell 2003, *J. Urban
//! Health* 80:i89; the definitions are those of Fricker, Hegler & Dunfee 2008, *Statistics in Medicine*
//! 27:3407). A count is compared with the mean and the standard deviation of a short baseline:
//!
//! | method | baseline of `n` periods ends | alarm |
//! |---|---|---|
//! | C1 | the period before | `(y − mean) / sd > z` |
//! | C2 | three periods before | the same: two periods of an outbreak do not raise their own baseline |
//! | C3 | as C2 | C2 of this period plus what C2 exceeded 1 by in the two before `> z` |
//!
//! C3 is the documented statistic: the version in surveillance 1.20 puts the current count where the
//! baseline's mean belongs, so that it never alarms on the current period.
//!
//! **Use with care.** The thresholds take counts for normal: at a nominal 1% they alarm in 3% to 15% of quiet
//! weeks (C3 up to 38%), and at equal false alarms they find a third of what [`crate::baseline`] finds.
//!
//! **Assumptions.** Normal counts with a level that stands still over the baseline: no season, no day of the
//! week unless the baseline is a whole number of weeks.
//!
//! **Cost.** O(periods × baseline).

use crate::distribution::normal_quantile;
use crate::error::EarsError;
use crate::series::not_a_count;

/// Periods between the baseline of C2 and C3 and the tested period.
const GUARD: usize = 2;

/// Earlier periods whose excess C3 adds.
const REMEMBERED: usize = 2;

/// Which of the three statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The baseline ends the period before.
    C1,
    /// The baseline ends three periods before.
    C2,
    /// C2 with a memory of two periods.
    C3,
}

/// The knobs of EARS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Periods of the baseline. Default 7.
    pub baseline: usize,
    /// Probability above the upper bound if counts were normal. Default 0.001, about the three standard
    /// deviations of the original.
    pub alpha: f64,
    /// Lower bound of the standard deviation. Default 0.5: a single event after a baseline of zeros is not an
    /// alarm.
    pub min_sigma: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { baseline: 7, alpha: 0.001, min_sigma: 0.5 }
    }
}

/// What EARS says of one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// Mean of the baseline.
    pub expected: f64,
    /// A count above this is an alarm.
    pub upper: f64,
    /// Whether the count is above.
    pub alarm: bool,
}

/// Judges every period; none where the past is too short.
///
/// ```
/// use statistics::ears::{Method, Settings, assess};
/// let counts = [1.0, 0.0, 2.0, 1.0, 1.0, 0.0, 2.0, 1.0, 1.0, 9.0];
/// let verdicts = assess(&counts, Method::C2, &Settings::default())?;
/// assert!(verdicts[8].is_none() && verdicts[9].is_some_and(|verdict| verdict.alarm));
/// # Ok::<(), statistics::error::EarsError>(())
/// ```
///
/// # Errors
/// [`EarsError`]: a value that is not a count, or a setting outside its range.
pub fn assess(
    counts: &[f64],
    method: Method,
    settings: &Settings,
) -> Result<Vec<Option<Verdict>>, EarsError> {
    let rules = [
        ("baseline", settings.baseline >= 2),
        ("alpha", settings.alpha > 0.0 && settings.alpha < 1.0),
        ("min_sigma", settings.min_sigma.is_finite() && settings.min_sigma >= 0.0),
    ];
    if let Some(rule) = rules.iter().find(|rule| !rule.1) {
        return Err(EarsError::Setting(rule.0));
    }
    if let Some(index) = not_a_count(counts) {
        return Err(EarsError::NotACount { index, value: counts[index] });
    }
    let z = normal_quantile(1.0 - settings.alpha);
    Ok((0..counts.len()).map(|at| judge(counts, at, method, z, settings)).collect())
}

fn judge(counts: &[f64], at: usize, method: Method, z: f64, settings: &Settings) -> Option<Verdict> {
    let guard = if method == Method::C1 { 0 } else { GUARD };
    let (expected, sigma) = baseline(counts, at, guard, settings)?;
    let remembered = match method {
        Method::C1 | Method::C2 => 0.0,
        Method::C3 => (1..=REMEMBERED)
            .map(|back| excess(counts, at.checked_sub(back)?, z, settings))
            .sum::<Option<f64>>()?,
    };
    let upper = expected + sigma * (z - remembered);
    Some(Verdict { expected, upper, alarm: counts[at] > upper })
}

/// How far C2 was above 1 in an earlier period. Above a baseline without any spread C2 is infinite: held at
/// the threshold it alarms by itself, and the bound stays a number.
fn excess(counts: &[f64], at: usize, z: f64, settings: &Settings) -> Option<f64> {
    let (mean, sigma) = baseline(counts, at, GUARD, settings)?;
    let more = counts[at] - mean;
    let score = if sigma > 0.0 {
        more / sigma
    } else if more > 0.0 {
        z + 1.0
    } else {
        0.0
    };
    Some((score - 1.0).max(0.0))
}

/// Mean and standard deviation of the baseline that ends `guard + 1` periods before `at`.
fn baseline(counts: &[f64], at: usize, guard: usize, settings: &Settings) -> Option<(f64, f64)> {
    let end = at.checked_sub(guard)?;
    let past = &counts[end.checked_sub(settings.baseline)?..end];
    let n = past.len() as f64;
    let mean = past.iter().sum::<f64>() / n;
    let variance = past.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0);
    Some((mean, variance.sqrt().max(settings.min_sigma)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Settings = Settings { baseline: 7, alpha: 0.01, min_sigma: 0.0 };

    #[test]
    fn each_method_starts_when_its_baseline_is_full() {
        for (method, first) in [(Method::C1, 7), (Method::C2, 9), (Method::C3, 11)] {
            let verdicts = assess(&[1.0; 20], method, &PLAIN).unwrap();
            assert_eq!(verdicts.iter().position(Option::is_some), Some(first));
        }
    }

    #[test]
    fn c2_sees_the_third_day_of_an_outbreak_that_c1_took_for_its_baseline() {
        let mut counts = vec![2.0, 1.0, 3.0, 2.0, 1.0, 3.0, 2.0, 1.0, 3.0, 2.0];
        counts.extend([12.0, 12.0, 12.0]);
        let alarm =
            |method| assess(&counts, method, &PLAIN).unwrap()[12].is_some_and(|verdict| verdict.alarm);
        assert!(!alarm(Method::C1) && alarm(Method::C2));
    }

    #[test]
    fn c3_adds_up_two_moderate_days() {
        let mut counts = vec![2.0, 1.0, 3.0, 2.0, 1.0, 3.0, 2.0, 1.0, 3.0, 2.0, 2.0];
        counts.extend([3.8, 3.8]);
        let alarm =
            |method| assess(&counts, method, &PLAIN).unwrap()[12].is_some_and(|verdict| verdict.alarm);
        assert!(!alarm(Method::C2) && alarm(Method::C3));
    }

    #[test]
    fn one_event_after_silence_is_no_alarm_with_a_least_spread() {
        let mut counts = [0.0; 15];
        counts[14] = 1.0;
        for method in [Method::C1, Method::C2, Method::C3] {
            let verdict = assess(&counts, method, &Settings::default()).unwrap()[14].unwrap();
            assert!(!verdict.alarm && verdict.upper.is_finite());
        }
    }

    #[test]
    fn what_cannot_be_judged_is_said() {
        assert_eq!(assess(&[], Method::C1, &PLAIN), Ok(vec![]));
        assert!(matches!(
            assess(&[f64::NAN], Method::C1, &PLAIN),
            Err(EarsError::NotACount { index: 0, .. })
        ));
        let broken = Settings { baseline: 1, ..PLAIN };
        assert_eq!(assess(&[1.0], Method::C1, &broken), Err(EarsError::Setting("baseline")));
    }
}
