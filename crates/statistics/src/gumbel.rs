//! The tail beyond the greatest replicate: the Gumbel law that the maximum of many scores follows.

/// Euler's constant: the mean of the standard Gumbel law.
const EULER: f64 = 0.577_215_664_901_532_9;

/// With fewer replicates two moments are too rough to extrapolate with.
const FEWEST: usize = 50;

/// A Gumbel law.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gumbel {
    location: f64,
    scale: f64,
}

impl Gumbel {
    /// The law with the mean and the variance of the greatest scores of replicates, if there are enough of them
    /// (Abrams, Kulldorff & Kleinman 2010, *Int. J. Health Geogr.* 9:61).
    pub(crate) fn fit(greatest: &[f64]) -> Option<Self> {
        if greatest.len() < FEWEST {
            return None;
        }
        let n = greatest.len() as f64;
        let mean = greatest.iter().sum::<f64>() / n;
        let variance = greatest.iter().map(|other| (other - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let scale = (6.0 * variance).sqrt() / std::f64::consts::PI;
        Some(Self { location: mean - EULER * scale, scale })
    }

    /// P(greatest ≥ score); 1 when all replicates are equal, for then nothing is known of a tail.
    pub(crate) fn upper_tail(self, score: f64) -> f64 {
        if self.scale == 0.0 {
            return 1.0;
        }
        -(-(-(score - self.location) / self.scale).exp()).exp_m1()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_that_of_the_law_the_replicates_come_from() {
        // Quantiles of the standard Gumbel law shifted by 3 and stretched by 2.
        let greatest: Vec<f64> =
            (0..999).map(|i| 3.0 - 2.0 * (-((f64::from(i) + 0.5) / 999.0).ln()).ln()).collect();
        let law = Gumbel::fit(&greatest).unwrap();
        for score in [5.0, 10.0, 15.0] {
            let wanted = 1.0 - (-(-(score - 3.0) / 2.0_f64).exp()).exp();
            assert!((law.upper_tail(score) / wanted - 1.0).abs() < 0.05, "{score}");
        }
    }

    #[test]
    fn few_or_equal_replicates_have_no_tail() {
        assert!(Gumbel::fit(&[1.0; 49]).is_none());
        assert!((Gumbel::fit(&[1.0; 50]).unwrap().upper_tail(9.0) - 1.0).abs() < f64::EPSILON);
    }
}
