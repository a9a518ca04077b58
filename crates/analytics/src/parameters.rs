//! The numbers an operator may turn, each with its unit and its reason.

mod irregular;
mod returns;
mod season;
mod silent;
mod topic;

use serde::{Deserialize, Serialize};

pub use irregular::Irregular;
pub use returns::Returns;
pub use season::OwnSeason;
pub use silent::Silent;
pub use topic::Topics;

/// Parameters of a sweep. Every field has a default; unknown keys are refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    /// Weeks of history that are looked at, at most. Five years: older habits of reporting say little about today.
    pub history_weeks: u32,
    /// False-discovery rate within one family of tests, `0..1`. One in ten: an analyst looks at each finding
    /// before anything is sent, and at this load misses cost more than glances.
    pub false_discovery_rate: f64,
    /// An emerging finding must be rarer than once in this many weeks for its own series. Where one great outbreak
    /// makes many tests hold, the false-discovery rate alone would let commonplace ones ride along.
    pub once_in_weeks: f64,
    /// Reports in the window of an emerging finding, at least. Below four a family feud is a cluster.
    pub minimum_count: u32,
    /// Quantile of what is usual that is shown as the upper bound, `0..1`.
    pub upper_quantile: f64,
    /// Weeks drawn in the chart of a weekly finding: two years, so that the same season is seen twice.
    pub chart_weeks: usize,
    /// Town and category, week by week.
    pub emerging: Emerging,
    /// Neighbouring grids, last weeks.
    pub scan: Scan,
    /// Dated events that return.
    pub recurring: Recurring,
    /// Matters that break out again.
    pub returns: Returns,
    /// Seasons of a place that no dated event explains.
    pub own_season: OwnSeason,
    /// Slow, sustained rises.
    pub trending: Trending,
    /// Places from which nothing comes.
    pub silent: Silent,
    /// Habits of filling in.
    pub irregular: Irregular,
    /// Words that rise, grouped into topics.
    pub topics: Topics,
}

/// The seasonal baseline of (town, category).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Emerging {
    /// Annual harmonics: two follow a spring peak and an autumn peak.
    pub harmonics: usize,
    /// Weeks of history from which season and trend are fitted; with fewer they cannot be told apart.
    pub seasonal_from_weeks: usize,
    /// Weeks of level that are used while history is shorter than that: half a year, short enough to follow a season.
    pub level_weeks: usize,
    /// Weeks before the tested one that are not learned from: they may already hold the outbreak.
    pub skip_last: usize,
    /// Anscombe residual above which a past week is down-weighted as an outbreak of its own (Noufaily et al. 2013).
    pub reweight_at: f64,
    /// Ridge penalty on all coefficients but the level; sparse series are pulled towards "no season".
    pub ridge: f64,
    /// Windows that are tested, in weeks, ending with the last whole week.
    pub windows: Vec<usize>,
    /// Observed over expected, at least: a rise of a third is not worth a letter however certain it is.
    pub minimum_ratio: f64,
    /// Weeks of history below which nothing is said.
    pub minimum_weeks: usize,
}

/// The space-time scan over grids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scan {
    /// Weeks that a cluster may last, ending with the last whole week.
    pub weeks: usize,
    /// Grids in a cluster, at most: about one and a half villages. Wider rises are the town baseline's to find.
    pub max_grids: usize,
    /// Radius of a cluster in kilometres, at most.
    pub max_radius_km: f64,
    /// Weeks of history from which the shares of the grids are learned.
    pub share_weeks: usize,
    /// Reports a grid of prior weight: they pull its share of a category towards its share of all reports, and that
    /// towards its share of the households. A grid without history would otherwise have no expectation, and a grid
    /// that happened to be quiet too low a one; either way its next report would be a cluster.
    pub share_prior: f64,
    /// Monte Carlo replicates for the p-value; beyond their resolution a Gumbel tail is fitted to them.
    pub replicates: usize,
    /// Seed of the replicates.
    pub seed: u64,
    /// Observed over expected in the cluster, at least.
    pub minimum_ratio: f64,
}

/// Effects of dated events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recurring {
    /// Weeks before a window opens from which it is announced: enough for one town meeting and one answer.
    pub lead_weeks: i64,
    /// Past occurrences in which the effect must have been seen by itself, besides being more often seen than not.
    pub minimum_confirmed: usize,
    /// Reports in a past window on average, at least: to announce two or three reports helps nobody.
    pub minimum_per_window: f64,
    /// Inside over outside, at least.
    pub minimum_ratio: f64,
    /// Permutations for the p-value: enough that a single effect can hold among the couple of hundred tests of an event.
    pub permutations: usize,
    /// Seed of the permutations.
    pub seed: u64,
}

/// Sustained rises over months.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Trending {
    /// Whole months of history, at least: two of every calendar month.
    pub minimum_months: usize,
    /// Reports a month on average, at least; emptier series are left to the level above.
    pub minimum_monthly: f64,
    /// Rise per year as a ratio, at least.
    pub minimum_ratio: f64,
    /// One-sided p-value that the seasonal Mann–Kendall test, which knows no model, must reach beside the regression.
    pub confirm_p: f64,
    /// One-sided p-value to which the rise of reports per patrol visit must hold, where visits are recorded: more
    /// visits find more disputes, and that is no trend.
    pub effort_p: f64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            history_weeks: 261,
            false_discovery_rate: 0.1,
            once_in_weeks: 104.0,
            minimum_count: 4,
            upper_quantile: 0.99,
            chart_weeks: 104,
            emerging: Emerging::default(),
            scan: Scan::default(),
            recurring: Recurring::default(),
            returns: Returns::default(),
            own_season: OwnSeason::default(),
            trending: Trending::default(),
            silent: Silent::default(),
            irregular: Irregular::default(),
            topics: Topics::default(),
        }
    }
}

impl Default for Emerging {
    fn default() -> Self {
        Self {
            harmonics: 2,
            seasonal_from_weeks: 78,
            level_weeks: 26,
            skip_last: 4,
            reweight_at: 2.58,
            ridge: 1.0,
            windows: vec![1, 2, 3],
            minimum_ratio: 1.5,
            minimum_weeks: 12,
        }
    }
}

impl Default for Scan {
    fn default() -> Self {
        Self {
            weeks: 4,
            max_grids: 20,
            max_radius_km: 10.0,
            share_weeks: 104,
            share_prior: 4.0,
            replicates: 999,
            seed: 620_982,
            minimum_ratio: 2.0,
        }
    }
}

impl Default for Recurring {
    fn default() -> Self {
        Self {
            lead_weeks: 6,
            minimum_confirmed: 2,
            minimum_per_window: 5.0,
            minimum_ratio: 1.3,
            permutations: 1999,
            seed: 620_982,
        }
    }
}

impl Default for Trending {
    fn default() -> Self {
        Self { minimum_months: 24, minimum_monthly: 1.0, minimum_ratio: 1.15, confirm_p: 0.1, effort_p: 0.01 }
    }
}

/// A parameter that no sweep can work with.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("parameter {name} is {value}; set it {rule} (参数 {name} 的值为 {value}，应{rule_zh})")]
pub struct ParameterError {
    /// The parameter, as written in the file.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// What it must be.
    pub rule: &'static str,
    /// 应当怎样
    pub rule_zh: &'static str,
}

impl Parameters {
    /// Checks ranges, once, at start.
    ///
    /// # Errors
    /// The first parameter that lies outside its range.
    pub fn check(&self) -> Result<(), ParameterError> {
        let open_unit = |name, value: f64| {
            let inside = value > 0.0 && value < 1.0;
            refuse_unless(inside, name, value, "between 0 and 1, both excluded", "大于 0 且小于 1")
        };
        let at_least = |name, value: f64, least: f64, rule, rule_zh| {
            refuse_unless(value.is_finite() && value >= least, name, value, rule, rule_zh)
        };
        let one = |name, value: usize| at_least(name, value as f64, 1.0, "to 1 or more", "不小于 1");
        let ratio = |name, value: f64| at_least(name, value, 1.0, "to 1 or more", "不小于 1");

        open_unit("false_discovery_rate", self.false_discovery_rate)?;
        open_unit("upper_quantile", self.upper_quantile)?;
        open_unit("trending.confirm_p", self.trending.confirm_p)?;
        open_unit("trending.effort_p", self.trending.effort_p)?;
        ratio("once_in_weeks", self.once_in_weeks)?;
        one("history_weeks", self.history_weeks as usize)?;
        one("chart_weeks", self.chart_weeks)?;
        one("emerging.windows", self.emerging.windows.iter().copied().min().unwrap_or(0))?;
        one("emerging.level_weeks", self.emerging.level_weeks)?;
        one("scan.weeks", self.scan.weeks)?;
        one("scan.max_grids", self.scan.max_grids)?;
        one("scan.replicates", self.scan.replicates)?;
        self.returns.check()?;
        self.own_season.check()?;
        one("recurring.permutations", self.recurring.permutations)?;
        let past = "to more than 0";
        at_least("scan.share_prior", self.scan.share_prior, f64::MIN_POSITIVE, past, "大于 0")?;
        at_least("scan.max_radius_km", self.scan.max_radius_km, f64::MIN_POSITIVE, past, "大于 0")?;
        at_least("emerging.ridge", self.emerging.ridge, 0.0, "to 0 or more", "不小于 0")?;
        ratio("emerging.minimum_ratio", self.emerging.minimum_ratio)?;
        ratio("scan.minimum_ratio", self.scan.minimum_ratio)?;
        ratio("recurring.minimum_ratio", self.recurring.minimum_ratio)?;
        ratio("trending.minimum_ratio", self.trending.minimum_ratio)?;
        self.silent.check()?;
        self.irregular.check()?;
        self.topics.check()
    }
}

fn refuse_unless(
    holds: bool,
    name: &'static str,
    value: f64,
    rule: &'static str,
    rule_zh: &'static str,
) -> Result<(), ParameterError> {
    if holds { Ok(()) } else { Err(ParameterError { name, value, rule, rule_zh }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_hold_and_a_rate_of_two_is_refused_by_name() {
        assert_eq!(Parameters::default().check(), Ok(()));
        let wrong = Parameters { false_discovery_rate: 2.0, ..Parameters::default() };
        let error = wrong.check().unwrap_err();
        assert_eq!(error.name, "false_discovery_rate");
        assert!(error.to_string().contains("大于 0 且小于 1"));
    }

    #[test]
    fn not_a_number_is_refused() {
        let mut wrong = Parameters::default();
        wrong.scan.minimum_ratio = f64::NAN;
        assert_eq!(wrong.check().unwrap_err().name, "scan.minimum_ratio");
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let read = serde_json::from_str::<Parameters>(r#"{"scan": {"radius": 3}}"#);
        assert!(read.unwrap_err().to_string().contains("radius"));
    }
}
