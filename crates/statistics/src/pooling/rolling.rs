//! Siblings over time, each period judged by what came before it.

use rayon::prelude::*;

use super::{Pool, Siblings};
use crate::detector::{Detection, Settings, calibrate};
use crate::error::PoolingError;

/// Judges every period from `from` on of every sibling, as [`crate::detector::detect`] does for series of
/// their own: the siblings are the panel by which the p-values are calibrated. A past too short to be judged
/// at `from` begins as soon as it can be; one that never can is an empty list for each sibling.
///
/// ```
/// use statistics::detector::Settings;
/// use statistics::pooling::{Siblings, detect};
/// let mut grids: Vec<Vec<f64>> =
///     (0..12).map(|grid| (0..160).map(|week| f64::from((week * 7 + grid * 3) % 10 == 0)).collect()).collect();
/// grids[4][157] = 4.0;
/// let counts: Vec<&[f64]> = grids.iter().map(Vec::as_slice).collect();
/// let found = detect(&Siblings::of(&counts), 150, &Settings { refit_every: 4, ..Settings::weeks() })?;
/// let alarm = found[4].iter().find(|week| week.p_value < 0.002).map(|week| week.period);
/// assert_eq!(alarm, Some(157));
/// # Ok::<(), statistics::error::PoolingError>(())
/// ```
///
/// # Errors
/// [`PoolingError`], as [`Pool::before`].
pub fn detect(
    siblings: &Siblings<'_>,
    from: usize,
    settings: &Settings,
) -> Result<Vec<Vec<Detection>>, PoolingError> {
    let periods = siblings.sum(usize::MAX)?.len();
    let least = settings.baseline.least_periods().saturating_sub(1);
    let first = from.saturating_sub(settings.calibrate_over).max(least);
    let fits: Vec<usize> = (first..periods).step_by(settings.refit_every.max(1)).collect();
    let judged: Vec<Vec<Vec<Detection>>> = fits
        .par_iter()
        .map(|&begin| {
            let end = begin.saturating_add(settings.refit_every.max(1)).min(periods);
            let pool = Pool::before(siblings, begin + 1, &settings.baseline)?;
            Ok(pool.judge_all(siblings.counts, begin..end))
        })
        .collect::<Result<_, PoolingError>>()?;
    let mut by_sibling: Vec<Vec<Detection>> = vec![Vec::new(); siblings.counts.len()];
    for block in judged {
        by_sibling.iter_mut().zip(block).for_each(|(all, some)| all.extend(some));
    }
    Ok(calibrate(by_sibling, from, settings))
}

impl Pool {
    /// The periods `range` of every sibling, by the p-values of the model.
    fn judge_all(&self, counts: &[&[f64]], range: std::ops::Range<usize>) -> Vec<Vec<Detection>> {
        let judge = |(sibling, counts): (usize, &&[f64])| {
            range
                .clone()
                .map(|period| Detection::uncalibrated(period, self.judge(sibling, counts, period + 1)))
                .collect()
        };
        counts.iter().enumerate().map(judge).collect()
    }
}
