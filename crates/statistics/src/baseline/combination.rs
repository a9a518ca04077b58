//! One p-value from the p-values of nested windows.

use statrs::function::gamma::gamma_ur;

use super::{Settings, Verdict};
use crate::distribution::Counts;

/// Fisher's combination `−2 Σ w ln p` (Fisher 1932) of p-values that depend on each other: it is taken as a scaled
/// χ² with the mean and the variance it has (Brown 1975, *Biometrics* 31:987), the covariances of `−2 ln p` being
/// those of correlated normal scores (Kost & McDermott 2002, *Statistics & Probability Letters* 60:183,
/// equation 8).
///
/// Unlike the smallest p-value it rewards an excess that all windows share, which every outbreak longer than a
/// period is. A window of `a` periods weighs `1 / √a`: a narrow one speaks first, and a wide one repeats much of
/// what it says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Combination {
    shape: f64,
    scale: f64,
}

/// The weight of a window.
fn weight(window: usize) -> f64 {
    1.0 / (window as f64).sqrt()
}

impl Combination {
    /// For windows that all end at one period. The sums over `a` and `b > a` periods share the `a` newest, so
    /// their correlation is √(a / b).
    pub(crate) fn of(windows: &[usize]) -> Self {
        let mean: f64 = windows.iter().map(|&window| 2.0 * weight(window)).sum();
        let mut variance: f64 = windows.iter().map(|&window| (2.0 * weight(window)).powi(2)).sum();
        for (index, &one) in windows.iter().enumerate() {
            for &other in &windows[index + 1..] {
                let r = (one.min(other) as f64 / one.max(other) as f64).sqrt();
                let covariance = r * (3.263 + r * (0.710 + r * 0.027));
                variance += 2.0 * weight(one) * weight(other) * covariance;
            }
        }
        // A scaled χ² is a gamma law.
        Self { shape: mean * mean / variance, scale: variance / mean }
    }

    /// What the windows of `settings` that end with period `end − 1` say, where `law` gives the law of the
    /// sum over a range of periods. Windows that reach beyond the beginning are left out.
    pub(crate) fn verdict(
        self,
        settings: &Settings,
        counts: &[f64],
        end: usize,
        dispersion: f64,
        law: impl Fn(usize, usize) -> Counts,
    ) -> Verdict {
        let mut best: Option<(f64, usize, f64, Counts)> = None;
        let mut logarithms = 0.0;
        for &window in settings.windows.iter().filter(|&&window| window <= end) {
            let observed: f64 = counts[end - window..end].iter().sum();
            let law = law(end - window, end);
            let mid_p = law.mid_p(observed);
            logarithms += weight(window) * mid_p.max(f64::MIN_POSITIVE).ln();
            if best.is_none_or(|(smallest, ..)| mid_p < smallest) {
                best = Some((mid_p, window, observed, law));
            }
        }
        let (_, window, observed, law) = best.unwrap_or((1.0, 0, 0.0, Counts::spread(0.0, 1.0)));
        Verdict {
            observed,
            expected: law.mean(),
            upper: law.quantile(1.0 - settings.alpha),
            dispersion,
            window,
            p_value: self.p_value(logarithms),
        }
    }

    /// The p-value for the weighted sum of the logarithms of the windows' p-values.
    fn p_value(self, logarithms: f64) -> f64 {
        let statistic = -2.0 * logarithms / self.scale;
        if statistic > 0.0 { gamma_ur(self.shape, statistic).clamp(0.0, 1.0) } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_window_keeps_its_own_p_value() {
        let p_value = Combination::of(&[1]).p_value(0.03_f64.ln());
        assert!((p_value - 0.03).abs() < 1e-12, "{p_value}");
    }

    #[test]
    fn the_same_window_twice_says_no_more_than_once() {
        let p_value = Combination::of(&[2, 2]).p_value(2.0 * weight(2) * 0.03_f64.ln());
        assert!((p_value - 0.03).abs() < 1e-3, "{p_value}");
    }
}
