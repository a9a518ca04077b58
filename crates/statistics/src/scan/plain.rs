//! The plain search: every cylinder's score, cell sums in floating point.
//!
//! It serves what the tables of least counts do not: more cases than fit their lanes, tables that would be too
//! large, scores below their level.

use super::Cylinders;
use super::cylinders::{Expected, Hit};
use super::worlds::World;

/// Room for the sums of one search after the other.
#[derive(Default)]
pub(super) struct Plain {
    /// Window counts of each location, and what is expected there when expectations are cells.
    counts: Vec<f64>,
    cells: Vec<f64>,
    /// The block that `cells` holds.
    holds: Option<usize>,
    inside: Vec<f64>,
    expected: Vec<f64>,
}

impl Plain {
    /// The greatest score of all cylinders.
    pub(super) fn greatest(&mut self, cylinders: &Cylinders<'_>, world: &World) -> f64 {
        let mut best = 0.0;
        self.visit(
            cylinders,
            world,
            |_| true,
            |hit| {
                best = cylinders.law.beyond(best, hit.observed, hit.expected);
            },
        );
        best
    }

    /// Calls `look` for every cylinder around the `wanted` centres that has enough cases and more than expected.
    pub(super) fn visit(
        &mut self,
        cylinders: &Cylinders<'_>,
        world: &World,
        wanted: impl Fn(usize) -> bool,
        mut look: impl FnMut(&Hit<'_>),
    ) {
        let fewest = f64::from(cylinders.fewest);
        for (number, block) in cylinders.blocks.iter().enumerate() {
            let windows = block.windows;
            self.fill(cylinders, world, number);
            let spans = cylinders.spans(block);
            for (centre, around) in cylinders.around().enumerate().filter(|(centre, _)| wanted(*centre)) {
                self.inside.clear();
                self.inside.resize(windows, 0.0);
                self.expected.clear();
                self.expected.resize(windows, 0.0);
                for step in around {
                    let joins = &cylinders.steps[step];
                    let cells = joins.member as usize * windows..(joins.member as usize + 1) * windows;
                    for (sum, count) in self.inside.iter_mut().zip(&self.counts[cells.clone()]) {
                        *sum += count;
                    }
                    match &cylinders.expected {
                        Expected::Cells { .. } => {
                            for (sum, cell) in self.expected.iter_mut().zip(&self.cells[cells]) {
                                *sum += cell;
                            }
                        }
                        Expected::Product { zones, total, .. } => {
                            for (expected, span) in self.expected.iter_mut().zip(&spans) {
                                *expected = zones[step] * span / total;
                            }
                        }
                    }
                    if joins.row == 0 {
                        continue;
                    }
                    for (lane, (&observed, &expected)) in self.inside.iter().zip(&self.expected).enumerate() {
                        if observed >= fewest && observed > expected {
                            let size = joins.size as usize;
                            look(&Hit { centre, size, block, lane, observed, expected });
                        }
                    }
                }
            }
        }
    }

    /// Sums the windows of a block at each location.
    fn fill(&mut self, cylinders: &Cylinders<'_>, world: &World, number: usize) {
        let block = &cylinders.blocks[number];
        let windows = block.windows;
        self.counts.clear();
        self.counts.resize(cylinders.circles.locations() * windows, 0.0);
        for period in block.oldest()..=block.last {
            let from = block.lane(period);
            for &(location, count) in world.of(period) {
                let lanes = &mut self.counts[location as usize * windows..(location as usize + 1) * windows];
                lanes[from..].iter_mut().for_each(|lane| *lane += f64::from(count));
            }
        }
        if self.holds != Some(number) {
            self.cells = cylinders.cells(block);
            self.holds = Some(number);
        }
    }
}
