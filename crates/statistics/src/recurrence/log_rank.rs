//! Two groups of settled matters: does one return sooner?

use super::{Spell, check, check_alpha};
use crate::distribution::{normal_quantile, normal_upper};
use crate::error::RecurrenceError;

/// The comparison of two groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Returns in the first group.
    pub observed: f64,
    /// Returns to expect in the first group if both were alike.
    pub expected: f64,
    /// Hypergeometric variance of the difference.
    pub variance: f64,
    /// Two-sided p-value.
    pub p_value: f64,
    /// Hazard of the first group over that of the second.
    pub ratio: f64,
    /// Lower end of the interval of the ratio.
    pub lower: f64,
    /// Upper end of the interval of the ratio.
    pub upper: f64,
}

/// The log-rank test of two groups (Mantel 1966; Peto & Peto 1972), interval at level `1 − alpha`.
///
/// On each day with returns the first group's share of them is compared with its share of those at risk:
/// `E = Σ d n₁ / n`, `V = Σ d (n₁ / n)(n₂ / n)(n − d) / (n − 1)`, and `(O − E) / √V` is standard normal. The ratio is
/// Peto's one-step estimate `exp((O − E) / V)`, right to a few percent between ⅓ and 3. With fewer than ten returns in
/// all the normal law is rough. When nothing can be compared, p is 1 and the ratio is 1 between 0 and infinity.
///
/// ```
/// use statistics::recurrence::{Spell, log_rank};
/// let group = |step: f64| -> Vec<Spell> {
///     (1..=20).map(|i| Spell { days: f64::from(i) * step, returned: i % 4 > 0 }).collect()
/// };
/// let comparison = log_rank(&group(1.0), &group(4.0), 0.05)?;
/// assert!(comparison.p_value < 0.001 && comparison.lower > 1.0);
/// # Ok::<(), statistics::error::RecurrenceError>(())
/// ```
///
/// # Errors
/// [`RecurrenceError`]: a group without spells, a duration that is negative or not finite, an `alpha` outside 0 to 1.
pub fn log_rank(first: &[Spell], second: &[Spell], alpha: f64) -> Result<Comparison, RecurrenceError> {
    check(first)?;
    check(second)?;
    check_alpha(alpha)?;
    let label = |spells: &[Spell], is_first: bool| -> Vec<(Spell, bool)> {
        spells.iter().map(|&spell| (spell, is_first)).collect()
    };
    let mut all = [label(first, true), label(second, false)].concat();
    all.sort_by(|a, b| a.0.days.total_cmp(&b.0.days));
    let (mut in_first, mut at_risk) = (first.len() as f64, all.len() as f64);
    let (mut observed, mut expected, mut variance) = (0.0, 0.0, 0.0);
    for day in all.chunk_by(|a, b| a.0.days == b.0.days) {
        let returns = day.iter().filter(|(spell, _)| spell.returned).count() as f64;
        let share = in_first / at_risk;
        observed += day.iter().filter(|(spell, is_first)| spell.returned && *is_first).count() as f64;
        expected += returns * share;
        if at_risk > 1.0 {
            variance += returns * share * (1.0 - share) * (at_risk - returns) / (at_risk - 1.0);
        }
        in_first -= day.iter().filter(|(_, is_first)| *is_first).count() as f64;
        at_risk -= day.len() as f64;
    }
    let mut comparison = Comparison {
        observed,
        expected,
        variance,
        p_value: 1.0,
        ratio: 1.0,
        lower: 0.0,
        upper: f64::INFINITY,
    };
    if variance > 0.0 {
        let log_ratio = (observed - expected) / variance;
        let margin = normal_quantile(1.0 - alpha / 2.0) / variance.sqrt();
        comparison.p_value = (2.0 * normal_upper((log_ratio * variance.sqrt()).abs())).min(1.0);
        comparison.ratio = log_ratio.exp();
        comparison.lower = (log_ratio - margin).exp();
        comparison.upper = (log_ratio + margin).exp();
    }
    Ok(comparison)
}
