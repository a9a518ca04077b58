//! The fast Fourier transform of a series padded with zeros (Cooley & Tukey 1965, radix 2).

/// A transform of one size, a power of two, with its roots of unity.
pub(super) struct Fourier {
    roots: Vec<(f64, f64)>,
    size: usize,
}

impl Fourier {
    /// A transform of the given size, a power of two.
    pub(super) fn new(size: usize) -> Self {
        let root = |k: usize| (-std::f64::consts::TAU * k as f64 / size as f64).sin_cos();
        Self {
            roots: (0..size / 2)
                .map(|k| {
                    let (s, c) = root(k);
                    (c, s)
                })
                .collect(),
            size,
        }
    }

    /// Fills `out` with `Σ values(t) exp(−2πi jt / size)` for all j, as real and imaginary parts.
    pub(super) fn transform(&self, values: &[f64], out: &mut Vec<(f64, f64)>) {
        out.clear();
        out.resize(self.size, (0.0, 0.0));
        let shift = usize::BITS - self.size.trailing_zeros();
        for (t, value) in values.iter().enumerate().take(self.size) {
            let place = t.reverse_bits().checked_shr(shift).unwrap_or(0);
            out[place].0 = *value;
        }
        let mut half = 1;
        while half < self.size {
            let stride = self.size / (2 * half);
            for block in out.chunks_exact_mut(2 * half) {
                let (low, high) = block.split_at_mut(half);
                let roots = self.roots.iter().step_by(stride);
                for ((a, b), (cosine, sine)) in low.iter_mut().zip(high).zip(roots) {
                    let turned = (b.0 * cosine - b.1 * sine, b.0 * sine + b.1 * cosine);
                    *b = (a.0 - turned.0, a.1 - turned.1);
                    *a = (a.0 + turned.0, a.1 + turned.1);
                }
            }
            half *= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_transform_is_the_sum_it_stands_for() {
        let values: Vec<f64> = (0..11).map(|t| f64::from(t * t % 7)).collect();
        for size in [1, 2, 16, 64] {
            let mut out = Vec::new();
            Fourier::new(size).transform(&values, &mut out);
            for (j, got) in out.iter().enumerate() {
                let (mut re, mut im) = (0.0, 0.0);
                for (t, value) in values.iter().take(size).enumerate() {
                    let (sine, cosine) = (std::f64::consts::TAU * (j * t) as f64 / size as f64).sin_cos();
                    re += value * cosine;
                    im -= value * sine;
                }
                assert!((got.0 - re).abs() < 1e-10 && (got.1 - im).abs() < 1e-10);
            }
        }
    }
}
