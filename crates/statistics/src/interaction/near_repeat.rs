//! The table of near repeats: for how far and for how long is the risk raised?

use super::moments::Moments;
use super::permutation::Table;
use super::{Events, Settings};
use crate::distribution::Counts;
use crate::error::InteractionError;

/// One band of distance and one of duration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Pairs observed.
    pub observed: u64,
    /// Mean over the permutations, exact.
    pub expected: f64,
    /// Observed over expected; 1 when nothing is expected.
    pub ratio: f64,
    /// Monte Carlo p-value of this cell alone, one-sided for an excess.
    pub p_value: f64,
    /// The p-value corrected for the number of cells.
    pub p_adjusted: f64,
}

/// For how far and how long the risk is raised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// Upper limit of the last band of distance that is raised at once, without a gap from the nearest band.
    pub distance: f64,
    /// Upper limit of the last band of duration that is raised without a gap, the longest over those distances.
    pub duration: f64,
}

/// The table of near repeats.
#[derive(Clone, Debug, PartialEq)]
pub struct NearRepeat {
    /// Upper limits of the bands of distance.
    pub distances: Vec<f64>,
    /// Upper limits of the bands of duration.
    pub durations: Vec<f64>,
    /// The cells, distance-major: band `d` of distance and `t` of duration is at `d * durations.len() + t`.
    pub cells: Vec<Cell>,
    /// The smallest corrected p-value: is there any excess at all?
    pub p_value: f64,
    /// `None` when the nearest band is not raised at once.
    pub reach: Option<Reach>,
}

/// Counts pairs of events by bands of distance × bands of duration and compares each cell with chance.
///
/// `distances` and `durations` are the upper limits of the bands, rising, included; a first distance of 0 is "the
/// same place". With days and weekly bands, `[7, 14, 21]`.
///
/// **Correction.** Each count, observed or permuted, gets the surprise `−ln P(Y ≥ count)` under the
/// negative-binomial (or Poisson) law with the cell's mean and variance, so that sparse and full cells weigh alike;
/// the corrected p-value is the share of permutations whose *greatest* surprise over all cells is as great
/// (single-step maximum, Westfall & Young 1993). It holds the chance of any false cell, whatever the dependence.
///
/// ```
/// use statistics::interaction::{Events, Settings, near_repeat};
/// let first: Vec<([f64; 2], f64)> =
///     (0..40).map(|i| ([f64::from(i % 8), f64::from(i / 8)], f64::from(i * 37 % 360))).collect();
/// // Back at the same place within a week.
/// let echo = first.iter().map(|(place, day)| (*place, day + 3.0));
/// let (places, times): (Vec<_>, Vec<_>) = first.iter().copied().chain(echo).unzip();
///
/// let events = Events { places: &places, times: &times, strata: None };
/// let table = near_repeat(&events, &[0.0, 1.0], &[7.0, 14.0], &Settings::default())?;
/// assert!(table.cells[0].observed == 40 && table.cells[0].p_adjusted <= 0.001);
/// let reach = table.reach.ok_or("not raised")?;
/// assert_eq!((reach.distance, reach.duration), (0.0, 7.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`InteractionError`], as [`super::knox`].
pub fn near_repeat(
    events: &Events<'_>,
    distances: &[f64],
    durations: &[f64],
    settings: &Settings,
) -> Result<NearRepeat, InteractionError> {
    settings.check()?;
    let table = Table::new(events, distances, durations)?;
    let (observed, replicates) = (table.observed(), table.replicates(settings));
    let moments = table.moments(&replicates);
    let width = table.cells();
    let surprise: Vec<Vec<f64>> = (0..width)
        .map(|cell| {
            let drawn = replicates.iter().skip(cell).step_by(width).copied();
            surprises(&moments[cell], drawn.max().unwrap_or(0).max(observed[cell]))
        })
        .collect();
    let greatest: Vec<f64> = replicates
        .chunks_exact(width)
        .map(|counts| counts.iter().zip(&surprise).map(|(&count, of)| of[count as usize]).fold(0.0, f64::max))
        .collect();
    let share = |as_great: usize| (1 + as_great) as f64 / (1 + settings.replicates) as f64;
    let cells: Vec<Cell> = (0..width)
        .map(|cell| {
            let (count, expected) = (observed[cell], moments[cell].expected);
            let drawn = replicates.iter().skip(cell).step_by(width);
            let score = surprise[cell][count as usize];
            Cell {
                observed: count.into(),
                expected,
                ratio: if expected > 0.0 { f64::from(count) / expected } else { 1.0 },
                p_value: share(drawn.filter(|&&other| other >= count).count()),
                p_adjusted: share(greatest.iter().filter(|&&other| other >= score).count()),
            }
        })
        .collect();
    let p_value = cells.iter().map(|cell| cell.p_adjusted).fold(1.0, f64::min);
    let mut table = NearRepeat {
        distances: distances.to_vec(),
        durations: durations.to_vec(),
        cells,
        p_value,
        reach: None,
    };
    table.reach = table.find_reach(settings.significance);
    Ok(table)
}

impl NearRepeat {
    /// The cells of one band of distance, shortest duration first; empty when there is no such band.
    pub fn at_distance(&self, band: usize) -> &[Cell] {
        self.cells.chunks_exact(self.durations.len()).nth(band).unwrap_or_default()
    }

    /// How many bands of duration are raised at a band of distance, without a gap from the first.
    fn raised(&self, band: usize, significance: f64) -> usize {
        self.at_distance(band).iter().take_while(|cell| cell.p_adjusted <= significance).count()
    }

    fn find_reach(&self, significance: f64) -> Option<Reach> {
        // A band of distance without any pair, as "the same place" often is, says nothing and is passed over.
        let silent = |band: usize| self.at_distance(band).iter().all(|cell| cell.expected == 0.0);
        let mut reach: Option<Reach> = None;
        for band in (0..self.distances.len()).filter(|&band| !silent(band)) {
            let Some(last) = self.raised(band, significance).checked_sub(1) else { break };
            let longest = reach.map_or(0.0, |reach| reach.duration).max(self.durations[last]);
            reach = Some(Reach { distance: self.distances[band], duration: longest });
        }
        reach
    }
}

/// The surprise of each count from 0 to `most`; 0 up to the mean.
fn surprises(moments: &Moments, most: u32) -> Vec<f64> {
    let mut table = vec![0.0; most as usize + 1];
    let law = Counts::spread(moments.expected, moments.variance / moments.expected);
    let mut tail = law.upper_tail(f64::from(most) + 1.0);
    for (count, surprise) in table.iter_mut().enumerate().rev() {
        if count as f64 <= moments.expected {
            break;
        }
        tail += law.probability(count as f64);
        *surprise = -tail.clamp(f64::MIN_POSITIVE, 1.0).ln();
    }
    table
}
