//! When jobs are due: cron expressions in a named zone, as pure functions of two moments.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

/// After a long downtime no more than this many missed ticks are looked at in one turn; the rest follow in the next.
const MOST_TICKS: usize = 1_000;

/// The `[schedule]` part of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// IANA name of the zone the expressions are read in: `Asia/Shanghai`.
    pub zone: String,
    /// When patterns are looked for: `sec min hour day-of-month month day-of-week`.
    pub assess: String,
    /// When the bulletins of the week before are written.
    pub bulletin: String,
    /// When the reports of the month before are written.
    pub report: String,
    /// When signatures and answers that are overdue are asked for.
    pub remind: String,
    /// When words that are old enough are taken away.
    pub retain: String,
    /// Seconds between two looks at the outbox and at the clock.
    pub poll_seconds: u64,
    /// Seconds after which another instance may take over a job or message whose runner fell silent.
    pub lease_seconds: u32,
}

/// What to do with ticks that passed while nothing ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatchUp {
    /// Only the newest one counts: an assessment of yesterday's cut helps nobody.
    Latest,
    /// Each one counts: every week has its bulletin, every month its report.
    Every,
}

/// A schedule that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    /// The cron expression is wrong.
    #[error("{expression:?} is no cron expression (sec min hour day-of-month month day-of-week): {reason}")]
    Expression {
        /// What was written.
        expression: String,
        /// What the parser says.
        reason: String,
    },
    /// The zone is unknown.
    #[error("{0:?} is no time zone; write its IANA name, for example Asia/Shanghai")]
    Zone(String),
}

/// A cron expression in its zone.
#[derive(Clone, Debug)]
pub struct Schedule {
    cron: cron::Schedule,
    zone: Tz,
}

impl Schedule {
    /// Reads an expression and a zone.
    ///
    /// # Errors
    /// [`ScheduleError`] that quotes what is wrong.
    pub fn new(expression: &str, zone: &str) -> Result<Self, ScheduleError> {
        let zone = Tz::from_str(zone).map_err(|_| ScheduleError::Zone(zone.to_owned()))?;
        let cron = cron::Schedule::from_str(expression).map_err(|error| ScheduleError::Expression {
            expression: expression.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Self { cron, zone })
    }

    /// The first tick after a moment; `None` when the expression names no further day.
    pub fn next(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.cron.after(&after.with_timezone(&self.zone)).next().map(|tick| tick.with_timezone(&Utc))
    }

    /// The ticks in `(after, now]`, oldest first. A clock that was set back gives none.
    pub fn due(&self, after: DateTime<Utc>, now: DateTime<Utc>, catch_up: CatchUp) -> Vec<DateTime<Utc>> {
        let passed = self
            .cron
            .after(&after.with_timezone(&self.zone))
            .map(|tick| tick.with_timezone(&Utc))
            .take_while(|tick| *tick <= now);
        match catch_up {
            CatchUp::Every => passed.take(MOST_TICKS).collect(),
            CatchUp::Latest => passed.last().into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn monday_at_eight() -> Schedule {
        Schedule::new("0 0 8 * * Mon", "Asia/Shanghai").unwrap()
    }

    #[test]
    fn a_tick_comes_at_the_countys_own_eight_oclock() {
        let ticks =
            monday_at_eight().due(at("2026-11-20T00:00:00Z"), at("2026-11-23T00:00:00Z"), CatchUp::Every);
        assert_eq!(ticks, [at("2026-11-23T00:00:00Z")]);
    }

    #[test]
    fn after_three_weeks_of_downtime_three_bulletins_are_due_but_only_one_assessment() {
        let (from, now) = (at("2026-11-02T01:00:00Z"), at("2026-11-24T01:00:00Z"));
        assert_eq!(monday_at_eight().due(from, now, CatchUp::Every).len(), 3);
        assert_eq!(monday_at_eight().due(from, now, CatchUp::Latest), [at("2026-11-23T00:00:00Z")]);
    }

    #[test]
    fn a_clock_that_was_set_back_makes_nothing_due() {
        let ticks =
            monday_at_eight().due(at("2026-11-24T00:00:00Z"), at("2026-11-01T00:00:00Z"), CatchUp::Every);
        assert!(ticks.is_empty(), "{ticks:?}");
    }

    #[test]
    fn a_wrong_expression_or_zone_is_quoted_back() {
        assert!(
            Schedule::new("every monday", "Asia/Shanghai").unwrap_err().to_string().contains("every monday")
        );
        assert!(
            Schedule::new("0 0 8 * * Mon", "Dunhuang").unwrap_err().to_string().contains("Asia/Shanghai")
        );
    }
}
