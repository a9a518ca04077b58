//! `GET /v1/scorecard`: what the committees said of what they were told.

use std::{collections::BTreeMap, sync::Arc};

use ::advisories::{COMPARED_DAYS, Compared, Risen, Score, ScoreInput, Scored, persistence, scorecard};
use axum::{Json, extract::State};
use chrono::{Days, Months, NaiveDate};
use domain::{Advisory, AreaId, Detector, Month, ReasonCode, SignalKind};
use serde::{Deserialize, Serialize};
use store::{AdvisoryFilter, Counting};
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::Query,
    fields::Fields,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    schema,
    service::Shared,
};

/// Months that are told when none are named.
const USUAL_MONTHS: Months = Months::new(12);

/// Days of a scorecard, at most: its peaks are looked up in as many reports.
const MOST_DAYS: Days = Days::new(3 * 366);

/// Which advisories are judged.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ScorecardQuery {
    /// About this area or below it.
    area: Option<String>,
    /// Issued on this day or later; twelve months back when absent.
    from: Option<String>,
    /// Issued on this day or earlier; today when absent.
    to: Option<String>,
}

/// The scorecard.
#[derive(Serialize, ToSchema)]
pub(crate) struct Scorecard {
    from: NaiveDate,
    to: NaiveDate,
    /// All lines together.
    total: ScoreView,
    /// By month, town, kind and detector.
    lines: Vec<ScoreLine>,
    /// Letters about rises and trends beside the rule "what was high last month will be high this month", all months together.
    compared: ComparedView,
    /// The same by month of issue: months without such a letter, or whose four weeks are not over, are left out.
    compared_months: Vec<ComparedMonth>,
}

/// A month of the comparison.
#[derive(Serialize, ToSchema)]
struct ComparedMonth {
    /// The month of issue: 2026-11.
    month: String,
    #[serde(flatten)]
    compared: ComparedView,
}

/// Matters (a town and a top category) that were named, and how many of them rose: their weekly mean in the four weeks after
/// the week of the naming is above that of the eight weeks before. Restricted categories are left out.
#[derive(Serialize, ToSchema)]
struct ComparedView {
    /// By letters.
    told: NamedView,
    /// As many in each month, by the counts of the month before.
    persistence: NamedView,
}

/// Named matters. The share is told with its denominator.
#[derive(Serialize, ToSchema)]
struct NamedView {
    named: u32,
    /// Of the named.
    rose: u32,
    /// rose / named; null where none was named.
    share: Option<f64>,
}

impl From<&Compared> for ComparedView {
    fn from(compared: &Compared) -> Self {
        let view = |named: Risen| NamedView { named: named.named, rose: named.rose, share: named.share() };
        Self { told: view(compared.told), persistence: view(compared.persistence) }
    }
}

/// One line.
#[derive(Serialize, ToSchema)]
struct ScoreLine {
    /// The month of issue: 2026-11.
    month: String,
    /// The town; the county where the advisory is about more than one.
    #[schema(value_type = String)]
    town: AreaId,
    town_name: String,
    #[schema(schema_with = schema::signal_kind)]
    kind: SignalKind,
    #[schema(schema_with = schema::detector)]
    detector: Detector,
    #[serde(flatten)]
    score: ScoreView,
}

/// The figures. Every rate is told with its denominator.
#[derive(Serialize, ToSchema)]
struct ScoreView {
    issued: u32,
    /// Of the issued.
    acknowledged: u32,
    /// Of the acknowledged, within the working days that the rules allow.
    acknowledged_in_time: u32,
    /// Of the issued.
    answered: u32,
    /// Of the answered, by the day that the letter named.
    answered_in_time: u32,
    /// Answers 属实.
    right: u32,
    /// Answers 部分属实.
    partly: u32,
    /// Answers 不实.
    wrong: u32,
    /// Answers 已知.
    known: u32,
    /// (right + partly + known) / answered; null without an answer.
    ppv: Option<f64>,
    /// Of the answered, those whose matter had a further letter within 90 days.
    returned: u32,
    /// Rises whose eight weeks after the letter are over.
    rises: usize,
    /// Median days from the letter to the week with the most reports; negative: the peak came first.
    median_lead_days: Option<f64>,
}

impl From<&Score> for ScoreView {
    fn from(score: &Score) -> Self {
        let [right, partly, wrong, known] = score.verdicts;
        Self {
            issued: score.issued,
            acknowledged: score.acknowledged,
            acknowledged_in_time: score.acknowledged_in_time,
            answered: score.answered,
            answered_in_time: score.answered_in_time,
            right,
            partly,
            wrong,
            known,
            ppv: score.ppv(),
            returned: score.returned,
            rises: score.lead_days.len(),
            median_lead_days: score.median_lead(),
        }
    }
}

/// How the advisories of a time fared, by the receivers' own answers.
#[utoipa::path(get, path = "/v1/scorecard", tag = "advisories", params(ScorecardQuery), responses(
    (status = 200, body = Scorecard),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn show(
    As { caller, .. }: As<Reader>,
    Query(query): Query<ScorecardQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Scorecard>, Problem> {
    let reference = shared.reference().await?;
    let mut fields = Fields::default();
    let asked = fields.area("area", query.area.as_deref(), &reference);
    let to = fields.day("to", query.to.as_deref()).unwrap_or_else(|| shared.today());
    let from = fields.day("from", query.from.as_deref()).unwrap_or(to - USUAL_MONTHS);
    if from > to || to - MOST_DAYS > from {
        fields.refuse(
            None,
            "from",
            ReasonCode::OutOfRange,
            "起止日期不能颠倒，一次最多统计三年。",
            "from must not lie after to, and three years at most are told at once",
        );
    }
    fields.finish()?;
    let area = caller.territory(&reference.areas, asked)?;
    let within = Some(area.clone());
    let advisories =
        shared.store().advisories(&AdvisoryFilter { within, ..AdvisoryFilter::default() }).await?;
    let time = shared.service.time;
    let issued =
        |advisory: &Advisory| advisory.issued_at.is_some_and(|at| (from..=to).contains(&time.day(at)));
    let advisories: Vec<Advisory> = advisories.into_iter().filter(issued).collect();
    let mut signals = BTreeMap::new();
    for advisory in &advisories {
        if let Some(signal) = shared.store().signal(advisory.signal).await? {
            signals.insert(signal.id, signal);
        }
    }
    let now = shared.now();
    let reports = if advisories.is_empty() {
        Vec::new()
    } else {
        shared.store().reports_counted_at(now, from - COMPARED_DAYS, Counting::Once).await?
    };
    let input = ScoreInput { advisories: &advisories, signals: &signals, reports: &reports, now };
    let context = shared.context(&reference);
    let lines = scorecard(&input, &context);
    let months = persistence(&input, &area, &context);
    let mut compared = Compared::default();
    months.values().for_each(|month| compared.add(month));
    let mut total = Score::default();
    lines.values().for_each(|score| total.add(score));
    let line = |(scored, score): (&Scored, &Score)| ScoreLine {
        month: format!("{:04}-{:02}", scored.month.0, scored.month.1),
        town_name: reference.areas.name(&scored.town).to_owned(),
        town: scored.town.clone(),
        kind: scored.kind,
        detector: scored.detector,
        score: score.into(),
    };
    let compared_month = |(month, compared): (&Month, &Compared)| ComparedMonth {
        month: month.to_string(),
        compared: compared.into(),
    };
    Ok(Json(Scorecard {
        from,
        to,
        total: (&total).into(),
        lines: lines.iter().map(line).collect(),
        compared: (&compared).into(),
        compared_months: months.iter().map(compared_month).collect(),
    }))
}
