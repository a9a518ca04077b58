//! Which findings are said: false discoveries are held to a rate, and one matter is said once.

use std::cmp::Ordering;

use domain::Detector;
use statistics::multiplicity::weighted;

use crate::{
    finding::{Finding, Found, Test},
    sweep::Sweep,
};

/// A narrower finding stands for a wider one when it explains at least this share of its excess.
const STANDS_FOR_THE_WHOLE: f64 = 0.5;

/// The tests of one family that hold at a false-discovery rate of `rate`, by Benjamini and Hochberg (1995) with the
/// weights that the tests were given beforehand.
///
/// Each detector is a family of its own, and so is each dated event: it answers a question of its own, and a Monte Carlo p-value, which cannot
/// fall below 1 / (replicates + 1), could never survive in one family with a thousand exact ones. The rate over all
/// families together stays near `rate`, for it is a weighted mean of theirs (Efron 2008, *Simultaneous inference*).
/// Towns and categories of one family overlap, which makes their p-values positively dependent; the rule holds then
/// too (Benjamini and Yekutieli 2001, theorem 1.2).
pub(crate) fn hold(tests: Vec<Test>, rate: f64) -> Vec<Found> {
    let p_values: Vec<f64> = tests.iter().map(|test| test.p_value).collect();
    let weights: Vec<f64> = tests.iter().map(|test| test.weight).collect();
    tests
        .into_iter()
        .zip(weighted(&p_values, &weights))
        .filter(|(_, q_value)| *q_value <= rate)
        .filter_map(|(test, q_value)| Some(Found { finding: test.finding?, p_value: test.p_value, q_value }))
        .collect()
}

/// Leaves one finding for each matter, in the order in which an analyst reads them: by kind, then by rarity.
///
/// Two findings speak of one matter when kind, places, categories and days overlap. If one lies within the other,
/// the narrower is kept when it explains half of the wider one's excess, else the wider; if neither does, the rarer.
pub(crate) fn without_doubles(mut found: Vec<Found>, sweep: &Sweep<'_>) -> Vec<Found> {
    found.sort_by(|one, other| order(one, other, sweep));
    let mut kept = vec![true; found.len()];
    for one in 0..found.len() {
        for other in one + 1..found.len() {
            if kept[one] && kept[other] {
                match better(&found[one].finding, &found[other].finding, sweep) {
                    Some(Better::First) => kept[other] = false,
                    Some(Better::Second) => kept[one] = false,
                    None => {}
                }
            }
        }
    }
    let mut kept = kept.into_iter();
    found.retain(|_| kept.next().unwrap_or(true));
    found
}

enum Better {
    First,
    Second,
}

/// Which of two findings is said, if they speak of one matter; `first` is the rarer.
fn better(first: &Finding, second: &Finding, sweep: &Sweep<'_>) -> Option<Better> {
    let same_days = first.span.0 <= second.span.1 && second.span.0 <= first.span.1;
    if first.detector.kind() != second.detector.kind() || !same_days {
        return None;
    }
    // That one matter came back says nothing of a season, nor a season of it.
    if first.detector != second.detector && [first, second].iter().any(|one| one.detector == Detector::Return)
    {
        return None;
    }
    let place = nesting(|inner, outer| lies_in(inner, outer, sweep), first, second)?;
    let category = nesting(
        |inner, outer| sweep.kinds.counted_in(inner.category).any(|category| category == outer.category),
        first,
        second,
    )?;
    let narrower = match (place, category) {
        (Ordering::Equal, other) | (other, Ordering::Equal) => other,
        (place, category) if place == category => place,
        // The smaller place with the wider category against the larger place with the narrower one.
        _ => Ordering::Equal,
    };
    Some(match narrower {
        Ordering::Less if first.excess() < STANDS_FOR_THE_WHOLE * second.excess() => Better::Second,
        Ordering::Greater if second.excess() >= STANDS_FOR_THE_WHOLE * first.excess() => Better::Second,
        _ => Better::First,
    })
}

/// `Less` when the first lies within the second, `Greater` the other way round, `Equal` when each lies within the
/// other, `None` when neither does.
fn nesting(
    within: impl Fn(&Finding, &Finding) -> bool,
    first: &Finding,
    second: &Finding,
) -> Option<Ordering> {
    match (within(first, second), within(second, first)) {
        (true, true) => Some(Ordering::Equal),
        (true, false) => Some(Ordering::Less),
        (false, true) => Some(Ordering::Greater),
        (false, false) => None,
    }
}

/// Whether every place of `inner` lies in a place of `outer`.
fn lies_in(inner: &Finding, outer: &Finding, sweep: &Sweep<'_>) -> bool {
    inner.areas().iter().all(|&place| outer.areas().iter().any(|&area| sweep.places.lies_in(place, area)))
}

/// By kind, then rarity, then size, then names, so that no tie is left to chance.
fn order(one: &Found, other: &Found, sweep: &Sweep<'_>) -> Ordering {
    let names = |found: &Found| {
        let finding = &found.finding;
        (
            sweep.places.area(finding.area).id.clone(),
            sweep.kinds.code(finding.category),
            finding.event.clone(),
            finding.detector.as_str(),
            finding.cluster.clone(),
        )
    };
    (one.finding.detector.kind().cmp(&other.finding.detector.kind()))
        .then(one.p_value.total_cmp(&other.p_value))
        .then_with(|| other.finding.ratio.total_cmp(&one.finding.ratio))
        .then_with(|| names(one).cmp(&names(other)))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::{
        Area, AreaLevel, Areas, Calendar, Category, CategoryCode, CountyTime, Detector, Facts, Taxonomy,
    };

    use super::*;
    use crate::{parameters::Parameters, snapshot::Snapshot};

    const TOWN: usize = 0;
    const GRID: usize = 1;
    const GROUP: usize = 0;
    const CHILD: usize = 1;

    fn finding(detector: Detector, area: usize, category: usize, observed: f64) -> Finding {
        let day = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
        Finding {
            detector,
            area,
            cluster: Vec::new(),
            category,
            event: None,
            span: (day, day),
            observed,
            expected: 2.0,
            upper: 6.0,
            ratio: observed / 2.0,
            parameters: Vec::new(),
            series: Vec::new(),
            evidence: Vec::new(),
            reports: None,
            facts: Facts::default(),
        }
    }

    /// What is left of findings, given from rare to less rare, as their places in the list.
    fn left(findings: &[Finding]) -> Vec<usize> {
        let area = |id: &str, parent: Option<&str>, level| Area {
            id: id.into(),
            parent: parent.map(domain::AreaId::from),
            level,
            name: id.to_owned(),
            households: 0,
            centre: None,
            outline: Vec::new(),
        };
        let category = |code: &str, parent: Option<&str>| Category {
            code: code.into(),
            parent: parent.map(CategoryCode::from),
            name_zh: code.to_owned(),
            name_en: code.to_owned(),
            restricted: false,
        };
        let areas = Areas::new(vec![area("t", None, AreaLevel::Town), area("g", Some("t"), AreaLevel::Grid)])
            .unwrap();
        let taxonomy = Taxonomy::new(vec![category("10", None), category("1001", Some("10"))]).unwrap();
        let calendar = Calendar::default();
        let snapshot = Snapshot {
            reports: &[],
            effort: &[],
            areas: &areas,
            taxonomy: &taxonomy,
            calendar: &calendar,
            time: CountyTime::SHANGHAI,
        };
        let parameters = Parameters::default();
        let as_of = CountyTime::SHANGHAI.end_of(findings[0].span.1);
        let sweep = Sweep::new(&snapshot, &parameters, as_of);
        let found = findings.iter().zip(1u32..).map(|(finding, rank)| Found {
            finding: finding.clone(),
            p_value: f64::from(rank) * 1e-4,
            q_value: 0.01,
        });
        let kept = without_doubles(found.collect(), &sweep);
        kept.iter().map(|found| (found.p_value / 1e-4).round() as usize - 1).collect()
    }

    #[test]
    fn the_grid_that_explains_its_town_stands_for_it() {
        let town = finding(Detector::SeasonalBaseline, TOWN, GROUP, 12.0);
        let grid = |observed| finding(Detector::SpaceTimeScan, GRID, GROUP, observed);
        assert_eq!(left(&[town.clone(), grid(8.0)]), [1], "six of ten too many are in the grid");
        assert_eq!(left(&[grid(5.0), town]), [1], "three of ten are not the town's matter");
    }

    #[test]
    fn the_category_that_explains_its_group_stands_for_it() {
        let group = finding(Detector::SeasonalBaseline, TOWN, GROUP, 12.0);
        let child = finding(Detector::SeasonalBaseline, TOWN, CHILD, 11.0);
        assert_eq!(left(&[group, child]), [1]);
    }

    #[test]
    fn when_neither_lies_in_the_other_the_rarer_is_said() {
        let wide_place = finding(Detector::SeasonalBaseline, TOWN, CHILD, 12.0);
        let wide_category = finding(Detector::SpaceTimeScan, GRID, GROUP, 12.0);
        assert_eq!(left(&[wide_category, wide_place]), [0]);
    }

    #[test]
    fn other_kinds_and_other_days_are_other_matters() {
        let emerging = finding(Detector::SeasonalBaseline, TOWN, GROUP, 12.0);
        let trending = finding(Detector::MannKendall, TOWN, GROUP, 12.0);
        let mut later = emerging.clone();
        later.span = (later.span.0 + chrono::Days::new(7), later.span.1 + chrono::Days::new(7));
        assert_eq!(left(&[emerging, trending, later]), [0, 2, 1]);
    }

    #[test]
    fn tests_that_say_nothing_still_weigh_on_the_others() {
        let test = |p_value| Test::new(p_value, Some(finding(Detector::SeasonalBaseline, TOWN, GROUP, 12.0)));
        let silent = Test::new(1.0, None);
        assert_eq!(hold(vec![test(0.02), silent.clone()], 0.1).len(), 1);
        let many = std::iter::once(test(0.02)).chain(std::iter::repeat_n(silent, 9)).collect();
        assert_eq!(hold(many, 0.1).len(), 0);
    }
}
