//! `/v1/advisories`: the letters to committees, from draft to answer, and who may see which.

pub(crate) mod ending;
pub(crate) mod issue;
pub(crate) mod letter;
pub(crate) mod list;
pub(crate) mod print;
pub(crate) mod revise;
pub(crate) mod single;
pub(crate) mod steps;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Advisory, AdvisoryForm, AdvisoryState, Answer, AreaId, CategoryCode, CommitteeId, RiskLevel, Verdict,
};
use serde::Serialize;
use store::AdvisoryFilter;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    masking::Sight,
    problem::Problem,
    schema,
    service::{Reference, Shared},
    tokens::Caller,
};

/// Advisories read for one list at most. A budget of three a week for a dozen committees writes fewer in five
/// years; who may see one is decided here and not in the store, so the cut comes after.
const READ_AT_MOST: u32 = 10_000;

/// One advisory in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdvisorySummary {
    id: Uuid,
    /// 敦综提〔2026〕15号; null until it is issued.
    number: Option<String>,
    #[schema(schema_with = schema::advisory_form)]
    form: AdvisoryForm,
    #[schema(schema_with = schema::risk_level)]
    level: RiskLevel,
    #[schema(value_type = String)]
    area: AreaId,
    area_name: String,
    #[schema(value_type = String)]
    category: CategoryCode,
    category_name_zh: String,
    category_name_en: String,
    /// The committee that must act.
    #[schema(value_type = String)]
    lead: CommitteeId,
    lead_name: String,
    title: String,
    #[schema(schema_with = schema::advisory_state)]
    state: AdvisoryState,
    drafted_at: DateTime<Utc>,
    issued_at: Option<DateTime<Utc>>,
    /// The day by which an answer is asked for.
    reply_by: NaiveDate,
    answer: Option<AnswerView>,
}

/// What the lead found and did.
#[derive(Serialize, ToSchema)]
#[schema(as = Answer)]
struct AnswerView {
    #[schema(schema_with = schema::verdict)]
    verdict: Verdict,
    action: String,
    at: DateTime<Utc>,
}

impl From<Answer> for AnswerView {
    fn from(answer: Answer) -> Self {
        let Answer { verdict, action, at } = answer;
        Self { verdict, action, at }
    }
}

impl AdvisorySummary {
    fn new(advisory: Advisory, shared: &Shared, reference: &Reference) -> Self {
        let (category_name_zh, category_name_en) = reference.category_names(&advisory.category);
        Self {
            id: advisory.id,
            number: advisory.number,
            form: advisory.form,
            level: advisory.level,
            area_name: reference.areas.full_name(&advisory.area),
            area: advisory.area,
            category: advisory.category,
            category_name_zh,
            category_name_en,
            lead_name: committee_name(shared, &advisory.lead),
            lead: advisory.lead,
            title: advisory.title,
            state: advisory.state,
            drafted_at: advisory.drafted_at,
            issued_at: advisory.issued_at,
            reply_by: advisory.reply_by,
            answer: advisory.answer.map(AnswerView::from),
        }
    }
}

/// The Chinese name of a committee; its id where the routing table no longer has it.
pub(crate) fn committee_name(shared: &Shared, id: &CommitteeId) -> String {
    shared.service.routes.committee(id).map_or_else(|| id.to_string(), |found| found.name_zh.clone())
}

/// Whether the committee sits in the caller's area.
pub(crate) fn holds_committee(
    shared: &Shared,
    reference: &Reference,
    caller: &Caller,
    id: &CommitteeId,
) -> bool {
    let committee = shared.service.routes.committee(id);
    committee.is_some_and(|committee| caller.reaches(&reference.areas, &committee.area))
}

/// Whether the advisory concerns the caller: it is about the caller's area, or goes to a committee in it.
fn concerns(shared: &Shared, reference: &Reference, caller: &Caller, advisory: &Advisory) -> bool {
    caller.reaches(&reference.areas, &advisory.area)
        || std::iter::once(&advisory.lead)
            .chain(&advisory.copies)
            .any(|committee| holds_committee(shared, reference, caller, committee))
}

/// Whether the advisory exists for the caller. A draft is the desk's own, since no human has confirmed it yet; a
/// restricted matter stands in no document outside the desk.
fn exists_for(reference: &Reference, caller: &Caller, advisory: &Advisory) -> bool {
    (caller.is_at_the_desk() || advisory.issued_at.is_some())
        && !Sight::of(caller, reference).hides(&advisory.category)
}

/// Whether the caller may see the advisory.
pub(crate) fn may_see(shared: &Shared, reference: &Reference, caller: &Caller, advisory: &Advisory) -> bool {
    exists_for(reference, caller, advisory) && concerns(shared, reference, caller, advisory)
}

/// The advisories that the caller may see, in the order of the store.
pub(crate) async fn visible(
    shared: &Shared,
    caller: &Caller,
    state: Option<AdvisoryState>,
) -> Result<Vec<Advisory>, Problem> {
    let reference = shared.reference().await?;
    let filter = AdvisoryFilter { state, within: None, limit: READ_AT_MOST };
    let mut advisories = shared.store().advisories(&filter).await?;
    advisories.retain(|advisory| may_see(shared, &reference, caller, advisory));
    Ok(advisories)
}

/// The advisory with this id.
///
/// # Errors
/// [`Problem::NotFound`] when it does not exist for the caller, [`Problem::Territory`] when it is none of the
/// caller's business.
pub(crate) async fn find(
    shared: &Shared,
    reference: &Reference,
    caller: &Caller,
    id: Uuid,
) -> Result<Advisory, Problem> {
    let advisory = shared.store().advisory(id).await?.ok_or(Problem::NotFound)?;
    if !exists_for(reference, caller, &advisory) {
        return Err(Problem::NotFound);
    }
    if !concerns(shared, reference, caller, &advisory) {
        return Err(Problem::Territory);
    }
    Ok(advisory)
}
