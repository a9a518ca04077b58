//! The cube in another drawing of the county.

use domain::{Areas, Drawings, Taxonomy};

use super::{
    receipts::{PatrolRow, Receipts, ReportRow},
    rollup::{Count, RollUp},
    table::Cube,
};

impl Cube {
    /// Puts the reports where they count as drawn in `areas`: what was filed under an area that was split or merged since
    /// counts in what took it over. Effort stays where it was.
    pub fn redraw(&mut self, areas: &Areas) {
        if areas.crosswalk().is_empty() {
            return;
        }
        let months: Vec<_> =
            self.months().map(|(month, receipts)| (month, redrawn(receipts, areas))).collect();
        for (month, receipts) in months {
            self.put(month, receipts);
        }
    }

    /// [`Cube::counts`], each report in the drawing of the day on which it was received.
    pub fn counts_as_drawn<'a>(
        &self,
        drawings: &'a Drawings,
        taxonomy: &'a Taxonomy,
        asked: RollUp,
    ) -> Vec<Count<'a>> {
        let mut counts: Vec<Count<'a>> = Vec::new();
        let mut drawings = drawings.iter().peekable();
        let mut first = None;
        while let Some((_, areas)) = drawings.next() {
            let next = drawings.peek().map(|(day, _)| *day);
            counts.extend(self.counts_of(areas, taxonomy, asked, |received| {
                first.is_none_or(|first| received >= first) && next.is_none_or(|next| received < next)
            }));
            first = next;
        }
        // One drawing has counted in the order of its list.
        if first.is_some() {
            counts.sort_unstable_by_key(|count| (count.area, count.category, count.start));
            counts.dedup_by(|next, kept| {
                let alike = (next.area, next.category, next.start) == (kept.area, kept.category, kept.start);
                if alike {
                    kept.reports += next.reports;
                }
                alike
            });
        }
        counts
    }
}

fn redrawn(receipts: &Receipts, areas: &Areas) -> Receipts {
    let mut reports = Vec::with_capacity(receipts.cells.len());
    for cell in &receipts.cells {
        let category = receipts.categories[cell.category as usize].as_str();
        let what = format!("report {category} {} {}", cell.occurred, cell.received);
        let filed = &receipts.areas[cell.area as usize];
        let shared = areas.share_out(filed, cell.received, &what, cell.reports);
        reports.extend(shared.into_iter().map(|(area, reports)| ReportRow {
            occurred: cell.occurred,
            area: area.as_str(),
            category,
            received: cell.received,
            reports,
        }));
    }
    let patrols = receipts.patrols.iter().map(|patrol| PatrolRow {
        day: patrol.day,
        grid: receipts.areas[patrol.grid as usize].as_str(),
        received: patrol.received,
        visits: patrol.visits,
        zero_report: patrol.zero_report,
    });
    Receipts::gather(&reports, &patrols.collect::<Vec<_>>())
}
