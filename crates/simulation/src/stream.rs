//! Seeded randomness: one independent stream for each purpose, so that planting an episode or adding a step
//! does not shift the numbers of any other.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a stream of numbers is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// Where towns, villages and grids lie, and how many households live there.
    Land = 1,
    /// How villages and grids differ in what they report.
    Demand,
    /// Which episodes are planted.
    Plan,
    /// What happens by itself.
    Occurrence,
    /// What the episodes add.
    Planted,
    /// Which grids batch or fall silent.
    Habits,
    /// Patrols.
    Effort,
    /// Which grids paste their texts.
    Copying,
    /// What the added patrols of a doubled effort find.
    Doubling,
    /// The added patrols.
    DoubledPatrols,
}

/// The streams of one county.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Streams {
    /// The seed of the simulation.
    pub(crate) seed: u64,
    /// The number of the county, from 0.
    pub(crate) county: u32,
}

impl Streams {
    /// The generator for a purpose.
    pub(crate) fn open(self, purpose: Purpose) -> ChaCha8Rng {
        let mut generator = ChaCha8Rng::seed_from_u64(self.seed);
        // Eight bits are room for every purpose, present and future.
        generator.set_stream((u64::from(self.county) << 8) | purpose as u64);
        generator
    }
}

/// One of the items; `None` when there are none.
pub(crate) fn pick<'a, T>(items: &'a [T], generator: &mut ChaCha8Rng) -> Option<&'a T> {
    if items.is_empty() { None } else { items.get(generator.random_range(0..items.len())) }
}

/// A position drawn by weight; 0 when all weights are zero.
pub(crate) fn pick_weighted(weights: &[f64], generator: &mut ChaCha8Rng) -> usize {
    let mut left = generator.random::<f64>() * weights.iter().sum::<f64>();
    for (position, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return position;
        }
    }
    0
}
