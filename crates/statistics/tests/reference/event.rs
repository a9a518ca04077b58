//! The profile of a festival that moves through the year, against the truth it was simulated from.
//!
//! `lunar.csv` holds twelve of our own weekly series with a rise before Spring Festival: counts and the means that they
//! were drawn from.

use statistics::event::{Settings, profile};

use crate::table::{data, rows};

/// Weeks before and after Spring Festival.
const EDGES: [f64; 12] = [-8.0, -6.0, -5.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 5.0];

struct Lunar {
    distances: Vec<Option<f64>>,
    counts: Vec<Vec<f64>>,
    means: Vec<Vec<f64>>,
}

fn lunar() -> Lunar {
    let parse =
        |row: &Vec<String>| -> Vec<f64> { row.iter().map(|n| n.parse().unwrap_or(f64::NAN)).collect() };
    let rows: Vec<Vec<f64>> = rows(&data("lunar.csv")).iter().skip(1).map(parse).collect();
    let column = |at: usize| rows.iter().map(|row| row[at]).collect();
    Lunar {
        distances: rows.iter().map(|row| Some(row[1])).collect(),
        counts: (0..12).map(|series| column(2 + 2 * series)).collect(),
        means: (0..12).map(|series| column(3 + 2 * series)).collect(),
    }
}

fn slices(series: &[Vec<f64>]) -> Vec<&[f64]> {
    series.iter().map(Vec::as_slice).collect()
}

#[test]
fn the_profile_of_the_counts_is_that_of_the_means_they_were_drawn_from() {
    let lunar = lunar();
    let settings = Settings::default();
    let measured = profile(&slices(&lunar.counts), &lunar.distances, &EDGES, &settings).unwrap();
    let truth = profile(&slices(&lunar.means), &lunar.distances, &EDGES, &settings).unwrap();
    for (bin, truth) in measured.bins.iter().zip(&truth.bins) {
        assert!((bin.ratio / truth.ratio - 1.0).abs() < 0.06, "{bin:?} {truth:?}");
        assert!(bin.lower <= truth.ratio && truth.ratio <= bin.upper, "{bin:?} {truth:?}");
    }
    let highest = measured.bins.iter().max_by(|a, b| a.ratio.total_cmp(&b.ratio)).unwrap();
    assert!(highest.from == -3.0 && highest.lower > 2.5, "{highest:?}");
}
