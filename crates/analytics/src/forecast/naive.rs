//! Two forecasts that anybody can make, to be compared with.

use statistics::scoring::HUB_LEVELS;

/// Weeks back to the same week of last year.
const YEAR: usize = 52;

/// What last year's same week had, with the errors that this rule made so far.
pub(super) fn seasonal(counts: &[f64], ahead: usize) -> Option<Vec<f64>> {
    let last = *counts.get((counts.len() + ahead - 1).checked_sub(YEAR)?)?;
    Some(around(last, counts, YEAR))
}

/// What the last week had, with the errors that this rule made so far.
pub(super) fn persistent(counts: &[f64], ahead: usize) -> Option<Vec<f64>> {
    Some(around(*counts.last()?, counts, ahead))
}

/// Quantiles of a value with the differences over `lag` weeks around it, both signs of each, as the forecast hubs'
/// baseline has them (Cramer et al. 2022, *PNAS* 119(15):e2113561119); never below 0.
fn around(value: f64, counts: &[f64], lag: usize) -> Vec<f64> {
    let mut errors: Vec<f64> = counts
        .iter()
        .zip(counts.iter().skip(lag))
        .flat_map(|(before, after)| [after - before, before - after])
        .collect();
    errors.sort_unstable_by(f64::total_cmp);
    let at =
        |level: f64| errors.get(((level * errors.len() as f64) as usize).min(errors.len().saturating_sub(1)));
    HUB_LEVELS.iter().map(|level| (value + at(*level).copied().unwrap_or(0.0)).max(0.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_that_never_moves_is_forecast_without_doubt() {
        assert!(persistent(&[3.0; 60], 2).unwrap().iter().all(|quantile| *quantile == 3.0));
        assert!(seasonal(&[3.0; 60], 1).unwrap().iter().all(|quantile| *quantile == 3.0));
        assert_eq!(seasonal(&[3.0; 40], 1), None);
    }

    #[test]
    fn last_years_week_is_the_median() {
        let counts: Vec<f64> = (0..104).map(|week| f64::from(week % 52)).collect();
        assert_eq!(seasonal(&counts, 1).unwrap()[11], 0.0);
        assert_eq!(seasonal(&counts, 3).unwrap()[11], 2.0);
    }
}
