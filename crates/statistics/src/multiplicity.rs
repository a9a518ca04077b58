//! Many tests at once: the share of false signals among the signals.
//!
//! Thousands of series are tested every week; a p-value below 0.01 is then an everyday event. The adjusted
//! values answer "if the list is cut here, what share of it is expected to be false?".
//!
//! | situation | method |
//! |---|---|
//! | p-values from anywhere, independent or positively dependent | [`benjamini_hochberg`] |
//! | tests of which some could hardly show an effect, known beforehand | [`weighted`] |
//! | p-values of sparse counts, whose attainable values are known | [`discrete`]: at equal FDR up to 60% more true signals |
//! | street × category first, the grids inside only if it is alarming | [`tree`] |
//! | any dependence between the tests, or looking again every week | [`evidence`]: e-values instead of p-values |
//!
//! # What a sparse week does to the rules
//!
//! `cargo run -p statistics --example sparse_week` draws 16,400 series with mean 0.25 a week (exponential over
//! the series, dispersion 1.2) and 40 outbreaks of 2 + Poisson(1.5) cases among them. Over 3000 weeks:
//!
//! | rule | FDR at q = .05, .10, .20 | power |
//! |---|---|---|
//! | [`benjamini_hochberg`] on p | .022, .046, .093 | .08, .15, .24 |
//! | [`benjamini_hochberg`] on mid-p | .037, .079, .157 | .13, .22, .34 |
//! | [`benjamini_hochberg`] on randomised p | .049, .097, .201 | .15, .24, .37 |
//! | [`discrete::rejected`] on p | .046, .089, .163 | .15, .23, .34 |
//! | [`discrete::adjusted`] on p | .049, .099, .198 | .15, .25, .38 |
//! | [`discrete::adjusted`] on mid-p, with the law of the mid-p | .049, .099, .198 | .15, .25, .39 |
//!
//! (Standard errors .002 and less.) The discrete rule spends exactly what it is allowed, without a die. That
//! holds because the series differ: where all 16,400 have one and the same law, its few p-values jump over the
//! threshold together, the discrete rule is plain Benjamini–Hochberg and as conservative (.021, .061, .133).
//! E-values made from one week's p-values find nothing there; they are for evidence that gathers.
//!
//! **Assumptions.** Each p-value is honest by itself ([`crate::calibration`]); the discrete and the hierarchical
//! rules take tests of different series for independent, Benjamini and Hochberg's for positively dependent,
//! e-values for nothing.
//!
//! **Cost.** O(m log m); the discrete rules O(m × distinct laws × log m) at worst, 1 ms for 16,400 tests of 200 laws.
//!
//! Storey's estimate of the share of true nulls is left out on purpose: of 16,400 series 40 have something
//! to tell, and an estimate of 0.998 buys nothing but its own noise.

pub mod discrete;
pub mod evidence;
pub mod null;
pub mod process;
pub mod tree;

/// Benjamini–Hochberg adjusted p-values (q-values), in the order given.
///
/// `q(i) = min over j ≥ i of min(1, m · p(j) / j)` over the sorted p-values (Benjamini & Hochberg 1995, *JRSS
/// B* 57:289). Valid for independent and for positively dependent tests, which sums over nested areas are. A
/// p-value that is not a number is a test that could not be made: it counts among the tests, with p = 1.
/// Values outside 0 to 1 are held at the border. O(m log m).
///
/// ```
/// use statistics::multiplicity::benjamini_hochberg;
/// assert_eq!(benjamini_hochberg(&[0.01, 0.4, 0.03]), [0.03, 0.4, 0.045]);
/// ```
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let usable = |value: f64| if value.is_nan() { 1.0 } else { value.clamp(0.0, 1.0) };
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| usable(p[a]).total_cmp(&usable(p[b])));
    let tests = p.len() as f64;
    let mut adjusted = vec![1.0; p.len()];
    let mut smallest: f64 = 1.0;
    for (rank, &index) in order.iter().enumerate().rev() {
        smallest = smallest.min(usable(p[index]) * (tests / (rank + 1) as f64));
        adjusted[index] = smallest;
    }
    adjusted
}

/// Adjusted p-values of tests that were given weights before their data were looked at, in the order given.
///
/// Benjamini–Hochberg on `p(i) / w(i)`, the weights scaled to a mean of 1 (Genovese, Roeder & Wasserman 2006,
/// *Biometrika* 93:509, theorem 1): the rate stays what it was, and is spent where an effect could be seen. Weights of
/// one size change nothing. A weight that is negative or no number counts as 0; a test of weight 0 is never rejected.
/// Weights that follow the tested data break the rule. `p` and `weights` are taken pairwise, up to the shorter.
/// O(m log m).
///
/// ```
/// use statistics::multiplicity::weighted;
/// // A busy street and three sleepy ones: the same p-value counts for more where something could have been seen.
/// assert_eq!(weighted(&[0.04, 0.04, 0.5, 1.0], &[3.0, 0.5, 0.25, 0.25])[0], 0.04 / 3.0 * 4.0);
/// ```
pub fn weighted(p: &[f64], weights: &[f64]) -> Vec<f64> {
    let usable = |weight: f64| if weight > 0.0 { weight } else { 0.0 };
    let pairs = || p.iter().zip(weights);
    let mean = pairs().map(|(_, &weight)| usable(weight)).sum::<f64>() / pairs().count().max(1) as f64;
    let shares: Vec<f64> = pairs()
        .map(|(&p, &weight)| {
            let share = usable(weight) / mean;
            if share > 0.0 { p / share } else { 1.0 }
        })
        .collect();
    benjamini_hochberg(&shares)
}

#[cfg(test)]
mod tests;
