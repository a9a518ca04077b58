//! Who is asked again for a signature or an answer, and when the next wider committee hears that none came.
//!
//! Each step is taken once in the life of an advisory, on a working day, and one step a day at most: a committee that was
//! away finds one reminder. When a wider committee hears of it counts from the reminder, never from the letter, so that a
//! scheduler that stood still for a month escalates nothing that was not asked for first.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc, Weekday};
use domain::{Advisory, AdvisoryState, CommitteeId, Message, MessageId, MessageKind};
use serde::Deserialize;

use crate::{
    Context, figure,
    issuing::opening,
    payload::overdue_payload,
    reply::{Deadline, after},
};

/// Days after the reply date after which nobody is asked any more: by then it is a matter for a conversation, and the
/// first run on an old database must not ask for everything that was ever left open.
const STALE_DAYS: u64 = 30;

/// What is asked for or told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverdueStep {
    /// 催签: the lead is asked to sign for the letter.
    Sign,
    /// 催办: the lead is asked to answer.
    Answer,
    /// 上报: the next wider committee hears that no answer came.
    Escalate,
}

impl OverdueStep {
    /// The word used on the wire, and in the id of the message.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Answer => "answer",
            Self::Escalate => "escalate",
        }
    }

    /// The states in which the step still has a reason.
    pub fn states(self) -> &'static [AdvisoryState] {
        match self {
            Self::Sign => &[AdvisoryState::Issued, AdvisoryState::Delivered],
            Self::Answer | Self::Escalate => {
                &[AdvisoryState::Issued, AdvisoryState::Delivered, AdvisoryState::Acknowledged]
            }
        }
    }

    /// The id of the one message of this step.
    pub fn message(self, advisory: &Advisory) -> MessageId {
        Message::derive_step_id(advisory.id, self.as_str())
    }
}

/// A step that is due today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The step.
    pub step: OverdueStep,
    /// The day by which the lead should have signed or answered.
    pub due: NaiveDate,
    /// Civil days since then.
    pub days: i64,
    /// The year whose official holidays are not in the calendar, where one was counted by the week alone.
    pub unknown_year: Option<i32>,
}

impl Overdue {
    /// Why the step was taken, as the journal writes it.
    pub fn why(&self) -> String {
        let (zh, en) = match self.step {
            OverdueStep::Sign => ("签收", "signature"),
            OverdueStep::Answer | OverdueStep::Escalate => ("答复", "answer"),
        };
        let mut why =
            format!("应于{}前{zh} / {en} due by {}", figure::date_zh(self.due), figure::date_en(self.due));
        if let Some(year) = self.unknown_year {
            why.push_str(&format!("；{year}年节假日未录入，按周计 / holidays of {year} unknown"));
        }
        why
    }
}

/// The step that is due for an advisory on a day. `told` says on which day a step was taken before.
pub fn overdue(
    advisory: &Advisory,
    told: impl Fn(OverdueStep) -> Option<NaiveDate>,
    today: NaiveDate,
    context: &Context<'_>,
) -> Option<Overdue> {
    let issued_on = context.time.day(advisory.issued_at?);
    let unknown_today = works_on(today, context)?;
    let step = |step: OverdueStep, due: NaiveDate, unknown: Option<i32>| {
        let open = step.states().contains(&advisory.state) && told(step).is_none();
        let unknown_year = unknown.or(unknown_today);
        open.then(|| Overdue { step, due, days: (today - due).num_days(), unknown_year })
    };
    let reply_by = advisory.reply_by;
    if today > reply_by + Days::new(STALE_DAYS) {
        return None;
    }
    if today > reply_by {
        let Some(asked) = told(OverdueStep::Answer) else { return step(OverdueStep::Answer, reply_by, None) };
        let Deadline { day, unknown_year, .. } = after(asked, context.rules.escalate_working_days, context);
        return if today < day { None } else { step(OverdueStep::Escalate, reply_by, unknown_year) };
    }
    let limit = after(issued_on, context.rules.acknowledge_working_days, context);
    if today <= limit.day { None } else { step(OverdueStep::Sign, limit.day, limit.unknown_year) }
}

/// The message of a step, due when its receiver is there to read it; `None` where no committee answers for a wider area.
pub fn remind(
    advisory: &Advisory,
    overdue: &Overdue,
    context: &Context<'_>,
    base_url: &str,
    now: DateTime<Utc>,
) -> Option<Message> {
    let (kind, committee) = match overdue.step {
        OverdueStep::Escalate => (MessageKind::Escalation, wider(advisory, context)?.clone()),
        OverdueStep::Sign | OverdueStep::Answer => (MessageKind::Reminder, advisory.lead.clone()),
    };
    let payload = overdue_payload(advisory, overdue, context, base_url).to_string();
    Some(Message {
        id: overdue.step.message(advisory),
        due_at: opening(&committee, context, now),
        ..Message::pending(kind, advisory.id, committee, payload, now)
    })
}

/// The first committee in the table that answers for the next wider area than the lead's.
fn wider<'a>(advisory: &Advisory, context: &Context<'a>) -> Option<&'a CommitteeId> {
    let own = context.routes.committee(&advisory.lead).map_or(&advisory.area, |lead| &lead.area);
    let committees = context.routes.committees();
    let of = |area: &domain::Area| committees.iter().find(|committee| committee.area == area.id);
    context.areas.lineage(own).skip(1).find_map(of).map(|committee| &committee.id)
}

/// `None` on a day off. Where the calendar does not know the year, Saturdays and Sundays are off, and the year is named.
#[expect(
    clippy::option_option,
    reason = "a day off, a day that is known, and a day that is counted by the week"
)]
fn works_on(day: NaiveDate, context: &Context<'_>) -> Option<Option<i32>> {
    match context.calendar.is_working_day(day) {
        Ok(works) => works.then_some(None),
        Err(domain::CalendarError::UnknownYear(year)) => {
            (!matches!(day.weekday(), Weekday::Sat | Weekday::Sun)).then_some(Some(year))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        Notice, decide,
        fixture::{TOWN, World, day, morning, signal},
        notice,
    };

    fn letter(world: &World, issued: &str, reply_by: &str) -> Advisory {
        let decision =
            decide(vec![signal(TOWN, "02", 9.0, 2.1)], &[], &world.context(), morning("2026-11-23"));
        Advisory {
            number: Some("敦综提〔2026〕15号".to_owned()),
            state: AdvisoryState::Delivered,
            issued_at: Some(morning(issued)),
            reply_by: day(reply_by),
            ..decision.advisories[0].clone()
        }
    }

    /// Looks every day and takes what is due; answers with the day and the step.
    fn lived(advisory: &Advisory, from: &str, days: u64, world: &World) -> Vec<(String, &'static str)> {
        let mut told: BTreeMap<&str, NaiveDate> = BTreeMap::new();
        let mut steps = Vec::new();
        for today in (0..days).map(|ahead| day(from) + Days::new(ahead)) {
            let taken = |step: OverdueStep| told.get(step.as_str()).copied();
            if let Some(due) = overdue(advisory, taken, today, &world.context()) {
                assert!(due.days > 0, "{due:?}");
                told.insert(due.step.as_str(), today);
                steps.push((today.to_string(), due.step.as_str()));
            }
        }
        steps
    }

    fn steps<'a>(list: &[(&str, &'a str)]) -> Vec<(String, &'a str)> {
        list.iter().map(|(day, step)| ((*day).to_owned(), *step)).collect()
    }

    #[test]
    fn over_national_day_nobody_is_reminded_and_each_step_is_taken_once_after_it() {
        let world = World::new();
        // 1 to 7 October 2026 are off; Wednesday 30 September is worked, and so is Saturday 10 October.
        let advisory = letter(&world, "2026-09-29", "2026-10-09");
        assert_eq!(
            lived(&advisory, "2026-09-29", 60, &world),
            steps(&[("2026-10-09", "sign"), ("2026-10-10", "answer"), ("2026-10-13", "escalate")])
        );
    }

    #[test]
    fn who_signed_is_asked_for_the_answer_only_and_who_answered_for_nothing() {
        let world = World::new();
        let mut advisory = letter(&world, "2026-11-02", "2026-11-06");
        advisory.state = AdvisoryState::Acknowledged;
        let both = steps(&[("2026-11-09", "answer"), ("2026-11-11", "escalate")]);
        assert_eq!(lived(&advisory, "2026-11-02", 60, &world), both);
        advisory.state = AdvisoryState::Answered;
        assert_eq!(lived(&advisory, "2026-11-02", 60, &world), []);
    }

    #[test]
    fn a_scheduler_that_stood_still_asks_first_and_leaves_what_is_long_past() {
        let world = World::new();
        let advisory = letter(&world, "2026-11-02", "2026-11-06");
        let late = steps(&[("2026-11-27", "answer"), ("2026-12-01", "escalate")]);
        assert_eq!(lived(&advisory, "2026-11-27", 30, &world), late);
        assert_eq!(lived(&advisory, "2026-12-07", 30, &world), []);
    }

    #[test]
    fn an_unknown_year_is_counted_by_the_week_and_said() {
        let world = World::new();
        let advisory = letter(&world, "2031-05-05", "2031-05-09");
        let due = |today: &str| overdue(&advisory, |_| None, day(today), &world.context());
        assert_eq!(due("2031-05-10"), None, "a Saturday");
        let due = due("2031-05-12").unwrap();
        assert_eq!((due.step, due.days, due.unknown_year), (OverdueStep::Answer, 3, Some(2031)));
        assert!(due.why().contains("2031年节假日未录入"), "{}", due.why());
    }

    #[test]
    fn the_lead_is_reminded_and_the_county_hears_of_its_silence_without_place_or_category_in_a_chat() {
        let world = World::new();
        let advisory = letter(&world, "2026-11-02", "2026-11-06");
        let (context, now) = (world.context(), morning("2026-11-09"));
        let told = |step| {
            let overdue = Overdue { step, due: day("2026-11-06"), days: 3, unknown_year: None };
            let message = remind(&advisory, &overdue, &context, "http://x", now).unwrap();
            let Notice { title, text } = notice(&message.payload, context.rules);
            assert!(text.contains("已逾期3天") && text.contains("3 days overdue"), "{text}");
            assert!(text.contains(&format!("http://x/#/advisories/{}", advisory.id)), "{text}");
            assert!(!format!("{title}{text}").contains("月牙泉"));
            (message.kind, message.committee.to_string(), title)
        };
        let title = |words: &str| format!("{words}：敦综提〔2026〕15号");
        let lead = || "town-620982106".to_owned();
        assert_eq!(told(OverdueStep::Sign), (MessageKind::Reminder, lead(), title("催签")));
        assert_eq!(told(OverdueStep::Answer), (MessageKind::Reminder, lead(), title("催办")));
        let county = "county-620982".to_owned();
        assert_eq!(told(OverdueStep::Escalate), (MessageKind::Escalation, county, title("逾期未答复上报")));
    }

    #[test]
    fn where_nobody_answers_for_a_wider_area_nothing_is_escalated() {
        let world = World::new();
        let advisory =
            Advisory { lead: "county-620982".into(), ..letter(&world, "2026-11-02", "2026-11-06") };
        let overdue =
            Overdue { step: OverdueStep::Escalate, due: day("2026-11-06"), days: 3, unknown_year: None };
        assert_eq!(remind(&advisory, &overdue, &world.context(), "http://x", morning("2026-11-09")), None);
    }
}
