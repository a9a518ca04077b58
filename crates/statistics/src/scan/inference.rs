//! From replicates to p-values.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::lanes::{Lanes, Row};
use super::plain::Plain;
use super::worlds::{Room, World, Worlds};
use super::{Cylinders, Search};

/// With fewer replicates the two moments of a Gumbel law are too rough to extrapolate with.
const FEWEST_FOR_A_TAIL: usize = 50;

/// The first replicates are searched above this score: nearly every world holds one.
const PILOT_LEVEL: f64 = 3.0;

/// So many of them tell the level for the others, of which few are then searched twice.
const PILOTS: u64 = 8;

/// The level for the others, as a share of the pilots' least.
const BELOW_THE_PILOTS: f64 = 0.9;

/// A sequential test looks at its replicates after so many at a time.
const BATCH: u64 = 64;

/// The greatest score of each replicate.
pub(super) struct Null {
    pub(super) greatest: Vec<f64>,
    /// The sequential test ended before the last replicate.
    pub(super) stopped: bool,
}

/// Searches the replicates until the last, or until enough of them reach `observed`.
pub(super) fn simulate(cylinders: &Cylinders<'_>, worlds: &Worlds, observed: f64, search: &Search) -> Null {
    match cylinders.width {
        8 => Simulation::<8>::run(cylinders, worlds, observed, search),
        16 => Simulation::<16>::run(cylinders, worlds, observed, search),
        32 => Simulation::<32>::run(cylinders, worlds, observed, search),
        _ => Simulation::<64>::run(cylinders, worlds, observed, search),
    }
}

struct Simulation<'a, const W: usize> {
    cylinders: &'a Cylinders<'a>,
    worlds: &'a Worlds,
    seed: u64,
    /// The highest level first.
    lanes: Vec<Lanes<W>>,
}

/// Room of one thread.
struct Bench<const W: usize> {
    room: Room,
    world: World,
    plain: Plain,
    lanes: Vec<Row<W>>,
}

impl<'a, const W: usize> Simulation<'a, W> {
    fn run(cylinders: &'a Cylinders<'a>, worlds: &'a Worlds, observed: f64, search: &Search) -> Null {
        let lanes: Vec<Lanes<W>> = Lanes::new(cylinders, PILOT_LEVEL).into_iter().collect();
        let mut simulation = Self { cylinders, worlds, seed: search.seed, lanes };
        let all = search.replicates as u64;
        let mut greatest = simulation.batch(0..PILOTS.min(all));
        let least = greatest.iter().copied().fold(f64::INFINITY, f64::min) * BELOW_THE_PILOTS;
        if all > PILOTS && least > PILOT_LEVEL {
            simulation.lanes.splice(0..0, Lanes::new(cylinders, least));
        }
        let enough = search.stop_after.map_or(usize::MAX, |enough| enough as usize);
        let size = if search.stop_after.is_some() { BATCH } else { u64::MAX };
        loop {
            let mut reached = 0;
            let stop = greatest.iter().position(|&score| {
                reached += usize::from(score >= observed);
                reached >= enough
            });
            let done = greatest.len() as u64;
            if let Some(last) = stop {
                greatest.truncate(last + 1);
                return Null { stopped: true, greatest };
            }
            if done == all {
                return Null { stopped: false, greatest };
            }
            greatest.extend(simulation.batch(done..done.saturating_add(size).min(all)));
        }
    }

    /// The greatest score of each of these replicates, in their order.
    fn batch(&self, replicates: std::ops::Range<u64>) -> Vec<f64> {
        let bench = || Bench {
            room: Room::default(),
            world: World::default(),
            plain: Plain::default(),
            lanes: Vec::new(),
        };
        replicates
            .into_par_iter()
            .map_init(bench, |bench, replicate| self.greatest(replicate, bench))
            .collect()
    }

    fn greatest(&self, replicate: u64, bench: &mut Bench<W>) -> f64 {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(replicate);
        let oldest = self.cylinders.oldest();
        self.worlds.draw(&mut rng, oldest, &mut bench.room, &mut bench.world);
        let fits = self.worlds.most(self.cylinders, &bench.world) < i16::MAX as u64;
        self.lanes
            .iter()
            .filter(|_| fits)
            .find_map(|lanes| lanes.greatest(self.cylinders, &bench.world, &mut bench.lanes))
            .unwrap_or_else(|| bench.plain.greatest(self.cylinders, &bench.world))
    }
}

impl Null {
    /// The Monte Carlo p-value of a score: its rank among the replicates (Dwass 1957); after an early stop the
    /// share of replicates that reach it (Besag & Clifford 1991).
    pub(super) fn p_value(&self, score: f64) -> f64 {
        let (reached, all) = (self.reached(score) as f64, self.greatest.len() as f64);
        if self.stopped { reached / all } else { (1.0 + reached) / (1.0 + all) }
    }

    /// How many replicates reach a score.
    pub(super) fn reached(&self, score: f64) -> usize {
        self.greatest.iter().filter(|&&other| other >= score).count()
    }

    /// P(greatest ≥ score) under the Gumbel law with the replicates' mean and variance, if there are enough of
    /// them (Abrams, Kulldorff & Kleinman 2010).
    pub(super) fn gumbel(&self, score: f64) -> Option<f64> {
        const EULER: f64 = 0.577_215_664_901_532_9;
        if self.greatest.len() < FEWEST_FOR_A_TAIL {
            return None;
        }
        let n = self.greatest.len() as f64;
        let mean = self.greatest.iter().sum::<f64>() / n;
        let variance = self.greatest.iter().map(|other| (other - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let scale = (6.0 * variance).sqrt() / std::f64::consts::PI;
        if scale == 0.0 {
            return Some(1.0);
        }
        let standard = (score - (mean - EULER * scale)) / scale;
        Some(-(-(-standard).exp()).exp_m1())
    }
}
