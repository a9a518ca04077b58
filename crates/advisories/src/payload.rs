//! What a committee's own system receives: ids, words, figures and links; never a report or its id.

use domain::{Advisory, Bulletin, Rhythm, Signal};
use serde_json::{Value, json};

use crate::{
    Context, Overdue, OverdueStep, finding_en, finding_zh, suggestions_en, suggestions_zh, title_en,
    wording::Forecast,
};

/// The body of a message about an advisory. `base_url` is the address of this service as the receiver reaches it.
pub fn advisory_payload(
    advisory: &Advisory,
    signal: &Signal,
    context: &Context<'_>,
    base_url: &str,
) -> Value {
    json!({
        "type": "advisory",
        "id": advisory.id,
        "signal": advisory.signal,
        "number": advisory.number,
        "corrects": advisory.corrects.as_ref().map(|wrong| {
            json!({ "id": wrong.advisory, "number": wrong.number, "reason": wrong.reason })
        }),
        "form": advisory.form,
        "level": advisory.level,
        "kind": signal.kind,
        "lead": advisory.lead,
        "area": { "id": advisory.area, "name": context.areas.full_name(&advisory.area) },
        "category": {
            "code": advisory.category,
            "name_zh": context.taxonomy.name_zh(&advisory.category),
            "name_en": context.taxonomy.name_en(&advisory.category),
        },
        "title": advisory.title,
        "title_en": title_en(signal, advisory.form, context),
        "finding": advisory.finding,
        // Words of a person are in the person's language only.
        "finding_en": (advisory.finding == finding_zh(signal, context)).then(|| finding_en(signal, context)),
        "suggestions": advisory.suggestions,
        "suggestions_en": (advisory.suggestions == suggestions_zh(signal, context))
            .then(|| suggestions_en(signal, context)),
        "counts": {
            "from": signal.from,
            "to": signal.to,
            "observed": signal.observed,
            "expected": signal.expected,
            "upper": signal.upper,
            "ratio": signal.ratio,
            "q_value": signal.q_value,
            // For a recurring pattern `from` to `to` is the coming window, and `observed` the average of the past ones.
            "forecast": Forecast::of(signal).map(|forecast| {
                json!({ "number": forecast.number, "lower": forecast.lower, "upper": forecast.upper })
            }),
        },
        "as_of": signal.as_of,
        "reply_by": advisory.reply_by,
        "links": links(advisory, base_url),
    })
}

/// The body of a message that an advisory waits for a signature or an answer. The title of a matter that has become
/// restricted since stays out.
pub(crate) fn overdue_payload(
    advisory: &Advisory,
    overdue: &Overdue,
    context: &Context<'_>,
    base_url: &str,
) -> Value {
    let restricted = context.taxonomy.is_restricted(&advisory.category);
    let kind = if overdue.step == OverdueStep::Escalate { "escalation" } else { "reminder" };
    json!({
        "type": kind,
        "id": advisory.id,
        "step": overdue.step.as_str(),
        "number": advisory.number,
        "title": (!restricted).then_some(&advisory.title),
        "lead": advisory.lead,
        "due": overdue.due,
        "days_overdue": overdue.days,
        // The year whose official holidays are not known: its days were counted by the week alone.
        "unknown_year": overdue.unknown_year,
        "links": links(advisory, base_url),
    })
}

/// The body of a message that an advisory is taken back.
pub(crate) fn withdrawal_payload(
    advisory: &Advisory,
    reason: &str,
    replacement: Option<&Advisory>,
    context: &Context<'_>,
    base_url: &str,
) -> Value {
    let restricted = context.taxonomy.is_restricted(&advisory.category);
    json!({
        "type": "withdrawal",
        "id": advisory.id,
        "number": advisory.number,
        "title": (!restricted).then_some(&advisory.title),
        "reason": (!restricted).then_some(reason),
        "replaced_by": replacement.map(|other| json!({ "id": other.id, "number": other.number })),
        "links": links(advisory, base_url),
    })
}

fn links(advisory: &Advisory, base_url: &str) -> Value {
    let link =
        |step: &str| format!("{}/v1/advisories/{}/{step}", base_url.trim_end_matches('/'), advisory.id);
    json!({ "letter": link("letter"), "acknowledge": link("acknowledge"), "answer": link("answer") })
}

/// The body of a message about a bulletin or a monthly report; the page itself is behind the link.
pub fn bulletin_payload(bulletin: &Bulletin, context: &Context<'_>, base_url: &str) -> Value {
    let (kind, area, period, resource) = match bulletin.period.rhythm() {
        Rhythm::Weekly => ("bulletin", "town", "week", "bulletins"),
        Rhythm::Monthly => ("monthly", "county", "month", "monthly"),
    };
    json!({
        "type": kind,
        "id": bulletin.id,
        area: { "id": bulletin.area, "name": context.areas.full_name(&bulletin.area) },
        period: bulletin.period,
        "issue": bulletin.issue,
        "issue_overall": bulletin.issue_overall,
        "as_of": bulletin.as_of,
        "written_at": bulletin.written_at,
        "links": { "page": format!("{}/v1/{resource}/{}", base_url.trim_end_matches('/'), bulletin.id) },
    })
}

#[cfg(test)]
mod tests {
    use domain::{Month, ReportId, Week};

    use super::*;
    use crate::{
        decide,
        fixture::{TOWN, World, day, morning, signal},
    };

    #[test]
    fn an_advisory_travels_with_words_figures_and_links_but_without_report_ids() {
        let world = World::new();
        let mut found = signal(TOWN, "1001", 9.0, 2.1);
        let report = ReportId::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);
        found.reports = vec![report];
        let decision = decide(vec![found], &[], &world.context(), morning("2026-11-23"));
        let payload = advisory_payload(
            &decision.advisories[0],
            &decision.signals[0],
            &world.context(),
            "https://fengsui.example/",
        );
        let id = decision.advisories[0].id;
        assert_eq!(payload["links"]["answer"], format!("https://fengsui.example/v1/advisories/{id}/answer"));
        assert_eq!(payload["category"]["name_zh"], "拖欠农民工工资纠纷");
        assert_eq!(payload["counts"]["observed"], 9.0);
        assert!(!payload.to_string().contains(&report.to_string()));
    }

    #[test]
    fn a_bulletin_travels_as_a_link() {
        let world = World::new();
        let week = Week::of(day("2026-11-16"));
        let bulletin = Bulletin {
            id: Bulletin::derive_id(&TOWN.into(), week),
            area: TOWN.into(),
            period: week.into(),
            issue: 47,
            issue_overall: 99,
            html: "<p>page</p>".to_owned(),
            as_of: morning("2026-11-23"),
            written_at: morning("2026-11-23"),
        };
        let payload = bulletin_payload(&bulletin, &world.context(), "https://fengsui.example");
        assert_eq!(payload["links"]["page"], format!("https://fengsui.example/v1/bulletins/{}", bulletin.id));
        assert_eq!(payload["week"], "2026-W47");
        assert!(!payload.to_string().contains("<p>"));
        let period = Month::of(week.monday()).into();
        let report = Bulletin { area: "620982".into(), period, ..bulletin };
        let payload = bulletin_payload(&report, &world.context(), "https://fengsui.example");
        assert_eq!(payload["links"]["page"], format!("https://fengsui.example/v1/monthly/{}", report.id));
        assert_eq!((&payload["month"], &payload["county"]["id"]), (&json!("2026-11"), &json!("620982")));
    }
}
