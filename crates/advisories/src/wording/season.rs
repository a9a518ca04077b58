//! How the season of a place is named, which no calendar lists: by the ten-day periods (旬) it spans.

use chrono::{Datelike, NaiveDate};
use domain::{Detector, Signal};

/// `每年9月上旬至10月中旬`; `None` for a signal that is not about a season of its own.
pub(super) fn season_zh(signal: &Signal) -> Option<String> {
    let third = |day: NaiveDate| ["上旬", "中旬", "下旬"][part(day)];
    let (from, to) = (signal.from, signal.to);
    is_own(signal).then(|| {
        if (from.month(), part(from)) == (to.month(), part(to)) {
            format!("每年{}月{}", from.month(), third(from))
        } else if from.month() == to.month() {
            format!("每年{}月{}至{}", from.month(), third(from), third(to))
        } else {
            format!("每年{}月{}至{}月{}", from.month(), third(from), to.month(), third(to))
        }
    })
}

/// `the season from early September to mid October`.
pub(super) fn season_en(signal: &Signal) -> Option<String> {
    let third = |day: NaiveDate| format!("{} {}", ["early", "mid", "late"][part(day)], day.format("%B"));
    is_own(signal).then(|| format!("the season from {} to {}", third(signal.from), third(signal.to)))
}

fn is_own(signal: &Signal) -> bool {
    signal.detector == Detector::OwnSeason
}

/// Which third of its month a day lies in; the last one takes the 31st too.
fn part(day: NaiveDate) -> usize {
    (day.day0() / 10).min(2) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{TOWN, day, signal};

    #[test]
    fn a_season_is_named_by_its_ten_day_periods() {
        let mut signal = signal(TOWN, "04", 26.0, 10.0);
        assert_eq!(season_zh(&signal), None);
        signal.detector = Detector::OwnSeason;
        for (from, to, zh) in [
            ("2026-09-01", "2026-10-20", "每年9月上旬至10月中旬"),
            ("2026-12-21", "2027-01-31", "每年12月下旬至1月下旬"),
            ("2026-03-01", "2026-03-31", "每年3月上旬至下旬"),
        ] {
            (signal.from, signal.to) = (day(from), day(to));
            assert_eq!(season_zh(&signal).as_deref(), Some(zh));
        }
        assert_eq!(season_en(&signal).as_deref(), Some("the season from early March to late March"));
    }
}
