//! Sister series that are nearly empty each, judged together: the grids of a town, the towns of a county.
//!
//! A grid reports 0.19 disputes a week. From its own past nobody learns its season, its dispersion, or
//! whether it is a quiet grid or one that had a quiet year. Its town knows the season, and its sisters know
//! what is usual among them.
//!
//! **Model.** The sum of the siblings has a [`crate::baseline`] with season, trend and regressors, and so an
//! expected course `E_t`. Sibling `i` has a share `r_i` of it: its count in period `t` has the mean
//! `r_i x_i E_t` and the variance `φ r_i x_i E_t`, where `x_i` is its exposure (households, visits), 1 where
//! none is given. Shares come from a gamma law of mean `r̄` and concentration `α` (Clayton & Kaldor 1987,
//! *Biometrics* 43:671, section 3). With the sibling's `y_i` past events and its exposed past
//! `e_i = x_i Σ E_t`, both divided by `φ` as a quasi-likelihood asks, the share given the past is
//!
//! ```text
//! r_i ~ Gamma(α + y_i / φ, α / r̄ + e_i / φ)        mean = w r̄ + (1 − w) y_i / e_i
//! w   = (α / r̄) / (α / r̄ + e_i / φ)                the weight of the sisters
//! ```
//!
//! so that an empty grid is expected to report what an average grid does when its past is short, and next to
//! nothing when it has been empty for years.
//!
//! **The prior** is learnt from the siblings: `r̄` and `α` maximise the negative-binomial likelihood of their
//! totals, with a gamma prior of shape 2 and rate 1 on the coefficient of variation `1 / √α` (Chung et al.
//! 2013, *Psychometrika* 78:685). Its density vanishes at 0, which keeps three siblings that happen to be
//! alike from being declared one; where nothing is known it says exponential shares; hundreds of siblings
//! overrule it, towards `α = ∞` when they are all the same.
//!
//! **Dispersion** is one for all siblings and at least [`Settings::least_dispersion`]. A sibling's Pearson
//! statistic around its own total has, given that total, the mean `(T − 1)(1 + (φ − 1)(y − 1) / (y + φ −
//! 1))`: negative-binomial counts given their sum `y` are Dirichlet-multinomial. Single events tell nothing,
//! and `φ` is the value at which the siblings' excesses add up to what was seen. As in the baseline, half a
//! standard error is added.
//!
//! **Past outbreaks** of a sibling would raise its share and blunt the test for the next one. Before the
//! final fit a past count is lowered to the 99.95% quantile of what the *other* periods of the sibling, those
//! within the widest window left out too, and its sisters predict. Quiet series lose about one event in a
//! hundred at most; a single event is never touched.
//!
//! **Test.** The sum over a window is negative binomial with the mean `m = r_i x_i Σ E_t` over the window and
//! the variance `φ m + m² (1 / (α + y_i / φ) + w'² var ln r̄ + var ln (Σ_window E / Σ_past E))`, `w'` being
//! the part of the expectation that comes from the prior (`w r̄ / r_i`). The third term is the error of the
//! parent's coefficients without that of its level, which cancels: were the course too high, the shares would
//! be too low. The windows' mid-p values are combined as in [`crate::baseline`], and the verdict is of the
//! same type.
//!
//! **Over time.** [`Pool`] judges one period, or a few with one fit; [`detect`] rolls over the past and
//! calibrates each sibling's p-values by those it had before, as [`crate::detector`] does for series of their
//! own.
//!
//! **Assumptions.** Siblings share season, trend and dispersion, keep their shares over the past learnt from,
//! and are independent given the course: an excess that all of them share belongs to their parent and is
//! tested there. The error of `α` is not in the predictive law.
//!
//! **Not for** a handful of series with many events each, where each knows itself best, nor for
//! siblings whose seasons differ (schools and farms): the course would be nobody's.
//!
//! **What it brings.** Forty grids with 0.1 events a week on average and `α = 1.5`, three years: with
//! thresholds at which 0.2% of quiet weeks alarm, three events more in one week are found in 96% where a
//! baseline of each grid finds 83%. Expected counts lie nearer to the truth than own shares (no pooling) and
//! equal shares (complete pooling); a baseline of each grid, which has to find season and trend alone, has
//! eight to ten times the squared error. A dispersion of 2.5 at 0.1 events a week, which no grid shows by
//! itself, is seen: 1.6% of quiet weeks have p ≤ 0.01, where single baselines give 2.8%
//! (`examples/null_p_values.rs`).
//!
//! **Cost.** One baseline for all siblings, then O(siblings × periods): about 13 ms to learn from and judge
//! 820 grids with three years of weeks, a tenth of what 820 baselines take.

mod past;
mod prior;
mod rolling;
mod share;
mod siblings;

pub use rolling::detect;
pub use share::Share;
pub use siblings::Siblings;

use crate::baseline::combination::Combination;
use crate::baseline::{Baseline, Expected, Series, Settings, Verdict};
use crate::distribution::Counts;
use crate::error::PoolingError;
use past::Past;
use prior::Prior;
use share::Posterior;

/// Rounds of lowering past outbreaks. The first judges them by a past that still holds them, the second by
/// one that does not; a third changes nothing that could be seen.
const OUTBREAK_ROUNDS: usize = 2;

/// What was usual among siblings up to some period, and what it expects of each of them after it.
///
/// ```
/// use statistics::baseline::Settings;
/// use statistics::pooling::{Pool, Siblings};
/// // Thirty grids with an event every ten weeks or so, one of which has four in the newest week.
/// let mut grids: Vec<Vec<f64>> =
///     (0..30).map(|grid| (0..156).map(|week| f64::from((week * 7 + grid * 3) % 10 == 0)).collect()).collect();
/// grids[4][155] = 4.0;
/// let counts: Vec<&[f64]> = grids.iter().map(Vec::as_slice).collect();
///
/// let pool = Pool::before(&Siblings::of(&counts), 156, &Settings::default())?;
/// let verdict = pool.judge(4, counts[4], 156);
/// assert!(verdict.p_value < 0.001 && verdict.upper < 4.0);
/// assert!(pool.judge(5, counts[5], 156).p_value > 0.05);
///
/// let share = pool.share(4);
/// assert!(share.lower < 1.0 / 30.0 && 1.0 / 30.0 < share.upper && share.prior_weight > 0.5);
/// # Ok::<(), statistics::error::PoolingError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pool {
    settings: Settings,
    parent: Baseline,
    /// How the logarithm of the parent's past moves with its coefficients.
    past_gradient: Vec<f64>,
    dispersion: f64,
    prior: Prior,
    posteriors: Vec<Posterior>,
    combination: Combination,
}

impl Pool {
    /// Learns from the periods before the windows that end with period `end − 1`, as
    /// [`Baseline::before`] does for one series.
    ///
    /// # Errors
    /// [`PoolingError`]: no sibling, siblings of different length, a value that is not a count, an exposure
    /// that is not positive, or a sum that has no baseline (too few periods, a setting outside its range).
    pub fn before(siblings: &Siblings<'_>, end: usize, settings: &Settings) -> Result<Self, PoolingError> {
        let sum = siblings.sum(end)?;
        let exposures = siblings.exposures()?;
        let series = Series { counts: &sum, offset: siblings.offset, regressors: siblings.regressors };
        let parent = Baseline::before(&series, end, settings)?;

        let trained = parent.trained();
        let mut past = Past::of(siblings.counts, &exposures, &parent.course()[..trained]);
        let mut dispersion = past.dispersion(settings.least_dispersion);
        let mut prior = Prior::learn(past.totals(), dispersion);
        let reach = settings.windows.iter().copied().max().unwrap_or(1);
        for _ in 0..OUTBREAK_ROUNDS {
            past.lower_outbreaks(siblings.counts, &prior, dispersion, reach);
            dispersion = past.dispersion(settings.least_dispersion);
            prior = Prior::learn(past.totals(), dispersion);
        }
        let posteriors = past.totals().iter().map(|total| Posterior::of(total, &prior, dispersion)).collect();
        Ok(Self {
            settings: settings.clone(),
            past_gradient: parent.gradient(0, trained),
            parent,
            dispersion,
            prior,
            posteriors,
            combination: Combination::of(&settings.windows),
        })
    }

    /// Judges the windows that end with period `end − 1` of `counts`, the series of sibling `sibling`, which
    /// may differ from the counts learnt from in the periods held out. A sibling beyond those learnt from is
    /// judged by the prior: a new grid is expected to be like its sisters.
    pub fn judge(&self, sibling: usize, counts: &[f64], end: usize) -> Verdict {
        let end = end.min(counts.len()).min(self.parent.course().len());
        let posterior = self.posterior(sibling);
        let law = |from, to| self.predictive(&posterior, from, to);
        self.combination.verdict(&self.settings, counts, end, self.dispersion, law)
    }

    /// What one period was expected to hold for a sibling; nothing beyond its end.
    pub fn expected(&self, sibling: usize, period: usize) -> Expected {
        let end = (period + 1).min(self.parent.course().len());
        let law = self.predictive(&self.posterior(sibling), period.min(end), end);
        Expected { mean: law.mean(), upper: law.quantile(1.0 - self.settings.alpha) }
    }

    /// A sibling's share of the expected course, and where that figure comes from.
    pub fn share(&self, sibling: usize) -> Share {
        self.posterior(sibling).share()
    }

    /// How alike the siblings are: the shape `α` of the gamma law of their shares per exposure. Their
    /// coefficient of variation is `1 / √α`; 1 is an exponential law, a thousand says that they hardly
    /// differ.
    pub fn concentration(&self) -> f64 {
        self.prior.concentration
    }

    /// Variance over mean of one sibling's count in one period, at least 1.
    pub fn dispersion(&self) -> f64 {
        self.dispersion
    }

    fn posterior(&self, sibling: usize) -> Posterior {
        let stranger = || Posterior::unseen(&self.prior);
        self.posteriors.get(sibling).copied().unwrap_or_else(stranger)
    }

    /// The law of a sibling's sum over the periods `from..to`.
    fn predictive(&self, posterior: &Posterior, from: usize, to: usize) -> Counts {
        let course: f64 = self.parent.course()[from..to].iter().sum();
        let mean = posterior.mean * course;
        let mut gradient = self.parent.gradient(from, to);
        gradient.iter_mut().zip(&self.past_gradient).for_each(|(window, past)| *window -= past);
        let variance_of_log = posterior.variance_of_log + self.parent.variance_of(&gradient);
        Counts::spread(mean, self.dispersion + mean * variance_of_log)
    }
}

#[cfg(test)]
mod tests;
