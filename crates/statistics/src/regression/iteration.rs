//! Iteratively reweighted least squares. All room is set aside before the first round and serves every later fit.

use super::exponential::exponential;
use super::{Design, Family};
use crate::cholesky::Cholesky;
use crate::error::RegressionError;

/// Most rounds of the iteration.
const MOST_ROUNDS: usize = 25;

/// The iteration stops when the deviance changes by less than this share.
const TOLERANCE: f64 = 1e-8;

/// Added to the deviance in that share, for the deviance of a perfect fit is 0.
const LEAST_DEVIANCE: f64 = 0.1;

/// Halvings of a step that left the finite numbers, before giving up.
const MOST_HALVINGS: usize = 25;

/// One design and one series of counts, to be fitted with one weight per row or another.
pub(super) struct Iteration<'a> {
    pub(super) design: &'a Design,
    pub(super) counts: &'a [f64],
    pub(super) offset: Option<&'a [f64]>,
    pub(super) family: Family,
    pub(super) ridge: f64,
    /// ln y of each row, 0 for a count of 0.
    logarithms: Vec<f64>,
    /// The means the iteration starts from, and their logarithms.
    first: (Vec<f64>, Vec<f64>),
    /// Of each row.
    pub(super) weights: Vec<f64>,
    /// By how much a deviance that is made of the logarithms can be wrong.
    rounding: f64,
    eta: Vec<f64>,
    pub(super) mean: Vec<f64>,
    /// The working weights W of the last round, which are those of the means before it.
    pub(super) working: Vec<f64>,
    /// W z, the weighted responses of the last round.
    responses: Vec<f64>,
    /// What each row adds to the deviance.
    parts: Vec<f64>,
    normal: Vec<f64>,
    /// X'Wz, and then the coefficients.
    right: Vec<f64>,
    pub(super) coefficients: Vec<f64>,
    pub(super) factor: Cholesky,
    /// Inverse of the normal equations, once fitted.
    pub(super) unscaled: Vec<f64>,
    pub(super) deviance: f64,
}

impl<'a> Iteration<'a> {
    /// Sets the room aside; the arguments are checked already.
    pub(super) fn new(
        design: &'a Design,
        counts: &'a [f64],
        offset: Option<&'a [f64]>,
        family: Family,
        ridge: f64,
    ) -> Self {
        let (n, p) = (counts.len(), design.columns());
        let first: Vec<f64> = counts.iter().map(|&count| family.start(count)).collect();
        let logarithm = |count: &f64| if *count > 0.0 { count.ln() } else { 0.0 };
        Self {
            design,
            counts,
            offset,
            family,
            ridge,
            logarithms: counts.iter().map(logarithm).collect(),
            first: (first.clone(), first.iter().map(|mean| mean.ln()).collect()),
            weights: vec![1.0; n],
            rounding: 0.0,
            eta: vec![0.0; n],
            mean: vec![0.0; n],
            working: vec![0.0; n],
            responses: vec![0.0; n],
            parts: vec![0.0; n],
            normal: vec![0.0; p * p],
            right: vec![0.0; p],
            coefficients: Vec::with_capacity(p),
            factor: Cholesky::new(p),
            unscaled: vec![0.0; p * p],
            deviance: 0.0,
        }
    }

    /// Iterates until the deviance settles; whether it did within the most rounds.
    pub(super) fn run(&mut self, weights: Option<&[f64]>) -> Result<bool, RegressionError> {
        self.start(weights);
        for _ in 0..MOST_ROUNDS {
            self.gather();
            if !self.factor.factor(&self.normal) {
                return Err(RegressionError::Singular);
            }
            self.factor.solve(&mut self.right);
            self.predict();
            let mut next = self.deviance();
            for _ in 0..MOST_HALVINGS {
                if next.is_finite() || self.coefficients.is_empty() {
                    break;
                }
                let steps = self.right.iter_mut().zip(&self.coefficients);
                steps.for_each(|(new, old)| *new = (*new + old) / 2.0);
                self.predict();
                next = self.deviance();
            }
            if !next.is_finite() {
                return Err(RegressionError::Diverged);
            }
            self.coefficients.clone_from(&self.right);
            let change = (next - self.deviance).abs();
            self.deviance = next;
            if change / (next.abs() + LEAST_DEVIANCE) < TOLERANCE {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Begins anew with other weights.
    fn start(&mut self, weights: Option<&[f64]>) {
        match weights {
            Some(weights) => self.weights.copy_from_slice(weights),
            None => self.weights.fill(1.0),
        }
        // The predictor is not below the logarithm of the least mean, and above that of the count by less than this
        // unless the deviance is enormous.
        let range = -f64::EPSILON.ln();
        let rows = self.counts.iter().zip(&self.logarithms).zip(&self.weights);
        let sizes = rows.map(|((count, logarithm), weight)| weight * count * (logarithm.abs() + range));
        self.rounding = 2.0 * f64::EPSILON * sizes.sum::<f64>();
        self.mean.copy_from_slice(&self.first.0);
        self.eta.copy_from_slice(&self.first.1);
        self.coefficients.clear();
        self.deviance = self.deviance();
    }

    /// ln (y / μ) of each row with a count.
    pub(super) fn log_ratios(&self) -> impl Iterator<Item = f64> {
        self.logarithms.iter().zip(&self.eta).map(|(logarithm, eta)| log_ratio(*logarithm, *eta))
    }

    /// The deviance, right to a tenth of what the stopping rule looks at.
    fn deviance(&mut self) -> f64 {
        let ratios = self.parts.iter_mut().zip(&self.logarithms).zip(&self.eta);
        ratios.for_each(|((ratio, logarithm), eta)| *ratio = log_ratio(*logarithm, *eta));
        let quick = self.sum_of_deviances();
        if self.rounding < TOLERANCE / 10.0 * (quick.abs() + LEAST_DEVIANCE) {
            return quick;
        }
        let ratios = self.parts.iter_mut().zip(self.counts).zip(&self.mean);
        ratios
            .for_each(|((ratio, &count), mean)| *ratio = if count > 0.0 { (count / mean).ln() } else { 0.0 });
        self.sum_of_deviances()
    }

    /// Makes the parts of the deviance out of the ln (y / μ) in their place, and adds them up.
    fn sum_of_deviances(&mut self) -> f64 {
        let rows = self.counts.iter().zip(&self.mean).zip(&self.weights);
        for (part, ((count, mean), weight)) in self.parts.iter_mut().zip(rows) {
            *part = weight * self.family.deviance(*count, *mean, *part);
        }
        // Four sums side by side, for each addition waits for the one before.
        let fours = self.parts.chunks_exact(4);
        let rest: f64 = fours.remainder().iter().sum();
        let sums = fours.fold([0.0; 4], |sums, four| std::array::from_fn(|lane| sums[lane] + four[lane]));
        sums.iter().sum::<f64>() + rest
    }

    /// The linear predictor of each row, and its mean.
    fn predict(&mut self) {
        match self.offset {
            Some(offset) => self.eta.copy_from_slice(offset),
            None => self.eta.fill(0.0),
        }
        self.design.layout().predict(&self.right, &mut self.eta);
        for (mean, eta) in self.mean.iter_mut().zip(&self.eta) {
            *mean = exponential(*eta).max(f64::EPSILON);
        }
    }

    /// Gathers `X'WX + ridge` (its lower triangle) and `X'Wz`.
    fn gather(&mut self) {
        let outcomes = self.working.iter_mut().zip(&mut self.responses);
        let rows = self.counts.iter().zip(&self.weights).zip(&self.eta).zip(&self.mean);
        for ((working, response), (((count, weight), eta), mean)) in outcomes.zip(rows) {
            // The weight times the response z = η + (y − μ) / μ, without the division.
            let scale = weight * self.family.weight_per_mean(*mean);
            *working = scale * mean;
            *response = scale * (mean * (eta - 1.0) + count);
        }
        if let Some(offset) = self.offset {
            let rows = self.responses.iter_mut().zip(&self.working).zip(offset);
            rows.for_each(|((response, working), offset)| *response -= working * offset);
        }
        self.normal.fill(0.0);
        self.right.fill(0.0);
        self.design.layout().gather(&self.working, &self.responses, &mut self.normal, &mut self.right);
        let p = self.design.columns();
        for column in self.design.penalised() {
            self.normal[column * p + column] += self.ridge;
        }
    }
}

/// ln (y / μ) as ln y − η: no logarithm is taken, but digits cancel where large counts are fitted almost exactly.
fn log_ratio(logarithm: f64, eta: f64) -> f64 {
    logarithm - eta.max(f64::EPSILON.ln())
}
