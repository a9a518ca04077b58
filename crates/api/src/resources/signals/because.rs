//! Why not: for a pattern that was withheld, the rule in words and what it points at.

use ::advisories::WithheldBy;
use domain::{Hold, Signal};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    problem::Problem,
    service::{Reference, Shared},
};

/// The reason for which no letter was drafted.
#[derive(Serialize, ToSchema)]
#[schema(as = WithheldBecause)]
pub(crate) struct Because {
    /// The rule.
    rule: String,
    /// The advisory, signal or hold that the rule points at; null for a rule that needs none.
    id: Option<Uuid>,
    /// The whole reason in a sentence.
    zh: String,
    en: String,
}

impl Because {
    /// The reason of a withheld signal; `None` of one that was not withheld.
    pub(crate) async fn of(
        signal: &Signal,
        shared: &Shared,
        reference: &Reference,
    ) -> Result<Option<Self>, Problem> {
        let Some(rule) = signal.withheld_by.as_deref().and_then(WithheldBy::parse) else { return Ok(None) };
        let (zh, en) = match signal.withheld_for {
            None => (String::new(), String::new()),
            Some(id) => pointed_at(rule, id, shared, reference).await?,
        };
        Ok(Some(Self {
            rule: rule.as_str().to_owned(),
            id: signal.withheld_for,
            zh: format!("{}{zh}。", rule.name_zh()),
            en: format!("{}{en}", rule.name_en()),
        }))
    }
}

/// What the rule points at, to be added to its name.
async fn pointed_at(
    rule: WithheldBy,
    id: Uuid,
    shared: &Shared,
    reference: &Reference,
) -> Result<(String, String), Problem> {
    let store = shared.store();
    let time = shared.service.time;
    Ok(match rule {
        WithheldBy::CoolDown | WithheldBy::Ongoing => {
            store.advisory(id).await?.map_or_else(Default::default, |advisory| {
                let day = time.day(advisory.issued_at.unwrap_or(advisory.drafted_at));
                let number = advisory.number.unwrap_or_default();
                (
                    format!("：{}《{}》{number}", day.format("%-m月%-d日"), advisory.title),
                    format!(": {day}, {} {number}", advisory.title).trim_end().to_owned(),
                )
            })
        }
        WithheldBy::MutedByParent | WithheldBy::SameMatter => {
            store.signal(id).await?.map_or_else(Default::default, |other| {
                let place = reference.areas.full_name(&other.area);
                let (zh, en) = reference.category_names(&other.category);
                let kind = other.kind;
                (
                    format!("：{place}{zh}（{}）", kind.name_zh()),
                    format!(": {place}, {en} ({})", kind.as_str()),
                )
            })
        }
        WithheldBy::OnHold => store.hold(id).await?.map_or_else(Default::default, |(hold, _)| {
            let Hold { until, reason, by, .. } = hold;
            (format!("至{until}（{by}：{reason}）"), format!(" until {until} ({by}: {reason})"))
        }),
        WithheldBy::Restricted | WithheldBy::SmallCell | WithheldBy::NoRoute | WithheldBy::Budget => {
            Default::default()
        }
    })
}
