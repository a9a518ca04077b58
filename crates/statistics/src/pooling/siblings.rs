//! The siblings and what is known about them.

use crate::error::PoolingError;
use crate::series::not_a_count;

/// Exposures further than this from their mean are a wrong unit or a typing error.
const WIDEST_EXPOSURES: f64 = 1e9;

/// Series that share their season, with what else is known of them.
#[derive(Clone, Copy, Debug)]
pub struct Siblings<'a> {
    /// One series per sibling, one count per period each, all of one length.
    pub counts: &'a [&'a [f64]],
    /// What each sibling is exposed to (households, visits a week), where it is known. Only ratios matter.
    pub exposure: Option<&'a [f64]>,
    /// Logarithm of each period's exposure, common to all siblings, as in
    /// [`crate::baseline::Series::offset`].
    pub offset: Option<&'a [f64]>,
    /// Regressors of the sum, as in [`crate::baseline::Series::regressors`].
    pub regressors: &'a [&'a [f64]],
}

impl<'a> Siblings<'a> {
    /// Series of counts alone.
    pub fn of(counts: &'a [&'a [f64]]) -> Self {
        Self { counts, exposure: None, offset: None, regressors: &[] }
    }

    /// The sum of all siblings, period by period, after checking the periods before `end`.
    pub(super) fn sum(&self, end: usize) -> Result<Vec<f64>, PoolingError> {
        let needed = self.counts.first().ok_or(PoolingError::Empty)?.len();
        let mut sum = vec![0.0; needed];
        for (sibling, counts) in self.counts.iter().enumerate() {
            if counts.len() != needed {
                return Err(PoolingError::Length { sibling, periods: counts.len(), needed });
            }
            if let Some(index) = not_a_count(&counts[..end.min(needed)]) {
                return Err(PoolingError::NotACount { sibling, index, value: counts[index] });
            }
            sum.iter_mut().zip(*counts).for_each(|(sum, count)| *sum += count);
        }
        Ok(sum)
    }

    /// The exposures over their mean, 1 for all when there are none.
    pub(super) fn exposures(&self) -> Result<Vec<f64>, PoolingError> {
        let siblings = self.counts.len();
        let Some(exposures) = self.exposure else {
            return Ok(vec![1.0; siblings]);
        };
        if exposures.len() != siblings {
            return Err(PoolingError::Exposures { exposures: exposures.len(), siblings });
        }
        let mean = exposures.iter().map(|exposure| exposure / siblings as f64).sum::<f64>();
        let relative = exposures.iter().map(|exposure| exposure / mean).collect::<Vec<f64>>();
        let usable = |&ratio: &f64| (1.0 / WIDEST_EXPOSURES..=WIDEST_EXPOSURES).contains(&ratio);
        let broken = |index: usize| !(exposures[index] > 0.0 && exposures[index].is_finite());
        // A broken value spoils the mean and so all ratios: name it, not the first that it spoilt.
        let culprit = (0..siblings)
            .find(|&index| broken(index))
            .or_else(|| relative.iter().position(|ratio| !usable(ratio)));
        match culprit {
            Some(sibling) => Err(PoolingError::Exposure { sibling, value: exposures[sibling] }),
            None => Ok(relative),
        }
    }
}
