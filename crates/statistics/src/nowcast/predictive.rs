//! The law of the reports still missing: negative binomials, mixed over the share that is in.

use super::delays::Share;
use super::level::Prior;
use crate::distribution::Counts;

/// Nodes of the mixture, a quarter of a standard deviation apart: the trapezoid rule is exact to eight digits.
const NODES: usize = 64;

/// Half the range of the nodes, in standard deviations of the logit.
const RANGE: f64 = 8.0;

/// A share with less weight than this decides nothing.
const LEAST_WEIGHT: f64 = 1e-12;

/// Probabilities are added up from 0 for so many counts, if P(0) is not lost to underflow.
const LONGEST_CLIMB: u32 = 4000;
const LEAST_START: f64 = 1e-280;

/// Shares beyond this logit (six millionths) are as good as 0 or 1.
const FARTHEST: f64 = 12.0;

/// A mixture of count laws with weights that add up to 1.
pub struct Predictive(Vec<(f64, Counts)>);

impl Predictive {
    /// `reported` of a period are in, `share` of its total by estimate.
    pub fn new(share: &Share, reported: u64, prior: Prior) -> Self {
        let size = prior.shape + reported as f64;
        let mut nodes: Vec<(f64, f64)> = nodes(share);
        if prior.rate > 0.0 {
            // How well a share explains what was reported: the negative binomial's likelihood.
            for (weight, share) in &mut nodes {
                *weight += reported as f64 * share.ln() - size * (prior.rate + *share).ln();
            }
        }
        let greatest = nodes.iter().map(|node| node.0).fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = nodes.iter().map(|node| (node.0 - greatest).exp()).sum();
        let law = |(weight, share): (f64, f64)| {
            let weight = (weight - greatest).exp() / total;
            let mean = size * (1.0 - share) / (prior.rate + share);
            let law = Counts::negative_binomial(mean, size).ok()?;
            (weight >= LEAST_WEIGHT).then_some((weight, law))
        };
        Self(nodes.into_iter().filter_map(law).collect())
    }

    pub fn mean(&self) -> f64 {
        self.0.iter().map(|(weight, law)| weight * law.mean()).sum()
    }

    /// The smallest count that is not exceeded with probability `level`.
    pub fn quantile(&self, level: f64) -> f64 {
        // Rounding in the sum of the weights must not decide.
        let level = level * (1.0 - 1e-12);
        self.climb(level).unwrap_or_else(|| self.bisect(level))
    }

    /// Adds up the point probabilities of all laws from 0; nothing when the way is too long.
    fn climb(&self, level: f64) -> Option<f64> {
        if self.0.iter().any(|(_, law)| law.probability(0.0) < LEAST_START) {
            return None;
        }
        let mut terms: Vec<f64> = self.0.iter().map(|(weight, law)| weight * law.probability(0.0)).collect();
        let mut below = 0.0;
        for count in 0..LONGEST_CLIMB {
            let count = f64::from(count);
            below += terms.iter().sum::<f64>();
            if below >= level {
                return Some(count);
            }
            for (term, (_, law)) in terms.iter_mut().zip(&self.0) {
                let dispersion = law.variance() / law.mean();
                *term *= (law.mean() + count * (dispersion - 1.0)) / (dispersion * (count + 1.0));
            }
        }
        None
    }

    /// Far out each law is replaced by the gamma law with its moments: wrong by half a count among thousands.
    fn bisect(&self, level: f64) -> f64 {
        let reached = |count: f64| {
            self.0.iter().map(|(weight, law)| weight * (1.0 - law.gamma_tail(count + 0.5))).sum::<f64>()
                >= level
        };
        let (mut low, mut high) = (-1.0, 1.0);
        while !reached(high) && high < f64::MAX / 4.0 {
            low = high;
            high *= 2.0;
        }
        while high - low > 1.0_f64.max(high * f64::EPSILON * 4.0) {
            let middle = (low + (high - low) / 2.0).floor();
            if reached(middle) { high = middle } else { low = middle }
        }
        high
    }
}

/// Shares and the logarithms of their weights, for the beta law with these moments, laid out on the logit
/// scale.
fn nodes(share: &Share) -> Vec<(f64, f64)> {
    let certainty = share.mean * (1.0 - share.mean) / share.variance - 1.0;
    if !(certainty.is_finite() && certainty > 0.0) || share.mean >= 1.0 {
        return vec![(0.0, share.mean)];
    }
    let (alpha, beta) = (share.mean * certainty, (1.0 - share.mean) * certainty);
    let centre = (alpha / beta).ln().clamp(-FARTHEST, FARTHEST);
    let deviation = (certainty / alpha / beta).sqrt();
    let first = (centre - RANGE * deviation).max(-FARTHEST);
    let last = (centre + RANGE * deviation).min(FARTHEST);
    let step = (last - first) / (NODES - 1) as f64;
    (0..NODES)
        .map(|node| {
            let logit = first + step * node as f64;
            let (inside, outside) = (-(-logit).exp().ln_1p(), -logit.exp().ln_1p());
            // Beyond the ends the density falls off exponentially with these rates; what is there is added.
            let width = match node {
                0 => step / 2.0 + 1.0 / alpha,
                _ if node == NODES - 1 => step / 2.0 + 1.0 / beta,
                _ => step,
            };
            (alpha * inside + beta * outside + width.ln(), inside.exp())
        })
        .collect()
}
