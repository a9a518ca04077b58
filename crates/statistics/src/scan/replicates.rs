//! The Monte Carlo worlds of a scan and the p-values that follow from them.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Cylinders, Settings, suffix_sums};
use crate::distribution::Counts;

/// With fewer replicates the two moments of a Gumbel law are too rough to extrapolate with.
const FEWEST_FOR_A_TAIL: usize = 50;

/// The greatest score of each replicate.
pub(super) struct Null {
    greatest: Vec<f64>,
}

/// Draws all counts anew around their expectations, once per replicate, and scans each world.
pub(super) fn greatest_scores(
    cylinders: &Cylinders<'_>,
    expected: &[f64],
    dispersion: f64,
    periods: usize,
    settings: &Settings,
) -> Null {
    let places = expected.len() / periods;
    // Only the last periods can be in a window: nothing else is drawn.
    let recent = |place: usize| place * periods + periods - cylinders.windows..(place + 1) * periods;
    let laws: Vec<Counts> = (0..places)
        .flat_map(|place| expected[recent(place)].iter().map(|&mean| Counts::spread(mean, dispersion)))
        .collect();
    let mut events = vec![0.0; laws.len()];
    let mut running = Vec::new();
    let greatest = (0..settings.replicates as u64)
        .map(|replicate| {
            let mut rng = ChaCha8Rng::seed_from_u64(settings.seed);
            rng.set_stream(replicate);
            let draws = laws.iter().map(|law| law.quantile(rng.random()));
            suffix_sums(draws, cylinders.windows, cylinders.windows, &mut events);
            cylinders.greatest(&events, &mut running)
        })
        .collect();
    Null { greatest }
}

impl Null {
    /// The Monte Carlo p-value of a score; beyond the greatest replicate the Gumbel tail.
    pub(super) fn p_value(&self, score: f64) -> f64 {
        let as_great = self.greatest.iter().filter(|&&other| other >= score).count();
        let rank = (1 + as_great) as f64 / (1 + self.greatest.len()) as f64;
        if as_great > 0 || self.greatest.len() < FEWEST_FOR_A_TAIL {
            rank
        } else {
            rank.min(self.gumbel_tail(score))
        }
    }

    /// P(greatest ≥ score) under the Gumbel law with the replicates' mean and variance.
    fn gumbel_tail(&self, score: f64) -> f64 {
        const EULER: f64 = 0.577_215_664_901_532_9;
        let n = self.greatest.len() as f64;
        let mean = self.greatest.iter().sum::<f64>() / n;
        let variance = self.greatest.iter().map(|other| (other - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let scale = (6.0 * variance).sqrt() / std::f64::consts::PI;
        if scale == 0.0 {
            return 1.0;
        }
        let standard = (score - (mean - EULER * scale)) / scale;
        -(-(-standard).exp()).exp_m1()
    }
}
