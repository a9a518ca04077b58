use proptest::prelude::*;

use super::*;
use crate::distribution::Counts;
use crate::simulation::world;
use rand::Rng;

/// Runs all three on one series.
fn all(counts: &[f64], means: &[f64], size: f64) -> [Vec<Step>; 3] {
    let ratio = LikelihoodRatioSettings { size, ..LikelihoodRatioSettings::default() };
    [
        glr(counts, means, &GlrSettings { size, ..GlrSettings::default() }).unwrap(),
        likelihood_ratio(counts, means, &ratio).unwrap(),
        rossi(counts, means, &RossiSettings::default()).unwrap(),
    ]
}

#[test]
fn false_alarms_come_as_rarely_as_designed() {
    for (mean, size, wanted) in [(1.5, f64::INFINITY, 100.0), (1.5, 2.0, 100.0), (8.0, 5.0, 50.0)] {
        let threshold = likelihood_ratio_threshold(mean, size, 2.0, wanted).unwrap();
        let settings = LikelihoodRatioSettings { size, ratio: 2.0, threshold };
        let mut rng = world(11);
        let law = Counts::negative_binomial(mean, size).unwrap();
        let counts: Vec<f64> = (0..100_000).map(|_| law.quantile(rng.random())).collect();
        let steps = likelihood_ratio(&counts, &vec![mean; counts.len()], &settings).unwrap();
        let alarms = steps.iter().filter(|step| step.alarm).count() as f64;
        let between = counts.len() as f64 / alarms;
        assert!((0.85..1.25).contains(&(between / wanted)), "{mean} {size}: {between} for {wanted}");
    }
}

#[test]
fn a_slow_rise_is_found_and_dated() {
    let mut rng = world(12);
    let (mut found, mut near) = (0, 0);
    for _ in 0..200 {
        let counts: Vec<f64> = (0..80)
            .map(|week| {
                Counts::negative_binomial(if week < 40 { 2.0 } else { 4.0 }, 4.0)
                    .unwrap()
                    .quantile(rng.random())
            })
            .collect();
        let settings = GlrSettings { size: 4.0, threshold: 5.0, window: Some(52) };
        let steps = glr(&counts, &[2.0; 80], &settings).unwrap();
        if let Some(alarm) = steps[40..].iter().find(|step| step.alarm) {
            found += 1;
            near += usize::from(alarm.onset.unwrap().abs_diff(40) <= 8);
        }
    }
    assert!(found > 180 && near * 10 > found * 7, "{found} found, {near} near");
}

#[test]
fn an_infinite_size_is_the_limit_of_large_sizes() {
    let counts = [0.0, 3.0, 2.0, 5.0, 1.0, 4.0, 6.0, 2.0];
    let means = [1.0, 2.0, 1.5, 2.5, 1.0, 2.0, 3.0, 2.0];
    for (a, b) in
        all(&counts, &means, 1e9).iter().flatten().zip(all(&counts, &means, f64::INFINITY).iter().flatten())
    {
        assert!((a.statistic - b.statistic).abs() < 1e-6, "{a:?} {b:?}");
    }
}

#[test]
fn what_cannot_run_is_said() {
    let settings = GlrSettings::default();
    assert_eq!(glr(&[], &[], &settings), Ok(Vec::new()));
    assert_eq!(glr(&[1.0], &[], &settings), Err(CusumError::Length { counts: 1, means: 0 }));
    assert_eq!(glr(&[1.0, -1.0], &[1.0; 2], &settings), Err(CusumError::NotACount { index: 1, value: -1.0 }));
    assert_eq!(glr(&[1.0], &[0.0], &settings), Err(CusumError::Mean { index: 0, value: 0.0 }));
    assert_eq!(glr(&[1.0], &[1.0], &GlrSettings { size: 0.0, ..settings }), Err(CusumError::Setting("size")));
    assert_eq!(likelihood_ratio_threshold(1.0, 1.0, 1.0, 99.0), Err(CusumError::Setting("ratio")));
    assert!(all(&[1e300, 0.0, f64::MAX], &[1e300, 1e-300, 1.0], 2.0).iter().flatten().count() == 9);
}

/// The steps up to and with the first alarm in either.
fn before_restart<'a>(a: &'a [Step], b: &'a [Step]) -> impl Iterator<Item = (&'a Step, &'a Step)> {
    let first = a.iter().zip(b).position(|(a, b)| a.alarm || b.alarm).map_or(a.len(), |at| at + 1);
    a.iter().zip(b).take(first)
}

proptest! {
    #[test]
    fn more_events_never_lower_the_evidence(
        weeks in prop::collection::vec((0u8..8, 0u8..4, 0.1..6.0_f64), 1..50), size in 0.3..20.0_f64,
    ) {
        let means: Vec<f64> = weeks.iter().map(|week| week.2).collect();
        let fewer: Vec<f64> = weeks.iter().map(|week| f64::from(week.0)).collect();
        let more: Vec<f64> = weeks.iter().map(|week| f64::from(week.0 + week.1)).collect();
        for (a, b) in all(&fewer, &means, size).iter().zip(&all(&more, &means, size)) {
            for (a, b) in before_restart(a, b) {
                prop_assert!(b.statistic >= a.statistic - 1e-9, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_silent_series_never_raises_an_alarm(means in prop::collection::vec(0.01..50.0_f64, 1..60), size in 0.1..50.0_f64) {
        for steps in all(&vec![0.0; means.len()], &means, size) {
            prop_assert!(steps.iter().all(|step| step.statistic == 0.0 && !step.alarm && step.onset.is_none()));
        }
    }

    #[test]
    fn the_upper_count_is_where_the_alarm_begins(
        weeks in prop::collection::vec((0u8..8, 0.1..6.0_f64), 1..50), size in 0.3..20.0_f64,
    ) {
        let means: Vec<f64> = weeks.iter().map(|week| week.1).collect();
        let counts: Vec<f64> = weeks.iter().map(|week| f64::from(week.0)).collect();
        for steps in &all(&counts, &means, size)[1..] {
            for (step, count) in steps.iter().zip(&counts) {
                let upper = step.upper.unwrap();
                prop_assert!((count - upper).abs() < 1e-9 || step.alarm == (*count > upper), "{step:?} {count}");
            }
        }
    }

    #[test]
    fn the_unknown_rise_explains_at_least_as_much_as_any_known_one(
        weeks in prop::collection::vec((0u8..8, 0.1..6.0_f64), 1..40), size in 0.3..20.0_f64, ratio in 1.1..4.0_f64,
    ) {
        let means: Vec<f64> = weeks.iter().map(|week| week.1).collect();
        let counts: Vec<f64> = weeks.iter().map(|week| f64::from(week.0)).collect();
        let general = glr(&counts, &means, &GlrSettings { size, threshold: 1e9, window: None }).unwrap();
        let settings = LikelihoodRatioSettings { size, ratio, threshold: 1e9 };
        let known = likelihood_ratio(&counts, &means, &settings).unwrap();
        prop_assert!(general.iter().zip(&known).all(|(a, b)| a.statistic >= b.statistic - 1e-9));
    }
}
