//! Letters that nobody signs or answers, with a clock that is an argument.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{Answer, MessageKind, Verdict};
use scheduler::Reminded;
use store::MessageFilter;

use super::{ROUTES, at, county, issue, works};

const COUNTY: &str = r#"
[[committee]]
id = "county"
name_zh = "市委政法委"
name_en = "County committee"
area = "c"
"#;

#[tokio::test]
async fn in_weeks_of_silence_the_lead_is_reminded_of_each_thing_once_and_the_county_hears_of_it_once() {
    let store = county().await;
    let mut works = works(&store, "http://127.0.0.1:9/");
    works.routes = Arc::new(toml::from_str(&format!("{COUNTY}{ROUTES}")).unwrap());
    // Monday; the answer is asked for by Wednesday of the next week.
    let issued_at = at("2026-11-23T01:00:00Z");
    let advisory = issue(&store, issued_at).await;
    let mut told = Vec::new();
    for hour in (0..24 * 28).step_by(6) {
        let now = issued_at + TimeDelta::hours(hour);
        let Reminded { reminders, escalations, untold } = works.remind(now).await.unwrap();
        assert_eq!((reminders + escalations > 1, untold), (false, 0), "one step a day at most");
        if reminders + escalations == 1 {
            let day = works.time.day(now).to_string();
            told.push((day, if reminders == 1 { "reminded" } else { "escalated" }));
        }
    }
    let expected = [("2026-11-26", "reminded"), ("2026-12-03", "reminded"), ("2026-12-07", "escalated")];
    assert_eq!(told, expected.map(|(day, step)| (day.to_owned(), step)));

    let filter = MessageFilter { subject: Some(advisory.id), ..MessageFilter::default() };
    let mut messages: Vec<(MessageKind, String)> = store
        .messages(&filter)
        .await
        .unwrap()
        .into_iter()
        .map(|(message, _)| (message.kind, message.committee.to_string()))
        .collect();
    messages.reverse();
    let town = |kind| (kind, "town".to_owned());
    let reminder = || town(MessageKind::Reminder);
    let county = (MessageKind::Escalation, "county".to_owned());
    assert_eq!(messages, [town(MessageKind::Advisory), reminder(), reminder(), county]);
    let lines = store.journal(advisory.id).await.unwrap();
    let steps: Vec<&str> = lines.iter().map(|line| line.step.as_str()).collect();
    assert_eq!(steps[steps.len() - 3..], ["reminded", "reminded", "escalated"]);
    assert!(store.reconcile().await.unwrap().discrepancies.is_empty());
}

#[tokio::test]
async fn a_committee_that_answers_in_time_hears_nothing_more() {
    let store = county().await;
    let works = works(&store, "http://127.0.0.1:9/");
    let issued_at = at("2026-11-23T01:00:00Z");
    let advisory = issue(&store, issued_at).await;
    let at = issued_at + TimeDelta::days(1);
    let answer = Answer { verdict: Verdict::True, action: "已走访".to_owned(), at };
    store.answer_advisory(advisory.id, &answer, "town").await.unwrap();
    for day in 1..28 {
        assert_eq!(works.remind(issued_at + TimeDelta::days(day)).await.unwrap(), Reminded::default());
    }
}
