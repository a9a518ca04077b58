//! `/v1/effort`: what was walked and what was quiet, by grid and day; `/v1/contacts`: when each grid was last heard of.
//! Counts and days of places only: no person and no track.

use std::{collections::HashMap, sync::Arc};

use axum::{Json as Body, extract::State};
use chrono::{Days, NaiveDate};
use domain::{AreaId, AreaLevel, Effort, ReasonCode};
use serde::{Deserialize, Serialize};
use store::LastContact;
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Json, Query},
    fields::Fields,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    service::{Reference, Shared},
    tokens::Caller,
};

/// The first day for which effort is taken: paper records of earlier years exist nowhere.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Days of a list, at most: a month of the county is some 25,000 rows.
const MOST_DAYS: u64 = 31;

/// Days of a list when none are named: the week.
const USUAL_DAYS: u64 = 7;

/// Days back to which a last contact is looked for: the county screens each quarter at least.
const QUARTER: Days = Days::new(92);

/// The effort in one grid on one day; a later word about the same grid and day replaces the earlier one.
#[derive(Deserialize, Serialize, ToSchema)]
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

/// Which effort is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EffortQuery {
    /// In this area or below it.
    area: Option<String>,
    /// From this day on; the last seven days when absent.
    from: Option<String>,
    /// To this day; today when absent. 31 days at most.
    to: Option<String>,
}

/// Patrol effort as it is known now, by day and grid.
#[utoipa::path(get, path = "/v1/effort", tag = "reports", params(EffortQuery), responses(
    (status = 200, body = Vec<EffortRow>),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Reader>,
    Query(query): Query<EffortQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Body<Vec<EffortRow>>, Problem> {
    let reference = shared.reference().await?;
    let mut fields = Fields::default();
    let asked = fields.area("area", query.area.as_deref(), &reference);
    let to = fields.day("to", query.to.as_deref()).unwrap_or_else(|| shared.today());
    let from = fields.day("from", query.from.as_deref()).unwrap_or(to - Days::new(USUAL_DAYS - 1));
    if from > to || to - Days::new(MOST_DAYS - 1) > from {
        fields.refuse(
            None,
            "from",
            ReasonCode::OutOfRange,
            "起止日期不能颠倒，一次最多查询 31 天。",
            "from must not lie after to, and 31 days at most are told at once",
        );
    }
    fields.finish()?;
    let territory = caller.territory(&reference.areas, asked)?;
    let known = shared.store().effort_known_at(shared.now(), from).await?;
    let within = |effort: &Effort| effort.day <= to && reference.areas.contains(&territory, &effort.grid);
    Ok(Body(
        known
            .into_iter()
            .filter(within)
            .map(|effort| EffortRow {
                grid: effort.grid.to_string(),
                day: effort.day,
                visits: effort.visits,
                zero_report: effort.zero_report,
            })
            .collect(),
    ))
}

/// Whose last contacts are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ContactQuery {
    /// In this area or below it.
    area: Option<String>,
}

/// When a grid was last heard of within the last 92 days. A grid without any day was not.
#[derive(Serialize, ToSchema)]
pub(crate) struct Contact {
    /// The grid.
    grid: String,
    /// The latest of the days below.
    last_on: Option<NaiveDate>,
    /// The day of its newest report.
    reported_on: Option<NaiveDate>,
    /// The last day with a visit.
    visited_on: Option<NaiveDate>,
    /// The last day on which "nothing to report" was said.
    zero_report_on: Option<NaiveDate>,
}

/// Every grid with the days on which it was last heard of, in the order of the register, never by who is latest.
#[utoipa::path(get, path = "/v1/contacts", tag = "reports", params(ContactQuery), responses(
    (status = 200, body = Vec<Contact>),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn contacts(
    As { caller, .. }: As<Reader>,
    Query(query): Query<ContactQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Body<Vec<Contact>>, Problem> {
    let reference = shared.reference().await?;
    let mut fields = Fields::default();
    let asked = fields.area("area", query.area.as_deref(), &reference);
    fields.finish()?;
    let territory = caller.territory(&reference.areas, asked)?;
    let since = shared.today() - QUARTER;
    let time = shared.service.time;
    let heard = shared.store().last_contacts(since, time.start_of(since)).await?;
    let mut heard: HashMap<AreaId, LastContact> =
        heard.into_iter().map(|contact| (contact.grid.clone(), contact)).collect();
    let grids =
        reference.areas.at(AreaLevel::Grid).filter(|grid| reference.areas.contains(&territory, &grid.id));
    Ok(Body(
        grids
            .map(|grid| {
                let contact = heard.remove(&grid.id);
                let reported_on =
                    contact.as_ref().and_then(|contact| contact.reported_at).map(|moment| time.day(moment));
                let visited_on = contact.as_ref().and_then(|contact| contact.visited_on);
                let zero_report_on = contact.as_ref().and_then(|contact| contact.zero_report_on);
                Contact {
                    grid: grid.id.to_string(),
                    last_on: reported_on.max(visited_on).max(zero_report_on),
                    reported_on,
                    visited_on,
                    zero_report_on,
                }
            })
            .collect(),
    ))
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
