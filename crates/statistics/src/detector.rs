//! The emerging detector for a category: many series over time, with honest p-values.
//!
//! Every series is judged period by period by a [`crate::baseline`] fitted to what came before, never looking
//! ahead. The p-values so obtained calibrate the later ones: those of the last [`Settings::calibrate_over`]
//! periods give each series a tail of its own, drawn to that of all series of the panel
//! ([`crate::calibration`]). A panel is what belongs together: the areas of one category, the days or weeks of
//! one authority.
//!
//! **Assumptions.** Those of [`crate::baseline`] and [`crate::calibration`]; the series of a panel are alike in how
//! the model fails them.
//!
//! **Cost.** One fit per series and [`Settings::refit_every`] periods, in parallel over the series; the result
//! does not depend on the number of threads.

use rayon::prelude::*;

use crate::baseline::{self, Baseline, Series, Verdict};
use crate::calibration::{self, Seen, Tail};
use crate::error::BaselineError;

/// How a panel is judged: [`Settings::weeks`] or [`Settings::days`].
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Model and windows.
    pub baseline: baseline::Settings,
    /// Periods that one fit serves.
    pub refit_every: usize,
    /// Periods before the judged one whose p-values calibrate it; 0 leaves p-values as they are.
    pub calibrate_over: usize,
    /// How calibration learns.
    pub calibration: calibration::Settings,
}

impl Settings {
    /// Weekly counts: windows of one, two and three weeks, calibrated over two years.
    pub fn weeks() -> Self {
        Self {
            baseline: baseline::Settings::default(),
            refit_every: 1,
            calibrate_over: 104,
            calibration: calibration::Settings::default(),
        }
    }

    /// Daily counts: windows of one, three and seven days, a level for each day of the week, three pairs of
    /// harmonics, calibrated over a year.
    ///
    /// Past days are not weighted down: among two thousand days one outbreak is lost, while a peak that comes
    /// every year at nearly the same date would be taken for outbreaks and never be learnt.
    pub fn days() -> Self {
        Self {
            baseline: baseline::Settings {
                period: 365.25,
                harmonics: 3,
                cycle: 7,
                skip_last: 42,
                reweight_at: f64::INFINITY,
                min_periods: 400,
                windows: vec![1, 3, 7],
                ..baseline::Settings::default()
            },
            refit_every: 7,
            calibrate_over: 365,
            calibration: calibration::Settings {
                reach: 7,
                most_excluded: 0.1,
                ..calibration::Settings::default()
            },
        }
    }
}

/// What the detector says of one period of one series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detection {
    /// Index of the judged period: the last of the window.
    pub period: usize,
    /// What its baseline says, with the p-value of the model.
    pub verdict: Verdict,
    /// The tail that the series showed before this period.
    pub tail: Tail,
    /// The calibrated p-value: that of the model, read against the tail.
    pub p_value: f64,
}

impl Detection {
    /// A judgement whose p-value is still that of the model.
    pub(crate) fn uncalibrated(period: usize, verdict: Verdict) -> Self {
        Self { period, verdict, tail: Tail::HONEST, p_value: verdict.p_value }
    }
}

/// Judges every period from `from` on of every series. A series too short to be judged at `from` begins as
/// soon as it can be, and one that never can is an empty list.
///
/// ```
/// use statistics::baseline::Series;
/// use statistics::detector::{Settings, detect};
/// let mut street: Vec<f64> = (0..260).map(|week| f64::from(week * 7 % 5 / 3)).collect();
/// street[255] = 8.0;
/// let found = detect(&[Series::of(&street)], 250, &Settings::weeks()).expect("a series of counts");
/// let alarms: Vec<usize> = found[0].iter().filter(|week| week.p_value < 0.001).map(|week| week.period).collect();
/// assert_eq!(alarms[0], 255);
/// ```
///
/// # Errors
/// [`BaselineError`] of the first series that cannot be judged, with its index.
pub fn detect(
    panel: &[Series<'_>],
    from: usize,
    settings: &Settings,
) -> Result<Vec<Vec<Detection>>, (usize, BaselineError)> {
    let start = from.saturating_sub(settings.calibrate_over);
    let judged: Vec<Vec<Detection>> = panel
        .par_iter()
        .enumerate()
        .map(|(index, series)| roll(series, start, settings).map_err(|error| (index, error)))
        .collect::<Result<_, _>>()?;
    Ok(calibrate(judged, from, settings))
}

/// The p-values of the model, period by period, from `start` or the first period that can be judged.
fn roll(series: &Series<'_>, start: usize, settings: &Settings) -> Result<Vec<Detection>, BaselineError> {
    let first = start.max(settings.baseline.least_periods().saturating_sub(1));
    let mut detections = Vec::with_capacity(series.counts.len().saturating_sub(first));
    let mut fitted: Option<Baseline> = None;
    for period in first..series.counts.len() {
        let due = (period - first).is_multiple_of(settings.refit_every.max(1));
        let baseline = match fitted.take() {
            Some(baseline) if !due => baseline,
            _ => Baseline::before(series, period + 1, &settings.baseline)?,
        };
        let verdict = baseline.judge(series.counts, period + 1);
        detections.push(Detection::uncalibrated(period, verdict));
        fitted = Some(baseline);
    }
    Ok(detections)
}

/// Reads every p-value against those of the periods before it.
pub(crate) fn calibrate(
    mut judged: Vec<Vec<Detection>>,
    from: usize,
    settings: &Settings,
) -> Vec<Vec<Detection>> {
    let model: Vec<Vec<f64>> = judged
        .iter()
        .map(|series| series.iter().map(|detection| detection.verdict.p_value).collect())
        .collect();
    // Series may begin at different periods: what is aligned is the calendar, not the index.
    let first: Vec<usize> =
        judged.iter().map(|series| series.first().map_or(usize::MAX, |one| one.period)).collect();
    let last = judged.iter().filter_map(|series| series.last()).map(|one| one.period).max().unwrap_or(0);
    for period in from..=last {
        let seen: Vec<Seen> = (model.iter().zip(&first))
            .map(|(p_values, &first)| {
                let end = period.saturating_sub(first).min(p_values.len());
                let begin = period.saturating_sub(settings.calibrate_over).saturating_sub(first).min(end);
                Seen::of(&p_values[begin..end], &settings.calibration)
            })
            .collect();
        let together = seen.iter().fold(Seen::default(), |sum, &seen| sum + seen);
        let common = Tail::learn(&together, Tail::HONEST, &settings.calibration);
        for ((series, seen), &first) in judged.iter_mut().zip(&seen).zip(&first) {
            if let Some(detection) = period.checked_sub(first).and_then(|index| series.get_mut(index)) {
                detection.tail = Tail::learn(seen, common, &settings.calibration);
                detection.p_value = detection.tail.calibrate(detection.verdict.p_value);
            }
        }
    }
    for series in &mut judged {
        series.retain(|detection| detection.period >= from);
    }
    judged
}

#[cfg(test)]
mod tests;
