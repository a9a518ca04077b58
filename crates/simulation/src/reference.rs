//! The county's reference tables, embedded from `notebooks-data/dunhuang` (its README says which are official).

use serde::{Deserialize, de::DeserializeOwned};

const TOWNS: &str = include_str!("../../../notebooks-data/dunhuang/towns_620982.csv");
const VILLAGES: &str = include_str!("../../../notebooks-data/dunhuang/villages_620982.csv");
const DISPUTE_TYPES: &str = include_str!("../../../notebooks-data/dunhuang/dispute_types.csv");
const SEASONALITY: &str = include_str!("../../../notebooks-data/dunhuang/seasonality_SYNTHETIC.csv");

/// The row of the season table for every category that has none of its own.
const REMAINING_CATEGORIES: &str = "其他各类";

/// A town.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct TownRow {
    #[serde(rename = "code9")]
    pub(crate) code: String,
    pub(crate) name: String,
    in_9_towns: String,
}

/// A village or community.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct VillageRow {
    #[serde(rename = "code12")]
    pub(crate) code: String,
    #[serde(rename = "display_name")]
    pub(crate) name: String,
    r#type: String,
    #[serde(rename = "town_code9")]
    pub(crate) town: String,
    #[serde(rename = "grids_SYNTHETIC")]
    pub(crate) grids: u32,
}

impl VillageRow {
    /// Whether people live in blocks and streets rather than on farms.
    pub(crate) fn is_community(&self) -> bool {
        self.r#type.starts_with("community")
    }
}

#[derive(Debug, Deserialize)]
struct DisputeTypeRow {
    #[serde(rename = "code_internal")]
    code: String,
    #[serde(rename = "dunhuang_prior_pct_SYNTHETIC")]
    percent: Option<f64>,
}

/// The tables as the simulation reads them.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    /// The nine towns; the oilfield base (620982401) is not one of them.
    pub(crate) towns: Vec<TownRow>,
    /// Their 66 villages and communities.
    pub(crate) villages: Vec<VillageRow>,
    /// Category code and its share of all disputes; the shares sum to 1.
    pub(crate) shares: Vec<(String, f64)>,
    /// Category code and its twelve monthly factors around 1.
    seasons: Vec<(String, [f64; 12])>,
}

impl Reference {
    /// The embedded tables. They are part of the program: tests hold their counts, so a row that does not
    /// parse cannot go unseen.
    pub(crate) fn embedded() -> Self {
        let towns: Vec<TownRow> =
            rows(TOWNS).into_iter().filter(|town: &TownRow| town.in_9_towns == "yes").collect();
        let villages = rows(VILLAGES)
            .into_iter()
            .filter(|village: &VillageRow| towns.iter().any(|town| town.code == village.town))
            .collect();
        let shares = rows(DISPUTE_TYPES)
            .into_iter()
            .filter_map(|row: DisputeTypeRow| Some((row.code, row.percent? / 100.0)))
            .collect();
        let seasons = rows(SEASONALITY).iter().filter_map(|row: &Vec<String>| season_row(row)).collect();
        Self { towns, villages, shares, seasons }
    }

    /// The twelve monthly factors of a category.
    pub(crate) fn season(&self, code: &str) -> [f64; 12] {
        let of = |wanted: &str| self.seasons.iter().find(|(key, _)| key == wanted).map(|(_, months)| *months);
        of(code).or_else(|| of(REMAINING_CATEGORIES)).unwrap_or([1.0; 12])
    }
}

/// `01 婚姻家庭,1.23,…`: the code is what stands before the first space.
fn season_row(row: &[String]) -> Option<(String, [f64; 12])> {
    let (label, factors) = row.split_first()?;
    let code = label.split_whitespace().next()?.to_owned();
    let factors: Vec<f64> = factors.iter().filter_map(|factor| factor.parse().ok()).collect();
    Some((code, factors.try_into().ok()?))
}

fn rows<T: DeserializeOwned>(table: &str) -> Vec<T> {
    csv::Reader::from_reader(table.as_bytes()).into_deserialize().filter_map(Result::ok).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_county_has_nine_towns_sixty_six_villages_and_820_grids() {
        let reference = Reference::embedded();
        assert_eq!(reference.towns.len(), 9);
        assert_eq!(reference.villages.len(), 66);
        assert_eq!(reference.villages.iter().filter(|village| village.is_community()).count(), 10);
        assert_eq!(reference.villages.iter().map(|village| village.grids).sum::<u32>(), 820);
    }

    #[test]
    fn the_shares_of_the_categories_sum_to_one_and_every_season_has_twelve_months() {
        let reference = Reference::embedded();
        let sum: f64 = reference.shares.iter().map(|(_, share)| share).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        assert_eq!(reference.seasons.len(), 10);
        assert!(reference.season("1101")[7] > 2.0, "tourism peaks in August");
        assert_eq!(reference.season("08"), reference.season(REMAINING_CATEGORIES));
    }
}
