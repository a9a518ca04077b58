//! Patrol visits around a signal: did more, or fewer, eyes look than usual?

use domain::{AreaLevel, Signal, SignalKind, Week};

use super::window;
use crate::sweep::Sweep;

/// Weeks before the window whose mean is usual: a year, so that the season cancels.
const USUAL_WEEKS: usize = 52;

/// Weeks of the widest window that is set against it, besides.
const WINDOW_WEEKS: usize = 26;

/// Weeks with a visit before the window, at least: from fewer nobody can tell what is usual.
const LEAST_WEEKS: usize = 8;

/// Visits by grid and week, over the weeks that end with the cut.
pub(super) struct Visits {
    first: Week,
    /// For each area its weeks; empty for one that is no grid, or has none.
    by_grid: Vec<Vec<u32>>,
}

impl Visits {
    /// Counts the visits of the last year and a half.
    pub fn count(sweep: &Sweep<'_>) -> Self {
        let weeks = USUAL_WEEKS + WINDOW_WEEKS;
        let first = sweep.horizon.week(sweep.horizon.weeks).plus(-(weeks as i64));
        let mut by_grid = vec![Vec::new(); sweep.places.len()];
        for effort in sweep.snapshot.effort.iter().filter(|effort| effort.day >= first.monday()) {
            let week = usize::try_from(Week::of(effort.day).since(first)).unwrap_or(weeks);
            let Some(grid) = sweep.places.number(&effort.grid).filter(|_| week < weeks) else { continue };
            if by_grid[grid].is_empty() {
                by_grid[grid] = vec![0; weeks];
            }
            by_grid[grid][week] += effort.visits;
        }
        Self { first, by_grid }
    }

    /// Visits in the window of a signal over the number usual there; `None` where visits are not recorded, where the
    /// window is not one of past weeks, and for a trend, which says itself what the visits did.
    pub fn ratio(&self, signal: &Signal, sweep: &Sweep<'_>) -> Option<f64> {
        if signal.kind == SignalKind::Trending {
            return signal.parameter("visits_per_year");
        }
        if signal.kind == SignalKind::Recurring {
            return None;
        }
        let weeks = self.within(signal, sweep)?;
        let inside: Vec<usize> =
            window(signal).filter_map(|week| usize::try_from(week.since(self.first)).ok()).collect();
        let (&opens, &closes) = (inside.first()?, inside.last()?);
        if closes >= weeks.len() {
            return None;
        }
        let before = &weeks[opens.saturating_sub(USUAL_WEEKS)..opens];
        let first_visit = before.iter().position(|visits| *visits > 0)?;
        let before = &before[first_visit..];
        if before.len() < LEAST_WEEKS {
            return None;
        }
        let usual = f64::from(before.iter().sum::<u32>()) / before.len() as f64;
        let mean = f64::from(weeks[opens..=closes].iter().sum::<u32>()) / inside.len() as f64;
        Some(mean / usual)
    }

    /// Visits by week in the places of a signal; `None` where none were recorded.
    fn within(&self, signal: &Signal, sweep: &Sweep<'_>) -> Option<Vec<u32>> {
        let places =
            if signal.cluster.is_empty() { std::slice::from_ref(&signal.area) } else { &signal.cluster };
        let places: Vec<usize> = places.iter().filter_map(|id| sweep.places.number(id)).collect();
        let inside = |grid: &usize| places.iter().any(|&place| sweep.places.lies_in(*grid, place));
        let mut sum: Option<Vec<u32>> = None;
        for grid in sweep.places.at(AreaLevel::Grid).filter(inside) {
            let weeks = &self.by_grid[grid];
            if weeks.is_empty() {
                continue;
            }
            let sum = sum.get_or_insert_with(|| vec![0; weeks.len()]);
            sum.iter_mut().zip(weeks).for_each(|(sum, visits)| *sum += visits);
        }
        sum
    }
}
