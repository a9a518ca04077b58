//! The plain search: every cylinder's score, cell sums in floating point.
//!
//! It finds the best cylinder of each centre in the data, serves every model, and is what the table of least
//! counts is held against.

use super::Cylinders;
use super::cylinders::{Block, Expected};
use super::worlds::World;

/// The best cylinder around one centre.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Candidate {
    pub(super) centre: usize,
    /// Members of the circle.
    pub(super) size: usize,
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) observed: f64,
    pub(super) expected: f64,
    pub(super) score: f64,
}

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
        self.visit(cylinders, world, |_, _, _, _, observed, expected| {
            best = cylinders.law.beyond(best, observed, expected);
        });
        best
    }

    /// The best cylinder of each centre that has one with a positive score.
    pub(super) fn candidates(&mut self, cylinders: &Cylinders<'_>, world: &World) -> Vec<Candidate> {
        let mut best = vec![Candidate::default(); cylinders.circles.locations()];
        self.visit(cylinders, world, |centre, size, block, lane, observed, expected| {
            let best = &mut best[centre];
            let score = cylinders.law.beyond(best.score, observed, expected);
            if score > best.score {
                let (first, last) = (block.first(lane), block.last);
                *best = Candidate { centre, size, first, last, observed, expected, score };
            }
        });
        best.retain(|candidate| candidate.score > 0.0);
        best
    }

    /// Calls `look` for every cylinder with enough cases: centre, size, block, lane, observed, expected.
    fn visit(
        &mut self,
        cylinders: &Cylinders<'_>,
        world: &World,
        mut look: impl FnMut(usize, usize, &Block, usize, f64, f64),
    ) {
        let fewest = f64::from(cylinders.fewest);
        for (number, block) in cylinders.blocks.iter().enumerate() {
            let windows = block.windows;
            self.fill(cylinders, world, number);
            let spans = cylinders.spans(block);
            for (centre, around) in cylinders.around().enumerate() {
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
                            look(centre, joins.size as usize, block, lane, observed, expected);
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

/// [`Candidate`]s, greatest score first. Equal scores: the fewer locations first, then the one whose centre
/// comes first.
pub(super) fn rank(candidates: &mut [Candidate]) {
    candidates
        .sort_by(|a, b| b.score.total_cmp(&a.score).then(a.size.cmp(&b.size)).then(a.centre.cmp(&b.centre)));
}
