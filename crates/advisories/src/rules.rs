//! The operator's rules, with their defaults. No published rule gives a numeric threshold: ours are explained,
//! tunable, and every page that rests on them is labelled 辅助研判.

use domain::{Calendar, CategoryCode, RiskLevel};
use serde::Deserialize;

use crate::RulesError;

/// Everything that decides how often, how gravely and in whose name committees are told.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Weeks in which the same matter is not brought up again unless its level rises. Default 4: a committee needs
    /// a month to show what it did.
    pub cool_down_weeks: u32,
    /// Weeks in which an episode that goes on without a gap is followed and not brought up again unless its level rises.
    /// Default 12: a quarter after the letter, what still goes on is worth another one.
    pub follow_weeks: u32,
    /// New advisories for one committee in one ISO week. Default 3: what a town centre can look into beside its
    /// daily work. What is beyond is withheld and listed.
    pub budget_per_committee_and_week: u32,
    /// Working days for an answer, by level.
    pub reply_working_days: ReplyDays,
    /// Working days after the issue in which a letter should be signed for; then it is asked for once. Default 2.
    pub acknowledge_working_days: u32,
    /// Working days after the reminder of an answer until the next wider committee hears of it. Default 2.
    pub escalate_working_days: u32,
    /// Levels whose drafts are confirmed and issued without a human, by this rule. Default none: a human confirms.
    pub issue_by_itself: Vec<RiskLevel>,
    /// The letters of the document number. Default 敦综提.
    pub number_prefix: String,
    /// The issuing office as its red head writes it.
    pub issuer_zh: String,
    /// The issuing office in English.
    pub issuer_en: String,
    /// Counts below this are not printed in anything that leaves the analysts. Default 3.
    pub suppress_below: u32,
    /// What makes a level.
    pub level: LevelRule,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            cool_down_weeks: 4,
            follow_weeks: 12,
            budget_per_committee_and_week: 3,
            reply_working_days: ReplyDays::default(),
            acknowledge_working_days: 2,
            escalate_working_days: 2,
            issue_by_itself: Vec::new(),
            number_prefix: "敦综提".to_owned(),
            issuer_zh: "敦煌市社会治安综合治理中心".to_owned(),
            issuer_en: "Dunhuang Centre for Public Security and Governance".to_owned(),
            suppress_below: 3,
            level: LevelRule::default(),
        }
    }
}

impl Rules {
    /// Checks the rules against the calendar; call it once at start.
    ///
    /// # Errors
    /// [`RulesError`] with what to do.
    pub fn check(&self, calendar: &Calendar) -> Result<(), RulesError> {
        let at_least_one = [
            ("budget_per_committee_and_week", self.budget_per_committee_and_week),
            ("acknowledge_working_days", self.acknowledge_working_days),
            ("escalate_working_days", self.escalate_working_days),
            ("reply_working_days.blue", self.reply_working_days.blue),
            ("reply_working_days.yellow", self.reply_working_days.yellow),
            ("reply_working_days.orange", self.reply_working_days.orange),
            ("reply_working_days.red", self.reply_working_days.red),
        ];
        if let Some((field, _)) = at_least_one.into_iter().find(|(_, value)| *value == 0) {
            return Err(RulesError::Zero { field });
        }
        let keys: Vec<&str> = calendar.events().iter().map(|event| event.key.as_str()).collect();
        match self.level.sensitive.iter().find(|window| !keys.contains(&window.event.as_str())) {
            Some(window) => {
                Err(RulesError::UnknownEvent { event: window.event.clone(), known: keys.join(", ") })
            }
            None => Ok(()),
        }
    }

    /// The number of the `sequence`-th letter of a year: `敦综提〔2026〕15号`.
    pub fn number(&self, year: i32, sequence: u32) -> String {
        format!("{}〔{year}〕{sequence}号", self.number_prefix)
    }
}

/// Working days for an answer, by level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReplyDays {
    /// 蓝. Default 10.
    pub blue: u32,
    /// 黄. Default 7, the span of 四级七天.
    pub yellow: u32,
    /// 橙. Default 5.
    pub orange: u32,
    /// 红. Default 3.
    pub red: u32,
}

impl Default for ReplyDays {
    fn default() -> Self {
        Self { blue: 10, yellow: 7, orange: 5, red: 3 }
    }
}

impl ReplyDays {
    /// The working days of one level.
    pub fn of(self, level: RiskLevel) -> u32 {
        match level {
            RiskLevel::Blue => self.blue,
            RiskLevel::Yellow => self.yellow,
            RiskLevel::Orange => self.orange,
            RiskLevel::Red => self.red,
        }
    }
}

/// What makes a level. A signal is blue when it was raised at all, and yellow when it is clear. A clear one rises
/// one step when it is sustained or spreading, and one step when a sensitive window is near or many are reported:
/// orange with one of the two, red with both.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LevelRule {
    /// Clear from this ratio of observed to expected. Default 1.5.
    pub clear_ratio: f64,
    /// Clear from this ratio per year, for a trend. Default 1.25.
    pub clear_trend_ratio: f64,
    /// Clear from this many reports above the expected. Default 5: fewer are within what one busy day brings.
    pub clear_excess: f64,
    /// Clear up to this adjusted probability (q). Default 0.05.
    pub clear_q: f64,
    /// Sustained from this many weeks, in the pattern's window or above the upper bound in a row. Default 3.
    pub sustained_weeks: u32,
    /// A trend counts as sustained from this ratio per year. Default 1.5.
    pub sustained_trend_ratio: f64,
    /// Spreading from this many villages in one cluster. Default 2: it crossed a village border.
    pub spreading_villages: usize,
    /// Many from this number of reports, which stand for the people behind them. Default 20.
    pub many_reports: f64,
    /// A sensitive window counts as near this many days ahead. Default 14.
    pub sensitive_days_ahead: u32,
    /// The windows of the calendar in which a category is sensitive.
    pub sensitive: Vec<SensitiveWindow>,
}

impl Default for LevelRule {
    fn default() -> Self {
        let window = |event: &str, categories: &[&str]| SensitiveWindow {
            event: event.to_owned(),
            categories: categories.iter().copied().map(CategoryCode::from).collect(),
        };
        Self {
            clear_ratio: 1.5,
            clear_trend_ratio: 1.25,
            clear_excess: 5.0,
            clear_q: 0.05,
            sustained_weeks: 3,
            sustained_trend_ratio: 1.5,
            spreading_villages: 2,
            many_reports: 20.0,
            sensitive_days_ahead: 14,
            sensitive: vec![
                window("before_spring_festival", &["10"]),
                window("tourist_peak", &["1101"]),
                window("spring_irrigation", &["07"]),
                window("school_start", &["92"]),
            ],
        }
    }
}

/// An event of the calendar near which some categories weigh more.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SensitiveWindow {
    /// The key of the event in the calendar.
    pub event: String,
    /// The categories, with all below them; none listed: all.
    #[serde(default)]
    pub categories: Vec<CategoryCode>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::World;

    #[test]
    fn the_default_rules_fit_the_county_calendar() {
        assert_eq!(Rules::default().check(&World::new().calendar), Ok(()));
    }

    #[test]
    fn an_unknown_event_is_refused_and_the_known_ones_are_named() {
        let mut rules = Rules::default();
        rules.level.sensitive[0].event = "spring_fest".to_owned();
        let message = rules.check(&World::new().calendar).unwrap_err().to_string();
        assert!(message.contains("spring_fest") && message.contains("before_spring_festival"), "{message}");
    }

    #[test]
    fn a_budget_of_nothing_and_an_unknown_key_are_refused() {
        let rules = Rules { budget_per_committee_and_week: 0, ..Rules::default() };
        let error = rules.check(&World::new().calendar).unwrap_err();
        assert_eq!(error, RulesError::Zero { field: "budget_per_committee_and_week" });
        assert!(toml::from_str::<Rules>("cooldown_weeks = 3").is_err());
        assert_eq!(toml::from_str::<Rules>("cool_down_weeks = 6").unwrap().cool_down_weeks, 6);
    }

    #[test]
    fn a_number_uses_full_width_square_brackets_and_no_leading_zeros() {
        assert_eq!(Rules::default().number(2026, 15), "敦综提〔2026〕15号");
    }
}
