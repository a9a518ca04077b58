//! The background of a spectrum: white, or white with a first-order autoregression beneath.

use super::basis::Grid;

/// Autocorrelations of the wandering rate that are tried.
const CORRELATIONS: [f64; 5] = [0.3, 0.6, 0.8, 0.9, 0.95];

/// Sizes of the wandering part at frequency 0 against the white part that are tried.
const SIZES: [f64; 6] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0];

/// Half of Akaike's penalty for the two parameters of the red part: missing it costs a false rhythm, seeing it
/// needlessly some power.
const PENALTY: f64 = 1.0;

/// Ordinates are cut at so many times the background: seven exponential values in a thousand lie above. Cut lower,
/// strongly red noise is taken for lines; cut higher, lines are taken for noise.
const CUT: f64 = 5.0;

/// Rounds of the cut mean; each brings it nearer by the share of the values cut.
const ROUNDS: usize = 4;

/// Sums that run side by side, so that one addition need not wait for the one before.
const LANES: usize = 8;

/// The shapes that a background may have, over the frequencies of one grid.
pub(super) struct Background {
    shapes: Vec<Shape>,
    spacing: usize,
}

struct Shape {
    values: Vec<f64>,
    /// Sum of the logarithms over the independent frequencies, and the penalty.
    cost: f64,
}

impl Background {
    /// Prepares the shapes; only the white one unless `red`.
    pub(super) fn new(grid: &Grid, red: bool) -> Self {
        let spacing = grid.spacing();
        let cosines: Vec<f64> =
            grid.all().map(|index| (std::f64::consts::TAU * grid.frequency(index)).cos()).collect();
        let mut shapes = vec![Shape { values: vec![1.0; cosines.len()], cost: 0.0 }];
        let parameters = CORRELATIONS.iter().flat_map(|rho| SIZES.iter().map(move |size| (*rho, *size)));
        for (rho, size) in parameters.filter(|_| red) {
            let top = size * (1.0 - rho).powi(2);
            let values: Vec<f64> =
                cosines.iter().map(|cosine| 1.0 + top / (1.0 - 2.0 * rho * cosine + rho * rho)).collect();
            let cost = values.iter().step_by(spacing).map(|value| value.ln()).sum::<f64>() + PENALTY;
            shapes.push(Shape { values, cost });
        }
        Self { shapes, spacing }
    }

    /// The background of a spectrum: its mean where there is no line. At least the smallest positive number.
    pub(super) fn fit(&self, power: &[f64]) -> Vec<f64> {
        let ordinates = power.iter().step_by(self.spacing).count() as f64;
        let mut best = (f64::INFINITY, &self.shapes[0], 0.0);
        let mut scaled = Vec::new();
        for shape in &self.shapes {
            scaled.clear();
            let pairs = power.iter().zip(&shape.values).step_by(self.spacing);
            scaled.extend(pairs.map(|(power, shape)| power / shape));
            let scale = cut_mean(&scaled).max(f64::MIN_POSITIVE);
            // Whittle's likelihood with its scale at the optimum; the remaining term is one constant.
            let cost = shape.cost + ordinates * scale.ln();
            if cost < best.0 {
                best = (cost, shape, scale);
            }
        }
        best.1.values.iter().map(|value| (value * best.2).max(f64::MIN_POSITIVE)).collect()
    }
}

/// The mean of exponential values of which a few may be too large: the mean of the values cut at five times
/// itself, over the mean of an exponential value so cut.
fn cut_mean(values: &[f64]) -> f64 {
    let mean = |most: f64| {
        let chunks = values.chunks_exact(LANES);
        let rest: f64 = chunks.remainder().iter().map(|value| value.min(most)).sum();
        let mut lanes = [0.0; LANES];
        for chunk in chunks {
            lanes.iter_mut().zip(chunk).for_each(|(lane, value)| *lane += value.min(most));
        }
        (rest + lanes.iter().sum::<f64>()) / values.len() as f64
    };
    let mut scale = mean(f64::INFINITY);
    for _ in 0..ROUNDS {
        scale = mean(CUT * scale) / -(-CUT).exp_m1();
    }
    scale
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;
    use crate::simulation::world;

    #[test]
    fn a_line_does_not_move_the_background_and_red_noise_does() {
        let grid = Grid::new(256, 2.0, 85.0).unwrap();
        let backgrounds = Background::new(&grid, true);
        let mut rng = world(8);
        let quiet: Vec<f64> = grid.all().map(|_| -(-rng.random::<f64>()).ln_1p()).collect();
        let white = backgrounds.fit(&quiet);
        assert!(white.iter().all(|level| (level / white[0] - 1.0).abs() < 1e-9), "{white:?}");
        assert!((white[0] - 1.0).abs() < 0.2, "{}", white[0]);
        let mut line = quiet.clone();
        line[100..104].fill(60.0);
        assert!((backgrounds.fit(&line)[0] / white[0] - 1.0).abs() < 0.1);
        // Correlation 0.8, at frequency 0 nine times the level of the highest.
        let shape = &backgrounds.shapes[17].values;
        let red: Vec<f64> = quiet.iter().zip(shape).map(|(power, level)| power * level).collect();
        let fitted = backgrounds.fit(&red);
        assert!(fitted[0] > 4.0 * fitted[fitted.len() - 1], "{} {}", fitted[0], fitted[fitted.len() - 1]);
    }
}
