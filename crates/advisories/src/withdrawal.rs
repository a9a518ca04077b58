//! Taking an issued advisory back: whoever was told of it is told so, and its page says so.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Advisory, AdvisoryId, Correction, Message, MessageKind, Told};
use maud::html;
use serde_json::Value;

use crate::{Context, figure, issuing::opening, payload::withdrawal_payload};

/// Told so long after the letter itself, where that has not arrived yet: nobody hears that something unheard of is
/// withdrawn.
const AFTER_THE_LETTER: TimeDelta = TimeDelta::seconds(1);

/// One message for each committee that was told, due when it is there to read it.
pub fn withdraw(
    advisory: &Advisory,
    told: &[Told],
    reason: &str,
    context: &Context<'_>,
    base_url: &str,
    now: DateTime<Utc>,
) -> Vec<Message> {
    let payload = withdrawal_payload(advisory, reason, None, context, base_url);
    messages(advisory.id, told, &payload, context, now)
}

/// The same of the letter that an issued one corrects, if it corrects one: who was told of it hears what replaces it.
pub(crate) fn chase(
    issued: &Advisory,
    told: &[Told],
    context: &Context<'_>,
    base_url: &str,
    now: DateTime<Utc>,
) -> Vec<Message> {
    let Some(Correction { advisory, number, reason }) = &issued.corrects else { return Vec::new() };
    let wrong = Advisory { id: *advisory, number: Some(number.clone()), ..issued.clone() };
    let payload = withdrawal_payload(&wrong, reason, Some(issued), context, base_url);
    messages(wrong.id, told, &payload, context, now)
}

fn messages(
    withdrawn: AdvisoryId,
    told: &[Told],
    payload: &Value,
    context: &Context<'_>,
    now: DateTime<Utc>,
) -> Vec<Message> {
    let (payload, step) = (payload.to_string(), Message::derive_step_id(withdrawn, "withdraw"));
    let message = |Told { committee, waiting_until }: &Told| {
        let open = opening(committee, context, now);
        Message {
            id: Message::derive_id(step, committee),
            due_at: waiting_until.map_or(open, |due| open.max(due + AFTER_THE_LETTER)),
            ..Message::pending(MessageKind::Withdrawal, withdrawn, committee.clone(), payload.clone(), now)
        }
    };
    told.iter().map(message).collect()
}

/// The page of a withdrawn letter, with a line above it that says so. It is no longer the page that was sealed, and does not
/// pass for it.
pub fn withdrawn_page(
    page: &str,
    at: DateTime<Utc>,
    reason: &str,
    replaced_by: Option<&str>,
    context: &Context<'_>,
) -> String {
    let day = context.time.day(at);
    let line = html! {
        p style="margin:1em;padding:.6em 1em;border:2px solid;text-align:center" {
            strong { "已撤回" } "（" (figure::date_zh(day)) "）：" (reason)
            @if let Some(number) = replaced_by { "　现以" (number) "为准。" }
            " / Withdrawn on " (figure::date_en(day))
        }
    };
    page.replacen("<body>", &format!("<body>{}", line.into_string()), 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Revision, decide,
        fixture::{TOWN, World, morning, signal},
        issue, letter, notice, revise,
    };

    #[test]
    fn each_committee_is_told_after_its_letter_with_the_reason_and_a_chat_hears_no_reason() {
        let world = World::new();
        let now = morning("2026-11-24");
        let decision =
            decide(vec![signal(TOWN, "02", 9.0, 2.1)], &[], &world.context(), morning("2026-11-23"));
        let advisory = &decision.advisories[0];
        let tomorrow = now + TimeDelta::hours(23);
        let told = [("town-620982106", Some(tomorrow)), ("county-620982", None)]
            .map(|(id, waiting_until)| Told { committee: id.into(), waiting_until });
        let messages = withdraw(advisory, &told, "系误报。", &world.context(), "http://x", now);
        let due: Vec<DateTime<Utc>> = messages.iter().map(|message| message.due_at).collect();
        assert_eq!(due, [tomorrow + AFTER_THE_LETTER, now]);
        assert_ne!(messages[0].id, messages[1].id);
        assert!(messages[0].payload.contains("系误报。"));
        let words = notice(&messages[0].payload, &world.rules);
        assert!(words.title.starts_with("撤回：") && words.text.contains("#/advisories/"), "{words:?}");
        assert!(!words.text.contains("误报"), "{}", words.text);
    }

    #[test]
    fn the_page_of_a_withdrawn_letter_says_so_in_escaped_words() {
        let world = World::new();
        let decision =
            decide(vec![signal(TOWN, "02", 9.0, 2.1)], &[], &world.context(), morning("2026-11-23"));
        let letter =
            letter(&decision.advisories[0], &decision.signals[0], None, &world.context(), None).html();
        let page = withdrawn_page(&letter, morning("2026-11-25"), "<误报>", None, &world.context());
        assert!(page.contains("已撤回</strong>（2026年11月25日）：&lt;误报&gt;"), "{page}");
        let number = Some("敦综提〔2026〕16号");
        let page = withdrawn_page(&letter, morning("2026-11-25"), "误报", number, &world.context());
        assert!(page.contains("现以敦综提〔2026〕16号为准。"), "{page}");
    }

    #[test]
    fn who_was_told_of_a_corrected_letter_hears_what_replaces_it() {
        let world = World::new();
        let context = world.context();
        let decision = decide(vec![signal(TOWN, "02", 9.0, 2.1)], &[], &context, morning("2026-11-23"));
        let (draft, signal) = (&decision.advisories[0], &decision.signals[0]);
        let wrong = Advisory { number: Some("敦综提〔2026〕15号".to_owned()), ..draft.clone() };
        let revision = Revision {
            lead: Some("dept-human-resources".into()),
            reason: "属地有误".to_owned(),
            ..Revision::default()
        };
        let now = morning("2026-11-26");
        let (correction, _) = revise(&wrong, signal, &revision, &context, now);
        let told = [Told { committee: draft.lead.clone(), waiting_until: None }];
        let issued = issue(&correction, signal, "敦综提〔2026〕16号", &told, &context, "http://x", now);
        let (chased, sent): (Vec<_>, Vec<_>) =
            issued.messages.iter().partition(|message| message.kind == MessageKind::Withdrawal);
        assert_eq!(sent[0].committee, "dept-human-resources".into());
        assert_eq!((chased.len(), &chased[0].committee, chased[0].subject), (1, &draft.lead, wrong.id));
        let payload: Value = serde_json::from_str(&chased[0].payload).unwrap();
        assert_eq!(payload["number"], "敦综提〔2026〕15号");
        assert_eq!(payload["replaced_by"]["number"], "敦综提〔2026〕16号");
        assert_eq!(payload["reason"], "属地有误");
        let words = notice(&chased[0].payload, &world.rules);
        assert!(words.text.contains("以敦综提〔2026〕16号为准"), "{}", words.text);
    }
}
