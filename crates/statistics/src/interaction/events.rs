//! The events, checked and put into an order of their own.

use std::ops::Range;

use crate::error::InteractionError;

/// Fewest events of a test of pairs.
const FEWEST_EVENTS: usize = 2;

/// Where and when something happened, one entry per event, in any order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Events<'a> {
    /// Planar coordinates (km).
    pub places: &'a [[f64; 2]],
    /// Times (days).
    pub times: &'a [f64],
    /// Times are permuted only among events with the same number; without strata, among all.
    pub strata: Option<&'a [u32]>,
}

/// Events sorted by stratum, time and place, so that the caller's order cannot matter.
pub(super) struct Sorted {
    pub(super) places: Vec<[f64; 2]>,
    pub(super) times: Vec<f64>,
    /// Which events belong to each stratum; one range when there are none.
    pub(super) strata: Vec<Range<usize>>,
}

impl Events<'_> {
    /// Checks the events and sorts them. O(n log n).
    pub(super) fn sorted(&self) -> Result<Sorted, InteractionError> {
        self.check()?;
        let stratum = |event: usize| self.strata.map_or(0, |strata| strata[event]);
        let mut order: Vec<usize> = (0..self.places.len()).collect();
        order.sort_by(|&a, &b| {
            stratum(a)
                .cmp(&stratum(b))
                .then(self.times[a].total_cmp(&self.times[b]))
                .then(self.places[a][0].total_cmp(&self.places[b][0]))
                .then(self.places[a][1].total_cmp(&self.places[b][1]))
        });
        let mut start = 0;
        let strata = order
            .chunk_by(|&a, &b| stratum(a) == stratum(b))
            .map(|members| {
                let range = start..start + members.len();
                start = range.end;
                range
            })
            .collect();
        Ok(Sorted {
            places: order.iter().map(|&event| self.places[event]).collect(),
            times: order.iter().map(|&event| self.times[event]).collect(),
            strata,
        })
    }

    fn check(&self) -> Result<(), InteractionError> {
        let places = self.places.len();
        let strata = self.strata.map_or(places, <[u32]>::len);
        for (what, got) in [("times", self.times.len()), ("strata", strata)] {
            if got != places {
                return Err(InteractionError::Length { what, got, places });
            }
        }
        if places < FEWEST_EVENTS {
            return Err(InteractionError::TooFew { events: places, needed: FEWEST_EVENTS });
        }
        let finite = |(place, time): (&[f64; 2], &f64)| {
            place.iter().all(|coordinate| coordinate.is_finite()) && time.is_finite()
        };
        let broken = self.places.iter().zip(self.times).position(|event| !finite(event));
        broken.map_or(Ok(()), |index| Err(InteractionError::NotFinite { index }))
    }
}
