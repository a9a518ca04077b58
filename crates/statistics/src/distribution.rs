//! Poisson and negative-binomial counts: probabilities, tails, mid-p values and quantiles.
//!
//! One type covers both: a [`Counts`] has a mean and a size, and an infinite size is Poisson. The
//! parametrisation that surveillance uses, *variance = dispersion × mean*, is [`Counts::with_dispersion`].
//!
//! Point probabilities follow Loader, C. (2000) *Fast and accurate computation of binomial probabilities*: no
//! large logarithms are subtracted, so a probability stays right to 14 digits at any size. Tails are sums of
//! point probabilities by their recurrence, begun on the short side of the mean.

pub(crate) mod gamma;
mod saddle;

use statrs::function::gamma::gamma_ur;

use crate::error::DistributionError;

/// A sum over more terms than this is replaced by the gamma law with the same mean and variance, which at
/// that spread (a standard deviation of tens of thousands) differs by less than any decision could see.
const LONGEST_SUM: f64 = 400_000.0;

/// Below this mean a quantile is found by climbing from 0: P(0) cannot underflow and the climb is short.
const CLIMB_FROM_ZERO: f64 = 50.0;

/// A level counts as reached when the cumulative probability misses it by this much in relative terms, so
/// that rounding does not push a quantile up by one. The figure is 64 units in the last place.
const ROUNDING: f64 = 64.0 * f64::EPSILON;

/// Above this shape the Wilson–Hilferty cube root is exact to six digits and quicker than any series.
const CUBE_ROOT_FROM: f64 = 1e4;

/// The law of a count: negative binomial, or Poisson when the size is infinite.
///
/// ```
/// use statistics::distribution::Counts;
/// let weekly = Counts::with_dispersion(2.0, 1.5)?;
/// assert_eq!(weekly.quantile(0.99), 7.0);
/// assert!(weekly.mid_p(8.0) < 0.01);
/// # Ok::<(), statistics::error::DistributionError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counts {
    mean: f64,
    size: f64,
}

impl Counts {
    /// Poisson with the given mean.
    ///
    /// # Errors
    /// [`DistributionError::Mean`] when the mean is negative or not finite.
    pub fn poisson(mean: f64) -> Result<Self, DistributionError> {
        Self::negative_binomial(mean, f64::INFINITY)
    }

    /// Negative binomial with variance `mean + mean² / size`; an infinite size is Poisson.
    ///
    /// # Errors
    /// [`DistributionError`] when the mean is negative or not finite, or the size is not positive.
    pub fn negative_binomial(mean: f64, size: f64) -> Result<Self, DistributionError> {
        if !(mean.is_finite() && mean >= 0.0) {
            return Err(DistributionError::Mean(mean));
        }
        if size.is_nan() || size <= 0.0 {
            return Err(DistributionError::Spread(size));
        }
        Ok(Self { mean, size })
    }

    /// Variance `dispersion × mean`; a dispersion of 1 or less is Poisson, for under-dispersion is never
    /// relied on.
    ///
    /// # Errors
    /// [`DistributionError`] when the mean is negative or not finite, or the dispersion is not positive.
    pub fn with_dispersion(mean: f64, dispersion: f64) -> Result<Self, DistributionError> {
        if !(mean.is_finite() && mean >= 0.0) {
            return Err(DistributionError::Mean(mean));
        }
        if dispersion.is_nan() || dispersion <= 0.0 {
            return Err(DistributionError::Spread(dispersion));
        }
        Ok(Self::spread(mean, dispersion))
    }

    /// [`Counts::with_dispersion`] for values already checked: total, with nonsense read as an empty law.
    pub(crate) fn spread(mean: f64, dispersion: f64) -> Self {
        let mean = if mean.is_finite() { mean.max(0.0) } else { 0.0 };
        let size = if dispersion > 1.0 { mean / (dispersion - 1.0) } else { f64::INFINITY };
        Self { mean, size: size.max(f64::MIN_POSITIVE) }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The variance, `mean + mean² / size`.
    pub fn variance(&self) -> f64 {
        // The square of the mean could overflow.
        self.mean * (1.0 + self.mean / self.size)
    }

    /// P(Y = k); 0 for a `k` that is negative or not whole.
    pub fn probability(&self, k: f64) -> f64 {
        if k < 0.0 || k.fract() != 0.0 || !k.is_finite() {
            return 0.0;
        }
        if self.mean == 0.0 {
            return if k == 0.0 { 1.0 } else { 0.0 };
        }
        if self.size.is_infinite() {
            saddle::poisson(k, self.mean)
        } else {
            saddle::negative_binomial(k, self.mean, self.size)
        }
    }

    /// P(Y ≤ k).
    pub fn lower_tail(&self, k: f64) -> f64 {
        if k < 0.0 { 0.0 } else { self.split(k.floor() + 1.0).0 }
    }

    /// P(Y ≥ k): the ordinary p-value of an observed `k`.
    pub fn upper_tail(&self, k: f64) -> f64 {
        if k <= 0.0 { 1.0 } else { self.split(k.ceil()).1 }
    }

    /// P(Y > k) + ½ P(Y = k) (Lancaster 1961): its mean under the null is exactly ½, which the ordinary
    /// p-value of a sparse count misses by far. At a single attainable value it can fall below the ordinary
    /// p-value by a factor of two at most.
    pub fn mid_p(&self, k: f64) -> f64 {
        let k = k.max(0.0).floor();
        (self.upper_tail(k + 1.0) + 0.5 * self.probability(k)).clamp(0.0, 1.0)
    }

    /// The smallest `k` with P(Y ≤ k) ≥ `level`; levels are held within 0 and 1 − 2⁻⁵³, so it is finite.
    pub fn quantile(&self, level: f64) -> f64 {
        let level = level.clamp(0.0, 1.0 - f64::EPSILON / 2.0);
        if level.is_nan() || self.mean == 0.0 {
            return 0.0;
        }
        let reached = level * (1.0 - ROUNDING);
        if !self.summable() {
            return self.bisect(reached);
        }
        let mut k = if self.mean < CLIMB_FROM_ZERO { 0.0 } else { self.near_quantile(level) };
        let mut probability = self.probability(k);
        let mut below = if k == 0.0 { probability } else { self.lower_tail(k) };
        while below < reached {
            let next = probability * self.ratio(k);
            // Far out the probabilities vanish before rounding lets the sum reach the level.
            if below + next == below && k > self.mean {
                break;
            }
            probability = next;
            below += probability;
            k += 1.0;
        }
        while k > 0.0 && below - probability >= reached {
            below -= probability;
            k -= 1.0;
            probability /= self.ratio(k);
        }
        k
    }

    /// P(Y = k + 1) / P(Y = k).
    fn ratio(&self, k: f64) -> f64 {
        if self.size.is_infinite() {
            self.mean / (k + 1.0)
        } else {
            (k + self.size) / (k + 1.0) * (self.mean / (self.mean + self.size))
        }
    }

    /// (P(Y < k), P(Y ≥ k)) for a whole `k` ≥ 1, summed on the side away from the mean.
    fn split(&self, k: f64) -> (f64, f64) {
        if self.mean == 0.0 {
            return (1.0, 0.0);
        }
        if !self.summable() {
            let above = self.gamma_tail(k - 0.5);
            return (1.0 - above, above);
        }
        if k > self.mean {
            let (mut at, mut term) = (k, self.probability(k));
            let mut above = term;
            // The smallest numbers of all do not shrink any more: they round back to themselves.
            while term > (above * f64::EPSILON / 4.0).max(f64::MIN_POSITIVE) {
                term *= self.ratio(at);
                at += 1.0;
                above += term;
            }
            (1.0 - above, above.min(1.0))
        } else {
            let (mut at, mut term) = (k - 1.0, self.probability(k - 1.0));
            let mut below = term;
            while at > 0.0 && term > below * f64::EPSILON / 4.0 {
                at -= 1.0;
                term /= self.ratio(at);
                below += term;
            }
            (below.min(1.0), (1.0 - below).max(0.0))
        }
    }

    /// Whether a tail has few enough terms: ten standard deviations plus the geometric part of the tail.
    fn summable(&self) -> bool {
        let variance = self.variance();
        10.0 * variance.sqrt() + 40.0 * variance / self.mean < LONGEST_SUM
    }

    /// P(G > x) for the gamma law with this mean and variance.
    pub(crate) fn gamma_tail(&self, x: f64) -> f64 {
        let variance = self.variance();
        let shape = self.mean / variance * self.mean;
        let scaled = (x * (self.mean / variance)).max(0.0);
        if shape < CUBE_ROOT_FROM {
            gamma_ur(shape.max(f64::MIN_POSITIVE), scaled.max(f64::MIN_POSITIVE))
        } else {
            let spread = 1.0 / (9.0 * shape);
            normal_upper(((scaled / shape).cbrt() - 1.0 + spread) / spread.sqrt())
        }
    }

    /// A first guess of a quantile: Cornish–Fisher with the skewness of the law.
    fn near_quantile(&self, level: f64) -> f64 {
        let z = normal_quantile(level);
        let variance = self.variance();
        let skewness = (2.0 * variance / self.mean - 1.0) / variance.sqrt();
        (self.mean + variance.sqrt() * (z + skewness * (z * z - 1.0) / 6.0)).floor().max(0.0)
    }

    /// The quantile of the gamma substitute by bisection.
    fn bisect(&self, level: f64) -> f64 {
        let (mut low, mut high) = (0.0, self.mean + 1.0);
        while 1.0 - self.gamma_tail(high + 0.5) < level && high < f64::MAX / 4.0 {
            low = high;
            high *= 2.0;
        }
        while high - low > 1.0_f64.max(high * f64::EPSILON * 4.0) {
            let middle = low + (high - low) / 2.0;
            if 1.0 - self.gamma_tail(middle + 0.5) < level { low = middle } else { high = middle }
        }
        high.floor()
    }
}

/// P(Z ≥ z) for a standard normal Z.
pub fn normal_upper(z: f64) -> f64 {
    0.5 * statrs::function::erf::erfc(z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The standard normal quantile; infinite at 0 and 1.
pub fn normal_quantile(level: f64) -> f64 {
    -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * level)
}

#[cfg(test)]
mod tests;
