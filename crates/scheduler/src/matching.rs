//! What arrived is compared with what is there: links are proposed soon after a report comes in, so that a screen reads
//! them and compares nothing.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{AreaId, Link, Report, ReportId};
use ingestion::matching;

use crate::{JobError, Works};

/// Reports of one turn: a few seconds of work at most, so that an import of years does not hold up what is to be sent.
const AT_ONCE: u32 = 1_000;

/// What a look at new reports did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// Reports whose like was looked for.
    pub reports: usize,
    /// Links that are new.
    pub links: u64,
}

impl Works {
    /// Looks for the like of reports that arrived and were not looked at yet, at most a thousand of them. Two instances
    /// that look at the same propose the same links, which are kept once: no lease is needed.
    ///
    /// # Errors
    /// [`JobError`] when the store or the computing fails; the reports wait for the next turn then.
    pub async fn match_arrivals(&self, now: DateTime<Utc>) -> Result<Matched, JobError> {
        let arrived = self.store.unmatched_reports(AT_ONCE).await?;
        if arrived.is_empty() {
            return Ok(Matched::default());
        }
        let areas = self.store.areas().await?;
        let taxonomy = self.store.taxonomy().await?;
        let mut blocks: BTreeMap<AreaId, Vec<Report>> = BTreeMap::new();
        for report in arrived {
            blocks.entry(matching::block(&report.area, &areas)).or_default().push(report);
        }
        let mut looked_at: Vec<(ReportId, AreaId)> = Vec::new();
        for (block, fresh) in &mut blocks {
            looked_at.extend(fresh.iter().map(|report| (report.id, block.clone())));
            let (from, to) = self.window(fresh);
            let known = self.store.reports_of_block(block, from, to).await?;
            fresh.extend(known);
        }
        let (rules, reports) = (self.matching.clone(), looked_at.len());
        let ids: HashSet<ReportId> = looked_at.iter().map(|(id, _)| *id).collect();
        let links = tokio::task::spawn_blocking(move || -> Vec<Link> {
            let within =
                |reports: &Vec<Report>| matching::propose(&ids, reports, &areas, &taxonomy, &rules, now);
            blocks.values().flat_map(within).collect()
        });
        let links = self.store.record_links(&looked_at, &links.await?, "matching").await?;
        let matched = Matched { reports, links };
        tracing::info!(?matched, "matched");
        Ok(matched)
    }

    /// The days on which something like these reports may have happened.
    fn window(&self, reports: &[Report]) -> (NaiveDate, NaiveDate) {
        let reach = Days::new(self.matching.recurrence_days.into());
        let days = || reports.iter().map(|report| report.occurred_on);
        let (first, last) = (days().min().unwrap_or_default(), days().max().unwrap_or_default());
        (first.checked_sub_days(reach).unwrap_or(first), last.checked_add_days(reach).unwrap_or(last))
    }
}
