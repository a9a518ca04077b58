//! The one table of a bulletin: categories against this week, last week, the four weeks before and last year.

use chrono::NaiveDate;
use domain::{Report, Week};

use crate::{
    Context,
    tally::{Tally, by_category, printed},
};

/// The weeks of the third column, those before the week of the bulletin.
pub(crate) const MEAN_WEEKS: u32 = 4;

/// ISO weeks to the same week of the year before.
const YEAR: i64 = 52;

/// Rows that fit the page; what is smaller is one row of others.
const MOST_ROWS: usize = 6;

/// What each column counts: this week, last week, the sum of the four weeks before this one (whose mean is printed), and the
/// same week last year.
const WEEKS: [u32; 4] = [1, 1, MEAN_WEEKS, 1];

/// The table as it is printed: no cell of it can be worked back to a small count.
pub(crate) struct WeekTable {
    /// Category and its four columns.
    pub(crate) rows: Vec<(String, [String; 4])>,
    /// The totals of the four columns.
    pub(crate) totals: [String; 4],
}

impl WeekTable {
    /// Counts the reports of a town by top category. `reports` are those that may be printed.
    pub(crate) fn count(reports: &[&Report], week: Week, context: &Context<'_>) -> Self {
        let within = |day: NaiveDate| {
            let ago = week.since(Week::of(day));
            [ago == 0, ago == 1, (1..=i64::from(MEAN_WEEKS)).contains(&ago), ago == YEAR]
        };
        let below = context.rules.suppress_below;
        // Most of this week first.
        let tally = Tally::of(&by_category(reports, within, [0, 2], MOST_ROWS, context), below);
        let print = |cells: [_; 4]| {
            let mut weeks = WEEKS.into_iter();
            cells.map(|cell| printed(cell, below, weeks.next().unwrap_or(1)))
        };
        Self {
            rows: tally.rows.into_iter().map(|(name, cells)| (name, print(cells))).collect(),
            totals: print(tally.totals),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{GRID, World, day, report};

    fn week() -> Week {
        Week::of(day("2026-11-16"))
    }

    #[test]
    fn children_count_for_their_top_category_and_columns_hold_their_weeks() {
        let world = World::new();
        let mut reports = Vec::new();
        for (category, on, times) in [
            ("1001", "2026-11-17", 3),
            ("1099", "2026-11-22", 1),
            ("10", "2026-11-09", 3),
            ("10", "2026-10-19", 3),
            ("10", "2026-10-18", 7),
            ("1001", "2025-11-19", 5),
        ] {
            reports.extend((0..times).map(|_| report(GRID, category, on)));
        }
        let table = WeekTable::count(&reports.iter().collect::<Vec<_>>(), week(), &world.context());
        assert_eq!(table.rows, [("劳动争议纠纷".to_owned(), ["4", "3", "1.5", "5"].map(String::from))]);
        assert_eq!(table.totals, ["4", "3", "1.5", "5"].map(String::from));
    }

    #[test]
    fn categories_with_small_counts_only_are_one_row() {
        let world = World::new();
        let days = [("02", 6), ("04", 2), ("13", 1), ("12", 1)];
        let reports: Vec<Report> =
            days.iter().flat_map(|(code, n)| (0..*n).map(|_| report(GRID, code, "2026-11-18"))).collect();
        let table = WeekTable::count(&reports.iter().collect::<Vec<_>>(), week(), &world.context());
        let names: Vec<&str> = table.rows.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["邻里纠纷", "其余各类"]);
        assert_eq!((table.rows[1].1[0].as_str(), table.totals[0].as_str()), ("4", "10"));
        assert_eq!(table.totals[1], "<3");
        assert_eq!(table.totals[2], "<0.8");
    }
}
