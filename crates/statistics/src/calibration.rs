//! Making p-values honest: the tail that a method's own past p-values show.
//!
//! A p-value rests on a model, and no model of disputes is right: a series with bursts the model does not know
//! alarms every month at a nominal 1%, another never. The remedy is to look at the p-values that the method
//! gave in the past, each computed without looking ahead (rolling origin), and to read new ones against them.
//!
//! **Tail.** Only small p-values matter and few are seen, so the tail is modelled: a share `θ u` of the
//! p-values falls below `u = 0.1`, and below it `ln(u / p)` is exponential with mean `ξ`, which is the
//! peaks-over-threshold model with Hill's estimator (Hill 1975, *Annals of Statistics* 3:1163). A p-value is
//! mapped to `θ u (p / u)^(1/ξ)`; honest p-values have `θ = ξ = 1` and stay as they are.
//!
//! **Shrinkage.** Two years of weeks hold ten p-values below 0.1. Both parameters are therefore drawn to those
//! of all series of the category, and these to 1, by gamma priors worth [`Settings::prior`] exceedances.
//!
//! **Past outbreaks** have tiny p-values for a reason, and so have the windows that touch them. What lies
//! within [`Settings::reach`] of a p-value below [`Settings::outbreak_below`] is not learnt from, or every true
//! outbreak would blunt the method for the next one; unless it is more than [`Settings::most_excluded`] of the
//! past, for then it is the model that is wrong. In the place of what is left out come the exceedances that
//! honest p-values would have there, one in a thousand.
//!
//! **Assumptions.** The errors of the model persist. Not assumed: independence in time, but overlapping windows
//! repeat each other's exceedances, which the prior's weight allows for.
//!
//! **Cost.** O(past × reach).

use std::ops::Add;

/// How calibration learns. The defaults suit one to two years of weeks and windows of up to three.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Exceedances the prior is worth. Default 20: overlapping windows make the ten of two years worth about
    /// five independent ones, which should move a series but not carry it away.
    pub prior: f64,
    /// P-values below this are taken for true outbreaks. Default 0.001.
    pub outbreak_below: f64,
    /// Periods to either side of an outbreak that are not learnt from either. Default 3, the widest window.
    pub reach: usize,
    /// Above this share of excluded periods none is. Default 0.2.
    pub most_excluded: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { prior: 20.0, outbreak_below: 1e-3, reach: 3, most_excluded: 0.2 }
    }
}

/// P-values below this form the tail: enough of them to learn from, and all that could alarm.
pub const THRESHOLD: f64 = 0.1;

/// What has been seen of a tail. The sum of two is what was seen of both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Seen {
    /// P-values learnt from.
    pub tests: f64,
    /// How many of them lay below [`THRESHOLD`].
    pub exceedances: f64,
    /// Sum of their depths `ln(THRESHOLD / p)`.
    pub depth: f64,
}

impl Seen {
    /// What the p-values of one series show, in time order. One that is not a number counts as 1.
    pub fn of(past: &[f64], settings: &Settings) -> Self {
        let outbreak = |index: usize| past[index] < settings.outbreak_below;
        let near_outbreak = |index: usize| {
            let last = index.saturating_add(settings.reach).min(past.len() - 1);
            (index.saturating_sub(settings.reach)..=last).any(outbreak)
        };
        let excluded: Vec<bool> = (0..past.len()).map(near_outbreak).collect();
        let share = excluded.iter().filter(|&&out| out).count() as f64 / past.len().max(1) as f64;
        let model_is_wrong = share > settings.most_excluded;
        if model_is_wrong {
            return past.iter().fold(Self::default(), |seen, &p_value| seen + Self::one(p_value));
        }
        let kept = past.iter().zip(&excluded).filter(|(_, out)| !**out);
        let seen = kept.fold(Self::default(), |seen, (&p_value, _)| seen + Self::one(p_value));
        seen + Self::honest_below(settings.outbreak_below, seen.tests)
    }

    /// The exceedances below a level that honest p-values show in so many tests.
    fn honest_below(level: f64, tests: f64) -> Self {
        let level = level.clamp(0.0, THRESHOLD);
        // The depth below any level is exponential again, with mean 1.
        let depth = if level > 0.0 { (THRESHOLD / level).ln() + 1.0 } else { 0.0 };
        Self { tests: 0.0, exceedances: tests * level, depth: tests * level * depth }
    }

    /// One p-value.
    fn one(p_value: f64) -> Self {
        if p_value < THRESHOLD {
            let depth = (THRESHOLD / p_value.max(f64::MIN_POSITIVE)).ln();
            Self { tests: 1.0, exceedances: 1.0, depth }
        } else {
            Self { tests: 1.0, ..Self::default() }
        }
    }
}

impl Add for Seen {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            tests: self.tests + other.tests,
            exceedances: self.exceedances + other.exceedances,
            depth: self.depth + other.depth,
        }
    }
}

/// The tail of a method's p-values under the null.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    /// Share of p-values below [`THRESHOLD`], over the nominal one (θ).
    pub rate: f64,
    /// Mean depth below the threshold on the log scale, over the nominal one (ξ).
    pub stretch: f64,
}

impl Tail {
    /// The tail of p-values that are as they should be.
    pub const HONEST: Self = Self { rate: 1.0, stretch: 1.0 };

    /// The tail that was seen, drawn towards `prior`.
    pub fn learn(seen: &Seen, prior: Self, settings: &Settings) -> Self {
        let weight = settings.prior.max(f64::MIN_POSITIVE);
        Self {
            rate: (seen.exceedances + weight * prior.rate) / (seen.tests * THRESHOLD + weight),
            stretch: (seen.depth + weight * prior.stretch) / (seen.exceedances + weight),
        }
    }

    /// The honest p-value. Rising in `p_value`, 0 to 1.
    ///
    /// ```
    /// use statistics::calibration::Tail;
    /// let eager = Tail { rate: 2.0, stretch: 1.5 };
    /// assert!(eager.calibrate(0.001) > 0.005);
    /// assert_eq!(Tail::HONEST.calibrate(0.3), 0.3);
    /// ```
    pub fn calibrate(&self, p_value: f64) -> f64 {
        let p_value = if p_value.is_nan() { 1.0 } else { p_value.clamp(0.0, 1.0) };
        let border = (self.rate * THRESHOLD).clamp(0.0, 1.0);
        if p_value < THRESHOLD {
            border * (p_value / THRESHOLD).powf(1.0 / self.stretch)
        } else {
            border + (1.0 - border) * (p_value - THRESHOLD) / (1.0 - THRESHOLD)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::Rng;

    use super::*;
    use crate::simulation::world;

    /// P-values whose tail has the given rate and stretch.
    fn past(tail: Tail, seed: u64) -> Vec<f64> {
        let mut rng = world(seed);
        let nominal = |u: f64| {
            if u < tail.rate * THRESHOLD {
                THRESHOLD * (u / (tail.rate * THRESHOLD)).powf(tail.stretch)
            } else {
                u.max(THRESHOLD)
            }
        };
        (0..20_000).map(|_| nominal(rng.random())).collect()
    }

    #[test]
    fn a_wrong_tail_is_learnt_and_undone() {
        let wrong = Tail { rate: 1.8, stretch: 1.4 };
        let settings = Settings { outbreak_below: 0.0, ..Settings::default() };
        let p = past(wrong, 5);
        let learnt = Tail::learn(&Seen::of(&p, &settings), Tail::HONEST, &settings);
        assert!((learnt.rate - 1.8).abs() < 0.1 && (learnt.stretch - 1.4).abs() < 0.1, "{learnt:?}");
        let share = p.iter().filter(|p| learnt.calibrate(**p) < 0.01).count() as f64 / p.len() as f64;
        assert!((0.008..0.012).contains(&share), "{share}");
    }

    #[test]
    fn a_past_outbreak_and_its_shoulders_are_not_learnt_from() {
        let mut past = vec![0.5; 100];
        past[48..53].copy_from_slice(&[0.05, 0.01, 1e-9, 0.02, 0.03]);
        let settings = Settings::default();
        let seen = Seen::of(&past, &settings);
        assert_eq!(seen.tests, 93.0);
        assert!((seen.exceedances - 0.093).abs() < 1e-12, "only those that honest p-values would show");
        past.fill(1e-9);
        assert_eq!(Seen::of(&past, &settings).exceedances, 100.0);
    }

    #[test]
    fn without_a_past_nothing_changes() {
        let settings = Settings::default();
        let tail = Tail::learn(&Seen::of(&[], &settings), Tail::HONEST, &settings);
        assert_eq!(tail, Tail::HONEST);
        assert_eq!(tail.calibrate(f64::NAN), 1.0);
    }

    proptest! {
        #[test]
        fn calibration_keeps_the_order_and_the_range(
            rate in 0.1..9.0_f64, stretch in 0.2..5.0_f64, a in 0.0..=1.0_f64, b in 0.0..=1.0_f64,
        ) {
            let tail = Tail { rate, stretch };
            let (low, high) = (tail.calibrate(a.min(b)), tail.calibrate(a.max(b)));
            prop_assert!(low <= high && (0.0..=1.0).contains(&low) && (0.0..=1.0).contains(&high));
        }

        #[test]
        fn a_smaller_past_p_value_never_makes_a_new_one_smaller(
            past in prop::collection::vec(0.002..=1.0_f64, 1..150), at in any::<prop::sample::Index>(), new in 0.0..=1.0_f64,
        ) {
            let settings = Settings::default();
            let tail = |past: &[f64]| Tail::learn(&Seen::of(past, &settings), Tail::HONEST, &settings);
            let mut lower = past.clone();
            let index = at.index(past.len());
            lower[index] = (lower[index] / 2.0).max(0.002);
            prop_assume!(past[index] < THRESHOLD || lower[index] >= THRESHOLD);
            prop_assert!(tail(&lower).calibrate(new) >= tail(&past).calibrate(new) - 1e-12);
        }
    }
}
