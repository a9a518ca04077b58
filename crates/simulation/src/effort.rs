//! Patrols: how often grids are walked, and when "nothing to report" was said.

use std::collections::BTreeSet;

use chrono::Datelike;
use domain::Effort;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::{
    episode::Plan,
    habits::Habits,
    land::Land,
    occurrence::Occurrence,
    rhythm::Span,
    stream::{Purpose, Streams},
};

/// Part of the weeks in which a grid's patrol is written down. A village is screened every week, but the work
/// is not always recorded; the figure also keeps five years of a county below 150,000 rows.
const RECORDED: f64 = 0.66;
/// Part of the quiet weeks in which zero is reported in so many words.
const ZERO_SAID: f64 = 0.85;
/// Patrols are walked from Monday to Friday.
const WEEKDAYS: usize = 5;
/// Doors knocked at on a patrol, in villages and in blocks.
const VILLAGE_VISITS: std::ops::RangeInclusive<u32> = 4..=16;
const COMMUNITY_VISITS: std::ops::RangeInclusive<u32> = 8..=30;

/// The patrols of a county, by day and grid; at most one a grid and week, on a weekday. From the day `doubled` on
/// there is a second one, on another weekday, recorded as often as the first.
pub(crate) fn patrol(
    land: &Land,
    span: Span,
    habits: &Habits,
    plan: &Plan,
    happened: &[Occurrence],
    doubled: Option<usize>,
    streams: Streams,
) -> Vec<Effort> {
    let monday =
        |day: usize| span.day(day) - chrono::Days::new(span.day(day).weekday().num_days_from_monday().into());
    let busy: BTreeSet<_> = happened.iter().map(|it| (it.grid, monday(it.day))).collect();
    let mut random = streams.open(Purpose::Effort);
    let mut again = streams.open(Purpose::DoubledPatrols);
    let mut patrols = Vec::new();
    let mut day = 0;
    while day < span.days {
        let to_sunday = 7 - span.day(day).weekday().num_days_from_monday() as usize;
        for (position, grid) in land.grids.iter().enumerate() {
            let usual = if land.villages[grid.village].community { COMMUNITY_VISITS } else { VILLAGE_VISITS };
            let mut walk = |weekday: usize, random: &mut ChaCha8Rng| {
                let walked = day + weekday;
                let visits = random.random_range(usual.clone());
                let said = random.random_bool(ZERO_SAID);
                let recorded = random.random_bool(RECORDED)
                    && walked < span.days.min(day + to_sunday)
                    && !habits.is_silent(position, walked)
                    && !plan.silences(grid.village, walked);
                if recorded {
                    let zero = said && !busy.contains(&(position, monday(walked)));
                    patrols.push((walked, position, visits, zero));
                }
            };
            let weekday = random.random_range(0..WEEKDAYS);
            walk(weekday, &mut random);
            let second = (weekday + 2) % WEEKDAYS;
            if doubled.is_some_and(|doubled| day + second >= doubled) {
                walk(second, &mut again);
            }
        }
        day += to_sunday;
    }
    patrols.sort_unstable();
    patrols
        .into_iter()
        .map(|(day, grid, visits, zero_report)| Effort {
            grid: land.grids[grid].id.clone(),
            day: span.day(day),
            visits,
            zero_report,
        })
        .collect()
}
