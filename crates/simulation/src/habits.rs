//! How grids report: who uploads at the end of the month, who pastes one text, and who falls silent for weeks.

use std::ops::Range;

use rand::Rng;

use crate::{
    Parameters,
    land::Land,
    rhythm::Span,
    stream::{Purpose, Streams},
};

/// Silent spells of a grid in a year, and their length in days.
const SPELLS_A_YEAR: f64 = 0.12;
const SPELL_DAYS: std::ops::RangeInclusive<usize> = 21..=56;

/// The habits of every grid.
#[derive(Clone, Debug)]
pub(crate) struct Habits {
    batching: Vec<bool>,
    copying: Vec<bool>,
    silent: Vec<Vec<Range<usize>>>,
}

impl Habits {
    /// Gives every grid its habits.
    pub(crate) fn draw(land: &Land, span: Span, parameters: &Parameters, streams: Streams) -> Self {
        let mut random = streams.open(Purpose::Habits);
        let years = (span.days / 365) + 1;
        // A number is drawn for each grid whatever the share, so that the silent spells do not move with it.
        let batching = land.grids.iter().map(|_| random.random::<f64>() < parameters.batching).collect();
        let mut pasting = streams.open(Purpose::Copying);
        let copying = land.grids.iter().map(|_| pasting.random::<f64>() < parameters.copying).collect();
        let silent = land
            .grids
            .iter()
            .map(|_| {
                (0..years)
                    .filter_map(|year| {
                        let begin = year * 365 + random.random_range(0..365);
                        let length = random.random_range(SPELL_DAYS);
                        random.random_bool(SPELLS_A_YEAR).then_some(begin..begin + length)
                    })
                    .collect()
            })
            .collect();
        Self { batching, copying, silent }
    }

    /// Whether the grid writes its reports up at the end of the month.
    pub(crate) fn batches(&self, grid: usize) -> bool {
        self.batching[grid]
    }

    /// Whether the grid pastes one text for all its reports.
    pub(crate) fn copies(&self, grid: usize) -> bool {
        self.copying[grid]
    }

    /// The silent spells of a grid as positions of days, in the order of their begin; the last may outlast the span.
    pub(crate) fn spells(&self, grid: usize) -> &[Range<usize>] {
        &self.silent[grid]
    }

    /// Whether nothing comes from the grid on this day.
    pub(crate) fn is_silent(&self, grid: usize, day: usize) -> bool {
        self.silent[grid].iter().any(|spell| spell.contains(&day))
    }
}
