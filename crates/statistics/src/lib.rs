//! Numbers in, evidence out: the statistical methods behind every signal.
//!
//! This crate knows no report, no area and no calendar. It does no I/O, reads no clock and draws randomness
//! only from a seed it is given: every method is a synchronous function of plain slices, and the same input
//! gives the same bits. What a number means for a county is decided in the crate `analytics`.
//!
//! # Which method for which question
//!
//! | question | method | least data |
//! |---|---|---|
//! | Is the newest count of one series more than its past explains? | [`baseline`] | 13 periods, better two years |
//! | The same for the series of a category, over time, with honest p-values | [`detector`], [`calibration`] | a year and the calibration |
//! | The same for sister series that are nearly empty each, like the grids of a town | [`pooling`] | 13 periods, better two years |
//! | The same, as health authorities have done it for decades, to compare | [`farrington`] | 1 to 5 years |
//! | The same, with weeks of history | [`ears`] | 8 to 12 periods |
//! | Is a slow rise beginning, judged anew each period? | [`cusum`] | expected counts from a model |
//! | Where, among neighbouring places, did more happen, and when? | [`scan`] | cases; or a population; or expected counts |
//! | Does a matter bring further ones nearby, for how far and how long? | [`interaction`] | about 50 events |
//! | Does the level rise or fall over the years? | [`trend`] | two full cycles, better three |
//! | When did the level change; since when is it what it is? | [`changepoint`] | two levels of a few periods |
//! | Does a festival or a harvest bring more, and in which weeks? | [`event`] | one season, better three occurrences |
//! | Is there a rhythm that nobody has told us of? | [`periodogram`] | ten cycles |
//! | Does what was settled come back, when, and who is due a visit? | [`recurrence`] | ten returns |
//! | Reports come late: how many will the last days have had? | [`nowcast`] | twice the longest delay |
//! | One series looked at every week: how much evidence by now? | [`multiplicity::process`] | expected counts from a model |
//! | How good were the forecasts? | [`scoring`] | a hundred outcomes |
//! | Thousands of tests were made: which of them to believe? | [`multiplicity`] | – |
//!
//! Underneath lie [`regression`] (generalised linear models of counts) and [`distribution`] (Poisson and
//! negative-binomial laws).
//!
//! # Sparse counts decide everything
//!
//! A grid reports 0.19 disputes a week. At such rates the habits of large counts mislead, and four rules run
//! through all methods:
//!
//! 1. **No normal tails.** Probabilities come from the negative binomial, summed exactly, and a test's
//!    p-value is the mid-p, whose mean under the null is one half at any rate.
//! 2. **Nothing is impossible.** Half an event is spread over every past (Jeffreys' prior), so that an empty
//!    series has a small rate, an honest uncertainty and a finite upper bound.
//! 3. **What the data cannot tell stays at its prior.** A ridge holds season, trend and event effects near
//!    zero until enough events overrule it; the level alone is free.
//! 4. **Dispersion is never assumed.** It is estimated, taken a little higher than estimated, never below
//!    Poisson, and may be pooled over sister series, as [`pooling`] does.
//!
//! Every test is tried on quiet worlds: its share of p-values below 5% and 1% is held near nominal by this
//! crate's own tests, and the detectors are held to the reference implementations' figures in
//! `tests/reference`.
//!
//! # A series from raw counts to a decision
//!
//! ```
//! use statistics::{baseline, multiplicity};
//!
//! // Three streets, three years of weeks; the third has an outbreak in its last week.
//! let street = |rate: usize| -> Vec<f64> { (0..156).map(|week| ((week * rate) % 7 / 5) as f64).collect() };
//! let mut streets = [street(2), street(3), street(5)];
//! streets[2][155] = 7.0;
//!
//! let settings = baseline::Settings::default();
//! let evidence = streets
//!     .iter()
//!     .map(|weeks| baseline::assess(&baseline::Series::of(weeks), &settings))
//!     .collect::<Result<Vec<_>, _>>()?;
//! let p: Vec<f64> = evidence.iter().map(|street| street.verdict.p_value).collect();
//! let q = multiplicity::benjamini_hochberg(&p);
//! assert!(q[2] < 0.05 && q[0] > 0.2 && q[1] > 0.2);
//! # Ok::<(), statistics::error::BaselineError>(())
//! ```
//!
//! # Errors
//!
//! No input makes a method panic: an empty, constant, all-zero or huge series gets an answer or a typed
//! [`error`] that says what to do, and a value that is not a number is named by its position.

pub mod baseline;
pub mod calibration;
pub mod changepoint;
mod cholesky;
pub mod cusum;
pub mod detector;
pub mod distribution;
pub mod ears;
pub mod error;
pub mod event;
pub mod farrington;
mod gumbel;
pub mod interaction;
pub mod multiplicity;
pub mod nowcast;
pub mod periodogram;
pub mod pooling;
pub mod recurrence;
pub mod regression;
pub mod scan;
pub mod scoring;
mod series;
#[cfg(test)]
mod simulation;
pub mod trend;
