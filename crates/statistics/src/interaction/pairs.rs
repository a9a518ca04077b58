//! All pairs of events within a distance, found by a grid.

use std::collections::HashMap;

use crate::error::InteractionError;

/// A pair is two numbers of four bytes; so many of them are 400 MB.
pub(super) const MOST_PAIRS: usize = 50_000_000;

/// Most cells of the grid along one axis, so that a cell number is exact whatever the unit of the places.
const MOST_CELLS: f64 = 1_048_576.0;

/// A cell is wider than the distance by this share, so that rounding cannot put two near events two cells apart.
const SLACK: f64 = 1e-9;

/// The half of a cell's surroundings that meets each pair of cells once, itself apart.
const HALF_RING: [(i64, i64); 4] = [(1, -1), (1, 0), (1, 1), (0, 1)];

/// Two events by their position.
pub(super) type Pair = (u32, u32);

/// The pairs in each band of distance: band `k` reaches from above `limits[k − 1]` to `limits[k]`, the first
/// from 0. O(n + pairs within the largest limit).
pub(super) fn near(places: &[[f64; 2]], limits: &[f64]) -> Result<Vec<Vec<Pair>>, InteractionError> {
    let mut bands = vec![Vec::new(); limits.len()];
    let reach = limits.last().copied().unwrap_or(0.0);
    let too_many = InteractionError::TooManyPairs { most: MOST_PAIRS };
    if u32::try_from(places.len()).is_err() {
        return Err(too_many);
    }
    let mut found = 0;
    let mut meet = |a: u32, b: u32| {
        let [from, to] = [places[a as usize], places[b as usize]];
        let (east, north) = (from[0] - to[0], from[1] - to[1]);
        let distance = (east * east + north * north).sqrt();
        let band = limits.partition_point(|limit| *limit < distance);
        if let Some(pairs) = bands.get_mut(band) {
            found += 1;
            pairs.push((a.min(b), a.max(b)));
        }
        if found > MOST_PAIRS { Err(too_many) } else { Ok(()) }
    };
    let grid = Grid::new(places, reach);
    for (cell, members) in &grid.cells {
        for (index, &a) in members.iter().enumerate() {
            for &b in &members[index + 1..] {
                meet(a, b)?;
            }
            for (east, north) in HALF_RING {
                for &b in grid.cells.get(&(cell.0 + east, cell.1 + north)).into_iter().flatten() {
                    meet(a, b)?;
                }
            }
        }
    }
    // The grid is walked in no particular order; in order, memory is read forwards and the result is one.
    bands.iter_mut().for_each(|pairs| pairs.sort_unstable());
    Ok(bands)
}

/// The events by square cell.
struct Grid {
    cells: HashMap<(i64, i64), Vec<u32>>,
}

impl Grid {
    fn new(places: &[[f64; 2]], reach: f64) -> Self {
        let least = |axis: usize| places.iter().map(|place| place[axis]).fold(f64::INFINITY, f64::min);
        let most = |axis: usize| places.iter().map(|place| place[axis]).fold(f64::NEG_INFINITY, f64::max);
        let origin = [least(0), least(1)];
        // Halves, for the extent of huge coordinates overflows.
        let extent = (0..2).map(|axis| most(axis) / 2.0 - origin[axis] / 2.0).fold(0.0, f64::max);
        let smallest = extent * (2.0 / MOST_CELLS);
        let width = (reach * (1.0 + SLACK)).max(smallest).clamp(f64::MIN_POSITIVE, f64::MAX);
        let cell = |value: f64, axis: usize| ((value / 2.0 - origin[axis] / 2.0) / width * 2.0) as i64;
        let mut cells: HashMap<(i64, i64), Vec<u32>> = HashMap::new();
        for (event, place) in places.iter().enumerate() {
            cells.entry((cell(place[0], 0), cell(place[1], 1))).or_default().push(event as u32);
        }
        Self { cells }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_comparing_all(places: &[[f64; 2]], limits: &[f64]) -> Vec<Vec<Pair>> {
        let mut bands = vec![Vec::new(); limits.len()];
        for a in 0..places.len() {
            for b in a + 1..places.len() {
                let square: f64 = (0..2).map(|axis| (places[a][axis] - places[b][axis]).powi(2)).sum();
                if let Some(band) = limits.iter().position(|limit| square.sqrt() <= *limit) {
                    bands[band].push((a as u32, b as u32));
                }
            }
        }
        bands
    }

    #[test]
    fn the_same_place_is_within_a_distance_of_zero() {
        let places = [[1.5, 2.5], [1.5, 2.5], [1.5, 2.6], [1e300, -1e300]];
        assert_eq!(near(&places, &[0.0]).unwrap(), [vec![(0, 1)]]);
        assert_eq!(near(&places, &[0.0, 0.2]).unwrap(), [vec![(0, 1)], vec![(0, 2), (1, 2)]]);
    }

    #[test]
    fn more_pairs_than_fit_are_refused_early() {
        let crowd = vec![[0.0, 0.0]; 10_100];
        assert_eq!(near(&crowd, &[1.0]), Err(InteractionError::TooManyPairs { most: MOST_PAIRS }));
    }

    proptest! {
        #[test]
        fn the_grid_finds_what_comparing_all_pairs_finds(
            places in prop::collection::vec((-40i32..40, -40i32..40), 0..80), unit in 1e-3..1e3_f64,
            steps in prop::collection::vec(0.0..6.0_f64, 1..4),
        ) {
            // On a lattice many distances are equal to a limit.
            let places: Vec<[f64; 2]> =
                places.iter().map(|(x, y)| [f64::from(*x) * unit, f64::from(*y) * unit]).collect();
            let mut limit = 0.0;
            let limits: Vec<f64> = steps.iter().map(|step| { limit += step.floor() * unit; limit }).collect();
            prop_assert_eq!(near(&places, &limits).unwrap(), by_comparing_all(&places, &limits));
        }
    }
}
