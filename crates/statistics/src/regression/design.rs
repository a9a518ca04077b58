//! The design matrix: which regressors a count is explained by.

use std::f64::consts::TAU;

use crate::error::RegressionError;

/// A design matrix, row-major `rows × columns`, built column by column.
///
/// Every builder column is of the order of 1, so that one ridge means the same for all of them.
///
/// ```
/// use statistics::regression::Design;
/// let design = Design::new(104).intercept().trend().harmonics(52.18, 2);
/// assert_eq!((design.rows(), design.columns()), (104, 6));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
    intercept: Option<usize>,
}

impl Design {
    /// A design with `rows` rows and no column yet.
    pub fn new(rows: usize) -> Self {
        Self { rows, columns: 0, values: Vec::new(), intercept: None }
    }

    /// Adds a column of ones, which no ridge pulls on.
    pub fn intercept(mut self) -> Self {
        self.intercept = Some(self.columns);
        self.append(1, |_, _| 1.0);
        self
    }

    /// Adds a straight line over the rows with mean 0 and variance 1.
    pub fn trend(self) -> Self {
        let rows = self.rows;
        self.trend_over(rows)
    }

    /// Adds a straight line that has mean 0 and variance 1 over the first `rows` rows: those that are learnt
    /// from, so that later ones change nothing.
    pub fn trend_over(mut self, rows: usize) -> Self {
        let middle = (rows as f64 - 1.0) / 2.0;
        // A uniform law of width n has the standard deviation n / √12.
        let scale = 12.0_f64.sqrt() / (rows as f64).max(1.0);
        self.append(1, |row, _| (row as f64 - middle) * scale);
        self
    }

    /// Adds `count` pairs of cosine and sine: pair `j` has the period `period / j`, in rows.
    pub fn harmonics(mut self, period: f64, count: usize) -> Self {
        self.append(2 * count, |row, column| {
            let angle = TAU * (column / 2 + 1) as f64 * row as f64 / period;
            if column % 2 == 0 { angle.cos() } else { angle.sin() }
        });
        self
    }

    /// Adds an indicator for each position in a cycle of `length` rows: the days of a week. Together they say
    /// what an intercept says, so a ridge above 0 is needed.
    pub fn cycle(mut self, length: usize) -> Self {
        self.append(length, |row, column| f64::from(u8::from(row % length == column)));
        self
    }

    /// Adds a column of the caller's own, one value per row.
    ///
    /// # Errors
    /// [`RegressionError::Length`] when it has another length, [`RegressionError::Value`] when a value is not
    /// finite.
    pub fn column(mut self, values: &[f64]) -> Result<Self, RegressionError> {
        if values.len() != self.rows {
            return Err(RegressionError::Length { what: "column", got: values.len(), rows: self.rows });
        }
        if let Some(index) = values.iter().position(|value| !value.is_finite()) {
            return Err(RegressionError::Value { what: "column", index, value: values[index] });
        }
        self.append(1, |row, _| values[row]);
        Ok(self)
    }

    /// The first `rows` rows (all of them when there are fewer).
    pub fn leading(&self, rows: usize) -> Self {
        let rows = rows.min(self.rows);
        Self { rows, values: self.values[..rows * self.columns].to_vec(), ..*self }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// One row; empty when there is no such row.
    pub fn row(&self, index: usize) -> &[f64] {
        self.values.get(index * self.columns..(index + 1) * self.columns).unwrap_or_default()
    }

    /// All rows in order.
    pub(super) fn iter(&self) -> std::slice::ChunksExact<'_, f64> {
        self.values.chunks_exact(self.columns.max(1))
    }

    /// Which column is the intercept.
    pub(super) fn intercept_column(&self) -> Option<usize> {
        self.intercept
    }

    /// Lays the matrix out anew with `added` more columns.
    fn append(&mut self, added: usize, value: impl Fn(usize, usize) -> f64) {
        let mut wider = Vec::with_capacity(self.rows * (self.columns + added));
        for row in 0..self.rows {
            wider.extend_from_slice(self.row(row));
            wider.extend((0..added).map(|column| value(row, column)));
        }
        self.values = wider;
        self.columns += added;
    }
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
