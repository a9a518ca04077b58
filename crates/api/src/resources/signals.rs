//! `/v1/signals`: the patterns that were found, each with what is needed to check it.

mod because;
pub(crate) mod dismiss;
mod facts;
pub(crate) mod factsheet;
pub(crate) mod list;
pub(crate) mod single;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{AdvisoryId, AreaId, CategoryCode, Detector, RiskLevel, Signal, SignalKind, SignalStatus};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    resources::episodes::Course,
    schema,
    service::{Reference, Shared},
};

/// One pattern in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignalSummary {
    id: Uuid,
    #[schema(schema_with = schema::signal_kind)]
    kind: SignalKind,
    #[schema(schema_with = schema::detector)]
    detector: Detector,
    /// The smallest area that holds it; for a restricted matter outside the analysts' desk its town.
    #[schema(value_type = String)]
    area: AreaId,
    area_name: String,
    #[schema(value_type = String)]
    category: CategoryCode,
    category_name_zh: String,
    category_name_en: String,
    /// For a recurring signal, the key of the dated event it is tied to.
    event: Option<String>,
    /// Its names; null where the calendar no longer has it.
    event_name_zh: Option<String>,
    event_name_en: Option<String>,
    /// Places of the area that it is about; 0 where it is about the whole area, or they are hidden from the caller.
    places: usize,
    /// First local day of the pattern.
    from: NaiveDate,
    /// Last local day of the pattern.
    to: NaiveDate,
    /// Reports in the pattern's window; for a trend, in the last twelve months.
    observed: f64,
    /// Expected there without the pattern.
    expected: f64,
    /// Upper bound of what is usual.
    upper: f64,
    /// The probability of at least this much without a pattern.
    p_value: f64,
    /// The same, adjusted for everything the sweep tested.
    q_value: f64,
    /// Observed over expected; for a trend the change per year.
    ratio: f64,
    /// Expected harm, in ordinary reports: within a level the list is ordered by it.
    weight: f64,
    /// The learned chance that it proves true, 0 to 1, by which the list is ordered then; null while the fixed rule
    /// orders.
    chance: Option<f64>,
    #[schema(schema_with = schema::risk_level)]
    level: RiskLevel,
    #[schema(schema_with = schema::signal_status)]
    status: SignalStatus,
    /// The rule that withheld it, where one did.
    withheld_by: Option<String>,
    /// The advisory that speaks of it, where there is one that the caller may see.
    advisory: Option<Uuid>,
    /// The data cut it was found at.
    as_of: DateTime<Utc>,
    /// How the matter went on from week to week; null where no sweep of late saw it.
    episode: Option<Course>,
}

impl SignalSummary {
    /// The summary of a signal that is masked already.
    fn new(
        signal: &Signal,
        advisory: Option<AdvisoryId>,
        episode: Option<Course>,
        shared: &Shared,
        reference: &Reference,
    ) -> Self {
        let mut events = shared.service.calendar.events().iter();
        let dated = events.find(|event| signal.event.as_ref() == Some(&event.key));
        let (category_name_zh, category_name_en) = reference.category_names(&signal.category);
        Self {
            id: signal.id,
            kind: signal.kind,
            detector: signal.detector,
            area: signal.area.clone(),
            area_name: reference.areas.full_name(&signal.area),
            category: signal.category.clone(),
            category_name_zh,
            category_name_en,
            event: signal.event.clone(),
            event_name_zh: dated.map(|event| event.name_zh.clone()),
            event_name_en: dated.map(|event| event.name_en.clone()),
            places: signal.cluster.len(),
            from: signal.from,
            to: signal.to,
            observed: signal.observed,
            expected: signal.expected,
            upper: signal.upper,
            p_value: signal.p_value,
            q_value: signal.q_value,
            ratio: signal.ratio,
            weight: signal.facts.weight,
            chance: signal.facts.chance,
            level: signal.level,
            status: signal.status,
            withheld_by: signal.withheld_by.clone(),
            advisory,
            as_of: signal.as_of,
            episode,
        }
    }
}
