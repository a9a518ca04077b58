//! What can be wrong with the input of a correction for many tests.

use thiserror::Error;

/// Why many tests cannot be judged together.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum MultiplicityError {
    /// Two slices that describe the same things differ in length.
    #[error("{got} {what} were given for {needed} tests: give each test its own")]
    Length {
        /// Which slice.
        what: &'static str,
        /// Its length.
        got: usize,
        /// The length needed.
        needed: usize,
    },
    /// A test names a null law that is not in the table.
    #[error("test {test} names null law {null}, the table has {laws}")]
    UnknownNull {
        /// Which test.
        test: usize,
        /// The index it names.
        null: usize,
        /// Laws in the table.
        laws: usize,
    },
    /// A value is outside its range or not a number.
    #[error("value {index} of the {what} is not usable: {value}")]
    Value {
        /// Which slice or argument.
        what: &'static str,
        /// Position in it; 0 for a single number.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// Probabilities of one law add up to more than 1.
    #[error("the probabilities of a null law add up to {0}, more than 1")]
    Mass(f64),
}
