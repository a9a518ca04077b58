//! What is usual: a seasonal baseline for each (town, category), learned once a sweep.
//!
//! Season, trend and the festivals that move are fitted to the weeks before the tested ones; past outbreaks are
//! weighted down, and what more patrols explain is taken out ([`super::exposure`]). The method is `statistics::baseline`; here it is decided which series it sees, and how reports that
//! are still to come in are allowed for.

use domain::AreaLevel;
use statistics::baseline::{self, Evidence, Expected, Series, Settings};

use super::exposure::Exposure;
use crate::{cube::Counts, recurring::moving_regressors, sweep::Sweep};

/// Weeks over which a trend can be told from a season: two years.
const TREND_FROM_WEEKS: usize = 104;

/// What is usual for one (town, category).
#[derive(Clone, Debug)]
pub(crate) struct Usual {
    /// What the test of the last weeks says.
    pub evidence: Evidence,
    /// The counted week at which the fit begins.
    pub first_week: usize,
}

impl Usual {
    /// What a counted week was expected to hold once all its reports are in; `None` before the fit begins.
    pub fn week(&self, week: usize) -> Option<&Expected> {
        self.evidence.curve.get(week.checked_sub(self.first_week)?)
    }
}

/// The baselines of every (town, category) for which one is needed.
#[derive(Debug)]
pub(crate) struct Baselines {
    categories: usize,
    usual: Vec<Option<Usual>>,
}

impl Baselines {
    /// Fits a baseline for every group, which the scan needs, and for every category with a report in the tested
    /// weeks. A series that is silent there cannot be emerging and is spared.
    pub fn fit(sweep: &Sweep<'_>, weekly: &Counts) -> Self {
        let fitter = Fitter::new(sweep);
        let categories = sweep.kinds.len();
        let mut usual = vec![None; sweep.places.len() * categories];
        for town in sweep.places.at(AreaLevel::Town) {
            for category in 0..categories {
                let counts = weekly.series(town, category);
                if sweep.kinds.is_group(category) || fitter.is_stirring(counts) {
                    usual[town * categories + category] = fitter.fit(town, category, counts);
                }
            }
        }
        Self { categories, usual }
    }

    /// The baseline of a town and category, where there is one.
    pub fn get(&self, town: usize, category: usize) -> Option<&Usual> {
        self.usual[town * self.categories + category].as_ref()
    }
}

/// Everything about a fit that is the same for all series.
struct Fitter<'s> {
    settings: Settings,
    regressors: Vec<Vec<f64>>,
    first_week: usize,
    completeness: &'s [f64],
    exposure: Option<Exposure>,
}

impl<'s> Fitter<'s> {
    fn new(sweep: &'s Sweep<'_>) -> Self {
        let chosen = &sweep.parameters.emerging;
        let weeks = sweep.horizon.weeks;
        let widest = chosen.windows.iter().copied().max().unwrap_or(1);
        // The scan looks at its weeks against the same fit, so none of them may be learned from.
        let skip_last = chosen.skip_last.max(sweep.parameters.scan.weeks);
        let held_out = widest.max(skip_last + 1);
        let trained = weeks.saturating_sub(held_out);
        let seasonal = trained >= chosen.seasonal_from_weeks;
        Self {
            settings: Settings {
                harmonics: chosen.harmonics,
                trend: trained >= TREND_FROM_WEEKS,
                skip_last,
                reweight_at: chosen.reweight_at,
                ridge: chosen.ridge,
                min_periods: chosen.seasonal_from_weeks,
                windows: chosen.windows.clone(),
                alpha: 1.0 - sweep.parameters.upper_quantile,
                ..Settings::default()
            },
            regressors: if seasonal {
                moving_regressors(sweep.snapshot.calendar, &sweep.horizon, trained)
            } else {
                Vec::new()
            },
            first_week: if seasonal { 0 } else { trained.saturating_sub(chosen.level_weeks) },
            completeness: &sweep.completeness,
            exposure: Exposure::learn(sweep, trained),
        }
    }

    /// Whether the tested weeks hold a report.
    fn is_stirring(&self, counts: &[f64]) -> bool {
        let widest = self.settings.windows.iter().copied().max().unwrap_or(1);
        counts.iter().rev().take(widest).any(|count| *count > 0.0)
    }

    /// `None` while the history is too short.
    fn fit(&self, town: usize, category: usize, counts: &[f64]) -> Option<Usual> {
        let counts: Vec<f64> = counts[self.first_week..]
            .iter()
            .zip(&self.completeness[self.first_week..])
            .map(|(count, completeness)| to_come_in(*count, *completeness))
            .collect();
        let regressors: Vec<&[f64]> =
            self.regressors.iter().map(|values| &values[self.first_week..]).collect();
        let offset = self.exposure.as_ref().map(|exposure| exposure.offset(town, category));
        let offset = offset.as_ref().map(|offset| &offset[self.first_week..]);
        let series = Series { counts: &counts, offset, regressors: &regressors };
        let evidence = baseline::assess(&series, &self.settings).ok()?;
        Some(Usual { evidence, first_week: self.first_week })
    }
}

/// What a count will have grown to once all reports are in. Rounded down: scaling a count up also scales up its
/// chance variation, and half a report of benefit of the doubt makes up for that in small counts.
fn to_come_in(count: f64, completeness: f64) -> f64 {
    (count / completeness).floor()
}
