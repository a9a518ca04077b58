//! A small dense Cholesky factorisation: the normal equations of a regression with a dozen columns.
//!
//! Matrices are symmetric, row-major and `p × p`; only the lower triangle is read. Where a row begins with zeros, its
//! factor does too, and they are passed over: columns that have no row in common (groups) belong first. Each pivot is held against its own
//! diagonal element, so that a level with weight 1e-10 is as good as one with weight 1e3.

/// A pivot below this share of its diagonal element means that a column is a combination of the others up to rounding.
const SMALLEST_PIVOT: f64 = 1e-13;

/// The factor of one matrix, reused over the iterations of a fit.
pub(crate) struct Cholesky {
    size: usize,
    lower: Vec<f64>,
    /// The first column of each row of the factor that is not 0.
    begin: Vec<usize>,
    /// 1 / the diagonal of the factor: a division takes as long as a dozen products.
    reciprocal: Vec<f64>,
}

impl Cholesky {
    /// Room for `size × size` matrices.
    pub(crate) fn new(size: usize) -> Self {
        Self { size, lower: vec![0.0; size * size], begin: vec![0; size], reciprocal: vec![0.0; size] }
    }

    /// Factors `matrix`; false when it is not positive definite.
    pub(crate) fn factor(&mut self, matrix: &[f64]) -> bool {
        let p = self.size;
        for (i, row) in matrix.chunks_exact(p).enumerate() {
            let begin = row[..i].iter().position(|value| *value != 0.0).unwrap_or(i);
            self.begin[i] = begin;
            self.lower[i * p..i * p + begin].fill(0.0);
            for j in begin..=i {
                let both = begin.max(self.begin[j]).min(j);
                let (row_i, row_j) =
                    (&self.lower[i * p + both..i * p + j], &self.lower[j * p + both..j * p + j]);
                let rest = row[j] - dot(row_i, row_j);
                if i != j {
                    self.lower[i * p + j] = rest * self.reciprocal[j];
                } else if rest > SMALLEST_PIVOT * row[i] && rest.is_finite() {
                    self.lower[i * p + i] = rest.sqrt();
                    self.reciprocal[i] = 1.0 / self.lower[i * p + i];
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
            let begin = self.begin[i];
            let known = dot(&self.lower[i * p + begin..i * p + i], &right[begin..i]);
            right[i] = (right[i] - known) * self.reciprocal[i];
        }
        for i in (0..p).rev() {
            right[i] *= self.reciprocal[i];
            let (begin, solved) = (self.begin[i], right[i]);
            let row = right[begin..i].iter_mut().zip(&self.lower[i * p + begin..i * p + i]);
            row.for_each(|(rest, factor)| *rest -= factor * solved);
        }
    }

    /// The inverse of the factored matrix, `p × p`: from the inverse of its factor, L⁻ᵀ L⁻¹.
    pub(crate) fn inverse(&self) -> Vec<f64> {
        let p = self.size;
        // Row j holds column j of L⁻¹, which is 0 before j.
        let mut columns = vec![0.0; p * p];
        for (j, column) in columns.chunks_exact_mut(p).enumerate() {
            column[j] = self.reciprocal[j];
            for i in j + 1..p {
                column[i] = -self.reciprocal[i] * dot(&self.lower[i * p + j..i * p + i], &column[j..i]);
            }
        }
        let mut inverse = vec![0.0; p * p];
        for i in 0..p {
            for j in 0..=i {
                inverse[i * p + j] = dot(&columns[i * p + i..(i + 1) * p], &columns[j * p + i..(j + 1) * p]);
                inverse[j * p + i] = inverse[i * p + j];
            }
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
