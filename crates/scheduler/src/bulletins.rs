//! The weekly bulletins: one for each town, once for each week.

use advisories::{BulletinInput, Context, Document};
use chrono::{DateTime, Days, Utc};
use domain::{
    Area, AreaLevel, Areas, Bulletin, Committee, Message, MessageKind, Period, Report, Sighting, Taxonomy,
    Week,
};
use store::{AdvisoryFilter, Frozen, SignalFilter, SweepChoice};

use crate::{JobError, Works, assessing::MEMORY};

/// Weeks of reports a bulletin looks back on: the same week of last year, and its neighbours.
const LOOK_BACK_WEEKS: u64 = 60;

/// What the bulletins of a week have in common.
#[derive(Clone, Copy)]
struct Shared<'a> {
    week: Week,
    as_of: DateTime<Utc>,
    areas: &'a Areas,
    taxonomy: &'a Taxonomy,
    reports: &'a [Report],
    seen: &'a [Sighting],
}

impl Works {
    /// Writes the bulletin of `week` for every town that has none yet and puts it into the outbox of the committees
    /// that answer for the town. Returns how many were written; a repeat writes none.
    ///
    /// # Errors
    /// [`JobError`] when the store fails; what was written until then stays, a repeat goes on after it.
    pub async fn write_bulletins(
        &self,
        week: Week,
        as_of: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<usize, JobError> {
        let since = week.monday() - Days::new(7 * LOOK_BACK_WEEKS);
        let areas = self.store.areas().await?;
        let taxonomy = self.store.taxonomy().await?;
        let mut reports = self.store.reports_counted_at(as_of, since, self.counting).await?;
        areas.redraw_reports(&mut reports, self.time);
        let mut seen = self.store.seen_since(as_of - MEMORY).await?.sightings;
        // A week that is made up for does not know how its matters went on.
        seen.retain(|sighting| sighting.first_seen <= as_of);
        let shared =
            Shared { week, as_of, areas: &areas, taxonomy: &taxonomy, reports: &reports, seen: &seen };
        let mut written = 0;
        for town in areas.at(AreaLevel::Town) {
            written += usize::from(self.write_bulletin(town, shared, now).await?);
        }
        tracing::info!(%week, written, "bulletins written");
        Ok(written)
    }

    async fn write_bulletin(
        &self,
        town: &Area,
        shared: Shared<'_>,
        now: DateTime<Utc>,
    ) -> Result<bool, JobError> {
        let Shared { week, as_of, areas, taxonomy, reports, seen } = shared;
        let context = self.context(areas, taxonomy);
        let own: Vec<Report> =
            reports.iter().filter(|report| areas.contains(&town.id, &report.area)).cloned().collect();
        let within = Some(town.id.clone());
        let signals = self
            .store
            .signals(&SignalFilter {
                within: within.clone(),
                sweep: SweepChoice::Latest,
                ..SignalFilter::default()
            })
            .await?;
        let said = self.store.advisories(&AdvisoryFilter { within, ..AdvisoryFilter::default() }).await?;
        let kept = self
            .store
            .keep_bulletin(&town.id, week, as_of, now, |issue, overall| {
                let input = BulletinInput {
                    town: &town.id,
                    week,
                    reports: &own,
                    signals: &signals,
                    advisories: &said,
                    seen,
                    as_of,
                };
                let document = advisories::bulletin(&input, issue, overall, &context, now);
                self.bound(town, week.into(), (issue, overall), &document, as_of, now, &context)
            })
            .await?;
        Ok(kept.is_some())
    }

    /// A document as it is frozen, with a message to each of the committees that answer for exactly its area.
    #[expect(
        clippy::too_many_arguments,
        reason = "a bulletin is its area, period and numbers, its cut and its moment"
    )]
    pub(crate) fn bound(
        &self,
        area: &Area,
        period: Period,
        (issue, issue_overall): (u32, u32),
        document: &Document,
        as_of: DateTime<Utc>,
        now: DateTime<Utc>,
        context: &Context<'_>,
    ) -> (Frozen, Vec<Message>) {
        let bulletin = Bulletin {
            id: Bulletin::derive_id(&area.id, period),
            area: area.id.clone(),
            period,
            issue,
            issue_overall,
            html: document.html(),
            as_of,
            written_at: now,
        };
        let payload = advisories::bulletin_payload(&bulletin, context, &self.base_url).to_string();
        let readers = self.routes.committees().iter().filter(|committee| committee.area == area.id);
        let messages = readers.map(|Committee { id, .. }| {
            Message::pending(MessageKind::Bulletin, bulletin.id, id.clone(), payload.clone(), now)
        });
        let messages = messages.collect();
        (Frozen { html: bulletin.html, document: Some(document.frozen()) }, messages)
    }
}
