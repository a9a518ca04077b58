//! The threshold of a CUSUM for a wanted time between false alarms.

use super::likelihood_ratio::linear;
use super::{check_settings, positive};
use crate::distribution::Counts;
use crate::error::CusumError;

/// States that the sum is held to. With more the threshold moves in the third digit.
const STATES: usize = 120;

/// Halvings of the bracket around the threshold.
const HALVINGS: usize = 30;

/// The threshold at which [`super::likelihood_ratio()`] raises a false alarm every `run_length` periods in the mean.
///
/// The sum is a Markov chain on [0, h): its values are put on a grid of 120 states, a value between two of them
/// shared by both, and the mean time to absorption from 0 solves a linear system (Brook & Evans 1972, *Biometrika*
/// 59:539). h is bracketed by 0 and `ln run_length`, which is always enough (Lorden 1971). The sums of counts are
/// discrete, so the time is met within some per cent. Takes milliseconds: design once per group of series, with
/// their typical mean.
///
/// ```
/// use statistics::cusum::likelihood_ratio_threshold;
/// let yearly = likelihood_ratio_threshold(1.5, f64::INFINITY, 2.0, 52.0)?;
/// let rarely = likelihood_ratio_threshold(1.5, f64::INFINITY, 2.0, 520.0)?;
/// assert!(1.0 < yearly && yearly < rarely && rarely < 520.0_f64.ln());
/// # Ok::<(), statistics::error::CusumError>(())
/// ```
///
/// # Errors
/// [`CusumError::Setting`] when the mean, the size or the ratio is outside its range, or the run length is not above 1.
pub fn likelihood_ratio_threshold(
    mean: f64,
    size: f64,
    ratio: f64,
    run_length: f64,
) -> Result<f64, CusumError> {
    check_settings(&[
        ("mean", positive(mean)),
        ("size", size > 0.0),
        ("ratio", ratio.is_finite() && ratio > 1.0),
        ("run_length", run_length.is_finite() && run_length > 1.0),
    ])?;
    let law = Counts::negative_binomial(mean, size).map_err(|_| CusumError::Setting("mean"))?;
    let weights = linear(mean, size, ratio);
    let (mut low, mut high) = (0.0, run_length.ln());
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if mean_run(&law, weights, middle) < run_length { low = middle } else { high = middle }
    }
    Ok(high)
}

/// Mean periods from 0 to the threshold when a count adds `a` for each event and takes `b` off.
fn mean_run(law: &Counts, (a, b): (f64, f64), threshold: f64) -> f64 {
    let step = threshold / STATES as f64;
    // Rows of (I − P | 1).
    let width = STATES + 1;
    let mut rows = vec![0.0; STATES * width];
    for (state, row) in rows.chunks_exact_mut(width).enumerate() {
        let from = state as f64 * step;
        let mut add = |to: usize, probability: f64| {
            if to < STATES {
                row[to] -= probability;
            }
        };
        let mut count = ((b - from) / a).floor().max(-1.0);
        add(0, law.lower_tail(count));
        loop {
            count += 1.0;
            let place = (from + a * count - b).max(0.0) / step;
            if place >= STATES as f64 {
                break;
            }
            let (probability, share) = (law.probability(count), place.fract());
            add(place as usize, probability * (1.0 - share));
            add(place as usize + 1, probability * share);
        }
        row[state] += 1.0;
        row[STATES] = 1.0;
    }
    first_unknown(&mut rows, width)
}

/// The first unknown of a system whose rows end with their right-hand side, by elimination from the last unknown
/// upward. No pivoting: I − P of an absorbing chain is a diagonally dominant M-matrix.
fn first_unknown(rows: &mut [f64], width: usize) -> f64 {
    for pivot in (1..width - 1).rev() {
        let (above, below) = rows.split_at_mut(pivot * width);
        let pivot_row = &below[..width];
        for row in above.chunks_exact_mut(width) {
            let factor = row[pivot] / pivot_row[pivot];
            if factor != 0.0 {
                row[..pivot].iter_mut().zip(pivot_row).for_each(|(value, other)| *value -= factor * other);
                row[width - 1] -= factor * pivot_row[width - 1];
            }
        }
    }
    rows[width - 1] / rows[0]
}
