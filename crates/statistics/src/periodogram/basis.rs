//! The frequencies of a search and the score statistic at each of them.

use std::ops::Range;

use super::fourier::Fourier;
use crate::regression::Design;

/// Frequencies per Fourier frequency, at least: halfway between two of them 5% of the power is lost.
const DENSITY: usize = 4;

/// A cycle of which less than this share is left beside level, trend and found cycles has no power of its own.
const LEAST_LEFT: f64 = 0.02;

/// Below this determinant, relative to its greatest, cosine and sine are one wave and the power has one direction.
const ONE_WAVE: f64 = 1e-3;

/// The frequencies `j / size` from one cycle in the series on; those searched begin at the longest period.
pub(super) struct Grid {
    fourier: Fourier,
    values: usize,
    size: usize,
    first: usize,
    searched: Range<usize>,
}

impl Grid {
    /// `None` when no frequency lies between the two periods.
    pub(super) fn new(values: usize, shortest: f64, longest: f64) -> Option<Self> {
        let size = (DENSITY * values).next_power_of_two();
        let from = (size as f64 / longest.min(values as f64)).ceil() as usize;
        let to = (size as f64 / shortest).floor() as usize;
        let first = size.div_ceil(values);
        (from <= to).then(|| Self {
            fourier: Fourier::new(size),
            values,
            size,
            first,
            searched: from..to + 1,
        })
    }

    /// The numbers of the searched frequencies.
    pub(super) fn searched(&self) -> Range<usize> {
        self.searched.clone()
    }

    /// The number of the lowest frequency with a power.
    pub(super) fn first(&self) -> usize {
        self.first
    }

    /// All frequencies with a power.
    pub(super) fn all(&self) -> Range<usize> {
        self.first..self.searched.end
    }

    /// Cycles per value.
    pub(super) fn frequency(&self, index: usize) -> f64 {
        index as f64 / self.size as f64
    }

    /// Distance of independent frequencies, in numbers.
    pub(super) fn spacing(&self) -> usize {
        self.size / self.values
    }

    /// The greatest power among the searched frequencies that are a Fourier step away from those `taken`, and its
    /// frequency, refined by a parabola through its neighbours. `None` when no power is left.
    pub(super) fn greatest(&self, power: &[f64], taken: &[f64]) -> Option<(f64, f64)> {
        let step = 1.0 / self.values as f64;
        let free = |index: &usize| taken.iter().all(|other| (self.frequency(*index) - other).abs() >= step);
        let at = |index: usize| power[index - self.first];
        let best = self.searched().filter(free).max_by(|&a, &b| at(a).total_cmp(&at(b)))?;
        let peak = at(best);
        if peak <= 0.0 {
            return None;
        }
        let mut place = best as f64;
        if best > self.searched.start && best + 1 < self.searched.end {
            let (before, after) = (at(best - 1), at(best + 1));
            let bend = before - 2.0 * peak + after;
            if bend < 0.0 {
                place += (0.5 * (before - after) / bend).clamp(-0.5, 0.5);
            }
        }
        Some((place / self.size as f64, peak))
    }
}

/// What the score at each frequency is measured against, for one model of the means.
pub(super) struct Basis {
    /// Columns of the model, orthonormal in the metric of the means.
    columns: Vec<Vec<f64>>,
    /// At each frequency the products of cosine and sine with each column.
    leaks: Vec<Vec<(f64, f64)>>,
    /// At each frequency the inverse of the information: cosine, both, sine.
    inverse: Vec<[f64; 3]>,
}

impl Basis {
    /// `means` are fitted with `design`.
    pub(super) fn new(grid: &Grid, design: &Design, means: &[f64]) -> Self {
        let columns = orthonormal(design, means);
        let mut transformed = Vec::new();
        let mut leaks = Vec::with_capacity(columns.len());
        for column in &columns {
            let weighted: Vec<f64> = column.iter().zip(means).map(|(x, mean)| x * mean).collect();
            grid.fourier.transform(&weighted, &mut transformed);
            leaks.push(transformed[grid.all()].iter().map(|(re, im)| (*re, -im)).collect::<Vec<_>>());
        }
        grid.fourier.transform(means, &mut transformed);
        let total = means.iter().sum::<f64>();
        let inverse = grid
            .all()
            .enumerate()
            .map(|(at, index)| {
                let (re, im) = transformed[2 * index % grid.size];
                let leak = |part: fn(&(f64, f64)) -> f64| leaks.iter().map(|of| part(&of[at])).sum::<f64>();
                invert(
                    f64::midpoint(total, re) - leak(|of| of.0 * of.0),
                    -im / 2.0 - leak(|of| of.0 * of.1),
                    (total - re) / 2.0 - leak(|of| of.1 * of.1),
                    total,
                )
            })
            .collect();
        Self { columns, leaks, inverse }
    }

    /// `½ U' I⁻¹ U` at all frequencies.
    pub(super) fn power(&self, grid: &Grid, residuals: &[f64]) -> Vec<f64> {
        let mut transformed = Vec::new();
        grid.fourier.transform(residuals, &mut transformed);
        let left: Vec<f64> = self
            .columns
            .iter()
            .map(|column| column.iter().zip(residuals).map(|(x, r)| x * r).sum())
            .collect();
        let score = transformed[grid.all()].iter().zip(&self.inverse).enumerate();
        score
            .map(|(at, ((re, im), [cosine, both, sine]))| {
                let (mut c, mut s) = (*re, -im);
                for (leaks, left) in self.leaks.iter().zip(&left) {
                    c -= leaks[at].0 * left;
                    s -= leaks[at].1 * left;
                }
                0.5 * (cosine * c * c + 2.0 * both * c * s + sine * s * s)
            })
            .collect()
    }
}

/// The inverse of the information of a cycle, or its best part where cosine and sine cannot be told apart.
fn invert(cosine: f64, both: f64, sine: f64, total: f64) -> [f64; 3] {
    let trace = cosine + sine;
    let determinant = cosine * sine - both * both;
    if trace < LEAST_LEFT * total {
        [0.0; 3]
    } else if determinant > ONE_WAVE * trace * trace / 4.0 {
        [sine / determinant, -both / determinant, cosine / determinant]
    } else if cosine >= sine {
        [1.0 / cosine, 0.0, 0.0]
    } else {
        [0.0, 0.0, 1.0 / sine]
    }
}

/// The columns of a design made orthonormal with the means as weights (Gram & Schmidt, twice for the digits).
fn orthonormal(design: &Design, means: &[f64]) -> Vec<Vec<f64>> {
    let dot =
        |a: &[f64], b: &[f64]| a.iter().zip(b).zip(means).map(|((x, y), mean)| x * y * mean).sum::<f64>();
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(design.columns());
    for column in 0..design.columns() {
        let mut values: Vec<f64> = (0..design.rows()).map(|row| design.row(row)[column]).collect();
        let before = dot(&values, &values);
        for _ in 0..2 {
            for other in &basis {
                let share = dot(&values, other);
                values.iter_mut().zip(other).for_each(|(value, other)| *value -= share * other);
            }
        }
        let norm = dot(&values, &values);
        // A column that the others already span adds nothing.
        if norm > f64::EPSILON * before {
            values.iter_mut().for_each(|value| *value /= norm.sqrt());
            basis.push(values);
        }
    }
    basis
}
