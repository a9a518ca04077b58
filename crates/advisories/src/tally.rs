//! Counts of reports in rows and columns, of which no small one can be worked out.

use std::{array, collections::BTreeMap};

use chrono::NaiveDate;
use domain::{AreaId, AreaLevel, CategoryCode, Report};

use crate::{
    Context, figure,
    route::lineage,
    suppression::{Cell, suppress},
};

/// A row as it is counted: its name and its columns.
pub(crate) type Counted<const N: usize> = (String, [u32; N]);

/// A table as it is printed. The rows of each column, with its total, give no small count away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tally<const N: usize> {
    /// Name and columns.
    pub(crate) rows: Vec<(String, [Cell; N])>,
    /// The totals of the columns.
    pub(crate) totals: [Cell; N],
}

impl<const N: usize> Tally<N> {
    /// Suppresses every column by itself; columns count different reports.
    pub(crate) fn of(counted: &[Counted<N>], below: u32) -> Self {
        let mut totals = [Cell::Small; N];
        let mut rows: Vec<(String, [Cell; N])> =
            counted.iter().map(|(name, _)| (name.clone(), totals)).collect();
        for (column, total) in totals.iter_mut().enumerate() {
            let counts: Vec<u32> = counted.iter().map(|(_, row)| row[column]).collect();
            let (cells, sum) = suppress(&counts, below);
            rows.iter_mut().zip(cells).for_each(|(row, cell)| row.1[column] = cell);
            *total = sum;
        }
        Self { rows, totals }
    }

    /// Two tables of the same reports have the same totals: what one of them may not say the other would. Such a column
    /// keeps in both only which of its cells are small.
    pub(crate) fn agree(&mut self, other: &mut Self) {
        let differ: Vec<usize> =
            (0..N).filter(|&column| self.totals[column] != other.totals[column]).collect();
        for column in differ {
            for table in [&mut *self, &mut *other] {
                let cells = table.rows.iter_mut().map(|(_, row)| &mut row[column]);
                for cell in cells.chain([&mut table.totals[column]]) {
                    if matches!(cell, Cell::Shown(_)) {
                        *cell = Cell::Hidden;
                    }
                }
            }
        }
    }
}

/// Counts reports by top category. The rows stand by the columns `order`, largest first; what is small in every column, or
/// would be more than `most` rows, is one row of others.
pub(crate) fn by_category<const N: usize>(
    reports: &[&Report],
    within: impl Fn(NaiveDate) -> [bool; N],
    order: [usize; 2],
    most: usize,
    context: &Context<'_>,
) -> Vec<Counted<N>> {
    let top = |report: &&Report| {
        let top: Option<&CategoryCode> = lineage(context.taxonomy, &report.category).last();
        top.cloned()
    };
    let counted = count(reports, top, within);
    let mut listed: Vec<Counted<N>> =
        counted.into_iter().map(|(code, row)| (context.taxonomy.name_zh(&code).to_owned(), row)).collect();
    // The order of the codes decides between equals.
    listed.sort_by_key(|(_, row)| std::cmp::Reverse(order.map(|column| row[column])));
    let mut others = [0; N];
    let mut position = 0;
    listed.retain(|(_, row)| {
        let telling = row.iter().any(|&n| n >= context.rules.suppress_below);
        let keep = telling && position < most;
        position += usize::from(telling);
        if !keep {
            others = array::from_fn(|column| others[column] + row[column]);
        }
        keep
    });
    if others.iter().any(|&n| n > 0) {
        listed.push(("其余各类".to_owned(), others));
    }
    listed
}

/// Counts reports by town, every town of a county in the order of the codes; what lies in none of them is the last row.
pub(crate) fn by_town<const N: usize>(
    reports: &[&Report],
    county: &AreaId,
    within: impl Fn(NaiveDate) -> [bool; N],
    context: &Context<'_>,
) -> Vec<Counted<N>> {
    let town = |report: &&Report| {
        let town = context.areas.ancestor_at(&report.area, AreaLevel::Town);
        Some(town.map(|town| town.id.clone()))
    };
    let mut counted = count(reports, town, within);
    let towns = context.areas.at(AreaLevel::Town).filter(|town| context.areas.contains(county, &town.id));
    let mut listed: Vec<Counted<N>> = towns
        .map(|town| (town.name.clone(), counted.remove(&Some(town.id.clone())).unwrap_or([0; N])))
        .collect();
    if let Some(row) = counted.remove(&None).filter(|row| row.iter().any(|&n| n > 0)) {
        listed.push(("未到乡镇".to_owned(), row));
    }
    listed
}

fn count<K: Ord, const N: usize>(
    reports: &[&Report],
    key: impl Fn(&&Report) -> Option<K>,
    within: impl Fn(NaiveDate) -> [bool; N],
) -> BTreeMap<K, [u32; N]> {
    let mut counted: BTreeMap<K, [u32; N]> = BTreeMap::new();
    for report in reports {
        let Some(key) = key(report) else { continue };
        let here = within(report.occurred_on);
        let row = counted.entry(key).or_insert([0; N]);
        row.iter_mut().zip(here).for_each(|(cell, here)| *cell += u32::from(here));
    }
    counted
}

/// A cell as printed; `weeks` above one prints the mean of so many.
pub(crate) fn printed(cell: Cell, below: u32, weeks: u32) -> String {
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
    use proptest::prelude::*;

    use super::*;

    fn tally(counts: &[u32]) -> Tally<1> {
        Tally::of(&counts.iter().map(|&n| (n.to_string(), [n])).collect::<Vec<_>>(), 3)
    }

    #[test]
    fn a_total_that_one_table_may_not_say_is_not_said_by_the_other() {
        let (mut categories, mut towns) = (tally(&[2, 2]), tally(&[4, 0]));
        assert_eq!((categories.totals, towns.totals), ([Cell::Hidden], [Cell::Shown(4)]));
        categories.agree(&mut towns);
        assert_eq!(towns.totals, [Cell::Hidden]);
        assert_eq!(towns.rows.iter().map(|(_, row)| row[0]).collect::<Vec<_>>(), [Cell::Hidden, Cell::Small]);
    }

    proptest! {
        /// Whatever the two ways to divide the same reports: either both tables say the total, or neither does.
        #[test]
        fn two_tables_of_the_same_reports_say_the_same_total(
            reports in prop::collection::vec((0usize..5, 0usize..4), 0..14)
        ) {
            let divide = |rows: usize, key: fn(&(usize, usize)) -> usize| {
                let counts: Vec<u32> =
                    (0..rows).map(|row| reports.iter().filter(|report| key(report) == row).count() as u32).collect();
                tally(&counts)
            };
            let (mut one, mut other) = (divide(5, |report| report.0), divide(4, |report| report.1));
            one.agree(&mut other);
            prop_assert_eq!(one.totals, other.totals);
            if !matches!(one.totals[0], Cell::Shown(_)) {
                let all = one.rows.iter().chain(&other.rows);
                prop_assert!(all.clone().all(|(_, row)| !matches!(row[0], Cell::Shown(_))));
            }
        }
    }
}
