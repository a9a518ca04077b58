//! What people change about an advisory: whom it is addressed to, and what it says. A draft is changed as it is; an issued
//! letter is frozen, and is replaced by a draft that corrects it.

use chrono::{DateTime, Utc};
use domain::{Advisory, AdvisoryState, CommitteeId, Correction, Signal};

use crate::{Context, deadline, letter};

/// What is to change; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revision {
    /// Who must act.
    pub lead: Option<CommitteeId>,
    /// Who gets a copy.
    pub copies: Option<Vec<CommitteeId>>,
    /// The finding.
    pub finding: Option<String>,
    /// The suggestions, in order.
    pub suggestions: Option<Vec<String>>,
    /// Why (redacted). Of an issued letter all who were told of it read it.
    pub reason: String,
}

/// The advisory as revised, and what the journal says of it. The one that corrects an issued letter is a draft with an id of
/// its own, whose days for an answer begin anew.
pub fn revise(
    advisory: &Advisory,
    signal: &Signal,
    revision: &Revision,
    context: &Context<'_>,
    now: DateTime<Utc>,
) -> (Advisory, String) {
    let lead = revision.lead.clone().unwrap_or_else(|| advisory.lead.clone());
    let mut copies: Vec<CommitteeId> = Vec::new();
    for copy in revision.copies.as_ref().unwrap_or(&advisory.copies) {
        if *copy != lead && !copies.contains(copy) {
            copies.push(copy.clone());
        }
    }
    let mut revised = Advisory {
        lead,
        copies,
        finding: revision.finding.clone().unwrap_or_else(|| advisory.finding.clone()),
        suggestions: revision.suggestions.clone().unwrap_or_else(|| advisory.suggestions.clone()),
        ..advisory.clone()
    };
    if let Some(number) = &advisory.number {
        revised = Advisory {
            id: Advisory::derive_correction_id(advisory.id, now),
            number: None,
            reply_by: deadline(advisory.level, context.time.day(now), context).day,
            state: AdvisoryState::Draft,
            drafted_at: now,
            issued_at: None,
            acknowledged_at: None,
            answer: None,
            corrects: Some(Correction {
                advisory: advisory.id,
                number: number.clone(),
                reason: revision.reason.clone(),
            }),
            ..revised
        };
    }
    revised.letter = letter(&revised, signal, None, context, None).html();
    let note = note(advisory, &revised, &revision.reason, context);
    (revised, note)
}

/// The reason, and what it changed: `主送由党河镇综治中心改为市人力资源和社会保障局。`
fn note(before: &Advisory, after: &Advisory, reason: &str, context: &Context<'_>) -> String {
    let name = |id: &CommitteeId| context.routes.name_zh(id).to_owned();
    let names = |ids: &[CommitteeId]| match ids {
        [] => "无".to_owned(),
        some => some.iter().map(name).collect::<Vec<_>>().join("、"),
    };
    let mut changes = Vec::new();
    if before.lead != after.lead {
        changes.push(format!("主送由{}改为{}", name(&before.lead), name(&after.lead)));
    }
    if before.copies != after.copies {
        changes.push(format!("抄送由{}改为{}", names(&before.copies), names(&after.copies)));
    }
    if before.finding != after.finding {
        changes.push(format!("原有关情况：“{}”", before.finding));
    }
    if before.suggestions != after.suggestions {
        changes.push(format!("原工作建议：“{}”", before.suggestions.join("")));
    }
    match changes.as_slice() {
        [] => reason.to_owned(),
        some => format!("{reason}（{}）", some.join("；")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{World, drafted, morning};

    fn to(lead: &str) -> Revision {
        Revision { lead: Some(lead.into()), reason: "属地有误".to_owned(), ..Revision::default() }
    }

    #[test]
    fn a_draft_is_addressed_anew_and_its_old_lead_hears_nothing() {
        let world = World::new();
        let (draft, signal) = drafted(&world);
        let (revised, note) =
            revise(&draft, &signal, &to("dept-human-resources"), &world.context(), morning("2026-11-24"));
        assert_eq!((revised.id, revised.state), (draft.id, draft.state));
        assert_eq!(revised.lead, "dept-human-resources".into());
        assert!(!revised.copies.contains(&revised.lead), "{:?}", revised.copies);
        let lead = world.routes.name_zh(&revised.lead);
        assert!(revised.letter.contains(&format!("{lead}：")));
        let old = world.routes.name_zh(&draft.lead);
        assert!(note.starts_with(&format!("属地有误（主送由{old}改为{lead}")), "{note}");
    }

    #[test]
    fn an_issued_letter_is_replaced_by_a_draft_that_says_so() {
        let world = World::new();
        let (draft, signal) = drafted(&world);
        let issued = Advisory {
            number: Some("敦综提〔2026〕15号".to_owned()),
            state: AdvisoryState::Acknowledged,
            issued_at: Some(morning("2026-11-24")),
            acknowledged_at: Some(morning("2026-11-25")),
            ..draft
        };
        let revision = Revision {
            finding: Some("本周共上报6件。".to_owned()),
            reason: "3件系重复上报".to_owned(),
            ..Revision::default()
        };
        let now = morning("2026-11-26");
        let (revised, note) = revise(&issued, &signal, &revision, &world.context(), now);
        assert_ne!(revised.id, issued.id);
        assert_eq!((revised.state, revised.number.as_ref()), (AdvisoryState::Draft, None));
        assert_eq!((revised.issued_at, revised.acknowledged_at), (None, None));
        assert!(revised.reply_by > issued.reply_by, "the days begin anew");
        assert!(revised.letter.contains("敦综提〔2026〕15号"), "the letter names what it replaces");
        assert!(revised.letter.contains("3件系重复上报") && revised.letter.contains("本周共上报6件。"));
        assert!(note.contains(&issued.finding), "what stood there before is kept: {note}");
    }
}
