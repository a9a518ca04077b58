//! Farrington's outbreak detector: the reference that health authorities run every week.
//!
//! The original (Farrington, Andrews, Beale & Catchpole 1996, *JRSS A* 159:547) and the improved one
//! (Noufaily et al. 2013, *Statistics in Medicine* 32:1206), compatible with `algo.farrington` and
//! `farringtonFlexible` of the R package surveillance: means, dispersions and thresholds agree to nine
//! digits, alarms are the same. It is the audited yardstick; for sparse series [`crate::baseline`] is the
//! better detector, for it pools the year into a smooth season and looks at wider windows.
//!
//! **Past.** Counts of the same season in earlier years: windows of `2w + 1` periods around the same date,
//! and, with more than one seasonal level, also the periods between, cut into levels of equal length.
//!
//! **Model.** Quasi-Poisson regression on the level and a log-linear trend, fitted twice: periods with a
//! large Anscombe residual are weighted down in between. The trend stays when it is significant, spans three
//! years, and does not extrapolate above the greatest count of the past. The dispersion is never below 1.
//!
//! **Threshold.** [`Threshold`]. No alarm is given when fewer than `least_cases` events fell into the last
//! `recent` periods.
//!
//! **Cost.** Two to four fits of about 50 (original) or 240 (improved) rows: some 40 µs with the improved settings. For
//! many series keep a [`Detector`].

mod model;
mod reference;
mod settings;
mod threshold;

pub use settings::{Errors, Settings};
pub use threshold::Threshold;

use crate::error::FarringtonError;
use crate::series::not_a_count;
use model::{Designs, Model};
use reference::Past;

/// What the detector says of one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// The tested count.
    pub observed: f64,
    /// Its expectation (mu0).
    pub expected: f64,
    /// Standard error of the expectation's logarithm.
    pub se_log: f64,
    /// Variance over mean, at least 1 (phi).
    pub dispersion: f64,
    /// The threshold; a count above it is an alarm.
    pub upper: f64,
    /// P(count ≥ observed) under the same law as the threshold.
    pub p_value: f64,
    /// Log-linear trend per period; none when it was dropped.
    pub trend: Option<f64>,
    /// Whether enough events fell into the recent periods for an alarm.
    pub enough_cases: bool,
    /// Observed above the threshold, with enough cases.
    pub alarm: bool,
}

/// Tests the count at index `at`; later counts are not looked at.
///
/// ```
/// use statistics::farrington::{Settings, assess};
/// let mut weeks: Vec<f64> = (0..300).map(|week| f64::from(week % 4)).collect();
/// weeks[299] = 12.0;
/// let verdict = assess(&weeks, 299, &Settings::improved())?;
/// assert!(verdict.alarm && verdict.p_value < 0.001);
/// # Ok::<(), statistics::error::FarringtonError>(())
/// ```
///
/// # Errors
/// [`FarringtonError`]: `at` outside the series or too early for so many years, a value that is not a count,
/// a setting outside its range, or a past no model fits.
pub fn assess(counts: &[f64], at: usize, settings: &Settings) -> Result<Verdict, FarringtonError> {
    Detector::new(settings)?.assess(counts, at)
}

/// A detector for many series or periods: what depends on the settings alone is laid out once.
///
/// ```
/// use statistics::farrington::{Detector, Settings, assess};
/// let settings = Settings::improved();
/// let detector = Detector::new(&settings)?;
/// let weeks: Vec<f64> = (0..300).map(|week| f64::from(week % 4)).collect();
/// for at in 290..300 {
///     assert_eq!(detector.assess(&weeks, at)?, assess(&weeks, at, &settings)?);
/// }
/// # Ok::<(), statistics::error::FarringtonError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Detector {
    settings: Settings,
    past: Past,
    designs: Designs,
}

impl Detector {
    /// A detector with these settings.
    ///
    /// # Errors
    /// [`FarringtonError::Setting`] outside its range.
    pub fn new(settings: &Settings) -> Result<Self, FarringtonError> {
        settings.check()?;
        let past = Past::of(settings);
        let designs = Designs::of(&past, settings)?;
        Ok(Self { settings: settings.clone(), past, designs })
    }

    /// Tests the count at index `at`; later counts are not looked at.
    ///
    /// # Errors
    /// [`FarringtonError`]: `at` outside the series or too early for so many years, a value that is not a count, or a past
    /// no model fits.
    pub fn assess(&self, counts: &[f64], at: usize) -> Result<Verdict, FarringtonError> {
        let settings = &self.settings;
        check(counts, at, settings)?;
        let past: Vec<f64> = self.past.ages.iter().map(|age| counts[at - age]).collect();
        let model = Model::learn(&past, &self.designs, settings)?;
        let upper = settings.threshold.upper(&model.now, settings.alpha);
        let recent = &counts[(at + 1).saturating_sub(settings.recent)..=at];
        let enough_cases = recent.iter().sum::<f64>() >= settings.least_cases;
        Ok(Verdict {
            observed: counts[at],
            expected: model.now.mean,
            se_log: model.now.se_log,
            dispersion: model.now.dispersion,
            upper,
            p_value: settings.threshold.p_value(&model.now, counts[at], settings.alpha),
            trend: model.trend,
            enough_cases,
            alarm: enough_cases && counts[at] > upper,
        })
    }
}

/// Names the first thing that makes the test of a period impossible.
fn check(counts: &[f64], at: usize, settings: &Settings) -> Result<(), FarringtonError> {
    let needed = settings.frequency.saturating_mul(settings.years).saturating_add(settings.half_window);
    if at >= counts.len() || at < needed {
        return Err(FarringtonError::TooEarly { at, needed, periods: counts.len() });
    }
    let seen = &counts[at - needed..=at];
    not_a_count(seen).map_or(Ok(()), |index| {
        Err(FarringtonError::NotACount { index: at - needed + index, value: seen[index] })
    })
}

#[cfg(test)]
mod tests;
