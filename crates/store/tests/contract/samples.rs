//! A small county and what happens in it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    Advisory, AdvisoryForm, AdvisoryState, Area, AreaId, AreaLevel, Category, CategoryCode, Channel,
    Detector, Facts, Message, MessageKind, MessageState, PastEpisode, Point, Ranking, Reason, ReasonCode,
    Rejected, Report, RiskLevel, Role, Scale, Signal, SignalKind, SignalStatus, Station, Submission,
};
use store::{Frozen, Intake, Issue, Outcome, Reached, Recorded, Store, SweepRecord};
use uuid::Uuid;

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A morning on which most stories begin.
pub(crate) fn morning() -> DateTime<Utc> {
    at("2026-11-20T00:00:00Z")
}

pub(crate) fn minutes(n: i64) -> TimeDelta {
    TimeDelta::minutes(n)
}

fn area(id: &str, parent: Option<&str>, level: AreaLevel, name: &str) -> Area {
    Area {
        id: id.into(),
        parent: parent.map(AreaId::from),
        level,
        name: name.to_owned(),
        households: 40,
        centre: Some([94.661_967, 40.142_128]),
        outline: vec![vec![[94.6, 40.1], [94.7, 40.1], [94.7, 40.2]]],
    }
}

/// One county, two towns with a village each, three grids.
pub(crate) fn areas() -> Vec<Area> {
    vec![
        area("620982", None, AreaLevel::County, "敦煌市"),
        area("620982101", Some("620982"), AreaLevel::Town, "月牙泉镇"),
        area("620982101200", Some("620982101"), AreaLevel::Village, "月牙泉村"),
        area("620982101200001", Some("620982101200"), AreaLevel::Grid, "第一网格"),
        area("620982101200002", Some("620982101200"), AreaLevel::Grid, "第二网格"),
        area("620982102", Some("620982"), AreaLevel::Town, "莫高镇"),
        area("620982102200", Some("620982102"), AreaLevel::Village, "新店台村"),
        area("620982102200001", Some("620982102200"), AreaLevel::Grid, "第一网格"),
    ]
}

pub(crate) const TOWN: &str = "620982101";
pub(crate) const OTHER_TOWN: &str = "620982102";
pub(crate) const GRID: &str = "620982101200001";
pub(crate) const OTHER_GRID: &str = "620982102200001";

fn category(code: &str, parent: Option<&str>, name_zh: &str, restricted: bool) -> Category {
    Category {
        code: code.into(),
        parent: parent.map(CategoryCode::from),
        name_zh: name_zh.to_owned(),
        name_en: format!("category {code}"),
        restricted,
    }
}

pub(crate) fn categories() -> Vec<Category> {
    vec![
        category("10", None, "劳动争议", false),
        category("1001", Some("10"), "拖欠农民工工资", false),
        category("02", None, "邻里纠纷", false),
        category("0103", None, "家庭暴力", true),
    ]
}

/// The n-th report: every hour one, in the same grid, all fields filled.
pub(crate) fn report(n: u32) -> Report {
    let moment = morning() + TimeDelta::hours(i64::from(n));
    Report {
        id: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(n)),
        area: GRID.into(),
        category: "1001".into(),
        occurred_on: moment.date_naive(),
        reported_at: moment,
        received_at: moment + minutes(5),
        channel: Channel::Patrol,
        scale: Scale::Group,
        people: Some(12),
        amount_yuan: Some(30_000.1 + f64::from(n)),
        summary: format!("第{n}起：工地拖欠工资，“已约谈”。"),
        tags: vec!["irrigation_water".to_owned()],
    }
}

pub(crate) fn rejected(row: u64, raw: &str) -> Rejected {
    Rejected {
        row,
        id: None,
        raw: raw.to_owned(),
        reasons: vec![Reason {
            field: "area".to_owned(),
            code: ReasonCode::Unknown,
            message_zh: "没有这个网格".to_owned(),
            message_en: "no such grid".to_owned(),
        }],
    }
}

/// Keeps reports as one call and returns what became of them.
pub(crate) async fn keep(store: &Store, reports: &[Report]) -> Vec<Outcome> {
    let submissions: Vec<Submission> = reports.iter().cloned().map(Submission::from).collect();
    submit(store, &submissions).await
}

/// Keeps submissions as one call and returns what became of them.
pub(crate) async fn submit(store: &Store, submissions: &[Submission]) -> Vec<Outcome> {
    let intake =
        Intake { accepted: submissions, rejected: &[], station: &post(), by: "grid-001", at: morning() };
    store.keep(&intake).await.unwrap()
}

/// Where the samples come in.
pub(crate) fn post() -> Station {
    Station::Token { role: Role::GridWorker, area: GRID.into() }
}

/// A signal about one area that a sweep at `as_of` found.
pub(crate) fn signal(area: &str, as_of: DateTime<Utc>) -> Signal {
    let (area, category, to) = (AreaId::from(area), CategoryCode::from("1001"), day("2026-11-15"));
    Signal {
        id: Signal::derive_id(Detector::SeasonalBaseline, &area, &category, None, to),
        kind: SignalKind::Emerging,
        detector: Detector::SeasonalBaseline,
        area,
        cluster: vec![GRID.into()],
        category,
        event: Some("tourist_peak".to_owned()),
        from: day("2026-11-09"),
        to,
        observed: 9.0,
        expected: 2.3,
        upper: 5.0,
        p_value: 1.234_567_890_123_456_7e-5,
        q_value: 0.012_345_678_901_234_568,
        ratio: 3.91,
        reports: vec![report(1).id, report(2).id],
        parameters: vec![("alpha".to_owned(), 0.1 + 0.2)],
        series: vec![Point { start: day("2026-11-02"), observed: 2.0, expected: Some(2.3), upper: None }],
        facts: facts(),
        as_of,
        level: RiskLevel::Yellow,
        status: SignalStatus::New,
        withheld_by: None,
        withheld_for: None,
    }
}

/// Every fact that a signal can carry.
fn facts() -> Facts {
    Facts {
        weight: 20.1 + 0.1,
        chance: Some(0.375),
        interval: Some((0.0, 5.0)),
        since: Some(day("2026-11-02")),
        people: 31,
        group_matters: 2,
        visits_ratio: Some(1.0 / 3.0),
        late_share: Some(0.25),
        known_share: Some(0.9),
        loudest_channel: Some((Channel::Hotline, 6)),
        busiest_grid: Some((GRID.into(), 4)),
        copied: 3,
        past: vec![PastEpisode {
            from: day("2025-12-01"),
            to: day("2025-12-14"),
            observed: 7.0,
            expected: 2.2,
            afterwards: 11.0,
        }],
        words: vec!["轮灌".to_owned()],
        sentences: vec!["两户因“排水沟”走向发生争执。".to_owned()],
        outlook: Some((20.5, 14.0, 28.0)),
    }
}

/// The draft that speaks of a signal.
pub(crate) fn draft(signal: &Signal, drafted_at: DateTime<Utc>) -> Advisory {
    Advisory {
        id: Advisory::derive_id(signal.id),
        signal: signal.id,
        number: None,
        form: AdvisoryForm::Recommendation,
        level: signal.level,
        area: signal.area.clone(),
        category: signal.category.clone(),
        lead: "town".into(),
        copies: vec!["labour".into()],
        title: "关于拖欠工资的风险提示".to_owned(),
        finding: "本周 9 起，常年 2.3 起。".to_owned(),
        suggestions: vec!["逐户核实".to_owned(), "约谈用工单位".to_owned()],
        reply_by: day("2026-11-27"),
        letter: "<p>草稿</p>".to_owned(),
        state: AdvisoryState::Draft,
        drafted_at,
        issued_at: None,
        acknowledged_at: None,
        answer: None,
        corrects: None,
    }
}

/// Records a sweep at `as_of` that ran a minute later.
pub(crate) async fn sweep(
    store: &Store,
    as_of: DateTime<Utc>,
    signals: &[Signal],
    advisories: &[Advisory],
) -> Recorded {
    let ranking = &Ranking { verdicts: 7, verdicts_needed: 100, ..Ranking::default() };
    let record = SweepRecord { as_of, ran_at: as_of + minutes(1), tests: 660, ranking, signals, advisories };
    store.record_sweep(&record, "sweep").await.unwrap()
}

/// A pending message about `subject` to a committee.
pub(crate) fn message(kind: MessageKind, subject: Uuid, committee: &str, due_at: DateTime<Utc>) -> Message {
    Message {
        id: Message::derive_id(subject, &committee.into()),
        kind,
        subject,
        committee: committee.into(),
        payload: r#"{"title":"风险提示"}"#.to_owned(),
        state: MessageState::Pending,
        attempts: 0,
        due_at,
        created_at: due_at,
    }
}

/// Committees that are sent to as fast as there are messages.
pub(crate) async fn listen(store: &Store, committees: &[&str]) {
    let reached = |committee: &&str| Reached {
        committee: (*committee).into(),
        channel: "webhook".to_owned(),
        destination: "https://receiver.example".to_owned(),
        gap: TimeDelta::zero(),
    };
    store.put_endpoints(&committees.iter().map(reached).collect::<Vec<_>>()).await.unwrap();
}

/// A letter with its messages, as the composer of an issue returns it.
pub(crate) fn issue(advisory: &Advisory, number: u32, due_at: DateTime<Utc>) -> Issue {
    let to = |committee: &str| message(MessageKind::Advisory, advisory.id, committee, due_at);
    Issue {
        number: format!("敦综提〔2026〕{number}号"),
        letter: Frozen {
            html: format!("<p>第{number}号</p>"),
            document: Some(format!("{{\"number\":{number}}}")),
        },
        reply_by: day("2026-11-30"),
        messages: vec![to("town"), to("labour")],
    }
}

/// An advisory about `area`, from the sweep to the outbox.
pub(crate) async fn issued(store: &Store, area: &str) -> Advisory {
    let signal = signal(area, morning());
    let draft = draft(&signal, morning());
    sweep(store, morning(), &[signal], std::slice::from_ref(&draft)).await;
    store.confirm_advisory(draft.id, "analyst", morning()).await.unwrap().unwrap();
    let issued = store.issue_advisory(draft.id, "analyst", morning(), 2026, |advisory, number, _| {
        issue(advisory, number, morning())
    });
    issued.await.unwrap().unwrap()
}
