//! What happens: chance around the expected counts, and what the planted episodes add and take.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Poisson};

use crate::{
    demand::{Demand, around_one},
    episode::Plan,
    filing::found_on_patrol,
    habits::Habits,
    land::Land,
    stream::{Purpose, Streams, pick_weighted},
};

/// Shape of the gamma factor that a town's week shares, and that of a village, category and week: with the
/// Poisson count they make the counts negative-binomial at every level.
const TOWN_WEEK_SHAPE: f64 = 60.0;
const VILLAGE_WEEK_SHAPE: f64 = 3.0;
const DAYS_A_WEEK: usize = 7;

/// One dispute, somewhere, on some day.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence {
    /// Position of the day.
    pub(crate) day: usize,
    /// Position of the grid.
    pub(crate) grid: usize,
    /// Position of the category.
    pub(crate) category: usize,
    /// Whether it is about irrigation water.
    pub(crate) water: bool,
    /// Seeds how it is reported, so that leaving one out does not change the others.
    pub(crate) key: u64,
    /// Seeds who and what it is about: the same matter has the same seed.
    pub(crate) matter: u64,
    /// Occurrences of one theme are told by the same sentence.
    pub(crate) theme: Option<u64>,
    /// It had been settled before.
    pub(crate) again: bool,
    /// It was found on one of the patrols that a doubled effort adds; nobody would have told of it.
    pub(crate) found: bool,
}

/// Everything that happens and is not lost in a silence. From the day `doubled` on, patrols find twice as much.
pub(crate) fn happen(
    land: &Land,
    demand: &Demand,
    habits: &Habits,
    plan: &Plan,
    doubled: Option<usize>,
    streams: Streams,
) -> Vec<Occurrence> {
    let mut occurrences = by_itself(land, demand, doubled, streams);
    occurrences.retain(|it| !habits.is_silent(it.grid, it.day));
    let mut random = streams.open(Purpose::Planted);
    for burst in &plan.bursts {
        let matter = random.random();
        for (number, (grid, day)) in burst.places.iter().enumerate() {
            let mut one = draw(land, demand, *grid, burst.category, *day, &mut random);
            one.theme = Some(burst.theme);
            if burst.same_matter {
                one.matter = matter;
                one.again = number > 0;
            }
            occurrences.push(one);
        }
    }
    for effect in &plan.effects {
        for (village, day, extra) in effect.added(demand) {
            for _ in 0..count(extra, &mut random) {
                let grid = any_grid(land, demand, village, &mut random);
                occurrences.push(draw(land, demand, grid, effect.category, day, &mut random));
            }
        }
    }
    occurrences.retain(|it| !plan.silences(land.grids[it.grid].village, it.day));
    occurrences
}

fn by_itself(land: &Land, demand: &Demand, doubled: Option<usize>, streams: Streams) -> Vec<Occurrence> {
    let mut random = streams.open(Purpose::Occurrence);
    let mut finding = streams.open(Purpose::Doubling);
    let doubled = doubled.unwrap_or(usize::MAX);
    let mut occurrences = Vec::new();
    for first in (0..demand.span.days).step_by(DAYS_A_WEEK) {
        let week = first..demand.span.days.min(first + DAYS_A_WEEK);
        let towns: Vec<f64> = land.towns.iter().map(|_| around_one(TOWN_WEEK_SHAPE, &mut random)).collect();
        for (position, village) in land.villages.iter().enumerate() {
            for category in 0..demand.categories.len() {
                let days: Vec<f64> =
                    week.clone().map(|day| demand.expected(position, category, day)).collect();
                let (town, here) = (towns[village.town], around_one(VILLAGE_WEEK_SHAPE, &mut random));
                let mean = days.iter().sum::<f64>() * town * here;
                for _ in 0..count(mean, &mut random) {
                    let day = first + pick_weighted(&days, &mut random);
                    let grid = any_grid(land, demand, position, &mut random);
                    occurrences.push(draw(land, demand, grid, category, day, &mut random));
                }
                if week.end > doubled {
                    // The same stir: what the second patrol finds rises and falls with what the first one does.
                    let seen = found_on_patrol(demand.categories[category].code.as_str()) * town * here;
                    let more: Vec<f64> = week
                        .clone()
                        .zip(&days)
                        .map(|(day, mean)| if day >= doubled { mean * seen } else { 0.0 })
                        .collect();
                    for _ in 0..count(more.iter().sum(), &mut finding) {
                        let day = first + pick_weighted(&more, &mut finding);
                        let grid = any_grid(land, demand, position, &mut finding);
                        let one = draw(land, demand, grid, category, day, &mut finding);
                        occurrences.push(Occurrence { found: true, ..one });
                    }
                }
            }
        }
    }
    occurrences
}

fn count(mean: f64, random: &mut ChaCha8Rng) -> u32 {
    // A Poisson count needs a positive mean; a rate of zero gives none.
    Poisson::new(mean).map_or(0, |poisson| poisson.sample(random) as u32)
}

fn any_grid(land: &Land, demand: &Demand, village: usize, random: &mut ChaCha8Rng) -> usize {
    let grids = land.villages[village].grids.clone();
    grids.start + pick_weighted(&demand.grids[grids], random)
}

fn draw(
    land: &Land,
    demand: &Demand,
    grid: usize,
    category: usize,
    day: usize,
    random: &mut ChaCha8Rng,
) -> Occurrence {
    let code = demand.categories[category].code.as_str();
    // Blocks have no fields to water.
    let fields = !land.villages[land.grids[grid].village].community;
    let water = random.random_bool(water_share(code, demand.irrigation[day])) && fields;
    let (key, matter) = (random.random(), random.random());
    Occurrence { day, grid, category, water, key, matter, theme: None, again: false, found: false }
}

/// The part of a category that is about irrigation water, within a round and outside.
fn water_share(code: &str, round: bool) -> f64 {
    match (code, round) {
        ("07", true) => 0.55,
        ("07", false) => 0.08,
        ("02", true) => 0.16,
        ("02", false) => 0.02,
        _ => 0.0,
    }
}
