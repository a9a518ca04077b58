//! One series against the rest of the county, window by window.

use statistics::distribution::Counts;

use super::dekads::YEAR;

/// A year's window shows by itself when so much has at most this chance. One in ten: two years in a row are asked for.
const SHOWS: f64 = 0.1;

/// Half a report, so that a series that is empty outside its window has a level (Jeffreys' prior).
const PRIOR: f64 = 0.5;

/// A window of the civil year and how many past years are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Window {
    /// The first dekad of its next (or open) occurrence.
    pub start: usize,
    /// In dekads.
    pub length: usize,
    /// Past occurrences, one a year.
    pub years: usize,
}

impl Window {
    /// The first dekad of each past occurrence, newest first.
    pub fn past(self) -> impl Iterator<Item = usize> {
        (1..=self.years).map(move |year| self.start - year * YEAR)
    }

    /// Whether two windows share a dekad.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.start + other.length && other.start < self.start + self.length
    }
}

/// What the past occurrences of a window held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    pub window: Window,
    /// Reports inside, all years together.
    pub observed: f64,
    /// Expected inside.
    pub expected: f64,
    /// Variance over mean of the expectation's law.
    pub dispersion: f64,
    /// Years that show by themselves.
    pub confirmed: usize,
    /// The chance of so many.
    pub p_value: f64,
}

/// Counts of an area and of the rest of the county in one category, as running sums over the dekads.
#[derive(Debug)]
pub(super) struct Series {
    own: Vec<f64>,
    rest: Vec<f64>,
    /// Variance over mean of a dekad, at least 1.
    dispersion: f64,
}

impl Series {
    /// `all` is the whole county's series.
    pub fn new(own: &[f64], all: &[f64], dispersion: f64) -> Self {
        let rest = own.iter().zip(all).map(|(own, all)| all - own);
        Self { own: sums(own.iter().copied()), rest: sums(rest), dispersion }
    }

    /// Reports in `length` dekads from one on.
    pub fn count(&self, start: usize, length: usize) -> f64 {
        between(&self.own, start, start + length)
    }

    /// Reports in the year before a dekad, which may be one to come.
    pub fn year_before(&self, dekad: usize) -> Option<f64> {
        let end = dekad.min(self.own.len() - 1);
        Some(between(&self.own, end.checked_sub(YEAR)?, end))
    }

    /// Sets the past occurrences of a window against the area's share, outside the windows of these years, of what the
    /// rest of the county had inside: a season that the county shares cancels, whatever its shape.
    ///
    /// The law is negative binomial with the series' dispersion, widened by the errors of the share and of the rest's
    /// count: `φ (1 + E / n_out + E / C_in)`. `None` where the record does not reach back so far or the rest is empty.
    pub fn measure(&self, window: Window) -> Option<Measure> {
        let first = window.start.checked_sub(window.years * YEAR)?;
        let end = window.start.min(self.own.len() - 1);
        let inside = |sums: &[f64]| -> f64 {
            window.past().map(|start| between(sums, start, start + window.length)).sum()
        };
        let (observed, rest_inside) = (inside(&self.own), inside(&self.rest));
        let outside = between(&self.own, first, end) - observed + PRIOR;
        let rest_outside = between(&self.rest, first, end) - rest_inside;
        if rest_inside <= 0.0 || rest_outside <= 0.0 {
            return None;
        }
        let share = outside / rest_outside;
        let dispersion = |expected: f64, rest: f64| {
            self.dispersion * (1.0 + expected / outside + expected / rest.max(1.0))
        };
        let p_value = |observed: f64, expected: f64, rest: f64| {
            // What is not above its expectation says nothing for a season.
            if observed <= expected {
                return 0.5;
            }
            Counts::with_dispersion(expected, dispersion(expected, rest))
                .map_or(0.5, |law| law.mid_p(observed))
        };
        let expected = share * rest_inside;
        let confirmed = if observed > expected {
            let shows = |start: &usize| {
                let rest = between(&self.rest, *start, *start + window.length);
                p_value(self.count(*start, window.length), share * rest, rest) <= SHOWS
            };
            window.past().filter(shows).count()
        } else {
            0
        };
        Some(Measure {
            window,
            observed,
            expected,
            dispersion: dispersion(expected, rest_inside),
            confirmed,
            p_value: p_value(observed, expected, rest_inside),
        })
    }
}

/// Variance over mean of a series around its share of the county, by Pearson's statistic; `None` for an empty one.
pub(super) fn dispersion(own: &[f64], all: &[f64]) -> Option<f64> {
    let (total, county) = (own.iter().sum::<f64>(), all.iter().sum::<f64>());
    if total <= 0.0 || own.len() < 2 {
        return None;
    }
    let share = total / county;
    let squares = own.iter().zip(all).filter(|(_, all)| **all > 0.0).map(|(own, all)| {
        let expected = share * all;
        (own - expected).powi(2) / expected
    });
    Some(squares.sum::<f64>() / (own.len() - 1) as f64)
}

/// One p-value from many that depend on each other: the Cauchy combination (Liu & Xie 2020, *JASA* 115:393), which is
/// right in the tail under any correlation and loses little where neighbouring windows share an excess.
pub(super) fn combined(p_values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0);
    for p_value in p_values {
        let p_value = p_value.max(f64::MIN_POSITIVE);
        // tan(π (½ − p)) = 1 / tan(π p), without the loss of digits.
        sum += (std::f64::consts::PI * p_value).tan().recip();
        count += 1;
    }
    if count == 0 || sum <= 0.0 {
        return 1.0;
    }
    (f64::from(count) / sum).atan() / std::f64::consts::PI
}

fn sums(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let running = values.scan(0.0, |sum, value| {
        *sum += value;
        Some(*sum)
    });
    std::iter::once(0.0).chain(running).collect()
}

fn between(sums: &[f64], from: usize, to: usize) -> f64 {
    sums[to] - sums[from]
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { start: 3 * YEAR + 10, length: 4, years: 2 };

    /// Three years and ten dekads: the county at twenty a dekad, doubled in the same window; an area with a tenth of it,
    /// times `own` inside in the last two years.
    fn series(own: f64) -> Series {
        let inside = |dekad: usize| (10..14).contains(&(dekad % YEAR));
        let all: Vec<f64> = (0..3 * YEAR + 10).map(|dekad| if inside(dekad) { 40.0 } else { 20.0 }).collect();
        let area: Vec<f64> = all
            .iter()
            .enumerate()
            .map(|(dekad, all)| all / 10.0 * if inside(dekad) && dekad >= YEAR { own } else { 1.0 })
            .collect();
        Series::new(&area, &all, 1.2)
    }

    #[test]
    fn a_season_of_the_county_is_none_of_the_area() {
        let measure = series(1.0).measure(WINDOW).unwrap();
        assert!((measure.observed - 32.0).abs() < 1e-9 && (measure.expected - 32.0).abs() < 1.0);
        assert!(measure.p_value > 0.3 && measure.confirmed == 0);
    }

    #[test]
    fn an_own_season_is_measured_against_the_rest_and_shows_in_both_years() {
        let measure = series(2.5).measure(WINDOW).unwrap();
        assert!(measure.observed / measure.expected > 2.0, "{measure:?}");
        assert!(measure.p_value < 1e-5 && measure.confirmed == 2, "{measure:?}");
        let longer = series(2.5).measure(Window { years: 3, ..WINDOW }).unwrap();
        assert!(longer.confirmed == 2 && longer.p_value > measure.p_value);
        assert!(series(2.5).measure(Window { years: 4, ..WINDOW }).is_none());
    }

    #[test]
    fn combining_equal_p_values_changes_nothing_and_one_of_many_pays_for_them() {
        let close = |p: f64, to: f64| (p / to - 1.0).abs() < 0.01;
        assert!(close(combined([1e-4; 5].into_iter()), 1e-4));
        let one = combined(std::iter::once(1e-5).chain(std::iter::repeat_n(0.5, 9)));
        assert!(close(one, 1e-4), "{one}");
        assert_eq!(combined(std::iter::empty()), 1.0);
    }
}
