//! `GET /v1/messages/reconciliation`: issued = delivered + pending + dead, by committee and channel, and what is missing.

use std::sync::Arc;

use axum::{Json, extract::State};
use domain::CommitteeId;
use serde::Serialize;
use store::{Balance, Discrepancy};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    resources::advisories::committee_name,
    service::Shared,
};

/// The outbox, reconciled with what was issued.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reconciliation {
    items: Vec<BalanceView>,
    /// What does not add up; empty when all is well.
    discrepancies: Vec<DiscrepancyView>,
}

/// What became of the messages to one committee over one channel: issued = pending + delivered + dead.
#[derive(Serialize, ToSchema)]
#[schema(as = Balance)]
struct BalanceView {
    #[schema(value_type = String)]
    committee: CommitteeId,
    committee_name: String,
    channel: String,
    issued: u64,
    pending: u64,
    delivered: u64,
    dead: u64,
}

/// Something that was issued and is not in the outbox, or the other way round.
#[derive(Serialize, ToSchema)]
#[schema(as = Discrepancy)]
struct DiscrepancyView {
    /// The advisory, bulletin or message; absent where numbers do not agree.
    subject: Option<Uuid>,
    message_zh: String,
    message_en: String,
}

/// Compares the outbox with every issued document. It crosses territories, so only the whole county's desk sees it.
#[utoipa::path(get, path = "/v1/messages/reconciliation", tag = "advisories", responses(
    (status = 200, body = Reconciliation),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn show(
    As { caller, .. }: As<Desk>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Reconciliation>, Problem> {
    caller.must_hold_the_county(&shared.reference().await?.areas)?;
    let found = shared.store().reconcile().await?;
    let view = |balance: Balance| BalanceView {
        committee_name: committee_name(&shared, &balance.committee),
        committee: balance.committee,
        channel: balance.channel,
        issued: balance.issued,
        pending: balance.pending,
        delivered: balance.delivered,
        dead: balance.dead,
    };
    Ok(Json(Reconciliation {
        items: found.balances.into_iter().map(view).collect(),
        discrepancies: found.discrepancies.iter().map(DiscrepancyView::from).collect(),
    }))
}

impl From<&Discrepancy> for DiscrepancyView {
    fn from(discrepancy: &Discrepancy) -> Self {
        let subject = match discrepancy {
            Discrepancy::AdvisoryWithoutMessage { advisory, .. } => Some(*advisory),
            Discrepancy::BulletinWithoutMessage { bulletin, .. } => Some(*bulletin),
            Discrepancy::MessageWithoutDocument { message } => Some(*message),
            Discrepancy::Numbers { .. } => None,
        };
        Self { subject, message_zh: discrepancy.zh(), message_en: discrepancy.en() }
    }
}
