//! A design laid out for the inner loops of a fit.
//!
//! A row costs the square of its columns, yet indicators are 0 in most rows, and where they are 1 they say what the
//! intercept says. Rows that follow each other and are 0 in the same columns form a stretch, which holds only the
//! different ones of its other columns, a few side by side: blocks of so many by so many are what a compiler keeps in
//! registers and computes at once. Ten groups beside an intercept and a trend thus cost what two columns cost.

use std::ops::Range;

/// Columns that are computed side by side.
const LANES: usize = 2;

/// Values of one row in some columns.
type Pack = [f64; LANES];

/// Stretches shorter than this on average cost more to open and close than their zeros would.
const SHORTEST: usize = 4;

/// The rows of a design in stretches.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    stretches: Vec<Stretch>,
    /// For each pack of each stretch and each of its lanes, which of the members stand there.
    packs: Vec<[Range<usize>; LANES]>,
    /// Columns. Those of one lane have the same values.
    members: Vec<usize>,
    /// The values of each stretch, pack by pack, and row by row within a pack. A pack that is not full ends in zeros.
    values: Vec<Pack>,
}

/// Consecutive rows that are 0 outside the same columns.
#[derive(Clone, Debug)]
struct Stretch {
    rows: Range<usize>,
    /// Its part of the packs.
    packs: Range<usize>,
    /// Where its values begin.
    begin: usize,
}

impl Layout {
    /// Lays out the columns of a matrix.
    pub(super) fn of(columns: &[Vec<f64>], rows: usize) -> Self {
        // For each row the columns in which it is not 0. Of more than 64 columns some share a bit: a change that this hides
        // makes a stretch wider, not wrong.
        let mut patterns = vec![0; rows];
        for (index, column) in columns.iter().enumerate() {
            let bit = bit(index);
            let pairs = patterns.iter_mut().zip(column);
            pairs.for_each(|(pattern, value)| *pattern |= if *value == 0.0 { 0 } else { bit });
        }
        let within = (1..rows).filter(|&row| patterns[row] != patterns[row - 1]);
        let mut ends: Vec<usize> = within.chain([rows]).collect();
        if ends.len() * SHORTEST > rows {
            ends = vec![rows];
        }
        let mut layout = Self::default();
        let mut begin = 0;
        for end in ends {
            let pattern = patterns[begin..end].iter().fold(0, |all, pattern| all | pattern);
            layout.add(columns, begin..end, pattern);
            begin = end;
        }
        layout
    }

    /// Adds the stretch of the given rows, which are 0 outside the pattern.
    fn add(&mut self, columns: &[Vec<f64>], rows: Range<usize>, pattern: u64) {
        let used: Vec<usize> = (0..columns.len()).filter(|&column| pattern & bit(column) != 0).collect();
        let same =
            |column: usize, other: usize| columns[column][rows.clone()] == columns[other][rows.clone()];
        let first = |&position: &usize| !used[..position].iter().any(|&other| same(used[position], other));
        let mut lanes = (0..used.len()).filter(first).peekable();
        let begin = (self.packs.len(), self.values.len());
        while lanes.peek().is_some() {
            let pack = [(); LANES].map(|()| lanes.next());
            self.packs.push(pack.map(|lane| {
                let begin = self.members.len();
                if let Some(lane) = lane {
                    self.members.extend(used[lane..].iter().filter(|&&other| same(used[lane], other)));
                }
                begin..self.members.len()
            }));
            let value = |row: usize| pack.map(|lane| lane.map_or(0.0, |lane| columns[used[lane]][row]));
            self.values.extend(rows.clone().map(value));
        }
        self.stretches.push(Stretch { packs: begin.0..self.packs.len(), begin: begin.1, rows });
    }

    /// The packs of a stretch: the columns in each lane, and the values.
    fn packs(&self, stretch: &Stretch) -> impl Iterator<Item = ([&[usize]; LANES], &[Pack])> {
        let length = stretch.rows.len();
        let packs = self.packs[stretch.packs.clone()].iter().enumerate();
        packs.map(move |(index, pack)| {
            let columns = pack.each_ref().map(|lane| &self.members[lane.clone()]);
            (columns, &self.values[stretch.begin + index * length..][..length])
        })
    }

    /// `Xβ`, added to `sums`.
    pub(super) fn predict(&self, coefficients: &[f64], sums: &mut [f64]) {
        for stretch in &self.stretches {
            for (columns, values) in self.packs(stretch) {
                let own = columns.map(|lane| lane.iter().map(|&column| coefficients[column]).sum());
                for (sum, x) in sums[stretch.rows.clone()].iter_mut().zip(values) {
                    *sum += product(x, &own);
                }
            }
        }
    }

    /// `X'WX`, its lower triangle added to `normal`, and `X'Wz`, added to `right`, from the weights and the weighted
    /// responses.
    pub(super) fn gather(&self, weights: &[f64], responses: &[f64], normal: &mut [f64], right: &mut [f64]) {
        let size = right.len();
        for stretch in &self.stretches {
            let weights = &weights[stretch.rows.clone()];
            let responses = &responses[stretch.rows.clone()];
            for (index, (columns, values)) in self.packs(stretch).enumerate() {
                for (lane, sum) in columns.iter().zip(weighted_sum(responses, values)) {
                    lane.iter().for_each(|&column| right[column] += sum);
                }
                for (before, (others, other_values)) in self.packs(stretch).take(index + 1).enumerate() {
                    let block = block(weights, values, other_values);
                    for (lane, line) in columns.iter().zip(&block) {
                        for (other_lane, sum) in others.iter().zip(line) {
                            for &column in *lane {
                                // A pack beside itself holds each pair twice.
                                for &other in
                                    other_lane.iter().filter(|&&other| before < index || other <= column)
                                {
                                    normal[column.max(other) * size + column.min(other)] += sum;
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// `x' M x` of each row x, for a symmetric matrix.
    pub(super) fn forms(&self, matrix: &[f64], size: usize, rows: usize) -> Vec<f64> {
        let mut forms = vec![0.0; rows];
        for stretch in &self.stretches {
            for (columns, values) in self.packs(stretch) {
                for (others, other_values) in self.packs(stretch) {
                    let between = |lane: &[usize], other: &[usize]| -> f64 {
                        lane.iter().flat_map(|c| other.iter().map(move |o| matrix[c * size + o])).sum()
                    };
                    let block = columns.map(|lane| others.map(|other| between(lane, other)));
                    let rows = forms[stretch.rows.clone()].iter_mut().zip(values).zip(other_values);
                    for ((form, x), y) in rows {
                        *form += product(x, &block.each_ref().map(|line| product(line, y)));
                    }
                }
            }
        }
        forms
    }
}

/// The bit that stands for a column.
fn bit(column: usize) -> u64 {
    1 << (column % 64)
}

/// `Σ w x y'` over rows.
fn block(weights: &[f64], values: &[Pack], others: &[Pack]) -> [Pack; LANES] {
    let mut block = [[0.0; LANES]; LANES];
    for ((weight, x), y) in weights.iter().zip(values).zip(others) {
        for (line, x) in block.iter_mut().zip(x) {
            let weighted = weight * x;
            (0..LANES).for_each(|lane| line[lane] += weighted * y[lane]);
        }
    }
    block
}

/// `Σ w x` over rows.
fn weighted_sum(weights: &[f64], values: &[Pack]) -> Pack {
    let mut sums = [0.0; LANES];
    for (weight, x) in weights.iter().zip(values) {
        (0..LANES).for_each(|lane| sums[lane] += weight * x[lane]);
    }
    sums
}

fn product(x: &Pack, y: &Pack) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An intercept, groups in runs, and two columns of which one comes before and one after.
    fn matrix(groups: &[usize], first: &[f64], last: &[f64]) -> Vec<[f64; 6]> {
        let rows = groups.iter().zip(first).zip(last);
        rows.map(|((&group, &first), &last)| {
            let mut row = [1.0, first, 0.0, 0.0, 0.0, last];
            if group > 0 {
                row[group + 1] = 1.0;
            }
            row
        })
        .collect()
    }

    proptest! {
        #[test]
        fn it_computes_what_the_matrix_does(
            runs in prop::collection::vec((0usize..4, 1usize..9), 1..12),
            numbers in prop::collection::vec((-2.0..2.0_f64, 0.0..2.0_f64, -1i32..2), 100),
            coefficients in prop::collection::vec(-1.0..1.0_f64, 6),
        ) {
            let groups: Vec<usize> = runs.iter().flat_map(|&(group, length)| vec![group; length]).collect();
            let n = groups.len();
            let first: Vec<f64> = numbers.iter().map(|row| row.0).collect();
            let weights: Vec<f64> = numbers[..n].iter().map(|row| row.1).collect();
            // Often the same as another column, or 0.
            let last: Vec<f64> = numbers.iter().map(|row| f64::from(row.2)).collect();
            let rows = matrix(&groups, &first, &last);
            let columns: Vec<Vec<f64>> = (0..6).map(|column| rows.iter().map(|row| row[column]).collect()).collect();
            let layout = Layout::of(&columns, n);
            let close = |got: f64, wanted: f64| (got - wanted).abs() < 1e-12 * (1.0 + wanted.abs());

            let mut sums = vec![0.0; n];
            layout.predict(&coefficients, &mut sums);
            let (mut normal, mut right) = (vec![0.0; 36], vec![0.0; 6]);
            layout.gather(&weights, &first[..n], &mut normal, &mut right);
            for (i, sum) in right.iter().enumerate() {
                let wanted: f64 = rows.iter().zip(&first).map(|(row, z)| row[i] * z).sum();
                prop_assert!(close(*sum, wanted));
            }
            for (cell, sum) in normal.iter().enumerate() {
                let (i, j) = (cell / 6, cell % 6);
                let whole: f64 = rows.iter().zip(&weights).map(|(row, w)| w * row[i] * row[j]).sum();
                let wanted = if j <= i { whole } else { 0.0 };
                prop_assert!(close(*sum, wanted));
            }
            let symmetric: Vec<f64> = (0..36).map(|cell| f64::from((cell / 6 + cell % 6) as u8)).collect();
            let forms = layout.forms(&symmetric, 6, n);
            for (row, (sum, form)) in rows.iter().zip(sums.iter().zip(forms)) {
                let wanted: f64 = row.iter().zip(&coefficients).map(|(x, b)| x * b).sum();
                prop_assert!(close(*sum, wanted));
                prop_assert!(close(form, crate::cholesky::quadratic(&symmetric, row)));
            }
        }
    }
}
