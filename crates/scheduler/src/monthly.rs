//! The monthly reports: one for each county, once for each month.

use advisories::MonthlyInput;
use chrono::{DateTime, Utc};
use domain::{Area, AreaLevel, Month, Report};
use store::{AdvisoryFilter, SignalFilter, SweepChoice};

use crate::{JobError, Works};

/// Months of reports a report looks back on: the same month of last year, and the rises that last year's letters spoke of.
const LOOK_BACK_MONTHS: u32 = 13;

impl Works {
    /// Writes the report of `month` for every county that has none yet and puts it into the outbox of the committees
    /// that answer for the county. Returns how many were written; a repeat writes none.
    ///
    /// # Errors
    /// [`JobError`] when the store fails; what was written until then stays, a repeat goes on after it.
    pub async fn write_monthly(
        &self,
        month: Month,
        as_of: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<usize, JobError> {
        let since = month.before(LOOK_BACK_MONTHS).first();
        let areas = self.store.areas().await?;
        let taxonomy = self.store.taxonomy().await?;
        let mut reports = self.store.reports_counted_at(as_of, since, self.counting).await?;
        areas.redraw_reports(&mut reports, self.time);
        let context = self.context(&areas, &taxonomy);
        let mut written = 0;
        for county in areas.at(AreaLevel::County) {
            let numbered = (month, as_of, now);
            written += usize::from(self.write_month(county, numbered, &context, &reports).await?);
        }
        tracing::info!(%month, written, "monthly reports written");
        Ok(written)
    }

    async fn write_month(
        &self,
        county: &Area,
        (month, as_of, now): (Month, DateTime<Utc>, DateTime<Utc>),
        context: &advisories::Context<'_>,
        reports: &[Report],
    ) -> Result<bool, JobError> {
        let within = Some(county.id.clone());
        let of_county =
            SignalFilter { within: within.clone(), sweep: SweepChoice::All, ..SignalFilter::default() };
        let signals = self.store.signals(&of_county).await?;
        let said = self.store.advisories(&AdvisoryFilter { within, ..AdvisoryFilter::default() }).await?;
        let kept = self
            .store
            .keep_bulletin(&county.id, month, as_of, now, |issue, overall| {
                let input = MonthlyInput {
                    county: &county.id,
                    month,
                    reports,
                    signals: &signals,
                    advisories: &said,
                    as_of,
                };
                let document = advisories::monthly(&input, issue, overall, context, now);
                self.bound(county, month.into(), (issue, overall), &document, as_of, now, context)
            })
            .await?;
        Ok(kept.is_some())
    }
}
