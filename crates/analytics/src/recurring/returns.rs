//! Recurring: the same matter breaks out again at the same grid after it was settled (事了心未了).
//!
//! Only place, category, days and the redacted text of reports are compared, within one grid and group of categories;
//! persons are not indexed and chains do not leave their grid.
//!
//! **The chance.** A matter came back `r` times when `r` of the `m` earlier outbreaks of its grid and group are told like
//! the newest one. Of the `N` others of the group in the county `K` are. Were places permuted over them, `r` of `m`
//! would be hypergeometric; its tail is taken from the Poisson law with mean `m K / N`, which is the larger one beyond
//! the mean. A frame that every clerk uses has a large `K` and is no sign of one matter; a rare quarrel told
//! twice more is.
//!
//! **How alike.** Tellings are compared at two levels, the parameter's and [`VERBATIM`]; the smaller p-value counts, doubled.
//! A worker who copies the last entry is caught by the second even where the category has few frames, a hotline that
//! retells in its own words by the first. What is told in quite other words is missed.

mod near_repeat;
mod outbreaks;
mod relapse;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::{AreaLevel, Detector, Facts};
use statistics::{distribution::Counts, recurrence::Hazard};

use crate::{
    finding::{Finding, Test, ratio},
    sweep::Sweep,
};
use outbreaks::{Outbreak, Outbreaks};

/// Similarity from which two tellings are one text but for a name, a number or the teller's word for a quarrel. Of two
/// matters of a category one pair in a thousand is as alike.
const VERBATIM: f64 = 0.9;

/// Days of the two horizons for which the chance of a further return is given: four and eight weeks.
const SOON: [(&str, f64); 2] = [("chance_4_weeks", 28.0), ("chance_8_weeks", 56.0)];

/// Tests every outbreak of the last weeks against the earlier ones of its grid and group: one family.
pub(super) fn tests(sweep: &Sweep<'_>) -> Vec<Test> {
    let today = sweep.horizon.today;
    let outbreaks = Outbreaks::since(sweep, today - TimeDelta::days(sweep.parameters.returns.within_days));
    let mut tests = Vec::new();
    let mut chains = Vec::new();
    for (&group, grids) in &outbreaks.0 {
        for (&grid, known) in grids {
            for (newest, chain) in recent(sweep, known, grids) {
                tests.push(Test::new(chain.as_ref().map_or(1.0, |chain| chain.p_value), None));
                if let Some(chain) = chain {
                    chains.push((tests.len() - 1, grid, group, &known[newest], chain));
                }
            }
        }
    }
    // The hazard looks through the whole history, which most weeks need not.
    let hazard = if chains.is_empty() { None } else { relapse::hazard(sweep) };
    for (test, grid, group, newest, chain) in chains {
        tests[test].finding = Some(finding(sweep, grid, group, newest, &chain, &outbreaks, hazard.as_ref()));
    }
    tests
}

/// The earlier outbreaks of a matter, and how rare so many are.
struct Chain<'a> {
    /// Oldest first, without the newest.
    earlier: Vec<&'a Outbreak<'a>>,
    /// The least similarity to the newest.
    similarity: f64,
    /// Outbreaks of other grids that are told alike.
    elsewhere: usize,
    /// Other outbreaks of the group in the county.
    compared: usize,
    p_value: f64,
}

/// The outbreaks of the last weeks, newest first, each with its chain where it came back often enough. One that belongs
/// to the chain of a newer one is not tested again.
fn recent<'a>(
    sweep: &Sweep<'_>,
    known: &'a [Outbreak<'a>],
    grids: &'a BTreeMap<usize, Vec<Outbreak<'a>>>,
) -> Vec<(usize, Option<Chain<'a>>)> {
    let since = sweep.horizon.today - TimeDelta::weeks(sweep.parameters.returns.recent_weeks);
    let mut told: Vec<bool> = vec![false; known.len()];
    let mut tested = Vec::new();
    for newest in (0..known.len()).rev().take_while(|&outbreak| known[outbreak].day >= since) {
        if told[newest] {
            continue;
        }
        let levels = [sweep.parameters.returns.minimum_similarity, VERBATIM];
        let chains = levels.into_iter().filter_map(|level| chain(sweep, known, newest, grids, level));
        let mut best = chains.min_by(|one, other| one.1.p_value.total_cmp(&other.1.p_value));
        if let Some((members, chain)) = &mut best {
            chain.p_value = (chain.p_value * levels.len() as f64).min(1.0);
            members.iter().for_each(|&member| told[member] = true);
        }
        tested.push((newest, best.map(|(_, chain)| chain)));
    }
    tested
}

/// The chain of an outbreak at one level of similarity; `None` when it has returned too seldom.
fn chain<'a>(
    sweep: &Sweep<'_>,
    known: &'a [Outbreak<'a>],
    newest: usize,
    grids: &'a BTreeMap<usize, Vec<Outbreak<'a>>>,
    level: f64,
) -> Option<(Vec<usize>, Chain<'a>)> {
    let alike = |other: &Outbreak<'_>| known[newest].telling.similarity(&other.telling);
    let members: Vec<usize> = (0..newest).filter(|&earlier| alike(&known[earlier]) >= level).collect();
    if members.len() < sweep.parameters.returns.minimum_returns {
        return None;
    }
    let everywhere = || grids.values().flatten();
    let compared = everywhere().count() - 1;
    let in_all = everywhere().filter(|other| alike(other) >= level).count() - 1;
    let here = known.iter().filter(|other| alike(other) >= level).count() - 1;
    let earlier: Vec<&Outbreak<'_>> = members.iter().map(|&member| &known[member]).collect();
    let chain = Chain {
        similarity: earlier.iter().map(|outbreak| alike(outbreak)).fold(1.0, f64::min),
        elsewhere: in_all - here,
        compared,
        p_value: chance(earlier.len(), newest, in_all, compared),
        earlier,
    };
    Some((members, chain))
}

/// P(at least `returns` of `earlier` outbreaks are among the `alike` of `compared`).
fn chance(returns: usize, earlier: usize, alike: usize, compared: usize) -> f64 {
    let mean = earlier as f64 * alike as f64 / compared.max(1) as f64;
    Counts::poisson(mean).map_or(1.0, |law| law.upper_tail(returns as f64))
}

fn finding(
    sweep: &Sweep<'_>,
    grid: usize,
    group: usize,
    newest: &Outbreak<'_>,
    chain: &Chain<'_>,
    outbreaks: &Outbreaks<'_>,
    hazard: Option<&Hazard>,
) -> Finding {
    let all: Vec<&Outbreak<'_>> = chain.earlier.iter().copied().chain([newest]).collect();
    let first = chain.earlier.first().map_or(newest.day, |outbreak| outbreak.day);
    let rows = || all.iter().flat_map(|outbreak| &outbreak.rows);
    let category = newest.rows[0].category;
    // One report under another heading, and the matter is the group's.
    let category = if rows().all(|row| row.category == category) { category } else { group };
    let expected = expected(sweep, grid, &outbreaks.0[&group], first, newest);
    let quiet = (sweep.horizon.today - newest.day).num_days() as f64;
    let chosen = &sweep.parameters.returns;
    let mut parameters = vec![
        ("returns", chain.earlier.len() as f64),
        ("days_since_last", quiet),
        ("usual_gap_days", usual_gap(&all)),
    ];
    if let Some(hazard) = hazard {
        parameters.extend(SOON.map(|(name, days)| (name, hazard.chance(quiet, days).chance)));
        parameters.push(("overdue", hazard.overdue(quiet, quiet)));
    }
    if let Some(ratio) = near_repeat::ratio(sweep, &outbreaks.0[&group]) {
        parameters.push(("near_repeat_ratio", ratio));
    }
    parameters.extend([
        ("similarity", chain.similarity),
        ("told_alike_elsewhere", chain.elsewhere as f64),
        ("compared", chain.compared as f64),
        ("minimum_similarity", chosen.minimum_similarity),
        ("minimum_returns", chosen.minimum_returns as f64),
        ("false_discovery_rate", sweep.parameters.false_discovery_rate),
    ]);
    let observed = all.len() as f64;
    Finding {
        detector: Detector::Return,
        area: grid,
        cluster: Vec::new(),
        category,
        event: None,
        span: (first, newest.day),
        observed,
        expected,
        upper: Counts::poisson(expected)
            .map_or(expected, |law| law.quantile(sweep.parameters.upper_quantile)),
        ratio: ratio(observed, expected),
        parameters,
        series: sweep.weekly_chart(&sweep.weekly_within(&[grid], category), |_| None),
        evidence: Vec::new(),
        facts: Facts::default(),
        reports: Some(rows().map(|row| row.report.id).collect()),
    }
}

/// Outbreaks of the group that a grid of this town had on average in the days of the chain.
fn expected(
    sweep: &Sweep<'_>,
    grid: usize,
    grids: &BTreeMap<usize, Vec<Outbreak<'_>>>,
    first: chrono::NaiveDate,
    newest: &Outbreak<'_>,
) -> f64 {
    let town = |area: usize| sweep.places.ancestor(area, AreaLevel::Town);
    let sisters = sweep.places.at(AreaLevel::Grid).filter(|&other| town(other) == town(grid)).count();
    let days = first..=newest.day;
    let outbreaks = grids
        .iter()
        .filter(|(other, _)| town(**other) == town(grid))
        .flat_map(|(_, known)| known)
        .filter(|outbreak| days.contains(&outbreak.day))
        .count();
    outbreaks as f64 / sisters.max(1) as f64
}

/// The median of the days between two outbreaks.
fn usual_gap(all: &[&Outbreak<'_>]) -> f64 {
    let mut gaps: Vec<i64> = all.windows(2).map(|pair| (pair[1].day - pair[0].day).num_days()).collect();
    gaps.sort_unstable();
    let (below, above) = ((gaps.len().max(1) - 1) / 2, gaps.len() / 2);
    match (gaps.get(below), gaps.get(above)) {
        (Some(below), Some(above)) => (below + above) as f64 / 2.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_telling_is_no_chance_and_a_common_one_is() {
        // Three of five, in a county in which nobody else tells it, against one in which every tenth does.
        assert!(chance(3, 5, 3, 1200) < 1e-5);
        assert!(chance(3, 5, 120, 1200) > 0.01);
        assert_eq!(chance(0, 0, 0, 0), 1.0);
    }

    #[test]
    fn the_chance_is_never_below_the_exact_one_of_permuted_places() {
        // All r = K: the exact chance that all K lie among the m of N is m! (N − K)! / ((m − K)! N!).
        for (returns, earlier, compared) in [(2_usize, 2_usize, 100_usize), (2, 6, 900), (3, 8, 300)] {
            let exact: f64 = (0..returns).map(|i| (earlier - i) as f64 / (compared - i) as f64).product();
            assert!(chance(returns, earlier, returns, compared) >= exact);
        }
    }
}
