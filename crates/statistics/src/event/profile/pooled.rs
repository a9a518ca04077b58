//! The common profile: what all series together say about it.

use super::{Bin, Profile, Settings};
use crate::cholesky::{Cholesky, quadratic};
use crate::distribution::normal_quantile;
use crate::error::{EventError, RegressionError};
use crate::regression::{Design, Fit};

/// Longest step of one round on the log scale, a factor of e.
const LONGEST_STEP: f64 = 1.0;

/// What all series together say about the common profile at its present value.
pub(super) struct Pooled {
    /// `Z'(y − μ)`, each series over its dispersion.
    score: Vec<f64>,
    /// `Z'WZ − Z'WX (X'WX)⁻¹ X'WZ`, each series over its dispersion, bins × bins.
    information: Vec<f64>,
    /// Inverse of the information with the ridge.
    covariance: Vec<f64>,
    dispersion: Vec<f64>,
    /// Observed and expected counts of each series by bin, the event included.
    inside: Vec<Vec<(f64, f64)>>,
}

impl Pooled {
    /// Nothing known yet.
    pub(super) fn new(bins: usize) -> Self {
        Self {
            score: vec![0.0; bins],
            information: vec![0.0; bins * bins],
            covariance: Vec::new(),
            dispersion: Vec::new(),
            inside: Vec::new(),
        }
    }

    /// Forgets the series, for the next round.
    pub(super) fn clear(&mut self) {
        self.score.fill(0.0);
        self.information.fill(0.0);
        self.dispersion.clear();
        self.inside.clear();
    }

    /// Adds one series, fitted with the present profile as offset.
    pub(super) fn add(&mut self, design: &Design, counts: &[f64], own: &Fit, bin_of: &[Option<usize>]) {
        let (bins, columns) = (self.score.len(), design.columns());
        let mut inside = vec![(0.0, 0.0); bins];
        let mut cross = vec![vec![0.0; columns]; bins];
        let mut pearson = 0.0;
        for (week, (count, mean)) in counts.iter().zip(&own.fitted).enumerate() {
            pearson += (count - mean).powi(2) / mean;
            if let Some(bin) = bin_of[week] {
                inside[bin].0 += count;
                inside[bin].1 += mean;
                cross[bin].iter_mut().zip(design.row(week)).for_each(|(sum, x)| *sum += mean * x);
            }
        }
        let dispersion = (pearson / own.residual_df).max(1.0);
        for (bin, (observed, expected)) in inside.iter().enumerate() {
            self.score[bin] += (observed - expected) / dispersion;
            self.information[bin * bins + bin] += expected / dispersion;
            for other in 0..=bin {
                // The covariance is symmetric, so that u'Vv follows from three quadratic forms.
                let sum: Vec<f64> = cross[bin].iter().zip(&cross[other]).map(|(u, v)| u + v).collect();
                let form = |vector: &[f64]| quadratic(&own.covariance, vector);
                let shared = (form(&sum) - form(&cross[bin]) - form(&cross[other])) / 2.0;
                self.information[bin * bins + other] -= shared / dispersion;
            }
        }
        self.dispersion.push(dispersion);
        self.inside.push(inside);
    }

    /// The Newton step from the present profile.
    pub(super) fn step(&mut self, log_ratios: &[f64], ridge: f64) -> Result<Vec<f64>, EventError> {
        let bins = self.score.len();
        (0..bins).for_each(|bin| self.information[bin * bins + bin] += ridge);
        let mut factor = Cholesky::new(bins);
        if !factor.factor(&self.information) {
            return Err(RegressionError::Singular.into());
        }
        let mut step: Vec<f64> =
            self.score.iter().zip(log_ratios).map(|(score, ratio)| score - ridge * ratio).collect();
        factor.solve(&mut step);
        self.covariance = factor.inverse();
        step.iter_mut().for_each(|step| *step = step.clamp(-LONGEST_STEP, LONGEST_STEP));
        Ok(step)
    }

    /// The bins of the profile reached.
    pub(super) fn describe(
        self,
        log_ratios: &[f64],
        edges: &[f64],
        bin_of: &[Option<usize>],
        series: &[&[f64]],
        settings: &Settings,
    ) -> Profile {
        let bins = log_ratios.len();
        let z = normal_quantile(1.0 - settings.alpha / 2.0);
        let describe = |bin: usize| {
            let heterogeneity = self.heterogeneity(bin);
            let variance = self.covariance[bin * bins + bin] * heterogeneity.max(1.0);
            let (log_ratio, margin) = (log_ratios[bin], z * variance.sqrt());
            let weeks = || (0..bin_of.len()).filter(|&week| bin_of[week] == Some(bin));
            Bin {
                from: edges[bin],
                to: edges[bin + 1],
                weeks: weeks().count() * series.len(),
                observed: series.iter().flat_map(|counts| weeks().map(|week| counts[week])).sum(),
                expected: self.inside.iter().map(|inside| inside[bin].1).sum::<f64>() * (-log_ratio).exp(),
                ratio: log_ratio.exp(),
                lower: (log_ratio - margin).exp(),
                upper: (log_ratio + margin).exp(),
                heterogeneity,
            }
        };
        Profile { bins: (0..bins).map(describe).collect(), dispersion: self.dispersion }
    }

    /// Mean squared standardised deviation of the series from the common ratio; 1 when there is nothing to compare.
    fn heterogeneity(&self, bin: usize) -> f64 {
        let deviations: Vec<f64> = self
            .inside
            .iter()
            .zip(&self.dispersion)
            .map(|(inside, dispersion)| (inside[bin], dispersion))
            .filter(|((_, expected), _)| *expected > 0.0)
            .map(|((observed, expected), dispersion)| (observed - expected).powi(2) / (expected * dispersion))
            .collect();
        if deviations.len() < 2 {
            1.0
        } else {
            deviations.iter().sum::<f64>() / (deviations.len() - 1) as f64
        }
    }
}
