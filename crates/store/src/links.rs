//! Links between reports: found by a job, decided by an analyst. What is found is written once, what is decided stands in
//! the journal, and nothing is deleted.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{AreaId, Link, LinkId, LinkKind, LinkState, Report, ReportId};
use sqlx::AnyConnection;

use crate::{
    Page, Store, StoreError,
    columns::{Columns, micros, read_all, read_one},
    journal::{self, Step},
    pages::{Mark, one_more},
    reports::{report, select_report},
    scope::within_area,
};

/// Links of one chain that are read at most: a matter that came back every week for four years.
const LONGEST_CHAIN: i64 = 200;

/// Which links are asked for.
#[derive(Clone, Debug)]
pub struct LinkFilter {
    /// Of this kind.
    pub kind: LinkKind,
    /// In this state.
    pub state: LinkState,
    /// Whose earlier report lies in this area.
    pub within: Option<AreaId>,
    /// At most so many in one page.
    pub limit: u32,
    /// The mark of the page before.
    pub after: Option<String>,
}

/// Whether a merged report is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counting {
    /// Two reports that were merged count once.
    #[default]
    Once,
    /// Every report counts.
    WithDuplicates,
}

/// `SELECT` with every column of a link, and what follows it.
macro_rules! select_link {
    ($($rest:expr),+ $(,)?) => {
        concat!(
            "SELECT link.id, link.kind, link.earlier, link.later, link.likeness, link.reason_zh, ",
            "link.reason_en, link.state, link.proposed_at, link.decided_at ",
            $($rest),+
        )
    };
}

impl Store {
    /// Reports whose like has not been looked for, in the order of receipt.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn unmatched_reports(&self, limit: u32) -> Result<Vec<Report>, StoreError> {
        let rows =
            sqlx::query(select_report!("FROM report WHERE block IS NULL ORDER BY received_at, id LIMIT $1"))
                .bind(i64::from(limit))
                .fetch_all(self.reading())
                .await?;
        read_all(&rows, report)
    }

    /// The reports of a block that happened on these days and whose like has been looked for.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reports_of_block(
        &self,
        block: &AreaId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Report>, StoreError> {
        let rows = sqlx::query(select_report!(
            "FROM report WHERE block = $1 AND occurred_on >= $2 AND occurred_on <= $3"
        ))
        .bind(block.as_str())
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, report)
    }

    /// Keeps what a look at some reports found, and notes in which block each was looked at, in one transaction. A link
    /// that is known stays as it stands; says how many are new.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; nothing is kept then.
    pub async fn record_links(
        &self,
        looked_at: &[(ReportId, AreaId)],
        links: &[Link],
        by: &str,
    ) -> Result<u64, StoreError> {
        let mut transaction = self.writing().await?;
        let mut new = 0;
        for link in links {
            if insert(&mut transaction, link).await? {
                new += 1;
                let step = Step { at: link.proposed_at, by, step: "proposed", why: &link.reason_zh };
                journal::write(&mut transaction, link.id, step).await?;
            }
        }
        for (id, block) in looked_at {
            sqlx::query("UPDATE report SET block = $2 WHERE id = $1")
                .bind(id.to_string())
                .bind(block.as_str())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(new)
    }

    /// A page of links, newest found first.
    ///
    /// # Errors
    /// [`StoreError::Mark`] when `after` is no page mark.
    pub async fn links(&self, filter: &LinkFilter) -> Result<Page<Link>, StoreError> {
        let mark = Mark::parse(filter.after.as_deref())?;
        let rows = sqlx::query(select_link!(
            "FROM link JOIN report ON report.id = link.earlier
             WHERE link.kind = $1 AND link.state = $2 AND (link.proposed_at, link.id) < ($3, $4) AND ",
            within_area!("report.area", "$5"),
            " ORDER BY link.proposed_at DESC, link.id DESC LIMIT $6"
        ))
        .bind(filter.kind.as_str())
        .bind(filter.state.as_str())
        .bind(mark.moment)
        .bind(mark.id)
        .bind(filter.within.as_ref().map(ToString::to_string))
        .bind(one_more(filter.limit))
        .fetch_all(self.reading())
        .await?;
        Ok(Page::cut(read_all(&rows, link)?, filter.limit, |link| (link.proposed_at, link.id)))
    }

    /// The link with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn link(&self, id: LinkId) -> Result<Option<Link>, StoreError> {
        let row = sqlx::query(select_link!("FROM link WHERE id = $1"))
            .bind(id.to_string())
            .fetch_optional(self.reading())
            .await?;
        read_one(row.as_ref(), link)
    }

    /// The links that touch a report, and those that lead on from it to all other reports of its matter; over a dismissed
    /// link the way does not go on. In the order in which they were found.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn chain(&self, report: ReportId) -> Result<Vec<Link>, StoreError> {
        let rows = sqlx::query(concat!(
            "WITH RECURSIVE chain (report) AS (SELECT CAST($1 AS TEXT) UNION
                 SELECT CASE WHEN link.earlier = chain.report THEN link.later ELSE link.earlier END
                 FROM chain JOIN link ON (link.earlier = chain.report OR link.later = chain.report)
                 WHERE link.state <> 'dismissed') ",
            select_link!(
                "FROM link WHERE link.earlier IN (SELECT report FROM chain)
                 OR link.later IN (SELECT report FROM chain) ORDER BY link.proposed_at, link.id LIMIT $2"
            )
        ))
        .bind(report.to_string())
        .bind(LONGEST_CHAIN)
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, link)
    }

    /// Brings a link into a state, with a line in the journal; returns it as it stands then, `None` when there is none. To
    /// decide the same twice changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; nothing is decided then.
    pub async fn decide_link(
        &self,
        id: LinkId,
        state: LinkState,
        reason: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<Link>, StoreError> {
        let mut transaction = self.writing().await?;
        let done = sqlx::query("UPDATE link SET state = $2, decided_at = $3 WHERE id = $1 AND state <> $2")
            .bind(id.to_string())
            .bind(state.as_str())
            .bind(micros(at))
            .execute(&mut *transaction)
            .await?;
        if done.rows_affected() == 1 {
            let step = if state == LinkState::Proposed { "reopened" } else { state.as_str() };
            journal::write(&mut transaction, id, Step { at, by, step, why: reason }).await?;
        }
        transaction.commit().await?;
        self.link(id).await
    }

    /// The reports that do not count, since they had been merged into an earlier one by `as_of`.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn merged_reports(&self, as_of: DateTime<Utc>) -> Result<HashSet<ReportId>, StoreError> {
        let rows = sqlx::query(
            "SELECT later FROM link WHERE kind = 'duplicate' AND state = 'confirmed' AND decided_at <= $1",
        )
        .bind(micros(as_of))
        .fetch_all(self.reading())
        .await?;
        Ok(read_all(&rows, |row| row.id("later"))?.into_iter().collect())
    }

    /// [`Store::reports_known_at`], where what was merged may count once.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reports_counted_at(
        &self,
        as_of: DateTime<Utc>,
        since: NaiveDate,
        counting: Counting,
    ) -> Result<Vec<Report>, StoreError> {
        let mut reports = self.reports_known_at(as_of, since).await?;
        if counting == Counting::Once {
            let merged = self.merged_reports(as_of).await?;
            reports.retain(|report| !merged.contains(&report.id));
        }
        Ok(reports)
    }
}

/// Writes a link whose reports are still there; says whether it is new.
async fn insert(connection: &mut AnyConnection, link: &Link) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO link (id, kind, earlier, later, likeness, reason_zh, reason_en, state, proposed_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
         WHERE (SELECT count(*) FROM report WHERE id IN ($3, $4)) = 2
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(link.id.to_string())
    .bind(link.kind.as_str())
    .bind(link.earlier.to_string())
    .bind(link.later.to_string())
    .bind(link.likeness)
    .bind(&link.reason_zh)
    .bind(&link.reason_en)
    .bind(link.state.as_str())
    .bind(micros(link.proposed_at))
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn link(row: Columns<'_>) -> Result<Link, StoreError> {
    Ok(Link {
        id: row.id("id")?,
        kind: row.word("kind", LinkKind::parse)?,
        earlier: row.id("earlier")?,
        later: row.id("later")?,
        likeness: row.real("likeness")?,
        reason_zh: row.text("reason_zh")?,
        reason_en: row.text("reason_en")?,
        state: row.word("state", LinkState::parse)?,
        proposed_at: row.moment("proposed_at")?,
        decided_at: row.maybe_moment("decided_at")?,
    })
}
