//! What can be wrong with the input of a test of space-time interaction.

use thiserror::Error;

/// Why events cannot be tested for nearness in place and time.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum InteractionError {
    /// Too few events: without a pair nothing can be near.
    #[error("there are {events} events, a test of pairs needs at least {needed}")]
    TooFew {
        /// Events given.
        events: usize,
        /// Events needed.
        needed: usize,
    },
    /// The slices that describe the events differ in length.
    #[error("there are {places} places but {got} {what}: each event needs one of both")]
    Length {
        /// Which slice.
        what: &'static str,
        /// Its length.
        got: usize,
        /// Number of places.
        places: usize,
    },
    /// A place or a time is infinite or not a number.
    #[error("event {index} has a place or a time that is not finite")]
    NotFinite {
        /// Which event.
        index: usize,
    },
    /// A limit of a band is negative, not finite, or not above the one before it.
    #[error("limit {index} of the {what} is {value}: limits must be finite, not negative, and rise")]
    Limit {
        /// Distances or durations.
        what: &'static str,
        /// Position of the limit.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// There is no band of distance or of duration.
    #[error("at least one limit is needed among the {0}")]
    NoLimit(&'static str),
    /// So many events are near each other that their pairs do not fit in memory.
    #[error("more than {most} pairs lie within the distance: choose a smaller one, or fewer events")]
    TooManyPairs {
        /// Most pairs that are kept.
        most: usize,
    },
    /// A setting is outside its range.
    #[error("the setting `{0}` is outside its range")]
    Setting(&'static str),
}
