//! `GET /v1/risk`: the map. The highest level of the open patterns of each area, and its reports of four weeks.
//!
//! A restricted matter gets no pin: below the town it is not counted, for nobody. Nor does what is about the reporting
//! itself: a silence or a batch is no risk, and the map would paint a quiet village as a dangerous one.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{Json, extract::State};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    AreaId, AreaLevel, CategoryCode, Drawings, Drawn, Report, RiskLevel, Signal, SignalKind, SignalStatus,
};
use serde::{Deserialize, Serialize};
use store::{ReportFilter, SignalFilter, StoreError, SweepChoice};
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::Query,
    fields::{Fields, MOST_ROWS},
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    schema,
    service::{Reference, Shared},
    tokens::Caller,
};

/// The days that `reports_4w` counts, today among them.
const WINDOW_DAYS: i64 = 28;

/// Which map is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RiskQuery {
    /// town (the default), village or grid.
    level: Option<String>,
    /// today (the default): what was filed under an area that was split or merged since counts in what took it over.
    /// then: each report counts where it was filed, and areas that ended within the four weeks are listed too.
    drawn: Option<String>,
}

/// The map.
#[derive(Serialize, ToSchema)]
pub(crate) struct RiskMap {
    /// The data cut of the latest sweep; null before the first one.
    as_of: Option<DateTime<Utc>>,
    items: Vec<AreaRisk>,
}

/// One area of the map.
#[derive(Serialize, ToSchema)]
struct AreaRisk {
    #[schema(value_type = String)]
    area: AreaId,
    /// Null where no pattern is open.
    #[schema(schema_with = schema::risk_level_or_null)]
    level: Option<RiskLevel>,
    /// Open patterns.
    signals: u32,
    /// Reports that happened in the last four weeks.
    reports_4w: u32,
}

/// The map of the caller's areas.
#[utoipa::path(get, path = "/v1/risk", tag = "patterns", params(RiskQuery), responses(
    (status = 200, body = RiskMap),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn map(
    As { caller, .. }: As<Reader>,
    Query(query): Query<RiskQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<RiskMap>, Problem> {
    let mut fields = Fields::default();
    let words = [AreaLevel::Town, AreaLevel::Village, AreaLevel::Grid].map(AreaLevel::as_str);
    let level = fields.word(
        "level",
        query.level.as_deref(),
        |word| AreaLevel::parse(word).filter(|level| *level != AreaLevel::County),
        &words,
    );
    let drawn = fields.word("drawn", query.drawn.as_deref(), Drawn::parse, &Drawn::ALL.map(Drawn::as_str));
    fields.finish()?;

    let reference = shared.reference().await?;
    let drawings = match drawn.unwrap_or_default() {
        Drawn::Today => Drawings::always(reference.areas.clone()),
        Drawn::Then => {
            let history = shared.store().area_history().await?;
            history.since(first_day(&shared), shared.now()).map_err(StoreError::from)?
        }
    };
    let mut drawing = Drawing::new(level.unwrap_or(AreaLevel::Town), &reference, &drawings, &caller);
    let as_of = shared.store().latest_sweep().await?.map(|sweep| sweep.as_of);
    // Not cut to the caller's area: a cluster that crosses its border is known for a wider one. The drawing is cut.
    let filter =
        SignalFilter { kind: None, within: None, status: None, sweep: SweepChoice::Latest, limit: MOST_ROWS };
    for signal in shared.store().signals(&filter).await? {
        let day = shared.service.time.day_of_receipt(signal.as_of);
        drawing.add_signal(&signal, day);
    }
    count_reports(&shared, &caller, &mut drawing).await?;
    Ok(Json(RiskMap { as_of, items: drawing.items.into_values().collect() }))
}

/// The first day that `reports_4w` counts.
fn first_day(shared: &Shared) -> NaiveDate {
    shared.today() - TimeDelta::days(WINDOW_DAYS - 1)
}

/// Counts the reports of the window, page by page.
async fn count_reports(shared: &Shared, caller: &Caller, drawing: &mut Drawing<'_>) -> Result<(), Problem> {
    let mut filter = ReportFilter {
        within: Some(caller.area.clone()),
        category: None,
        from: Some(first_day(shared)),
        to: Some(shared.today()),
        ids: None,
        limit: MOST_ROWS,
        after: None,
    };
    loop {
        let page = shared.store().reports(&filter).await?;
        for report in &page.items {
            drawing.add_report(report, shared.service.time.day_of_receipt(report.received_at));
        }
        if page.next.is_none() {
            return Ok(());
        }
        filter.after = page.next;
    }
}

/// A map that is being drawn.
struct Drawing<'a> {
    level: AreaLevel,
    reference: &'a Reference,
    drawings: &'a Drawings,
    items: BTreeMap<AreaId, AreaRisk>,
}

impl<'a> Drawing<'a> {
    /// An empty map of the caller's areas of one level.
    fn new(level: AreaLevel, reference: &'a Reference, drawings: &'a Drawings, caller: &Caller) -> Self {
        let drawn = drawings.iter().flat_map(|(_, areas)| {
            areas.at(level).filter(|area| caller.reaches(areas, &area.id)).map(|area| &area.id)
        });
        let items = drawn.map(|area| {
            (area.clone(), AreaRisk { area: area.clone(), level: None, signals: 0, reports_4w: 0 })
        });
        Self { level, reference, drawings, items: items.collect() }
    }

    /// Whether matters of this category get a pin on this map.
    fn shows(&self, category: &CategoryCode) -> bool {
        self.level <= AreaLevel::Town || !self.reference.taxonomy.is_restricted(category)
    }

    /// An open pattern colours each area it lies in once. One that is known only for a wider area than the map
    /// draws colours nothing here.
    fn add_signal(&mut self, signal: &Signal, day: NaiveDate) {
        let open = matches!(signal.status, SignalStatus::New | SignalStatus::Confirmed);
        let about_reporting = matches!(signal.kind, SignalKind::Silent | SignalKind::Irregular);
        if !open || about_reporting || !self.shows(&signal.category) {
            return;
        }
        let places =
            if signal.cluster.is_empty() { std::slice::from_ref(&signal.area) } else { &signal.cluster };
        let areas = self.drawings.on(day);
        let lifted: BTreeSet<&AreaId> = places
            .iter()
            .flat_map(|place| areas.successors(place, day))
            .filter_map(|place| areas.ancestor_at(place, self.level))
            .map(|area| &area.id)
            .collect();
        for place in lifted {
            if let Some(item) = self.items.get_mut(place) {
                item.signals += 1;
                item.level = item.level.max(Some(signal.level));
            }
        }
    }

    fn add_report(&mut self, report: &Report, day: NaiveDate) {
        let areas = self.drawings.on(day);
        let place = areas.ancestor_at(areas.carry(&report.area, day, report.id), self.level);
        if self.shows(&report.category)
            && let Some(item) = place.and_then(|place| self.items.get_mut(&place.id))
        {
            item.reports_4w += 1;
        }
    }
}
