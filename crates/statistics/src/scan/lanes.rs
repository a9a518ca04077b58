//! The fast search: tables of least counts.
//!
//! What is expected in a cylinder is the same in every replicate, hence for a level of the score each cylinder
//! has a least count that can beat it. Where expectations are products, `zone × window / total`, zones of
//! nearly the same measure share a row of the table, and it stays in the cache. With up to 64 windows of a
//! location side by side in 16-bit lanes, one more location in the circle costs one addition and one
//! comparison of all lanes at once, and the logarithm is left to the rare hits. The greatest score is exactly
//! that of the plain search; a world that holds no hit at all is searched again below the level.

use std::ops::Range;

use super::Cylinders;
use super::cylinders::{Block, Expected, Hit, Step};
use super::worlds::World;

/// Window counts of one location, or the least counts of one row, each less 1.
pub(super) type Row<const W: usize> = [i16; W];

/// A least count that none reaches.
const NEVER: i16 = i16::MAX;

/// Tables for expectations that are no products have a row for each circle: none above this many counts
/// (128 MB).
const LARGEST_TABLES: usize = 1 << 26;

/// The tables for some levels, the lowest first.
pub(super) struct Lanes<const W: usize> {
    levels: Vec<Level<W>>,
    /// What is expected at each location in the windows of each block, for expectations that are cells.
    cells: Vec<Vec<f64>>,
}

/// The tables of what beats one level.
struct Level<const W: usize> {
    score: f64,
    tables: Vec<Vec<Row<W>>>,
    /// The table of each block.
    table: Vec<usize>,
}

impl<const W: usize> Level<W> {
    fn of(&self, block: usize) -> &[Row<W>] {
        &self.tables[self.table[block]]
    }
}

/// Which lanes a case adds to: those from its own on.
const fn shares<const W: usize>() -> [Row<W>; W] {
    let mut shares = [[0; W]; W];
    let mut from = 0;
    while from < W {
        let mut lane = from;
        while lane < W {
            shares[from][lane] = 1;
            lane += 1;
        }
        from += 1;
    }
    shares
}

impl<const W: usize> Lanes<W> {
    const SHARES: [Row<W>; W] = shares();

    /// No tables yet; `None` where they would be too large.
    pub(super) fn new(cylinders: &Cylinders<'_>) -> Option<Self> {
        let cells: Vec<Vec<f64>> = match &cylinders.expected {
            Expected::Product { .. } => Vec::new(),
            Expected::Cells { .. } => {
                let counts = cylinders.steps.len().saturating_mul(cylinders.blocks.len()).saturating_mul(W);
                if counts > LARGEST_TABLES {
                    return None;
                }
                cylinders.blocks.iter().map(|block| cylinders.cells(block)).collect()
            }
        };
        Some(Self { levels: Vec::new(), cells })
    }

    /// Adds the tables of what beats a score above those of the levels so far.
    pub(super) fn add_level(&mut self, cylinders: &Cylinders<'_>, score: f64) {
        let (tables, table) = match &cylinders.expected {
            Expected::Product { before, total, .. } => product(cylinders, before, *total, score),
            Expected::Cells { .. } => by_circle(cylinders, &self.cells, score),
        };
        self.levels.push(Level { score, tables, table });
    }

    /// The greatest score of all cylinders of a world, if it is above one of the levels. No cylinder may hold
    /// more cases than fit 16 bits.
    pub(super) fn greatest(
        &self,
        cylinders: &Cylinders<'_>,
        world: &World,
        start: usize,
        lanes: &mut Vec<Row<W>>,
    ) -> Option<f64> {
        (0..=start.min(self.levels.len().checked_sub(1)?)).rev().find_map(|start| {
            let level = self.levels[start].score;
            let mut best = level;
            self.visit(cylinders, world, start, lanes, |hit| {
                best = cylinders.law.beyond(best, hit.observed, hit.expected);
                best
            });
            (best > level).then_some(best)
        })
    }

    /// Calls `look` for every cylinder that may score above the level `start` or, from then on, above what
    /// `look` returns.
    pub(super) fn visit(
        &self,
        cylinders: &Cylinders<'_>,
        world: &World,
        start: usize,
        lanes: &mut Vec<Row<W>>,
        mut look: impl FnMut(&Hit<'_>) -> f64,
    ) {
        let mut level = start;
        for (number, block) in cylinders.blocks.iter().enumerate() {
            Self::fill(cylinders.circles.locations(), block, world, lanes);
            let mut table = self.levels[level].of(number);
            for (centre, around) in cylinders.around().enumerate() {
                let mut inside = [0; W];
                for (index, step) in around.clone().zip(&cylinders.steps[around.clone()]) {
                    if add(&mut inside, lanes, table, step) {
                        let circle = Circle { centre, steps: around.start..index + 1 };
                        // A copy, so that the sums of the loop can stay in registers.
                        let counts = inside;
                        let least = &table[step.row as usize];
                        let reached = self.hits(cylinders, number, &circle, &counts, least, &mut look);
                        while self.levels.get(level + 1).is_some_and(|next| next.score <= reached) {
                            level += 1;
                        }
                        table = self.levels[level].of(number);
                    }
                }
            }
        }
    }

    /// Sums the windows of a block at each location.
    fn fill(locations: usize, block: &Block, world: &World, lanes: &mut Vec<Row<W>>) {
        lanes.clear();
        lanes.resize(locations, [0; W]);
        for period in block.oldest()..=block.last {
            let share = &Self::SHARES[block.lane(period)];
            for &(location, count) in world.of(period) {
                for (lane, share) in lanes[location as usize].iter_mut().zip(share) {
                    *lane = lane.wrapping_add(share.wrapping_mul(count as i16));
                }
            }
        }
    }

    /// Calls `look` for the windows of a circle that hold their least counts; what it returned last.
    #[cold]
    #[inline(never)]
    fn hits(
        &self,
        cylinders: &Cylinders<'_>,
        number: usize,
        circle: &Circle,
        inside: &Row<W>,
        least: &Row<W>,
        look: &mut impl FnMut(&Hit<'_>) -> f64,
    ) -> f64 {
        let mut reached = 0.0;
        let block = &cylinders.blocks[number];
        let last = circle.steps.end - 1;
        let size = cylinders.steps[last].size as usize;
        let mut sums = Vec::new();
        if let Some(cells) = self.cells.get(number) {
            sums.resize(block.windows, 0.0);
            cylinders.steps[circle.steps.clone()].iter().for_each(|step| join(&mut sums, cells, step));
        }
        for lane in (0..block.windows).filter(|&lane| inside[lane] > least[lane]) {
            let expected = match &cylinders.expected {
                Expected::Product { zones, before, total } => {
                    zones[last] * (before[block.last + 1] - before[block.first(lane)]) / total
                }
                Expected::Cells { .. } => sums[lane],
            };
            let observed = f64::from(inside[lane]);
            reached = look(&Hit { centre: circle.centre, size, block, lane, observed, expected });
        }
        reached
    }
}

/// The steps of one circle.
struct Circle {
    centre: usize,
    steps: Range<usize>,
}

/// The tables of what beats a level where expectations are products, and which of them is each block's.
fn product<const W: usize>(
    cylinders: &Cylinders<'_>,
    before: &[f64],
    total: f64,
    level: f64,
) -> (Vec<Vec<Row<W>>>, Vec<usize>) {
    let longest = |block: &Block| before[block.last + 1] - before[block.oldest()];
    let span = cylinders.blocks.iter().map(longest).fold(0.0, f64::max);
    let least = Least::new(cylinders, level, cylinders.largest * span / total);
    let (mut tables, mut table) = (Vec::new(), Vec::with_capacity(cylinders.blocks.len()));
    let mut known: Vec<f64> = Vec::new();
    for block in &cylinders.blocks {
        let spans = cylinders.spans(block);
        // Windows of equal measure have equal tables, as all but the first do where time is uniform.
        if tables.is_empty() || spans != known {
            let mut rows = vec![[NEVER; W]];
            let expected = |zone: f64| spans.iter().map(move |span| zone * span / total);
            rows.extend(cylinders.rows.iter().map(|zone| least.row(expected(*zone))));
            tables.push(rows);
            known = spans;
        }
        table.push(tables.len() - 1);
    }
    (tables, table)
}

/// The tables of what beats a level with a row for each circle.
fn by_circle<const W: usize>(
    cylinders: &Cylinders<'_>,
    cells: &[Vec<f64>],
    level: f64,
) -> (Vec<Vec<Row<W>>>, Vec<usize>) {
    let mut highest: f64 = 0.0;
    for (block, cells) in cylinders.blocks.iter().zip(cells) {
        each_circle(cylinders, block, cells, |_, expected| {
            highest = expected.iter().copied().fold(highest, f64::max);
        });
    }
    let least = Least::new(cylinders, level, highest);
    let rows = |(block, cells): (&Block, &Vec<f64>)| {
        let mut rows = vec![[NEVER; W]];
        each_circle(cylinders, block, cells, |step, expected| {
            if step.row > 0 {
                rows.push(least.row(expected.iter().copied()));
            }
        });
        rows
    };
    let tables: Vec<Vec<Row<W>>> = cylinders.blocks.iter().zip(cells).map(rows).collect();
    let table = (0..tables.len()).collect();
    (tables, table)
}

/// Adds a location's windows to those inside; whether any of them reaches its least count.
#[inline(always)]
fn add<const W: usize>(inside: &mut Row<W>, lanes: &[Row<W>], table: &[Row<W>], step: &Step) -> bool {
    let (joining, least) = (&lanes[step.member as usize], &table[step.row as usize]);
    let mut signs = 0;
    for lane in 0..W {
        inside[lane] = inside[lane].wrapping_add(joining[lane]);
        // Negative where the count is above the least one less 1. Neither difference leaves 16 bits.
        signs |= least[lane].wrapping_sub(inside[lane]);
    }
    signs < 0
}

/// Adds what is expected at a location to what is expected in a circle.
fn join(sums: &mut [f64], cells: &[f64], step: &Step) {
    let start = step.member as usize * sums.len();
    let joining = &cells[start..start + sums.len()];
    sums.iter_mut().zip(joining).for_each(|(sum, cell)| *sum += cell);
}

/// Calls `look` for every step with what is expected in the windows of its circle.
fn each_circle(cylinders: &Cylinders<'_>, block: &Block, cells: &[f64], mut look: impl FnMut(&Step, &[f64])) {
    for around in cylinders.around() {
        let mut sums = vec![0.0; block.windows];
        for step in &cylinders.steps[around] {
            join(&mut sums, cells, step);
            look(step, &sums);
        }
    }
}

/// The least counts that beat a level.
struct Least {
    /// For each count from `fewest` on the expectation from which on it does not.
    ceilings: Vec<f64>,
    fewest: usize,
}

impl Least {
    fn new(cylinders: &Cylinders<'_>, level: f64, highest: f64) -> Self {
        let fewest = cylinders.fewest;
        Self {
            ceilings: cylinders.law.ceilings(level, fewest, highest, NEVER as usize),
            fewest: fewest as usize,
        }
    }

    /// The least counts, less 1, for windows of growing length.
    fn row<const W: usize>(&self, expected: impl Iterator<Item = f64>) -> Row<W> {
        let (mut row, mut beaten) = ([NEVER; W], 0);
        for (least, expected) in row.iter_mut().zip(expected) {
            beaten += self.ceilings[beaten..].iter().take_while(|ceiling| **ceiling <= expected).count();
            *least = (self.fewest + beaten - 1).min(NEVER as usize) as i16;
        }
        row
    }
}
