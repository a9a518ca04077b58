//! Holds: `POST /v1/signals/{id}/hold` asks not to be told of a matter until a day; `/v1/holds` lists and lifts them.

use std::sync::Arc;

use axum::{Json as Body, extract::State, http::StatusCode};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{AreaId, CategoryCode, Hold, ReasonCode, SignalKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::signals::dismiss::LONGEST_REASON;
use crate::{
    extract::{Json, Path},
    fields::Fields,
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    schema,
    service::{Reference, Shared},
};

/// A hold ends within a year: what nobody wants to hear of for longer is a matter for the rules.
const LONGEST_HOLD: Days = Days::new(366);

/// Until when, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldRequest {
    /// The last day on which it holds: 2026-12-24.
    until: Option<String>,
    /// In the analyst's own words; kept in the journal.
    reason: String,
}

/// A hold.
#[derive(Serialize, ToSchema)]
#[schema(as = Hold)]
pub(crate) struct HoldView {
    id: Uuid,
    #[schema(schema_with = schema::signal_kind)]
    kind: SignalKind,
    /// With all that lies in it.
    #[schema(value_type = String)]
    area: AreaId,
    area_name: String,
    /// With all below it.
    #[schema(value_type = String)]
    category: CategoryCode,
    category_name_zh: String,
    category_name_en: String,
    /// The last day on which it holds.
    until: NaiveDate,
    reason: String,
    by: String,
    set_at: DateTime<Utc>,
    /// When it was taken back before its day; null while it was not.
    lifted_at: Option<DateTime<Utc>>,
    /// Whether it holds today.
    in_force: bool,
    /// Signals that it held back so far.
    held_back: u64,
}

impl HoldView {
    fn new(hold: Hold, held_back: u64, today: NaiveDate, reference: &Reference) -> Self {
        let (category_name_zh, category_name_en) = reference.category_names(&hold.category);
        Self {
            id: hold.id,
            kind: hold.kind,
            area_name: reference.areas.full_name(&hold.area),
            in_force: hold.is_in_force(today),
            area: hold.area,
            category: hold.category,
            category_name_zh,
            category_name_en,
            until: hold.until,
            reason: hold.reason,
            by: hold.by,
            set_at: hold.set_at,
            lifted_at: hold.lifted_at,
            held_back,
        }
    }
}

/// Puts the matter of a pattern on hold: it and its draft are set aside, and until the day what is found about the same
/// kind, place and category is listed as withheld and drafts no letter.
#[utoipa::path(post, path = "/v1/signals/{id}/hold", tag = "patterns", params(("id" = Uuid, Path)),
    request_body = HoldRequest,
    responses(
        (status = 201, body = HoldView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn put(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
    Json(asked): Json<HoldRequest>,
) -> Result<(StatusCode, Body<HoldView>), Problem> {
    let reference = shared.reference().await?;
    let signal = shared.store().signal(id).await?.ok_or(Problem::NotFound)?;
    caller.must_reach(&reference.areas, &signal.area)?;
    let today = shared.today();
    let mut fields = Fields::default();
    let reason = fields.text("reason", &asked.reason, LONGEST_REASON);
    let until = fields.day("until", asked.until.as_deref());
    if until.is_none_or(|until| until < today || until > today + LONGEST_HOLD) {
        fields.refuse(
            None,
            "until",
            ReasonCode::OutOfRange,
            "截止日期须在今天之后、一年之内。",
            "the day must lie within a year from today",
        );
    }
    let until = fields.finish_with(until)?;
    let hold = shared.store().put_on_hold(id, until, &reason, &caller.name, shared.now()).await?;
    let hold = hold.ok_or(Problem::NotFound)?;
    Ok((StatusCode::CREATED, Body(HoldView::new(hold, 0, today, &reference))))
}

/// Every hold in the caller's area, newest first, with how many signals it held back.
#[utoipa::path(get, path = "/v1/holds", tag = "patterns", responses(
    (status = 200, body = Vec<HoldView>),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Desk>,
    State(shared): State<Arc<Shared>>,
) -> Result<Body<Vec<HoldView>>, Problem> {
    let reference = shared.reference().await?;
    let today = shared.today();
    let holds = shared.store().holds().await?;
    let own = holds.into_iter().filter(|(hold, _)| caller.reaches(&reference.areas, &hold.area));
    Ok(Body(own.map(|(hold, held_back)| HoldView::new(hold, held_back, today, &reference)).collect()))
}

/// Takes a hold back: from now on the matter is told of again.
#[utoipa::path(post, path = "/v1/holds/{id}/lift", tag = "patterns", params(("id" = Uuid, Path)), responses(
    (status = 200, body = HoldView),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn lift(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Body<HoldView>, Problem> {
    let reference = shared.reference().await?;
    let (hold, held_back) = shared.store().hold(id).await?.ok_or(Problem::NotFound)?;
    caller.must_reach(&reference.areas, &hold.area)?;
    let hold = shared.store().lift_hold(id, &caller.name, shared.now()).await?.ok_or(Problem::NotFound)?;
    Ok(Body(HoldView::new(hold, held_back, shared.today(), &reference)))
}
