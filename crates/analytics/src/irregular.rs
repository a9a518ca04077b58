//! Irregular (填报异常): how a town's forms are filled in, where that misleads the other kinds.
//!
//! Judged once, on the last half-year that is over: reports that wait for the end of the month, patrols that always
//! count the same, the same text many times. At most one signal for each town, the rarest of these habits; a habit that
//! fewer than three grids share is not told. Places are spoken of, never who works there.

mod copies;
mod half_year;
mod heaps;

use domain::{AreaLevel, Detector};
use statistics::{distribution::Counts, multiplicity::benjamini_hochberg};

use crate::{
    finding::{Finding, Test, ratio},
    sweep::Sweep,
};
use half_year::HalfYear;

/// What one place does.
#[derive(Clone, Copy, Debug)]
struct Habit {
    place: usize,
    /// The chance of this without the habit.
    p_value: f64,
    /// Whether it is strong enough to be called a habit.
    holds: bool,
    /// Reports or patrols that follow it, and how many would without it.
    observed: f64,
    expected: f64,
}

/// One test for each town.
pub(crate) fn tests(sweep: &Sweep<'_>) -> Vec<Test> {
    let Some(half) = HalfYear::before(sweep) else { return Vec::new() };
    let heads = [
        ("grids_month_end", Detector::Heaping, heaps::month_ends(sweep, &half)),
        ("grids_same_visits", Detector::Heaping, heaps::same_visits(&half)),
        ("grids_repeating", Detector::Copies, copies::repeated(sweep, &half)),
    ];
    let of_town = |town| {
        let told: Vec<Test> = heads
            .iter()
            .filter_map(|(name, detector, habits)| head(sweep, &half, town, (name, *detector), habits))
            .collect();
        let rarest = told.into_iter().min_by(|one, other| one.p_value.total_cmp(&other.p_value))?;
        // The rarest of a few was picked, which Bonferroni's factor pays for.
        Some(Test { p_value: (rarest.p_value * heads.len() as f64).min(1.0), ..rarest })
    };
    sweep.places.at(AreaLevel::Town).filter_map(of_town).collect()
}

/// The test of one habit in one town: Simes' over its grids.
fn head(
    sweep: &Sweep<'_>,
    half: &HalfYear<'_>,
    town: usize,
    (name, detector): (&'static str, Detector),
    habits: &[Habit],
) -> Option<Test> {
    let inside: Vec<&Habit> = habits.iter().filter(|habit| sweep.places.lies_in(habit.place, town)).collect();
    let adjusted = benjamini_hochberg(&inside.iter().map(|habit| habit.p_value).collect::<Vec<_>>());
    let p_value = adjusted.iter().copied().reduce(f64::min)?;
    let rate = sweep.parameters.false_discovery_rate;
    let told: Vec<&Habit> = inside
        .into_iter()
        .zip(adjusted)
        .filter(|(habit, q)| habit.holds && *q <= rate)
        .map(|(habit, _)| habit)
        .collect();
    let enough = told.len() >= sweep.parameters.irregular.minimum_grids;
    Some(Test::new(p_value, enough.then(|| finding(sweep, half, town, (name, detector), &told))))
}

fn finding(
    sweep: &Sweep<'_>,
    half: &HalfYear<'_>,
    town: usize,
    (name, detector): (&'static str, Detector),
    habits: &[&Habit],
) -> Finding {
    let chosen = &sweep.parameters.irregular;
    let cluster: Vec<usize> = habits.iter().map(|habit| habit.place).collect();
    let observed = habits.iter().map(|habit| habit.observed).sum();
    let expected = habits.iter().map(|habit| habit.expected).sum();
    let every = sweep.kinds.every();
    let counts = sweep.weekly_within(&cluster, every);
    let reports: usize = cluster.iter().filter_map(|grid| half.reports.get(grid)).map(Vec::len).sum();
    Finding {
        detector,
        area: sweep.places.smallest_holding(&cluster).unwrap_or(town),
        series: sweep.weekly_chart(&counts, |_| None),
        cluster,
        category: every,
        event: None,
        span: half.span,
        observed,
        expected,
        upper: Counts::poisson(expected)
            .map_or(expected, |law| law.quantile(sweep.parameters.upper_quantile)),
        ratio: ratio(observed, expected),
        parameters: vec![
            (name, habits.len() as f64),
            ("reports", reports as f64),
            ("minimum_grids", chosen.minimum_grids as f64),
            ("minimum_share", chosen.minimum_share),
            ("false_discovery_rate", sweep.parameters.false_discovery_rate),
        ],
        evidence: vec![half.span],
        reports: None,
        facts: domain::Facts::default(),
    }
}
