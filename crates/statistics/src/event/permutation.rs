//! The score of an event's windows, and how it would look had they lain elsewhere.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Settings, Window};
use crate::regression::{Design, Fit};

/// The score test against the model without the event, ready for any placement of the windows.
pub(super) struct ScoreTest<'a> {
    design: &'a Design,
    fit: &'a Fit,
    counts: &'a [f64],
}

/// Room for one placement, reused over all of them.
struct Scratch {
    share: Vec<f64>,
    cross: Vec<f64>,
}

impl<'a> ScoreTest<'a> {
    /// `fit` is the model without the event on `design` and `counts`.
    pub(super) fn new(design: &'a Design, fit: &'a Fit, counts: &'a [f64]) -> Self {
        Self { design, fit, counts }
    }

    /// Share of the placements, the true one included, that score at least as high as the true one.
    pub(super) fn p_value(&self, windows: &[Window], settings: &Settings) -> f64 {
        let mut rng = ChaCha8Rng::seed_from_u64(settings.seed);
        let mut scratch =
            Scratch { share: vec![0.0; self.counts.len()], cross: vec![0.0; self.design.columns()] };
        let observed = self.score(windows, || 0, &mut scratch);
        let half = (settings.period / 2.0) as i64;
        // Sums in another order differ in the last digits: a placement that equals the true one must tie with
        // it.
        let tie = observed - 1e-9 * observed.abs().max(1.0);
        let as_high = (0..settings.permutations)
            .filter(|_| self.score(windows, || rng.random_range(-half..=half), &mut scratch) >= tie)
            .count();
        (1 + as_high) as f64 / (1 + settings.permutations) as f64
    }

    /// The standardised score with each window moved by `shift` weeks, around the end of the series:
    /// `Σ x (y − μ) / √(x'Wx − x'WX (X'WX)⁻¹ X'Wx)`. The dispersion cancels between placements.
    fn score(&self, windows: &[Window], mut shift: impl FnMut() -> i64, scratch: &mut Scratch) -> f64 {
        let weeks = self.counts.len() as i64;
        scratch.cross.fill(0.0);
        let mut touched = Vec::with_capacity(windows.iter().map(Vec::len).sum());
        for window in windows {
            let shift = shift();
            for &(week, share) in window {
                let week = (week as i64 + shift).rem_euclid(weeks) as usize;
                scratch.share[week] = (scratch.share[week] + share).min(1.0);
                touched.push(week);
            }
        }
        let (mut score, mut information) = (0.0, 0.0);
        for week in touched {
            // Two windows may fall on one week: it is counted at the first visit and is 0 at the second.
            let share = std::mem::take(&mut scratch.share[week]);
            let mean = self.fit.fitted[week];
            score += share * (self.counts[week] - mean);
            information += share * share * mean;
            for (sum, x) in scratch.cross.iter_mut().zip(self.design.row(week)) {
                *sum += share * mean * x;
            }
        }
        let explained = self.fit.variance_of(&scratch.cross, 1.0);
        score / (information - explained).max(f64::EPSILON).sqrt()
    }
}
