//! The familiar rule: more than the mean plus twice the standard deviation of the same week of past years.
//!
//! The weeks beside it are taken too, so that five years give fifteen values. The standard deviation is taken to be no
//! smaller than that of a Poisson count with the same mean, nor than one report: of a dozen small counts it is often 0,
//! and the rule would alarm at anything.

use statistics::distribution::normal_upper;

use super::Reading;

/// Standard deviations above the mean.
pub(super) const USUAL: f64 = 2.0;
const WEEKS_A_YEAR: usize = 52;
const YEARS: usize = 5;
/// Weeks before and after the same week of a past year.
const BESIDE: usize = 1;

/// Reads the last week of a series; `None` with less than a year of past.
pub(super) fn alarm(counts: &[f64]) -> Option<Reading> {
    let (&observed, past) = counts.split_last()?;
    let last = past.len();
    let values: Vec<f64> = (1..=YEARS)
        .filter_map(|year| last.checked_sub(year * WEEKS_A_YEAR + BESIDE))
        .flat_map(|first| &past[first..=first + 2 * BESIDE])
        .copied()
        .collect();
    let n = values.len() as f64;
    if values.len() < 2 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let score = (observed - mean) / variance.max(mean).max(1.0).sqrt();
    Some(Reading { expected: mean, p_value: normal_upper(score), score })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_weeks_of_past_years_are_what_is_usual() {
        let mut counts = vec![0.0; 105];
        // One and two years before week 104, with the weeks beside them.
        for (week, count) in [(51, 4.0), (52, 6.0), (53, 8.0), (0, 4.0), (1, 8.0)] {
            counts[week] = count;
        }
        counts[104] = 12.0;
        let reading = alarm(&counts).unwrap();
        assert!((reading.expected - 6.0).abs() < 1e-12, "two years would reach before the beginning");
        assert!((reading.score - 6.0 / 6f64.sqrt()).abs() < 1e-12, "Poisson's deviation is the larger");
        counts.insert(0, 0.0);
        assert!((alarm(&counts).unwrap().expected - 5.0).abs() < 1e-12);
    }

    #[test]
    fn without_a_year_of_past_nothing_is_said() {
        assert!(alarm(&[1.0; 52]).is_none());
        assert!(alarm(&[]).is_none());
    }
}
