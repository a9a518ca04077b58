//! What can be wrong with the input of a recurrence.

use thiserror::Error;

/// Why the return of settled matters cannot be measured.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum RecurrenceError {
    /// There is no spell.
    #[error("no spell: at least one settled matter is needed (in each group)")]
    Empty,
    /// A duration is negative, infinite or not a number.
    #[error("spell {index} lasts {days} days: a duration must be finite and not negative")]
    Duration {
        /// Which spell.
        index: usize,
        /// The value found.
        days: f64,
    },
    /// All spells last 0 days: nothing was watched.
    #[error("all spells last 0 days: a rate needs some time under observation")]
    NoExposure,
    /// A border between bands is not positive and finite, or not above the one before it.
    #[error("border {index} of the bands is {value}: borders must be finite, positive, and rise")]
    Border {
        /// Position of the border.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// A setting is outside its range.
    #[error("the setting `{0}` is outside its range")]
    Setting(&'static str),
}
