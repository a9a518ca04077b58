//! A small county for tests, on the real configuration files, and signals to decide about.

mod scene;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::{
    Area, AreaId, AreaLevel, Areas, Calendar, Channel, CountyTime, Detector, Point, Report, ReportId,
    RiskLevel, Scale, Signal, SignalKind, SignalStatus, Taxonomy,
};

use crate::{Context, Routes, Rules};

pub(crate) use scene::{Scene, drafted, issued, press};

/// 月牙泉镇
pub(crate) const TOWN: &str = "620982106";
/// A grid of 月牙泉镇.
pub(crate) const GRID: &str = "620982106200001";
/// The tenth unit, outside the nine towns.
pub(crate) const OIL_BASE: &str = "620982401";

/// Reference data of a test.
pub(crate) struct World {
    pub(crate) areas: Areas,
    pub(crate) taxonomy: Taxonomy,
    pub(crate) calendar: Calendar,
    pub(crate) routes: Routes,
    pub(crate) rules: Rules,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            areas: small_county(),
            taxonomy: toml::from_str(include_str!("../../../config/categories.toml")).unwrap(),
            calendar: toml::from_str(include_str!("../../../config/calendar.toml")).unwrap(),
            routes: toml::from_str(include_str!("../../../config/routes.toml")).unwrap(),
            rules: Rules::default(),
        }
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            areas: &self.areas,
            taxonomy: &self.taxonomy,
            calendar: &self.calendar,
            routes: &self.routes,
            rules: &self.rules,
            time: CountyTime::SHANGHAI,
        }
    }

    /// The whole county: every town and village, one grid in each village.
    pub(crate) fn county(&self) -> Areas {
        let mut list = vec![area("620982", None, AreaLevel::County, "敦煌市")];
        let rows = |text: &'static str| csv::Reader::from_reader(text.as_bytes()).into_records();
        for row in rows(include_str!("../../../notebooks-data/dunhuang/towns_620982.csv")) {
            let row = row.unwrap();
            list.push(area(&row[0], Some("620982"), AreaLevel::Town, &row[2]));
        }
        for row in rows(include_str!("../../../notebooks-data/dunhuang/villages_620982.csv")) {
            let row = row.unwrap();
            list.push(area(&row[0], Some(&row[4]), AreaLevel::Village, &row[2]));
            list.push(area(&format!("{}001", &row[0]), Some(&row[0]), AreaLevel::Grid, "第一网格"));
        }
        Areas::new(list).unwrap()
    }
}

fn small_county() -> Areas {
    let mut list = vec![area("620982", None, AreaLevel::County, "敦煌市")];
    let towns =
        [(TOWN, "月牙泉镇", ["杨家桥村", "合水村"]), ("620982107", "郭家堡镇", ["梁家堡村", "土塔村"])];
    for (town, name, villages) in towns {
        list.push(area(town, Some("620982"), AreaLevel::Town, name));
        for (number, village) in villages.into_iter().enumerate() {
            let id = format!("{town}20{number}");
            list.push(area(&id, Some(town), AreaLevel::Village, village));
            for (grid, name) in [("001", "第一网格"), ("002", "第二网格")] {
                list.push(area(&format!("{id}{grid}"), Some(&id), AreaLevel::Grid, name));
            }
        }
    }
    list.push(area(OIL_BASE, Some("620982"), AreaLevel::Town, "青海石油管理局生活基地"));
    Areas::new(list).unwrap()
}

fn area(id: &str, parent: Option<&str>, level: AreaLevel, name: &str) -> Area {
    Area {
        id: id.into(),
        parent: parent.map(AreaId::from),
        level,
        name: name.to_owned(),
        households: 50,
        centre: None,
        outline: Vec::new(),
    }
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Nine in the morning of a local day.
pub(crate) fn morning(text: &str) -> DateTime<Utc> {
    CountyTime::SHANGHAI.moment(day(text).and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap()))
}

/// An emerging signal of the week that ends on Sunday 22 November 2026.
pub(crate) fn signal(area: &str, category: &str, observed: f64, expected: f64) -> Signal {
    let (area, category, to) = (AreaId::from(area), category.into(), day("2026-11-22"));
    let detector = Detector::SeasonalBaseline;
    let series = (0..16u64).rev().map(|ago| Point {
        start: to - Days::new(ago * 7 + 6),
        observed: if ago == 0 { observed } else { [1.0, 3.0, 0.0, 4.0][(ago % 4) as usize] },
        expected: Some(expected),
        upper: Some(expected + 3.0),
    });
    Signal {
        id: Signal::derive_id(detector, &area, &category, None, to),
        kind: SignalKind::Emerging,
        detector,
        cluster: Vec::new(),
        event: None,
        from: to - Days::new(6),
        to,
        observed,
        expected,
        upper: expected + 3.0,
        p_value: 0.0004,
        q_value: 0.008,
        ratio: observed / expected,
        reports: Vec::new(),
        parameters: vec![("alpha".to_owned(), 0.01), ("window_weeks".to_owned(), 1.0)],
        series: series.collect(),
        facts: domain::Facts { weight: (observed - expected).max(0.0), ..domain::Facts::default() },
        as_of: morning("2026-11-23"),
        level: RiskLevel::Blue,
        status: SignalStatus::New,
        withheld_by: None,
        withheld_for: None,
        area,
        category,
    }
}

/// A report of a local day, received the same evening.
pub(crate) fn report(area: &str, category: &str, on: &str) -> Report {
    let evening = morning(on) + chrono::TimeDelta::hours(9);
    Report {
        id: ReportId::nil(),
        area: area.into(),
        category: category.into(),
        occurred_on: day(on),
        reported_at: evening,
        received_at: evening,
        channel: Channel::Patrol,
        scale: Scale::Individual,
        people: None,
        amount_yuan: None,
        summary: String::new(),
        tags: Vec::new(),
    }
}
