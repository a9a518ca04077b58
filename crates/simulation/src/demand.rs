//! How many disputes of each category a village brings on a day, before chance has its say.

use chrono::NaiveDate;
use domain::{Calendar, Category, CategoryCode, Taxonomy};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma};

use crate::{
    Parameters,
    land::{Land, Village},
    reference::Reference,
    rhythm::{self, Span},
    stream::{Purpose, Streams},
};

/// Reports of a county in a year, from prefecture-wide counts scaled by population; without duplicates and
/// planted episodes, which come on top, and before silent spells, which take away.
const REPORTS_A_YEAR: f64 = 7_700.0;
const DAYS_A_YEAR: f64 = 365.25;

/// Restricted categories have no share of their own in the table: category, the one it is carved out of, and
/// the part it takes.
const CARVED: [(&str, &str, f64); 2] = [("0103", "01", 0.04), ("93", "92", 0.3)];

/// Shape of the gamma factor by which a village differs from its size, in all it reports and category by category;
/// a larger shape is a gentler difference.
const VILLAGE_SHAPE: f64 = 10.0;
const VILLAGE_CATEGORY_SHAPE: f64 = 8.0;
/// The same for the grids of a village.
const GRID_SHAPE: f64 = 5.0;

/// The expected counts of a county.
#[derive(Clone, Debug)]
pub(crate) struct Demand {
    /// The days simulated.
    pub(crate) span: Span,
    /// The categories simulated; positions elsewhere refer to this list.
    pub(crate) categories: Vec<Category>,
    /// Per day, whether an irrigation round is on.
    pub(crate) irrigation: Vec<bool>,
    /// Per grid, its weight within its village.
    pub(crate) grids: Vec<f64>,
    /// Per category, its share of all reports.
    pub(crate) shares: Vec<f64>,
    /// Per category and day, the factor around the average day.
    curves: Vec<Vec<f64>>,
    /// Per village and category, the expected count of an average day.
    daily: Vec<Vec<f64>>,
}

impl Demand {
    /// Spreads a county's reports over its villages, categories and days.
    pub(crate) fn estimate(
        land: &Land,
        reference: &Reference,
        parameters: &Parameters,
        calendar: &Calendar,
        taxonomy: &Taxonomy,
        streams: Streams,
    ) -> Self {
        let span = Span::new(parameters.from, parameters.until);
        let mut random = streams.open(Purpose::Demand);
        let known: Vec<(Category, f64)> = shares(reference)
            .into_iter()
            .filter_map(|(code, share)| Some((taxonomy.get(&CategoryCode::new(code)).cloned()?, share)))
            .collect();
        let town_code = |village: &Village| reference.towns[village.town].code.as_str();
        let mut weights: Vec<Vec<f64>> = land
            .villages
            .iter()
            .map(|village| {
                let size = village.grids.len() as f64 * around_one(VILLAGE_SHAPE, &mut random);
                known
                    .iter()
                    .map(|(category, _)| {
                        let code = category.code.as_str();
                        let fit = setting(code, village.community) * attraction(code, town_code(village));
                        size * fit * around_one(VILLAGE_CATEGORY_SHAPE, &mut random)
                    })
                    .collect()
            })
            .collect();
        for (position, (_, share)) in known.iter().enumerate() {
            let total: f64 = weights.iter().map(|row| row[position]).sum();
            let daily = REPORTS_A_YEAR * share / DAYS_A_YEAR;
            for row in &mut weights {
                row[position] *= daily / total.max(f64::MIN_POSITIVE);
            }
        }
        let code = |category: &Category| category.code.as_str().to_owned();
        Self {
            span,
            irrigation: rhythm::irrigation(calendar, span),
            grids: land.grids.iter().map(|_| around_one(GRID_SHAPE, &mut random)).collect(),
            curves: known
                .iter()
                .map(|(category, _)| rhythm::curve(&code(category), reference, calendar, span))
                .collect(),
            daily: weights,
            shares: known.iter().map(|(_, share)| *share).collect(),
            categories: known.into_iter().map(|(category, _)| category).collect(),
        }
    }

    /// The expected count of a village, category and day.
    pub(crate) fn expected(&self, village: usize, category: usize, day: usize) -> f64 {
        self.daily[village][category] * self.curves[category][day]
    }

    /// The expected count of an average year.
    pub(crate) fn yearly(&self, village: usize, category: usize) -> f64 {
        self.daily[village][category] * DAYS_A_YEAR
    }

    /// The position of a category; `None` when the taxonomy does not know it.
    pub(crate) fn category(&self, code: &str) -> Option<usize> {
        self.categories.iter().position(|category| category.code.as_str() == code)
    }

    /// The position of a day; `None` outside the span.
    pub(crate) fn position(&self, day: NaiveDate) -> Option<usize> {
        usize::try_from((day - self.span.from).num_days()).ok().filter(|position| *position < self.span.days)
    }
}

fn shares(reference: &Reference) -> Vec<(String, f64)> {
    let mut shares = reference.shares.clone();
    for (code, from, part) in CARVED {
        if let Some((_, share)) = shares.iter_mut().find(|(code, _)| code == from) {
            let carved = *share * part;
            *share -= carved;
            shares.push((code.to_owned(), carved));
        }
    }
    shares
}

/// How well a category fits farms and blocks: land belongs to villages, property management to communities.
fn setting(code: &str, community: bool) -> f64 {
    let (village, block) = match code {
        "07" => (1.0, 0.0),
        "14" => (0.0, 1.0),
        "03" => (1.15, 0.5),
        "05" => (1.0, 0.35),
        "08" | "90" => (1.1, 0.3),
        "1099" | "12" => (0.7, 1.6),
        "1102" | "1199" => (0.6, 2.0),
        _ => (1.0, 1.0),
    };
    if community { block } else { village }
}

/// Where tourists are: at the dunes and the spring, in the old town, at the caves, at the Yang Pass.
fn attraction(code: &str, town: &str) -> f64 {
    match (code, town) {
        ("1101", "620982106") => 3.0,
        ("1101", "620982101" | "620982103" | "620982105") => 1.6,
        ("1101", _) => 0.3,
        _ => 1.0,
    }
}

/// A gamma factor with mean 1.
pub(crate) fn around_one(shape: f64, random: &mut ChaCha8Rng) -> f64 {
    Gamma::new(shape, shape.recip()).map_or(1.0, |gamma| gamma.sample(random))
}
