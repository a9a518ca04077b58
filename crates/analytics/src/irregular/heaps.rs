//! Numbers that lie in heaps: reports that waited for the end of the month, patrols that always count the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::{Habit, half_year::HalfYear};
use crate::{cube::Row, sweep::Sweep};

/// Days of an average month.
const MONTH_DAYS: f64 = 365.25 / 12.0;

/// Months in which reports must have waited for its end: a worker who was away for one comes back with one heap.
const LEAST_MONTHS: usize = 3;

/// Patrols on record in the half-year, at least, before their numbers can be said to be always the same.
const LEAST_PATROLS: usize = 12;

/// Share of patrols with one and the same number of visits that is no accident of small numbers.
const ALWAYS: f64 = 0.9;

/// Grids whose reports wait for the end of the month. Without the habit a report has waited with the county's
/// probability, and is written at the end of a month no likelier than on other days: both together are binomial.
pub(super) fn month_ends(sweep: &Sweep<'_>, half: &HalfYear<'_>) -> Vec<Habit> {
    let chosen = &sweep.parameters.irregular;
    let written = |row: &Row<'_>| sweep.snapshot.time.day(row.report.reported_at);
    let waited = |row: &Row<'_>| (written(row) - row.report.occurred_on).num_days() >= chosen.waited_days;
    let all = half.all().count() as f64;
    let waiting = half.all().filter(|row| waited(row)).count() as f64 / all.max(1.0);
    let probability = (waiting * chosen.month_end_days as f64 / MONTH_DAYS).min(1.0);
    let at_the_end =
        |day: NaiveDate| (day + Days::new(chosen.month_end_days.unsigned_abs())).month() != day.month();
    let grids = half.reports.iter().filter(|(_, rows)| rows.len() >= chosen.minimum_reports);
    grids
        .map(|(&grid, rows)| {
            let heaped: Vec<NaiveDate> =
                rows.iter().filter(|row| waited(row)).map(written).filter(|day| at_the_end(*day)).collect();
            let months: BTreeSet<u32> =
                heaped.iter().map(|day| day.year() as u32 * 12 + day.month0()).collect();
            let share = heaped.len() as f64 / rows.len() as f64;
            Habit {
                place: grid,
                p_value: at_least(heaped.len(), rows.len(), probability),
                holds: share >= chosen.minimum_share && months.len() >= LEAST_MONTHS,
                observed: heaped.len() as f64,
                expected: probability * rows.len() as f64,
            }
        })
        .collect()
}

/// Grids whose patrols always count the same number of visits, against how common that number is in the county.
pub(super) fn same_visits(half: &HalfYear<'_>) -> Vec<Habit> {
    let mut common: BTreeMap<u32, f64> = BTreeMap::new();
    for visits in half.visits.values().flatten() {
        *common.entry(*visits).or_default() += 1.0;
    }
    let all: f64 = common.values().sum();
    let grids = half.visits.iter().filter(|(_, visits)| visits.len() >= LEAST_PATROLS);
    grids
        .filter_map(|(&grid, visits)| {
            let mut own: BTreeMap<u32, usize> = BTreeMap::new();
            for visits in visits {
                *own.entry(*visits).or_default() += 1;
            }
            let (number, times) = own.into_iter().max_by_key(|(number, times)| (*times, *number))?;
            let probability = common[&number] / all;
            // Any number could have been the one; the union bound pays for having looked at all of them.
            let p_value = (common.len() as f64 * at_least(times, visits.len(), probability)).min(1.0);
            Some(Habit {
                place: grid,
                p_value,
                holds: times as f64 >= ALWAYS * visits.len() as f64,
                observed: times as f64,
                expected: probability * visits.len() as f64,
            })
        })
        .collect()
}

/// The chance of at least `successes` in `trials`.
fn at_least(successes: usize, trials: usize, probability: f64) -> f64 {
    if probability >= 1.0 {
        return 1.0;
    }
    let mut term = (1.0 - probability).powi(i32::try_from(trials).unwrap_or(i32::MAX));
    let mut tail = 0.0;
    for number in 0..=trials {
        if number >= successes {
            tail += term;
        }
        term *= probability / (1.0 - probability) * (trials - number) as f64 / (number + 1) as f64;
    }
    tail.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binomial_tail_is_exact() {
        assert!((at_least(3, 5, 0.5) - 0.5).abs() < 1e-12);
        assert!((at_least(0, 4, 0.2) - 1.0).abs() < 1e-12);
        assert!((at_least(4, 4, 0.2) - 0.0016).abs() < 1e-12);
    }
}
