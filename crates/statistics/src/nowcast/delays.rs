//! Reverse-time hazards and the share reported at an age.

use super::{Settings, Triangle};

/// Events over all delays that the prior is worth (Perks 1947).
const PRIOR: f64 = 1.0;

/// Events at which a part of the cycle weighs as much as the whole: with a month of days at a few events each
/// a weekday speaks for itself.
const POOLING: f64 = 20.0;

/// Reports of one period never count as less independent than this: one must be able to divide by the rest.
const MOST_CLUSTERING: f64 = 0.95;

/// The share of a period's reports that are in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub mean: f64,
    pub variance: f64,
}

/// Shares by part of the cycle and age.
pub struct Delays {
    /// Part by part, ages from 0.
    shares: Vec<Share>,
    common: Vec<f64>,
    delays: usize,
    clustering: f64,
}

/// Reports with a delay of exactly, and of at most, some `d`, summed over periods.
#[derive(Clone, Copy, Default)]
struct Tally {
    exactly: f64,
    at_most: f64,
    /// Sum of the squares of the periods' `at_most`.
    squares: f64,
}

/// Posterior of one hazard: Beta(`now`, `earlier`).
#[derive(Clone, Copy)]
struct Hazard {
    now: f64,
    earlier: f64,
}

impl Delays {
    pub fn learn(triangle: &Triangle, settings: &Settings) -> Self {
        let delays = triangle.delays();
        let cycle = settings.cycle.min(triangle.periods());
        let mut tallies = vec![Tally::default(); cycle * delays];
        each_cell(triangle, settings, |period, delay, exactly, at_most| {
            tallies[period % cycle * delays + delay].add(exactly, at_most);
        });
        let common: Vec<Tally> = (0..delays)
            .map(|delay| {
                (0..cycle).map(|part| tallies[part * delays + delay]).fold(Tally::default(), Tally::plus)
            })
            .collect();
        let prior = |delay: usize| Hazard {
            now: PRIOR / delays as f64,
            earlier: PRIOR * delay as f64 / delays as f64,
        };
        // First as if each report came on its own, to see whether it does.
        let hazards = |clustering: f64| -> (Vec<Hazard>, Vec<Hazard>) {
            let shared: Vec<Hazard> = common
                .iter()
                .enumerate()
                .map(|(delay, tally)| prior(delay).after(tally, clustering))
                .collect();
            let parts = tallies.iter().enumerate().map(|(index, tally)| {
                let common = &shared[index % delays];
                if cycle == 1 { *common } else { common.worth(POOLING).after(tally, clustering) }
            });
            (parts.collect(), shared)
        };
        let means: Vec<f64> = hazards(0.0)
            .0
            .chunks_exact(delays)
            .flat_map(|part| shares(part, 0.0))
            .map(|share| share.mean)
            .collect();
        let clustering = clustering(triangle, settings, |period| {
            let part = period % cycle;
            &means[part * delays..(part + 1) * delays]
        });
        let (parts, shared) = hazards(clustering);
        Self {
            shares: parts.chunks_exact(delays).flat_map(|part| shares(part, clustering)).collect(),
            common: shares(&shared, clustering).iter().map(|share| share.mean).collect(),
            delays,
            clustering,
        }
    }

    /// The share of a period's reports in at an age.
    pub fn share(&self, period: usize, age: usize) -> Share {
        let cycle = self.shares.len() / self.delays;
        self.shares[period % cycle * self.delays + age.min(self.delays - 1)]
    }

    pub fn reported_by_age(&self) -> Vec<f64> {
        self.common.clone()
    }

    pub fn clustering(&self) -> f64 {
        self.clustering
    }
}

impl Tally {
    fn add(&mut self, exactly: f64, at_most: f64) {
        self.exactly += exactly;
        self.at_most += at_most;
        self.squares += at_most * at_most;
    }

    fn plus(self, other: Self) -> Self {
        Self {
            exactly: self.exactly + other.exactly,
            at_most: self.at_most + other.at_most,
            squares: self.squares + other.squares,
        }
    }
}

impl Hazard {
    /// The posterior; reports that come in bunches count for fewer (the design effect of a cluster sample).
    fn after(&self, tally: &Tally, clustering: f64) -> Self {
        if tally.at_most == 0.0 {
            return *self;
        }
        let bunch = (tally.squares / tally.at_most - 1.0).max(0.0);
        let worth = 1.0 / (1.0 + clustering * bunch);
        Self {
            now: self.now + tally.exactly * worth,
            earlier: self.earlier + (tally.at_most - tally.exactly) * worth,
        }
    }

    fn mean(&self) -> f64 {
        self.now / (self.now + self.earlier)
    }

    /// The same mean, as sure as so many events make it.
    fn worth(&self, events: f64) -> Self {
        Self { now: events * self.mean(), earlier: events * (1.0 - self.mean()) }
    }

    /// E(1 − g) and E(1 − g)².
    fn survival(&self) -> (f64, f64) {
        let total = self.now + self.earlier;
        let first = self.earlier / total;
        (first, first * (self.earlier + 1.0) / (total + 1.0))
    }
}

/// Shares at the ages from 0: products of the later hazards' complements. A single period's share varies
/// around the common one with variance `clustering · G (1 − G)`.
fn shares(hazards: &[Hazard], clustering: f64) -> Vec<Share> {
    let mut shares = vec![Share { mean: 1.0, variance: 0.0 }; hazards.len()];
    let (mut first, mut second) = (1.0, 1.0);
    for age in (0..hazards.len().saturating_sub(1)).rev() {
        let (mean, square) = hazards[age + 1].survival();
        first *= mean;
        second *= square;
        let square = second + clustering * (first - second);
        shares[age] = Share { mean: first, variance: (square - first * first).max(0.0) };
    }
    shares
}

/// Calls `cell(period, delay, reports with the delay, reports with at most the delay)` for each delay above 0
/// and the newest periods old enough to show it.
fn each_cell(triangle: &Triangle, settings: &Settings, mut cell: impl FnMut(usize, usize, f64, f64)) {
    let periods = triangle.periods();
    for period in 0..periods {
        let mut at_most = 0.0;
        for (delay, &count) in triangle.row(period).iter().enumerate().take(periods - period) {
            let exactly = f64::from(count);
            at_most += exactly;
            let newest = periods - 1 - delay;
            if delay > 0 && settings.window.is_none_or(|window| newest - period < window) {
                cell(period, delay, exactly, at_most);
            }
        }
    }
}

/// The correlation of reports of one period, by moments of the beta-binomial law: at each age the reports that
/// were in, of those in by now, against their share. Whatever makes a day slow shows here, one late batch or
/// a delay that runs through all ages.
fn clustering<'a>(triangle: &Triangle, settings: &Settings, shares: impl Fn(usize) -> &'a [f64]) -> f64 {
    let (periods, delays) = (triangle.periods(), triangle.delays());
    let oldest = settings.window.map_or(0, |window| periods.saturating_sub(window.saturating_add(delays)));
    let (mut excess, mut pairs) = (0.0, 0.0);
    for period in oldest..periods {
        let (shares, oldest_age) = (shares(period), (periods - 1 - period).min(delays - 1));
        let total = triangle.reported(period) as f64;
        let mut reported = 0.0;
        for (age, &count) in triangle.row(period).iter().enumerate().take(oldest_age) {
            reported += f64::from(count);
            let mean = shares[age] / shares[oldest_age];
            let single = mean * (1.0 - mean);
            excess += (reported - total * mean).powi(2) - total * single;
            pairs += total * (total - 1.0) * single;
        }
    }
    if pairs > 0.0 { (excess / pairs).clamp(0.0, MOST_CLUSTERING) } else { 0.0 }
}
