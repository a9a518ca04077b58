//! What was received in one month, as cells: the part of the cube that one pair of files holds.
//!
//! A cell says how many reports of a category an area filed for a day of occurrence and on which day they were
//! received. Ids, texts, amounts and people never enter it.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{AreaId, CategoryCode};

/// Reports that share area, category, day of occurrence and day of receipt. The order of the fields is the order of
/// the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    pub occurred: NaiveDate,
    /// Position in [`Receipts::areas`]: the area as filed, a grid or wider.
    pub area: u32,
    /// Position in [`Receipts::categories`].
    pub category: u32,
    pub received: NaiveDate,
    pub reports: u32,
}

/// The patrol effort of one grid and day, as it was received on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Patrol {
    pub day: NaiveDate,
    /// Position in [`Receipts::areas`].
    pub grid: u32,
    pub received: NaiveDate,
    pub visits: u32,
    pub zero_report: bool,
}

/// One row on its way into a cell: its names are not numbered yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReportRow<'a> {
    pub occurred: NaiveDate,
    pub area: &'a str,
    pub category: &'a str,
    pub received: NaiveDate,
    pub reports: u32,
}

/// One row of effort on its way in. Of rows with the same grid, day and day of receipt the last one holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct PatrolRow<'a> {
    pub day: NaiveDate,
    pub grid: &'a str,
    pub received: NaiveDate,
    pub visits: u32,
    pub zero_report: bool,
}

/// What was received in one month. Equal receipts are equal values, in whatever order their rows came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipts {
    /// The areas that occur, by id.
    pub(crate) areas: Vec<AreaId>,
    /// The categories that occur, by code.
    pub(crate) categories: Vec<CategoryCode>,
    /// Sorted, without two of one key.
    pub(crate) cells: Vec<Cell>,
    /// Sorted, without two of one key.
    pub(crate) patrols: Vec<Patrol>,
}

impl Receipts {
    /// Numbers the names, sorts the rows and adds up those that are alike.
    pub(super) fn gather(reports: &[ReportRow<'_>], patrols: &[PatrolRow<'_>]) -> Self {
        let areas = reports.iter().map(|row| row.area).chain(patrols.iter().map(|row| row.grid));
        let (areas, places) = numbered(areas);
        let (categories, kinds) = numbered(reports.iter().map(|row| row.category));
        let (report_places, patrol_places) = places.split_at(reports.len());

        let mut cells: Vec<Cell> = reports
            .iter()
            .zip(report_places)
            .zip(&kinds)
            .map(|((row, &area), &category)| Cell {
                occurred: row.occurred,
                area,
                category,
                received: row.received,
                reports: row.reports,
            })
            .collect();
        cells.sort_unstable();
        cells.dedup_by(|next, kept| {
            let alike = Cell { reports: kept.reports, ..*next } == *kept;
            if alike {
                kept.reports += next.reports;
            }
            alike
        });

        let mut efforts: Vec<Patrol> = patrols
            .iter()
            .zip(patrol_places)
            .map(|(row, &grid)| Patrol {
                day: row.day,
                grid,
                received: row.received,
                visits: row.visits,
                zero_report: row.zero_report,
            })
            .collect();
        // Stable: the last row of a key is the one that was received last.
        efforts.sort_by_key(|patrol| (patrol.day, patrol.grid, patrol.received));
        efforts.dedup_by(|next, kept| {
            let alike = (next.day, next.grid, next.received) == (kept.day, kept.grid, kept.received);
            if alike {
                *kept = *next;
            }
            alike
        });

        Self {
            areas: areas.into_iter().map(AreaId::new).collect(),
            categories: categories.into_iter().map(CategoryCode::new).collect(),
            cells,
            patrols: efforts,
        }
    }

    /// How many reports the cells hold.
    pub fn reports(&self) -> u64 {
        self.cells.iter().map(|cell| u64::from(cell.reports)).sum()
    }

    /// How many rows of effort there are: one for each grid, day and day of receipt.
    pub fn patrols(&self) -> u64 {
        self.patrols.len() as u64
    }
}

/// The distinct texts, sorted, and for each text its position among them.
fn numbered<'a>(texts: impl Iterator<Item = &'a str>) -> (Vec<&'a str>, Vec<u32>) {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let mut numbers: Vec<u32> = texts
        .map(|text| {
            let next = seen.len() as u32;
            *seen.entry(text).or_insert(next)
        })
        .collect();
    let mut order: Vec<(&str, u32)> = seen.into_iter().collect();
    order.sort_unstable();
    let mut ranks = vec![0; order.len()];
    for (rank, &(_, first_seen)) in (0u32..).zip(&order) {
        ranks[first_seen as usize] = rank;
    }
    for number in &mut numbers {
        *number = ranks[*number as usize];
    }
    (order.into_iter().map(|(text, _)| text).collect(), numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn row<'a>(area: &'a str, category: &'a str, received: &str) -> ReportRow<'a> {
        ReportRow { occurred: day("2025-12-01"), area, category, received: day(received), reports: 1 }
    }

    #[test]
    fn rows_that_are_alike_are_one_cell_in_whatever_order_they_come() {
        let rows = [
            row("g2", "02", "2025-12-01"),
            row("g1", "07", "2025-12-02"),
            row("g2", "02", "2025-12-01"),
            row("g2", "02", "2025-12-03"),
        ];
        let receipts = Receipts::gather(&rows, &[]);
        let backwards: Vec<_> = rows.iter().rev().copied().collect();
        assert_eq!(Receipts::gather(&backwards, &[]), receipts);
        assert_eq!(receipts.cells.iter().map(|cell| cell.reports).collect::<Vec<_>>(), [1, 2, 1]);
        assert_eq!(receipts.areas, [AreaId::from("g1"), AreaId::from("g2")]);
        assert_eq!(receipts.reports(), 4);
    }

    #[test]
    fn of_two_counts_of_effort_on_one_day_of_receipt_the_later_holds() {
        let count = |visits| PatrolRow {
            day: day("2025-12-01"),
            grid: "g1",
            received: day("2025-12-07"),
            visits,
            zero_report: false,
        };
        let receipts = Receipts::gather(&[], &[count(5), count(3)]);
        assert_eq!(receipts.patrols.iter().map(|patrol| patrol.visits).collect::<Vec<_>>(), [3]);
    }
}
