//! The tables against the definition: every cylinder, counted and scored by itself.

use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::scan::worlds::{Room, World};

/// A model that owns its numbers.
#[derive(Clone, Debug)]
enum Owned {
    Permutation,
    Poisson(Vec<f64>),
    Expectation(Vec<f64>, f64),
    Shared(Vec<f64>, Vec<usize>, f64),
}

impl Owned {
    fn model(&self) -> Model<'_> {
        match self {
            Self::Permutation => Model::Permutation,
            Self::Poisson(population) => Model::Poisson { population },
            Self::Expectation(means, dispersion) => Model::Expectation { means, dispersion: *dispersion },
            Self::Shared(means, groups, variance) => Model::Shared { means, groups, variance: *variance },
        }
    }
}

/// A small world: points on a grid, so that distances tie and places coincide, and its cases.
#[derive(Clone, Debug)]
struct Small {
    points: Vec<[f64; 2]>,
    periods: usize,
    cases: Vec<Cases>,
    model: Owned,
    bounds: Search,
    radius: f64,
}

fn small() -> impl Strategy<Value = Small> {
    (2usize..12, 1usize..90).prop_flat_map(|(places, periods)| {
        let case = (0..places, 0..periods, 0u32..4);
        let model = prop_oneof![
            Just(Owned::Permutation),
            prop::collection::vec(1.0..50.0_f64, places).prop_map(Owned::Poisson),
            prop::collection::vec(1.0..50.0_f64, places * periods).prop_map(Owned::Poisson),
            (prop::collection::vec(0.01..0.5_f64, places * periods), 0.5..3.0_f64)
                .prop_map(|(means, dispersion)| Owned::Expectation(means, dispersion)),
            (
                prop::collection::vec(0.01..0.5_f64, places * periods),
                prop::collection::vec(0usize..3, places),
                0.0..3.0_f64
            )
                .prop_map(|(means, groups, variance)| Owned::Shared(means, groups, variance)),
        ];
        (
            prop::collection::vec((0u8..4, 0u8..4), places),
            prop::collection::vec(case, 1..40),
            model,
            (any::<bool>(), 1usize..90, 0.3..1.0_f64, 1u32..3, any::<u64>()),
            0.0..4.0_f64,
        )
            .prop_map(move |(points, cases, model, bounds, radius)| Small {
                points: points.iter().map(|(x, y)| [f64::from(*x), f64::from(*y)]).collect(),
                periods,
                cases: cases
                    .iter()
                    .map(|&(location, period, count)| Cases { location, period, count })
                    .collect(),
                model,
                bounds: Search {
                    span: if bounds.0 { Span::Prospective } else { Span::Retrospective },
                    max_periods: bounds.1,
                    max_share: bounds.2,
                    min_cases: bounds.3,
                    replicates: 20,
                    seed: bounds.4,
                    ..Search::default()
                },
                radius,
            })
    })
}

/// The greatest score of a world, cylinder by cylinder from the definition.
fn greatest(small: &Small, circles: &Circles, world: &World, total: f64) -> f64 {
    let places = small.points.len();
    let periods = small.periods;
    let mut count = vec![0.0; places * periods];
    for period in 0..periods {
        world.of(period).iter().for_each(|&(l, n)| count[l as usize * periods + period] += f64::from(n));
    }
    let data = |location: usize, period: usize| {
        let here = |case: &&Cases| case.location == location && case.period == period;
        small.cases.iter().filter(here).map(|case| f64::from(case.count)).sum::<f64>()
    };
    let at_risk = |location: usize| match &small.model {
        Owned::Permutation => (0..periods).map(|period| data(location, period)).sum::<f64>(),
        Owned::Poisson(people) if people.len() == places => people[location],
        Owned::Poisson(cells) | Owned::Expectation(cells, _) | Owned::Shared(cells, ..) => {
            cells[location * periods..(location + 1) * periods].iter().sum()
        }
    };
    let all: f64 = (0..places).map(at_risk).sum();
    let expected = |zone: &[usize], first: usize, last: usize| match &small.model {
        Owned::Permutation => {
            let window: f64 = (0..places).flat_map(|l| (first..=last).map(move |t| data(l, t))).sum();
            zone.iter().map(|&l| at_risk(l)).sum::<f64>() * window / total
        }
        Owned::Poisson(people) if people.len() == places => {
            let share = zone.iter().map(|&l| people[l]).sum::<f64>() / all;
            total * share * (last - first + 1) as f64 / periods as f64
        }
        Owned::Poisson(cells) | Owned::Expectation(cells, _) | Owned::Shared(cells, ..) => {
            let inside: f64 =
                zone.iter().flat_map(|&l| (first..=last).map(move |t| cells[l * periods + t])).sum();
            if matches!(small.model, Owned::Poisson(_)) { inside * total / all } else { inside }
        }
    };
    let law = match &small.model {
        Owned::Expectation(_, dispersion) => Law::Expectation { dispersion: *dispersion },
        Owned::Shared(means, groups, variance) => {
            let groups: std::collections::BTreeSet<&usize> = groups.iter().collect();
            let block = means.iter().sum::<f64>() / (groups.len() * periods) as f64;
            Law::Shared { variance: *variance, block }
        }
        _ => Law::Conditional { total },
    };
    let mut best: f64 = 0.0;
    for centre in 0..places {
        let around: Vec<usize> = circles.around(centre).iter().map(|&l| l as usize).collect();
        for size in 1..=around.len() {
            let zone = &around[..size];
            let ends =
                around.get(size).is_none_or(|&next| small.points[zone[size - 1]] != small.points[next]);
            let share = zone.iter().map(|&l| at_risk(l)).sum::<f64>() / all;
            if !ends || share > small.bounds.max_share * (1.0 + 1e-9) {
                continue;
            }
            let lasts =
                if small.bounds.span == Span::Prospective { periods - 1..periods } else { 0..periods };
            for last in lasts {
                for first in (last + 1).saturating_sub(small.bounds.max_periods)..=last {
                    let inside: f64 = zone
                        .iter()
                        .flat_map(|&l| count[l * periods + first..=l * periods + last].iter())
                        .sum();
                    if inside >= f64::from(small.bounds.min_cases) {
                        best = best.max(score(law, inside, expected(zone, first, last)));
                    }
                }
            }
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_score_is_the_greatest_by_the_definition(small in small()) {
        let total: f64 = small.cases.iter().map(|case| f64::from(case.count)).sum();
        prop_assume!(total > 0.0);
        let reach = Reach { radius: small.radius, ..Reach::default() };
        let circles = Circles::by_distance(Coordinates::Planar(&small.points), &reach).unwrap();
        let model = small.model.model();
        let found = search(&circles, &small.cases, small.periods, &model, &small.bounds).unwrap();
        let data = input::world(&small.cases, small.periods);
        let best = found.clusters.first().map_or(0.0, |cluster| cluster.score);
        prop_assert!((best - greatest(&small, &circles, &data, total)).abs() < 1e-9);

        let (cylinders, worlds) =
            input::lay_out(&circles, &small.cases, small.periods, &model, &small.bounds);
        let (mut room, mut world) = (Room::default(), World::default());
        for (replicate, &fast) in found.replicates.iter().enumerate().step_by(5) {
            let mut rng = ChaCha8Rng::seed_from_u64(small.bounds.seed);
            rng.set_stream(replicate as u64);
            worlds.draw(&mut rng, cylinders.oldest(), &mut room, &mut world);
            let slow = greatest(&small, &circles, &world, total);
            prop_assert!((fast - slow).abs() < 1e-9, "replicate {replicate}: {fast} for {slow}");
        }
    }
}
