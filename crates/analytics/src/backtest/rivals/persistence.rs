//! Looking out of the window: what is loud now will stay loud.
//!
//! The last week against the average week of the year before, without season, festival or lateness; one report is added
//! to both, so that nearly empty series do not come first. Forecasts of conflict are regularly held against such a
//! rule, and have regularly lost to it (Hegre et al. 2022, *Int. Interactions* 48:521).

use statistics::distribution::Counts;

use super::Reading;

/// Twice the average.
pub(super) const USUAL: f64 = 2.0;
const YEAR: usize = 52;

/// Reads the last week of a series; `None` with less than a year of past.
pub(super) fn alarm(counts: &[f64]) -> Option<Reading> {
    let (&observed, past) = counts.split_last()?;
    let year = &past[past.len().checked_sub(YEAR)?..];
    let mean = year.iter().sum::<f64>() / YEAR as f64;
    let law = Counts::poisson(mean).ok();
    Some(Reading {
        expected: mean,
        p_value: law.map_or(1.0, |law| law.upper_tail(observed)),
        score: (observed + 1.0) / (mean + 1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_week_is_set_against_the_year_before() {
        let mut counts = vec![9.0; 10];
        counts.extend([1.0; 52]);
        counts.push(5.0);
        let reading = alarm(&counts).unwrap();
        assert_eq!((reading.expected, reading.score), (1.0, 3.0));
        assert!(alarm(&counts[20..]).is_none());
    }
}
