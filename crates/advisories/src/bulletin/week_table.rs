//! The one table of a bulletin: categories against this week, last week, the four weeks before and last year.

use std::collections::BTreeMap;

use domain::{CategoryCode, Report, Week};

use super::suppression::{Cell, suppress};
use crate::{Context, figure, route::lineage};

/// The weeks of the third column, those before the week of the bulletin.
pub(crate) const MEAN_WEEKS: u32 = 4;

/// ISO weeks to the same week of the year before.
const YEAR: i64 = 52;

/// Rows that fit the page; what is smaller is one row of others.
const MOST_ROWS: usize = 6;

/// The table as it is printed: no cell of it can be worked back to a small count.
pub(crate) struct WeekTable {
    /// Category and its four columns.
    pub(crate) rows: Vec<(String, [String; 4])>,
    /// The totals of the four columns.
    pub(crate) totals: [String; 4],
}

/// This week, last week, the sum of the four weeks before this one, and the same week last year.
type Counts = [u32; 4];

impl WeekTable {
    /// Counts the reports of a town by top category. `reports` are those that may be printed.
    pub(crate) fn count(reports: &[&Report], week: Week, context: &Context<'_>) -> Self {
        let mut counted: BTreeMap<&CategoryCode, Counts> = BTreeMap::new();
        for report in reports {
            let Some(top) = lineage(context.taxonomy, &report.category).last() else { continue };
            let row = counted.entry(top).or_default();
            let ago = week.since(Week::of(report.occurred_on));
            let within = [ago == 0, ago == 1, (1..=i64::from(MEAN_WEEKS)).contains(&ago), ago == YEAR];
            for (cell, here) in row.iter_mut().zip(within) {
                *cell += u32::from(here);
            }
        }
        let (mut listed, mut others) = (Vec::new(), Counts::default());
        for (code, row) in counted {
            listed.push((context.taxonomy.name_zh(code).to_owned(), row));
        }
        // Most of this week first; the order of the codes decides between equals.
        listed.sort_by_key(|(_, row)| std::cmp::Reverse((row[0], row[2])));
        let below = context.rules.suppress_below;
        let mut position = 0;
        listed.retain(|(_, row)| {
            let telling = row.iter().any(|&n| n >= below);
            let keep = telling && position < MOST_ROWS;
            position += usize::from(telling);
            if !keep {
                for (sum, n) in others.iter_mut().zip(row) {
                    *sum += n;
                }
            }
            keep
        });
        if others.iter().any(|&n| n > 0) {
            listed.push(("其余各类".to_owned(), others));
        }
        Self::print(&listed, below)
    }

    fn print(listed: &[(String, Counts)], below: u32) -> Self {
        let mut rows: Vec<(String, [String; 4])> =
            listed.iter().map(|(name, _)| (name.clone(), Default::default())).collect();
        let mut totals: [String; 4] = Default::default();
        for (column, total) in totals.iter_mut().enumerate() {
            let counts: Vec<u32> = listed.iter().map(|(_, row)| row[column]).collect();
            let (cells, sum) = suppress(&counts, below);
            // The third column holds the sum of four weeks and prints their mean.
            let weeks = if column == 2 { MEAN_WEEKS } else { 1 };
            for (row, cell) in rows.iter_mut().zip(cells) {
                row.1[column] = printed(cell, below, weeks);
            }
            *total = printed(sum, below, weeks);
        }
        Self { rows, totals }
    }
}

/// A cell as printed; `weeks` above one prints the mean of so many.
fn printed(cell: Cell, below: u32, weeks: u32) -> String {
    let value = |n: u32| {
        if weeks > 1 { figure::decimal(f64::from(n) / f64::from(weeks)) } else { n.to_string() }
    };
    match cell {
        Cell::Shown(n) => value(n),
        Cell::Small => format!("<{}", value(below)),
        Cell::Hidden => "*".to_owned(),
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
