//! Whether the matters that letters named rose afterwards, beside what the plainest rule would have named: what was high last
//! month will be high this month.
//!
//! The rule is the naive forecast with which the forecasting of counts by area and month is compared (Gorr, Olligschlaeger
//! and Thompson, Short-term forecasting of crime, International Journal of Forecasting 19, 2003, 579–594). Both sides are
//! judged alike and by reports alone, so that nobody's word is needed: a matter is a town and a top category, and it rose
//! when its weekly mean in the four weeks after the week of its naming is higher than that of the eight weeks before.
//! Restricted categories are left out of both.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use domain::{AdvisoryState, AreaId, AreaLevel, CategoryCode, Month, SignalKind, Week};

use crate::{Context, ScoreInput, route::lineage};

/// Weeks after the naming.
const AFTER: i64 = 4;

/// Weeks before the naming, whose mean is to be exceeded.
const BEFORE: i64 = 8;

/// Days of reports before the first day of a comparison that it needs: the month of the first letter begins up to 30 days
/// before, and its eight weeks up to 62 days before that.
pub const COMPARED_DAYS: TimeDelta = TimeDelta::days(30 + 7 * BEFORE + 6);

/// Matters that were named, and how many of them rose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Risen {
    /// Matters whose four weeks are over.
    pub named: u32,
    /// Of these, those that rose.
    pub rose: u32,
}

impl Risen {
    /// The share that rose; `None` where none was named.
    pub fn share(self) -> Option<f64> {
        (self.named > 0).then(|| f64::from(self.rose) / f64::from(self.named))
    }
}

/// One month of letters, and the same number of matters by the rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Named by letters about rises and trends.
    pub told: Risen,
    /// Named on the first of the month by the counts of the month before.
    pub persistence: Risen,
}

impl Compared {
    /// Adds another month.
    pub fn add(&mut self, other: &Self) {
        for (sum, more) in [(&mut self.told, other.told), (&mut self.persistence, other.persistence)] {
            sum.named += more.named;
            sum.rose += more.rose;
        }
    }
}

/// A town and a top category.
type Matter = (AreaId, CategoryCode);

/// Compares by month of issue, for the towns within an area. `input.reports` reach [`COMPARED_DAYS`] back behind the first
/// letter.
pub fn persistence(
    input: &ScoreInput<'_>,
    within: &AreaId,
    context: &Context<'_>,
) -> BTreeMap<Month, Compared> {
    let counts = Counts::of(input, within, context);
    let mut months: BTreeMap<Month, BTreeSet<(Matter, Week)>> = BTreeMap::new();
    for advisory in input.advisories {
        let signal = input.signals.get(&advisory.signal);
        let rise =
            signal.is_some_and(|signal| matches!(signal.kind, SignalKind::Emerging | SignalKind::Trending));
        let Some(issued) = advisory.issued_at.filter(|_| rise && advisory.state != AdvisoryState::Withdrawn)
        else {
            continue;
        };
        let day = context.time.day(issued);
        if let Some(matter) = matter(&advisory.area, &advisory.category, within, context)
            && counts.is_over(day)
        {
            months.entry(Month::of(day)).or_default().insert((matter, Week::of(day)));
        }
    }
    months.into_iter().map(|(month, named)| (month, counts.compare(month, named))).collect()
}

struct Counts {
    weeks: BTreeMap<Matter, BTreeMap<Week, u32>>,
    months: BTreeMap<Month, BTreeMap<Matter, u32>>,
    today: NaiveDate,
}

impl Counts {
    fn of(input: &ScoreInput<'_>, within: &AreaId, context: &Context<'_>) -> Self {
        let mut counts =
            Self { weeks: BTreeMap::new(), months: BTreeMap::new(), today: context.time.day(input.now) };
        for report in input.reports {
            let Some(matter) = matter(&report.area, &report.category, within, context) else { continue };
            let (day, month) = (report.occurred_on, Month::of(report.occurred_on));
            *counts.months.entry(month).or_default().entry(matter.clone()).or_default() += 1;
            *counts.weeks.entry(matter).or_default().entry(Week::of(day)).or_default() += 1;
        }
        counts
    }

    /// Whether the four weeks after the week of this day have passed.
    fn is_over(&self, day: NaiveDate) -> bool {
        Week::of(day).plus(AFTER).sunday() < self.today
    }

    /// Each matter counts once in its month, by its first letter.
    fn compare(&self, month: Month, named: BTreeSet<(Matter, Week)>) -> Compared {
        let mut first: BTreeMap<Matter, Week> = BTreeMap::new();
        for (matter, week) in named {
            first.entry(matter).or_insert(week);
        }
        let mut told = Risen::default();
        for (matter, week) in &first {
            told.named += 1;
            told.rose += u32::from(self.rose(matter, *week));
        }
        let mut last: Vec<(&Matter, &u32)> =
            self.months.get(&month.before(1)).into_iter().flatten().collect();
        // The order of the codes decides between equals.
        last.sort_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
        let mut persistence = Risen::default();
        for (matter, _) in last.into_iter().take(first.len()) {
            persistence.named += 1;
            persistence.rose += u32::from(self.rose(matter, Week::of(month.first())));
        }
        Compared { told, persistence }
    }

    fn rose(&self, matter: &Matter, week: Week) -> bool {
        let sum = |from: i64, to: i64| -> i64 {
            let Some(weeks) = self.weeks.get(matter) else { return 0 };
            weeks.range(week.plus(from)..=week.plus(to)).map(|(_, n)| i64::from(*n)).sum()
        };
        sum(1, AFTER) * BEFORE > sum(-BEFORE, -1) * AFTER
    }
}

fn matter(area: &AreaId, category: &CategoryCode, within: &AreaId, context: &Context<'_>) -> Option<Matter> {
    let town = context.areas.ancestor_at(area, AreaLevel::Town)?;
    let top = lineage(context.taxonomy, category).last()?;
    let open = !context.taxonomy.is_restricted(category) && context.areas.contains(within, &town.id);
    open.then(|| (town.id.clone(), top.clone()))
}

#[cfg(test)]
mod tests {
    use domain::{Advisory, Report, Signal};

    use super::*;
    use crate::{
        decide,
        fixture::{GRID, TOWN, World, day, morning, report, signal},
    };

    /// A letter of 4 November 2026 about neighbours in 月牙泉镇.
    fn told(world: &World) -> (Advisory, Signal) {
        let mut found = signal(TOWN, "02", 9.0, 2.0);
        (found.from, found.to, found.as_of) = (day("2026-10-26"), day("2026-11-01"), morning("2026-11-02"));
        let mut decision = decide(vec![found], &[], &world.context(), morning("2026-11-02"));
        let mut advisory = decision.advisories.remove(0);
        advisory.state = AdvisoryState::Issued;
        advisory.issued_at = Some(morning("2026-11-04"));
        (advisory, decision.signals.remove(0))
    }

    fn many(category: &str, on: &str, times: usize) -> Vec<Report> {
        (0..times).map(|_| report(GRID, category, on)).collect()
    }

    fn compared(advisories: &[Advisory], signal: &Signal, reports: &[Report], now: &str) -> Vec<Compared> {
        let world = World::new();
        let signals = BTreeMap::from([(signal.id, signal.clone())]);
        let input = ScoreInput { advisories, signals: &signals, reports, now: morning(now) };
        persistence(&input, &"620982".into(), &world.context()).into_values().collect()
    }

    #[test]
    fn a_letter_is_right_when_the_four_weeks_after_it_exceed_the_mean_of_the_eight_before() {
        let world = World::new();
        let (advisory, signal) = told(&world);
        // Eight before, one a week; five in the four weeks after. The week of the letter counts for nothing.
        let before = many("02", "2026-10-20", 8);
        let rose = |after: usize| {
            let reports = [before.clone(), many("02", "2026-11-12", after), many("02", "2026-11-05", 50)];
            compared(std::slice::from_ref(&advisory), &signal, &reports.concat(), "2026-12-08")[0].told
        };
        assert_eq!(rose(5), Risen { named: 1, rose: 1 });
        assert_eq!(rose(4), Risen { named: 1, rose: 0 }, "as many as before is no rise");
    }

    #[test]
    fn the_rule_names_as_many_matters_by_the_count_of_the_month_before_and_is_judged_alike() {
        let world = World::new();
        let (advisory, signal) = told(&world);
        let reports = [
            // High in October and higher after the first of November: named by the rule, and right.
            many("04", "2026-10-13", 8),
            many("04", "2026-11-17", 5),
            // The second of October: not named, for one letter was told.
            many("02", "2026-10-13", 7),
        ];
        let all = reports.concat();
        let found = compared(std::slice::from_ref(&advisory), &signal, &all, "2026-12-08");
        let expected =
            Compared { told: Risen { named: 1, rose: 0 }, persistence: Risen { named: 1, rose: 1 } };
        assert_eq!(found, [expected]);
        assert_eq!(found[0].persistence.share(), Some(1.0));
        assert_eq!(Risen::default().share(), None);
    }

    #[test]
    fn what_is_too_young_taken_back_restricted_or_about_no_rise_is_not_compared() {
        let world = World::new();
        let (advisory, signal) = told(&world);
        let empty = |advisory: Advisory, signal: &Signal, now: &str| {
            compared(&[advisory], signal, &many("02", "2026-10-13", 7), now).is_empty()
        };
        assert!(!empty(advisory.clone(), &signal, "2026-12-07"));
        assert!(empty(advisory.clone(), &signal, "2026-12-06"), "its fourth week ends today");
        let withdrawn = Advisory { state: AdvisoryState::Withdrawn, ..advisory.clone() };
        assert!(empty(withdrawn, &signal, "2026-12-08"));
        let restricted = Advisory { category: "0103".into(), ..advisory.clone() };
        assert!(empty(restricted, &signal, "2026-12-08"));
        let recurring = Signal { kind: SignalKind::Recurring, ..signal.clone() };
        assert!(empty(advisory.clone(), &recurring, "2026-12-08"), "it speaks of a window to come");
        let of_county = Advisory { area: "620982".into(), ..advisory };
        assert!(empty(of_county, &signal, "2026-12-08"), "it names no town");
    }

    #[test]
    fn two_letters_about_one_matter_in_a_month_name_it_once() {
        let world = World::new();
        let (advisory, signal) = told(&world);
        let later = Advisory { issued_at: Some(morning("2026-11-10")), ..advisory.clone() };
        let found = compared(&[later, advisory], &signal, &many("02", "2026-10-13", 7), "2027-01-08");
        assert_eq!(found[0].told.named, 1);
    }
}
