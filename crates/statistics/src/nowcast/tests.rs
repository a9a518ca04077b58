//! Simulated worlds: does the interval hold what it promises, and does bad input get an answer?

use super::*;
use crate::simulation::{draw, world};
use proptest::prelude::*;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// A world whose final totals are known.
struct World {
    triangle: Triangle,
    totals: Vec<f64>,
}

/// How a world is made.
#[derive(Clone, Copy)]
struct Recipe {
    periods: usize,
    delays: usize,
    mean: f64,
    dispersion: f64,
    /// Share of the reports not yet in that is still missing a period later.
    persistence: f64,
    /// Standard deviation, on the logit scale, of the days' own persistence.
    restless: f64,
}

const USUAL: Recipe =
    Recipe { periods: 60, delays: 15, mean: 5.0, dispersion: 1.5, persistence: 0.7, restless: 0.0 };

impl Recipe {
    fn make(&self, rng: &mut ChaCha8Rng) -> World {
        let (mut reports, mut totals) = (Vec::new(), Vec::new());
        for period in 0..self.periods {
            let total = draw(rng, self.mean, self.dispersion);
            let shift = self.restless * crate::distribution::normal_quantile(rng.random());
            let persistence = 1.0 / (1.0 + (1.0 / self.persistence - 1.0) * shift.exp());
            for _ in 0..total as usize {
                let delay = loop {
                    let delay = (rng.random::<f64>().ln() / persistence.ln()) as usize;
                    if delay < self.delays {
                        break delay;
                    }
                };
                if period + delay < self.periods {
                    reports.push((period, delay, 1));
                }
            }
            totals.push(total);
        }
        World { triangle: Triangle::from_reports(&reports, self.periods, self.delays).unwrap(), totals }
    }

    /// Shares of intervals below, around and above the final total: over all filling periods, and of the
    /// newest alone.
    fn coverage(&self, worlds: usize, settings: &Settings) -> ([f64; 3], [f64; 3]) {
        let mut rng = world(1994);
        let (mut all, mut newest, mut made) = ([0.0; 3], [0.0; 3], 0.0);
        for _ in 0..worlds {
            let World { triangle, totals } = self.make(&mut rng);
            let result = nowcast(&triangle, None, settings).unwrap();
            for period in &result.periods {
                let total = totals[period.period];
                let side = if period.upper < total { 0 } else { 1 + usize::from(period.lower > total) };
                all[side] += 1.0;
                made += 1.0;
                newest[side] += f64::from(u8::from(period.period + 1 == self.periods));
            }
        }
        (all.map(|count| count / made), newest.map(|count| count / worlds as f64))
    }
}

/// The standard error of the newest period's share is .012.
#[test]
fn the_interval_of_the_newest_period_holds_what_it_promises() {
    for mean in [5.0, 20.0, 50.0] {
        for restless in [0.0, 0.5] {
            let recipe = Recipe { mean, restless, ..USUAL };
            let (all, newest) = recipe.coverage(600, &Settings::default());
            assert!((0.87..=0.97).contains(&newest[1]), "mean {mean}, restless {restless}: {newest:?}");
            assert!((0.89..=0.985).contains(&all[1]), "mean {mean}, restless {restless}: {all:?}");
            assert!(newest[0] < 0.075 && newest[2] < 0.075, "{newest:?}");
        }
    }
}

#[test]
fn sparse_periods_have_intervals_that_are_wide_rather_than_narrow() {
    for mean in [0.5, 2.0] {
        for (periods, process) in [(60, Process::Learned), (20, Process::Learned), (60, Process::Free)] {
            let settings = Settings { process, ..Settings::default() };
            let (all, newest) = Recipe { mean, periods, ..USUAL }.coverage(300, &settings);
            assert!(newest[1] >= 0.9 && all[1] >= 0.95, "{mean} {periods} {process:?}: {newest:?} {all:?}");
        }
    }
}

#[test]
fn a_period_without_reports_is_expected_to_get_some() {
    let mut rng = world(3);
    let mut triangle = USUAL.make(&mut rng).triangle;
    while triangle.reported(59) > 0 {
        triangle = USUAL.make(&mut rng).triangle;
    }
    let newest = nowcast(&triangle, None, &Settings::default()).unwrap().periods[13];
    assert!(newest.expected > 0.5 && newest.expected < 5.0, "{newest:?}");
    assert!(newest.lower == 0.0 && newest.upper >= 4.0 && newest.upper < 15.0, "{newest:?}");
}

#[test]
fn a_triangle_without_reports_says_little_and_says_so() {
    let triangle = Triangle::new(&[0; 60 * 15], 60, 15).unwrap();
    for process in [Process::Learned, Process::Free] {
        let result = nowcast(&triangle, None, &Settings { process, ..Settings::default() }).unwrap();
        for period in result.periods {
            assert!(period.expected.is_finite() && period.upper.is_finite(), "{period:?}");
            assert!(period.share > 0.0 && period.share_se >= 0.0 && period.lower == 0.0, "{period:?}");
        }
    }
}

#[test]
fn a_sudden_rise_is_followed_at_once_only_without_a_learned_level() {
    let usual: Vec<(usize, usize, u32)> = (0..60).flat_map(|day| [(day, 0, 4), (day, 1, 4)]).collect();
    let mut reports: Vec<_> = usual.into_iter().filter(|&(day, delay, _)| day + delay < 60).collect();
    reports.push((59, 0, 16));
    let triangle = Triangle::from_reports(&reports, 60, 2).unwrap();
    let newest =
        |process| nowcast(&triangle, None, &Settings { process, ..Settings::default() }).unwrap().periods[0];
    let (learned, free) = (newest(Process::Learned), newest(Process::Free));
    assert!((free.expected - 40.0).abs() < 3.0, "{free:?}");
    assert!(learned.expected > 23.0 && learned.expected < free.expected, "{learned:?}");
}

#[test]
fn a_window_forgets_how_slow_reports_used_to_be() {
    // Until day 60 half of the reports came a day late, since then none.
    let slow = |day: usize| if day < 60 { [(day, 0, 5), (day, 1, 5)] } else { [(day, 0, 10), (day, 1, 0)] };
    let reports: Vec<_> = (0..90).flat_map(slow).collect();
    let triangle = Triangle::from_reports(&reports, 90, 2);
    assert_eq!(triangle, Err(NowcastError::Future { period: 89, delay: 1 }));
    let triangle = Triangle::from_reports(&reports[..179], 90, 2).unwrap();
    let share = |window| {
        nowcast(&triangle, None, &Settings { window, ..Settings::default() }).unwrap().periods[0].share
    };
    assert!(share(Some(28)) > 0.99 && share(None) < 0.75, "{} {}", share(Some(28)), share(None));
}

#[test]
fn a_cycle_knows_the_slow_weekday() {
    // What happens on the last day of a week is reported a day later.
    let reports: Vec<_> =
        (0..70).map(|day| (day, usize::from(day % 7 == 6), 6)).filter(|r| r.0 + r.1 < 70).collect();
    let triangle = Triangle::from_reports(&reports, 70, 2).unwrap();
    let newest =
        |cycle| nowcast(&triangle, None, &Settings { cycle, ..Settings::default() }).unwrap().periods[0];
    assert!(newest(7).share < 0.4 && newest(1).share > 0.8, "{:?} {:?}", newest(7), newest(1));
    // One share for all weekdays can only be unsure of it.
    assert!(newest(7).share_se < 0.1 && newest(1).share_se > 0.2, "{:?} {:?}", newest(7), newest(1));
}

#[test]
fn known_levels_are_used() {
    let reports: Vec<_> =
        (0..40).flat_map(|day| [(day, 0, 3), (day, 1, 3)]).filter(|r| r.0 + r.1 < 40 && r.0 < 39).collect();
    let triangle = Triangle::from_reports(&reports, 40, 2).unwrap();
    let mut levels = vec![1.0; 40];
    levels[39] = 0.01;
    let expected = |levels| nowcast(&triangle, levels, &Settings::default()).unwrap().periods[0].expected;
    assert!(expected(Some(&levels)) < 0.1 && expected(None) > 1.0);
}

#[test]
fn what_cannot_be_foreseen_is_refused() {
    assert_eq!(Triangle::new(&[], 0, 3), Err(NowcastError::Empty));
    assert_eq!(Triangle::new(&[0; 6], 2, 3), Err(NowcastError::NeverSeen { periods: 2, delays: 3 }));
    assert_eq!(Triangle::new(&[0; 5], 3, 2), Err(NowcastError::Length { got: 5, needed: 6 }));
    assert_eq!(Triangle::new(&[0, 0, 0, 1], 2, 2), Err(NowcastError::Future { period: 1, delay: 1 }));
    let triangle = Triangle::from_reports(&[(0, 3, 2), (0, 1, 1)], 5, 2).unwrap();
    assert_eq!((triangle.beyond(), triangle.reported(0), triangle.reported(9)), (2, 1, 0));
    let refused =
        |levels: Option<&[f64]>, settings: &Settings| nowcast(&triangle, levels, settings).unwrap_err();
    let usual = Settings::default();
    assert_eq!(refused(Some(&[1.0]), &usual), NowcastError::Levels { got: 1, needed: 5 });
    assert!(matches!(
        refused(Some(&[1.0, 1.0, f64::NAN, 1.0, 1.0]), &usual),
        NowcastError::Level { period: 2, .. }
    ));
    assert_eq!(
        refused(None, &Settings { window: Some(0), ..Settings::default() }),
        NowcastError::Setting("window")
    );
    assert_eq!(refused(None, &Settings { cycle: 0, ..Settings::default() }), NowcastError::Setting("cycle"));
    assert_eq!(
        refused(None, &Settings { coverage: f64::NAN, ..Settings::default() }),
        NowcastError::Setting("coverage")
    );
}

#[test]
fn a_single_period_with_a_single_delay_has_nothing_to_foresee() {
    let triangle = Triangle::new(&[4], 1, 1).unwrap();
    let result = nowcast(&triangle, None, &Settings::default()).unwrap();
    assert!(result.periods.is_empty() && result.reported_by_age == [1.0]);
}

/// Any triangle of 12 periods and 5 delays, with now and then a huge count.
fn triangles() -> impl Strategy<Value = Vec<(usize, usize, u32)>> {
    let count = prop_oneof![9 => 0..6_u32, 1 => any::<u32>()];
    prop::collection::vec((0..12_usize, 0..5_usize, count), 0..40)
        .prop_map(|reports| reports.into_iter().filter(|report| report.0 + report.1 < 12).collect())
}

proptest! {
    #[test]
    fn every_triangle_gets_a_finite_answer_around_what_is_known(reports in triangles(), cycle in 1..9_usize, free: bool) {
        let triangle = Triangle::from_reports(&reports, 12, 5).unwrap();
        let process = if free { Process::Free } else { Process::Learned };
        let result = nowcast(&triangle, None, &Settings { process, cycle, ..Settings::default() }).unwrap();
        prop_assert_eq!(result.periods.len(), 4);
        prop_assert!(result.reported_by_age.is_sorted() && result.reported_by_age[4] == 1.0);
        for period in result.periods {
            prop_assert!((0.0..=1.0).contains(&period.share) && period.share_se.is_finite(), "{period:?}");
            prop_assert!(period.reported as f64 <= period.lower && period.lower <= period.upper, "{period:?}");
            prop_assert!(period.reported as f64 <= period.expected && period.expected.is_finite(), "{period:?}");
            prop_assert!(period.upper.is_finite(), "{period:?}");
        }
    }

    #[test]
    fn the_order_of_the_reports_is_irrelevant(reports in triangles()) {
        let forward = Triangle::from_reports(&reports, 12, 5).unwrap();
        let backward: Vec<_> = reports.into_iter().rev().collect();
        prop_assert_eq!(Triangle::from_reports(&backward, 12, 5).unwrap(), forward);
    }

    #[test]
    fn a_wider_interval_holds_a_narrower_one(reports in triangles(), coverage in 0.1..0.9_f64) {
        let triangle = Triangle::from_reports(&reports, 12, 5).unwrap();
        let at = |coverage| nowcast(&triangle, None, &Settings { coverage, ..Settings::default() }).unwrap().periods;
        for (narrow, wide) in at(coverage).iter().zip(at(coverage + 0.09)) {
            prop_assert!(wide.lower <= narrow.lower && wide.upper >= narrow.upper);
        }
    }
}
