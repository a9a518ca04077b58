//! The crank turned by hand: a real store, a real receiver on loopback, and a clock that is an argument.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[path = "stories/receivers.rs"]
mod receivers;
#[path = "stories/reminders.rs"]
mod reminders;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use chrono::{DateTime, Duration, TimeDelta, Utc};
use delivery::{Client, Endpoint, Secret, receiver};
use domain::{
    Advisory, AdvisoryForm, AdvisoryState, Area, AreaLevel, Category, Channel, CountyTime, Detector, Drawn,
    LinkKind, LinkState, Message, MessageKind, Month, Report, ReportId, Rhythm, RiskLevel, Scale, Signal,
    SignalKind, SignalStatus,
};
use scheduler::{Crank, Delivered, Matched, Retention, Settings, Works};
use store::{Intake, Issue, LinkFilter, MessageCounts, MessageFilter, Store, SweepRecord};
use tokio::net::TcpListener;

const SECRET: &str = "whsec_ZHVuaHVhbmctYmVhY29uLXRvd2Vy";
const ROUTES: &str = r#"
[[committee]]
id = "town"
name_zh = "月牙泉镇综治中心"
name_en = "Yueyaquan town centre"
area = "t"

[[route]]
within = "c"
lead = "town"
"#;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn area(id: &str, parent: Option<&str>, level: AreaLevel, name: &str) -> Area {
    Area {
        id: id.into(),
        parent: parent.map(Into::into),
        level,
        name: name.to_owned(),
        households: 0,
        centre: None,
        outline: Vec::new(),
    }
}

async fn county() -> Store {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let areas = [
        area("c", None, AreaLevel::County, "敦煌市"),
        area("t", Some("c"), AreaLevel::Town, "月牙泉镇"),
        area("v", Some("t"), AreaLevel::Village, "月牙泉村"),
    ];
    store.put_areas(&areas).await.unwrap();
    let neighbours = Category {
        code: "02".into(),
        parent: None,
        name_zh: "邻里纠纷".to_owned(),
        name_en: "neighbours".to_owned(),
        restricted: false,
    };
    store.put_categories(&[neighbours]).await.unwrap();
    store
}

fn works(store: &Store, url: &str) -> Works {
    let endpoint = Endpoint::webhook("town".into(), url.parse().unwrap(), vec![Secret::new(SECRET)]);
    let delivery = delivery::Settings { endpoints: vec![endpoint], ..delivery::Settings::of_a_caller(5) };
    Works {
        store: store.clone(),
        calendar: Arc::new(toml::from_str(include_str!("../../../config/calendar.toml")).unwrap()),
        routes: Arc::new(toml::from_str(ROUTES).unwrap()),
        rules: Arc::default(),
        parameters: Arc::default(),
        matching: Arc::default(),
        counting: store::Counting::Once,
        client: Client::new(&delivery).unwrap(),
        delivery: Arc::new(delivery),
        press: Arc::new(advisories::Press::new(Vec::new(), advisories::Templates::built_in().unwrap())),
        signer: None,
        retention: Retention { report_months: 36, quarantine_months: 6 },
        time: CountyTime::SHANGHAI,
        base_url: "http://127.0.0.1:8080".to_owned(),
        holder: "test".to_owned(),
        lease_seconds: 60,
    }
}

fn signal(now: DateTime<Utc>) -> Signal {
    let to = CountyTime::SHANGHAI.day(now);
    let (area, category) = ("t".into(), "02".into());
    Signal {
        id: Signal::derive_id(Detector::SeasonalBaseline, &area, &category, None, to),
        kind: SignalKind::Emerging,
        detector: Detector::SeasonalBaseline,
        area,
        cluster: Vec::new(),
        category,
        event: None,
        from: to - TimeDelta::days(13),
        to,
        observed: 9.0,
        expected: 2.1,
        upper: 5.0,
        p_value: 0.0004,
        q_value: 0.02,
        ratio: 4.3,
        reports: Vec::new(),
        parameters: Vec::new(),
        series: Vec::new(),
        facts: domain::Facts::default(),
        as_of: now,
        level: RiskLevel::Yellow,
        status: SignalStatus::New,
        withheld_by: None,
        withheld_for: None,
    }
}

fn draft(signal: &Signal, now: DateTime<Utc>) -> Advisory {
    Advisory {
        id: Advisory::derive_id(signal.id),
        signal: signal.id,
        number: None,
        form: AdvisoryForm::Notice,
        level: signal.level,
        area: signal.area.clone(),
        category: signal.category.clone(),
        lead: "town".into(),
        copies: Vec::new(),
        title: "关于邻里纠纷上升的风险提示".to_owned(),
        finding: "近两周 9 件，往常约 2.1 件。".to_owned(),
        suggestions: vec!["逐户走访。".to_owned()],
        reply_by: CountyTime::SHANGHAI.day(now) + TimeDelta::days(9),
        letter: String::new(),
        state: AdvisoryState::Draft,
        drafted_at: now,
        issued_at: None,
        acknowledged_at: None,
        answer: None,
        corrects: None,
    }
}

/// Puts one issued advisory and its message into the store.
async fn issue(store: &Store, now: DateTime<Utc>) -> Advisory {
    let signal = signal(now);
    let advisory = draft(&signal, now);
    let sweep = SweepRecord {
        as_of: now,
        ran_at: now,
        tests: 1,
        ranking: &domain::Ranking::default(),
        signals: std::slice::from_ref(&signal),
        advisories: std::slice::from_ref(&advisory),
    };
    store.record_sweep(&sweep, "test").await.unwrap();
    store.confirm_advisory(advisory.id, "分析员", now).await.unwrap().unwrap();
    let payload = format!("{{\"title\":\"{}\"}}", advisory.title);
    let message = Message::pending(MessageKind::Advisory, advisory.id, advisory.lead.clone(), payload, now);
    let compose = |_: &Advisory, number, _: &[domain::Told]| Issue {
        number: format!("敦综提〔2026〕{number}号"),
        letter: "<html>信</html>".to_owned().into(),
        reply_by: advisory.reply_by,
        messages: vec![message],
    };
    store.issue_advisory(advisory.id, "分析员", now, 2026, compose).await.unwrap().unwrap()
}

/// A receiver that keeps each id's body, counts arrivals, and answers with a status that can be changed.
#[derive(Clone)]
struct Receiver {
    kept: Arc<Mutex<BTreeMap<String, (Bytes, u32)>>>,
    mood: Arc<Mutex<StatusCode>>,
}

impl Receiver {
    fn new() -> Self {
        Self { kept: Arc::default(), mood: Arc::new(Mutex::new(StatusCode::NO_CONTENT)) }
    }

    fn serve(&self, listener: TcpListener) {
        let router = Router::new().route("/", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let moment = headers["webhook-timestamp"].to_str().unwrap().parse().unwrap();
    let signed_at = DateTime::from_timestamp(moment, 0).unwrap();
    let Ok(id) = receiver::verify(&Secret::new(SECRET), &headers, &body, signed_at) else {
        return StatusCode::UNAUTHORIZED;
    };
    let mood = *receiver.mood.lock().unwrap();
    if mood.is_success() {
        let mut kept = receiver.kept.lock().unwrap();
        let entry = kept.entry(id.to_owned()).or_insert((body.clone(), 0));
        assert_eq!(entry.0, body, "every attempt sends the same bytes");
        entry.1 += 1;
    }
    mood
}

#[tokio::test]
async fn a_receiver_that_was_down_for_the_whole_push_gets_the_advisory_once() {
    let now = at("2026-11-23T01:00:00Z");
    let store = county().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let works = works(&store, &format!("http://{address}/"));
    works.open_endpoints().await.unwrap();
    let advisory = issue(&store, now).await;

    assert_eq!(works.deliver(now).await.unwrap(), Delivered { taken: 0, waiting: 1, dead: 0 });
    assert_eq!(
        works.deliver(now).await.unwrap(),
        Delivered::default(),
        "nothing is due before its wait is over"
    );

    let receiver = Receiver::new();
    receiver.serve(TcpListener::bind(address).await.unwrap());
    let later = now + Duration::minutes(1);
    assert_eq!(works.deliver(later).await.unwrap(), Delivered { taken: 1, waiting: 0, dead: 0 });
    assert_eq!(works.deliver(later + Duration::days(2)).await.unwrap(), Delivered::default());

    let kept = receiver.kept.lock().unwrap().clone();
    let id = Message::derive_id(advisory.id, &advisory.lead).to_string();
    assert_eq!(kept.keys().collect::<Vec<_>>(), [&id]);
    assert_eq!(kept[&id].1, 1, "it arrived once");
    assert_eq!(store.advisory(advisory.id).await.unwrap().unwrap().state, AdvisoryState::Delivered);
}

#[tokio::test]
async fn a_receiver_that_answers_500_is_tried_again_until_the_attempts_are_used_up_and_then_replayed() {
    let mut now = at("2026-11-23T01:00:00Z");
    let store = county().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let works = works(&store, &format!("http://{}/", listener.local_addr().unwrap()));
    works.open_endpoints().await.unwrap();
    let receiver = Receiver::new();
    *receiver.mood.lock().unwrap() = StatusCode::INTERNAL_SERVER_ERROR;
    receiver.serve(listener);
    let advisory = issue(&store, now).await;

    let mut attempts = 0;
    loop {
        let delivered = works.deliver(now).await.unwrap();
        attempts += delivered.waiting + delivered.dead;
        let counts = store.message_counts().await.unwrap();
        assert_eq!(counts.pending + counts.delivered + counts.dead, 1, "issued = delivered + pending + dead");
        if delivered.dead == 1 {
            break;
        }
        now += Duration::hours(13);
    }
    assert_eq!(attempts, 8);

    *receiver.mood.lock().unwrap() = StatusCode::OK;
    assert_eq!(store.replay_messages(now, Some(&advisory.lead), "管理员", now).await.unwrap(), 1);
    assert_eq!(works.deliver(now).await.unwrap().taken, 1);
    let counts = store.message_counts().await.unwrap();
    assert_eq!(counts, MessageCounts { pending: 0, delivered: 1, dead: 0 });
}

fn schedule() -> Settings {
    Settings {
        zone: "Asia/Shanghai".to_owned(),
        assess: "0 30 5 * * *".to_owned(),
        bulletin: "0 0 8 * * Mon".to_owned(),
        report: "0 40 8 1 * *".to_owned(),
        remind: "0 0 9 * * *".to_owned(),
        retain: "0 30 3 * * *".to_owned(),
        poll_seconds: 1,
        lease_seconds: 60,
    }
}

#[tokio::test]
async fn bulletins_missed_in_a_downtime_are_caught_up_and_no_town_week_is_written_twice() {
    let store = county().await;
    let settings = schedule();
    let crank = || Crank::new(works(&store, "http://127.0.0.1:9/"), &settings).unwrap();
    let started = at("2026-10-28T00:00:00Z");
    assert_eq!(crank().turn(started).await, [], "nothing was ever due before the first start");

    let back = at("2026-11-18T00:00:00Z");
    let turned = crank().turn(back).await;
    assert!(turned.iter().all(|turn| turn.error.is_none()), "{turned:?}");
    let bulletins = turned.iter().filter(|turn| turn.job == "bulletin").count();
    let looks = turned.iter().filter(|turn| turn.job == "assess").count();
    let nights = turned.iter().filter(|turn| turn.job == "retain").count();
    assert_eq!((bulletins, looks, nights), (3, 1, 1));

    assert_eq!(crank().turn(back).await, [], "a second instance finds nothing left to do");
    let written = store.bulletins(None, Rhythm::Weekly, 100).await.unwrap();
    let mut weeks: Vec<String> = written.iter().map(|bulletin| bulletin.period.to_string()).collect();
    weeks.sort();
    assert_eq!(weeks, ["2026-W44", "2026-W45", "2026-W46"]);
    let issues: Vec<u32> = {
        let mut all: Vec<u32> = written.iter().map(|b| b.issue_overall).collect();
        all.sort_unstable();
        all
    };
    assert_eq!(issues, [1, 2, 3], "numbers without gaps");
}

#[tokio::test]
async fn months_missed_in_a_downtime_are_caught_up_each_once_and_each_reaches_the_countys_committees() {
    let store = county().await;
    let routes = ROUTES.replace("lead = \"town\"", "lead = \"county\"")
        + "[[committee]]\nid = \"county\"\nname_zh = \"市综治中心\"\nname_en = \"county centre\"\narea = \"c\"\n";
    let works =
        Works { routes: Arc::new(toml::from_str(&routes).unwrap()), ..works(&store, "http://127.0.0.1:9/") };
    let crank = || Crank::new(works.clone(), &schedule()).unwrap();
    assert_eq!(crank().turn(at("2026-11-15T00:00:00Z")).await, []);

    // The process was down on the first of December and on the first of January.
    let back = at("2027-01-05T00:00:00Z");
    let turned = crank().turn(back).await;
    assert!(turned.iter().all(|turn| turn.error.is_none()), "{turned:?}");
    let ticks: Vec<DateTime<Utc>> =
        turned.iter().filter(|turn| turn.job == "report").map(|turn| turn.tick).collect();
    assert_eq!(ticks, [at("2026-12-01T00:40:00Z"), at("2027-01-01T00:40:00Z")]);
    assert_eq!(crank().turn(back).await, [], "a second instance finds nothing left to do");
    let month = Month::parse("2026-12").unwrap();
    assert_eq!(works.write_monthly(month, back, back).await.unwrap(), 0, "nor does a clerk who asks again");

    let written = store.bulletins(None, Rhythm::Monthly, 100).await.unwrap();
    let listed: Vec<(String, u32, u32)> = written
        .iter()
        .map(|report| (report.period.to_string(), report.issue, report.issue_overall))
        .collect();
    assert_eq!(listed, [("2026-12".to_owned(), 2, 2), ("2026-11".to_owned(), 1, 1)]);
    for report in &written {
        let about = MessageFilter { subject: Some(report.id), ..MessageFilter::default() };
        let told: Vec<String> = store
            .messages(&about)
            .await
            .unwrap()
            .into_iter()
            .map(|(message, _)| message.committee.to_string())
            .collect();
        assert_eq!(told, ["county"]);
    }
    let settled = store.reconcile().await.unwrap();
    assert_eq!(settled.discrepancies, []);
    assert!(settled.balances.iter().all(|sum| sum.issued == sum.delivered + sum.pending + sum.dead));
}

/// Signals of one sweep a week; of the three, those from late reports were set aside at the desk, the others confirmed.
async fn judge_weeks(store: &Store, weeks: i64, start: DateTime<Utc>) {
    for week in 0..weeks {
        let now = start + TimeDelta::weeks(week);
        let signals: Vec<Signal> = ["c", "t", "v"]
            .into_iter()
            .enumerate()
            .map(|(place, area)| {
                let mut found = signal(now);
                found.area = area.into();
                found.id = Signal::derive_id(found.detector, &found.area, &found.category, None, found.to);
                found.facts.weight = 5.0;
                found.facts.late_share =
                    Some(if (week as usize + place).is_multiple_of(3) { 0.9 } else { 0.1 });
                found
            })
            .collect();
        let drafts: Vec<Advisory> = signals.iter().map(|signal| draft(signal, now)).collect();
        let ranking = domain::Ranking::default();
        let sweep = SweepRecord {
            as_of: now,
            ran_at: now,
            tests: 3,
            ranking: &ranking,
            signals: &signals,
            advisories: &drafts,
        };
        store.record_sweep(&sweep, "test").await.unwrap();
        for (signal, draft) in signals.iter().zip(&drafts) {
            if signal.facts.late_share > Some(0.5) {
                store.dismiss_signal(signal.id, "迟报所致", "分析员", now).await.unwrap();
            } else {
                store.confirm_advisory(draft.id, "分析员", now).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn the_order_is_learned_from_the_desk_once_enough_was_judged_and_is_kept_with_the_sweep() {
    let store = county().await;
    let works = works(&store, "http://127.0.0.1:9");
    let start = at("2025-01-05T16:00:00Z");
    judge_weeks(&store, 20, start).await;
    let early = start + TimeDelta::weeks(20);
    let look = works.look(early, early, Drawn::Today).await.unwrap();
    assert_eq!((look.ranking.verdicts, look.ranking.used), (60, false), "sixty verdicts are too few");

    judge_weeks(&store, 30, early + TimeDelta::days(1)).await;
    let late = early + TimeDelta::weeks(31);
    works.assess(late, late, "sweep").await.unwrap();
    let kept = store.latest_sweep().await.unwrap().unwrap().ranking.unwrap();
    assert_eq!((kept.verdicts, kept.proved, kept.used), (150, 100, true));
    assert_eq!(
        works.look(late, late, Drawn::Today).await.unwrap().ranking,
        kept,
        "a second look learns the same"
    );
    let then = works.look(early, late, Drawn::Today).await.unwrap().ranking;
    assert_eq!(then.verdicts, 60, "a replay of a past day knows the verdicts of that day");
}

#[tokio::test]
async fn what_arrives_is_compared_once_with_what_is_there_and_a_merge_takes_one_from_the_count() {
    let now = at("2026-11-23T01:00:00Z");
    let store = county().await;
    let works = works(&store, "http://127.0.0.1:9/");
    let report = |number, channel, received_at, summary: &str| Report {
        id: ReportId::from_u128(number),
        area: "v".into(),
        category: "02".into(),
        occurred_on: CountyTime::SHANGHAI.day(now),
        reported_at: now,
        received_at,
        channel,
        scale: Scale::Individual,
        people: None,
        amount_yuan: None,
        summary: summary.to_owned(),
        tags: Vec::new(),
    };
    let keep = async |report: Report| {
        let (accepted, station) = ([report.into()], &domain::Station::Unrecorded);
        let intake = Intake { accepted: &accepted, rejected: &[], station, by: "test", at: now };
        store.keep(&intake).await.unwrap();
    };
    keep(report(1, Channel::Patrol, now, "五组村民王某与李某为院墙排水争吵，雨水流进李某院子。")).await;
    assert_eq!(works.match_arrivals(now).await.unwrap(), Matched { reports: 1, links: 0 });
    let later = now + Duration::hours(2);
    keep(report(2, Channel::Hotline, later, "12345转办：五组村民王某与李某为院墙排水争吵，雨水流进院子。"))
        .await;
    assert_eq!(works.match_arrivals(later).await.unwrap(), Matched { reports: 1, links: 1 });
    assert_eq!(works.match_arrivals(later).await.unwrap(), Matched::default(), "nothing is left to compare");

    let filter = LinkFilter {
        kind: LinkKind::Duplicate,
        state: LinkState::Proposed,
        within: None,
        limit: 9,
        after: None,
    };
    let link = store.links(&filter).await.unwrap().items.remove(0);
    assert_eq!(works.look(later, later, Drawn::Today).await.unwrap().reports, 2);
    store.decide_link(link.id, LinkState::Confirmed, "", "分析员", later).await.unwrap();
    assert_eq!(works.look(later, later, Drawn::Today).await.unwrap().reports, 1);
    let with = Works { counting: store::Counting::WithDuplicates, ..works };
    assert_eq!(with.look(later, later, Drawn::Today).await.unwrap().reports, 2);
}
