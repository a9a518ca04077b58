//! The design matrix: which regressors a count is explained by.

use std::f64::consts::TAU;
use std::sync::OnceLock;

use super::layout::Layout;
use crate::error::RegressionError;

/// A design matrix, `rows × columns`, built column by column.
///
/// Every builder column is of the order of 1, so that one ridge means the same for all of them.
///
/// ```
/// use statistics::regression::Design;
/// let design = Design::new(104).intercept().trend().harmonics(52.18, 2);
/// assert_eq!((design.rows(), design.columns()), (104, 6));
/// ```
#[derive(Clone, Debug)]
pub struct Design {
    rows: usize,
    columns: Vec<Vec<f64>>,
    intercept: Option<usize>,
    /// The values row by row, once a row was asked for.
    by_row: OnceLock<Vec<f64>>,
    /// Made by the first fit and kept for the next.
    layout: OnceLock<Layout>,
}

impl Design {
    /// A design with `rows` rows and no column yet.
    pub fn new(rows: usize) -> Self {
        Self::of(rows, Vec::new(), None)
    }

    fn of(rows: usize, columns: Vec<Vec<f64>>, intercept: Option<usize>) -> Self {
        Self { rows, columns, intercept, by_row: OnceLock::new(), layout: OnceLock::new() }
    }

    /// The design with one more column.
    fn with(mut self, column: Vec<f64>) -> Self {
        self.columns.push(column);
        Self::of(self.rows, self.columns, self.intercept)
    }

    /// Adds a column of ones, which no ridge pulls on.
    pub fn intercept(mut self) -> Self {
        self.intercept = Some(self.columns.len());
        let ones = vec![1.0; self.rows];
        self.with(ones)
    }

    /// Adds a straight line over the rows with mean 0 and variance 1.
    pub fn trend(self) -> Self {
        let rows = self.rows;
        self.trend_over(rows)
    }

    /// Adds a straight line that has mean 0 and variance 1 over the first `rows` rows: those that are learnt
    /// from, so that later ones change nothing.
    pub fn trend_over(self, rows: usize) -> Self {
        let middle = (rows as f64 - 1.0) / 2.0;
        // A uniform law of width n has the standard deviation n / √12.
        let scale = 12.0_f64.sqrt() / (rows as f64).max(1.0);
        let line = (0..self.rows).map(|row| (row as f64 - middle) * scale).collect();
        self.with(line)
    }

    /// Adds `count` pairs of cosine and sine: pair `j` has the period `period / j`, in rows.
    pub fn harmonics(self, period: f64, count: usize) -> Self {
        (1..=count).fold(self, |design, harmonic| {
            let wave = |of: fn(f64) -> f64| -> Vec<f64> {
                (0..design.rows).map(|row| of(TAU * harmonic as f64 * row as f64 / period)).collect()
            };
            let (cosine, sine) = (wave(f64::cos), wave(f64::sin));
            design.with(cosine).with(sine)
        })
    }

    /// Adds an indicator for each position in a cycle of `length` rows: the days of a week. Together they say
    /// what an intercept says, so a ridge above 0 is needed.
    pub fn cycle(self, length: usize) -> Self {
        (0..length).fold(self, |design, position| {
            let indicator = (0..design.rows).map(|row| indicator(row % length == position)).collect();
            design.with(indicator)
        })
    }

    /// Adds an indicator for each group from 1 up that some row belongs to, in the order of their numbers. Group 0
    /// is the one the others are compared with and has none, so that an intercept may stand beside them.
    ///
    /// # Errors
    /// [`RegressionError::Length`] when there is not one group for each row.
    pub fn groups(self, groups: &[usize]) -> Result<Self, RegressionError> {
        if groups.len() != self.rows {
            return Err(RegressionError::Length { what: "groups", got: groups.len(), rows: self.rows });
        }
        let mut seen: Vec<usize> = groups.iter().copied().filter(|&group| group > 0).collect();
        seen.sort_unstable();
        seen.dedup();
        Ok(seen.into_iter().fold(self, |design, group| {
            design.with(groups.iter().map(|&other| indicator(other == group)).collect())
        }))
    }

    /// Adds a column of the caller's own, one value per row.
    ///
    /// # Errors
    /// [`RegressionError::Length`] when it has another length, [`RegressionError::Value`] when a value is not
    /// finite.
    pub fn column(self, values: &[f64]) -> Result<Self, RegressionError> {
        if values.len() != self.rows {
            return Err(RegressionError::Length { what: "column", got: values.len(), rows: self.rows });
        }
        if let Some(index) = values.iter().position(|value| !value.is_finite()) {
            return Err(RegressionError::Value { what: "column", index, value: values[index] });
        }
        Ok(self.with(values.to_vec()))
    }

    /// The first `rows` rows (all of them when there are fewer).
    pub fn leading(&self, rows: usize) -> Self {
        let rows = rows.min(self.rows);
        let columns = self.columns.iter().map(|column| column[..rows].to_vec()).collect();
        Self::of(rows, columns, self.intercept)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// One row; empty when there is no such row.
    pub fn row(&self, index: usize) -> &[f64] {
        let by_row = self.by_row.get_or_init(|| {
            (0..self.rows).flat_map(|row| self.columns.iter().map(move |column| column[row])).collect()
        });
        by_row.get(index * self.columns()..(index + 1) * self.columns()).unwrap_or_default()
    }

    /// The same values for the inner loops of a fit.
    pub(super) fn layout(&self) -> &Layout {
        self.layout.get_or_init(|| Layout::of(&self.columns, self.rows))
    }

    /// The columns that a ridge pulls on: all but the intercept.
    pub(super) fn penalised(&self) -> impl Iterator<Item = usize> {
        (0..self.columns()).filter(|&column| self.intercept != Some(column))
    }
}

/// 1 where something is true.
fn indicator(is_true: bool) -> f64 {
    f64::from(u8::from(is_true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_keep_their_place_when_others_are_added() {
        let design = Design::new(3).intercept().column(&[5.0, 6.0, 7.0]).unwrap().harmonics(4.0, 1);
        assert_eq!(design.row(1)[..2], [1.0, 6.0]);
        assert!(design.row(1)[2].abs() < 1e-15 && (design.row(1)[3] - 1.0).abs() < 1e-15);
        assert_eq!(design.leading(2).rows(), 2);
        assert!(design.row(9).is_empty());
    }

    #[test]
    fn the_trend_has_mean_zero_and_variance_one() {
        let design = Design::new(400).trend();
        let values: Vec<f64> = (0..400).map(|row| design.row(row)[0]).collect();
        assert!(values.iter().sum::<f64>().abs() < 1e-9);
        assert!((values.iter().map(|v| v * v).sum::<f64>() / 400.0 - 1.0).abs() < 1e-4);
    }

    #[test]
    fn a_column_of_the_wrong_length_or_with_a_hole_is_refused() {
        assert!(matches!(
            Design::new(2).column(&[1.0]),
            Err(RegressionError::Length { got: 1, rows: 2, .. })
        ));
        assert!(matches!(Design::new(1).column(&[f64::NAN]), Err(RegressionError::Value { .. })));
    }
}
