//! A series and what is known about its periods.

/// Counts of periods of equal length, with what else is known of each period.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// One count per period.
    pub counts: &'a [f64],
    /// Logarithm of each period's exposure (visits made, a share of an event's profile), where there is one.
    pub offset: Option<&'a [f64]>,
    /// Regressors, one value per period each; keep them of the order of 1. One that never changed in the
    /// periods learnt from is ignored, for nothing is known of its effect.
    pub regressors: &'a [&'a [f64]],
}

impl<'a> Series<'a> {
    /// A series of counts alone.
    pub fn of(counts: &'a [f64]) -> Self {
        Self { counts, offset: None, regressors: &[] }
    }

    /// The logarithm of one period's exposure; 0 without exposures.
    pub(super) fn log_exposure(&self, period: usize) -> f64 {
        self.offset.and_then(|offset| offset.get(period)).copied().unwrap_or(0.0)
    }
}
