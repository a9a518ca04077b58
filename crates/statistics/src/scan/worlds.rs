//! Cases as they happened, and as they might have happened by chance.

use rand::Rng;

use super::Cylinders;
use crate::distribution::Counts;

/// Cases by period, those before the first window left out.
#[derive(Clone, Default)]
pub(super) struct World {
    /// Where each period's cases start.
    starts: Vec<usize>,
    /// Location and number.
    cases: Vec<(u32, u32)>,
    total: u64,
}

impl World {
    /// The cases of one period: location and number.
    pub(super) fn of(&self, period: usize) -> &[(u32, u32)] {
        &self.cases[self.starts[period]..self.starts[period + 1]]
    }

    /// Takes cases as period, location and number, in any order.
    pub(super) fn fill(&mut self, periods: usize, cases: &[(u32, u32, u32)]) {
        self.starts.clear();
        self.starts.resize(periods + 1, 0);
        for &(period, ..) in cases {
            self.starts[period as usize] += 1;
        }
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
        self.cases.clear();
        self.cases.resize(cases.len(), (0, 0));
        // Backwards, so that a period keeps the order of the input.
        for &(period, location, number) in cases.iter().rev() {
            self.starts[period as usize] -= 1;
            self.cases[self.starts[period as usize]] = (location, number);
        }
        self.total = cases.iter().map(|case| u64::from(case.2)).sum();
    }
}

/// The law of the worlds in which nothing is clustered.
pub(super) enum Worlds {
    /// Every case keeps its location and its period, but which goes with which is shuffled.
    Shuffled { locations: Vec<u32>, starts: Vec<usize> },
    /// A fixed number of cases, each in any period alike, at a location by its population.
    Thrown { cases: usize, periods: usize, location: Alias },
    /// A fixed number of cases, each in a cell (location-major) by its population.
    Scattered { cases: usize, periods: usize, cell: Alias },
    /// Independent counts by location, from the first period that a window holds to the last.
    Independent { laws: Vec<Sparse>, periods: usize },
    /// Counts of groups, each thrown among its locations by their means.
    Shared { shares: Vec<Share>, periods: usize },
}

/// The count of a group in a period, and where it falls.
pub(super) struct Share {
    pub(super) period: u32,
    pub(super) law: Sparse,
    /// Position in `members`.
    pub(super) member: Alias,
    pub(super) members: Vec<u32>,
}

/// The law of a count that is 0 most of the time.
pub(super) struct Sparse {
    law: Counts,
    /// Up to this level the quantile is 0.
    none: f64,
}

impl Sparse {
    pub(super) fn new(law: Counts) -> Self {
        let none = law.probability(0.0);
        Self { law, none: if law.quantile(none) == 0.0 { none } else { 0.0 } }
    }

    fn draw(&self, rng: &mut impl Rng) -> u32 {
        let level: f64 = rng.random();
        if level <= self.none { 0 } else { self.law.quantile(level) as u32 }
    }
}

/// Room for the draws of one world after the other.
#[derive(Default)]
pub(super) struct Room {
    order: Vec<u32>,
    drawn: Vec<(u32, u32, u32)>,
}

impl Worlds {
    /// Draws a world; what lies before the period `oldest` may be missing in it.
    pub(super) fn draw(&self, rng: &mut impl Rng, oldest: usize, room: &mut Room, world: &mut World) {
        room.drawn.clear();
        match self {
            Self::Shuffled { locations, starts } => {
                room.order.clone_from(locations);
                world.starts.clone_from(starts);
                world.cases.clear();
                world.cases.resize(locations.len(), (0, 0));
                for index in (starts[oldest]..locations.len()).rev() {
                    let other = rng.random_range(0..=index as u32) as usize;
                    room.order.swap(index, other);
                    world.cases[index] = (room.order[index], 1);
                }
                world.total = (locations.len() - starts[oldest]) as u64;
            }
            Self::Thrown { cases, periods, location } => {
                for _ in 0..*cases {
                    let period = rng.random_range(0..*periods as u32);
                    if period as usize >= oldest {
                        room.drawn.push((period, location.draw(rng), 1));
                    }
                }
                world.fill(*periods, &room.drawn);
            }
            Self::Scattered { cases, periods, cell } => {
                for _ in 0..*cases {
                    let cell = cell.draw(rng) as usize;
                    room.drawn.push(((cell % periods) as u32, (cell / periods) as u32, 1));
                }
                world.fill(*periods, &room.drawn);
            }
            Self::Independent { laws, periods } => {
                let recent = periods - oldest;
                for (index, law) in laws.iter().enumerate() {
                    let number = law.draw(rng);
                    if number > 0 {
                        room.drawn.push(((oldest + index % recent) as u32, (index / recent) as u32, number));
                    }
                }
                world.fill(*periods, &room.drawn);
            }
            Self::Shared { shares, periods } => {
                for share in shares {
                    for _ in 0..share.law.draw(rng) {
                        let location = share.members[share.member.draw(rng) as usize];
                        room.drawn.push((share.period, location, 1));
                    }
                }
                world.fill(*periods, &room.drawn);
            }
        }
    }

    /// More cases than this are in no cylinder of this world.
    pub(super) fn most(&self, cylinders: &Cylinders<'_>, world: &World) -> u64 {
        match self {
            // A location keeps its number of cases, hence a zone does.
            Self::Shuffled { .. } => world.total.min(cylinders.largest as u64),
            _ => world.total,
        }
    }
}

/// Draws from a finite law in constant time (Walker 1977; Vose 1991).
pub(super) struct Alias {
    /// Chance of the entry itself, and its other.
    entries: Vec<(f64, u32)>,
}

impl Alias {
    /// The law proportional to `weights`, of which at least one is positive.
    pub(super) fn new(weights: &[f64]) -> Self {
        let mean = weights.iter().sum::<f64>() / weights.len() as f64;
        let mut entries: Vec<(f64, u32)> =
            weights.iter().enumerate().map(|(index, weight)| (weight / mean, index as u32)).collect();
        let (mut small, mut large): (Vec<u32>, Vec<u32>) =
            (0..weights.len() as u32).partition(|&index| entries[index as usize].0 < 1.0);
        while let (Some(&poor), Some(&rich)) = (small.last(), large.last()) {
            small.pop();
            entries[poor as usize].1 = rich;
            let left = entries[rich as usize].0 - (1.0 - entries[poor as usize].0);
            entries[rich as usize].0 = left;
            if left < 1.0 {
                large.pop();
                small.push(rich);
            }
        }
        // What is left is 1 but for rounding; an entry of weight 0 never is.
        for index in small.into_iter().chain(large).filter(|&index| weights[index as usize] > 0.0) {
            entries[index as usize].0 = 1.0;
        }
        Self { entries }
    }

    fn draw(&self, rng: &mut impl Rng) -> u32 {
        let index = rng.random_range(0..self.entries.len() as u32);
        let (own, other) = self.entries[index as usize];
        if rng.random::<f64>() < own { index } else { other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::world;

    #[test]
    fn an_alias_draws_in_proportion_and_never_what_has_no_weight() {
        let alias = Alias::new(&[0.0, 1.0, 0.0, 5.0, 4.0]);
        let mut rng = world(1);
        let mut drawn = [0; 5];
        (0..20_000).for_each(|_| drawn[alias.draw(&mut rng) as usize] += 1);
        assert_eq!((drawn[0], drawn[2]), (0, 0));
        assert!((1800..2200).contains(&drawn[1]) && (9700..10_300).contains(&drawn[3]), "{drawn:?}");
    }

    #[test]
    fn a_shuffled_world_keeps_the_cases_of_every_period_and_location() {
        let worlds = Worlds::Shuffled { locations: vec![0, 0, 1, 2, 2, 2], starts: vec![0, 1, 3, 6] };
        let mut drawn = World::default();
        worlds.draw(&mut world(2), 0, &mut Room::default(), &mut drawn);
        assert_eq!([0, 1, 2].map(|period| drawn.of(period).len()), [1, 2, 3]);
        let mut locations: Vec<u32> = drawn.cases.iter().map(|case| case.0).collect();
        locations.sort_unstable();
        assert_eq!(locations, [0, 0, 1, 2, 2, 2]);
    }
}
