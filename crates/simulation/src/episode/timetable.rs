//! When episodes are planted, in days before the end of the span.
//!
//! Most lie in the last three years, where a backtest looks, and some of every kind end within the last three
//! weeks, so that a sweep on the last day finds them.

use std::ops::RangeInclusive;

/// Nothing is planted before this day of the simulation: a detector must first learn what is ordinary.
pub(super) const LEARNING_DAYS: usize = 26 * 7;
/// An outbreak lasts two weeks.
pub(super) const OUTBREAK_DAYS: usize = 14;
/// Outbreaks: category, grids, additional reports, and how many days before the end the last day lies.
pub(super) const OUTBREAKS: [(&str, usize, usize, usize); 9] = [
    ("02", 3, 5, 1004),
    ("07", 6, 8, 885),
    ("1001", 12, 12, 702),
    ("03", 3, 5, 511),
    ("06", 6, 8, 398),
    ("05", 12, 12, 96),
    ("1001", 10, 12, 2),
    ("02", 5, 8, 7),
    ("06", 3, 5, 13),
];
/// Rises of a town to twice the ordinary: category, weeks, days before the end.
pub(super) const TOWN_RISES: [(&str, usize, usize); 4] =
    [("02", 6, 809), ("01", 4, 455), ("07", 5, 181), ("02", 4, 6)];
pub(super) const TOWN_RISE: f64 = 2.0;
/// Trends: category, whether of a town or else of a village, days, days before the end.
pub(super) const TRENDS: [(&str, bool, usize, usize); 4] =
    [("07", true, 910, 0), ("02", false, 730, 0), ("1101", true, 600, 0), ("01", true, 760, 140)];
pub(super) const TREND: f64 = 0.4;
/// New seasons; the last one is still on shortly before the default simulation ends.
pub(super) const SEASONS: [Season; 3] = [
    Season { code: "06", town: true, first: [9, 1], last: [10, 15], years: 3 },
    Season { code: "04", town: true, first: [3, 1], last: [4, 10], years: 3 },
    Season { code: "14", town: false, first: [11, 20], last: [12, 22], years: 3 },
];
pub(super) const SEASON: f64 = 3.0;
/// Matters that come back: category, times in all, days before the end of the last one.
pub(super) const REIGNITIONS: [(&str, usize, usize); 8] = [
    ("02", 4, 760),
    ("07", 5, 593),
    ("03", 4, 420),
    ("01", 4, 330),
    ("04", 4, 155),
    ("02", 5, 4),
    ("03", 4, 9),
    ("07", 4, 17),
];
/// Days between two outbreaks of a matter: the follow-up of the last one is over.
pub(super) const RETURN_DAYS: RangeInclusive<usize> = 18..=48;
/// Silent villages: weeks, days before the end.
pub(super) const SILENCES: [(usize, usize); 4] = [(5, 720), (8, 430), (4, 190), (5, 1)];

/// A season that appears: month and day of its first and last day, and for how many years it has been there.
pub(super) struct Season {
    pub(super) code: &'static str,
    /// Of a town, or else of a village.
    pub(super) town: bool,
    pub(super) first: [u32; 2],
    pub(super) last: [u32; 2],
    pub(super) years: i32,
}
