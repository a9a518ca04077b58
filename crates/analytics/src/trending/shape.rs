//! The courses that are looked for: a rise that began a while ago and goes on, and a step that stayed.

use super::blocks::A_YEAR;

/// Lengths of a rise that are tried, in blocks: 1, 1½, 2 and 3 years.
const RISES: [usize; 4] = [A_YEAR, A_YEAR + 6, 2 * A_YEAR, 3 * A_YEAR];

/// Ages of a step that are tried, in blocks: half a year, below which it is a long outbreak, and a year.
const STEPS: [usize; 2] = [6, A_YEAR];

/// Blocks before a rise begins that show the level it begins from: a year, so that all seasons are seen.
const LEAST_BEFORE: usize = A_YEAR;

/// How the logarithm of the mean departs from its old level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    /// By the same amount every year from this block on.
    Rise(usize),
    /// Once, with this block.
    Step(usize),
}

impl Course {
    /// The courses that are tested with so many blocks: all that leave enough before them, and a rise from the start.
    pub fn tested(blocks: usize) -> Vec<Self> {
        let begin = |age: &usize| blocks.checked_sub(*age).filter(|&begin| begin >= LEAST_BEFORE);
        std::iter::once(Self::Rise(0))
            .chain(RISES.iter().filter_map(begin).map(Self::Rise))
            .chain(STEPS.iter().filter_map(begin).map(Self::Step))
            .collect()
    }

    /// The rises among which the beginning is looked for.
    pub fn rises(blocks: usize) -> impl Iterator<Item = Self> {
        std::iter::once(0).chain(LEAST_BEFORE..=blocks.saturating_sub(STEPS[0])).map(Self::Rise)
    }

    /// First block of the departure.
    pub fn begin(self) -> usize {
        match self {
            Self::Rise(begin) | Self::Step(begin) => begin,
        }
    }

    /// The regressor: years since the beginning of a rise at the middle of each block, or 1 from a step on.
    pub fn column(self, blocks: usize) -> Vec<f64> {
        let at = |block: usize| match self {
            Self::Rise(begin) => ((block as f64 + 0.5 - begin as f64) / A_YEAR as f64).max(0.0),
            Self::Step(begin) => f64::from(u8::from(block >= begin)),
        };
        (0..blocks).map(at).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_needs_a_year_before_it_unless_it_is_as_old_as_the_record() {
        assert_eq!(
            Course::tested(26),
            [Course::Rise(0), Course::Rise(13), Course::Step(20), Course::Step(13)]
        );
        assert_eq!(Course::tested(65).len(), 7);
    }

    #[test]
    fn a_rise_gains_one_a_year() {
        let column = Course::Rise(2).column(30);
        assert_eq!(column[..2], [0.0, 0.0]);
        assert!((column[20] - column[7] - 1.0).abs() < 1e-12);
        assert_eq!(Course::Step(2).column(4), [0.0, 0.0, 1.0, 1.0]);
    }
}
