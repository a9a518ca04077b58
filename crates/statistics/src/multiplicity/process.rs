//! Watching one series week after week, with the right to stop or go on at any time.
//!
//! **Question.** Counts come in against expectations. How much evidence has gathered that the rate is raised,
//! however often one has looked?
//!
//! **Method.** For a rate ratio θ each count multiplies the evidence by its likelihood ratio, for Poisson
//! `θ^y exp(−(θ − 1) μ)`, for a negative binomial with size s `θ^y ((s + μ) / (s + θμ))^(y + s)`. The average
//! over a grid of θ is a test martingale (Robbins 1970; Ramdas, Grünwald, Vovk & Shafer 2023, *Statist. Sci.*
//! 38:576): by Ville's inequality it ever reaches `1/α` with probability at most α under the null. Two
//! readings of one series:
//!
//! * [`Process::e_value`]: was the rate raised **since the start** (of an operation, of a year)? Alarm at
//!   `1/α`; [`Process::anytime_p`] is the p-value that stays valid under optional stopping.
//! * [`Process::detector`]: has a rise begun **at some time**? The e-values of all starting weeks are added
//!   (Shiryaev–Roberts; Shin, Ramdas & Rinaldo 2024, *New England J. Statist. Data Sci.* 2:229). Alarm at `c`,
//!   and the mean time between false alarms is at least `c` weeks.
//!
//! **Assumptions.** Each expected count is fixed before the count is seen, and is right or too high given the
//! past; the dispersion is right or too high. An expectation that stays too low makes evidence out of
//! nothing, the sooner the more counts there are.
//!
//! **Not for** a single week: a p-value is sharper there.
//!
//! **Cost.** O(grid) a week, 8 logarithms with the usual grid.

use crate::error::MultiplicityError;

/// Rate ratios from a quarter more to eight times as much, each 1.3 times the one before.
const RISES: [f64; 8] = [1.25, 1.63, 2.13, 2.77, 3.61, 4.71, 6.13, 8.0];

/// Evidence gathered from a series of counts; feed it with [`Process::observe`].
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    bets: Vec<Bet>,
    /// The greatest e-value so far.
    greatest: f64,
}

/// The evidence for one rate ratio, as logarithms.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bet {
    ratio: f64,
    since_start: f64,
    since_any: f64,
}

impl Process {
    /// Evidence for a raised rate, with equal weight on ratios from 1.25 to 8.
    ///
    /// ```
    /// use statistics::multiplicity::process::Process;
    /// let mut street = Process::rising();
    /// for _ in 0..52 {
    ///     street.observe(0.0, 0.2, 1.2)?;
    /// }
    /// for count in [1.0, 2.0, 1.0, 2.0, 3.0] {
    ///     street.observe(count, 0.2, 1.2)?;
    /// }
    /// // The quiet year speaks against "raised since the start", not against "a rise has begun".
    /// assert!(street.e_value() < 1.0 && street.detector() > 1000.0);
    /// # Ok::<(), statistics::error::MultiplicityError>(())
    /// ```
    pub fn rising() -> Self {
        Self::with(&RISES)
    }

    /// Evidence for any of these rate ratios, with equal weight; below 1 bets on a fall.
    ///
    /// # Errors
    /// [`MultiplicityError::Value`] for a ratio that is not positive and finite, and when there is none.
    pub fn for_ratios(ratios: &[f64]) -> Result<Self, MultiplicityError> {
        let what = "rate ratios";
        if let Some(index) = ratios.iter().position(|ratio| !(ratio.is_finite() && *ratio > 0.0)) {
            return Err(MultiplicityError::Value { what, index, value: ratios[index] });
        }
        if ratios.is_empty() {
            return Err(MultiplicityError::Length { what, got: 0, needed: 1 });
        }
        Ok(Self::with(ratios))
    }

    fn with(ratios: &[f64]) -> Self {
        let bet = |&ratio: &f64| Bet { ratio, since_start: 0.0, since_any: f64::NEG_INFINITY };
        Self { bets: ratios.iter().map(bet).collect(), greatest: 1.0 }
    }

    /// Takes in the next count; `dispersion` is its variance over its mean, and 1 or less is Poisson. Returns
    /// [`Process::e_value`].
    ///
    /// # Errors
    /// [`MultiplicityError::Value`] for a count that is negative or not finite, an expected count or a
    /// dispersion that is not positive and finite. The process is then unchanged.
    pub fn observe(&mut self, count: f64, expected: f64, dispersion: f64) -> Result<f64, MultiplicityError> {
        let unusable = |what, value| Err(MultiplicityError::Value { what, index: 0, value });
        if !(count.is_finite() && count >= 0.0) {
            return unusable("counts", count);
        }
        for (what, value) in [("expected counts", expected), ("dispersion", dispersion)] {
            if !(value.is_finite() && value > 0.0) {
                return unusable(what, value);
            }
        }
        for bet in &mut self.bets {
            let gain = log_likelihood_ratio(bet.ratio, count, expected, dispersion);
            bet.since_start += gain;
            bet.since_any = gain + log_sum([bet.since_any, 0.0].into_iter());
        }
        let e = self.e_value();
        self.greatest = self.greatest.max(e);
        Ok(e)
    }

    /// The evidence that the rate was raised since the start; 1 before the first count. Valid at any time.
    pub fn e_value(&self) -> f64 {
        self.mean(|bet| bet.since_start)
    }

    /// One over the greatest e-value so far: a p-value however often one looked.
    pub fn anytime_p(&self) -> f64 {
        (1.0 / self.greatest).min(1.0)
    }

    /// The evidence that a rise has begun at some time; 0 before the first count. An alarm when it reaches
    /// `c` is a false one every `c` periods at most, on average.
    pub fn detector(&self) -> f64 {
        self.mean(|bet| bet.since_any)
    }

    fn mean(&self, evidence: fn(&Bet) -> f64) -> f64 {
        log_sum(self.bets.iter().map(evidence)).exp() / self.bets.len() as f64
    }
}

/// ln of P(count | ratio × expected) / P(count | expected), the size of a negative binomial unchanged.
fn log_likelihood_ratio(ratio: f64, count: f64, expected: f64, dispersion: f64) -> f64 {
    let excess = dispersion - 1.0;
    if excess <= 0.0 {
        return count * ratio.ln() - (ratio - 1.0) * expected;
    }
    count * ratio.ln() - (count + expected / excess) * ((ratio - 1.0) * excess / dispersion).ln_1p()
}

/// ln Σ exp(x) without overflow.
fn log_sum(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let greatest = values.clone().fold(f64::NEG_INFINITY, f64::max);
    if greatest.is_infinite() {
        greatest
    } else {
        greatest + values.map(|x| (x - greatest).exp()).sum::<f64>().ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Counts;
    use crate::simulation::{draw, world};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_factor_of_a_count_is_a_ratio_of_probabilities(
            ratio in 0.2..8.0_f64, count in 0.0..40.0_f64, expected in 0.05..20.0_f64, dispersion in 1.0..4.0_f64,
        ) {
            let (count, size) = (count.floor(), expected / (dispersion - 1.0));
            let law = |mean| Counts::negative_binomial(mean, size).unwrap().probability(count).ln();
            let exact = law(ratio * expected) - law(expected);
            let got = log_likelihood_ratio(ratio, count, expected, dispersion);
            prop_assert!((got - exact).abs() < 1e-8 * (1.0 + exact.abs()), "{got} {exact}");
        }
    }

    #[test]
    fn a_vanishing_dispersion_is_poisson() {
        let near = log_likelihood_ratio(3.0, 5.0, 2.0, 1.0 + 1e-9);
        assert!((near - log_likelihood_ratio(3.0, 5.0, 2.0, 1.0)).abs() < 1e-6);
    }

    /// 4000 quiet series of 150 weeks, looked at every week. The standard error is .0034.
    #[test]
    fn looking_every_week_raises_no_more_false_alarms_than_promised() {
        let (mut rng, mut alarms) = (world(1970), 0);
        for series in 0..4000 {
            let (expected, dispersion) = ([0.1, 0.5, 3.0][series % 3], [1.0, 1.5][series % 2]);
            let mut process = Process::rising();
            for _ in 0..150 {
                process.observe(draw(&mut rng, expected, dispersion), expected, dispersion).unwrap();
            }
            alarms += usize::from(process.anytime_p() <= 0.05);
        }
        let share = f64::from(u32::try_from(alarms).unwrap()) / 4000.0;
        assert!((0.01..=0.05).contains(&share), "{share}");
    }

    #[test]
    fn the_detector_errs_no_more_often_than_its_threshold_says() {
        let (mut rng, mut weeks, runs) = (world(2024), 0, 300);
        for _ in 0..runs {
            let mut process = Process::rising();
            while process.detector() < 100.0 {
                process.observe(draw(&mut rng, 0.4, 1.2), 0.4, 1.2).unwrap();
                weeks += 1;
            }
        }
        assert!((100..400).contains(&(weeks / runs)), "{}", weeks / runs);
    }

    #[test]
    fn a_threefold_rate_is_noticed_within_the_season() {
        let (mut rng, mut process, mut weeks) = (world(5), Process::rising(), 0);
        while process.anytime_p() > 0.01 {
            process.observe(draw(&mut rng, 1.5, 1.2), 0.5, 1.2).unwrap();
            weeks += 1;
        }
        assert!(weeks < 30, "{weeks}");
    }

    #[test]
    fn nonsense_is_refused_and_leaves_the_process_alone() {
        let mut process = Process::rising();
        for (count, expected, dispersion) in [
            (-1.0, 1.0, 1.0),
            (f64::NAN, 1.0, 1.0),
            (1.0, 0.0, 1.0),
            (1.0, f64::INFINITY, 1.0),
            (1.0, 1.0, 0.0),
        ] {
            assert!(process.observe(count, expected, dispersion).is_err());
        }
        assert_eq!(process, Process::rising());
        assert!(Process::for_ratios(&[]).is_err() && Process::for_ratios(&[2.0, f64::NAN]).is_err());
        process.observe(1e300, 1.0, 1.0).unwrap();
        process.observe(0.0, 1e300, 1.0).unwrap();
        assert!(!process.e_value().is_nan() && !process.detector().is_nan());
    }
}
