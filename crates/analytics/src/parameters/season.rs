//! When a place has a season of its own.

use serde::{Deserialize, Serialize};

use super::{ParameterError, refuse_unless};

/// A season of a town or village that neither the county nor a dated event shares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnSeason {
    /// Weeks before a window opens from which it is announced, as for dated events.
    pub lead_weeks: i64,
    /// Past years in which the season must have shown by itself, in a row up to now: once is an outbreak.
    pub minimum_years: usize,
    /// Past years that are looked at, at most: a season that began two years ago would drown in the quiet before it, so
    /// each number from `minimum_years` to this one is tried.
    pub most_years: usize,
    /// Shortest and longest window, in ten-day periods (旬) of the civil calendar: three to seven weeks.
    pub shortest: usize,
    /// See `shortest`.
    pub longest: usize,
    /// Reports a year of the series on average, at least; emptier ones cannot show a season and would only dilute the rest.
    pub minimum_yearly: f64,
    /// Reports in a past window on average, at least.
    pub minimum_per_window: f64,
    /// Inside over expected, at least. Higher than for a dated event, for nobody named the window beforehand.
    pub minimum_ratio: f64,
    /// Chance, at most. A window is looked at every week while it is due, and the false-discovery rate of a single sweep
    /// does not know of the other weeks: at it alone a county hears of a chance season every month, at one in ten
    /// thousand of one or two a year.
    pub maximum_p: f64,
}

impl Default for OwnSeason {
    fn default() -> Self {
        Self {
            lead_weeks: 6,
            minimum_years: 2,
            most_years: 4,
            shortest: 2,
            longest: 5,
            minimum_yearly: 12.0,
            minimum_per_window: 5.0,
            minimum_ratio: 1.5,
            maximum_p: 1e-4,
        }
    }
}

impl OwnSeason {
    /// Checks ranges.
    pub(super) fn check(&self) -> Result<(), ParameterError> {
        let within = |name, value: usize, least: usize, most: usize, rule, rule_zh| {
            refuse_unless((least..=most).contains(&value), name, value as f64, rule, rule_zh)
        };
        let years = |name, value| within(name, value, 1, 20, "between 1 and 20", "在 1 与 20 之间");
        years("own_season.minimum_years", self.minimum_years)?;
        years("own_season.most_years", self.most_years)?;
        let periods = |name, value| within(name, value, 1, 12, "between 1 and 12", "在 1 与 12 之间");
        periods("own_season.shortest", self.shortest)?;
        periods("own_season.longest", self.longest)?;
        let p = self.maximum_p;
        let unit = p > 0.0 && p <= 1.0;
        refuse_unless(unit, "own_season.maximum_p", p, "above 0 and to 1 at most", "大于 0 且不大于 1")?;
        let ratio = self.minimum_ratio;
        refuse_unless(ratio >= 1.0, "own_season.minimum_ratio", ratio, "to 1 or more", "不小于 1")
    }
}
