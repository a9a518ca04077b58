//! The table of close pairs, as observed and with the times permuted.

use std::thread;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::Settings;
use super::events::{Events, Sorted};
use super::moments::{Closeness, Moments, exact, expected_within};
use super::pairs::{self, Pair};
use crate::error::InteractionError;

/// Pairs whose time differences are taken together, so that the comparison with each limit runs over a block
/// that stays in the fastest memory.
const BLOCK: usize = 256;

/// Bands of distance × bands of duration over one set of events. A table of counts is distance-major.
pub(super) struct Table {
    events: Sorted,
    durations: Vec<f64>,
    /// The close pairs of each band of distance.
    pairs: Vec<Vec<Pair>>,
}

impl Table {
    /// Checks events and limits and finds the pairs close in space.
    pub(super) fn new(
        events: &Events<'_>,
        distances: &[f64],
        durations: &[f64],
    ) -> Result<Self, InteractionError> {
        check("distances", distances)?;
        check("durations", durations)?;
        let events = events.sorted()?;
        let pairs = pairs::near(&events.places, distances)?;
        Ok(Self { events, durations: durations.to_vec(), pairs })
    }

    /// Cells of the table.
    pub(super) fn cells(&self) -> usize {
        self.pairs.len() * self.durations.len()
    }

    /// The counts as observed.
    pub(super) fn observed(&self) -> Vec<u32> {
        let mut counts = vec![0; self.cells()];
        self.count(&self.events.times, &mut counts);
        counts
    }

    /// Pairs within the largest distance.
    pub(super) fn close_in_space(&self) -> u64 {
        self.pairs.iter().map(|pairs| pairs.len() as u64).sum()
    }

    /// Pairs within the largest duration.
    pub(super) fn close_in_time(&self) -> u64 {
        self.time_bands().iter().map(|band| band.pairs as u64).sum()
    }

    /// The counts of each permutation, one table after the other.
    pub(super) fn replicates(&self, settings: &Settings) -> Vec<u32> {
        let mut counts = vec![0; settings.replicates * self.cells()];
        let share = settings.replicates.div_ceil(settings.threads);
        if settings.threads == 1 {
            self.permute(settings.seed, 0, &mut counts);
        } else {
            thread::scope(|scope| {
                for (index, part) in counts.chunks_mut(share * self.cells()).enumerate() {
                    scope.spawn(move || self.permute(settings.seed, (index * share) as u64, part));
                }
            });
        }
        counts
    }

    /// Mean and variance of each cell; `replicates` give the variance where strata leave no closed form.
    pub(super) fn moments(&self, replicates: &[u32]) -> Vec<Moments> {
        let sorted = &self.events;
        if sorted.strata.len() > 1 {
            let means = self
                .pairs
                .iter()
                .flat_map(|pairs| expected_within(pairs, &sorted.times, &sorted.strata, &self.durations));
            let moments = means.enumerate().map(|(cell, expected)| {
                let counts = replicates.iter().skip(cell).step_by(self.cells());
                let squares = counts.clone().map(|&count| (f64::from(count) - expected).powi(2));
                Moments { expected, variance: squares.sum::<f64>() / counts.len() as f64 }
            });
            return moments.collect();
        }
        let time = self.time_bands();
        self.pairs
            .iter()
            .map(|pairs| Closeness::of_pairs(pairs, sorted.times.len()))
            .flat_map(|space| time.iter().map(move |time| (space, *time)))
            .map(|(space, time)| exact(&space, &time, sorted.times.len()))
            .collect()
    }

    fn time_bands(&self) -> Vec<Closeness> {
        let mut times = self.events.times.clone();
        times.sort_by(f64::total_cmp);
        Closeness::of_times(&times, &self.durations)
    }

    /// Fills `tables` with the permutations from number `first` on.
    fn permute(&self, seed: u64, first: u64, tables: &mut [u32]) {
        let mut times = self.events.times.clone();
        for (stream, counts) in (first..).zip(tables.chunks_exact_mut(self.cells())) {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            rng.set_stream(stream);
            // From the observed order each time: a permutation must not depend on the one before it.
            times.copy_from_slice(&self.events.times);
            for stratum in &self.events.strata {
                times[stratum.clone()].shuffle(&mut rng);
            }
            self.count(&times, counts);
        }
    }

    /// Adds up the close pairs for the given times.
    fn count(&self, times: &[f64], counts: &mut [u32]) {
        counts.fill(0);
        let mut apart = [0.0; BLOCK];
        for (pairs, row) in self.pairs.iter().zip(counts.chunks_exact_mut(self.durations.len())) {
            for block in pairs.chunks(BLOCK) {
                let apart = &mut apart[..block.len()];
                for (apart, &(a, b)) in apart.iter_mut().zip(block) {
                    *apart = (times[a as usize] - times[b as usize]).abs();
                }
                for (count, limit) in row.iter_mut().zip(&self.durations) {
                    // A block cannot overflow, and without that check the comparison is vectorised.
                    let within = apart.iter().map(|apart| u32::from(*apart <= *limit));
                    *count += within.fold(0, u32::wrapping_add);
                }
            }
            // From "within this limit" to "within this one and not the one before".
            for band in (1..row.len()).rev() {
                row[band] -= row[band - 1];
            }
        }
    }
}

/// Limits must be finite, not negative, and rise.
fn check(what: &'static str, limits: &[f64]) -> Result<(), InteractionError> {
    let mut before = f64::NEG_INFINITY;
    for (index, &value) in limits.iter().enumerate() {
        if !(value.is_finite() && value >= 0.0 && value > before) {
            return Err(InteractionError::Limit { what, index, value });
        }
        before = value;
    }
    if limits.is_empty() { Err(InteractionError::NoLimit(what)) } else { Ok(()) }
}
