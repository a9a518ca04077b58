//! Where things lie: town centres around the county seat, villages around their town, grids around their
//! village, and the desert around all of them.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::reference::Reference;

/// Longitude and latitude of the county seat, and kilometres per degree there.
const SEAT: [f64; 2] = [94.6618, 40.1421];
const KILOMETRES_PER_DEGREE: [f64; 2] = [85.1, 111.04];

/// Town code → kilometres east and north of the seat, and the radius in kilometres within which its villages
/// lie. Placed from general knowledge of the oasis (Yangguan is an oasis of its own, far in the south-west);
/// not surveyed.
const TOWNS: [(&str, [f64; 2], f64); 9] = [
    ("620982100", [-6.5, -3.5], 5.5),
    ("620982101", [0.0, 0.0], 2.6),
    ("620982102", [-5.0, 5.5], 6.0),
    ("620982103", [8.5, -0.5], 6.0),
    ("620982104", [5.0, 11.5], 6.5),
    ("620982105", [-52.0, -23.0], 6.0),
    ("620982106", [0.5, -6.0], 4.8),
    ("620982107", [12.5, 7.5], 5.5),
    ("620982108", [-2.5, 17.5], 6.0),
];

/// Villages keep this far apart at first, in kilometres; where there is no room they move together.
const VILLAGE_GAP: f64 = 2.2;
/// Radius of a village in kilometres, and the distance its grids keep at first.
const VILLAGE_RADIUS: f64 = 1.5;
const GRID_GAP: f64 = 0.55;
/// Communities are a town's blocks: everything is this much closer.
const COMMUNITY_DENSITY: f64 = 0.5;
/// Each time this many candidates found no room, the distance asked for shrinks by the factor below.
const PATIENCE: u32 = 40;
const YIELDING: f64 = 0.92;

/// The desert is sampled every so many kilometres, and begins so far from the last grid.
const DESERT_STEP: f64 = 0.9;
const OASIS_RIM: f64 = 1.15;
/// Columns and rows of desert around everything: enough to surround the land whatever is dropped.
const DESERT_MARGIN: f64 = 4.0;

/// Where the grids of each village lie, and points of the desert around them; kilometres from the seat.
#[derive(Clone, Debug)]
pub(super) struct Sites {
    /// Per village, in the order of the reference, one site for each grid.
    pub(super) grids: Vec<Vec<[f64; 2]>>,
    /// Sites whose cells are nobody's: they end the cells of the outermost grids.
    pub(super) desert: Vec<[f64; 2]>,
}

/// Places everything.
pub(super) fn sites(reference: &Reference, random: &mut ChaCha8Rng) -> Sites {
    let centres: Vec<[f64; 2]> = TOWNS.iter().map(|(_, centre, _)| *centre).collect();
    let mut villages: Vec<[f64; 2]> = Vec::new();
    for row in &reference.villages {
        let town = TOWNS.iter().position(|(code, ..)| *code == row.town).unwrap_or(0);
        let (_, centre, radius) = TOWNS[town];
        let gap = if row.is_community() { VILLAGE_GAP * COMMUNITY_DENSITY } else { VILLAGE_GAP };
        let site = settle(centre, radius, gap, &villages, |site| nearest(site, &centres) == town, random);
        villages.push(site);
    }
    let mut grids: Vec<Vec<[f64; 2]>> = Vec::new();
    for (position, row) in reference.villages.iter().enumerate() {
        let scale = if row.is_community() { COMMUNITY_DENSITY } else { 1.0 };
        let mut own: Vec<[f64; 2]> = Vec::new();
        for _ in 0..row.grids {
            let at_home = |site| nearest(site, &villages) == position;
            let (radius, gap) = (VILLAGE_RADIUS * scale, GRID_GAP * scale);
            own.push(settle(villages[position], radius, gap, &own, at_home, random));
        }
        grids.push(own);
    }
    let desert = desert(&grids.concat(), random);
    Sites { grids, desert }
}

/// Longitude and latitude of a point in kilometres from the seat.
pub(super) fn degrees(point: [f64; 2]) -> [f64; 2] {
    [SEAT[0] + point[0] / KILOMETRES_PER_DEGREE[0], SEAT[1] + point[1] / KILOMETRES_PER_DEGREE[1]]
}

/// Kilometres between two points.
pub(super) fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// A point within `radius` of the centre that is at home and keeps its distance from the others. The distance
/// yields as candidates fail, so a place is found whenever the centre itself is at home.
fn settle(
    centre: [f64; 2],
    radius: f64,
    mut gap: f64,
    others: &[[f64; 2]],
    at_home: impl Fn([f64; 2]) -> bool,
    random: &mut ChaCha8Rng,
) -> [f64; 2] {
    loop {
        for _ in 0..PATIENCE {
            let angle = random.random::<f64>() * std::f64::consts::TAU;
            let reach = radius * random.random::<f64>().sqrt();
            let site = [centre[0] + reach * angle.cos(), centre[1] + reach * angle.sin()];
            if at_home(site) && others.iter().all(|other| distance(*other, site) >= gap) {
                return site;
            }
        }
        gap *= YIELDING;
    }
}

fn nearest(site: [f64; 2], centres: &[[f64; 2]]) -> usize {
    (0..centres.len())
        .min_by(|a, b| distance(centres[*a], site).total_cmp(&distance(centres[*b], site)))
        .unwrap_or(0)
}

/// A slightly shaken lattice around the grids, without the pockets between villages: only desert that hangs
/// together with the open desert counts, so that no outline gets a hole.
fn desert(grids: &[[f64; 2]], random: &mut ChaCha8Rng) -> Vec<[f64; 2]> {
    let low = grids.iter().fold([f64::MAX; 2], |low, site| [low[0].min(site[0]), low[1].min(site[1])]);
    let high = grids.iter().fold([f64::MIN; 2], |high, site| [high[0].max(site[0]), high[1].max(site[1])]);
    let steps = |axis: usize| ((high[axis] - low[axis] + 2.0 * DESERT_MARGIN) / DESERT_STEP).ceil() as usize;
    let (columns, rows) = (steps(0) + 1, steps(1) + 1);
    let mut shaken = |index: usize, low: f64| {
        let shake = (random.random::<f64>() - 0.5) * 0.4;
        low - DESERT_MARGIN + (index as f64 + shake) * DESERT_STEP
    };
    let lattice: Vec<[f64; 2]> = (0..rows * columns)
        .map(|cell| [shaken(cell % columns, low[0]), shaken(cell / columns, low[1])])
        .collect();
    let mut bare: Vec<bool> =
        lattice.iter().map(|point| grids.iter().all(|grid| distance(*grid, *point) >= OASIS_RIM)).collect();
    // Walk in from the corner, which is open desert; what is reached is taken and not visited again.
    let mut reached = Vec::new();
    let mut ahead = vec![0];
    while let Some(cell) = ahead.pop() {
        if !std::mem::take(&mut bare[cell]) {
            continue;
        }
        reached.push(lattice[cell]);
        let (column, row) = (cell % columns, cell / columns);
        ahead.extend((column > 0).then(|| cell - 1));
        ahead.extend((column + 1 < columns).then(|| cell + 1));
        ahead.extend((row > 0).then(|| cell - columns));
        ahead.extend((row + 1 < rows).then(|| cell + columns));
    }
    reached
}
