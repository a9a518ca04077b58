//! From replicates to p-values.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::clusters::{self, Candidate};
use super::cylinders::Hit;
use super::lanes::{Lanes, Row};
use super::plain::Plain;
use super::worlds::{Room, World, Worlds};
use super::{Cylinders, Search};
use crate::gumbel::Gumbel;

/// The first replicates are searched above this score: nearly every world holds one.
const PILOT_LEVEL: f64 = 3.0;

/// So many of them tell the levels for the others, of which few are then searched twice.
const PILOTS: u64 = 8;

/// The level at which the others start, as a share of the pilots' least; most replicates hold one above it.
const BELOW_THE_PILOTS: f64 = 0.9;

/// A sequential test looks at its replicates after so many at a time.
const BATCH: u64 = 64;

/// The greatest score of each replicate.
pub(super) struct Null {
    pub(super) greatest: Vec<f64>,
    /// The sequential test ended before the last replicate.
    stopped: bool,
}

/// The candidates of the data, and the replicates if there are any.
pub(super) fn run(
    cylinders: &Cylinders<'_>,
    data: &World,
    worlds: &Worlds,
    search: &Search,
) -> Option<(Vec<Candidate>, Null)> {
    match cylinders.width {
        8 => Engine::<8>::run(cylinders, data, worlds, search),
        16 => Engine::<16>::run(cylinders, data, worlds, search),
        32 => Engine::<32>::run(cylinders, data, worlds, search),
        _ => Engine::<64>::run(cylinders, data, worlds, search),
    }
}

/// A search with lanes of one width.
struct Engine<'a, const W: usize> {
    cylinders: &'a Cylinders<'a>,
    worlds: &'a Worlds,
    seed: u64,
    /// Tables, if they are not too large.
    lanes: Option<Lanes<W>>,
    /// The level at which replicates start.
    start: usize,
}

/// Room of one thread.
struct Bench<const W: usize> {
    room: Room,
    world: World,
    plain: Plain,
    lanes: Vec<Row<W>>,
}

impl<'a, const W: usize> Engine<'a, W> {
    fn run(
        cylinders: &'a Cylinders<'a>,
        data: &World,
        worlds: &'a Worlds,
        search: &Search,
    ) -> Option<(Vec<Candidate>, Null)> {
        let mut lanes = Lanes::new(cylinders);
        if let Some(lanes) = &mut lanes {
            lanes.add_level(cylinders, PILOT_LEVEL);
        }
        let mut engine = Self { cylinders, worlds, seed: search.seed, lanes, start: 0 };
        let candidates = clusters::without_overlap(engine.best(data), cylinders.circles);
        let observed = candidates.first()?.score;
        let null = engine.simulate(observed, search);
        Some((candidates, null))
    }

    /// The best cylinder of each centre.
    fn best(&self, data: &World) -> Vec<Candidate> {
        let law = self.cylinders.law;
        let mut best = vec![Candidate::default(); self.cylinders.circles.locations()];
        if let (Some(lanes), true) = (&self.lanes, self.fits(data)) {
            lanes.visit(self.cylinders, data, 0, &mut Vec::new(), |hit| {
                best[hit.centre].improve(law, hit);
                // Another centre's best is no bound for the next one's.
                PILOT_LEVEL
            });
        }
        // What is above the level is the best; the others are searched below it.
        let open: Vec<bool> = best.iter().map(|best| best.score <= PILOT_LEVEL).collect();
        let look = |hit: &Hit<'_>| best[hit.centre].improve(law, hit);
        Plain::default().visit(self.cylinders, data, |centre| open[centre], look);
        best
    }

    fn simulate(&mut self, observed: f64, search: &Search) -> Null {
        let all = search.replicates as u64;
        let mut greatest = self.batch(0..PILOTS.min(all));
        if all > PILOTS {
            self.raise(&greatest);
        }
        let enough = search.stop_after.map_or(usize::MAX, |enough| enough as usize);
        let size = if search.stop_after.is_some() { BATCH } else { u64::MAX };
        loop {
            let mut reached = 0;
            let stop = greatest.iter().position(|&score| {
                reached += usize::from(score >= observed);
                reached >= enough
            });
            if let Some(last) = stop {
                greatest.truncate(last + 1);
                return Null { stopped: true, greatest };
            }
            let done = greatest.len() as u64;
            if done == all {
                return Null { stopped: false, greatest };
            }
            greatest.extend(self.batch(done..done.saturating_add(size).min(all)));
        }
    }

    /// Adds the levels that the pilots' greatest scores suggest.
    fn raise(&mut self, pilots: &[f64]) {
        let mut pilots = pilots.to_vec();
        pilots.sort_by(f64::total_cmp);
        let (least, middle) = (pilots[0] * BELOW_THE_PILOTS, pilots[pilots.len() / 2]);
        if let (Some(lanes), true) = (&mut self.lanes, least > PILOT_LEVEL) {
            for level in [least, 0.5 * (least + middle), middle] {
                lanes.add_level(self.cylinders, level);
            }
            self.start = 1;
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
        self.lanes
            .as_ref()
            .filter(|_| self.fits(&bench.world))
            .and_then(|lanes| lanes.greatest(self.cylinders, &bench.world, self.start, &mut bench.lanes))
            .unwrap_or_else(|| bench.plain.greatest(self.cylinders, &bench.world))
    }

    /// Whether no cylinder of a world can hold more cases than a lane.
    fn fits(&self, world: &World) -> bool {
        self.worlds.most(self.cylinders, world) < i16::MAX as u64
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
        Gumbel::fit(&self.greatest).map(|law| law.upper_tail(score))
    }
}
