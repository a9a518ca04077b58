//! Taking an issued advisory back: whoever was told of it is told so, and its page says so.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Advisory, CommitteeId, Message, MessageKind};
use maud::html;

use crate::{Context, figure, issuing::opening, payload::withdrawal_payload};

/// Told so long after the letter itself, where that has not arrived yet: nobody hears that something unheard of is
/// withdrawn.
const AFTER_THE_LETTER: TimeDelta = TimeDelta::seconds(1);

/// One message for each committee that was told, due when it is there to read it. `told` names each with the moment at
/// which its last pending message is due, where one is.
pub fn withdraw(
    advisory: &Advisory,
    told: &[(CommitteeId, Option<DateTime<Utc>>)],
    reason: &str,
    context: &Context<'_>,
    base_url: &str,
    now: DateTime<Utc>,
) -> Vec<Message> {
    let payload = withdrawal_payload(advisory, reason, context, base_url).to_string();
    let step = Message::derive_step_id(advisory.id, "withdraw");
    let message = |(committee, pending): &(CommitteeId, Option<DateTime<Utc>>)| {
        let open = opening(committee, context, now);
        Message {
            id: Message::derive_id(step, committee),
            due_at: pending.map_or(open, |due| open.max(due + AFTER_THE_LETTER)),
            ..Message::pending(MessageKind::Withdrawal, advisory.id, committee.clone(), payload.clone(), now)
        }
    };
    told.iter().map(message).collect()
}

/// The page of a withdrawn letter, with a line above it that says so. It is no longer the page that was sealed, and does not
/// pass for it.
pub fn withdrawn_page(page: &str, at: DateTime<Utc>, reason: &str, context: &Context<'_>) -> String {
    let day = context.time.day(at);
    let line = html! {
        p style="margin:1em;padding:.6em 1em;border:2px solid;text-align:center" {
            strong { "已撤回" } "（" (figure::date_zh(day)) "）：" (reason) " / Withdrawn on " (figure::date_en(day))
        }
    };
    page.replacen("<body>", &format!("<body>{}", line.into_string()), 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        decide,
        fixture::{TOWN, World, morning, signal},
        letter, notice,
    };

    #[test]
    fn each_committee_is_told_after_its_letter_with_the_reason_and_a_chat_hears_no_reason() {
        let world = World::new();
        let now = morning("2026-11-24");
        let decision =
            decide(vec![signal(TOWN, "02", 9.0, 2.1)], &[], &world.context(), morning("2026-11-23"));
        let advisory = &decision.advisories[0];
        let tomorrow = now + TimeDelta::hours(23);
        let told = [("town-620982106".into(), Some(tomorrow)), ("county-620982".into(), None)];
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
        let page = withdrawn_page(&letter, morning("2026-11-25"), "<误报>", &world.context());
        assert!(page.contains("已撤回</strong>（2026年11月25日）：&lt;误报&gt;"), "{page}");
        assert!(page.len() > letter.len());
    }
}
