//! The reporting triangle: counts by period of occurrence and delay, with nothing after the last period.

use crate::error::NowcastError;

/// Reports by period of occurrence (rows) and delay in periods (columns). Period `t` can show the delay `d`
/// only if `t + d` is at most the last period.
#[derive(Clone, Debug, PartialEq)]
pub struct Triangle {
    counts: Vec<u32>,
    periods: usize,
    delays: usize,
    beyond: u64,
}

impl Triangle {
    /// From a matrix, period by period: the reports of period `t` with delay `d` are at `t * delays + d`.
    /// Cells after the last period must be 0. `delays` counts from 0: 15 stands for the delays 0 to 14.
    ///
    /// # Errors
    /// [`NowcastError`]: no period or no delay, more delays than periods, a wrong length, reports in the
    /// future.
    pub fn new(counts: &[u32], periods: usize, delays: usize) -> Result<Self, NowcastError> {
        check(periods, delays)?;
        let needed = periods.saturating_mul(delays);
        if counts.len() != needed {
            return Err(NowcastError::Length { got: counts.len(), needed });
        }
        let future = |(cell, count): (usize, &u32)| *count > 0 && cell / delays + cell % delays >= periods;
        if let Some(cell) = counts.iter().enumerate().position(future) {
            return Err(NowcastError::Future { period: cell / delays, delay: cell % delays });
        }
        Ok(Self { counts: counts.to_vec(), periods, delays, beyond: 0 })
    }

    /// From a list of (period of occurrence, delay, reports), in any order; equal cells add up. Reports with
    /// a longer delay than the triangle has are left out and counted in [`Triangle::beyond`].
    ///
    /// # Errors
    /// [`NowcastError`]: no period or no delay, more delays than periods, reports in the future.
    pub fn from_reports(
        reports: &[(usize, usize, u32)],
        periods: usize,
        delays: usize,
    ) -> Result<Self, NowcastError> {
        check(periods, delays)?;
        let mut triangle =
            Self { counts: vec![0; periods.saturating_mul(delays)], periods, delays, beyond: 0 };
        for &(period, delay, count) in reports {
            if period.saturating_add(delay) >= periods {
                return Err(NowcastError::Future { period, delay });
            }
            if delay < delays {
                let cell = &mut triangle.counts[period * delays + delay];
                *cell = cell.saturating_add(count);
            } else {
                triangle.beyond = triangle.beyond.saturating_add(u64::from(count));
            }
        }
        Ok(triangle)
    }

    /// Number of periods.
    pub fn periods(&self) -> usize {
        self.periods
    }

    /// Number of delays, from 0.
    pub fn delays(&self) -> usize {
        self.delays
    }

    /// Reports that came later than the longest delay and are in no total.
    pub fn beyond(&self) -> u64 {
        self.beyond
    }

    /// Reports of a period so far; 0 outside the triangle.
    pub fn reported(&self, period: usize) -> u64 {
        self.row(period).iter().map(|&count| u64::from(count)).sum()
    }

    /// The counts of a period by delay; empty outside the triangle.
    pub(super) fn row(&self, period: usize) -> &[u32] {
        self.counts.get(period * self.delays..(period + 1) * self.delays).unwrap_or_default()
    }
}

fn check(periods: usize, delays: usize) -> Result<(), NowcastError> {
    if periods == 0 || delays == 0 {
        return Err(NowcastError::Empty);
    }
    if delays > periods { Err(NowcastError::NeverSeen { periods, delays }) } else { Ok(()) }
}
