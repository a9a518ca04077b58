//! The level rule: how grave a signal is, and why.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use domain::{AreaId, AreaLevel, RiskLevel, Signal, SignalKind};

use crate::{Context, route::lineage};

/// A level with the grounds it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Grade {
    /// The level.
    pub level: RiskLevel,
    /// Why it is not lower, in the order of the rule; empty for blue.
    pub grounds: Vec<Ground>,
}

/// One ground of a level, with its figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Ground {
    /// Clearly above what was expected, and not by chance.
    Clear,
    /// Sustained for this many weeks.
    Sustained {
        /// Weeks in the window, or in a row above the upper bound.
        weeks: u32,
    },
    /// A trend that is steep enough to count as sustained.
    Steep,
    /// Spread over this many villages.
    Spreading {
        /// Villages that the cluster reaches.
        villages: usize,
    },
    /// In, or shortly before, a window in which the category is sensitive.
    Sensitive {
        /// The key of the event.
        event: String,
        /// First day of the window.
        from: NaiveDate,
        /// Last day of the window.
        to: NaiveDate,
    },
    /// Many reports, which stand for the people behind them.
    Many,
}

/// Grades a signal by the rules. More evidence (more reports against the same expectation, a smaller q, a longer
/// run, a wider cluster) never lowers the level.
///
/// What is about the reporting itself is never above yellow: a silence or a batch is no risk by itself, only a reason
/// to ask, and the colours above ask for measures against disputes.
pub fn grade(signal: &Signal, context: &Context<'_>) -> Grade {
    if !is_clear(signal, context) {
        return Grade { level: RiskLevel::Blue, grounds: Vec::new() };
    }
    if is_about_reporting(signal.kind) {
        return Grade { level: RiskLevel::Yellow, grounds: vec![Ground::Clear] };
    }
    let rule = &context.rules.level;
    let growing: Vec<Ground> =
        sustained(signal, context).into_iter().chain(spreading(signal, context)).collect();
    let many = (signal.observed >= rule.many_reports).then_some(Ground::Many);
    let weighty: Vec<Ground> = sensitive(signal, context).into_iter().chain(many).collect();
    let level = match (growing.is_empty(), weighty.is_empty()) {
        (true, true) => RiskLevel::Yellow,
        (false, false) => RiskLevel::Red,
        _ => RiskLevel::Orange,
    };
    let grounds = std::iter::once(Ground::Clear).chain(growing).chain(weighty).collect();
    Grade { level, grounds }
}

/// Whether a kind speaks of how reports come in, and not of disputes.
pub(crate) fn is_about_reporting(kind: SignalKind) -> bool {
    matches!(kind, SignalKind::Silent | SignalKind::Irregular)
}

/// Clearly off what was expected, and not by chance: above it, or below it for a silence.
fn is_clear(signal: &Signal, context: &Context<'_>) -> bool {
    let rule = &context.rules.level;
    let (ratio, excess) = match signal.kind {
        SignalKind::Silent => {
            (signal.expected / signal.observed.max(f64::MIN_POSITIVE), signal.expected - signal.observed)
        }
        _ => (signal.ratio, signal.observed - signal.expected),
    };
    let clear_ratio =
        if signal.kind == SignalKind::Trending { rule.clear_trend_ratio } else { rule.clear_ratio };
    ratio >= clear_ratio && excess >= rule.clear_excess && signal.q_value <= rule.clear_q
}

/// Periods in a row, up to the last one, that lie above the upper bound.
pub(crate) fn run_above_upper(signal: &Signal) -> u32 {
    let above =
        signal.series.iter().rev().take_while(|point| point.upper.is_some_and(|u| point.observed > u));
    u32::try_from(above.count()).unwrap_or(u32::MAX)
}

/// The villages that a cluster reaches, in the order of their ids; a wider area stands for itself.
pub(crate) fn villages(signal: &Signal, context: &Context<'_>) -> BTreeSet<AreaId> {
    let village = |id: &AreaId| context.areas.ancestor_at(id, AreaLevel::Village).map(|area| area.id.clone());
    signal.cluster.iter().map(|id| village(id).unwrap_or_else(|| id.clone())).collect()
}

/// Days in a week, for windows that are counted in weeks.
const WEEK: i64 = 7;

fn sustained(signal: &Signal, context: &Context<'_>) -> Option<Ground> {
    let rule = &context.rules.level;
    let run = run_above_upper(signal);
    let weeks = match signal.kind {
        // A trend's series goes by four weeks and its window by the year: only its slope can tell.
        SignalKind::Trending => {
            return (signal.ratio >= rule.sustained_trend_ratio).then_some(Ground::Steep);
        }
        // The window of a recurring pattern is as long as its event and says nothing about this year.
        SignalKind::Recurring | SignalKind::Silent | SignalKind::Irregular => run,
        SignalKind::Emerging => {
            let window = ((signal.to - signal.from).num_days() + 1) / WEEK;
            run.max(u32::try_from(window).unwrap_or(0))
        }
    };
    (weeks >= rule.sustained_weeks).then_some(Ground::Sustained { weeks })
}

fn spreading(signal: &Signal, context: &Context<'_>) -> Option<Ground> {
    let villages = villages(signal, context).len();
    (villages >= context.rules.level.spreading_villages).then_some(Ground::Spreading { villages })
}

fn sensitive(signal: &Signal, context: &Context<'_>) -> Option<Ground> {
    let rule = &context.rules.level;
    let ahead = signal.to + Days::new(u64::from(rule.sensitive_days_ahead));
    rule.sensitive
        .iter()
        .filter(|window| {
            window.categories.is_empty()
                || lineage(context.taxonomy, &signal.category).any(|code| window.categories.contains(code))
        })
        .find_map(|window| {
            let event = context.calendar.events().iter().find(|event| event.key == window.event)?;
            let (from, to) = context.calendar.occurrences(event, signal.to, ahead).into_iter().next()?;
            Some(Ground::Sensitive { event: event.key.clone(), from, to })
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fixture::{World, day, signal};

    fn level(world: &World, change: impl FnOnce(&mut Signal)) -> RiskLevel {
        let mut signal = signal("620982106", "02", 8.0, 2.0);
        change(&mut signal);
        grade(&signal, &world.context()).level
    }

    #[test]
    fn a_rise_is_blue_a_clear_one_yellow() {
        let world = World::new();
        assert_eq!(level(&world, |s| s.observed = 6.0), RiskLevel::Blue);
        assert_eq!(level(&world, |s| s.q_value = 0.2), RiskLevel::Blue);
        assert_eq!(level(&world, |_| {}), RiskLevel::Yellow);
    }

    #[test]
    fn a_clear_one_that_spreads_or_lasts_is_orange() {
        let world = World::new();
        let grids = ["620982106200001", "620982106201001"];
        assert_eq!(level(&world, |s| s.cluster = grids.map(AreaId::from).to_vec()), RiskLevel::Orange);
        assert_eq!(level(&world, |s| s.from = s.to - Days::new(20)), RiskLevel::Orange);
    }

    #[test]
    fn wage_arrears_that_last_are_red_before_the_festival_and_orange_in_autumn() {
        let world = World::new();
        let lasting = |to: NaiveDate| {
            level(&world, |s| {
                s.category = "1001".into();
                s.from = to - Days::new(20);
                s.to = to;
            })
        };
        assert_eq!(lasting(day("2026-01-18")), RiskLevel::Red);
        assert_eq!(lasting(day("2026-10-11")), RiskLevel::Orange);
    }

    #[test]
    fn a_silence_or_a_batch_is_never_above_yellow() {
        let world = World::new();
        let everything = |s: &mut Signal| {
            s.category = "1001".into();
            s.to = day("2026-01-18");
            s.from = s.to - Days::new(60);
            s.cluster = ["620982106200001", "620982106201001"].map(AreaId::from).to_vec();
            s.observed = 80.0;
        };
        assert_eq!(level(&world, everything), RiskLevel::Red, "these are the grounds of the highest level");
        let of_kind = |kind| {
            level(&world, |s| {
                everything(s);
                s.kind = kind;
                if kind == SignalKind::Silent {
                    (s.observed, s.expected) = (0.0, 80.0);
                }
            })
        };
        assert_eq!(of_kind(SignalKind::Silent), RiskLevel::Yellow);
        assert_eq!(of_kind(SignalKind::Irregular), RiskLevel::Yellow);
        let faint = |s: &mut Signal| {
            s.kind = SignalKind::Silent;
            (s.observed, s.expected) = (3.0, 5.0);
        };
        assert_eq!(level(&world, faint), RiskLevel::Blue);
    }

    proptest! {
        #[test]
        fn more_evidence_never_lowers_the_level(
            observed in 0u32..60, expected in 0.1f64..20.0, q in 0.0f64..1.0, weeks in 1u64..6, grids in 0usize..3,
            more in 0u32..20, less_q in 0.0f64..1.0, longer in 0u64..4, wider in 0usize..3, kind in 0usize..3,
        ) {
            let world = World::new();
            let all = ["620982106200001", "620982106200002", "620982106201001", "620982106201002", "620982107200001"];
            let build = |observed: f64, q: f64, weeks: u64, grids: usize| {
                let mut s = signal("620982106", "1001", observed, expected);
                s.kind = SignalKind::ALL[kind];
                s.q_value = q;
                s.from = s.to - Days::new(weeks * 7 - 1);
                s.cluster = all[..grids].iter().copied().map(AreaId::from).collect();
                s
            };
            let weak = build(f64::from(observed), q, weeks, grids);
            let strong = build(f64::from(observed + more), q * less_q, weeks + longer, grids + wider);
            let context = world.context();
            prop_assert!(grade(&strong, &context).level >= grade(&weak, &context).level);
        }
    }
}
