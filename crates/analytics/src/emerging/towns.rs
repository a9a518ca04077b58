//! Emerging, by the seasonal baseline: is a category in a town above what this place and season would give?

use domain::{AreaLevel, Detector, Facts};

use super::baselines::{Baselines, Usual};
use crate::{
    cube::Counts,
    finding::{Finding, Test, ratio},
    sweep::Sweep,
};

/// A year of weeks: every season once.
const WEEKS_OF_A_YEAR: usize = 52;

/// Tests every (town, category) that ever had a report, on the windows that end with the last whole week.
pub(crate) fn tests(sweep: &Sweep<'_>, weekly: &Counts, baselines: &Baselines) -> Vec<Test> {
    let mut tests = Vec::new();
    if sweep.horizon.weeks < sweep.parameters.emerging.minimum_weeks {
        return tests;
    }
    for town in sweep.places.at(AreaLevel::Town) {
        for category in 0..sweep.kinds.len() {
            let counts = weekly.series(town, category);
            if counts.iter().all(|count| *count == 0.0) || is_one_child(sweep, weekly, town, category) {
                continue;
            }
            // A series that is silent in the tested weeks was looked at too: it counts among the tests.
            let test = match baselines.get(town, category) {
                Some(usual) => {
                    Test::new(usual.evidence.verdict.p_value, finding(sweep, town, category, counts, usual))
                }
                None => Test::new(1.0, None),
            };
            tests.push(test.weighing(ordinary_load(sweep, counts)));
        }
    }
    tests
}

/// What a series holds in a year before the tested weeks: its weight in the false-discovery rate.
///
/// Most series of a county hold a report a month. To double, they would need four more in three weeks to be rarer than
/// chance among two hundred; a series that holds three a week shows it. To spend the rate evenly is to spend it where
/// nothing can be seen; half a report stands for a series that was silent, which may still begin.
fn ordinary_load(sweep: &Sweep<'_>, counts: &[f64]) -> f64 {
    let widest = sweep.parameters.emerging.windows.iter().copied().max().unwrap_or(1);
    let before = &counts[..counts.len().saturating_sub(widest)];
    0.5 + before[before.len().saturating_sub(WEEKS_OF_A_YEAR)..].iter().sum::<f64>()
}

/// Whether all recent reports of a group come from one narrower category, which then speaks for itself: the same
/// evidence must not count as two discoveries.
fn is_one_child(sweep: &Sweep<'_>, weekly: &Counts, town: usize, group: usize) -> bool {
    let widest = sweep.parameters.emerging.windows.iter().copied().max().unwrap_or(1);
    let recent = |category: usize| {
        let counts = weekly.series(town, category);
        counts[counts.len().saturating_sub(widest)..].iter().sum::<f64>()
    };
    let total = recent(group);
    total > 0.0 && sweep.kinds.children(group).any(|child| recent(child) == total)
}

fn finding(
    sweep: &Sweep<'_>,
    town: usize,
    category: usize,
    counts: &[f64],
    usual: &Usual,
) -> Option<Finding> {
    let minimum_count = f64::from(sweep.parameters.minimum_count);
    let minimum_ratio = sweep.parameters.emerging.minimum_ratio;
    let verdict = &usual.evidence.verdict;
    let weeks = counts.len() - verdict.window..counts.len();
    let observed: f64 = counts[weeks.clone()].iter().sum();
    let expected: f64 =
        weeks.clone().filter_map(|week| Some(usual.week(week)?.mean * sweep.completeness[week])).sum();
    let ratio = ratio(observed, expected);
    let rare = verdict.p_value * sweep.parameters.once_in_weeks <= 1.0;
    if observed < minimum_count || ratio < minimum_ratio || !rare {
        return None;
    }
    let span = (sweep.horizon.week(weeks.start).monday(), sweep.horizon.week(weeks.end - 1).sunday());
    Some(Finding {
        detector: Detector::SeasonalBaseline,
        area: town,
        cluster: Vec::new(),
        category,
        event: None,
        span,
        observed,
        expected,
        // The bound was found for whole weeks; as much of it is known by now as of the expectation.
        upper: (verdict.upper * expected / verdict.expected).ceil(),
        ratio,
        parameters: vec![
            ("window_weeks", weeks.len() as f64),
            ("dispersion", verdict.dispersion),
            ("completeness_last_week", sweep.completeness[weeks.end - 1]),
            ("history_weeks", (counts.len() - usual.first_week) as f64),
            ("minimum_count", minimum_count),
            ("minimum_ratio", minimum_ratio),
            ("once_in_weeks", sweep.parameters.once_in_weeks),
            ("false_discovery_rate", sweep.parameters.false_discovery_rate),
        ],
        series: sweep
            .weekly_chart(counts, |week| usual.week(week).map(|usual| (usual.mean, Some(usual.upper)))),
        evidence: vec![span],
        reports: None,
        facts: Facts::default(),
    })
}
