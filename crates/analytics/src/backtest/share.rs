//! A share with its uncertainty.

use serde::{Deserialize, Serialize};
use statistics::distribution::normal_quantile;

/// Level of the interval: nineteen in twenty.
const CONFIDENCE: f64 = 0.95;

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// `count / of`; `None` of nothing.
    pub share: Option<f64>,
    /// Lower and upper end of the 95 % score interval of Wilson (1927, *J. Am. Stat. Assoc.* 22:209), which keeps its
    /// level for small numbers and shares near 0 and 1; `[0, 1]` of nothing.
    ///
    /// It takes the cases for independent. Signals of successive weeks about one matter are not, so that the interval
    /// of a precision over signals is narrower than it should be; that over stories is not.
    pub interval: [f64; 2],
}

impl Share {
    /// The share of `count` in `of`, which is at least `count`.
    pub fn new(count: usize, of: usize) -> Self {
        if of == 0 {
            return Self { count, of, share: None, interval: [0.0, 1.0] };
        }
        let (n, share) = (of as f64, count as f64 / of as f64);
        let z2 = normal_quantile(0.5 + CONFIDENCE / 2.0).powi(2);
        let middle = share + z2 / (2.0 * n);
        let half = (z2 * (share * (1.0 - share) / n + z2 / (4.0 * n * n))).sqrt();
        let at = |value: f64| (value / (1.0 + z2 / n)).clamp(0.0, 1.0);
        Self { count, of, share: Some(share), interval: [at(middle - half), at(middle + half)] }
    }

    /// The rest: what is left of the whole.
    pub fn complement(self) -> Self {
        Self::new(self.of - self.count, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(share: Share, expected: [f64; 2]) {
        for (got, expected) in share.interval.into_iter().zip(expected) {
            assert!((got - expected).abs() < 5e-5, "{share:?}");
        }
    }

    #[test]
    fn the_interval_is_that_of_newcombes_worked_example() {
        // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3: 81 of 263, 15 of 148, 0 of 20.
        close(Share::new(81, 263), [0.2553, 0.3662]);
        close(Share::new(15, 148), [0.0624, 0.1605]);
        close(Share::new(0, 20), [0.0, 0.1611]);
        close(Share::new(29, 29), [0.8830, 1.0]);
    }

    #[test]
    fn of_nothing_nothing_is_known() {
        let share = Share::new(0, 0);
        assert_eq!((share.share, share.interval), (None, [0.0, 1.0]));
    }

    #[test]
    fn the_rest_has_the_mirrored_interval() {
        let (part, rest) = (Share::new(3, 17), Share::new(3, 17).complement());
        assert!((part.interval[0] - (1.0 - rest.interval[1])).abs() < 1e-12);
    }
}
