//! Brings reports into a database: checks them and keeps them in batches, with a progress bar.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap},
};

use chrono::{DateTime, Utc};
use domain::{
    Areas, CountyTime, Effort, Reason, Rejected, Report, ReportId, Revision, Station, Submission, Taxonomy,
    Week,
};
use indicatif::ProgressBar;
use ingestion::Checked;
use store::{Intake, Outcome, ReportFilter, Store};
use tempfile::TempDir;

use crate::progress;

/// Rows kept in one transaction: large enough that the disk is asked rarely, small enough that a stop loses little.
const BATCH: usize = 2_000;

/// What became of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) accepted: usize,
    pub(crate) repeated: usize,
    pub(crate) revised: usize,
    pub(crate) waiting: usize,
    pub(crate) conflicts: usize,
    pub(crate) rejected: usize,
    /// Field and kind of fault → rows, and one of the reasons in words.
    pub(crate) reasons: BTreeMap<(String, &'static str), (usize, String)>,
    /// Rule → rows left out by it.
    pub(crate) skipped: BTreeMap<String, u64>,
}

impl Summary {
    fn reject(&mut self, checked: &Checked) {
        self.rejected += checked.rejected.len();
        for reason in checked.rejected.iter().flat_map(|rejected| &rejected.reasons) {
            let kind = (reason.field.clone(), reason.code.as_str());
            self.reasons.entry(kind).or_insert_with(|| (0, in_words(reason))).0 += 1;
        }
        for skipped in &checked.skipped {
            *self.skipped.entry(skipped.rule.clone()).or_default() += skipped.rows;
        }
    }

    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Accepted => self.accepted += 1,
            Outcome::Repeated => self.repeated += 1,
            Outcome::Revised => self.revised += 1,
            Outcome::Waiting => self.waiting += 1,
            Outcome::Conflict => self.conflicts += 1,
        }
    }
}

fn in_words(reason: &Reason) -> String {
    format!("{} · {}", reason.message_zh, reason.message_en)
}

/// Keeps checked rows, good and rejected, under the name `by`, with a progress bar.
pub(crate) async fn keep(
    store: &Store,
    checked: Checked,
    by: &str,
    at: DateTime<Utc>,
) -> anyhow::Result<Summary> {
    let mut summary = Summary::default();
    let bar = progress::bar((checked.accepted.len() + checked.rejected.len()) as u64, "写入 keeping");
    keep_batch(store, checked, (by, at), &mut summary, &bar).await?;
    bar.finish_and_clear();
    Ok(summary)
}

/// Keeps some of the rows of a file, and adds up what became of them.
pub(crate) async fn keep_batch(
    store: &Store,
    checked: Checked,
    (by, at): (&str, DateTime<Utc>),
    summary: &mut Summary,
    bar: &ProgressBar,
) -> anyhow::Result<()> {
    summary.reject(&checked);
    let submissions: Vec<Submission> = checked.accepted.into_iter().map(Submission::from).collect();
    let station = &Station::File { file: by.strip_prefix("import ").unwrap_or(by).to_owned() };
    let nothing: &[Rejected] = &[];
    let batches = submissions
        .chunks(BATCH)
        .map(|accepted| Intake { accepted, rejected: nothing, station, by, at })
        .chain(checked.rejected.chunks(BATCH).map(|rejected| Intake {
            accepted: &[],
            rejected,
            station,
            by,
            at,
        }));
    for intake in batches {
        store.keep(&intake).await?.into_iter().for_each(|outcome| summary.count(outcome));
        bar.inc((intake.accepted.len() + intake.rejected.len()) as u64);
    }
    Ok(())
}

/// Finds out what would become of the rows of a file, without keeping any: they are kept in a database of their own,
/// which is thrown away, so that memory does not grow with the file and repeats within it are told.
pub(crate) struct Rehearsal {
    stage: Store,
    _folder: TempDir,
}

impl Rehearsal {
    /// A stage with these places and categories.
    pub(crate) async fn new(areas: &Areas, taxonomy: &Taxonomy) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let stage = Store::open(&format!("sqlite:{}", folder.path().join("rehearsal.db").display())).await?;
        stage.put_areas(areas.all()).await?;
        stage.put_categories(taxonomy.all()).await?;
        Ok(Self { stage, _folder: folder })
    }

    /// Adds up what would become of some of the rows in `store`.
    pub(crate) async fn rehearse(
        &self,
        store: &Store,
        checked: Checked,
        at: DateTime<Utc>,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        summary.reject(&checked);
        let submissions: Vec<Submission> = checked.accepted.into_iter().map(Submission::from).collect();
        let station = &Station::File { file: "rehearsal".to_owned() };
        for rows in submissions.chunks(BATCH) {
            let ids = rows.iter().map(|row| row.report.id).collect();
            let page = store.reports(&ReportFilter { ids: Some(ids), ..ReportFilter::default() }).await?;
            let known: HashMap<ReportId, &Report> =
                page.items.iter().map(|report| (report.id, report)).collect();
            let mut new = Vec::new();
            for row in rows {
                match known.get(&row.report.id) {
                    None => new.push(row.clone()),
                    Some(_) if row.base.is_some() => {
                        let standing = store.standing(row.report.id).await?;
                        summary.count(correction(row, standing.as_ref()));
                    }
                    Some(known) if known.says_the_same(&row.report) => summary.count(Outcome::Repeated),
                    Some(_) => summary.count(Outcome::Conflict),
                }
            }
            let intake = Intake { accepted: &new, rejected: &[], station, by: "rehearsal", at };
            self.stage.keep(&intake).await?.into_iter().for_each(|outcome| summary.count(outcome));
        }
        Ok(())
    }
}

/// What would become of a correction.
fn correction(correction: &Submission, standing: Option<&Revision>) -> Outcome {
    let Some(standing) = standing else { return Outcome::Waiting };
    match correction.number().cmp(&(standing.number + 1)) {
        Ordering::Equal => Outcome::Revised,
        Ordering::Greater => Outcome::Waiting,
        Ordering::Less if standing.report.says_the_same(&correction.report) => Outcome::Repeated,
        Ordering::Less => Outcome::Conflict,
    }
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
