//! The trend of counts as a rate: so many per cent a year, with an interval that knows of autocorrelation.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::long_run::LongRun;
use crate::distribution::Counts;
use crate::error::LogLinearError;
use crate::regression::{Design, Family, Fit, fit};
use crate::series::not_a_count;

/// Column of the trend in the design.
const TREND: usize = 1;

/// Fewest periods: below, no variance can be told from the residuals.
const FEWEST_PERIODS: usize = 12;

/// How a log-linear trend is fitted. The defaults are for weekly counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogLinearSettings {
    /// Length of the season in periods, and the time that the slope is given for. Default 52.18 weeks.
    pub period: f64,
    /// Pairs of sine and cosine. Default 2; 0 for a series without season.
    pub harmonics: usize,
    /// Pull of slope and season towards 0: see [`crate::regression`]. Default 1, which a hundred events overrule.
    pub ridge: f64,
    /// Confidence of the intervals. Default 0.95.
    pub level: f64,
}

impl Default for LogLinearSettings {
    fn default() -> Self {
        Self { period: 52.18, harmonics: 2, ridge: 1.0, level: 0.95 }
    }
}

/// A fitted log-linear trend.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLinear {
    /// Change of the logarithm of the mean in one `period` (a year). `exp` makes it a ratio.
    pub slope: f64,
    /// Its standard error; infinite when there was no event.
    pub se: f64,
    /// Lower end of its interval.
    pub lower: f64,
    /// Upper end of its interval.
    pub upper: f64,
    /// Two-sided p-value of "no trend".
    pub p_value: f64,
    /// Degrees of freedom of the t law behind interval and p-value.
    pub degrees: usize,
    /// Pearson's dispersion.
    pub dispersion: f64,
    /// Lag-1 autocorrelation of the Pearson residuals.
    pub autocorrelation: f64,
    /// The factor by which the slope's variance differs from that of independent residuals.
    pub inflation: f64,
    /// The fitted mean of each period.
    pub fitted: Vec<f64>,
    settings: LogLinearSettings,
    fit: Option<Fit>,
}

/// What is expected of a period to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// Expected count.
    pub mean: f64,
    /// Lower end of the interval of the count.
    pub lower: f64,
    /// Upper end of the interval of the count.
    pub upper: f64,
}

/// Fits `ln E[yₜ] = offsetₜ + level + slope · t + season` by quasi-Poisson regression, and tests the slope against
/// chance that has a memory.
///
/// The variance of the slope is that of the regression times the long-run variance of the Pearson residuals, read
/// from their `n^⅔` lowest cosine frequencies after the regressors are projected out of the cosines. Each cosine
/// is then one independent look at chance on the scale of years, untouched by what the regression has fitted away,
/// and slope over standard error follows a t law with as many degrees of freedom (orthonormal-series estimate:
/// Müller 2007, *J. Econometrics* 141:1331; Lazarus, Lewis, Stock & Watson 2018, *JBES* 36:541). Before averaging
/// the cosines are set to the level of frequency 0 by the spectrum of an autoregression under Poisson noise
/// (Zeger 1988, *Biometrika* 75:621) fitted to five autocorrelations: prewhitening (Andrews & Monahan 1992). Kernel
/// (HAC) variances and the factor (1+ρ)/(1−ρ) are both too small here: residuals of a regression have too little
/// variance at just these frequencies, and noise hides ρ.
///
/// Measured at 5% over three years of weeks, means of 1 to 8, season, and a latent log-intensity with
/// autocorrelation 0 to 0.6 and standard deviation 0.2 to 0.4: 4–7% of true nulls rejected, where the plain
/// quasi-Poisson slope rejects 5–24%. Power at one a week without autocorrelation: 0.94 at +42% a year and 0.80 at
/// +32%, where the plain slope has 0.97 and 0.85. One event in ten weeks with a memory of 0.6 is beyond it (12%).
///
/// `offset` is the logarithm of an exposure, one value per period. O(n columns² + n m²) with the m ≤ 64 cosines.
///
/// ```
/// use statistics::trend::{LogLinearSettings, log_linear};
/// let weeks: Vec<f64> = (0..156_u32).map(|week| f64::from(week % 3) + f64::from(week / 39)).collect();
/// let trend = log_linear(&weeks, None, &LogLinearSettings::default())?;
/// assert!(trend.slope > 0.3 && trend.p_value < 0.01);
/// assert!(trend.lower < trend.slope && trend.slope < trend.upper);
/// assert!(trend.forecast(4, 0.0).mean > trend.fitted[155]);
/// # Ok::<(), statistics::error::LogLinearError>(())
/// ```
///
/// # Errors
/// [`LogLinearError`]: fewer than two cycles or 12 periods, a value that is not a count, a setting outside its range,
/// or a regression that fails.
pub fn log_linear(
    counts: &[f64],
    offset: Option<&[f64]>,
    settings: &LogLinearSettings,
) -> Result<LogLinear, LogLinearError> {
    check(counts, settings)?;
    if counts.iter().all(|&count| count == 0.0) {
        return Ok(LogLinear::silent(counts.len(), settings));
    }
    let design = Design::new(counts.len()).intercept().trend().harmonics(settings.period, settings.harmonics);
    let fit = fit(&design, counts, offset, None, Family::QuasiPoisson, settings.ridge)?;
    let residuals: Vec<f64> =
        counts.iter().zip(&fit.fitted).map(|(count, mean)| (count - mean) / mean.sqrt()).collect();
    let scaled = |column: usize| -> Vec<f64> {
        fit.fitted.iter().enumerate().map(|(row, mean)| design.row(row)[column] * mean.sqrt()).collect()
    };
    let chance = LongRun::of(&residuals, (0..design.columns()).map(scaled).collect());
    let mut combination = vec![0.0; design.columns()];
    combination[TREND] = per_period(counts.len()) * settings.period;
    let slope = combination[TREND] * fit.coefficients[TREND];
    let se = fit.variance_of(&combination, chance.variance).sqrt();
    let (p_value, reach) = judge(slope, se, chance.cosines, settings.level);
    Ok(LogLinear {
        slope,
        se,
        lower: slope - reach,
        upper: slope + reach,
        p_value,
        degrees: chance.cosines,
        dispersion: fit.dispersion,
        autocorrelation: chance.autocorrelation,
        inflation: if fit.dispersion > 0.0 { chance.variance / fit.dispersion } else { 1.0 },
        fitted: fit.fitted.clone(),
        settings: *settings,
        fit: Some(fit),
    })
}

impl LogLinear {
    /// What the trend expects `ahead` periods after the last (1 is the next), and an interval for the count that
    /// holds the error of the coefficients and the dispersion. `offset` is the logarithm of its exposure.
    ///
    /// The trend is carried on as it is; a few periods are as far as that should be believed.
    pub fn forecast(&self, ahead: usize, offset: f64) -> Forecast {
        let Some(fit) = &self.fit else { return Forecast { mean: 0.0, lower: 0.0, upper: f64::INFINITY } };
        let rows = self.fitted.len();
        let at = (rows - 1 + ahead) as f64;
        let mut row = vec![1.0, (at - (rows as f64 - 1.0) / 2.0) * per_period(rows)];
        for pair in 1..=self.settings.harmonics {
            let angle = std::f64::consts::TAU * pair as f64 * at / self.settings.period;
            row.extend([angle.cos(), angle.sin()]);
        }
        let mean = fit.predict(&row, offset).mean;
        let spread =
            self.dispersion.max(1.0) + mean * fit.variance_of(&row, self.inflation * self.dispersion);
        let law = Counts::spread(mean, spread);
        let outside = (1.0 - self.settings.level) / 2.0;
        Forecast { mean, lower: law.quantile(outside), upper: law.quantile(1.0 - outside) }
    }

    /// Without events every slope is as good as any other.
    fn silent(periods: usize, settings: &LogLinearSettings) -> Self {
        Self {
            slope: 0.0,
            se: f64::INFINITY,
            lower: f64::NEG_INFINITY,
            upper: f64::INFINITY,
            p_value: 1.0,
            degrees: 0,
            dispersion: 0.0,
            autocorrelation: 0.0,
            inflation: 1.0,
            fitted: vec![0.0; periods],
            settings: *settings,
            fit: None,
        }
    }
}

/// What one period is in the unit of the design's trend column.
fn per_period(periods: usize) -> f64 {
    12.0_f64.sqrt() / periods as f64
}

/// The two-sided p-value and half the interval of an estimate under a t law.
fn judge(slope: f64, se: f64, degrees: usize, level: f64) -> (f64, f64) {
    let Ok(law) = StudentsT::new(0.0, 1.0, degrees as f64) else { return (1.0, f64::INFINITY) };
    // A slope without any error is either nothing or beyond doubt.
    let score = if slope == 0.0 { 0.0 } else { slope.abs() / se };
    let p_value = if score.is_finite() { (2.0 * law.sf(score)).min(1.0) } else { 0.0 };
    (p_value, se * law.inverse_cdf(f64::midpoint(1.0, level)))
}

fn check(counts: &[f64], settings: &LogLinearSettings) -> Result<(), LogLinearError> {
    let positive = |value: f64| value.is_finite() && value > 0.0;
    let rules = [
        ("period", positive(settings.period)),
        ("harmonics", 2.0 * settings.harmonics as f64 <= settings.period),
        ("ridge", settings.ridge.is_finite() && settings.ridge >= 0.0),
        ("level", settings.level > 0.0 && settings.level < 1.0),
    ];
    if let Some(rule) = rules.iter().find(|rule| !rule.1) {
        return Err(LogLinearError::Setting(rule.0));
    }
    let cycles = if settings.harmonics > 0 { (2.0 * settings.period) as usize } else { 0 };
    let needed = cycles.max(FEWEST_PERIODS + 4 * settings.harmonics);
    if counts.len() < needed {
        return Err(LogLinearError::TooShort { periods: counts.len(), needed });
    }
    not_a_count(counts).map_or(Ok(()), |index| Err(LogLinearError::NotACount { index, value: counts[index] }))
}

#[cfg(test)]
mod tests;
