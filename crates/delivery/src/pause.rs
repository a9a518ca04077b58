//! When an endpoint that fails again and again is left alone.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

/// How often an endpoint may fail in a row, and how long it is left alone then. Its messages wait meanwhile and use no
/// attempts up; after each pause one of them is tried.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct PauseRule {
    /// Failed attempts in a row until it is paused.
    pub after_failures: u32,
    /// Seconds of the first pause in a row, of the second, and so on; the last one repeats.
    pub waits_seconds: Vec<u32>,
}

impl Default for PauseRule {
    /// Five failures: a message alone has been tried for two and a half hours by then, and ten at once are stopped half
    /// way. Then ten minutes, half an hour, two hours, and six hours each: a receiver that was down for days is found again
    /// within a working day.
    fn default() -> Self {
        Self { after_failures: 5, waits_seconds: vec![600, 1_800, 7_200, 21_600] }
    }
}

impl PauseRule {
    /// Until when an endpoint is to be left alone, after its latest failure made it `failures` in a row and after so many
    /// pauses in a row; `None` when it may go on.
    pub fn until(&self, failures: u32, pauses: u32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let wait = self.waits_seconds.get(pauses as usize).or(self.waits_seconds.last())?;
        (failures >= self.after_failures.max(1)).then(|| now + TimeDelta::seconds(i64::from(*wait)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_the_longest_and_stay_there() {
        let rule = PauseRule::default();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert_eq!(rule.until(4, 0, now), None);
        let lengths: Vec<i64> =
            (0..6).map(|pauses| (rule.until(5 + pauses, pauses, now).unwrap() - now).num_minutes()).collect();
        assert_eq!(lengths, [10, 30, 120, 360, 360, 360]);
    }
}
