//! A small county made by hand: three towns of three villages of six grids, with a steady trickle of disputes.

use analytics::{Assessment, Parameters, Snapshot, assess};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{
    Area, AreaId, AreaLevel, Areas, Calendar, CalendarEvent, Category, CategoryCode, Channel, CountyTime,
    Effort, EventWindow, Report, Scale, Signal, Taxonomy, Week,
};
use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Poisson};

pub const TIME: CountyTime = CountyTime::SHANGHAI;

/// Unrestricted categories and the reports a week that each brings to the whole county.
pub const TRICKLE: [(&str, f64); 5] =
    [("02", 12.0), ("07", 6.0), ("1001", 6.0), ("1099", 2.0), ("1101", 4.0)];

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The moment at which a day ends in Dunhuang.
pub fn end_of(text: &str) -> DateTime<Utc> {
    TIME.end_of(day(text))
}

pub struct County {
    pub areas: Areas,
    pub taxonomy: Taxonomy,
    pub calendar: Calendar,
    pub reports: Vec<Report>,
    pub effort: Vec<Effort>,
    pub parameters: Parameters,
    rng: ChaCha8Rng,
}

impl County {
    /// A county in which nothing has been reported.
    pub fn silent(seed: u64) -> Self {
        Self {
            areas: areas(),
            taxonomy: taxonomy(),
            calendar: calendar(),
            reports: Vec::new(),
            effort: Vec::new(),
            parameters: Parameters::default(),
            rng: ChaCha8Rng::seed_from_u64(seed),
        }
    }

    /// A county with the usual trickle and a mild summer, from a Monday to a Sunday.
    pub fn quiet(seed: u64, from: &str, to: &str) -> Self {
        let mut county = Self::silent(seed);
        for (category, weekly) in TRICKLE {
            county.trickle(category, from, to, |day| {
                let angle = std::f64::consts::TAU * (f64::from(day.ordinal()) / 365.25 - 0.5);
                weekly * (0.3 * angle.cos()).exp()
            });
        }
        county
    }

    /// Adds reports of a category, spread evenly over the grids, at a weekly rate for the whole county.
    pub fn trickle(&mut self, category: &str, from: &str, to: &str, weekly: impl Fn(NaiveDate) -> f64) {
        let grids = self.grids_in("c");
        for day in day(from).iter_days().take_while(|current| *current <= day(to)) {
            let count = Poisson::new((weekly(day) / 7.0).max(f64::MIN_POSITIVE))
                .unwrap()
                .sample(&mut self.rng) as usize;
            for _ in 0..count {
                let grid = grids[self.rng.random_range(0..grids.len())].clone();
                self.file(&grid, category, day);
            }
        }
    }

    /// Records patrols of ten visits: two of three grids in a week, each in its turn.
    pub fn patrolled(mut self, from: &str, to: &str) -> Self {
        for (number, grid) in (0u32..).zip(self.grids_in("c")) {
            for monday in day(from).iter_weeks().take_while(|monday| *monday <= day(to)) {
                if (monday.iso_week().week() + number) % 3 != 0 {
                    self.effort.push(Effort {
                        grid: grid.clone(),
                        day: monday,
                        visits: 10,
                        zero_report: false,
                    });
                }
            }
        }
        self
    }

    /// Plants `count` reports evenly over days and over the grids of some areas.
    pub fn plant(&mut self, areas: &[&str], category: &str, from: &str, to: &str, count: u64) {
        let grids: Vec<AreaId> = areas.iter().flat_map(|area| self.grids_in(area)).collect();
        let days = (day(to) - day(from)).num_days() as u64 + 1;
        for number in 0..count {
            let grid = grids[number as usize % grids.len()].clone();
            self.file(&grid, category, day(from) + Days::new(number * days / count));
        }
    }

    /// Reports that tell something, each at a grid on a day.
    pub fn tell(&mut self, grid: &str, category: &str, told: &[(&str, Channel, &str)]) {
        for (on, channel, summary) in told {
            self.file(&grid.into(), category, day(on));
            if let Some(report) = self.reports.last_mut() {
                report.channel = *channel;
                report.summary = (*summary).to_owned();
            }
        }
    }

    /// One report, written down at six in the evening of its day and received within two days.
    fn file(&mut self, grid: &AreaId, category: &str, day: NaiveDate) {
        let evening = NaiveTime::from_hms_opt(18, 0, 0).unwrap();
        let reported_at = TIME.moment(day.and_time(evening));
        let late = TimeDelta::minutes(self.rng.random_range(0..2 * 24 * 60));
        self.reports.push(Report {
            id: uuid::Uuid::from_u128(self.rng.random()),
            area: grid.clone(),
            category: category.into(),
            occurred_on: day,
            reported_at,
            received_at: reported_at + late,
            channel: Channel::Patrol,
            scale: Scale::Individual,
            people: None,
            amount_yuan: None,
            summary: String::new(),
            tags: Vec::new(),
        });
    }

    pub fn grids_in(&self, area: &str) -> Vec<AreaId> {
        let area = AreaId::from(area);
        let inside = self.areas.at(AreaLevel::Grid).filter(|grid| self.areas.contains(&area, &grid.id));
        inside.map(|grid| grid.id.clone()).collect()
    }

    pub fn snapshot(&self) -> Snapshot<'_> {
        Snapshot {
            reports: &self.reports,
            effort: &self.effort,
            areas: &self.areas,
            taxonomy: &self.taxonomy,
            calendar: &self.calendar,
            time: TIME,
        }
    }

    pub fn assess(&self, as_of: DateTime<Utc>) -> Assessment {
        assess(&self.snapshot(), &self.parameters, as_of)
    }

    pub fn shuffle(&mut self, seed: u64) {
        self.reports.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    }
}

/// The ISO weeks from one to another, both included.
pub fn weeks(from: &str, to: &str) -> Vec<Week> {
    let (first, last) = (Week::parse(from).unwrap(), Week::parse(to).unwrap());
    (0..=last.since(first)).map(|n| first.plus(n)).collect()
}

/// `c`, `t0`..`t2`, `t0v0`.., `t0v0g0`..: towns 30 km apart, villages 4 km, grids 1 km.
fn areas() -> Areas {
    let area = |id: String, parent: Option<String>, level, centre| Area {
        id: AreaId::new(id.clone()),
        parent: parent.map(AreaId::new),
        level,
        name: id,
        households: 50,
        centre,
        outline: Vec::new(),
    };
    let mut list = vec![area("c".into(), None, AreaLevel::County, None)];
    for town in 0..3 {
        list.push(area(format!("t{town}"), Some("c".into()), AreaLevel::Town, None));
        for village in 0..3 {
            let above = format!("t{town}v{village}");
            list.push(area(above.clone(), Some(format!("t{town}")), AreaLevel::Village, None));
            for grid in 0..6 {
                let east = f64::from(town) * 30.0 + f64::from(village) * 4.0 + f64::from(grid % 3);
                let centre = [94.6 + east / 85.0, 40.1 + f64::from(grid / 3) / 111.0];
                list.push(area(
                    format!("{above}g{grid}"),
                    Some(above.clone()),
                    AreaLevel::Grid,
                    Some(centre),
                ));
            }
        }
    }
    Areas::new(list).unwrap()
}

fn taxonomy() -> Taxonomy {
    let rows = [
        ("01", None, false),
        ("0103", Some("01"), true),
        ("02", None, false),
        ("07", None, false),
        ("10", None, false),
        ("1001", Some("10"), false),
        ("1099", Some("10"), false),
        ("11", None, false),
        ("1101", Some("11"), false),
    ];
    let list = rows.map(|(code, parent, restricted)| Category {
        code: code.into(),
        parent: parent.map(CategoryCode::from),
        name_zh: code.to_owned(),
        name_en: code.to_owned(),
        restricted,
    });
    Taxonomy::new(list.to_vec()).unwrap()
}

/// Spring Festival as it falls, and the six weeks before it.
pub fn calendar() -> Calendar {
    let dates = [
        "2020-01-25",
        "2021-02-12",
        "2022-02-01",
        "2023-01-22",
        "2024-02-10",
        "2025-01-29",
        "2026-02-17",
        "2027-02-06",
    ];
    Calendar::new(
        [],
        dates.map(|date| (Calendar::SPRING_FESTIVAL.to_owned(), day(date))),
        vec![CalendarEvent {
            key: "before_spring_festival".into(),
            name_zh: "春节前六周".into(),
            name_en: "six weeks before Spring Festival".into(),
            window: EventWindow::Relative { festival: "spring_festival".into(), from: -42, to: -1 },
        }],
    )
}

/// What was found, one line a signal, for the message of a failed test.
pub fn told(signals: &[&Signal]) -> String {
    let line = |signal: &&Signal| {
        format!(
            "\n{} {} {} {}..{} observed {:.0} expected {:.2} p {:.5} q {:.4} {:?}",
            signal.detector.as_str(),
            signal.area,
            signal.category,
            signal.from,
            signal.to,
            signal.observed,
            signal.expected,
            signal.p_value,
            signal.q_value,
            signal.cluster.iter().map(|area| area.as_str()).collect::<Vec<_>>(),
        )
    };
    signals.iter().map(line).collect()
}
