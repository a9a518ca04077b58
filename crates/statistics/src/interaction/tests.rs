use proptest::prelude::*;
use rand::Rng;

use super::*;
use crate::simulation::{shares, world};

/// Matters all over a square of 10 km and a year; a share of them is followed nearby within days.
fn world_of_events(seed: u64, count: usize, echoes: f64) -> (Vec<[f64; 2]>, Vec<f64>) {
    let mut rng = world(seed);
    let mut events: Vec<([f64; 2], f64)> = Vec::new();
    while events.len() < count {
        let place = [rng.random::<f64>() * 10.0, rng.random::<f64>() * 10.0];
        let day = (rng.random::<f64>() * 365.0).floor();
        events.push((place, day));
        if rng.random::<f64>() < echoes {
            let step = || 0.4 * (rng.random::<f64>() - 0.5);
            let shift: Vec<f64> = std::iter::repeat_with(step).take(2).collect();
            events.push(([place[0] + shift[0], place[1] + shift[1]], day + 1.0));
        }
    }
    events.into_iter().unzip()
}

fn quick(seed: u64) -> Settings {
    Settings { replicates: 199, seed, ..Settings::default() }
}

fn run(places: &[[f64; 2]], times: &[f64], strata: Option<&[u32]>, seed: u64) -> Knox {
    knox(&Events { places, times, strata }, 0.5, 3.0, &quick(seed)).unwrap()
}

#[test]
fn independent_places_and_times_are_called_interacting_as_often_as_the_level_says() {
    // One to seven close pairs expected: the fewer, the fewer p-values are attainable, and the plain test keeps to
    // the safe side where the mid-p keeps to the level.
    for (count, least) in [(120, 0.005), (300, 0.025)] {
        let tests: Vec<Knox> = (0..800)
            .map(|seed| {
                let (places, times) = world_of_events(seed, count, 0.0);
                run(&places, &times, None, seed)
            })
            .collect();
        let [plain, mid] = [|knox: &Knox| knox.p_value, |knox: &Knox| knox.p_mid]
            .map(|p| shares(&tests.iter().map(p).collect::<Vec<_>>(), [0.05, 0.01]));
        assert!((least..0.065).contains(&plain[0]) && plain[1] < 0.018, "{count}: {plain:?}");
        assert!((0.025..0.075).contains(&mid[0]) && mid[1] < 0.022, "{count}: {mid:?}");
    }
}

#[test]
fn echoes_are_found_and_their_reach_is_measured() {
    let (places, times) = world_of_events(7, 300, 0.3);
    let events = Events { places: &places, times: &times, strata: None };
    let table = near_repeat(&events, &[0.3, 1.0, 2.0], &[2.0, 7.0, 14.0], &quick(1)).unwrap();
    assert!(table.p_value <= 0.005 && table.cells[0].ratio > 10.0);
    assert_eq!(table.reach, Some(Reach { distance: 0.3, duration: 2.0 }));
    assert_eq!(table.at_distance(0)[0], table.cells[0]);
    assert!(table.at_distance(3).is_empty());
}

#[test]
fn a_quiet_table_is_called_raised_as_often_as_the_level_says() {
    let raised = (0..400)
        .filter(|&seed| {
            let (places, times) = world_of_events(seed, 120, 0.0);
            let events = Events { places: &places, times: &times, strata: None };
            let limits = ([0.3, 0.6, 1.0, 2.0], [3.0, 7.0, 14.0, 28.0]);
            near_repeat(&events, &limits.0, &limits.1, &quick(seed)).unwrap().p_value <= 0.05
        })
        .count();
    // Any false cell among sixteen, at 5%: 20 of 400, give or take 4.4.
    assert!((8..=33).contains(&raised), "{raised}");
}

#[test]
fn two_districts_with_seasons_of_their_own_interact_only_without_strata() {
    let (mut plain, mut within) = (0, 0);
    for seed in 0..60 {
        let mut rng = world(900 + seed);
        let mut events = Vec::new();
        for index in 0..200 {
            let district = index % 2;
            let place = [20.0 * f64::from(district) + rng.random::<f64>() * 3.0, rng.random::<f64>() * 3.0];
            events.push((
                place,
                (f64::from(district) * 180.0 + rng.random::<f64>() * 30.0).floor(),
                district,
            ));
        }
        let places: Vec<[f64; 2]> = events.iter().map(|event| event.0).collect();
        let times: Vec<f64> = events.iter().map(|event| event.1).collect();
        let strata: Vec<u32> = events.iter().map(|event| event.2 as u32).collect();
        plain += usize::from(run(&places, &times, None, seed).p_value <= 0.05);
        within += usize::from(run(&places, &times, Some(&strata), seed).p_value <= 0.05);
    }
    assert!(plain >= 55 && within <= 8, "{plain} {within}");
}

#[test]
fn the_exact_moments_are_those_of_the_permutations() {
    let (places, times) = world_of_events(3, 200, 0.2);
    let events = Events { places: &places, times: &times, strata: None };
    let (distances, durations) = ([0.5, 2.0], [7.0, 30.0]);
    let table = Table::new(&events, &distances, &durations).unwrap();
    let counts = table.replicates(&Settings { replicates: 4000, ..Settings::default() });
    for (cell, moments) in table.moments(&counts).iter().enumerate() {
        let drawn: Vec<f64> = counts.iter().skip(cell).step_by(4).map(|&count| count.into()).collect();
        let mean = drawn.iter().sum::<f64>() / 4000.0;
        let variance = drawn.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / 3999.0;
        assert!((mean - moments.expected).abs() < 4.0 * (moments.variance / 4000.0).sqrt());
        assert!((variance / moments.variance - 1.0).abs() < 0.12, "{variance} {moments:?}");
    }
}

#[test]
fn degenerate_events_get_an_answer() {
    let (places, times) = (vec![[1.0, 1.0]; 40], vec![5.0; 40]);
    let all = run(&places, &times, None, 1);
    assert_eq!((all.statistic, all.expected, all.variance), (780, 780.0, 0.0));
    assert_eq!((all.p_value, all.p_normal), (1.0, 1.0));
    let two = run(&[[0.0, 0.0], [9.0, 9.0]], &[1.0, 2.0], Some(&[4, 7]), 1);
    assert_eq!((two.statistic, two.p_value, two.p_poisson, two.p_normal), (0, 1.0, 1.0, 1.0));
    let far = run(&[[-1e308, 0.0], [1e308, 0.0], [f64::MIN_POSITIVE, 0.0]], &[-1e308, 1e308, 0.0], None, 1);
    assert_eq!(far.statistic, 0);
    assert!(emergence(&[[0.0, 0.0]; 3000], 1.0, 50.0).unwrap().iter().all(|e| e.statistic.is_finite()));
}

#[test]
fn what_cannot_be_tested_is_said() {
    let (places, times, settings) = (vec![[0.0, 0.0]; 5], vec![0.0; 5], Settings::default());
    let events = Events { places: &places, times: &times, strata: None };
    let over = |events: &Events<'_>| knox(events, 1.0, 1.0, &settings).unwrap_err();
    assert!(matches!(over(&Events { times: &times[1..], ..events }), InteractionError::Length { .. }));
    assert!(matches!(over(&Events { strata: Some(&[1]), ..events }), InteractionError::Length { .. }));
    assert_eq!(
        over(&Events { times: &[0.0, 0.0, f64::NAN, 0.0, 0.0], ..events }),
        InteractionError::NotFinite { index: 2 }
    );
    let none = Events { places: &[], times: &[], strata: None };
    assert_eq!(over(&none), InteractionError::TooFew { events: 0, needed: 2 });
    assert!(matches!(
        knox(&events, -1.0, 1.0, &settings),
        Err(InteractionError::Limit { what: "distances", .. })
    ));
    assert!(matches!(
        near_repeat(&events, &[1.0], &[2.0, 2.0], &settings),
        Err(InteractionError::Limit { index: 1, .. })
    ));
    assert_eq!(near_repeat(&events, &[1.0], &[], &settings), Err(InteractionError::NoLimit("durations")));
    let none = Settings { replicates: 0, ..settings };
    assert_eq!(knox(&events, 1.0, 1.0, &none), Err(InteractionError::Setting("replicates")));
    assert_eq!(emergence(&places, 0.0, 0.5), Err(InteractionError::Setting("radius")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn neither_threads_nor_the_order_of_events_change_a_digit(
        seed in any::<u64>(), threads in 2usize..9, turn in 1usize..99, stratified in any::<bool>(),
    ) {
        let (mut places, mut times) = world_of_events(seed, 100, 0.1);
        let mut strata: Vec<u32> = times.iter().map(|day| (day / 30.0) as u32).collect();
        let look = |places: &[[f64; 2]], times: &[f64], strata: &[u32], threads: usize| {
            let events = Events { places, times, strata: stratified.then_some(strata) };
            near_repeat(&events, &[0.5, 1.0], &[3.0, 7.0], &Settings { threads, ..quick(seed) }).unwrap()
        };
        let before = look(&places, &times, &strata, 1);
        prop_assert_eq!(&look(&places, &times, &strata, threads), &before);
        places.rotate_left(turn);
        times.rotate_left(turn);
        strata.rotate_left(turn);
        prop_assert_eq!(&look(&places, &times, &strata, 1), &before);
    }

    #[test]
    fn moving_turning_and_delaying_everything_changes_nothing(
        seed in any::<u64>(), east in -1e3..1e3_f64, angle in 0.0..6.3_f64, later in -5000i32..5000,
    ) {
        let (places, times) = world_of_events(seed, 100, 0.2);
        let (sine, cosine) = angle.sin_cos();
        let turned: Vec<[f64; 2]> =
            places.iter().map(|[x, y]| [x * cosine - y * sine + east, x * sine + y * cosine]).collect();
        let delayed: Vec<f64> = times.iter().map(|time| time + f64::from(later)).collect();
        let (before, after) = (run(&places, &times, None, 5), run(&turned, &delayed, None, 5));
        prop_assert_eq!((before.statistic, before.close_in_space), (after.statistic, after.close_in_space));
        prop_assert_eq!((before.expected, before.variance), (after.expected, after.variance));
        prop_assert!((before.p_value - after.p_value).abs() < 0.2);
    }

    #[test]
    fn wider_limits_never_hold_fewer_pairs(seed in any::<u64>(), near in 0.1..2.0_f64, soon in 1.0..20.0_f64) {
        let (places, times) = world_of_events(seed, 80, 0.2);
        let events = Events { places: &places, times: &times, strata: None };
        let look = |distance, duration| knox(&events, distance, duration, &quick(1)).unwrap();
        let (small, large) = (look(near, soon), look(near * 1.5, soon * 1.5));
        prop_assert!(small.statistic <= large.statistic && small.expected <= large.expected);
    }
}
