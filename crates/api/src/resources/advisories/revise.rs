//! `POST /v1/advisories/{id}/revise`: another addressee or other words, by a person who says why.

use std::sync::Arc;

use ::advisories::{Revision, revise as compose};
use axum::{Json as Body, extract::State};
use domain::{Advisory, CommitteeId, ReasonCode};
use serde::Deserialize;
use store::Revised;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{AdvisorySummary, find, steps::summary};
use crate::{
    extract::{Json, Path},
    fields::Fields,
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    resources::signals::dismiss::LONGEST_REASON,
    service::Shared,
};

/// Characters of a finding at most: half a page of a letter.
const LONGEST_FINDING: usize = 1000;

/// Characters of a suggestion at most.
const LONGEST_SUGGESTION: usize = 300;

/// Suggestions at most: a letter counts them from 一 to 十.
const MOST_SUGGESTIONS: usize = 10;

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevisionBody {
    /// Why. Kept in the journal; of an issued letter all who were told of it read it.
    reason: String,
    /// The committee that must act.
    lead: Option<String>,
    /// The committees that get a copy.
    copies: Option<Vec<String>>,
    /// The finding.
    finding: Option<String>,
    /// The suggestions, in order; the first sentence of each is its heading.
    suggestions: Option<Vec<String>>,
}

/// Changes a draft, or begins the correction of an issued letter: a draft that replaces it when it is issued itself. The
/// answer is the advisory that was changed or begun.
#[utoipa::path(post, path = "/v1/advisories/{id}/revise", tag = "advisories", params(("id" = Uuid, Path)),
    request_body = RevisionBody,
    responses(
        (status = 200, body = AdvisorySummary),
        (status = 409, description = "It was set aside, answered or withdrawn, or its correction has begun", body = ProblemBody, content_type = "application/problem+json"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn revise(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
    Json(body): Json<RevisionBody>,
) -> Result<Body<AdvisorySummary>, Problem> {
    let reference = shared.reference().await?;
    let advisory = find(&shared, &reference, &caller, id).await?;
    let signal = shared.store().signal(advisory.signal).await?.ok_or(Problem::NotFound)?;
    let revision = body.read(&shared)?;
    let (now, context) = (shared.now(), shared.context(&reference));
    let revised = shared
        .store()
        .revise_advisory(id, &caller.name, now, |advisory: &Advisory| {
            let (advisory, note) = compose(advisory, &signal, &revision, &context, now);
            Revised { advisory, note }
        })
        .await?;
    summary(revised, &shared, &reference)
}

impl RevisionBody {
    fn read(self, shared: &Shared) -> Result<Revision, Problem> {
        let mut fields = Fields::default();
        let reason = fields.text("reason", &self.reason, LONGEST_REASON);
        let lead = self.lead.map(|id| committee("lead", id, shared, &mut fields));
        let copies = self.copies.map(|ids| {
            ids.into_iter().map(|id| committee("copies", id, shared, &mut fields)).collect::<Vec<_>>()
        });
        let finding = self.finding.map(|text| fields.text("finding", &text, LONGEST_FINDING));
        let suggestions = self.suggestions.map(|list| suggestions(&list, &mut fields));
        if lead.is_none() && copies.is_none() && finding.is_none() && suggestions.is_none() {
            let (zh, en) = (
                "请至少修改一项：主送、抄送、有关情况或工作建议。",
                "change at least one of lead, copies, finding and suggestions",
            );
            fields.refuse(None, "row", ReasonCode::Missing, zh, en);
        }
        fields.finish()?;
        Ok(Revision { lead, copies, finding, suggestions, reason })
    }
}

fn committee(field: &str, id: String, shared: &Shared, fields: &mut Fields) -> CommitteeId {
    let id = CommitteeId::new(id);
    if shared.service.routes.committee(&id).is_none() {
        let (zh, en) = (
            "没有该单位，可选单位见 /v1/committees。",
            "no such committee; those there are stand in /v1/committees",
        );
        fields.refuse(None, field, ReasonCode::Unknown, zh, en);
    }
    id
}

fn suggestions(list: &[String], fields: &mut Fields) -> Vec<String> {
    if list.is_empty() || list.len() > MOST_SUGGESTIONS {
        let zh = format!("应有1至{MOST_SUGGESTIONS}条工作建议。");
        let en = format!("give 1 to {MOST_SUGGESTIONS} suggestions");
        fields.refuse(None, "suggestions", ReasonCode::OutOfRange, &zh, &en);
    }
    list.iter().map(|text| fields.text("suggestions", text, LONGEST_SUGGESTION)).collect()
}
