//! The scorecard: what the committees said of what they were told, by month, town, kind and detector.
//!
//! It judges methods and places, never a worker or a writer: an advisory has no author but a rule.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use domain::{
    Advisory, AdvisoryState, AreaId, AreaLevel, Detector, Report, Signal, SignalId, SignalKind, Verdict, Week,
};

use crate::{Context, restraint::same_matter};

/// Weeks after the letter in which the peak of a rise is looked for.
const PEAK_WEEKS: i64 = 8;

/// Days after an answer in which a further letter about the matter means that it came back.
const RETURN_DAYS: u64 = 90;

/// What one line of the scorecard is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scored {
    /// Year and month of issue, by the county's clock.
    pub month: (i32, u32),
    /// The town, or the county where the advisory is about more than one.
    pub town: AreaId,
    /// The kind of pattern.
    pub kind: SignalKind,
    /// The method that found it.
    pub detector: Detector,
}

/// The figures of one line. Every rate has its denominator beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Advisories issued.
    pub issued: u32,
    /// Of these, signed for.
    pub acknowledged: u32,
    /// Of these, within [`Rules::acknowledge_working_days`](crate::Rules::acknowledge_working_days).
    pub acknowledged_in_time: u32,
    /// Of the issued, answered.
    pub answered: u32,
    /// Of these, by the day that the letter named.
    pub answered_in_time: u32,
    /// Answers by verdict, in the order of [`Verdict::ALL`].
    pub verdicts: [u32; 4],
    /// Of the answered, those whose matter had a further letter within 90 days.
    pub returned: u32,
    /// Days from the letter to the peak of the rise, for each rise whose eight weeks are over; negative: the peak came first.
    pub lead_days: Vec<i64>,
}

impl Score {
    /// Positive predictive value by the receivers' own words: 属实, 部分属实 and 已知 over all answers. `None` without one.
    pub fn ppv(&self) -> Option<f64> {
        let [right, partly, _, known] = self.verdicts;
        (self.answered > 0).then(|| f64::from(right + partly + known) / f64::from(self.answered))
    }

    /// The median lead in days; `None` where no rise is old enough.
    pub fn median_lead(&self) -> Option<f64> {
        let mut days = self.lead_days.clone();
        days.sort_unstable();
        let middle = days.len() / 2;
        match days.len() {
            0 => None,
            odd if odd % 2 == 1 => Some(days[middle] as f64),
            _ => Some((days[middle - 1] + days[middle]) as f64 / 2.0),
        }
    }

    /// Adds the figures of another line.
    pub fn add(&mut self, other: &Self) {
        self.issued += other.issued;
        self.acknowledged += other.acknowledged;
        self.acknowledged_in_time += other.acknowledged_in_time;
        self.answered += other.answered;
        self.answered_in_time += other.answered_in_time;
        for (sum, more) in self.verdicts.iter_mut().zip(other.verdicts) {
            *sum += more;
        }
        self.returned += other.returned;
        self.lead_days.extend(&other.lead_days);
    }
}

/// What the scorecard is made of.
#[derive(Clone, Copy, Debug)]
pub struct ScoreInput<'a> {
    /// Advisories in any state; those that were not issued count nowhere.
    pub advisories: &'a [Advisory],
    /// Their signals.
    pub signals: &'a BTreeMap<SignalId, Signal>,
    /// Reports of the time, for the peaks.
    pub reports: &'a [Report],
    /// The moment it is made at: what is younger has no peak yet.
    pub now: DateTime<Utc>,
}

/// Makes the scorecard: one line for each month, town, kind and detector that had an advisory, in this order.
pub fn scorecard(input: &ScoreInput<'_>, context: &Context<'_>) -> BTreeMap<Scored, Score> {
    let mut lines: BTreeMap<Scored, Score> = BTreeMap::new();
    for advisory in input.advisories {
        let (Some(issued_at), Some(signal)) = (advisory.issued_at, input.signals.get(&advisory.signal))
        else {
            continue;
        };
        let day = context.time.day(issued_at);
        let scored = Scored {
            month: (day.year(), day.month()),
            town: town(&advisory.area, context),
            kind: signal.kind,
            detector: signal.detector,
        };
        let score = score(advisory, signal, day, input, context);
        lines.entry(scored).or_default().add(&score);
    }
    lines
}

fn score(
    advisory: &Advisory,
    signal: &Signal,
    issued_on: NaiveDate,
    input: &ScoreInput<'_>,
    context: &Context<'_>,
) -> Score {
    let mut score = Score { issued: 1, ..Score::default() };
    if advisory.state == AdvisoryState::Withdrawn {
        // What was taken back says nothing of its committee or of its method.
        return score;
    }
    if let Some(at) = advisory.acknowledged_at {
        score.acknowledged = 1;
        let limit = context.calendar.working_days_after(issued_on, context.rules.acknowledge_working_days);
        // A year whose holidays nobody has entered is no year of delays.
        score.acknowledged_in_time = u32::from(limit.map_or(true, |limit| context.time.day(at) <= limit));
    }
    if let Some(answer) = &advisory.answer {
        let answered_on = context.time.day(answer.at);
        score.answered = 1;
        score.answered_in_time = u32::from(answered_on <= advisory.reply_by);
        if let Some(position) = Verdict::ALL.iter().position(|verdict| *verdict == answer.verdict) {
            score.verdicts[position] = 1;
        }
        let again = input.advisories.iter().any(|other| {
            other.id != advisory.id
                && other.state != AdvisoryState::Withdrawn
                && other.area == advisory.area
                && same_matter(&other.category, &advisory.category, context)
                && other.issued_at.is_some_and(|at| {
                    let on = context.time.day(at);
                    on > answered_on && on <= answered_on + Days::new(RETURN_DAYS)
                })
        });
        score.returned = u32::from(again);
    }
    if matches!(signal.kind, SignalKind::Emerging | SignalKind::Trending) {
        score.lead_days.extend(lead(signal, issued_on, input, context));
    }
    score
}

/// Days from the letter to the first day of the week with the most reports of the matter, among the weeks of the finding
/// and the eight after the letter; `None` while these are not over, or without a report.
fn lead(signal: &Signal, issued_on: NaiveDate, input: &ScoreInput<'_>, context: &Context<'_>) -> Option<i64> {
    let first = Week::of(signal.from.max(issued_on - Days::new(7 * PEAK_WEEKS.unsigned_abs())));
    let last = Week::of(issued_on).plus(PEAK_WEEKS);
    if context.time.day(input.now) <= last.sunday() {
        return None;
    }
    let mut weeks: BTreeMap<Week, u32> = BTreeMap::new();
    for report in input.reports {
        let week = Week::of(report.occurred_on);
        if week >= first
            && week <= last
            && context.areas.contains(&signal.area, &report.area)
            && same_matter(&signal.category, &report.category, context)
        {
            *weeks.entry(week).or_default() += 1;
        }
    }
    // Of several weeks alike the first is the peak.
    let (peak, _) = weeks.into_iter().max_by(|(a, n), (b, m)| n.cmp(m).then(b.cmp(a)))?;
    Some((peak.monday() - issued_on).num_days())
}

fn town(area: &AreaId, context: &Context<'_>) -> AreaId {
    let town = context.areas.ancestor_at(area, AreaLevel::Town);
    town.map_or_else(|| area.clone(), |town| town.id.clone())
}

#[cfg(test)]
mod tests {
    use domain::Answer;

    use super::*;
    use crate::{
        decide,
        fixture::{GRID, TOWN, World, day, morning, report, signal},
    };

    /// An advisory about a rise of the week before 23 November 2026, issued on the 24th, and its signal.
    fn issued(world: &World, verdict: Option<Verdict>, days_to_answer: i64) -> (Advisory, Signal) {
        let decision =
            decide(vec![signal(TOWN, "02", 9.0, 2.0)], &[], &world.context(), morning("2026-11-23"));
        let mut advisory = decision.advisories[0].clone();
        let at = morning("2026-11-24");
        advisory.state = AdvisoryState::Issued;
        advisory.issued_at = Some(at);
        advisory.acknowledged_at = verdict.map(|_| at + chrono::TimeDelta::days(1));
        advisory.answer = verdict.map(|verdict| Answer {
            verdict,
            action: String::new(),
            at: at + chrono::TimeDelta::days(days_to_answer),
        });
        (advisory, decision.signals[0].clone())
    }

    fn one_line(advisories: &[Advisory], signal: &Signal, reports: &[Report], now: &str) -> (Scored, Score) {
        let world = World::new();
        let signals = BTreeMap::from([(signal.id, signal.clone())]);
        let input = ScoreInput { advisories, signals: &signals, reports, now: morning(now) };
        scorecard(&input, &world.context()).pop_first().unwrap()
    }

    #[test]
    fn a_line_counts_what_was_signed_answered_and_right() {
        let world = World::new();
        let (advisory, signal) = issued(&world, Some(Verdict::PartlyTrue), 3);
        let (scored, score) = one_line(&[advisory], &signal, &[], "2026-12-01");
        assert_eq!(
            (scored.month, scored.town.as_str(), scored.kind),
            ((2026, 11), TOWN, SignalKind::Emerging)
        );
        assert_eq!((score.issued, score.acknowledged, score.acknowledged_in_time), (1, 1, 1));
        assert_eq!((score.answered, score.answered_in_time, score.verdicts), (1, 1, [0, 1, 0, 0]));
        assert_eq!((score.ppv(), score.returned), (Some(1.0), 0));
        assert_eq!(score.median_lead(), None, "the eight weeks are not over");
    }

    #[test]
    fn a_late_answer_and_a_wrong_warning_are_told() {
        let world = World::new();
        let (advisory, signal) = issued(&world, Some(Verdict::False), 30);
        let (_, score) = one_line(&[advisory], &signal, &[], "2026-12-30");
        assert_eq!((score.answered, score.answered_in_time, score.ppv()), (1, 0, Some(0.0)));
        let (open, _) = issued(&world, None, 0);
        let (_, score) = one_line(&[open], &signal, &[], "2026-12-30");
        assert_eq!((score.issued, score.acknowledged, score.ppv()), (1, 0, None), "no answer is no verdict");
    }

    #[test]
    fn a_matter_that_had_a_further_letter_came_back() {
        let world = World::new();
        let (advisory, signal) = issued(&world, Some(Verdict::True), 3);
        let mut later = Advisory { id: uuid_of(2), ..advisory.clone() };
        later.issued_at = Some(morning("2027-01-10"));
        later.answer = None;
        let lines =
            |later: Advisory| one_line(&[advisory.clone(), later], &signal, &[], "2027-01-12").1.returned;
        assert_eq!(lines(later.clone()), 1);
        assert_eq!(lines(Advisory { category: "13".into(), ..later.clone() }), 0, "another matter");
        assert_eq!(lines(Advisory { issued_at: Some(morning("2027-06-10")), ..later }), 0, "too long after");
    }

    fn uuid_of(number: u128) -> domain::AdvisoryId {
        domain::AdvisoryId::from_u128(number)
    }

    #[test]
    fn the_lead_is_counted_to_the_week_with_the_most_reports() {
        let world = World::new();
        let (advisory, signal) = issued(&world, None, 0);
        let mut reports = vec![report(GRID, "02", "2026-11-18"), report(GRID, "13", "2026-12-01")];
        reports.extend((0..3).map(|_| report(GRID, "02", "2026-12-09")));
        let (_, score) = one_line(&[advisory], &signal, &reports, "2027-02-10");
        assert_eq!(score.lead_days, [(day("2026-12-07") - day("2026-11-24")).num_days()]);
        assert_eq!(score.median_lead(), Some(13.0));
    }
}
