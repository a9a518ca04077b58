//! A sibling's share of the expected course.

use super::past::Total;
use super::prior::Prior;
use crate::distribution::gamma;

/// Probability outside the interval of a share.
const OUTSIDE: f64 = 0.05;

/// The share of its parent's expected course that a sibling is expected to report, for explanation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Expected share. Without exposures the shares of all siblings sum to about 1.
    pub mean: f64,
    /// Lower end of the 95% interval.
    pub lower: f64,
    /// Upper end of it.
    pub upper: f64,
    /// The share that the sibling's own past shows, past outbreaks lowered.
    pub own: f64,
    /// The share that its sisters would give it.
    pub prior: f64,
    /// How much of `mean` is the sisters': `mean = prior_weight × prior + (1 − prior_weight) × own`. 0 to 1;
    /// 1 for a sibling without a past.
    pub prior_weight: f64,
}

/// What is known of a share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posterior {
    pub(super) mean: f64,
    /// Variance of the logarithm, of a gamma law: the inverse of its shape.
    pub(super) variance_of_log: f64,
    own: f64,
    prior: f64,
    prior_weight: f64,
}

impl Posterior {
    pub(super) fn of(total: &Total, prior: &Prior, dispersion: f64) -> Self {
        let scaled = total.over(dispersion);
        let rate = prior.rate() + scaled.exposed;
        let shape = prior.concentration + scaled.events;
        let mean = shape / rate;
        let prior_weight = prior.rate() / rate;
        let from_prior = prior_weight * prior.mean / mean;
        Self {
            mean: total.exposure * mean,
            variance_of_log: 1.0 / shape + from_prior.powi(2) * prior.variance_of_log,
            own: total.exposure * total.events / total.exposed,
            prior: total.exposure * prior.mean,
            prior_weight,
        }
    }

    /// For a sibling without a past and with the mean exposure.
    pub(super) fn unseen(prior: &Prior) -> Self {
        Self {
            mean: prior.mean,
            variance_of_log: 1.0 / prior.concentration + prior.variance_of_log,
            own: 0.0,
            prior: prior.mean,
            prior_weight: 1.0,
        }
    }

    pub(super) fn share(&self) -> Share {
        let shape = 1.0 / self.variance_of_log;
        let bound = |level: f64| self.mean * (gamma::quantile(shape, level) / shape);
        Share {
            mean: self.mean,
            lower: bound(OUTSIDE / 2.0),
            upper: bound(1.0 - OUTSIDE / 2.0),
            own: self.own,
            prior: self.prior,
            prior_weight: self.prior_weight,
        }
    }
}
