//! How much likelier a second dispute is where one has just been.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use statistics::interaction::{Events, Settings, near_repeat};

use super::outbreaks::Outbreak;
use crate::{plane::project, sweep::Sweep};

/// A report lies at the centre of its grid, so 200 m mean the same grid or, among blocks, the next one.
const NEAR_KM: f64 = 0.2;

/// Four weeks: as long as a follow-up is due.
const SOON_DAYS: f64 = 28.0;

/// Pairs of outbreaks of one group within 200 m and four weeks, over those that chance would give: places and days as
/// they are, put together at random (Knox 1964). `None` where grids have no centre or nothing is to be expected.
pub(super) fn ratio(sweep: &Sweep<'_>, grids: &BTreeMap<usize, Vec<Outbreak<'_>>>) -> Option<f64> {
    let (mut centres, mut times) = (Vec::new(), Vec::new());
    for (&grid, known) in grids {
        let Some(centre) = sweep.places.area(grid).centre else { continue };
        centres.extend(known.iter().map(|_| centre));
        times.extend(known.iter().map(|outbreak| (outbreak.day - NaiveDate::default()).num_days() as f64));
    }
    let places = project(&centres);
    let events = Events { places: &places, times: &times, strata: None };
    // The expectation is exact; permutations would serve a p-value that is not asked for here.
    let settings = Settings { replicates: 1, ..Settings::default() };
    let table = near_repeat(&events, &[NEAR_KM], &[SOON_DAYS], &settings).ok()?;
    table.cells.first().filter(|cell| cell.expected > 0.0).map(|cell| cell.ratio)
}
