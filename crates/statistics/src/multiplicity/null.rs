//! Null laws of discrete tests: which values a p-value can take, and how often when nothing is going on.
//!
//! A count of 0, 1, 2, … has one p-value each. The law of that p-value is a staircase below the diagonal:
//! `F(t) = P(p ≤ t)` is the largest attainable value that does not exceed `t`, often far less than `t`. With
//! 0.2 events expected, no p-value exists between 0.02 and 0.18, and a test at 5% errs in 2% of weeks.

use crate::distribution::Counts;
use crate::error::MultiplicityError;

/// Two values closer than this, relatively, are one: a p-value summed in another order differs in its last
/// digits and must still find its own step.
const SAME: f64 = 1e-9;

/// The tail of a law beyond this probability is one step at 0: no p-value is thereby given less than its due.
const NEGLIGIBLE: f64 = 1e-16;

/// Tails are summed from so far out that the least p-value kept is right to more digits than [`SAME`].
const FAR_OUT: f64 = 1e-28;

/// A law with more attainable values than this is taken as continuous: its steps are then so close that the
/// staircase and the diagonal differ by less than any estimated mean is worth.
const MOST_STEPS: usize = 4096;

/// The law of one test's p-value, or of another statistic of which small values are evidence, under the null.
///
/// Tests that share a law share one `Null`: a week of 16,400 series has a few hundred of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Null(Shape);

#[derive(Clone, Debug, PartialEq)]
enum Shape {
    /// `F(t) = t`.
    Uniform,
    /// Ascending in both fields; strictly so in `reached`.
    Steps(Vec<Step>),
}

/// At `value` the law reaches the probability `reached`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    value: f64,
    reached: f64,
}

impl Null {
    /// A continuous test: `F(t) = t`. Also right, and conservative, for a test whose law is not known.
    pub fn uniform() -> Self {
        Self(Shape::Uniform)
    }

    /// A discrete test with these attainable p-values, in any order: each is reached with its own
    /// probability, `P(p ≤ p_k) = p_k`.
    ///
    /// # Errors
    /// [`MultiplicityError::Value`] for a value outside 0 to 1.
    pub fn attainable(p: &[f64]) -> Result<Self, MultiplicityError> {
        if let Some(index) = p.iter().position(|value| !(0.0..=1.0).contains(value)) {
            return Err(MultiplicityError::Value { what: "attainable p-values", index, value: p[index] });
        }
        let mut sorted = p.to_vec();
        sorted.sort_by(f64::total_cmp);
        Ok(Self::climbing(sorted.into_iter().map(|value| Step { value, reached: value })))
    }

    /// Any discrete statistic: `values` that it takes with `probabilities`, small values being evidence. Mass
    /// that is missing to 1 lies above all values.
    ///
    /// ```
    /// use statistics::multiplicity::null::Null;
    /// let law = Null::of_statistic(&[0.9, 0.1, 0.4], &[0.7, 0.1, 0.2])?;
    /// assert!((law.cumulative(0.5) - 0.3).abs() < 1e-15);
    /// # Ok::<(), statistics::error::MultiplicityError>(())
    /// ```
    ///
    /// # Errors
    /// [`MultiplicityError`]: lengths that differ, a value that is not finite, a probability outside 0 to 1,
    /// a sum above 1.
    pub fn of_statistic(values: &[f64], probabilities: &[f64]) -> Result<Self, MultiplicityError> {
        if values.len() != probabilities.len() {
            let (got, needed) = (probabilities.len(), values.len());
            return Err(MultiplicityError::Length { what: "probabilities", got, needed });
        }
        if let Some(index) = values.iter().position(|value| !value.is_finite()) {
            return Err(MultiplicityError::Value { what: "values of a law", index, value: values[index] });
        }
        if let Some(index) = probabilities.iter().position(|share| !(0.0..=1.0).contains(share)) {
            let value = probabilities[index];
            return Err(MultiplicityError::Value { what: "probabilities of a law", index, value });
        }
        let mass: f64 = probabilities.iter().sum();
        if mass > 1.0 + SAME {
            return Err(MultiplicityError::Mass(mass));
        }
        let mut pairs: Vec<(f64, f64)> = values.iter().copied().zip(probabilities.iter().copied()).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut reached = 0.0;
        Ok(Self::climbing(pairs.into_iter().map(|(value, probability)| {
            reached += probability;
            Step { value, reached: f64::min(reached, 1.0) }
        })))
    }

    /// The p-values P(Y ≥ k) of a count with this law.
    pub fn p_values(law: &Counts) -> Self {
        Self::of_counts(law, 0.0)
    }

    /// The mid-p values P(Y > k) + ½ P(Y = k) of a count with this law ([`Counts::mid_p`]), each with the
    /// probability P(Y ≥ k) with which it or a smaller one occurs: exact, though a mid-p by itself is not a
    /// valid p-value.
    pub fn mid_p_values(law: &Counts) -> Self {
        Self::of_counts(law, 0.5)
    }

    /// `F(t)`: the probability of a value of at most `t`.
    pub fn cumulative(&self, t: f64) -> f64 {
        match &self.0 {
            Shape::Uniform => uniform(t),
            Shape::Steps(steps) => {
                let below = steps.partition_point(|step| not_above(step.value, t));
                if below == 0 { 0.0 } else { steps[below - 1].reached }
            }
        }
    }

    /// Whether this is the continuous law.
    pub(super) fn is_uniform(&self) -> bool {
        self.0 == Shape::Uniform
    }

    /// The steps as (value, probability below it, probability reached), ascending; none when continuous.
    pub(super) fn steps(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let steps: &[Step] = match &self.0 {
            Shape::Uniform => &[],
            Shape::Steps(steps) => steps,
        };
        let before = std::iter::once(0.0).chain(steps.iter().map(|step| step.reached));
        steps.iter().zip(before).map(|(step, before)| (step.value, before, step.reached))
    }

    /// Keeps the steps that rise; of equal values the last.
    fn climbing(steps: impl Iterator<Item = Step>) -> Self {
        let mut kept: Vec<Step> = Vec::new();
        for step in steps {
            match kept.last_mut() {
                Some(last) if last.value == step.value => last.reached = step.reached,
                Some(last) if last.reached >= step.reached => {}
                _ if step.reached <= 0.0 => {}
                _ => kept.push(step),
            }
        }
        Self(Shape::Steps(kept))
    }

    /// The values `P(Y ≥ k) − share · P(Y = k)`, by the recurrence of the point probabilities from the mode.
    fn of_counts(law: &Counts, share: f64) -> Self {
        let mean = law.mean();
        if mean == 0.0 {
            let value = 1.0 - share;
            return Self(Shape::Steps(vec![Step { value, reached: 1.0 }]));
        }
        let dispersion = law.variance() / mean;
        let ratio = |k: f64| (mean + k * (dispersion - 1.0)) / (dispersion * (k + 1.0));
        let mode = (mean - dispersion).max(0.0).floor();
        if mode > MOST_STEPS as f64 || !dispersion.is_finite() {
            return Self::uniform();
        }
        let mut probabilities = vec![0.0; mode as usize];
        probabilities.push(law.probability(mode));
        for k in (0..mode as usize).rev() {
            probabilities[k] = probabilities[k + 1] / ratio(k as f64);
        }
        // The ratios tend to this; the tail is a geometric one at most, with the greater of the two.
        let limit = (dispersion - 1.0) / dispersion;
        loop {
            let k = (probabilities.len() - 1) as f64;
            let next = probabilities[k as usize] * ratio(k);
            if next <= FAR_OUT * (1.0 - ratio(k + 1.0).max(limit)) {
                break;
            }
            if probabilities.len() > MOST_STEPS {
                return Self::uniform();
            }
            probabilities.push(next);
        }
        let far = Step { value: 0.0, reached: NEGLIGIBLE };
        let mut reached = 0.0;
        let climb = probabilities.iter().enumerate().rev().map(|(k, &probability)| {
            reached = if k == 0 { 1.0 } else { f64::min(reached + probability, 1.0) };
            Step { value: reached - share * probability, reached }
        });
        Self::climbing(std::iter::once(far).chain(climb))
    }
}

/// `a ≤ b` up to the last digits.
pub(super) fn not_above(a: f64, b: f64) -> bool {
    a <= b + SAME * b.abs()
}

/// The diagonal, held within 0 and 1.
pub(super) fn uniform(t: f64) -> f64 {
    t.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_law_without_events_knows_one_p_value() {
        let law = Null::p_values(&Counts::poisson(0.0).unwrap());
        assert_eq!((law.cumulative(0.999), law.cumulative(1.0)), (0.0, 1.0));
    }

    #[test]
    fn a_law_too_wide_for_steps_is_continuous() {
        assert!(Null::p_values(&Counts::poisson(1e9).unwrap()).is_uniform());
        assert!(Null::p_values(&Counts::with_dispersion(0.1, 1e6).unwrap()).is_uniform());
    }

    #[test]
    fn what_is_not_a_law_is_refused() {
        assert!(matches!(Null::attainable(&[0.5, f64::NAN]), Err(MultiplicityError::Value { index: 1, .. })));
        assert!(matches!(Null::of_statistic(&[1.0], &[]), Err(MultiplicityError::Length { .. })));
        assert!(matches!(Null::of_statistic(&[1.0, 2.0], &[0.9, 0.9]), Err(MultiplicityError::Mass(_))));
        assert!(matches!(Null::of_statistic(&[f64::NAN], &[0.9]), Err(MultiplicityError::Value { .. })));
        assert!(matches!(Null::of_statistic(&[0.0], &[-0.1]), Err(MultiplicityError::Value { .. })));
    }

    proptest! {
        #[test]
        fn every_count_finds_its_own_step(mean in 0.001..300.0_f64, dispersion in 1.0..5.0_f64, k in 0.0..12.0_f64) {
            let counts = Counts::with_dispersion(mean, dispersion).unwrap();
            let k = (mean + k * counts.variance().sqrt() / 2.0).floor();
            let (p, mid) = (counts.upper_tail(k), counts.mid_p(k));
            for (law, value) in [(Null::p_values(&counts), p), (Null::mid_p_values(&counts), mid)] {
                let reached = law.cumulative(value);
                prop_assert!((reached - p).abs() <= 1e-9 * p + 1e-15, "{reached} {p}");
            }
        }

        #[test]
        fn a_p_value_is_never_reached_too_often(mean in 0.001..100.0_f64, dispersion in 1.0..5.0_f64, t in 1e-12..1.0_f64) {
            let law = Null::p_values(&Counts::with_dispersion(mean, dispersion).unwrap());
            prop_assert!(law.cumulative(t) <= t * (1.0 + 1e-8) + 1e-15);
        }
    }
}
