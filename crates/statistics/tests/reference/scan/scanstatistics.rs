//! The scores of R's scanstatistics on the last 60 days of the simulated towns.
//!
//! Its negative-binomial statistics are a derivative over an information, not over its square root as Tango,
//! Takahashi & Kohriyama (2011) define them; with `size` 5. That is [`Efficient::excess`], and ranks places
//! without a past first: the scans of this crate do not use it.

use statistics::scan::{Efficient, Law, Rise, efficient_score, score};

use super::satscan::Study;
use crate::table::{data, table};

/// Periods before the last 60 days.
const BEFORE: usize = 305;
const DAYS: usize = 60;

/// One town's last 60 days.
struct Town {
    /// Location-major.
    counts: Vec<u32>,
    baselines: Vec<f64>,
}

impl Town {
    fn read(name: &str) -> Self {
        let study = Study::read(&data("scan"), name, "2024-01-01", BEFORE + DAYS);
        let mut counts = vec![0; study.names.len() * DAYS];
        for case in study.cases.iter().filter(|case| case.period >= BEFORE) {
            counts[case.location * DAYS + case.period - BEFORE] += case.count;
        }
        let baselines = table(&data("scan").join(format!("{name}_baseline.csv")));
        Self { counts, baselines: baselines.iter().map(|row| row["baseline"].parse().unwrap()).collect() }
    }

    /// The counts of a cylinder, location-major.
    fn inside(&self, zone: &[usize], duration: usize) -> Vec<u32> {
        let recent = |&place: &usize| &self.counts[(place + 1) * DAYS - duration..(place + 1) * DAYS];
        zone.iter().flat_map(recent).copied().collect()
    }

    fn sum(&self, zone: &[usize], duration: usize) -> f64 {
        self.inside(zone, duration).iter().map(|count| f64::from(*count)).sum()
    }

    /// What the tool means by its methods' scores.
    fn score(&self, method: &str, zone: &[usize], duration: usize) -> f64 {
        let observed = self.sum(zone, duration);
        let means: Vec<f64> = zone.iter().flat_map(|&place| vec![self.baselines[place]; duration]).collect();
        let efficient = |rise| {
            efficient_score(&self.inside(zone, duration), &means, duration, 5.0, rise).map(Efficient::excess)
        };
        match method {
            "eb_poisson" => score(Law::Expectation { dispersion: 1.0 }, observed, means.iter().sum()),
            "eb_negbin_hotspot" => efficient(Rise::Level).unwrap(),
            "eb_negbin_emerging" => efficient(Rise::Growing).unwrap(),
            // Without a population the Poisson model's expectations are those of the permutation.
            _ => {
                let all: Vec<usize> = (0..self.baselines.len()).collect();
                let total = self.sum(&all, DAYS);
                let expected = self.sum(zone, DAYS) * self.sum(&all, duration) / total;
                score(Law::Conditional { total }, observed, expected)
            }
        }
    }
}

#[test]
fn the_scores_of_cylinders_are_those_of_scanstatistics() {
    let rows = table(&data("scan").join("scanstatistics.csv"));
    assert!(rows.len() > 500);
    for name in ["synA", "synB"] {
        let town = Town::read(name);
        for row in rows.iter().filter(|row| row["town"] == name) {
            let zone: Vec<usize> = row["locations"].split(' ').map(|place| place.parse().unwrap()).collect();
            let wanted: f64 = row["score"].parse().unwrap();
            let got = town.score(&row["method"], &zone, row["duration"].parse().unwrap());
            assert!((got - wanted).abs() <= 1e-6 * wanted.abs().max(1.0), "{got} for {row:?}");
        }
    }
}
