use proptest::prelude::*;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::baseline::assess;
use crate::detector;
use crate::distribution::gamma;
use crate::error::BaselineError;
use crate::simulation::{draw, shares, world};

const WEEKS: usize = 156;

/// Siblings with one season and shares of a gamma law, and what their last week was truly expected to hold.
struct World {
    grids: Vec<Vec<f64>>,
    truth: Vec<f64>,
}

impl World {
    fn new(rng: &mut ChaCha8Rng, siblings: usize, level: f64, concentration: f64, dispersion: f64) -> Self {
        let phase: f64 = rng.random::<f64>() * std::f64::consts::TAU;
        let season = |week: usize| (0.6 * (std::f64::consts::TAU * week as f64 / 52.18 + phase).cos()).exp();
        let rates: Vec<f64> = (0..siblings)
            .map(|_| level * gamma::quantile(concentration, rng.random_range(1e-6..1.0)) / concentration)
            .collect();
        let grids = rates
            .iter()
            .map(|rate| (0..WEEKS).map(|week| draw(rng, rate * season(week), dispersion)).collect())
            .collect();
        Self { grids, truth: rates.iter().map(|rate| rate * season(WEEKS - 1)).collect() }
    }

    fn counts(&self) -> Vec<&[f64]> {
        self.grids.iter().map(Vec::as_slice).collect()
    }

    fn pool(&self) -> Pool {
        Pool::before(&Siblings::of(&self.counts()), WEEKS, &Settings::default()).unwrap()
    }

    /// The verdict on a sibling whose newest week has `more` events.
    fn verdict(&self, pool: &Pool, sibling: usize, more: f64) -> Verdict {
        let mut counts = self.grids[sibling].clone();
        counts[WEEKS - 1] += more;
        pool.judge(sibling, &counts, WEEKS)
    }

    /// The same of a baseline that knows the sibling alone.
    fn alone(&self, sibling: usize, more: f64) -> Verdict {
        let mut counts = self.grids[sibling].clone();
        counts[WEEKS - 1] += more;
        assess(&Series::of(&counts), &Settings::default()).unwrap().verdict
    }
}

/// p-values of the newest weeks of quiet worlds.
fn quiet(siblings: usize, level: f64, concentration: f64, dispersion: f64) -> Vec<f64> {
    let mut rng = world(31);
    (0..2400 / siblings)
        .flat_map(|_| {
            let world = World::new(&mut rng, siblings, level, concentration, dispersion);
            let pool = world.pool();
            (0..siblings).map(|sibling| world.verdict(&pool, sibling, 0.0).p_value).collect::<Vec<f64>>()
        })
        .collect()
}

#[test]
fn quiet_siblings_are_called_alarming_as_often_as_the_level_says() {
    for (level, concentration, dispersion) in [
        (0.02, 1.0, 1.0),
        (0.1, 0.5, 1.0),
        (0.1, 2.0, 1.0),
        (0.2, 1.0, 1.4),
        (1.0, 2.0, 1.0),
        (1.0, 2.0, 1.5),
        (1.0, 1e5, 1.0),
    ] {
        for siblings in [3, 40] {
            let [five, one] = shares(&quiet(siblings, level, concentration, dispersion), [0.05, 0.01]);
            let world = format!("{siblings} siblings, mean {level}, {concentration}, {dispersion}");
            assert!((0.015..0.065).contains(&five), "{world}: {five} at 5%");
            assert!((0.004..0.018).contains(&one), "{world}: {one} at 1%");
        }
    }
}

#[test]
fn a_planted_outbreak_is_found_more_often_than_by_a_baseline_of_its_own() {
    let mut rng = world(77);
    let (mut quiet, mut sick) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    for _ in 0..40 {
        let world = World::new(&mut rng, 40, 0.1, 1.5, 1.0);
        let pool = world.pool();
        for sibling in 0..40 {
            for (p_values, more) in [(&mut quiet, 0.0), (&mut sick, 3.0)] {
                p_values[0].push(world.verdict(&pool, sibling, more).p_value);
                p_values[1].push(world.alone(sibling, more).p_value);
            }
        }
    }
    for level in [0.01, 0.002] {
        let found = [0, 1].map(|detector: usize| {
            quiet[detector].sort_by(f64::total_cmp);
            let threshold = quiet[detector][(level * quiet[detector].len() as f64) as usize];
            shares(&sick[detector], [threshold])[0]
        });
        assert!(found[0] > found[1], "{level}: pooled {}, alone {}", found[0], found[1]);
    }
}

#[test]
fn what_is_expected_is_nearer_to_the_truth_than_own_shares_and_equal_shares() {
    let mut rng = world(78);
    for (level, concentration) in [(0.02, 1.0), (0.2, 2.0), (1.0, 10.0)] {
        let [mut pooled, mut own, mut equal, mut alone] = [0.0; 4];
        for _ in 0..10 {
            let world = World::new(&mut rng, 40, level, concentration, 1.0);
            let pool = world.pool();
            let course: f64 = pool.parent.course()[WEEKS - 1];
            for (sibling, truth) in world.truth.iter().enumerate() {
                pooled += (pool.expected(sibling, WEEKS - 1).mean - truth).powi(2);
                own += (pool.share(sibling).own * course - truth).powi(2);
                equal += (course / 40.0 - truth).powi(2);
                let curve = assess(&Series::of(&world.grids[sibling]), &Settings::default()).unwrap().curve;
                alone += (curve[WEEKS - 1].mean - truth).powi(2);
            }
        }
        assert!(pooled < own && pooled < equal && own < alone, "{level}: {pooled} {own} {equal} {alone}");
    }
}

#[test]
fn the_true_share_lies_within_its_interval_as_often_as_said() {
    let mut rng = world(79);
    let mut inside = 0;
    for _ in 0..20 {
        let world = World::new(&mut rng, 40, 0.1, 1.5, 1.0);
        let pool = world.pool();
        let sum: f64 = world.truth.iter().sum();
        for (sibling, truth) in world.truth.iter().enumerate() {
            let share = pool.share(sibling);
            inside += usize::from((share.lower..share.upper).contains(&(truth / sum)));
        }
    }
    assert!((730..790).contains(&inside), "{inside} of 800");
}

#[test]
fn a_dispersion_that_no_sibling_shows_by_itself_is_found() {
    let mut rng = world(86);
    for (level, dispersion) in [(0.02, 1.0), (0.1, 1.0), (0.1, 2.5), (1.0, 1.5)] {
        let found = World::new(&mut rng, 100, level, 1.0, dispersion).pool().dispersion();
        assert!((0.9..1.15).contains(&(found / dispersion)), "{level} {dispersion}: {found}");
    }
}

#[test]
fn exposures_that_explain_how_siblings_differ_leave_nothing_to_the_prior() {
    let mut rng = world(85);
    let households: Vec<f64> = (1..=60).map(|size| f64::from(size * size)).collect();
    let grids: Vec<Vec<f64>> = (households.iter())
        .map(|size| (0..WEEKS).map(|_| draw(&mut rng, 3e-4 * size, 1.0)).collect())
        .collect();
    let counts: Vec<&[f64]> = grids.iter().map(Vec::as_slice).collect();
    let told = Siblings { exposure: Some(&households), ..Siblings::of(&counts) };
    let pool = |siblings: &Siblings<'_>| Pool::before(siblings, WEEKS, &Settings::default()).unwrap();
    let (blind, told) = (pool(&Siblings::of(&counts)), pool(&told));
    assert!(blind.concentration() < 3.0 && told.concentration() > 50.0);
    assert!((told.share(59).prior * households.iter().sum::<f64>() / 3600.0 - 1.0).abs() < 0.1);
}

#[test]
fn the_more_a_sibling_has_to_say_the_less_its_sisters_are_asked() {
    let mut rng = world(80);
    let weight = |level: f64, rng: &mut ChaCha8Rng| World::new(rng, 40, level, 2.0, 1.0).pool().share(0);
    let (sparse, busy) = (weight(0.02, &mut rng), weight(2.0, &mut rng));
    assert!(sparse.prior_weight > 0.2 && busy.prior_weight < 0.05, "{sparse:?} {busy:?}");
    for share in [sparse, busy] {
        let mixed = share.prior_weight * share.prior + (1.0 - share.prior_weight) * share.own;
        assert!((mixed / share.mean - 1.0).abs() < 1e-9, "{share:?}");
    }
}

#[test]
fn a_past_outbreak_does_not_raise_its_own_share_and_hides_no_new_one() {
    let mut rng = world(81);
    let mut world = World::new(&mut rng, 40, 0.1, 5.0, 1.0);
    let clean = world.pool();
    for week in 60..66 {
        world.grids[7][week] += 5.0;
    }
    let troubled = world.pool();
    let (before, after) = (clean.share(7).mean, troubled.share(7).mean);
    assert!(after < 1.6 * before, "{before} {after}");
    assert!(troubled.dispersion() < 1.1 * clean.dispersion());
    assert!(world.verdict(&troubled, 7, 4.0).p_value < 0.002);
}

#[test]
fn rolled_over_time_siblings_are_honest_and_nothing_looks_ahead() {
    let mut rng = world(83);
    let settings = detector::Settings { refit_every: 4, calibrate_over: 52, ..detector::Settings::weeks() };
    let world = World::new(&mut rng, 30, 0.2, 1.0, 1.0);
    let (long, short) = (world.counts(), world.grids.iter().map(|grid| &grid[..150]).collect::<Vec<_>>());
    let judged = |counts: &[&[f64]]| detect(&Siblings::of(counts), 120, &settings).unwrap();
    let (long, short) = (judged(&long), judged(&short));
    for (long, short) in long.iter().zip(&short) {
        assert_eq!((long.len(), short.len()), (36, 30));
        for (one, other) in long.iter().zip(short) {
            assert_eq!((one.period, one.verdict.observed), (other.period, other.verdict.observed));
            assert!((one.p_value - other.p_value).abs() < 1e-7, "{one:?} {other:?}");
        }
    }
    let p: Vec<f64> = long.iter().flatten().map(|week| week.p_value).collect();
    let [five, one] = shares(&p, [0.05, 0.01]);
    assert!((0.02..0.07).contains(&five) && (0.002..0.02).contains(&one), "{five} {one}");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let mut rng = world(84);
    let world = World::new(&mut rng, 10, 0.5, 1.0, 1.2);
    let counts = world.counts();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| detect(&Siblings::of(&counts), 140, &detector::Settings::weeks()).unwrap())
    };
    assert_eq!(run(1), run(3));
}

#[test]
fn a_sibling_that_never_reported_expects_few_but_not_none() {
    let mut rng = world(82);
    let mut world = World::new(&mut rng, 30, 0.3, 2.0, 1.0);
    world.grids[3].fill(0.0);
    let pool = world.pool();
    let (empty, new) = (pool.expected(3, WEEKS - 1), pool.expected(30, WEEKS - 1));
    assert!(empty.mean > 0.0 && empty.mean < 0.2 * new.mean, "{empty:?} {new:?}");
    assert_eq!(pool.share(30).prior_weight, 1.0);
    assert!(world.verdict(&pool, 3, 2.0).p_value < 0.01);
}

#[test]
fn siblings_that_are_all_empty_are_judged_like_any_that_is_rare() {
    let empty = vec![0.0; 120];
    let mut newest = empty.clone();
    newest[119] = 1.0;
    let counts = vec![empty.as_slice(); 20];
    let pool = Pool::before(&Siblings::of(&counts), 120, &Settings::default()).unwrap();
    assert!(pool.judge(0, &empty, 120).p_value > 0.4);
    let one = pool.judge(0, &newest, 120).p_value;
    assert!(one > 1e-5 && one < 0.01, "{one}");
}

/// Why these siblings are refused.
fn refusal(counts: &[&[f64]], exposure: Option<&[f64]>) -> PoolingError {
    let siblings = Siblings { exposure, ..Siblings::of(counts) };
    Pool::before(&siblings, 60, &Settings::default()).unwrap_err()
}

#[test]
fn what_cannot_be_pooled_is_said() {
    let (fine, short) = (vec![1.0; 60], vec![1.0; 59]);
    let mut broken = fine.clone();
    broken[9] = f64::NAN;
    assert_eq!(refusal(&[], None), PoolingError::Empty);
    assert_eq!(refusal(&[&fine, &short], None), PoolingError::Length { sibling: 1, periods: 59, needed: 60 });
    assert!(matches!(
        refusal(&[&fine, &broken], None),
        PoolingError::NotACount { sibling: 1, index: 9, value } if value.is_nan()
    ));
    assert_eq!(refusal(&[&fine, &fine], Some(&[1.0])), PoolingError::Exposures { exposures: 1, siblings: 2 });
    for value in [0.0, -1.0, f64::INFINITY, 1e-30] {
        let error = refusal(&[&fine, &fine], Some(&[1.0, value]));
        assert_eq!(error, PoolingError::Exposure { sibling: 1, value });
    }
    assert!(matches!(
        refusal(&[&fine[..5]], None),
        PoolingError::Parent(BaselineError::TooShort { periods: 5, .. })
    ));
}

#[test]
fn huge_and_constant_siblings_are_judged_without_fuss() {
    for value in [1.0, 1e6, 1e12] {
        let counts = vec![[value; 100]; 5];
        let counts: Vec<&[f64]> = counts.iter().map(|series| series.as_slice()).collect();
        let pool = Pool::before(&Siblings::of(&counts), 100, &Settings::default()).unwrap();
        let verdict = pool.judge(2, counts[2], 100);
        assert!(verdict.upper.is_finite() && verdict.p_value > 0.2, "{value}: {verdict:?}");
    }
    for value in [1e150, 1e200, 1e306, f64::MAX] {
        let mut spike = [0.0; 100];
        spike[40..45].fill(value);
        for counts in [[[value; 100], [0.0; 100]], [spike, [1.0; 100]]] {
            let counts: Vec<&[f64]> = counts.iter().map(|series| series.as_slice()).collect();
            let settings = Settings { least_dispersion: 1e180, ..Settings::default() };
            for settings in [Settings::default(), settings] {
                if let Ok(pool) = Pool::before(&Siblings::of(&counts), 100, &settings) {
                    let p_value = pool.judge(0, counts[0], 100).p_value;
                    assert!((0.0..=1.0).contains(&p_value), "{value}: {p_value}");
                    assert!(pool.share(1).upper >= 0.0, "{value}: {:?}", pool.share(1));
                }
            }
        }
    }
    let mut wild = [0.0; 100];
    wild[50] = 1e15;
    let pool = Pool::before(&Siblings::of(&[&wild, &[0.0; 100]]), 100, &Settings::default()).unwrap();
    assert!(pool.judge(0, &wild, 100).upper.is_finite() && pool.judge(1, &wild, 100).p_value > 0.1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn other_names_for_the_siblings_permute_the_results(seed in 0u64..1000, turn in 1usize..8) {
        let world = World::new(&mut world(seed), 8, 0.3, 1.0, 1.2);
        let turned: Vec<&[f64]> = (0..8).map(|index| world.grids[(index + turn) % 8].as_slice()).collect();
        let one = world.pool();
        let other = Pool::before(&Siblings::of(&turned), WEEKS, &Settings::default()).unwrap();
        for (index, counts) in turned.iter().enumerate() {
            let (a, b) = (one.judge((index + turn) % 8, counts, WEEKS), other.judge(index, counts, WEEKS));
            prop_assert!((a.p_value - b.p_value).abs() < 1e-7);
            prop_assert!((a.expected / b.expected - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn one_more_empty_sibling_changes_little(seed in 0u64..1000) {
        let mut world = World::new(&mut world(seed), 40, 0.2, 1.0, 1.0);
        let before = world.pool();
        world.grids.push(vec![0.0; WEEKS]);
        let after = world.pool();
        for sibling in 0..40 {
            let (a, b) = (before.expected(sibling, WEEKS - 1).mean, after.expected(sibling, WEEKS - 1).mean);
            prop_assert!((b - a).abs() < 0.3 * a + 0.02, "{} {}", a, b);
        }
    }

    #[test]
    fn the_unit_of_the_exposures_does_not_matter(seed in 0u64..1000, unit in 1e-3..1e3_f64) {
        let world = World::new(&mut world(seed), 6, 0.5, 2.0, 1.0);
        let counts = world.counts();
        let households = [50.0, 80.0, 120.0, 20.0, 300.0, 90.0];
        let scaled = households.map(|households| households * unit);
        let pool = |exposure| {
            let siblings = Siblings { exposure: Some(exposure), ..Siblings::of(&counts) };
            Pool::before(&siblings, WEEKS, &Settings::default()).unwrap()
        };
        let (one, other) = (pool(&households), pool(&scaled));
        for sibling in 0..6 {
            let (a, b) = (one.share(sibling), other.share(sibling));
            prop_assert!((a.mean / b.mean - 1.0).abs() < 1e-6);
            prop_assert!((a.prior_weight - b.prior_weight).abs() < 1e-6);
        }
    }

    #[test]
    fn more_events_never_raise_the_p_value(seed in 0u64..1000, more in 1u32..9) {
        let world = World::new(&mut world(seed), 6, 0.2, 2.0, 1.0);
        let pool = world.pool();
        let p = |more: u32| world.verdict(&pool, 2, f64::from(more)).p_value;
        prop_assert!(p(more) <= p(more - 1));
    }
}
