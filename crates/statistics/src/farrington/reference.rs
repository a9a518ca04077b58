//! Which past periods a count is compared with, and the seasonal level of each.

use super::Settings;

/// The past periods that enter the model, level by level and within a level oldest first: equal rows side by side are
/// what a regression is quickest with.
pub(super) struct Past {
    /// Their counts.
    pub(super) counts: Vec<f64>,
    /// Their time before the tested period, in years, negative.
    pub(super) years: Vec<f64>,
    /// Their seasonal level; 0 is that of the tested period.
    pub(super) levels: Vec<usize>,
}

impl Past {
    /// Gathers the periods from the oldest window's start up to those left out.
    ///
    /// The windows around the same date form level 0. The periods between two windows are cut into `levels −
    /// 1` blocks, 1 and up; when they do not divide evenly the first blocks are one period longer.
    pub(super) fn gather(counts: &[f64], at: usize, settings: &Settings) -> Self {
        let window = 2 * settings.half_window + 1;
        let first = at - settings.years * settings.frequency - settings.half_window;
        let end = at.saturating_sub(settings.skip_last);
        let most = end - first;
        let mut past = Self {
            counts: Vec::with_capacity(most),
            years: Vec::with_capacity(most),
            levels: Vec::with_capacity(most),
        };
        let mut into_year = 0;
        for level in 0..settings.levels {
            let length = match level.checked_sub(1) {
                None => window,
                Some(block) => length(block, settings.frequency - window, settings.levels - 1),
            };
            for start in (first + into_year..end).step_by(settings.frequency) {
                let block = start..(start + length).min(end);
                past.levels.extend(block.clone().map(|_| level));
                past.counts.extend_from_slice(&counts[block.clone()]);
                past.years.extend(block.map(|index| (index as f64 - at as f64) / settings.frequency as f64));
            }
            into_year += length;
        }
        past
    }
}

/// The length of a block when `periods` are cut into `blocks`.
fn length(block: usize, periods: usize, blocks: usize) -> usize {
    periods / blocks + usize::from(block < periods % blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_levels_are_a_window_of_seven_weeks_and_nine_blocks_of_five() {
        let past =
            Past::gather(&[0.0; 300], 299, &Settings { skip_last: 0, years: 1, ..Settings::improved() });
        let lengths: Vec<usize> =
            (0..10).map(|level| past.levels.iter().filter(|l| **l == level).count()).collect();
        // The year begins with one window and ends with the first half of the next.
        assert_eq!(lengths, [7 + 3, 5, 5, 5, 5, 5, 5, 5, 5, 5]);
        assert_eq!(past.years.iter().filter(|years| **years >= -3.0 / 52.0).count(), 3);
    }

    #[test]
    fn a_remainder_lengthens_the_first_blocks() {
        let lengths: Vec<usize> = (0..4).map(|block| length(block, 11, 4)).collect();
        assert_eq!(lengths, [3, 3, 3, 2]);
    }

    #[test]
    fn the_original_windows_lie_around_the_same_week_of_each_year() {
        let past = Past::gather(&[0.0; 300], 299, &Settings::original());
        assert_eq!(past.counts.len(), 35);
        assert!((past.years[0] + 5.0 + 3.0 / 52.0).abs() < 1e-12);
    }
}
