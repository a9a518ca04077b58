//! Seeded null worlds for the tests of calibration: what share of quiet series does a method call alarming?

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::distribution::Counts;

/// A generator for one test; the same number always gives the same world.
pub(crate) fn world(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// Draws one count.
pub(crate) fn draw(rng: &mut ChaCha8Rng, mean: f64, dispersion: f64) -> f64 {
    Counts::spread(mean, dispersion).quantile(rng.random())
}

/// Draws a series with a yearly season of the given swing on the log scale and the mean `level`.
pub(crate) fn seasonal(
    rng: &mut ChaCha8Rng,
    weeks: usize,
    level: f64,
    swing: f64,
    dispersion: f64,
) -> Vec<f64> {
    let phase: f64 = rng.random::<f64>() * std::f64::consts::TAU;
    (0..weeks)
        .map(|week| {
            let angle = std::f64::consts::TAU * week as f64 / 52.18 + phase;
            draw(rng, level * (swing * angle.cos()).exp(), dispersion)
        })
        .collect()
}

/// The shares of `p` at or below each of `levels`.
pub(crate) fn shares<const N: usize>(p: &[f64], levels: [f64; N]) -> [f64; N] {
    levels.map(|level| p.iter().filter(|&&value| value <= level).count() as f64 / p.len() as f64)
}
