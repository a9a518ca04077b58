//! What holds for any search, whatever the model.

use proptest::prelude::*;
use rand::Rng;

use super::*;

/// Places scattered without ties, and cases among them.
fn town(places: usize, periods: usize, cases: usize, seed: u64) -> (Vec<[f64; 2]>, Vec<Cases>) {
    let mut rng = world(seed);
    let points = (0..places).map(|_| [rng.random::<f64>() * 9.0, rng.random::<f64>() * 9.0]).collect();
    let cases = (0..cases)
        .map(|_| Cases {
            location: rng.random_range(0..places),
            period: rng.random_range(0..periods),
            count: 1,
        })
        .collect();
    (points, cases)
}

fn circles(points: &[[f64; 2]]) -> Circles {
    let reach = Reach { radius: 4.0, ..Reach::default() };
    Circles::by_distance(Coordinates::Planar(points), &reach).unwrap()
}

fn bounds() -> Search {
    Search { max_periods: 10, replicates: 99, ..Search::default() }
}

#[test]
fn threads_change_nothing() {
    let (points, cases) = town(40, 50, 300, 1);
    let (circles, population) = (circles(&points), vec![1.0; 40]);
    for model in [Model::Permutation, Model::Poisson { population: &population }] {
        for stop_after in [None, Some(5)] {
            let bounds = Search { stop_after, replicates: 300, ..bounds() };
            let run = |threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| search(&circles, &cases, 50, &model, &bounds).unwrap())
            };
            assert_eq!(run(1), run(3));
        }
    }
}

#[test]
fn the_seed_decides_the_replicates_and_nothing_else() {
    let (points, cases) = town(40, 50, 300, 2);
    let circles = circles(&points);
    let run = |seed| search(&circles, &cases, 50, &Model::Permutation, &Search { seed, ..bounds() }).unwrap();
    let (one, other) = (run(1), run(2));
    assert_eq!(one, run(1));
    assert_ne!(one.replicates, other.replicates);
    let what = |found: &Findings| -> Vec<_> {
        found
            .clusters
            .iter()
            .map(|c| (c.locations.clone(), c.first_period, c.last_period, c.observed))
            .collect()
    };
    assert_eq!(what(&one), what(&other));
}

#[test]
fn an_early_stop_ends_quiet_searches_and_leaves_loud_ones_their_replicates() {
    let (points, mut cases) = town(40, 50, 300, 3);
    let circles = circles(&points);
    let bounds = Search { stop_after: Some(10), replicates: 999, ..bounds() };
    let quiet = search(&circles, &cases, 50, &Model::Permutation, &bounds).unwrap();
    let stopped = quiet.replicates.len();
    assert!(stopped < 200, "{stopped}");
    assert_eq!(quiet.clusters[0].p_value, 10.0 / stopped as f64);
    assert!(*quiet.replicates.last().unwrap() >= quiet.clusters[0].score);
    cases.extend((0..9).map(|_| Cases { location: 7, period: 49, count: 1 }));
    let loud = search(&circles, &cases, 50, &Model::Permutation, &bounds).unwrap();
    assert_eq!(loud.replicates.len(), 999);
    assert!(loud.clusters[0].p_value <= 0.01 && loud.clusters[0].locations.contains(&7));
    assert!(loud.clusters[0].gumbel_p_value.is_some_and(|p| p < 0.01));
}

#[test]
fn quiet_worlds_have_uniform_p_values() {
    let population = vec![1.0; 30];
    for model in [Model::Permutation, Model::Poisson { population: &population }] {
        let p: Vec<f64> = (0..300)
            .map(|seed| {
                let (points, cases) = town(30, 40, 150, 1000 + seed);
                let bounds = Search { seed, ..bounds() };
                let found = search(&circles(&points), &cases, 40, &model, &bounds).unwrap();
                found.clusters.first().map_or(1.0, |cluster| cluster.p_value)
            })
            .collect();
        let [half, ten, one] = shares(&p, [0.5, 0.1, 0.01]);
        assert!(
            (0.41..0.59).contains(&half) && (0.05..0.16).contains(&ten) && one < 0.03,
            "{half} {ten} {one}"
        );
    }
}

#[test]
fn a_cluster_of_the_past_is_for_the_retrospective_search() {
    let (points, mut cases) = town(40, 60, 200, 4);
    cases.extend((20..23).map(|period| Cases { location: 5, period, count: 4 }));
    let circles = circles(&points);
    let run = |span| search(&circles, &cases, 60, &Model::Permutation, &Search { span, ..bounds() }).unwrap();
    let past = &run(Span::Retrospective).clusters[0];
    assert_eq!((past.first_period, past.last_period, past.p_value), (20, 22, 0.01));
    assert!(past.locations.contains(&5));
    assert!(run(Span::Prospective).clusters.iter().all(|cluster| cluster.last_period == 59));
}

#[test]
fn more_cases_than_a_lane_holds_are_counted_all_the_same() {
    let points = [[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]];
    let cases: Vec<Cases> = (0..30)
        .map(|index| Cases {
            location: index % 3,
            period: index / 3,
            count: 4000 + 500 * (index == 27) as u32,
        })
        .collect();
    let bounds = Search { max_share: 1.0, replicates: 9, ..bounds() };
    let model = Model::Poisson { population: &[1.0; 3] };
    let found = search(&circles(&points), &cases, 10, &model, &bounds).unwrap();
    assert_eq!((found.clusters[0].observed, found.clusters[0].p_value), (4500, 0.1));
    assert_eq!(found.clusters[0].locations, [0]);
}

#[test]
fn no_case_is_no_cluster() {
    let circles = circles(&[[0.0, 0.0]]);
    assert_eq!(search(&circles, &[], 9, &Model::Permutation, &bounds()), Ok(Findings::default()));
    let none = [Cases { location: 0, period: 3, count: 0 }];
    assert_eq!(search(&circles, &none, 9, &Model::Permutation, &bounds()), Ok(Findings::default()));
}

#[test]
fn what_cannot_be_searched_is_said() {
    let circles = circles(&[[0.0, 0.0], [1.0, 1.0]]);
    let one = [Cases { location: 1, period: 2, count: 1 }];
    fn of(
        circles: &Circles,
        cases: &[Cases],
        periods: usize,
        model: Model<'_>,
        bounds: &Search,
    ) -> ScanError {
        search(circles, cases, periods, &model, bounds).unwrap_err()
    }
    let permutation =
        |cases: &[Cases], periods, bounds: &Search| of(&circles, cases, periods, Model::Permutation, bounds);
    assert_eq!(permutation(&one, 0, &bounds()), ScanError::Empty);
    assert_eq!(permutation(&one, 2, &bounds()), ScanError::Outside { index: 0, location: 1, period: 2 });
    let nowhere = [Cases { location: 2, ..one[0] }];
    assert!(matches!(permutation(&nowhere, 9, &bounds()), ScanError::Outside { .. }));
    let crowd = [Cases { count: u32::MAX, ..one[0] }];
    assert!(matches!(permutation(&crowd, 9, &bounds()), ScanError::TooLarge { what: "cases", .. }));
    assert!(matches!(permutation(&one, usize::MAX, &bounds()), ScanError::TooLarge { what: "periods", .. }));
    for (name, wrong) in [
        ("max_periods", Search { max_periods: 0, ..bounds() }),
        ("max_share", Search { max_share: f64::NAN, ..bounds() }),
        ("min_cases", Search { min_cases: 0, ..bounds() }),
        ("replicates", Search { replicates: 0, ..bounds() }),
        ("stop_after", Search { stop_after: Some(0), ..bounds() }),
        ("significance", Search { significance: 2.0, ..bounds() }),
    ] {
        assert_eq!(permutation(&one, 9, &wrong), ScanError::Setting(name));
    }
    let poisson = |population: &[f64]| of(&circles, &one, 9, Model::Poisson { population }, &bounds());
    assert_eq!(poisson(&[1.0]), ScanError::Length { what: "populations", got: 1, needed: 2 });
    assert_eq!(poisson(&[1.0; 7]), ScanError::Length { what: "populations", got: 7, needed: 18 });
    assert_eq!(poisson(&[1.0, 0.0]), ScanError::Nobody { index: 0 });
    assert!(matches!(poisson(&[0.0, 0.0]), ScanError::Population { .. }));
    assert!(matches!(poisson(&[f64::NAN, 1.0]), ScanError::Population { index: 0, .. }));
    assert!(matches!(poisson(&[f64::MAX, f64::MAX]), ScanError::Population { .. }));
    let means = |means: &[f64], dispersion| {
        of(&circles, &one, 3, Model::Expectation { means, dispersion }, &bounds())
    };
    assert!(matches!(means(&[1.0], 1.0), ScanError::Length { what: "expected counts", .. }));
    assert!(matches!(means(&[0.0; 6], 1.0), ScanError::Expected { index: 0, .. }));
    assert_eq!(means(&[1.0; 6], f64::INFINITY), ScanError::Setting("dispersion"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn relabelling_the_locations_relabels_the_clusters(seed in 0u64..10_000, shift in 1usize..25) {
        let (points, cases) = town(25, 30, 120, seed);
        let population: Vec<f64> = (0..25).map(|index| 10.0 + index as f64).collect();
        let label = |location: usize| (location * 7 + shift) % 25;
        let (mut moved, mut people) = (points.clone(), population.clone());
        for location in 0..25 {
            moved[label(location)] = points[location];
            people[label(location)] = population[location];
        }
        let relabelled: Vec<Cases> =
            cases.iter().map(|case| Cases { location: label(case.location), ..*case }).collect();
        let places = |found: &Findings, label: &dyn Fn(usize) -> usize| -> Vec<_> {
            found
                .clusters
                .iter()
                .map(|cluster| {
                    let mut places: Vec<usize> = cluster.locations.iter().map(|&l| label(l)).collect();
                    places.sort_unstable();
                    (places, cluster.first_period, cluster.observed, (cluster.score * 1e9).round())
                })
                .collect()
        };
        for (model, other) in [
            (Model::Permutation, Model::Permutation),
            (Model::Poisson { population: &population }, Model::Poisson { population: &people }),
        ] {
            let before = search(&circles(&points), &cases, 30, &model, &bounds()).unwrap();
            let after = search(&circles(&moved), &relabelled, 30, &other, &bounds()).unwrap();
            prop_assert_eq!(places(&before, &label), places(&after, &|l| l));
        }
    }

    #[test]
    fn one_more_case_in_the_best_cluster_never_lowers_its_score_against_the_same_people(
        seed in 0u64..10_000,
    ) {
        let (points, mut cases) = town(25, 30, 120, seed);
        let means = vec![120.0 / 750.0; 750];
        let model = Model::Expectation { means: &means, dispersion: 1.0 };
        let best = |cases: &[Cases]| {
            search(&circles(&points), cases, 30, &model, &bounds()).unwrap().clusters.first().cloned()
        };
        if let Some(before) = best(&cases) {
            cases.push(Cases { location: before.centre, period: 29, count: 1 });
            prop_assert!(best(&cases).is_some_and(|after| after.score > before.score));
        }
    }

    #[test]
    fn one_more_case_anywhere_never_lowers_the_best_score_of_given_means(
        seed in 0u64..10_000, location in 0usize..25, period in 0usize..30,
    ) {
        let (points, mut cases) = town(25, 30, 120, seed);
        let means = vec![120.0 / 750.0; 750];
        let model = Model::Expectation { means: &means, dispersion: 1.3 };
        let best = |cases: &[Cases]| {
            let found = search(&circles(&points), cases, 30, &model, &bounds()).unwrap();
            found.clusters.first().map_or(0.0, |cluster| cluster.score)
        };
        let before = best(&cases);
        cases.push(Cases { location, period, count: 1 });
        prop_assert!(best(&cases) >= before);
    }
}
