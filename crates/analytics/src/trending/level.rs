//! One series as it would be if its level had not changed, and how far it departs from that.

use statistics::{
    distribution,
    regression::{self, Design, Family, Fit},
};

use super::shape::Course;

/// Pull of all coefficients but the level towards 0, as strong as that of the weekly baseline.
pub(super) const RIDGE: f64 = 1.0;

/// A block beyond this quantile of what its level gives counts as being there: a trend is carried by many blocks, and
/// one outbreak must not look like one.
const CAP: f64 = 0.995;

/// Only counts this many standard deviations above the mean can lie beyond it.
const CAP_FROM: f64 = 2.0;

/// Share of a course's information that the regressors must leave to it.
const LEAST_LEFT: f64 = 0.01;

/// What is known around a series: its regressors, over the counted blocks and the coming ones.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// Over the counted blocks and the coming ones.
    pub design: Design,
    /// Over the counted blocks.
    pub trained: Design,
}

impl Frame {
    /// Of regressors that go on beyond the `counted` blocks.
    pub fn of(design: Design, counted: usize) -> Self {
        Self { trained: design.leading(counted), design }
    }

    /// With one more regressor.
    pub fn with(&self, column: &[f64]) -> Option<Self> {
        let design = self.design.clone().column(column).ok()?;
        Some(Self::of(design, self.trained.rows()))
    }
}

/// A series fitted by season, festivals and patrols around one level (quasi-Poisson).
#[derive(Debug)]
pub(super) struct Level<'a> {
    frame: &'a Frame,
    /// What is left of the capped counts.
    residuals: Vec<f64>,
    fit: Fit,
    /// Variance over mean, at least 1.
    dispersion: f64,
}

impl<'a> Level<'a> {
    /// `offset` is the logarithm of what the counts are set against, one value a counted block.
    pub fn fit(frame: &'a Frame, counts: &[f64], offset: &[f64]) -> Option<Self> {
        let fit =
            regression::fit(&frame.trained, counts, Some(offset), None, Family::QuasiPoisson, RIDGE).ok()?;
        let dispersion = fit.dispersion.max(1.0);
        let residuals = counts
            .iter()
            .zip(&fit.fitted)
            .map(|(count, mean)| {
                let capped = if *count > mean + CAP_FROM * (dispersion * mean).sqrt() {
                    let law = distribution::Counts::with_dispersion(*mean, dispersion);
                    law.map_or(*count, |law| law.quantile(CAP).min(*count))
                } else {
                    *count
                };
                capped - mean
            })
            .collect();
        Some(Self { frame, residuals, fit, dispersion })
    }

    /// Standard score of a course: Rao's efficient score, standard normal while the level stays.
    ///
    /// `U = r'(y − μ)` for the course `r`, less what season and level take of it: `V = r'Wr − r'WX (X'WX + ridge)⁻¹ X'Wr`
    /// with `W = diag(μ)` (Rao 1948; McCullagh & Nelder 1989, appendix E), and `U / √(φV)`. One fit serves all courses.
    pub fn score(&self, course: &[f64]) -> f64 {
        let design = &self.frame.trained;
        let mut shared = vec![0.0; design.columns()];
        let (mut score, mut information) = (0.0, 0.0);
        for (row, ((value, mean), residual)) in
            course.iter().zip(&self.fit.fitted).zip(&self.residuals).enumerate()
        {
            score += value * residual;
            information += mean * value * value;
            for (sum, regressor) in shared.iter_mut().zip(design.row(row)) {
                *sum += regressor * mean * value;
            }
        }
        let left = information - self.fit.variance_of(&shared, 1.0);
        // A course that season and patrols say as well as it does cannot be told from them.
        if left <= LEAST_LEFT * information { 0.0 } else { score / (self.dispersion * left).sqrt() }
    }
}

/// The same series with a course fitted to it.
#[derive(Debug)]
pub(super) struct Departure {
    /// Change of the logarithm of the mean by one unit of the course: a year of a rise, or the whole of a step.
    pub slope: f64,
    /// Fitted means of the counted blocks.
    pub fitted: Vec<f64>,
    /// Variance over mean, at least 1.
    pub dispersion: f64,
    /// The regressor, over the counted blocks and the coming ones.
    pub column: Vec<f64>,
    design: Design,
    fit: Fit,
}

impl Departure {
    /// Fits `course` beside what [`Level`] fits.
    pub fn fit(frame: &Frame, counts: &[f64], offset: &[f64], course: Course) -> Option<Self> {
        let column = course.column(frame.design.rows());
        let frame = frame.with(&column)?;
        let fit =
            regression::fit(&frame.trained, counts, Some(offset), None, Family::QuasiPoisson, RIDGE).ok()?;
        Some(Self {
            slope: *fit.coefficients.last()?,
            fitted: fit.fitted.clone(),
            dispersion: fit.dispersion.max(1.0),
            column,
            design: frame.design,
            fit,
        })
    }

    /// The means of the counted blocks without the course.
    pub fn without(&self) -> Vec<f64> {
        self.fitted.iter().zip(&self.column).map(|(mean, value)| mean / (self.slope * value).exp()).collect()
    }

    /// Expected number over the coming blocks together, and the ends of an interval with `tail` outside on each side.
    /// `offset` is that of the coming blocks; `inflation` is by how much chance adds up over years.
    pub fn outlook(&self, offset: &[f64], inflation: f64, tail: f64) -> Option<(f64, f64, f64)> {
        let mut total = 0.0;
        let mut gradient = vec![0.0; self.design.columns()];
        for (ahead, offset) in offset.iter().enumerate() {
            let row = self.design.row(self.fitted.len() + ahead);
            let mean = self.fit.predict(row, *offset).mean;
            total += mean;
            gradient.iter_mut().zip(row).for_each(|(sum, value)| *sum += mean * value);
        }
        let of_coefficients = self.fit.variance_of(&gradient, self.dispersion * inflation);
        let spread = self.dispersion + of_coefficients / total;
        let law = distribution::Counts::with_dispersion(total, spread).ok()?;
        Some((total, law.quantile(tail), law.quantile(1.0 - tail)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCKS: usize = 65;

    fn frame() -> Frame {
        Frame::of(Design::new(BLOCKS + 2).intercept().harmonics(52.18 / 4.0, 1), BLOCKS)
    }

    fn rising(begin: usize, yearly: f64) -> Vec<f64> {
        let course = Course::Rise(begin).column(BLOCKS);
        let season = |block: usize| (std::f64::consts::TAU * block as f64 / 13.045).cos() * 0.4;
        (0..BLOCKS)
            .map(|block| (20.0 * (season(block) + yearly.ln() * course[block]).exp()).round())
            .collect()
    }

    #[test]
    fn a_rise_scores_best_near_its_beginning() {
        let (frame, counts) = (frame(), rising(39, 1.5));
        let level = Level::fit(&frame, &counts, &[0.0; BLOCKS]).unwrap();
        let best = Course::rises(BLOCKS)
            .max_by(|a, b| level.score(&a.column(BLOCKS)).total_cmp(&level.score(&b.column(BLOCKS))))
            .unwrap();
        assert!(best.begin().abs_diff(39) <= 3, "{best:?}");
    }

    #[test]
    fn a_season_alone_scores_nothing() {
        let (frame, counts) = (frame(), rising(39, 1.0));
        let level = Level::fit(&frame, &counts, &[0.0; BLOCKS]).unwrap();
        for course in Course::tested(BLOCKS) {
            assert!(level.score(&course.column(BLOCKS)).abs() < 0.5, "{course:?}");
        }
    }

    #[test]
    fn one_loud_block_is_no_rise() {
        let mut counts = rising(39, 1.0);
        counts[BLOCKS - 2] += 60.0;
        let frame = frame();
        let level = Level::fit(&frame, &counts, &[0.0; BLOCKS]).unwrap();
        for course in Course::tested(BLOCKS) {
            assert!(level.score(&course.column(BLOCKS)) < 2.5, "{course:?}");
        }
    }

    #[test]
    fn the_slope_and_the_outlook_are_those_of_the_course() {
        let counts = rising(26, 1.4);
        let departure = Departure::fit(&frame(), &counts, &[0.0; BLOCKS], Course::Rise(26)).unwrap();
        assert!((departure.slope.exp() - 1.4).abs() < 0.05, "{}", departure.slope.exp());
        let truth: f64 = (BLOCKS..BLOCKS + 2)
            .map(|block| {
                let season = (std::f64::consts::TAU * block as f64 / 13.045).cos() * 0.4;
                20.0 * (season + 1.4_f64.ln() * (block as f64 + 0.5 - 26.0) / 13.0).exp()
            })
            .sum();
        let (mean, lower, upper) = departure.outlook(&[0.0; 2], 1.0, 0.05).unwrap();
        assert!((mean / truth - 1.0).abs() < 0.05 && lower < truth && truth < upper, "{mean} {truth}");
    }
}
