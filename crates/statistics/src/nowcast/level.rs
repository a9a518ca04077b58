//! What is believed about the level of a period before its reports are seen.

use super::{Delays, Process, Settings, Triangle};

/// Periods with a smaller share of reports in say more about delays than about levels.
const LEAST_SHARE: f64 = 0.5;

/// Standard errors by which the dispersion is taken higher than estimated; it is never below Poisson's.
const CAUTION: f64 = 0.5;

/// Half an event spread over all periods (Jeffreys): a silent window has a small level, not none.
const HALF_AN_EVENT: f64 = 0.5;

/// The gamma law of a period's mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    pub shape: f64,
    /// Shape over mean; 0 when nothing is believed.
    pub rate: f64,
}

/// Levels of all periods.
pub struct Level<'a> {
    shape: f64,
    /// Mean of a period with the relative level 1; none when nothing is believed.
    mean: Option<f64>,
    relative: Option<&'a [f64]>,
}

impl<'a> Level<'a> {
    pub fn learn(
        triangle: &Triangle,
        delays: &Delays,
        relative: Option<&'a [f64]>,
        settings: &Settings,
    ) -> Self {
        if settings.process == Process::Free {
            return Self { shape: HALF_AN_EVENT, mean: None, relative };
        }
        let periods = triangle.periods();
        // (reports so far, exposure: relative level times share)
        let mut seen: Vec<(f64, f64)> = (0..periods)
            .rev()
            .map(|period| (period, delays.share(period, periods - 1 - period).mean))
            .filter(|&(_, share)| share >= LEAST_SHARE)
            .map(|(period, share)| {
                (triangle.reported(period) as f64, share * relative.map_or(1.0, |relative| relative[period]))
            })
            .collect();
        // The oldest period is complete, hence there is always one.
        seen.truncate(settings.window.unwrap_or(usize::MAX));
        let events: f64 = seen.iter().map(|seen| seen.0).sum::<f64>() + HALF_AN_EVENT;
        let mean = events / seen.iter().map(|seen| seen.1).sum::<f64>();
        let (mut excess, mut squares) = (0.0, 0.0);
        for (count, exposure) in seen {
            let expected = mean * exposure;
            excess += (count - expected).powi(2) - expected;
            squares += expected * expected;
        }
        // Under Poisson each term of the excess has the variance 2 · expected².
        let spread = ((excess + CAUTION * (2.0 * squares).sqrt()) / squares).max(0.0);
        Self { shape: 1.0 / (spread + 1.0 / events), mean: Some(mean), relative }
    }

    pub fn of(&self, period: usize) -> Prior {
        let relative = self.relative.map_or(1.0, |relative| relative[period]);
        Prior { shape: self.shape, rate: self.mean.map_or(0.0, |mean| self.shape / (mean * relative)) }
    }
}
