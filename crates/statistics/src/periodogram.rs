//! Does a series of counts come and go in a rhythm that nobody has told us of?
//!
//! **Power.** At each frequency `ω` a cycle `α cos ωt + β sin ωt` is added to the log of the expected count, and
//! the score test of a quasi-Poisson regression says how much it would explain (Rao 1948; for large counts the
//! likelihood ratio, for constant means the ordinary periodogram):
//!
//! ```text
//! P(ω) = ½ U' I⁻¹ U      U = Σ (yₜ − μₜ) (cos ωt, sin ωt),   I its information, level, trend and found cycles taken out
//! ```
//!
//! The frequencies are four to eight times as dense as Fourier's `j / n`, so that a period between two of them is not
//! lost. `μ` is a level with a straight trend, times the expected counts that the caller may give: with a
//! baseline's season in them, the search is for what the season does not explain.
//!
//! **Background.** Disputes that breed disputes have more power at low frequencies without any rhythm. The power is
//! divided by a background `s (1 + κ (1 − ρ)² / (1 − 2ρ cos ω + ρ²))`, the spectrum of white noise plus a first-order
//! autoregression, which is what counts with a slowly wandering rate have. It is fitted by Whittle's likelihood with
//! ordinates above five times the background cut off, so that a true line is not taken for background (after Mann &
//! Lees 1996, *Climatic Change* 33:409). Where it gains hardly anything, the background is white.
//!
//! **Significance.** Over white noise each ordinate is exponential with mean 1, but with sparse counts the tail is
//! another, many frequencies are looked at, and the background is estimated. All three are in the null law: the series
//! is shuffled (where the means vary, its randomised probability residuals are, Dunn & Smyth 1996), coloured by
//! the fitted background (Franke & Härdle 1992), and the greatest ordinate over all frequencies is found anew. A
//! peak's p-value is the share of shuffles with as great an ordinate; beyond the greatest of them the tail of a
//! Gumbel law fitted to them. It is thereby corrected for all frequencies.
//!
//! Red noise has a price. Three years of weeks with one event a week and a half-yearly rhythm of threefold height are
//! recognised in 50% of cases at 5%, with a white background in 70%; with a rate that wanders by 40% and a correlation
//! of 0.8, the white background finds a rhythm that is not there in half of all series.
//!
//! **Several rhythms.** The greatest peak enters the model as a cycle and the rest is searched again, so that its side
//! lobes are not found as further peaks. The p-values never fall along this list. A rhythm that is not a sine wave
//! shows its overtones at ½, ⅓, … of its period as well.
//!
//! **Assumptions.** The rhythm keeps time over the whole series, and without it the residuals are white or a
//! first-order autoregression.
//!
//! **Not for** a known season (put harmonics into a [`regression`](crate::regression)), nor for a rhythm that keeps no
//! time: a return after about forty days is [`recurrence`](crate::recurrence).
//!
//! **Cost.** O(replicates × n log n): with 499 replicates three years of weeks take 25 ms, 3,000 values 0.6 s.
//!
//! [`fisher()`] is Fisher's exact test for a single peak in Gaussian white noise, for a quick look and for comparison.

mod background;
mod basis;
mod fisher;
mod fourier;
mod null;

pub use fisher::{Fisher, fisher};

use background::Background;
use basis::{Basis, Grid};

use crate::distribution::normal_quantile;
use crate::error::PeriodogramError;
use crate::regression::{Design, Family, Fit, fit};
use crate::series::{is_constant, not_a_count};

/// Fewest values: with fewer even the shortest cycles have hardly been seen.
const FEWEST_VALUES: usize = 16;

/// Fewest cycles of the longest period: two could be a coincidence of three bad months.
const FEWEST_CYCLES: f64 = 3.0;

/// Which periods are looked for and how their significance is found.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Shortest period, at least 2. Default 2.
    pub shortest: f64,
    /// Longest period. Default (`None`) a third of the series.
    pub longest: Option<f64>,
    /// Whether a straight trend is taken out first. Default true: a rise is no rhythm.
    pub trend: bool,
    /// Whether the background may be red (see the module). Default true.
    pub red: bool,
    /// Most peaks to report. Default 3.
    pub peaks: usize,
    /// Shuffles of the series. Default 499.
    pub replicates: usize,
    /// Seed of the shuffles.
    pub seed: u64,
    /// Pull of trend and cycles towards 0. Default 1: see [`crate::regression`].
    pub ridge: f64,
    /// Level of a peak's interval is 1 − alpha. Default 0.05.
    pub alpha: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            shortest: 2.0,
            longest: None,
            trend: true,
            red: true,
            peaks: 3,
            replicates: 499,
            seed: 0,
            ridge: 1.0,
            alpha: 0.05,
        }
    }
}

/// A rhythm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// Length of a cycle, in values of the series.
    pub period: f64,
    /// Power over the background; without a rhythm its mean is 1 at any one frequency.
    pub power: f64,
    /// How often a series without rhythm has as great a power at any frequency.
    pub p_value: f64,
    /// Counts at the height of a cycle over counts at its depth.
    pub ratio: f64,
    /// Lower end of the interval of the ratio, at least 1.
    pub lower: f64,
    /// Upper end of the interval of the ratio.
    pub upper: f64,
    /// Position of the first height, from 0 to below the period.
    pub height: f64,
}

/// The spectrum of a series and its peaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Periodogram {
    /// Cycles per value.
    pub frequencies: Vec<f64>,
    /// Power over the background at each frequency, before any peak is taken out.
    pub power: Vec<f64>,
    /// The background at each frequency, relative to that at the highest.
    pub background: Vec<f64>,
    /// Variance over mean of the counts about level and trend, at least 1.
    pub dispersion: f64,
    /// The peaks, greatest first, significant or not; none for a series that does not vary.
    pub peaks: Vec<Peak>,
}

/// Looks for unknown periods in a series of counts.
///
/// `expected` are means known beforehand, up to a factor (an exposure, or a baseline's expectation).
///
/// ```
/// use statistics::periodogram::{Settings, periodogram};
/// // Every nine weeks a market: two quarrels more.
/// let weeks: Vec<f64> = (0..156).map(|week| f64::from(week * 7 % 5 / 3 + 2 * i32::from(week % 9 < 2))).collect();
/// let found = periodogram(&weeks, None, &Settings::default())?;
/// let market = found.peaks[0];
/// assert!((market.period - 9.0).abs() < 0.1 && market.p_value < 0.01);
/// assert!(market.lower > 1.5 && market.height < 2.0);
/// # Ok::<(), statistics::error::PeriodogramError>(())
/// ```
///
/// # Errors
/// [`PeriodogramError`]: fewer than 16 values, unequal lengths, a value that is not a count, an expected count that is
/// not positive, no frequency in the range of periods, a setting outside its range.
pub fn periodogram(
    counts: &[f64],
    expected: Option<&[f64]>,
    settings: &Settings,
) -> Result<Periodogram, PeriodogramError> {
    check(counts, expected, settings)?;
    let longest = settings.longest.unwrap_or(counts.len() as f64 / FEWEST_CYCLES);
    let none = PeriodogramError::NoPeriod { shortest: settings.shortest, longest };
    let grid = Grid::new(counts.len(), settings.shortest, longest).ok_or(none)?;
    let offset: Option<Vec<f64>> = expected.map(|means| means.iter().map(|mean| mean.ln()).collect());
    let model = Model { counts, offset: offset.as_deref(), settings };

    let mut design = Design::new(counts.len()).intercept();
    if settings.trend {
        design = design.trend();
    }
    let mut periodogram = Periodogram {
        frequencies: grid.searched().map(|index| grid.frequency(index)).collect(),
        power: vec![0.0; grid.searched().len()],
        background: vec![1.0; grid.searched().len()],
        dispersion: 1.0,
        peaks: Vec::new(),
    };
    if counts.iter().sum::<f64>() == 0.0 || (expected.is_none() && is_constant(counts)) {
        return Ok(periodogram);
    }
    let mut level = model.fit(&design)?;
    let dispersion = level.dispersion.max(1.0);
    let basis = Basis::new(&grid, &design, &level.fitted);
    let backgrounds = Background::new(&grid, settings.red);
    let power = basis.power(&grid, &residuals(counts, &level.fitted));
    let background = backgrounds.fit(&power);
    let mut whitened: Vec<f64> = power.iter().zip(&background).map(|(power, level)| power / level).collect();
    let null = null::greatest(&model, &level.fitted, dispersion, &grid, &basis, &backgrounds, &background);

    let floor = background.last().copied().unwrap_or(1.0);
    let searched = grid.searched().start - grid.first();
    periodogram.dispersion = dispersion;
    periodogram.power = whitened[searched..].to_vec();
    periodogram.background = background[searched..].iter().map(|level| level / floor).collect();
    let mut least = 0.0;
    for _ in 0..settings.peaks {
        let taken: Vec<f64> = periodogram.peaks.iter().map(|peak| 1.0 / peak.period).collect();
        let Some((frequency, power)) = grid.greatest(&whitened, &taken) else { break };
        design = model.with_cycle(design, frequency)?;
        level = model.fit(&design)?;
        let p_value = null.p_value(power).max(least);
        least = p_value;
        periodogram.peaks.push(model.describe(&level, &design, frequency, power, p_value));
        let basis = Basis::new(&grid, &design, &level.fitted);
        let rest = basis.power(&grid, &residuals(counts, &level.fitted));
        whitened = rest.iter().zip(&background).map(|(power, level)| power / level).collect();
    }
    Ok(periodogram)
}

/// The counts and how they are modelled.
struct Model<'a> {
    counts: &'a [f64],
    offset: Option<&'a [f64]>,
    settings: &'a Settings,
}

impl Model<'_> {
    fn fit(&self, design: &Design) -> Result<Fit, PeriodogramError> {
        Ok(fit(design, self.counts, self.offset, None, Family::QuasiPoisson, self.settings.ridge)?)
    }

    /// Adds a cycle to a design. At two values a cycle the sine vanishes and only the cosine is added.
    fn with_cycle(&self, design: Design, frequency: f64) -> Result<Design, PeriodogramError> {
        let wave = |of: fn(f64) -> f64| -> Vec<f64> {
            (0..self.counts.len()).map(|t| of(std::f64::consts::TAU * frequency * t as f64)).collect()
        };
        let design = design.column(&wave(f64::cos))?;
        Ok(if frequency < 0.5 { design.column(&wave(f64::sin))? } else { design })
    }

    /// Size and place of the cycle that was added last.
    fn describe(&self, level: &Fit, design: &Design, frequency: f64, power: f64, p_value: f64) -> Peak {
        let columns = design.columns();
        let pair = if frequency < 0.5 { 2 } else { 1 };
        let cosine = level.coefficients[columns - pair];
        let sine = if pair == 2 { level.coefficients[columns - 1] } else { 0.0 };
        let amplitude = cosine.hypot(sine);
        let mut gradient = vec![0.0; columns];
        if amplitude > 0.0 {
            gradient[columns - pair] = cosine / amplitude;
            if pair == 2 {
                gradient[columns - 1] = sine / amplitude;
            }
        }
        let margin = normal_quantile(1.0 - self.settings.alpha / 2.0)
            * level.variance_of(&gradient, level.dispersion.max(1.0)).sqrt();
        let ratio = |amplitude: f64| (2.0 * amplitude.max(0.0)).exp();
        let turn = sine.atan2(cosine).rem_euclid(std::f64::consts::TAU) / std::f64::consts::TAU;
        Peak {
            period: 1.0 / frequency,
            power,
            p_value,
            ratio: ratio(amplitude),
            lower: ratio(amplitude - margin),
            upper: ratio(amplitude + margin),
            height: turn.fract() / frequency,
        }
    }
}

fn residuals(counts: &[f64], means: &[f64]) -> Vec<f64> {
    counts.iter().zip(means).map(|(count, mean)| count - mean).collect()
}

/// Names the first thing that makes the search impossible.
fn check(counts: &[f64], expected: Option<&[f64]>, settings: &Settings) -> Result<(), PeriodogramError> {
    let rules = [
        ("shortest", settings.shortest.is_finite() && settings.shortest >= 2.0),
        ("longest", settings.longest.is_none_or(|longest| longest.is_finite() && longest >= 2.0)),
        ("replicates", settings.replicates > 0),
        ("ridge", settings.ridge.is_finite() && settings.ridge > 0.0),
        ("alpha", settings.alpha > 0.0 && settings.alpha < 1.0),
    ];
    if let Some(rule) = rules.iter().find(|rule| !rule.1) {
        return Err(PeriodogramError::Setting(rule.0));
    }
    if counts.len() < FEWEST_VALUES {
        return Err(PeriodogramError::TooShort { values: counts.len(), needed: FEWEST_VALUES });
    }
    if let Some(index) = not_a_count(counts) {
        return Err(PeriodogramError::NotACount { index, value: counts[index] });
    }
    let Some(means) = expected else { return Ok(()) };
    if means.len() != counts.len() {
        return Err(PeriodogramError::Length { counts: counts.len(), expected: means.len() });
    }
    let broken = means.iter().position(|mean| !(mean.is_finite() && *mean > 0.0));
    broken.map_or(Ok(()), |index| Err(PeriodogramError::Expected { index, value: means[index] }))
}

#[cfg(test)]
mod tests;
