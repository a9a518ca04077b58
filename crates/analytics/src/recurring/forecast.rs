//! What a coming window will bring, if it is like the past ones.

use statistics::distribution::Counts;

/// Both ends of the interval: nine windows in ten should fall inside.
const TAIL: f64 = 0.05;

/// The number expected and its interval.
#[derive(Clone, Copy, Debug)]
pub(super) struct Forecast {
    pub number: f64,
    pub lower: f64,
    pub upper: f64,
}

impl Forecast {
    /// Each past window, brought to the level of the year before now, on average.
    ///
    /// `past` are the reports of each window and the total of the year before it, `now` the total of the year before the
    /// coming one; a total that is not known or nothing leaves the window as it was. `log_error` is the standard error
    /// of the logarithm of the number; the count itself varies as well.
    pub fn from(past: &[(f64, Option<f64>)], now: Option<f64>, log_error: f64) -> Self {
        let present = |total: &f64| *total > 0.0;
        let now = now.filter(present);
        let brought = past
            .iter()
            .map(|(count, then)| count * now.zip(then.filter(present)).map_or(1.0, |(now, then)| now / then));
        let number = brought.sum::<f64>() / past.len().max(1) as f64;
        let dispersion = 1.0 + number * log_error * log_error;
        Self {
            number,
            lower: quantile(number, dispersion, TAIL),
            upper: quantile(number, dispersion, 1.0 - TAIL),
        }
    }

    /// The three numbers under the names that letters read.
    pub fn parameters(&self) -> [(&'static str, f64); 3] {
        [("forecast", self.number), ("forecast_lower", self.lower), ("forecast_upper", self.upper)]
    }
}

/// A quantile of a count with this mean; the mean itself where there is no such law.
pub(super) fn quantile(mean: f64, dispersion: f64, level: f64) -> f64 {
    Counts::with_dispersion(mean, dispersion).map_or(mean, |law| law.quantile(level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_windows_are_brought_to_the_present_level() {
        let forecast = Forecast::from(&[(10.0, Some(100.0)), (30.0, None)], Some(200.0), 0.0);
        assert_eq!(forecast.number, 25.0);
        assert!(forecast.lower < 25.0 && forecast.upper > 25.0);
    }

    #[test]
    fn an_uncertain_effect_widens_the_interval() {
        let width = |error| {
            let forecast = Forecast::from(&[(20.0, None)], None, error);
            forecast.upper - forecast.lower
        };
        assert!(width(0.4) > width(0.0));
    }
}
