//! `POST /v1/effort`: what was walked and what was quiet, by grid and day. Counts only: no person and no track.

use std::sync::Arc;

use axum::{Json as Body, extract::State};
use chrono::NaiveDate;
use domain::{AreaId, AreaLevel, Effort, ReasonCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    extract::Json,
    fields::Fields,
    problem::{Problem, ProblemBody},
    service::{Reference, Shared},
    tokens::Caller,
};

/// The first day for which effort is taken: paper records of earlier years exist nowhere.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The effort in one grid on one day; a later word about the same grid and day replaces the earlier one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EffortRow {
    /// The grid.
    grid: String,
    /// The local day.
    day: NaiveDate,
    /// Households or shops visited.
    visits: u32,
    /// "Nothing to report" was said explicitly.
    #[serde(default)]
    zero_report: bool,
}

/// How much was kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct EffortKept {
    kept: usize,
}

/// Notes patrol effort. All rows are kept, or none: the answer lists what to correct.
#[utoipa::path(post, path = "/v1/effort", tag = "reports", request_body = Vec<EffortRow>, responses(
    (status = 200, body = EffortKept),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn note(
    caller: Caller,
    State(shared): State<Arc<Shared>>,
    Json(rows): Json<Vec<EffortRow>>,
) -> Result<Body<EffortKept>, Problem> {
    let reference = shared.reference().await?;
    let today = shared.today();
    let mut fields = Fields::default();
    let mut efforts = Vec::with_capacity(rows.len());
    for (number, row) in (1..).zip(rows) {
        let effort = Effort {
            grid: AreaId::new(row.grid),
            day: row.day,
            visits: row.visits,
            zero_report: row.zero_report,
        };
        check(&mut fields, number, &effort, today, &caller, &reference);
        efforts.push(effort);
    }
    fields.finish()?;
    shared.store().put_effort(&efforts, shared.now()).await?;
    Ok(Body(EffortKept { kept: efforts.len() }))
}

fn check(
    fields: &mut Fields,
    row: u64,
    effort: &Effort,
    today: NaiveDate,
    caller: &Caller,
    reference: &Reference,
) {
    let row = Some(row);
    if let Some(ended) = reference.areas.ended(&effort.grid).filter(|ended| ended.on <= effort.day) {
        fields.refuse(row, "grid", ReasonCode::Unknown, &ended.zh(), &ended.to_string());
        return;
    }
    match reference.areas.get(&effort.grid) {
        Some(area) if area.level != AreaLevel::Grid => fields.refuse(
            row,
            "grid",
            ReasonCode::OutOfRange,
            "该代码不是网格，请填写 15 位网格代码。",
            "this area is not a grid; name a grid",
        ),
        Some(_) if !caller.reaches(&reference.areas, &effort.grid) => fields.refuse(
            row,
            "grid",
            ReasonCode::Forbidden,
            "该网格不在您的辖区内。",
            "this grid is not in your area",
        ),
        Some(_) => {}
        None => fields.refuse(
            row,
            "grid",
            ReasonCode::Unknown,
            "没有该代码的网格，请核对。",
            "no grid has this id; see /v1/areas",
        ),
    }
    if !(FIRST_DAY..=today).contains(&effort.day) {
        fields.refuse(
            row,
            "day",
            ReasonCode::OutOfRange,
            "日期不能晚于今天，也不能早于 2000 年。",
            "the day must not lie in the future or before 2000",
        );
    }
}
