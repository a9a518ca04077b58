//! What is said of a series that departed from its level: by how much, since when, and how far it goes.

use domain::{Detector, Facts, Point};
use statistics::{
    changepoint::{OnsetSettings, since_when},
    distribution,
    trend::{LogLinearSettings, log_linear, seasonal_mann_kendall},
};

use super::{
    Candidate, Ground,
    blocks::A_YEAR,
    level::{Departure, Level, RIDGE},
    shape::Course,
};
use crate::finding::Finding;

/// Both ends of the outlook: nine in ten should fall inside.
const OUTLOOK_TAIL: f64 = 0.05;

/// Years before a course begins in which the Mann–Kendall test compares: with all of a long record, a rise of last year
/// is a small part of the pairs.
const COMPARED: usize = 2 * A_YEAR;

/// Fewest blocks of a level that a change is dated by.
const LEAST_LEVEL: usize = 3;

/// A series and the course that fits it best.
pub(super) struct Departed {
    course: Course,
    departure: Departure,
    score: f64,
    /// How much more than from block to block chance varies over years, at least 1.
    pub inflation: f64,
    /// One-sided p-value of the seasonal Mann–Kendall test.
    mann_kendall: f64,
}

impl Departed {
    /// Ratio of a year to the year before; of a step, of the new level to the old.
    fn per_year(&self) -> f64 {
        self.departure.slope.exp()
    }
}

impl Ground<'_, '_> {
    /// Fits the course that explains a candidate best.
    pub(super) fn departed(&self, candidate: &Candidate) -> Option<Departed> {
        let frame = self.frames[candidate.area].as_ref()?;
        let blocks = candidate.counts.len();
        let offset = &candidate.offset[..blocks];
        let level = Level::fit(frame, &candidate.counts, offset)?;
        let scored = |course: Course| (level.score(&course.column(blocks)), course);
        let rise = Course::rises(blocks).map(scored).max_by(|a, b| a.0.total_cmp(&b.0))?;
        let fit = |course| Departure::fit(frame, &candidate.counts, offset, course);
        let mut departure = fit(rise.1)?;
        let settings = OnsetSettings {
            min_size: LEAST_LEVEL,
            dispersion: Some(departure.dispersion),
            ..OnsetSettings::default()
        };
        let onset = since_when(&candidate.counts, &departure.without(), &settings).ok().flatten();
        let step = onset.map(|onset| scored(Course::Step(onset.at)));
        let (score, course) = match step {
            Some(step) if step.0 > rise.0 => {
                departure = fit(step.1)?;
                step
            }
            _ => rise,
        };
        let logarithms: Vec<f64> = departure.fitted.iter().map(|mean| mean.ln()).collect();
        let settings = LogLinearSettings {
            period: A_YEAR as f64,
            harmonics: 0,
            ridge: RIDGE,
            ..LogLinearSettings::default()
        };
        let around = log_linear(&candidate.counts, Some(&logarithms), &settings).ok()?;
        let from = course.begin().saturating_sub(COMPARED).min(blocks.saturating_sub(COMPARED + A_YEAR));
        let rates: Vec<f64> = candidate
            .counts
            .iter()
            .zip(offset)
            .skip(from)
            .map(|(count, offset)| count / offset.exp())
            .collect();
        let trend = seasonal_mann_kendall(&rates, A_YEAR).ok()?;
        Some(Departed {
            course,
            departure,
            score,
            inflation: around.inflation.max(1.0),
            mann_kendall: distribution::normal_upper(trend.z),
        })
    }

    /// `None` for what is too small, contradicted, or explained by patrols.
    pub(super) fn finding(&self, candidate: &Candidate, departed: &Departed) -> Option<Finding> {
        let chosen = &self.sweep.parameters.trending;
        let confirmed = departed.mann_kendall <= chosen.confirm_p;
        if departed.per_year() < chosen.minimum_ratio || !confirmed {
            return None;
        }
        let effort = self.effort(candidate, departed);
        let explained = effort.as_ref().is_some_and(|effort| {
            effort.p_value > chosen.effort_p || effort.reports_per_year < chosen.minimum_ratio
        });
        (!explained).then(|| self.describe(candidate, departed, effort.as_ref()))
    }

    /// The same course of reports per patrol visit, as if each visit found as much as the last.
    fn effort(&self, candidate: &Candidate, departed: &Departed) -> Option<Effort> {
        let visits = self.visits.as_ref()?.series(candidate.area)?;
        let blocks = candidate.counts.len();
        let mean = visits.iter().sum::<f64>() / blocks as f64;
        let offset: Vec<f64> = candidate
            .offset
            .iter()
            .zip(visits)
            .map(|(offset, visits)| offset + (visits / mean).ln())
            .collect();
        let frame = &self.plain;
        let level = Level::fit(frame, &candidate.counts, &offset)?;
        let departure = Departure::fit(frame, &candidate.counts, &offset, departed.course)?;
        let year = |back: usize| visits[blocks - back - A_YEAR..blocks - back].iter().sum::<f64>();
        Some(Effort {
            p_value: distribution::normal_upper(level.score(&departure.column[..blocks])),
            reports_per_year: departure.slope.exp(),
            visits_per_year: year(0) / year(A_YEAR),
        })
    }

    fn describe(&self, candidate: &Candidate, departed: &Departed, effort: Option<&Effort>) -> Finding {
        let sweep = self.sweep;
        let chosen = &sweep.parameters.trending;
        let departure = &departed.departure;
        let bound = |mean: f64| {
            distribution::Counts::with_dispersion(mean, departure.dispersion)
                .map_or(mean, |law| law.quantile(sweep.parameters.upper_quantile))
        };
        let blocks = candidate.counts.len();
        let last_year = blocks - A_YEAR..blocks;
        let observed = candidate.counts[last_year.clone()].iter().sum();
        let expected = departure.without()[last_year.clone()].iter().sum();
        let span = (self.blocks.start(last_year.start, sweep), self.blocks.end(blocks - 1, sweep));
        let per_year = departed.per_year();
        let mut parameters = vec![
            ("per_year", per_year),
            ("is_step", f64::from(u8::from(matches!(departed.course, Course::Step(_))))),
            ("score", departed.score),
            ("inflation", departed.inflation),
            ("p_value_mann_kendall", departed.mann_kendall),
            ("weeks", (blocks * super::WEEKS) as f64),
            ("dispersion", departure.dispersion),
        ];
        if let Some(effort) = effort {
            parameters.push(("visits_per_year", effort.visits_per_year));
            parameters.push(("reports_per_visit_per_year", effort.reports_per_year));
            parameters.push(("p_value_against_visits", effort.p_value));
        }
        parameters.extend([
            ("minimum_months", chosen.minimum_months as f64),
            ("minimum_ratio", chosen.minimum_ratio),
            ("confirm_p", chosen.confirm_p),
            ("false_discovery_rate", sweep.parameters.false_discovery_rate),
        ]);
        let series = candidate.counts.iter().zip(&departure.fitted).enumerate();
        Finding {
            detector: Detector::MannKendall,
            area: candidate.area,
            cluster: Vec::new(),
            category: candidate.category,
            event: None,
            span,
            observed,
            expected,
            upper: bound(expected),
            ratio: per_year,
            parameters,
            series: series
                .map(|(block, (count, fitted))| Point {
                    start: self.blocks.start(block, sweep),
                    observed: *count,
                    expected: Some(*fitted),
                    upper: Some(bound(*fitted)),
                })
                .collect(),
            evidence: vec![span],
            reports: None,
            facts: Facts {
                since: Some(self.blocks.start(departed.course.begin(), sweep)),
                outlook: departure.outlook(&candidate.offset[blocks..], departed.inflation, OUTLOOK_TAIL),
                ..Facts::default()
            },
        }
    }
}

/// The counts set against patrol visits.
struct Effort {
    /// One-sided p-value of a rise of reports per visit.
    p_value: f64,
    /// Reports per visit, as a ratio to those of a year before.
    reports_per_year: f64,
    /// Visits of the last year over those of the year before.
    visits_per_year: f64,
}
