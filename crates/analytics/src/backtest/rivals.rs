//! The rules that an office would otherwise use, on the same data: what the detectors must beat.
//!
//! Each gives, for each sweep, all it could say, with a score as the weight of a signal. A threshold on the score is
//! then set so that as many signals are listed as by the detectors ([`super::strongest`]); beside it stands the
//! threshold at which the rule is usually run ([`Rival::usual`]).
//!
//! All see what was known at the cut, as the detectors do, and no more is done for them than their authors ask for,
//! but for three helps: fewer than three reports are never said; of a category and the group above it in one town the
//! stronger is said alone; and the last *whole* week is tested.

mod farrington;
mod permutation;
mod persistence;
mod same_week;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{AreaLevel, Detector, Facts, RiskLevel, Signal, SignalStatus};
use serde::{Deserialize, Serialize};

use crate::{Assessment, Parameters, Snapshot, cube::Counts, finding::ratio, sweep::Sweep};

/// Fewer reports than this are said by no rival: a rule that lists every first report would only look bad.
const FEWEST_REPORTS: f64 = 3.0;

/// What a rival could say in one sweep is kept up to this many signals, three times as many as anybody reads in a week.
const MOST_SIGNALS: usize = 40;

/// A rule to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rival {
    /// Mean and standard deviation of the same week, and of those beside it, in past years.
    SameWeek,
    /// What is loud now will stay loud: the last week against the average week of the year before.
    Persistence,
    /// `farringtonFlexible` of the R package surveillance (Noufaily et al. 2013).
    Farrington,
    /// The space-time permutation scan over grids (Kulldorff et al. 2005).
    PermutationScan,
}

impl Rival {
    /// All rivals.
    pub const ALL: [Self; 4] = [Self::SameWeek, Self::Persistence, Self::Farrington, Self::PermutationScan];

    /// The word used in the files of a backtest.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameWeek => "same_week",
            Self::Persistence => "persistence",
            Self::Farrington => "farrington",
            Self::PermutationScan => "permutation_scan",
        }
    }

    /// 中文名称
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::SameWeek => "历年同周均值加两倍标准差",
            Self::Persistence => "近期水平外推",
            Self::Farrington => "Farrington 灵活法",
            Self::PermutationScan => "时空置换扫描",
        }
    }

    /// The English name.
    pub fn name_en(self) -> &'static str {
        match self {
            Self::SameWeek => "mean + 2 sd, same week of past years",
            Self::Persistence => "persistence",
            Self::Farrington => "farringtonFlexible",
            Self::PermutationScan => "space-time permutation scan",
        }
    }

    /// The score from which the rule is usually said to alarm.
    pub fn usual(self) -> f64 {
        match self {
            Self::SameWeek => same_week::USUAL,
            Self::Persistence => persistence::USUAL,
            Self::Farrington => farrington::usual(),
            Self::PermutationScan => permutation::usual(),
        }
    }
}

/// What each rival could say at a moment, in the order of [`Rival::ALL`]; the weight of a signal is its score.
pub fn challenge(snapshot: &Snapshot<'_>, parameters: &Parameters, as_of: DateTime<Utc>) -> Vec<Assessment> {
    let ground = Ground::new(snapshot, parameters, as_of);
    Rival::ALL
        .into_iter()
        .map(|rival| {
            let alarms = match rival {
                Rival::SameWeek => ground.of_series(same_week::alarm),
                Rival::Persistence => ground.of_series(persistence::alarm),
                Rival::Farrington => farrington::alarms(&ground),
                Rival::PermutationScan => permutation::alarms(&ground),
            };
            ground.assessment(rival, alarms)
        })
        .collect()
}

/// What all rivals look at.
struct Ground<'a> {
    sweep: Sweep<'a>,
    weekly: Counts,
}

/// What a rival says.
struct Alarm {
    area: usize,
    /// The grids of a cluster.
    cluster: Vec<usize>,
    category: usize,
    /// The first of its weeks; the last is the last whole one.
    first_week: usize,
    observed: f64,
    expected: f64,
    p_value: f64,
    /// How strongly: the greater, the more.
    score: f64,
}

/// What a rule says of the last value of one series.
struct Reading {
    expected: f64,
    p_value: f64,
    score: f64,
}

impl<'a> Ground<'a> {
    fn new(snapshot: &Snapshot<'a>, parameters: &'a Parameters, as_of: DateTime<Utc>) -> Self {
        let sweep = Sweep::new(snapshot, parameters, as_of);
        let weekly = sweep.weekly(AreaLevel::Town);
        Self { sweep, weekly }
    }

    /// Applies a rule to the last whole week of every (town, category).
    fn of_series(&self, rule: impl Fn(&[f64]) -> Option<Reading>) -> Vec<Alarm> {
        let mut alarms = Vec::new();
        let Some(last) = self.sweep.horizon.weeks.checked_sub(1) else { return alarms };
        for town in self.sweep.places.at(AreaLevel::Town) {
            let mut of_town = Vec::new();
            for category in 0..self.sweep.kinds.len() {
                let counts = self.weekly.series(town, category);
                let observed = counts[last];
                if observed < FEWEST_REPORTS {
                    continue;
                }
                of_town.extend(rule(counts).map(|reading| Alarm {
                    area: town,
                    cluster: Vec::new(),
                    category,
                    first_week: last,
                    observed,
                    expected: reading.expected,
                    p_value: reading.p_value,
                    score: reading.score,
                }));
            }
            alarms.extend(self.without_doubles(of_town));
        }
        alarms
    }

    /// Of a category and the group above it, which count the same reports, the stronger.
    fn without_doubles(&self, mut alarms: Vec<Alarm>) -> Vec<Alarm> {
        alarms.sort_by(|one, other| other.score.total_cmp(&one.score));
        let kinds = &self.sweep.kinds;
        let mut kept: Vec<Alarm> = Vec::new();
        for alarm in alarms {
            let part_of = |inner: usize, outer: usize| kinds.counted_in(inner).any(|above| above == outer);
            let said = |other: &Alarm| {
                part_of(alarm.category, other.category) || part_of(other.category, alarm.category)
            };
            if !kept.iter().any(said) {
                kept.push(alarm);
            }
        }
        kept
    }

    /// The strongest alarms as signals.
    fn assessment(&self, rival: Rival, mut alarms: Vec<Alarm>) -> Assessment {
        alarms.retain(|alarm| alarm.score.is_finite());
        alarms.sort_by(|one, other| {
            (other.score.total_cmp(&one.score)).then((one.area, one.category, &one.cluster).cmp(&(
                other.area,
                other.category,
                &other.cluster,
            )))
        });
        let tests = alarms.len() as u64;
        alarms.truncate(MOST_SIGNALS);
        let signals = alarms.iter().map(|alarm| self.signal(rival, alarm)).collect();
        Assessment { as_of: self.sweep.horizon.as_of, tests, signals }
    }

    fn signal(&self, rival: Rival, alarm: &Alarm) -> Signal {
        let detector = match rival {
            Rival::PermutationScan => Detector::SpaceTimeScan,
            _ => Detector::SeasonalBaseline,
        };
        let (area, category) =
            (&self.sweep.places.area(alarm.area).id, &self.sweep.kinds.category(alarm.category).code);
        let horizon = &self.sweep.horizon;
        let from: NaiveDate = horizon.week(alarm.first_week).monday();
        let to = horizon.week(horizon.weeks.saturating_sub(1)).sunday();
        Signal {
            id: Signal::derive_id(detector, area, category, Some(rival.as_str()), to),
            kind: detector.kind(),
            detector,
            area: area.clone(),
            cluster: alarm.cluster.iter().map(|&grid| self.sweep.places.area(grid).id.clone()).collect(),
            category: category.clone(),
            event: None,
            from,
            to,
            observed: alarm.observed,
            expected: alarm.expected,
            upper: alarm.expected,
            p_value: alarm.p_value,
            q_value: alarm.p_value,
            ratio: ratio(alarm.observed, alarm.expected),
            reports: Vec::new(),
            parameters: vec![("score".to_owned(), alarm.score)],
            series: Vec::new(),
            facts: Facts { weight: alarm.score, ..Facts::default() },
            as_of: horizon.as_of,
            level: RiskLevel::Blue,
            status: SignalStatus::New,
            withheld_by: None,
            withheld_for: None,
        }
    }
}

/// The score of a p-value: its magnitude.
fn magnitude(p_value: f64) -> f64 {
    // A tail that underflows is still no infinity: it is rarer than anything else.
    -p_value.max(f64::MIN_POSITIVE).log10()
}
