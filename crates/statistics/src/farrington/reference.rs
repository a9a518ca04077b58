//! Which past periods a count is compared with, and the seasonal level of each.

use super::Settings;

/// The past periods that enter the model, oldest first.
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
        let mut past = Self { counts: Vec::new(), years: Vec::new(), levels: Vec::new() };
        for (step, index) in (first..at.saturating_sub(settings.skip_last)).enumerate() {
            let into_year = step % settings.frequency;
            let level = match into_year.checked_sub(window) {
                None => 0,
                Some(_) if settings.levels == 1 => continue,
                Some(between) => 1 + block(between, settings.frequency - window, settings.levels - 1),
            };
            past.counts.push(counts[index]);
            past.years.push((index as f64 - at as f64) / settings.frequency as f64);
            past.levels.push(level);
        }
        past
    }
}

/// The block of the period at `position` when `periods` are cut into `blocks`.
fn block(position: usize, periods: usize, blocks: usize) -> usize {
    let (short, longer) = (periods / blocks, periods % blocks);
    let in_longer = longer * (short + 1);
    if position < in_longer { position / (short + 1) } else { longer + (position - in_longer) / short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_levels_are_a_window_of_seven_weeks_and_nine_blocks_of_five() {
        let past =
            Past::gather(&[0.0; 300], 299, &Settings { skip_last: 0, years: 1, ..Settings::improved() });
        let lengths: Vec<usize> =
            (0..10).map(|level| past.levels[..52].iter().filter(|l| **l == level).count()).collect();
        assert_eq!(lengths, [7, 5, 5, 5, 5, 5, 5, 5, 5, 5]);
        assert_eq!(past.levels[52..], [0, 0, 0]);
    }

    #[test]
    fn a_remainder_lengthens_the_first_blocks() {
        let blocks: Vec<usize> = (0..11).map(|position| block(position, 11, 4)).collect();
        assert_eq!(blocks, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3]);
    }

    #[test]
    fn the_original_windows_lie_around_the_same_week_of_each_year() {
        let past = Past::gather(&[0.0; 300], 299, &Settings::original());
        assert_eq!(past.counts.len(), 35);
        assert!((past.years[0] + 5.0 + 3.0 / 52.0).abs() < 1e-12);
    }
}
