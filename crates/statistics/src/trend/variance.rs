//! How far chance alone moves Kendall's S: the variances of the trend tests, with autocorrelation or without.

use super::pairs::concordance_of;
use super::ranks::{dense_ranks, rank_deviations};
use crate::distribution::normal_quantile;

/// A rank autocorrelation more than this many standard errors above 0 (5%, one-sided) is taken as real.
const SIGNIFICANT: f64 = 1.645;

/// Level of Hamed & Rao's two-sided test of each autocorrelation, as in their paper.
const HAMED_RAO_LEVEL: f64 = 0.05;

/// What is assumed of neighbouring values in [`super::mann_kendall_with`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variance {
    /// Nothing but chance: the values are independent (Mann 1945; Kendall 1975).
    Independent,
    /// Widened by the run of significantly positive autocorrelations of the detrended ranks, from lag 1 to the
    /// first that is not; never below [`Variance::Independent`]. The default.
    #[default]
    Widened,
    /// Widened, or narrowed, by every significant autocorrelation at any lag (Hamed & Rao 1998, equation 13,
    /// *J. Hydrology* 204:182). Of n lags n/20 are significant by chance, far lags among them, and negative
    /// ones shrink the variance: kept for comparison. 0 when the sum would make it negative.
    HamedRao,
    /// Times the ratio of sample size to effective sample size, from all autocorrelations of the detrended
    /// values (Yue & Wang 2004, *Water Resources Management* 18:201). All n − 1 sample autocorrelations sum to
    /// −½ whatever the data, so that the factor falls below 1 as often as not, and the test then rejects too
    /// often: kept for comparison.
    YueWang,
}

/// What is assumed of neighbouring values in [`super::seasonal_mann_kendall_with`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SeasonalVariance {
    /// Independent seasons: the sum of their variances (Hirsch, Slack & Smith 1982).
    Independent,
    /// Widened by the run of significantly positive autocorrelations of the ranks within each season. The
    /// default.
    #[default]
    Widened,
    /// The covariances between the seasons as estimated from the data (Hirsch & Slack 1984; Dietz & Killeen
    /// 1981). Wants ten complete cycles; an incomplete last cycle is left out of S and of the variance.
    HirschSlack,
}

/// The factor by which autocorrelation widens the variance of a concordance, at least 1:
/// `1 + 2 / (n(n−1)(n−2)) Σ (n−i)(n−i−1)(n−i−2) ρ(i)` with the autocorrelations ρ of the detrended ranks
/// (Hamed & Rao 1998, equation 13). `deviations` are those ranks less their mean, in time order.
///
/// The sum runs over the lags from 1 up to the last before ρ first fails to be significantly positive; adding
/// significant values from anywhere, as the paper does, adds mostly chance.
pub(super) fn widening(deviations: &[f64]) -> f64 {
    let limit = SIGNIFICANT / (deviations.len() as f64).sqrt();
    let run = autocorrelations(deviations).take_while(|(_, correlation)| *correlation > limit);
    1.0 + rank_sum(deviations.len(), run)
}

/// The factor of Hamed & Rao (1998) with every lag that is significant at 5%, two-sided.
pub(super) fn hamed_rao(deviations: &[f64]) -> f64 {
    let limit = normal_quantile(1.0 - HAMED_RAO_LEVEL / 2.0) / (deviations.len() as f64).sqrt();
    let significant = autocorrelations(deviations).filter(|(_, correlation)| correlation.abs() > limit);
    (1.0 + rank_sum(deviations.len(), significant)).max(0.0)
}

/// The factor of Yue & Wang (2004): `1 + 2 Σ (1 − i/n) ρ(i)` over all lags of the detrended values.
pub(super) fn yue_wang(detrended: &[f64]) -> f64 {
    let n = detrended.len() as f64;
    let mean = detrended.iter().sum::<f64>() / n;
    let deviations: Vec<f64> = detrended.iter().map(|value| value - mean).collect();
    let sum: f64 =
        autocorrelations(&deviations).map(|(lag, correlation)| (1.0 - lag / n) * correlation).sum();
    (1.0 + 2.0 * sum).max(0.0)
}

/// The variance of the summed concordances of complete seasons of equal length with their covariances,
/// `Σ_g Σ_h (K_gh + 4 Σ_i R_ig R_ih − n(n+1)²) / 3`, where `K_gh` is the concordance of season g with season h
/// and R are ranks (Hirsch & Slack 1984, equations 7 and 8). O(period² n log n).
pub(super) fn hirsch_slack(seasons: &[Vec<f64>]) -> f64 {
    let ranked: Vec<(Vec<u32>, Vec<f64>)> =
        seasons.iter().map(|season| (dense_ranks(season), rank_deviations(season))).collect();
    let covariance = |g: &(Vec<u32>, Vec<f64>), h: &(Vec<u32>, Vec<f64>)| {
        // Ranks less their mean (n+1)/2 take n(n+1)²/4 off the sum of products.
        let products: f64 = g.1.iter().zip(&h.1).map(|(a, b)| a * b).sum();
        (concordance_of(&g.0, &h.0) + 4.0 * products) / 3.0
    };
    let mut sum = 0.0;
    for (at, season) in ranked.iter().enumerate() {
        sum += covariance(season, season);
        sum += 2.0 * ranked[..at].iter().map(|other| covariance(season, other)).sum::<f64>();
    }
    sum.max(0.0)
}

/// `2 / (n(n−1)(n−2)) Σ (n−i)(n−i−1)(n−i−2) ρ(i)` over the given lags.
fn rank_sum(length: usize, correlations: impl Iterator<Item = (f64, f64)>) -> f64 {
    let n = length as f64;
    let weighted = correlations.map(|(lag, correlation)| {
        let left = n - lag;
        left * (left - 1.0) * (left - 2.0) * correlation
    });
    2.0 * weighted.sum::<f64>() / (n * (n - 1.0) * (n - 2.0))
}

/// Lag and autocorrelation of deviations from a mean, from lag 1 on; none when all are 0.
fn autocorrelations(deviations: &[f64]) -> impl Iterator<Item = (f64, f64)> {
    let spread: f64 = deviations.iter().map(|deviation| deviation * deviation).sum();
    let last = if spread > 0.0 { deviations.len() } else { 0 };
    (1..last).map(move |lag| {
        let products = deviations.iter().zip(&deviations[lag..]).map(|(a, b)| a * b);
        (lag as f64, products.sum::<f64>() / spread)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_positive_autocorrelation_widens() {
        let alternating: Vec<f64> = (0..40).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert_eq!(widening(&alternating), 1.0);
        let blocks: Vec<f64> = (0..40).map(|i| if i / 5 % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert!(widening(&blocks) > 2.0);
    }

    #[test]
    fn the_published_factors_take_every_lag_and_may_narrow() {
        let alternating: Vec<f64> = (0..40).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert!(hamed_rao(&alternating) < 1.0 && yue_wang(&alternating) < 1.0);
        assert_eq!((hamed_rao(&[0.0; 9]), yue_wang(&[4.0; 9])), (1.0, 1.0));
    }

    #[test]
    fn seasons_that_move_together_say_less_than_seasons_that_do_not() {
        let season = vec![3.0, 1.0, 4.0, 1.5, 5.0, 9.0, 2.0, 6.0];
        let alone = hirsch_slack(std::slice::from_ref(&season));
        assert!((alone - 8.0 * 7.0 * 21.0 / 18.0).abs() < 1e-9);
        // Four copies of one season are one season: the standard deviation is four times as large.
        assert!((hirsch_slack(&vec![season; 4]) - 16.0 * alone).abs() < 1e-9);
    }
}
