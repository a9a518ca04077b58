//! Trending: a category that has been rising for a year or more in a village, a town or the county, or has stepped up
//! and stayed there.
//!
//! Counts of four weeks are fitted by level, season, moving festivals and patrol visits; then courses of several
//! lengths are tried against that ([`shape`], [`level`]). A town is set against the course of the rest of the county,
//! so that what rises everywhere is one story, told of the county. The test of the last courses is made honest in three
//! steps: Simes's rule over the courses, the spread of the scores of all series of the level (most have no trend, and
//! show how much drift is ordinary), and the autocorrelation of the series itself. The seasonal Mann–Kendall test,
//! which knows no model, must not contradict. A rise that patrol effort explains is not said.

mod blocks;
mod level;
mod rise;
mod shape;

use domain::AreaLevel;
use statistics::{distribution::normal_upper, regression::Design};

use crate::{finding::Test, recurring::moving_regressors, sweep::Sweep};
use blocks::{A_YEAR, Blocks, Visits, WEEKS};
use level::{Departure, Frame, Level};
use shape::Course;

/// Blocks to come for which an outlook is given: eight weeks.
const AHEAD: usize = 2;

/// Pairs of annual waves: two follow a spring peak and an autumn peak.
const HARMONICS: usize = 2;

/// Weeks in a year, by which the waves turn.
const WEEKS_A_YEAR: f64 = 52.18;

/// The rest of a county rises with a town when its own test is as rare as this.
const SHARED: f64 = 0.01;

/// Series from which the ordinary spread of scores can be read; fewer are taken for standard normal.
const ENOUGH_SERIES: usize = 30;

/// Between the quartiles of a standard normal law.
const NORMAL_QUARTILES: f64 = 1.349;

/// A test this common is of no further interest.
const HOPELESS: f64 = 0.05;

/// Tests the county, every town and every village whose series of a category is full enough.
pub(crate) fn tests(sweep: &Sweep<'_>) -> Vec<Test> {
    if sweep.horizon.months < sweep.parameters.trending.minimum_months {
        return Vec::new();
    }
    Ground::survey(sweep).map(|ground| ground.tests()).unwrap_or_default()
}

/// Everything that the series of one sweep share.
struct Ground<'s, 'a> {
    sweep: &'s Sweep<'a>,
    blocks: Blocks,
    courses: Vec<(Course, Vec<f64>)>,
    /// The regressors that all areas share.
    plain: Frame,
    /// For each area its regressors, with its patrols.
    frames: Vec<Option<Frame>>,
    visits: Option<Visits>,
    /// Logarithm of the share of each block that should be known.
    known: Vec<f64>,
}

/// One series, tested.
struct Candidate {
    area: usize,
    category: usize,
    counts: Vec<f64>,
    /// Logarithm of what the counts are set against: what is known, and the course of the county's rest. Two blocks
    /// longer than the counts.
    offset: Vec<f64>,
    scores: Vec<f64>,
}

impl<'s, 'a> Ground<'s, 'a> {
    fn survey(sweep: &'s Sweep<'a>) -> Option<Self> {
        let blocks = Blocks::of(sweep.horizon.weeks);
        if blocks.count < 2 * A_YEAR {
            return None;
        }
        let rows = blocks.count + AHEAD;
        let mut beyond = sweep.horizon;
        beyond.weeks += AHEAD * WEEKS;
        let mut design = Design::new(rows).intercept().harmonics(WEEKS_A_YEAR / WEEKS as f64, HARMONICS);
        for weekly in moving_regressors(sweep.snapshot.calendar, &beyond, sweep.horizon.weeks) {
            let shares: Vec<f64> = blocks.sums(&weekly).iter().map(|sum| sum / WEEKS as f64).collect();
            design = design.column(&shares).ok()?;
        }
        let plain = Frame::of(design, blocks.count);
        let visits = Visits::of(sweep, &blocks);
        let frames = (0..sweep.places.len())
            .map(|area| {
                if sweep.places.area(area).level == AreaLevel::Grid {
                    return None;
                }
                match visits.as_ref().and_then(|visits| visits.series(area)) {
                    Some(visits) => plain.with(&effort(visits)),
                    None => Some(plain.clone()),
                }
            })
            .collect();
        let known = blocks.sums(&sweep.completeness).iter().map(|sum| (sum / WEEKS as f64).ln()).collect();
        let courses = Course::tested(blocks.count);
        let courses = courses.into_iter().map(|course| (course, course.column(blocks.count))).collect();
        Some(Self { sweep, blocks, courses, plain, frames, visits, known })
    }

    fn tests(&self) -> Vec<Test> {
        let places = &self.sweep.places;
        let at = |level| self.sweep.weekly(level);
        let (county, towns, villages) = (at(AreaLevel::County), at(AreaLevel::Town), at(AreaLevel::Village));
        let mut candidates = [Vec::new(), Vec::new(), Vec::new()];
        for category in 0..self.sweep.kinds.len() {
            let mut least_shared = 0.0_f64;
            let mut shared = vec![None; places.len()];
            let whole = places
                .at(AreaLevel::County)
                .next()
                .map(|area| (area, self.blocks.sums(county.series(area, category))));
            for town in places.at(AreaLevel::Town) {
                let counts = self.blocks.sums(towns.series(town, category));
                if let Some((area, whole)) = whole.as_ref().filter(|(_, whole)| self.is_full(whole)) {
                    let rest: Vec<f64> = whole.iter().zip(&counts).map(|(all, own)| all - own).collect();
                    let (p_value, course) = self.shared_course(*area, &rest);
                    least_shared = least_shared.max(p_value);
                    shared[town] = course;
                }
                candidates[1].extend(self.candidate(town, category, counts, shared[town].as_deref()));
            }
            // What rises in the county without any one of its towns is the county's.
            if let Some((area, whole)) = whole.filter(|_| least_shared <= SHARED) {
                candidates[0].extend(self.candidate(area, category, whole, None));
            }
            for village in places.at(AreaLevel::Village) {
                let counts = self.blocks.sums(villages.series(village, category));
                let town = places.ancestor(village, AreaLevel::Town);
                let shared = town.and_then(|town| shared[town].as_deref());
                candidates[2].extend(self.candidate(village, category, counts, shared));
            }
        }
        candidates.iter().flat_map(|of_level| self.judge(of_level)).collect()
    }

    fn is_full(&self, counts: &[f64]) -> bool {
        let monthly = self.sweep.parameters.trending.minimum_monthly;
        counts.iter().sum::<f64>() >= monthly * counts.len() as f64
    }

    /// `None` for a series that is too empty to be asked.
    fn candidate(
        &self,
        area: usize,
        category: usize,
        counts: Vec<f64>,
        shared: Option<&[f64]>,
    ) -> Option<Candidate> {
        if !self.is_full(&counts) {
            return None;
        }
        let mut offset = self.known.clone();
        offset.resize(self.blocks.count + AHEAD, 0.0);
        if let Some(shared) = shared {
            offset.iter_mut().zip(shared).for_each(|(offset, shared)| *offset += shared);
        }
        let level = Level::fit(self.frames[area].as_ref()?, &counts, &offset[..counts.len()])?;
        let scores = self.courses.iter().map(|(_, column)| level.score(column)).collect();
        Some(Candidate { area, category, counts, offset, scores })
    }

    /// Whether the rest of the county rises: the p-value, and the logarithm of its course where it does.
    fn shared_course(&self, county: usize, rest: &[f64]) -> (f64, Option<Vec<f64>>) {
        let tested = || {
            let frame = self.frames[county].as_ref()?;
            let level = Level::fit(frame, rest, &self.known)?;
            let scores: Vec<f64> = self.courses.iter().map(|(_, column)| level.score(column)).collect();
            let p_value = simes(scores.iter().map(|score| normal_upper(*score)).collect());
            if p_value > SHARED {
                return Some((p_value, None));
            }
            let best = (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]))?;
            let departure = Departure::fit(frame, rest, &self.known, self.courses[best].0)?;
            let course = departure.column.iter().map(|value| departure.slope.max(0.0) * value).collect();
            Some((p_value, Some(course)))
        };
        tested().unwrap_or((1.0, None))
    }

    /// The tests of one level of areas.
    fn judge(&self, candidates: &[Candidate]) -> Vec<Test> {
        let spreads: Vec<f64> = (0..self.courses.len())
            .map(|course| spread(candidates.iter().map(|candidate| candidate.scores[course]).collect()))
            .collect();
        let p_value = |candidate: &Candidate, least: f64| {
            let scores = candidate.scores.iter().zip(&spreads);
            simes(scores.map(|(score, spread)| normal_upper(score / spread.max(least))).collect())
        };
        candidates
            .iter()
            .map(|candidate| {
                let first = p_value(candidate, 1.0);
                let departed = (first <= HOPELESS).then(|| self.departed(candidate)).flatten();
                match departed {
                    Some(departed) => {
                        let p_value = p_value(candidate, departed.inflation.sqrt());
                        Test::new(p_value, self.finding(candidate, &departed))
                    }
                    None => Test::new(first, None),
                }
            })
            .collect()
    }
}

/// The regressor that stands for patrols: the logarithm of the visits, around 0. Two blocks longer than the visits:
/// patrols are taken to go on as in the last year.
fn effort(visits: &[f64]) -> Vec<f64> {
    let logarithms: Vec<f64> = visits.iter().map(|visits| visits.ln()).collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let middle = mean(&logarithms);
    let last = mean(&logarithms[logarithms.len().saturating_sub(A_YEAR)..]);
    logarithms.iter().copied().chain([last; AHEAD]).map(|value| value - middle).collect()
}

/// Simes's p-value of "none of these holds": the least of `m p₍ᵢ₎ / i` (Simes 1986, *Biometrika* 73:751). Valid for
/// scores of courses that overlap, which depend on each other positively (Sarkar & Chang 1997).
fn simes(mut p_values: Vec<f64>) -> f64 {
    p_values.sort_unstable_by(f64::total_cmp);
    let count = p_values.len() as f64;
    p_values.iter().zip(1u32..).map(|(p, rank)| p * count / f64::from(rank)).fold(1.0, f64::min)
}

/// The ordinary spread of scores, at least 1, from their quartiles: an empirical null (Efron 2004, *JASA* 99:96).
/// Drift that all series have, of habits and of the record itself, is no discovery in one of them.
fn spread(mut scores: Vec<f64>) -> f64 {
    if scores.len() < ENOUGH_SERIES {
        return 1.0;
    }
    scores.sort_unstable_by(f64::total_cmp);
    let quarter = scores.len() / 4;
    ((scores[scores.len() - 1 - quarter] - scores[quarter]) / NORMAL_QUARTILES).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courses_that_agree_cost_nothing_and_a_lone_one_pays_for_all() {
        assert!((simes(vec![0.01, 0.01, 0.01]) - 0.01).abs() < 1e-12);
        assert!((simes(vec![0.5, 0.01, 0.9]) - 0.03).abs() < 1e-12);
    }

    #[test]
    fn drift_that_all_series_have_widens_the_null() {
        let wide: Vec<f64> = (0..100).map(|n| f64::from(n) / 10.0 - 5.0).collect();
        assert!(spread(wide.clone()) > 3.0);
        assert!((spread(wide[..10].to_vec()) - 1.0).abs() < 1e-12);
        assert!((spread(vec![0.1; 50]) - 1.0).abs() < 1e-12);
    }
}
