//! The words of an advisory, composed from the facts of its signal only: no sentence without its figure.
//!
//! The Chinese is what a letter says; the English, in [`english`], says the same to whoever reads it there.

mod chinese;
mod english;
mod returning;
mod season;

use domain::{CalendarEvent, Signal, SignalKind};

use crate::Context;

pub(crate) use chinese::{expected as expected_zh, reporting as reporting_zh, villages_zh, whose_zh};
pub use chinese::{finding_zh, suggestions_zh, title_zh};
pub(crate) use english::expected as expected_en;
pub use english::{finding_en, suggestions_en, title_en};

/// Villages that a sentence names before it goes on with 等.
const NAMED_VILLAGES: usize = 4;

/// Below this an expectation prints as nothing and a ratio to it means nothing.
pub(crate) const LEAST_EXPECTED: f64 = 0.1;

/// Measures of the category's advice that a letter carries; with the one of the pattern kind they are three.
const CATEGORY_MEASURES: usize = 2;

/// A run of weeks above the bound is worth a sentence from here.
const NOTABLE_RUN: u32 = 2;

/// What the coming window of a recurring signal is expected to bring, under the names the sweep gives it.
pub(crate) struct Forecast {
    /// Reports expected in the window.
    pub number: f64,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
}

impl Forecast {
    /// The forecast of a signal that has one.
    pub(crate) fn of(signal: &Signal) -> Option<Self> {
        let part = |name| signal.parameter(name);
        Some(Self {
            number: part("forecast")?,
            lower: part("forecast_lower")?,
            upper: part("forecast_upper")?,
        })
    }
}

/// How many grids fell silent, where a silence is one of some grids of an area and not of the area.
pub(crate) fn silent_grids(signal: &Signal) -> Option<usize> {
    (signal.kind == SignalKind::Silent && !signal.cluster.is_empty()).then_some(signal.cluster.len())
}

/// The event a recurring signal is tied to, where the calendar has it.
pub(crate) fn event<'a>(signal: &Signal, context: &Context<'a>) -> Option<&'a CalendarEvent> {
    let key = signal.event.as_deref()?;
    context.calendar.events().iter().find(|event| event.key == key)
}
