//! A small dense Cholesky factorisation: the normal equations of a regression with a dozen columns.
//!
//! Matrices are symmetric, row-major and `p × p`; only the lower triangle is read. The matrix is scaled to a
//! unit diagonal first, so that a level with weight 1e-10 is as well conditioned as one with weight 1e3.

/// A scaled pivot below this means that a column is a combination of the others up to rounding.
const SMALLEST_PIVOT: f64 = 1e-13;

/// The factor of one matrix, reused over the iterations of a fit.
pub(crate) struct Cholesky {
    size: usize,
    lower: Vec<f64>,
    scale: Vec<f64>,
}

impl Cholesky {
    /// Room for `size × size` matrices.
    pub(crate) fn new(size: usize) -> Self {
        Self { size, lower: vec![0.0; size * size], scale: vec![0.0; size] }
    }

    /// Factors `matrix`; false when it is not positive definite.
    pub(crate) fn factor(&mut self, matrix: &[f64]) -> bool {
        let p = self.size;
        for (j, scale) in self.scale.iter_mut().enumerate() {
            *scale = 1.0 / matrix[j * p + j].sqrt();
            if !(scale.is_finite() && *scale > 0.0) {
                return false;
            }
        }
        for i in 0..p {
            for j in 0..=i {
                let (row_i, row_j) = (&self.lower[i * p..i * p + j], &self.lower[j * p..j * p + j]);
                let dot: f64 = row_i.iter().zip(row_j).map(|(a, b)| a * b).sum();
                let rest = matrix[i * p + j] * self.scale[i] * self.scale[j] - dot;
                if i != j {
                    self.lower[i * p + j] = rest / self.lower[j * p + j];
                } else if rest > SMALLEST_PIVOT {
                    self.lower[i * p + i] = rest.sqrt();
                } else {
                    return false;
                }
            }
        }
        true
    }

    /// Replaces `right` by the solution of `matrix × x = right`.
    pub(crate) fn solve(&self, right: &mut [f64]) {
        let p = self.size;
        for i in 0..p {
            let dot: f64 = self.lower[i * p..i * p + i].iter().zip(&right[..i]).map(|(a, b)| a * b).sum();
            right[i] = (right[i] * self.scale[i] - dot) / self.lower[i * p + i];
        }
        for i in (0..p).rev() {
            let dot: f64 = (i + 1..p).map(|k| self.lower[k * p + i] * right[k]).sum();
            right[i] = (right[i] - dot) / self.lower[i * p + i];
        }
        for (value, scale) in right.iter_mut().zip(&self.scale) {
            *value *= scale;
        }
    }

    /// The inverse of the factored matrix, `p × p`.
    pub(crate) fn inverse(&self) -> Vec<f64> {
        let p = self.size;
        let mut inverse = vec![0.0; p * p];
        // The inverse is symmetric: its rows are its columns.
        for (j, row) in inverse.chunks_exact_mut(p).enumerate() {
            row[j] = 1.0;
            self.solve(row);
        }
        inverse
    }
}

/// `vector' × matrix × vector`.
pub(crate) fn quadratic(matrix: &[f64], vector: &[f64]) -> f64 {
    let rows = matrix.chunks_exact(vector.len().max(1));
    rows.zip(vector).map(|(row, v)| v * dot(row, vector)).sum()
}

/// The inner product.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solution_satisfies_its_equations() {
        let matrix = [4.0, 1.0, 0.5, 1.0, 3.0, -0.2, 0.5, -0.2, 1e-8 + 0.4];
        let mut factor = Cholesky::new(3);
        assert!(factor.factor(&matrix));
        let mut x = [1.0, -2.0, 0.5];
        factor.solve(&mut x);
        for (row, wanted) in matrix.chunks_exact(3).zip([1.0, -2.0, 0.5]) {
            assert!((dot(row, &x) - wanted).abs() < 1e-13);
        }
        let inverse = factor.inverse();
        assert!((quadratic(&inverse, &[1.0, -2.0, 0.5]) - dot(&x, &[1.0, -2.0, 0.5])).abs() < 1e-12);
    }

    #[test]
    fn a_singular_or_broken_matrix_is_noticed() {
        assert!(!Cholesky::new(2).factor(&[1.0, 1.0, 1.0, 1.0]));
        assert!(!Cholesky::new(1).factor(&[f64::NAN]));
        assert!(!Cholesky::new(1).factor(&[0.0]));
    }
}
