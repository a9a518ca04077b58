//! What is frozen when an advisory is issued: its letter, and one message for each committee that gets it.

use chrono::{DateTime, DurationRound as _, NaiveDate, TimeDelta, Timelike as _, Utc};
use domain::{
    Advisory, AdvisoryState, CommitteeId, CountyTime, Message, MessageKind, RiskLevel, Signal, Told,
};

use crate::{Context, Document, advisory_payload, deadline, letter, withdrawal::chase};

/// An advisory under its number.
#[derive(Clone, Debug, PartialEq)]
pub struct Issued {
    /// The letter.
    pub letter: Document,
    /// The day by which an answer is asked for, counted from the day of issue: a draft may have waited.
    pub reply_by: NaiveDate,
    /// One message for each committee that gets it, and one for each that was told of what it corrects, each due when
    /// somebody is there to read it.
    pub messages: Vec<Message>,
}

/// Composes the letter of a confirmed advisory under its number, and what its committees receive; and what those receive who
/// were `told` of the letter that it corrects. `base_url` is the address of this service as they reach it.
pub fn issue(
    advisory: &Advisory,
    signal: &Signal,
    number: &str,
    told: &[Told],
    context: &Context<'_>,
    base_url: &str,
    now: DateTime<Utc>,
) -> Issued {
    // Letter and payload speak of the advisory as it is from this moment on.
    let issued = Advisory {
        number: Some(number.to_owned()),
        reply_by: deadline(advisory.level, context.time.day(now), context).day,
        state: AdvisoryState::Issued,
        issued_at: Some(now),
        ..advisory.clone()
    };
    let letter = letter(&issued, signal, Some(number), context, Some(now));
    let payload = advisory_payload(&issued, signal, context, base_url).to_string();
    let mut messages: Vec<Message> = receivers(&issued, context, now)
        .into_iter()
        .map(|committee| {
            let red = issued.level == RiskLevel::Red;
            let due_at = if red { now } else { opening(&committee, context, now) };
            let message = Message::pending(MessageKind::Advisory, issued.id, committee, payload.clone(), now);
            Message { due_at, ..message }
        })
        .collect();
    messages.extend(chase(&issued, told, context, base_url, now));
    Issued { letter, reply_by: issued.reply_by, messages }
}

/// The lead, its copies, and of a red advisory the stand-in of a lead that is not there at this hour.
fn receivers(advisory: &Advisory, context: &Context<'_>, now: DateTime<Utc>) -> Vec<CommitteeId> {
    let mut receivers: Vec<CommitteeId> =
        std::iter::once(&advisory.lead).chain(&advisory.copies).cloned().collect();
    let lead = context.routes.committee(&advisory.lead);
    let stand_in = lead
        .filter(|lead| advisory.level == RiskLevel::Red && !lead.is_open(hour(context.time, now)))
        .and_then(|lead| lead.stand_in.clone());
    receivers.extend(stand_in.filter(|id| !receivers.contains(id)));
    receivers
}

/// The next moment at which somebody is there: now, or the full hour at which the committee opens.
pub(crate) fn opening(id: &CommitteeId, context: &Context<'_>, now: DateTime<Utc>) -> DateTime<Utc> {
    let (Some(committee), time) = (context.routes.committee(id), context.time) else { return now };
    if committee.is_open(hour(time, now)) {
        return now;
    }
    let this_hour = time.wall(now).duration_trunc(TimeDelta::hours(1)).unwrap_or(time.wall(now));
    (1..=HOURS)
        .map(|ahead| time.moment(this_hour + TimeDelta::hours(ahead)))
        .find(|moment| committee.is_open(hour(time, *moment)))
        .unwrap_or(now)
}

/// Hours of a day.
const HOURS: i64 = 24;

fn hour(time: CountyTime, moment: DateTime<Utc>) -> u32 {
    time.wall(moment).hour()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Routes, decide,
        fixture::{TOWN, World, morning, signal},
    };

    /// Issues an advisory of this level for a town whose centre is there from eight to six, at so many hours after nine
    /// in the morning; answers who is told, and after how many hours.
    fn told(level: RiskLevel, hours_later: i64) -> Vec<(String, i64)> {
        let table = include_str!("../../../config/routes.toml");
        let id = "id = \"town-620982106\"";
        let table = table.replace(id, &format!("{id}\nhours = [8, 18]\nstand_in = \"county-620982\""));
        let routes: Routes = toml::from_str(&table).unwrap();
        let world = World { routes, ..World::new() };
        let decision =
            decide(vec![signal(TOWN, "13", 9.0, 2.1)], &[], &world.context(), morning("2026-11-23"));
        let advisory = Advisory { level, ..decision.advisories[0].clone() };
        let now = morning("2026-11-24") + TimeDelta::hours(hours_later);
        let issued = issue(
            &advisory,
            &decision.signals[0],
            "敦综提〔2026〕15号",
            &[],
            &world.context(),
            "http://x",
            now,
        );
        let wait = |message: &Message| (message.due_at - now).num_hours();
        issued.messages.iter().map(|message| (message.committee.to_string(), wait(message))).collect()
    }

    #[test]
    fn a_letter_waits_until_its_committee_is_there() {
        assert_eq!(told(RiskLevel::Yellow, 0)[0], ("town-620982106".to_owned(), 0));
        assert_eq!(told(RiskLevel::Yellow, 12)[0], ("town-620982106".to_owned(), 11), "from nine to eight");
    }

    #[test]
    fn a_red_letter_does_not_wait_and_reaches_who_stands_in_at_night() {
        let stand_in = ("county-620982".to_owned(), 0);
        assert!(!told(RiskLevel::Red, 0).contains(&stand_in));
        let at_night = told(RiskLevel::Red, 12);
        assert_eq!(at_night[0], ("town-620982106".to_owned(), 0));
        assert!(at_night.contains(&stand_in), "{at_night:?}");
    }

    #[test]
    fn the_letter_bears_its_number() {
        let world = World::new();
        let decision =
            decide(vec![signal(TOWN, "02", 9.0, 2.1)], &[], &world.context(), morning("2026-11-23"));
        let (advisory, signal) = (&decision.advisories[0], &decision.signals[0]);
        let number = "敦综提〔2026〕15号";
        let issued =
            issue(advisory, signal, number, &[], &world.context(), "http://x", morning("2026-11-24"));
        assert!(issued.letter.html().contains(number));
        assert!(issued.messages.iter().all(|message| message.payload.contains(number)));
    }

    #[test]
    fn the_days_for_an_answer_are_counted_from_the_day_of_issue() {
        let world = World::new();
        let decision =
            decide(vec![signal(TOWN, "02", 9.0, 2.1)], &[], &world.context(), morning("2026-11-23"));
        let (draft, signal) = (&decision.advisories[0], &decision.signals[0]);
        let issued = issue(
            draft,
            signal,
            "敦综提〔2026〕15号",
            &[],
            &world.context(),
            "http://x",
            morning("2026-11-26"),
        );
        let due = deadline(draft.level, "2026-11-26".parse().unwrap(), &world.context()).day;
        assert!(due > draft.reply_by);
        assert_eq!(issued.reply_by, due);
        assert!(issued.letter.html().contains(&format!("请于{}前", crate::figure::date_zh(due))));
        assert!(issued.messages[0].payload.contains(&due.to_string()));
    }
}
