//! Which locations may form a cluster: for every centre the others in the order in which they join.

use crate::error::ScanError;

/// The sphere that stands for the earth, in km.
const EARTH: f64 = 6367.0;

/// More than this many members over all circles (1 GB) are refused: a radius is missing.
const MOST_MEMBERS: usize = 1 << 28;

/// Where the locations are.
#[derive(Clone, Copy, Debug)]
pub enum Coordinates<'a> {
    /// `[x, y]` on a plane, in one unit (km).
    Planar(&'a [[f64; 2]]),
    /// `[latitude, longitude]` in degrees; distances are great circles on a sphere of 6,367 km.
    Geographic(&'a [[f64; 2]]),
}

/// How far a cluster may reach from its centre. The default is no limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// Largest radius, in the unit of the coordinates or km.
    pub radius: f64,
    /// Most locations, the centre included.
    pub locations: usize,
    /// Most steps from neighbour to neighbour; only for [`Circles::by_adjacency`].
    pub rings: usize,
}

impl Default for Reach {
    fn default() -> Self {
        Self { radius: f64::INFINITY, locations: usize::MAX, rings: usize::MAX }
    }
}

/// The candidate circles: around each location the sets of its nearest locations.
///
/// Equally far locations join in the order of their coordinates, whatever their order in the input; those at
/// one and the same point join together.
#[derive(Clone, Debug)]
pub struct Circles {
    /// On the plane `[x, y, 0]`; on the sphere in space.
    points: Vec<[f64; 3]>,
    sphere: bool,
    /// Who comes first when all else is equal.
    ranks: Vec<usize>,
    starts: Vec<usize>,
    members: Vec<u32>,
}

impl Circles {
    /// Circles by distance. O(locations² log locations).
    ///
    /// ```
    /// use statistics::scan::{Circles, Coordinates, Reach};
    /// let row = [[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]];
    /// let circles = Circles::by_distance(Coordinates::Planar(&row), &Reach { radius: 2.0, ..Reach::default() })?;
    /// assert_eq!(circles.around(1), [1, 0, 2]);
    /// assert_eq!(circles.around(2), [2, 1]);
    /// # Ok::<(), statistics::error::ScanError>(())
    /// ```
    ///
    /// # Errors
    /// [`ScanError`]: no location, a coordinate that is not finite, a latitude beyond the poles, a limit of 0.
    pub fn by_distance(coordinates: Coordinates<'_>, reach: &Reach) -> Result<Self, ScanError> {
        let mut circles = Self::of(coordinates, reach)?;
        circles.ranks = circles.by_point();
        circles.grow(reach, |_, _| 0)?;
        Ok(circles)
    }

    /// Circles by adjacency: first the neighbours, then their neighbours, each ring by distance. `neighbours`
    /// lists for each location those beside it; what is named on one side only counts for both.
    ///
    /// ```
    /// use statistics::scan::{Circles, Coordinates, Reach};
    /// // A river between locations 0 and 1, a bridge at 2.
    /// let banks = [[0.0, 0.0], [0.0, 1.0], [5.0, 0.5]];
    /// let bridges = [vec![2], vec![2], vec![]];
    /// let circles = Circles::by_adjacency(Coordinates::Planar(&banks), &bridges, &Reach::default())?;
    /// assert_eq!(circles.around(0), [0, 2, 1]);
    /// # Ok::<(), statistics::error::ScanError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Circles::by_distance`], and a neighbour that is no location.
    pub fn by_adjacency(
        coordinates: Coordinates<'_>,
        neighbours: &[Vec<usize>],
        reach: &Reach,
    ) -> Result<Self, ScanError> {
        let mut circles = Self::of(coordinates, reach)?;
        let places = circles.points.len();
        if neighbours.len() != places {
            return Err(ScanError::Length { what: "neighbours", got: neighbours.len(), needed: places });
        }
        let mut beside = vec![Vec::new(); places];
        for (place, near) in neighbours.iter().enumerate() {
            for &other in near {
                if other >= places {
                    return Err(ScanError::Neighbour { index: place, neighbour: other });
                }
                beside[place].push(other);
                beside[other].push(place);
            }
        }
        circles.ranks = circles.by_point();
        let mut rings = (usize::MAX, vec![usize::MAX; places]);
        circles.grow(reach, |centre, place| {
            if rings.0 != centre {
                rings = (centre, steps(&beside, centre, reach.rings));
            }
            rings.1[place]
        })?;
        Ok(circles)
    }

    /// Planar circles in which equally far locations join in the order of the input.
    pub(super) fn in_input_order(points: &[[f64; 2]], reach: &Reach) -> Result<Self, ScanError> {
        let mut circles = Self::of(Coordinates::Planar(points), reach)?;
        circles.ranks = (0..points.len()).collect();
        circles.grow(reach, |_, _| 0)?;
        Ok(circles)
    }

    /// Number of locations.
    pub fn locations(&self) -> usize {
        self.points.len()
    }

    /// The locations around `centre` in the order in which they join it.
    pub fn around(&self, centre: usize) -> &[u32] {
        &self.members[self.starts[centre]..self.starts[centre + 1]]
    }

    /// The distance between two locations, in the unit of the coordinates or km.
    pub fn distance(&self, a: usize, b: usize) -> f64 {
        let (a, b) = (self.points[a], self.points[b]);
        let straight = (a[0] - b[0]).hypot(a[1] - b[1]).hypot(a[2] - b[2]);
        if self.sphere { 2.0 * EARTH * (straight / (2.0 * EARTH)).min(1.0).asin() } else { straight }
    }

    /// Which location comes first when all else is equal.
    pub(super) fn rank(&self, location: usize) -> usize {
        self.ranks[location]
    }

    /// Whether two locations are at the same point.
    pub(super) fn together(&self, a: usize, b: usize) -> bool {
        self.points[a] == self.points[b]
    }

    fn of(coordinates: Coordinates<'_>, reach: &Reach) -> Result<Self, ScanError> {
        let (pairs, sphere) = match coordinates {
            Coordinates::Planar(pairs) => (pairs, false),
            Coordinates::Geographic(pairs) => (pairs, true),
        };
        if pairs.is_empty() {
            return Err(ScanError::Empty);
        }
        let outside = |pair: &[f64; 2]| {
            !pair.iter().all(|c| c.is_finite()) || (sphere && (pair[0].abs() > 90.0 || pair[1].abs() > 360.0))
        };
        if let Some(index) = pairs.iter().position(outside) {
            return Err(ScanError::Coordinate { index });
        }
        let rules = [
            ("max_radius", reach.radius >= 0.0),
            ("max_locations", reach.locations > 0),
            ("max_rings", reach.rings > 0),
        ];
        if let Some(rule) = rules.iter().find(|rule| !rule.1) {
            return Err(ScanError::Setting(rule.0));
        }
        let point = |pair: &[f64; 2]| {
            if !sphere {
                return [pair[0], pair[1], 0.0];
            }
            let [latitude, longitude] = pair.map(f64::to_radians);
            [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
                .map(|part| EARTH * part)
        };
        let points = pairs.iter().map(point).collect();
        Ok(Self { points, sphere, ranks: Vec::new(), starts: vec![0], members: Vec::new() })
    }

    /// The place of each location in the order of the coordinates.
    fn by_point(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.points.len()).collect();
        let by_point = |a: &usize, b: &usize| {
            let (a, b) = (&self.points[*a], &self.points[*b]);
            a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])).then(a[2].total_cmp(&b[2]))
        };
        order.sort_by(by_point);
        let mut ranks = vec![0; order.len()];
        order.iter().enumerate().for_each(|(rank, &place)| ranks[place] = rank);
        ranks
    }

    /// Lists for every centre the locations within reach by ring, distance and rank; ring `usize::MAX` is out
    /// of reach.
    fn grow(&mut self, reach: &Reach, mut ring: impl FnMut(usize, usize) -> usize) -> Result<(), ScanError> {
        let places = self.points.len();
        let mut near: Vec<(usize, f64, usize, u32)> = Vec::with_capacity(places);
        let nearer = |a: &(usize, f64, usize, u32), b: &(usize, f64, usize, u32)| {
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2))
        };
        for centre in 0..places {
            near.clear();
            near.extend(
                (0..places)
                    .map(|place| {
                        (ring(centre, place), self.distance(centre, place), self.ranks[place], place as u32)
                    })
                    .filter(|(ring, distance, ..)| *ring < usize::MAX && *distance <= reach.radius),
            );
            if near.len() > reach.locations {
                near.select_nth_unstable_by(reach.locations - 1, nearer);
                near.truncate(reach.locations);
            }
            near.sort_unstable_by(nearer);
            if self.members.len() + near.len() > MOST_MEMBERS {
                return Err(ScanError::TooLarge { what: "circles' members", most: MOST_MEMBERS });
            }
            self.members.extend(near.iter().map(|(.., place)| *place));
            self.starts.push(self.members.len());
        }
        Ok(())
    }
}

/// Steps from `centre` to each location, breadth first; `usize::MAX` beyond `most`.
fn steps(beside: &[Vec<usize>], centre: usize, most: usize) -> Vec<usize> {
    let mut steps = vec![usize::MAX; beside.len()];
    steps[centre] = 0;
    let mut edge = vec![centre];
    for step in 1..=most.min(beside.len()) {
        let mut next = Vec::new();
        for &other in edge.iter().flat_map(|&place| &beside[place]) {
            if steps[other] == usize::MAX {
                steps[other] = step;
                next.push(other);
            }
        }
        if next.is_empty() {
            break;
        }
        edge = next;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_its_own_nearest_neighbour_and_the_cuts_hold() {
        let places = [[0.0, 0.0], [3.0, 0.0], [1.0, 0.0], [9.0, 0.0]];
        let reach = Reach { locations: 3, radius: 4.0, ..Reach::default() };
        let circles = Circles::by_distance(Coordinates::Planar(&places), &reach).unwrap();
        assert_eq!(circles.around(0), [0, 2, 1]);
        assert_eq!(circles.around(3), [3]);
    }

    #[test]
    fn a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() {
        let places = [[40.0, 94.0], [41.0, 94.0], [40.0, 95.0]];
        let circles = Circles::by_distance(Coordinates::Geographic(&places), &Reach::default()).unwrap();
        assert!((circles.distance(0, 1) - 111.125).abs() < 0.001);
        assert!((circles.distance(0, 2) - 85.13).abs() < 0.01);
    }

    #[test]
    fn equally_far_places_join_by_their_coordinates_not_by_their_order() {
        let circles = |places: &[[f64; 2]]| {
            Circles::by_distance(Coordinates::Planar(places), &Reach::default()).unwrap()
        };
        assert_eq!(circles(&[[0.0, 0.0], [1.0, 0.0], [-1.0, 0.0]]).around(0), [0, 2, 1]);
        assert_eq!(circles(&[[0.0, 0.0], [-1.0, 0.0], [1.0, 0.0]]).around(0), [0, 1, 2]);
    }

    #[test]
    fn rings_stop_where_they_are_told() {
        let row: Vec<[f64; 2]> = (0..5).map(|x| [f64::from(x), 0.0]).collect();
        let chain = [vec![1], vec![2], vec![3], vec![4], vec![]];
        let reach = Reach { rings: 2, ..Reach::default() };
        let circles = Circles::by_adjacency(Coordinates::Planar(&row), &chain, &reach).unwrap();
        assert_eq!(circles.around(0), [0, 1, 2]);
        assert_eq!(circles.around(2), [2, 1, 3, 0, 4]);
        let broken = [vec![1], vec![9], vec![], vec![], vec![]];
        assert_eq!(
            Circles::by_adjacency(Coordinates::Planar(&row), &broken, &reach).unwrap_err(),
            ScanError::Neighbour { index: 1, neighbour: 9 }
        );
    }
}
