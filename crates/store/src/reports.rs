//! Reading reports: one, a page, or all that were known at a moment.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{AreaId, CategoryCode, Channel, Report, ReportId, Scale};

use crate::{
    Page, Store, StoreError,
    columns::{Columns, micros, read_all, read_one},
    pages::{Mark, one_more},
    revisions::select_superseded,
    scope::{within_area, within_category},
};

/// Which reports are asked for. The default asks for all.
#[derive(Clone, Debug)]
pub struct ReportFilter {
    /// In this area or one that lies in it.
    pub within: Option<AreaId>,
    /// Of this category or a narrower one.
    pub category: Option<CategoryCode>,
    /// Happened on this local day or later.
    pub from: Option<NaiveDate>,
    /// Happened on this local day or earlier.
    pub to: Option<NaiveDate>,
    /// Among these; unknown ids are passed over.
    pub ids: Option<Vec<ReportId>>,
    /// At most so many in one page.
    pub limit: u32,
    /// The mark of the page before.
    pub after: Option<String>,
}

impl Default for ReportFilter {
    fn default() -> Self {
        Self { within: None, category: None, from: None, to: None, ids: None, limit: u32::MAX, after: None }
    }
}

/// `SELECT` with every column of a report, and what follows it.
macro_rules! select_report {
    ($($rest:expr),+ $(,)?) => {
        concat!(
            "SELECT report.id, report.area, report.category, report.occurred_on, report.reported_at, ",
            "report.received_at, report.channel, report.scale, report.people, report.amount_yuan, ",
            "report.summary, report.tags ",
            $($rest),+
        )
    };
}

pub(crate) use select_report;

/// The conditions that a page out of all and a page out of given ids share.
macro_rules! page_conditions {
    () => {
        concat!(
            within_area!("report.area", "$1"),
            " AND ",
            within_category!("report.category", "$2"),
            " AND ($3 IS NULL OR report.occurred_on >= $3) AND ($4 IS NULL OR report.occurred_on <= $4)
             AND (report.received_at, report.id) < ($5, $6)
             ORDER BY report.received_at DESC, report.id DESC LIMIT $7"
        )
    };
}

/// Ids have one width, so a joined text of them is a list that both databases can take apart: 36 letters and
/// a comma each.
macro_rules! wanted_ids {
    ($parameter:literal) => {
        concat!(
            "WITH RECURSIVE wanted (n, id) AS (SELECT 1, substr(",
            $parameter,
            ", 1, 36) UNION ALL SELECT n + 1, substr(",
            $parameter,
            ", n * 37 + 1, 36) FROM wanted WHERE n * 37 < length(",
            $parameter,
            ")) "
        )
    };
}

pub(crate) use wanted_ids;

impl Store {
    /// The report with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn report(&self, id: ReportId) -> Result<Option<Report>, StoreError> {
        let row = sqlx::query(select_report!("FROM report WHERE id = $1"))
            .bind(id.to_string())
            .fetch_optional(self.reading())
            .await?;
        read_one(row.as_ref(), report)
    }

    /// A page of reports, newest received first.
    ///
    /// # Errors
    /// [`StoreError::Mark`] when `after` is no page mark.
    pub async fn reports(&self, filter: &ReportFilter) -> Result<Page<Report>, StoreError> {
        let mark = Mark::parse(filter.after.as_deref())?;
        let query = match &filter.ids {
            None => sqlx::query(select_report!("FROM report WHERE ", page_conditions!())),
            Some(_) => sqlx::query(concat!(
                wanted_ids!("$8"),
                select_report!("FROM wanted JOIN report ON report.id = wanted.id WHERE ", page_conditions!())
            )),
        };
        let query = query
            .bind(filter.within.as_ref().map(ToString::to_string))
            .bind(filter.category.as_ref().map(ToString::to_string))
            .bind(filter.from.map(|day| day.to_string()))
            .bind(filter.to.map(|day| day.to_string()))
            .bind(mark.moment)
            .bind(mark.id)
            .bind(one_more(filter.limit));
        let query = match &filter.ids {
            None => query,
            Some(ids) => query.bind(joined(ids)),
        };
        let rows = query.fetch_all(self.reading()).await?;
        let reports = read_all(&rows, report)?;
        Ok(Page::cut(reports, filter.limit, |report| (report.received_at, report.id)))
    }

    /// Everything that had been received by `as_of` and happened on `since` or later, ordered by day and id, each in the
    /// text that stood then: the same arguments give the same list for ever, as long as retention takes nothing away.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reports_known_at(
        &self,
        as_of: DateTime<Utc>,
        since: NaiveDate,
    ) -> Result<Vec<Report>, StoreError> {
        // In this order: a text that is superseded between the two is found twice and kept once, never missed.
        let standing = sqlx::query(select_report!(
            "FROM report WHERE report.occurred_on >= $1 AND report.received_at <= $2
             AND (report.revised_at IS NULL OR report.revised_at <= $2)"
        ))
        .bind(since.to_string())
        .bind(micros(as_of))
        .fetch_all(self.reading())
        .await?;
        let superseded = sqlx::query(select_superseded!(
            "FROM revision JOIN report ON report.id = revision.report
             WHERE revision.superseded_at > $2 AND revision.kept_at <= $2 AND revision.occurred_on >= $1"
        ))
        .bind(since.to_string())
        .bind(micros(as_of))
        .fetch_all(self.reading())
        .await?;
        let mut known = read_all(&standing, report)?;
        known.extend(read_all(&superseded, report)?);
        // Sorted here: a database that sorts carries every text along.
        known.sort_unstable_by_key(|report| (report.occurred_on, report.id));
        known.dedup_by_key(|report| report.id);
        Ok(known)
    }

    /// How many reports are kept.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_reports(&self) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT count(*) AS n FROM report").fetch_one(self.reading()).await?;
        Columns(&row).number("n")
    }
}

pub(crate) fn joined(ids: &[ReportId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

pub(crate) fn report(row: Columns<'_>) -> Result<Report, StoreError> {
    Ok(Report {
        id: row.id("id")?,
        area: AreaId::new(row.text("area")?),
        category: CategoryCode::new(row.text("category")?),
        occurred_on: row.day("occurred_on")?,
        reported_at: row.moment("reported_at")?,
        received_at: row.moment("received_at")?,
        channel: row.word("channel", Channel::parse)?,
        scale: row.word("scale", Scale::parse)?,
        people: row.maybe_number("people")?,
        amount_yuan: row.maybe_real("amount_yuan")?,
        summary: row.text("summary")?,
        tags: row.json("tags")?,
    })
}
