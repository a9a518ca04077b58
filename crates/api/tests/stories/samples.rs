//! Areas, reports, patterns and drafts, as tests need them.

use chrono::{DateTime, Days, Utc};
use domain::{
    Advisory, AdvisoryForm, AdvisoryState, Area, AreaId, AreaLevel, Channel, Detector, Facts, Point, Reason,
    ReasonCode, Rejected, Report, RiskLevel, Scale, Signal, SignalKind, SignalStatus,
};
use serde_json::{Value, json};

use crate::county::{COUNTY, GRID, NEXT_GRID, OTHER_GRID, OTHER_TOWN, TOWN, VILLAGE};

/// Two towns, each with a village and its grids.
pub fn areas() -> Vec<Area> {
    let rows = [
        (COUNTY, None, AreaLevel::County, "敦煌市"),
        (TOWN, Some(COUNTY), AreaLevel::Town, "月牙泉镇"),
        (VILLAGE, Some(TOWN), AreaLevel::Village, "月牙泉村"),
        (GRID, Some(VILLAGE), AreaLevel::Grid, "第一网格"),
        (NEXT_GRID, Some(VILLAGE), AreaLevel::Grid, "第二网格"),
        (OTHER_TOWN, Some(COUNTY), AreaLevel::Town, "郭家堡镇"),
        ("620982107201", Some(OTHER_TOWN), AreaLevel::Village, "梁家堡村"),
        (OTHER_GRID, Some("620982107201"), AreaLevel::Grid, "第一网格"),
    ];
    let square = vec![[94.6, 40.1], [94.7, 40.1], [94.7, 40.2], [94.6, 40.2]];
    let area = |(id, parent, level, name): (&str, Option<&str>, AreaLevel, &str)| Area {
        id: id.into(),
        parent: parent.map(AreaId::from),
        level,
        name: name.to_owned(),
        households: 50,
        centre: Some([94.65, 40.15]),
        outline: if id == GRID { vec![square.clone()] } else { Vec::new() },
    };
    rows.into_iter().map(area).collect()
}

/// A report as a phone sends it. `n` makes its id.
pub fn report(n: u32, area: &str, category: &str) -> Value {
    json!({
        "id": id(n),
        "area": area,
        "category": category,
        "occurred_on": "2026-11-23",
        "reported_at": "2026-11-23T09:30:00+08:00",
        "channel": "patrol",
        "scale": "01",
        "people": 4,
        "summary": "两户因排水沟走向发生争执，经现场劝解暂时平息。",
    })
}

/// The `n`-th id of a phone (UUID version 7).
pub fn id(n: u32) -> String {
    format!("01936000-0000-7000-8000-{n:012x}")
}

/// A pattern of last week.
pub fn signal(area: &str, category: &str, as_of: DateTime<Utc>) -> Signal {
    let (area, category) = (AreaId::from(area), category.into());
    let to = "2026-11-22".parse().unwrap();
    let detector = Detector::SpaceTimeScan;
    Signal {
        id: Signal::derive_id(detector, &area, &category, None, to),
        kind: SignalKind::Emerging,
        detector,
        cluster: vec![area.clone()],
        event: None,
        from: to - Days::new(6),
        to,
        observed: 9.0,
        expected: 3.0,
        upper: 6.0,
        p_value: 0.0004,
        q_value: 0.008,
        ratio: 3.0,
        reports: (1..=9).map(|n| id(n).parse().unwrap()).collect(),
        parameters: vec![("alpha".to_owned(), 0.01)],
        series: vec![Point {
            start: to - Days::new(6),
            observed: 9.0,
            expected: Some(3.0),
            upper: Some(6.0),
        }],
        facts: Facts {
            weight: 6.0,
            interval: Some((1.0, 5.0)),
            since: Some(to - Days::new(6)),
            people: 31,
            group_matters: 2,
            loudest_channel: Some((Channel::Hotline, 6)),
            busiest_grid: Some((GRID.into(), 5)),
            copied: 2,
            sentences: vec!["内情不外传".to_owned()],
            ..Facts::default()
        },
        as_of,
        level: RiskLevel::Yellow,
        status: SignalStatus::New,
        withheld_by: None,
        withheld_for: None,
        area,
        category,
    }
}

/// The draft about a signal.
pub fn draft(signal: &Signal, at: DateTime<Utc>) -> Advisory {
    Advisory {
        id: Advisory::derive_id(signal.id),
        signal: signal.id,
        number: None,
        form: AdvisoryForm::Recommendation,
        level: RiskLevel::Yellow,
        area: signal.area.clone(),
        category: signal.category.clone(),
        lead: "town-106".into(),
        copies: vec!["county".into()],
        title: "关于邻里纠纷增多的风险提示".to_owned(),
        finding: "11月16日至22日共9起，常年同期约3起。".to_owned(),
        suggestions: vec!["上门走访。".to_owned()],
        reply_by: "2026-12-03".parse().unwrap(),
        letter: String::new(),
        state: AdvisoryState::Draft,
        drafted_at: at,
        issued_at: None,
        acknowledged_at: None,
        answer: None,
        corrects: None,
    }
}

/// A report as the store holds it.
pub fn kept(n: u32, area: &str, category: &str, at: DateTime<Utc>) -> Report {
    Report {
        id: id(n).parse().unwrap(),
        area: area.into(),
        category: category.into(),
        occurred_on: "2026-11-20".parse().unwrap(),
        reported_at: at,
        received_at: at,
        channel: Channel::Patrol,
        scale: Scale::Individual,
        people: Some(3),
        amount_yuan: None,
        summary: "内情不外传".to_owned(),
        tags: vec!["mark".to_owned()],
    }
}

/// A row of a ledger that could not be taken.
pub fn rejected() -> Rejected {
    Rejected {
        row: 7,
        id: None,
        raw: format!("{GRID},邻里,昨天,两户因排水沟起争执"),
        reasons: vec![Reason {
            field: "occurred_on".to_owned(),
            code: ReasonCode::Malformed,
            message_zh: "发生日期“昨天”无法识别".to_owned(),
            message_en: "occurred_on \"昨天\" cannot be read".to_owned(),
        }],
    }
}
