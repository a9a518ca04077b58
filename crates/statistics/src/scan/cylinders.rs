//! All cylinders of a search: circles of locations × windows of periods, with what is expected in each.

use super::{Circles, Law, Search, Span};

/// Zones whose measures differ by less than this share a row of least counts when few blocks need a table, and
/// when many do. The row is that of the smallest, so that no cylinder is missed; a coarser row only costs a
/// few logarithms more.
const FINE: f64 = 1.0 / 256.0;
const COARSE: f64 = 1.0 / 64.0;

/// One location joining a circle.
pub(super) struct Step {
    pub(super) member: u32,
    /// Members of the circle that ends here, those without any cases at risk included.
    pub(super) size: u32,
    /// Row of least counts, shared where expectations are products; 0 where no circle ends, because the next
    /// location is at the same point.
    pub(super) row: u32,
}

/// The windows with one last period: their lengths are `shortest`, `shortest + 1`, …
pub(super) struct Block {
    pub(super) last: usize,
    pub(super) shortest: usize,
    pub(super) windows: usize,
}

impl Block {
    /// The first period of the window in this lane.
    pub(super) fn first(&self, lane: usize) -> usize {
        self.last + 1 - self.shortest - lane
    }

    /// The first period of the longest window.
    pub(super) fn oldest(&self) -> usize {
        self.first(self.windows - 1)
    }

    /// The first lane whose window holds `period`, which is not after the last one.
    pub(super) fn lane(&self, period: usize) -> usize {
        (self.last + 1 - period).saturating_sub(self.shortest)
    }
}

/// A cylinder with enough cases to be looked at.
pub(super) struct Hit<'a> {
    pub(super) centre: usize,
    /// Members of the circle.
    pub(super) size: usize,
    pub(super) block: &'a Block,
    pub(super) lane: usize,
    pub(super) observed: f64,
    pub(super) expected: f64,
}

/// Expected cases of every cylinder.
pub(super) enum Expected {
    /// The measure of the zone × that of the window / `total`.
    Product {
        /// Measure of every step's circle.
        zones: Vec<f64>,
        /// Measure of the periods before each.
        before: Vec<f64>,
        total: f64,
    },
    /// Sums over the cells inside, location-major.
    Cells { values: Vec<f64>, periods: usize },
}

/// What is shared by the data and every replicate.
pub(super) struct Cylinders<'a> {
    pub(super) circles: &'a Circles,
    pub(super) law: Law,
    pub(super) expected: Expected,
    /// Fewest cases in a cluster.
    pub(super) fewest: u32,
    pub(super) starts: Vec<usize>,
    pub(super) steps: Vec<Step>,
    /// The greatest measure of a circle.
    pub(super) largest: f64,
    /// The smallest measure of each row, the first row left out.
    pub(super) rows: Vec<f64>,
    /// Lanes of a block: 8, 16, 32 or 64.
    pub(super) width: usize,
    pub(super) blocks: Vec<Block>,
}

impl<'a> Cylinders<'a> {
    /// Lays out the search. `measures` holds what each location has of cases or people at risk: it cuts the
    /// circles at the largest share, and locations without any take no part in the sums.
    pub(super) fn new(
        circles: &'a Circles,
        measures: &[f64],
        law: Law,
        expected: impl FnOnce(Vec<f64>) -> Expected,
        periods: usize,
        search: &Search,
    ) -> Self {
        let (starts, mut steps, zones) = steps(circles, measures, search.max_share);
        let longest = search.max_periods.min(periods);
        let width = longest.next_power_of_two().clamp(8, 64);
        let last = match search.span {
            Span::Prospective => periods - 1..periods,
            Span::Retrospective => 0..periods,
        };
        let blocks: Vec<Block> = last
            .flat_map(|last| {
                let longest = longest.min(last + 1);
                (1..=longest).step_by(width).map(move |shortest| Block {
                    last,
                    shortest,
                    windows: width.min(longest + 1 - shortest),
                })
            })
            .collect();
        let largest = zones.iter().copied().fold(0.0, f64::max);
        let (expected, fewest) = (expected(zones), search.min_cases);
        let rows = match &expected {
            Expected::Product { zones, .. } => {
                group(&mut steps, zones, if blocks.len() > 8 { COARSE } else { FINE })
            }
            Expected::Cells { .. } => number(&mut steps),
        };
        Self { circles, law, expected, fewest, starts, steps, largest, rows, width, blocks }
    }

    /// The first period that any window holds.
    pub(super) fn oldest(&self) -> usize {
        self.blocks.iter().map(Block::oldest).min().unwrap_or(0)
    }

    /// The steps around each centre in order.
    pub(super) fn around(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.starts.windows(2).map(|pair| pair[0]..pair[1])
    }

    /// What is expected at each location in the windows of a block, location-major, for expectations that are
    /// cells.
    pub(super) fn cells(&self, block: &Block) -> Vec<f64> {
        let Expected::Cells { values, periods } = &self.expected else { return Vec::new() };
        let mut sums = vec![0.0; values.len() / periods * block.windows];
        for (sums, cells) in sums.chunks_exact_mut(block.windows).zip(values.chunks_exact(*periods)) {
            for period in block.oldest()..=block.last {
                sums[block.lane(period)..].iter_mut().for_each(|sum| *sum += cells[period]);
            }
        }
        sums
    }

    /// The measure of each window of a block, for expectations that are products.
    pub(super) fn spans(&self, block: &Block) -> Vec<f64> {
        match &self.expected {
            Expected::Product { before, .. } => {
                (0..block.windows).map(|lane| before[block.last + 1] - before[block.first(lane)]).collect()
            }
            Expected::Cells { .. } => Vec::new(),
        }
    }
}

/// For each centre the steps in which its circle grows, and the measure of the circle at every step.
fn steps(circles: &Circles, measures: &[f64], max_share: f64) -> (Vec<usize>, Vec<Step>, Vec<f64>) {
    // All of it is all of it, whatever the order in which it is summed.
    let most = max_share * measures.iter().sum::<f64>() * (1.0 + 1e-12);
    let (mut starts, mut steps, mut zones) = (vec![0], Vec::new(), Vec::new());
    for centre in 0..circles.locations() {
        let members = circles.around(centre);
        let mut zone = 0.0;
        for (index, &member) in members.iter().enumerate() {
            let measure = measures[member as usize];
            zone += measure;
            if zone > most {
                break;
            }
            let ends =
                members.get(index + 1).is_none_or(|&next| !circles.together(member as usize, next as usize));
            let size = index as u32 + 1;
            if measure > 0.0 {
                steps.push(Step { member, size, row: u32::from(ends) });
                zones.push(zone);
            } else if let Some(open) = last_open(&mut steps, starts[centre]) {
                // The point began with a location that has cases; this one adds none, but the circle may end.
                open.size = size;
                open.row = u32::from(ends);
            }
        }
        starts.push(steps.len());
    }
    (starts, steps, zones)
}

/// The last step of a centre if no circle ends there yet.
fn last_open(steps: &mut [Step], start: usize) -> Option<&mut Step> {
    steps[start..].last_mut().filter(|step| step.row == 0)
}

/// Gives every circle that ends a row of its own; returns no measures.
fn number(steps: &mut [Step]) -> Vec<f64> {
    for (row, step) in (1..).zip(steps.iter_mut().filter(|step| step.row > 0)) {
        step.row = row;
    }
    Vec::new()
}

/// Gives every circle that ends a row, one for all with nearly the same measure; returns the smallest measure
/// of each row.
fn group(steps: &mut [Step], zones: &[f64], width: f64) -> Vec<f64> {
    let ending: Vec<f64> =
        steps.iter().zip(zones).filter(|(step, _)| step.row > 0).map(|(_, zone)| *zone).collect();
    let smallest = ending.iter().copied().fold(f64::INFINITY, f64::min);
    // The measures may be rounded sums: a bucket too low is as good as any.
    let bucket = |zone: f64| ((zone / smallest).ln() / width).max(0.0) as usize;
    let mut floors: Vec<f64> = Vec::new();
    for &zone in &ending {
        let bucket = bucket(zone);
        if bucket >= floors.len() {
            floors.resize(bucket + 1, f64::INFINITY);
        }
        floors[bucket] = floors[bucket].min(zone);
    }
    let (mut rows, mut names) = (Vec::new(), vec![0; floors.len()]);
    for (bucket, &floor) in floors.iter().enumerate().filter(|(_, floor)| floor.is_finite()) {
        rows.push(floor);
        names[bucket] = rows.len() as u32;
    }
    for (step, &zone) in steps.iter_mut().filter(|step| step.row > 0).zip(&ending) {
        step.row = names[bucket(zone)];
    }
    rows
}
