//! For every location its nearest neighbours, nearest first, itself included.

use crate::scan::Settings;

/// The neighbour lists of all locations, end to end.
pub(super) struct Neighbours {
    starts: Vec<usize>,
    members: Vec<usize>,
}

impl Neighbours {
    /// Orders the neighbours of each location by distance, then by index, and cuts the list at the largest
    /// number and the largest radius. O(locations² + locations × members × log members).
    pub(super) fn find(locations: &[[f64; 2]], settings: &Settings) -> Self {
        let longest = settings.max_locations.min(locations.len());
        let mut starts = vec![0];
        let mut members = Vec::new();
        let mut near: Vec<(f64, usize)> = Vec::with_capacity(locations.len());
        for centre in locations {
            near.clear();
            near.extend(
                locations
                    .iter()
                    .enumerate()
                    .map(|(index, place)| ((place[0] - centre[0]).hypot(place[1] - centre[1]), index)),
            );
            near.retain(|(distance, _)| *distance <= settings.max_radius);
            let nearer = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
            if near.len() > longest {
                near.select_nth_unstable_by(longest - 1, nearer);
                near.truncate(longest);
            }
            near.sort_unstable_by(nearer);
            members.extend(near.iter().map(|(_, index)| *index));
            starts.push(members.len());
        }
        Self { starts, members }
    }

    /// How many circles there are over all centres.
    pub(super) fn circles(&self) -> usize {
        self.members.len()
    }

    /// The neighbours of `centre`, nearest first.
    pub(super) fn of(&self, centre: usize) -> &[usize] {
        &self.members[self.starts[centre]..self.starts[centre + 1]]
    }

    /// The lists of all centres in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[usize]> {
        self.starts.windows(2).map(|pair| &self.members[pair[0]..pair[1]])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_its_own_nearest_neighbour_and_the_cuts_hold() {
        let places = [[0.0, 0.0], [3.0, 0.0], [1.0, 0.0], [9.0, 0.0]];
        let near =
            Neighbours::find(&places, &Settings { max_locations: 3, max_radius: 4.0, ..Settings::default() });
        assert_eq!(near.of(0), [0, 2, 1]);
        assert_eq!(near.of(3), [3]);
        assert_eq!(near.circles(), near.iter().map(<[usize]>::len).sum::<usize>());
    }
}
