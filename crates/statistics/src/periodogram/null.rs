//! The greatest power of series without a rhythm, and the p-values that follow.

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::background::Background;
use super::basis::{Basis, Grid};
use super::{Model, residuals};
use crate::distribution::Counts;
use crate::gumbel::Gumbel;
use crate::series::is_constant;

/// The greatest power over the background of each shuffled series.
pub(super) struct Null {
    greatest: Vec<f64>,
}

/// Shuffles the series, colours its spectrum by the `fitted` background and searches it as the observed one was.
pub(super) fn greatest(
    model: &Model<'_>,
    means: &[f64],
    dispersion: f64,
    grid: &Grid,
    basis: &Basis,
    backgrounds: &Background,
    fitted: &[f64],
) -> Null {
    let settings = model.settings;
    let shuffle = Shuffle::new(model.counts, means, dispersion, settings.seed);
    let searched = grid.searched().start - grid.first();
    let greatest = (0..settings.replicates as u64).map(|replicate| {
        let counts = shuffle.draw(replicate);
        let mut power = basis.power(grid, &residuals(&counts, means));
        power.iter_mut().zip(fitted).for_each(|(power, colour)| *power *= colour);
        let background = backgrounds.fit(&power);
        let whitened = power[searched..].iter().zip(&background[searched..]).map(|(p, b)| p / b);
        whitened.fold(0.0, f64::max)
    });
    Null { greatest: greatest.collect() }
}

/// Series with the same law at each time and no memory.
struct Shuffle {
    seed: u64,
    /// One value per time: the counts, or their probability residuals where the means vary.
    values: Vec<f64>,
    /// The law at each time; empty where all means are one, for then the counts themselves are exchangeable.
    laws: Vec<Counts>,
}

impl Shuffle {
    fn new(counts: &[f64], means: &[f64], dispersion: f64, seed: u64) -> Self {
        if is_constant(means) {
            return Self { seed, values: counts.to_vec(), laws: Vec::new() };
        }
        let laws: Vec<Counts> = means.iter().map(|mean| Counts::spread(*mean, dispersion)).collect();
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let residual = |(count, law): (&f64, &Counts)| {
            let share: f64 = rng.random();
            law.lower_tail(count - 1.0) + share * law.probability(*count)
        };
        Self { seed, values: counts.iter().zip(&laws).map(residual).collect(), laws }
    }

    /// One shuffled series; each has a stream of its own.
    fn draw(&self, replicate: u64) -> Vec<f64> {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(replicate + 1);
        let mut values = self.values.clone();
        values.shuffle(&mut rng);
        if self.laws.is_empty() {
            return values;
        }
        self.laws.iter().zip(values).map(|(law, residual)| law.quantile(residual)).collect()
    }
}

impl Null {
    /// The Monte Carlo p-value of a power; beyond the greatest replicate the Gumbel tail.
    pub(super) fn p_value(&self, power: f64) -> f64 {
        let as_great = self.greatest.iter().filter(|&&other| other >= power).count();
        let rank = (1 + as_great) as f64 / (1 + self.greatest.len()) as f64;
        match Gumbel::fit(&self.greatest) {
            Some(law) if as_great == 0 => rank.min(law.upper_tail(power)),
            _ => rank,
        }
    }
}
