//! Which past periods a count is compared with, and the seasonal level of each.

use super::Settings;

/// The past periods that enter the model, level by level and within a level oldest first: equal rows side by side are
/// what a regression is quickest with. They lie alike before any tested period.
#[derive(Clone, Debug)]
pub(super) struct Past {
    /// How many periods before the tested one each lies.
    pub(super) ages: Vec<usize>,
    /// Their seasonal level; 0 is that of the tested period.
    pub(super) levels: Vec<usize>,
}

impl Past {
    /// The periods from the oldest window's start up to those left out.
    ///
    /// The windows around the same date form level 0. The periods between two windows are cut into `levels −
    /// 1` blocks, 1 and up; when they do not divide evenly the first blocks are one period longer.
    pub(super) fn of(settings: &Settings) -> Self {
        let window = 2 * settings.half_window + 1;
        let oldest = settings.years * settings.frequency + settings.half_window;
        // Periods after the oldest; those left out are behind the end.
        let end = oldest.saturating_sub(settings.skip_last);
        let mut past = Self { ages: Vec::with_capacity(end), levels: Vec::with_capacity(end) };
        let mut into_year = 0;
        for level in 0..settings.levels {
            let length = match level.checked_sub(1) {
                None => window,
                Some(block) => length(block, settings.frequency - window, settings.levels - 1),
            };
            for start in (into_year..end).step_by(settings.frequency) {
                let block = start..(start + length).min(end);
                past.levels.extend(block.clone().map(|_| level));
                past.ages.extend(block.map(|step| oldest - step));
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
        let past = Past::of(&Settings { skip_last: 0, years: 1, ..Settings::improved() });
        let lengths: Vec<usize> =
            (0..10).map(|level| past.levels.iter().filter(|l| **l == level).count()).collect();
        // The year begins with one window and ends with the first half of the next.
        assert_eq!(lengths, [7 + 3, 5, 5, 5, 5, 5, 5, 5, 5, 5]);
        assert_eq!(past.ages.iter().filter(|age| **age <= 3).count(), 3);
    }

    #[test]
    fn a_remainder_lengthens_the_first_blocks() {
        let lengths: Vec<usize> = (0..4).map(|block| length(block, 11, 4)).collect();
        assert_eq!(lengths, [3, 3, 3, 2]);
    }

    #[test]
    fn the_original_windows_lie_around_the_same_week_of_each_year() {
        let past = Past::of(&Settings::original());
        assert_eq!((past.ages.len(), past.ages[0], past.ages[34]), (35, 5 * 52 + 3, 52 - 3));
    }
}
