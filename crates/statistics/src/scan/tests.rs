mod naive;
mod searches;

use proptest::prelude::*;
use rand::Rng;

use super::*;
use crate::simulation::{draw, shares, world};

/// A square of places one kilometre apart.
fn square(side: usize) -> Vec<[f64; 2]> {
    (0..side * side).map(|index| [(index % side) as f64, (index / side) as f64]).collect()
}

#[test]
fn a_planted_cluster_is_found_where_and_when_it_is() {
    let places = square(10);
    let expected = vec![0.2; 100 * 8];
    let mut counts = vec![0u32; 100 * 8];
    for place in [44, 45, 54, 55] {
        counts[place * 8 + 6] = 3;
        counts[place * 8 + 7] = 3;
    }
    let settings = Settings { max_radius: 3.0, ..Settings::default() };
    let found = prospective(&places, &counts, &expected, 1.5, 8, &settings).unwrap();
    assert_eq!((found[0].first_period, found[0].last_period, found[0].observed), (6, 7, 24));
    let mut inside = found[0].locations.clone();
    inside.sort_unstable();
    assert!([44, 45, 54, 55].iter().all(|place| inside.contains(place)));
    assert!(found[0].p_value < 0.001);
}

#[test]
fn two_far_clusters_are_told_apart_and_share_no_place() {
    let places = square(12);
    let expected = vec![0.3; 144 * 4];
    let mut counts = vec![0u32; 144 * 4];
    for place in [0, 1, 12, 142, 143, 131] {
        counts[place * 4 + 3] = 5;
    }
    let settings = Settings { max_radius: 2.0, ..Settings::default() };
    let found = prospective(&places, &counts, &expected, 1.0, 4, &settings).unwrap();
    assert_eq!(found.len(), 2);
    assert!(found[0].locations.iter().all(|place| !found[1].locations.contains(place)));
}

#[test]
fn quiet_worlds_are_called_clusters_as_often_as_the_significance_says() {
    let places = square(6);
    for (mean, dispersion) in [(0.05, 1.0), (0.5, 2.0), (5.0, 1.3)] {
        let mut rng = world(11);
        let p: Vec<f64> = (0..300)
            .map(|seed| {
                let counts: Vec<u32> = (0..36 * 4).map(|_| draw(&mut rng, mean, dispersion) as u32).collect();
                let settings = Settings { seed, significance: 1.0, max_radius: 3.0, ..Settings::default() };
                let expected = vec![mean; 36 * 4];
                let found = prospective(&places, &counts, &expected, dispersion, 4, &settings).unwrap();
                found.first().map_or(1.0, |cluster| cluster.p_value)
            })
            .collect();
        let [five, one] = shares(&p, [0.05, 0.01]);
        assert!((0.02..0.085).contains(&five) && one < 0.027, "mean {mean}: {five} {one}");
    }
}

#[test]
fn a_bad_week_of_a_village_is_called_a_cluster_as_often_as_the_significance_says() {
    let places = square(6);
    let circles =
        Circles::by_distance(Coordinates::Planar(&places), &Reach { radius: 3.0, ..Reach::default() });
    let circles = circles.unwrap();
    let villages: Vec<usize> = (0..36).map(|place| place / 12).collect();
    let (mean, variance) = (0.3, 0.5);
    let means = vec![mean; 36 * 4];
    let mut rng = world(12);
    let p: Vec<f64> = (0..300)
        .map(|seed| {
            let mut cases = Vec::new();
            for (village, period) in (0..3).flat_map(|village| (0..4).map(move |period| (village, period))) {
                // A village's count of this dispersion, thrown among its twelve places.
                let count = draw(&mut rng, 12.0 * mean, 1.0 + 12.0 * mean * variance) as u32;
                cases.extend((0..count).map(|_| Cases {
                    location: village * 12 + rng.random_range(0..12),
                    period,
                    count: 1,
                }));
            }
            let bounds = Search { seed, replicates: 99, max_periods: 4, max_share: 1.0, ..Search::default() };
            let model = Model::Shared { means: &means, groups: &villages, variance };
            let found = search(&circles, &cases, 4, &model, &bounds).unwrap();
            found.clusters.first().map_or(1.0, |cluster| cluster.p_value)
        })
        .collect();
    let [five, one] = shares(&p, [0.05, 0.01]);
    assert!((0.02..0.085).contains(&five) && one < 0.027, "{five} {one}");
}

#[test]
fn groups_of_another_length_or_a_variance_that_is_none_are_refused() {
    let circles = Circles::by_distance(Coordinates::Planar(&square(2)), &Reach::default()).unwrap();
    let of = |groups: &[usize], variance| {
        search(&circles, &[], 1, &Model::Shared { means: &[1.0; 4], groups, variance }, &Search::default())
    };
    assert!(matches!(of(&[0; 3], 1.0), Err(ScanError::Length { what: "groups", got: 3, needed: 4 })));
    for bad in [-0.1, f64::NAN, f64::INFINITY] {
        assert_eq!(of(&[0; 4], bad), Err(ScanError::Setting("variance")));
    }
}

#[test]
fn the_seed_alone_decides_the_p_value() {
    let places = square(6);
    let mut rng = world(3);
    let counts: Vec<u32> = (0..36 * 4).map(|_| rng.random_range(0..3)).collect();
    let expected = vec![0.7; 36 * 4];
    let run = |seed| {
        let settings = Settings { seed, significance: 1.0, ..Settings::default() };
        prospective(&places, &counts, &expected, 1.4, 4, &settings).unwrap()
    };
    assert_eq!(run(5), run(5));
    assert_eq!(run(5)[0].score, run(6)[0].score);
}

#[test]
fn nothing_observed_is_no_cluster() {
    assert_eq!(prospective(&square(3), &[0; 18], &[0.1; 18], 1.0, 2, &Settings::default()), Ok(vec![]));
}

#[test]
fn what_cannot_be_scanned_is_said() {
    let one = [[0.0, 0.0]];
    let settings = Settings::default();
    assert_eq!(prospective(&[], &[], &[], 1.0, 1, &settings), Err(ScanError::Empty));
    assert_eq!(prospective(&one, &[], &[], 1.0, 0, &settings), Err(ScanError::Empty));
    assert!(matches!(prospective(&one, &[1], &[1.0, 2.0], 1.0, 1, &settings), Err(ScanError::Length { .. })));
    let nowhere = [[f64::NAN, 0.0]];
    assert_eq!(
        prospective(&nowhere, &[1], &[1.0], 1.0, 1, &settings),
        Err(ScanError::Coordinate { index: 0 })
    );
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(
            prospective(&one, &[1], &[bad], 1.0, 1, &settings),
            Err(ScanError::Expected { .. })
        ));
    }
    let never = Settings { replicates: 0, ..Settings::default() };
    assert_eq!(prospective(&one, &[1], &[1.0], 1.0, 1, &never), Err(ScanError::Setting("replicates")));
    assert_eq!(
        prospective(&one, &[1], &[1.0], f64::NAN, 1, &settings),
        Err(ScanError::Setting("dispersion"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn one_more_event_in_the_cluster_never_raises_its_p_value(
        counts in prop::collection::vec(0u32..4, 25 * 3), seed in 0u64..1000,
    ) {
        let places = square(5);
        let expected = vec![0.8; 75];
        let settings = Settings { seed, significance: 1.0, max_radius: 2.0, ..Settings::default() };
        let before = prospective(&places, &counts, &expected, 1.2, 3, &settings).unwrap();
        if let Some(first) = before.first() {
            let mut more = counts;
            more[first.centre * 3 + 2] += 1;
            let after = prospective(&places, &more, &expected, 1.2, 3, &settings).unwrap();
            prop_assert!(after[0].p_value <= first.p_value);
        }
    }

    #[test]
    fn moving_and_turning_the_map_changes_nothing(
        counts in prop::collection::vec(0u32..4, 16 * 2), east in -50.0..50.0_f64, north in -50.0..50.0_f64,
    ) {
        // Irregular places, so that no two neighbours are equally far and rounding cannot swap them.
        let places: Vec<[f64; 2]> =
            (0..16).map(|i| [f64::from(i * i % 17) * 1.37, f64::from(i * 7 % 16) * 0.91]).collect();
        let moved: Vec<[f64; 2]> = places.iter().map(|place| [-place[1] + east, place[0] + north]).collect();
        let settings = Settings { significance: 1.0, max_radius: 4.0, replicates: 19, ..Settings::default() };
        let expected = vec![0.9; 32];
        let scores = |places: &[[f64; 2]]| -> Vec<f64> {
            let found = prospective(places, &counts, &expected, 1.0, 2, &settings).unwrap();
            found.iter().map(|cluster| cluster.score).collect()
        };
        prop_assert_eq!(scores(&places).first().copied(), scores(&moved).first().copied());
    }
}
