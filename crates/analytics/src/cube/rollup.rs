//! Sums of cells at any level of both trees, by day, week or month, as known by the end of a day.

use chrono::NaiveDate;
use domain::{AreaId, AreaLevel, Areas, CategoryCode, Taxonomy, Week};

use super::{
    month::Month,
    places::{Kinds, NONE, Places},
    receipts::Receipts,
    table::Cube,
};

/// How widely categories are taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breadth {
    /// As filed.
    Category,
    /// The widest category above the filed one.
    Group,
    /// All that are not restricted, together.
    Every,
}

/// The length of the periods that are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A day.
    Day,
    /// An ISO week.
    Week,
    /// A calendar month.
    Month,
}

impl Period {
    /// The first day of the period that holds this day.
    pub fn start(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day,
            Self::Week => Week::of(day).monday(),
            Self::Month => Month::of(day).first_day(),
        }
    }
}

/// What is asked of the cube.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollUp {
    /// The level of the areas.
    pub level: AreaLevel,
    /// How widely categories are taken.
    pub breadth: Breadth,
    /// The periods.
    pub period: Period,
    /// Only what had been received by the end of this day counts.
    pub known_by: NaiveDate,
}

/// One sum that is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count<'a> {
    /// The area.
    pub area: &'a AreaId,
    /// The category or group; `None` for all together.
    pub category: Option<&'a CategoryCode>,
    /// First day of the period.
    pub start: NaiveDate,
    /// Reports.
    pub reports: u64,
}

/// The effort of one grid and day as it was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayOfEffort<'a> {
    /// The grid.
    pub grid: &'a AreaId,
    /// The day.
    pub day: NaiveDate,
    /// Households or shops visited.
    pub visits: u32,
    /// "Nothing to report" was said explicitly.
    pub zero_report: bool,
}

impl Cube {
    /// Every sum that is not zero, by (area, category, period) in the order of the two lists.
    ///
    /// A report counts where it was filed and in the areas around it, so one that names a town only is missing from
    /// the counts of villages. A restricted category is counted for towns and the county only, and in no group; areas
    /// and categories that the trees do not know are not counted.
    pub fn counts<'a>(&self, areas: &'a Areas, taxonomy: &'a Taxonomy, asked: RollUp) -> Vec<Count<'a>> {
        self.counts_of(areas, taxonomy, asked, |_| true)
    }

    /// The same of what was received on certain days.
    pub(super) fn counts_of<'a>(
        &self,
        areas: &'a Areas,
        taxonomy: &'a Taxonomy,
        asked: RollUp,
        is_asked: impl Fn(NaiveDate) -> bool,
    ) -> Vec<Count<'a>> {
        let (places, kinds) = (Places::new(areas), Kinds::new(taxonomy));
        let mut sums: Vec<((u32, u32, NaiveDate), u64)> = Vec::new();
        let is_known = |received| received <= asked.known_by && is_asked(received);
        for (_, receipts) in self.months() {
            add(receipts, &places, &kinds, asked, is_known, &mut sums);
        }
        sums.sort_unstable_by_key(|(key, _)| *key);
        sums.dedup_by(|next, kept| {
            let alike = next.0 == kept.0;
            if alike {
                kept.1 += next.1;
            }
            alike
        });
        sums.into_iter()
            .map(|((area, category, start), reports)| Count {
                area: &places.area(area as usize).id,
                category: (category != NONE).then(|| &kinds.category(category as usize).code),
                start,
                reports,
            })
            .collect()
    }

    /// The effort of every grid and day as known by the end of a day, by (day, grid). A later count of a grid and day
    /// takes the place of an earlier one.
    pub fn effort(&self, known_by: NaiveDate) -> Vec<DayOfEffort<'_>> {
        let mut known: Vec<(NaiveDate, DayOfEffort<'_>)> = Vec::new();
        for (_, receipts) in self.months() {
            known.extend(receipts.patrols.iter().filter(|patrol| patrol.received <= known_by).map(
                |patrol| {
                    let effort = DayOfEffort {
                        grid: &receipts.areas[patrol.grid as usize],
                        day: patrol.day,
                        visits: patrol.visits,
                        zero_report: patrol.zero_report,
                    };
                    (patrol.received, effort)
                },
            ));
        }
        // The latest receipt comes first, and the first of a grid and day is kept.
        known.sort_unstable_by(|(received, a), (other, b)| {
            (a.day, a.grid, other).cmp(&(b.day, b.grid, received))
        });
        known.dedup_by(|(_, next), (_, kept)| (next.day, next.grid) == (kept.day, kept.grid));
        known.into_iter().map(|(_, effort)| effort).collect()
    }
}

/// Adds the cells of one month of receipts to the sums.
fn add(
    receipts: &Receipts,
    places: &Places<'_>,
    kinds: &Kinds<'_>,
    asked: RollUp,
    is_known: impl Fn(NaiveDate) -> bool,
    sums: &mut Vec<((u32, u32, NaiveDate), u64)>,
) {
    let counted_at: Vec<Option<u32>> = receipts
        .areas
        .iter()
        .map(|area| places.ancestor(places.number(area)?, asked.level).map(|place| place as u32))
        .collect();
    let counted_as: Vec<Option<u32>> =
        receipts.categories.iter().map(|code| counted_as(kinds, code, asked)).collect();
    for cell in receipts.cells.iter().filter(|cell| is_known(cell.received)) {
        let (Some(area), Some(category)) =
            (counted_at[cell.area as usize], counted_as[cell.category as usize])
        else {
            continue;
        };
        sums.push(((area, category, asked.period.start(cell.occurred)), u64::from(cell.reports)));
    }
}

/// The number under which reports of a category are counted, [`NONE`] for all together; `None` where they are not.
fn counted_as(kinds: &Kinds<'_>, code: &CategoryCode, asked: RollUp) -> Option<u32> {
    let filed = kinds.number(code)?;
    let restricted = kinds.is_restricted(filed);
    if restricted && asked.level > AreaLevel::Town {
        return None;
    }
    match asked.breadth {
        Breadth::Category => Some(filed as u32),
        Breadth::Group => kinds.counted_in(filed).last().map(|group| group as u32),
        Breadth::Every => (!restricted).then_some(NONE),
    }
}
