//! When a message that was not taken is tried again.

use chrono::{DateTime, TimeDelta, Utc};
use domain::MessageId;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;

/// Share of a wait by which it is moved to and fro, so that messages that failed together do not come back together.
const JITTER: f64 = 0.2;

/// A receiver may ask for patience (`Retry-After`), but not for more than this.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::hours(24);

/// The waits between attempts.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct RetryRule {
    /// Seconds to wait after the first attempt, after the second, and so on. One more attempt is made than there are
    /// waits; then the message is dead and stands on the list until somebody replays it.
    pub waits_seconds: Vec<u32>,
}

impl Default for RetryRule {
    /// Eight attempts over about 27.6 hours.
    fn default() -> Self {
        Self { waits_seconds: vec![5, 300, 1_800, 7_200, 18_000, 36_000, 36_000] }
    }
}

impl RetryRule {
    /// When the next attempt is due after `attempts` have failed, or `None` when they are used up. The jitter is drawn
    /// from the message's own id: two runs of the same story wait alike. `asked` is what the receiver asked for.
    pub fn next_due(
        &self,
        message: MessageId,
        attempts: u32,
        now: DateTime<Utc>,
        asked: Option<TimeDelta>,
    ) -> Option<DateTime<Utc>> {
        let wait = *self.waits_seconds.get(attempts.checked_sub(1)? as usize)?;
        let (high, low) = message.as_u64_pair();
        let mut random = ChaCha8Rng::seed_from_u64(high ^ low ^ u64::from(attempts));
        let factor = 1.0 + random.random_range(-JITTER..=JITTER);
        let own = TimeDelta::milliseconds((f64::from(wait) * 1000.0 * factor) as i64);
        Some(now + own.max(asked.unwrap_or_default().min(LONGEST_WAIT)))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    #[test]
    fn eight_attempts_spread_over_about_a_day() {
        let rule = RetryRule::default();
        let mut at = now();
        let mut attempts = 1;
        while let Some(due) = rule.next_due(Uuid::from_u128(7), attempts, at, None) {
            assert!(due > at);
            at = due;
            attempts += 1;
        }
        assert_eq!(attempts, 8);
        let hours = (at - now()).num_minutes() as f64 / 60.0;
        assert!((22.0..34.0).contains(&hours), "{hours}");
    }

    #[test]
    fn a_receiver_that_asks_for_patience_gets_it_within_reason() {
        let rule = RetryRule::default();
        let asked = rule.next_due(Uuid::nil(), 1, now(), Some(TimeDelta::minutes(10))).unwrap();
        assert_eq!(asked, now() + TimeDelta::minutes(10));
        let greedy = rule.next_due(Uuid::nil(), 1, now(), Some(TimeDelta::days(400))).unwrap();
        assert_eq!(greedy, now() + LONGEST_WAIT);
    }

    #[test]
    fn messages_that_failed_together_do_not_come_back_together() {
        let rule = RetryRule::default();
        let due: std::collections::BTreeSet<_> =
            (0..50).map(|n| rule.next_due(Uuid::from_u128(n), 3, now(), None).unwrap()).collect();
        assert!(due.len() > 40);
    }
}
