//! From cases and a model to cylinders and worlds, and what makes that impossible.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::cylinders::Expected;
use super::worlds::{Alias, Share, Sparse, World, Worlds};
use super::{Cases, Circles, Cylinders, Law, Model, Search};
use crate::distribution::Counts;
use crate::error::ScanError;

/// More cases, cells or periods than these are refused: they would need gigabytes.
const MOST_CASES: usize = 1 << 27;
const MOST_CELLS: usize = 1 << 29;
const MOST_PERIODS: usize = 1 << 20;

/// Names the first thing that makes a search impossible.
pub(super) fn check(
    circles: &Circles,
    cases: &[Cases],
    periods: usize,
    model: &Model<'_>,
    search: &Search,
) -> Result<(), ScanError> {
    let locations = circles.locations();
    if locations == 0 || periods == 0 {
        return Err(ScanError::Empty);
    }
    let cells = locations.saturating_mul(periods);
    let total: u64 = cases.iter().map(|case| u64::from(case.count)).sum();
    for (what, got, most) in [
        ("periods", periods as u64, MOST_PERIODS),
        ("cells (locations × periods)", cells as u64, MOST_CELLS),
        ("cases", total, MOST_CASES),
    ] {
        if got > most as u64 {
            return Err(ScanError::TooLarge { what, most });
        }
    }
    let outside = |case: &Cases| case.location >= locations || case.period >= periods;
    if let Some(index) = cases.iter().position(outside) {
        let Cases { location, period, .. } = cases[index];
        return Err(ScanError::Outside { index, location, period });
    }
    let rules = [
        ("max_periods", search.max_periods > 0),
        ("max_share", search.max_share > 0.0 && search.max_share <= 1.0),
        ("min_cases", search.min_cases > 0),
        ("replicates", search.replicates > 0),
        ("stop_after", search.stop_after != Some(0)),
        ("significance", (0.0..=1.0).contains(&search.significance)),
    ];
    if let Some(rule) = rules.iter().find(|rule| !rule.1) {
        return Err(ScanError::Setting(rule.0));
    }
    match model {
        Model::Permutation => Ok(()),
        Model::Poisson { population } => check_population(population, cases, locations, periods),
        Model::Expectation { means, dispersion } => {
            check_means(means, cells)?;
            let usable = dispersion.is_finite() && *dispersion > 0.0;
            if usable { Ok(()) } else { Err(ScanError::Setting("dispersion")) }
        }
        Model::Shared { means, groups, variance } => {
            check_means(means, cells)?;
            if groups.len() != locations {
                return Err(ScanError::Length { what: "groups", got: groups.len(), needed: locations });
            }
            let usable = variance.is_finite() && *variance >= 0.0;
            if usable { Ok(()) } else { Err(ScanError::Setting("variance")) }
        }
    }
}

fn check_means(means: &[f64], cells: usize) -> Result<(), ScanError> {
    if means.len() != cells {
        return Err(ScanError::Length { what: "expected counts", got: means.len(), needed: cells });
    }
    match means.iter().position(|mean| !(mean.is_finite() && *mean > 0.0)) {
        Some(index) => Err(ScanError::Expected { index, value: means[index] }),
        None => Ok(()),
    }
}

fn check_population(
    population: &[f64],
    cases: &[Cases],
    locations: usize,
    periods: usize,
) -> Result<(), ScanError> {
    if population.len() != locations && population.len() != locations * periods {
        return Err(ScanError::Length {
            what: "populations",
            got: population.len(),
            needed: if population.len() < locations { locations } else { locations * periods },
        });
    }
    let total: f64 = population.iter().sum();
    let unusable = |value: &f64| !(value.is_finite() && *value >= 0.0) || total == 0.0;
    if let Some(index) = population.iter().position(unusable) {
        return Err(ScanError::Population { index, value: population[index] });
    }
    if !total.is_finite() {
        return Err(ScanError::Population { index: 0, value: total });
    }
    let constant = population.len() == locations;
    let people = |case: &Cases| {
        population[if constant { case.location } else { case.location * periods + case.period }]
    };
    match cases.iter().position(|case| case.count > 0 && people(case) == 0.0) {
        Some(index) => Err(ScanError::Nobody { index }),
        None => Ok(()),
    }
}

/// The cases as they happened.
pub(super) fn world(cases: &[Cases], periods: usize) -> World {
    let triples: Vec<(u32, u32, u32)> =
        cases.iter().map(|case| (case.period as u32, case.location as u32, case.count)).collect();
    let mut world = World::default();
    world.fill(periods, &triples);
    world
}

/// The cylinders of a checked search and the worlds of its model.
pub(super) fn lay_out<'a>(
    circles: &'a Circles,
    cases: &[Cases],
    periods: usize,
    model: &Model<'_>,
    search: &Search,
) -> (Cylinders<'a>, Worlds) {
    let locations = circles.locations();
    let count: usize = cases.iter().map(|case| case.count as usize).sum();
    let total = count as f64;
    match model {
        Model::Permutation => {
            let mut measures = vec![0.0; locations];
            let mut before = vec![0.0; periods + 1];
            for case in cases {
                measures[case.location] += f64::from(case.count);
                before[case.period + 1] += f64::from(case.count);
            }
            (0..periods).for_each(|period| before[period + 1] += before[period]);
            let starts: Vec<usize> = before.iter().map(|cases| *cases as usize).collect();
            let mut next = starts.clone();
            let mut shuffled = vec![0; count];
            for case in cases {
                let start = next[case.period];
                next[case.period] += case.count as usize;
                shuffled[start..next[case.period]].fill(case.location as u32);
            }
            let law = Law::Conditional { total };
            let expected = |zones| Expected::Product { zones, before, total };
            let cylinders = Cylinders::new(circles, &measures, law, expected, periods, search);
            (cylinders, Worlds::Shuffled { locations: shuffled, starts })
        }
        Model::Poisson { population } if population.len() == locations => {
            let before = (0..=periods).map(|period| period as f64).collect();
            // zone × window / this = cases × share of the population × share of the time.
            let people: f64 = population.iter().sum();
            let scale = people / total * periods as f64;
            let law = Law::Conditional { total };
            let expected = |zones| Expected::Product { zones, before, total: scale };
            let cylinders = Cylinders::new(circles, population, law, expected, periods, search);
            (cylinders, Worlds::Thrown { cases: count, periods, location: Alias::new(population) })
        }
        Model::Poisson { population } => {
            let scale = total / population.iter().sum::<f64>();
            let measures = by_location(population, periods);
            let values = population.iter().map(|people| people * scale).collect();
            let law = Law::Conditional { total };
            let expected = |_| Expected::Cells { values, periods };
            let cylinders = Cylinders::new(circles, &measures, law, expected, periods, search);
            (cylinders, Worlds::Scattered { cases: count, periods, cell: Alias::new(population) })
        }
        Model::Expectation { means, dispersion } => {
            let measures = by_location(means, periods);
            let law = Law::Expectation { dispersion: *dispersion };
            let expected = |_| Expected::Cells { values: means.to_vec(), periods };
            let cylinders = Cylinders::new(circles, &measures, law, expected, periods, search);
            let oldest = cylinders.oldest();
            let laws = means
                .chunks_exact(periods)
                .flat_map(|means| {
                    means[oldest..].iter().map(|&mean| Sparse::new(Counts::spread(mean, *dispersion)))
                })
                .collect();
            (cylinders, Worlds::Independent { laws, periods })
        }
        Model::Shared { means, groups, variance } => {
            let measures = by_location(means, periods);
            let expected = |_| Expected::Cells { values: means.to_vec(), periods };
            let blocks = groups.iter().collect::<BTreeSet<_>>().len() * periods;
            let block = means.iter().sum::<f64>() / blocks as f64;
            let law = Law::Shared { variance: *variance, block };
            let cylinders = Cylinders::new(circles, &measures, law, expected, periods, search);
            let shares = shares(means, groups, *variance, cylinders.oldest()..periods);
            (cylinders, Worlds::Shared { shares, periods })
        }
    }
}

/// What each group shares in each of these periods.
fn shares(means: &[f64], groups: &[usize], variance: f64, recent: Range<usize>) -> Vec<Share> {
    let periods = recent.end;
    let mut members: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (location, group) in groups.iter().enumerate() {
        members.entry(*group).or_default().push(location as u32);
    }
    members
        .values()
        .flat_map(|members| recent.clone().map(move |period| (members, period)))
        .map(|(members, period)| {
            let own: Vec<f64> =
                members.iter().map(|&location| means[location as usize * periods + period]).collect();
            let total: f64 = own.iter().sum();
            // Poisson given a gamma factor of this variance is negative binomial of this dispersion.
            let law = Counts::spread(total, 1.0 + total * variance);
            Share {
                period: period as u32,
                law: Sparse::new(law),
                member: Alias::new(&own),
                members: members.clone(),
            }
        })
        .collect()
}

fn by_location(cells: &[f64], periods: usize) -> Vec<f64> {
    cells.chunks_exact(periods).map(|cells| cells.iter().sum()).collect()
}
