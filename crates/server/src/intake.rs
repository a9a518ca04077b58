//! Brings reports into a database: checks them and keeps them in batches, with a progress bar.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{CountyTime, Effort, Reason, Rejected, Report, Week};
use ingestion::Checked;
use store::{Intake, Outcome, Store};

use crate::progress;

/// Rows kept in one transaction: large enough that the disk is asked rarely, small enough that a stop loses little.
const BATCH: usize = 2_000;

/// What became of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) accepted: usize,
    pub(crate) repeated: usize,
    pub(crate) conflicts: usize,
    pub(crate) rejected: usize,
    /// Reason in words → rows.
    pub(crate) reasons: BTreeMap<String, usize>,
}

impl Summary {
    /// What would become of checked rows, before any of them is kept.
    pub(crate) fn of(checked: &Checked) -> Self {
        let mut summary = Self { rejected: checked.rejected.len(), ..Self::default() };
        for reason in checked.rejected.iter().flat_map(|rejected| &rejected.reasons) {
            *summary.reasons.entry(in_words(reason)).or_default() += 1;
        }
        summary
    }
}

fn in_words(reason: &Reason) -> String {
    format!("{} ({}): {} · {}", reason.field, reason.code.as_str(), reason.message_zh, reason.message_en)
}

/// Keeps checked rows, good and rejected, under the name `by`.
pub(crate) async fn keep(
    store: &Store,
    checked: Checked,
    by: &str,
    at: DateTime<Utc>,
) -> anyhow::Result<Summary> {
    let mut summary = Summary::of(&checked);
    let reports: Vec<Report> = checked.accepted.into_iter().map(|row| row.report).collect();
    let bar = progress::bar((reports.len() + checked.rejected.len()) as u64, "写入 keeping");
    let nothing: &[Rejected] = &[];
    let batches = reports
        .chunks(BATCH)
        .map(|accepted| Intake { accepted, rejected: nothing, by, at })
        .chain(checked.rejected.chunks(BATCH).map(|rejected| Intake { accepted: &[], rejected, by, at }));
    for intake in batches {
        for outcome in store.keep(&intake).await? {
            match outcome {
                Outcome::Accepted => summary.accepted += 1,
                Outcome::Repeated => summary.repeated += 1,
                Outcome::Conflict => summary.conflicts += 1,
            }
        }
        bar.inc((intake.accepted.len() + intake.rejected.len()) as u64);
    }
    bar.finish_and_clear();
    Ok(summary)
}

/// Keeps patrol effort of the past, each week in one transaction. A week's effort counts as known when the week is
/// over: a replay of the past must not see it earlier.
pub(crate) async fn keep_effort(
    store: &Store,
    effort: &[Effort],
    time: CountyTime,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let mut weeks: BTreeMap<Week, Vec<Effort>> = BTreeMap::new();
    for record in effort {
        weeks.entry(Week::of(record.day)).or_default().push(record.clone());
    }
    let bar = progress::bar(effort.len() as u64, "走访 patrol effort");
    for (week, records) in weeks {
        store.put_effort(&records, time.end_of(week.sunday()).min(now)).await?;
        bar.inc(records.len() as u64);
    }
    bar.finish_and_clear();
    Ok(())
}
