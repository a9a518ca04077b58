//! Are the p-values of quiet series uniform? The share of them at or below each level, for a calibration
//! plot.
//!
//! ```text
//! cargo run -p statistics --example null_p_values > null_p_values.csv
//! ```
//!
//! Series of weeks with a yearly season and no outbreak: four years to learn from, two of them to calibrate
//! by, two judged. Columns:
//!
//! * `detector`: `baseline` (a model of each series, p-values as they come), `detector` (the same, calibrated),
//!   `pooling` (siblings judged together), `pooling_calibrated`;
//! * `mean`: events a week of one series; for the pools, of the mean sibling, shares being exponential;
//! * `dispersion`: variance over mean, given the season;
//! * `u`, `share`: the share of p-values ≤ `u`; the nominal one is `u`, and a mid-p of sparse counts may stay
//!   below it where no value is attainable;
//! * `tests`: how many p-values that is a share of. Neighbouring weeks share their windows.

#![expect(clippy::print_stdout, reason = "an example shows its table")]

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use statistics::baseline::Series;
use statistics::detector::{Detection, Settings, detect};
use statistics::distribution::Counts;
use statistics::error::DistributionError;
use statistics::pooling::{self, Siblings};

const MEANS: [f64; 11] = [0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0];
const DISPERSIONS: [f64; 3] = [1.0, 1.5, 2.5];
const SERIES: usize = 32;
const WEEKS: usize = 312;
const FROM: usize = 208;
const WEEKS_PER_YEAR: f64 = 52.18;
/// Half the difference between the height and the depth of the season, on the log scale.
const SWING: f64 = 0.5;
/// Levels per factor of ten, from .001 to 1.
const LEVELS_PER_DECADE: i32 = 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // One fit serves four weeks, which changes no column visibly and takes a quarter of the time.
    let settings = Settings { refit_every: 4, ..Settings::weeks() };
    let mut rng = ChaCha8Rng::seed_from_u64(50);
    println!("detector,mean,dispersion,u,share,tests");
    for mean in MEANS {
        for dispersion in DISPERSIONS {
            let strangers = panel(&mut rng, dispersion, |rng| (mean, rng.random()))?;
            let series: Vec<Series<'_>> = strangers.iter().map(|counts| Series::of(counts)).collect();
            let found = detect(&series, FROM, &settings).map_err(|(_, error)| error)?;
            print(["baseline", "detector"], mean, dispersion, &found);

            let phase: f64 = rng.random();
            let sisters =
                panel(&mut rng, dispersion, |rng| (-mean * (1.0 - rng.random::<f64>()).ln(), phase))?;
            let counts: Vec<&[f64]> = sisters.iter().map(Vec::as_slice).collect();
            let found = pooling::detect(&Siblings::of(&counts), FROM, &settings)?;
            print(["pooling", "pooling_calibrated"], mean, dispersion, &found);
        }
    }
    Ok(())
}

/// Quiet series; `trait_of` gives each its mean and when in the year its season is.
fn panel(
    rng: &mut ChaCha8Rng,
    dispersion: f64,
    trait_of: impl Fn(&mut ChaCha8Rng) -> (f64, f64),
) -> Result<Vec<Vec<f64>>, DistributionError> {
    (0..SERIES)
        .map(|_| {
            let (mean, phase) = trait_of(rng);
            (0..WEEKS)
                .map(|week| {
                    let turn = std::f64::consts::TAU * (week as f64 / WEEKS_PER_YEAR + phase);
                    let law = Counts::with_dispersion(mean * (SWING * turn.cos()).exp(), dispersion)?;
                    Ok(law.quantile(rng.random()))
                })
                .collect()
        })
        .collect()
}

/// The rows of the p-values of the model and of the calibrated ones.
fn print(names: [&str; 2], mean: f64, dispersion: f64, found: &[Vec<Detection>]) {
    let model: Vec<f64> = found.iter().flatten().map(|week| week.verdict.p_value).collect();
    let calibrated: Vec<f64> = found.iter().flatten().map(|week| week.p_value).collect();
    for (name, p_values) in names.into_iter().zip([model, calibrated]) {
        let tests = p_values.len();
        for step in (0..=3 * LEVELS_PER_DECADE).rev() {
            let u = 10.0_f64.powf(-f64::from(step) / f64::from(LEVELS_PER_DECADE));
            let share = p_values.iter().filter(|&&p| p <= u).count() as f64 / tests as f64;
            println!("{name},{mean},{dispersion},{u:.5},{share:.5},{tests}");
        }
    }
}
