//! How rare a signal is, in a measure that a reader knows: weeks, years, or tests.

use domain::{Detector, Signal};

/// Weeks of a year.
const YEAR: f64 = 52.18;

/// Below this many weeks rarity is said in weeks, above it in years.
const SAID_IN_WEEKS: f64 = 104.0;

/// Nobody has looked for longer than this, so a rarer event is said to be at least as rare.
const CENTURY: f64 = 100.0;

/// Beyond this many tests a figure tells nobody more.
const MILLION: f64 = 1e6;

/// How often chance alone would show it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rarity {
    /// Once in so many weeks.
    Weeks(f64),
    /// Once in so many years.
    Years(f64),
    /// More seldom than once in a hundred years.
    BeyondCentury,
    /// Once in so many tests, for what is not tested anew each week.
    Tests(f64),
    /// More seldom than once in a million tests.
    BeyondMillion,
}

impl Rarity {
    /// Reads the p-value of a signal. A weekly test with a p-value of 1/n shows chance once in n weeks.
    pub fn of(signal: &Signal) -> Self {
        let once_in = 1.0 / signal.p_value.clamp(f64::MIN_POSITIVE, 1.0);
        match signal.detector {
            Detector::SeasonalBaseline | Detector::SpaceTimeScan | Detector::Topic | Detector::Silence => {
                let years = (once_in / YEAR).round();
                if once_in < SAID_IN_WEEKS {
                    Self::Weeks(once_in.round())
                } else if years < CENTURY {
                    Self::Years(years)
                } else {
                    Self::BeyondCentury
                }
            }
            Detector::CalendarEffect
            | Detector::MannKendall
            | Detector::Return
            | Detector::OwnSeason
            | Detector::Heaping
            | Detector::Copies => {
                if once_in > MILLION {
                    Self::BeyondMillion
                } else {
                    Self::Tests(two_digits(once_in))
                }
            }
        }
    }
}

/// 3187 → 3200: nobody reads four digits of a chance.
fn two_digits(value: f64) -> f64 {
    let magnitude = 10_f64.powf((value.log10().floor() - 1.0).max(0.0));
    (value / magnitude).round() * magnitude
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{TOWN, signal};

    #[test]
    fn weeks_become_years_and_no_more_than_a_century_is_claimed() {
        let rarity = |p_value: f64, detector| {
            Rarity::of(&Signal { p_value, detector, ..signal(TOWN, "02", 9.0, 2.0) })
        };
        let weekly = Detector::SeasonalBaseline;
        assert_eq!(rarity(0.02, weekly), Rarity::Weeks(50.0));
        assert_eq!(rarity(0.001, weekly), Rarity::Years(19.0));
        assert_eq!(rarity(0.0, weekly), Rarity::BeyondCentury);
        assert_eq!(rarity(1.0 / 3187.0, Detector::MannKendall), Rarity::Tests(3200.0));
        assert_eq!(rarity(1.0, Detector::Heaping), Rarity::Tests(1.0));
        assert_eq!(rarity(1e-20, Detector::Heaping), Rarity::BeyondMillion);
    }
}
