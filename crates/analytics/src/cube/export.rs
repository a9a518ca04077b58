//! The cube and its two trees as tables for other tools.

use chrono::NaiveDate;
use domain::{Area, AreaLevel, AreaVersion, Calendar, CategoryCode, Drawings, Effort, Taxonomy};

use super::{
    error::CubeError,
    parquet::{Values, table},
    places::Kinds,
    rollup::{Breadth, Count, Period, RollUp},
    table::Cube,
};

/// What is exported: counts as known by the end of a day, with what is needed to read them.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// The counts.
    pub cube: &'a Cube,
    /// The drawings of the county: one for all days, in which the cube was redrawn, or each with its days.
    pub drawings: &'a Drawings,
    /// Every drawing of every area, where counts are made as drawn then.
    pub versions: Option<&'a [AreaVersion]>,
    /// The categories in force.
    pub taxonomy: &'a Taxonomy,
    /// Festivals and the windows that move disputes.
    pub calendar: &'a Calendar,
    /// Only what had been received by the end of this day is exported.
    pub known_by: NaiveDate,
}

impl Export<'_> {
    /// File name and Parquet bytes of each table: `reports`, `weekly`, `effort`, `areas`, `categories`, `events`.
    ///
    /// Counts are not suppressed, so the files stay with the analysts. A restricted category names no place below the
    /// town here either.
    ///
    /// # Errors
    /// [`CubeError::Unwritable`].
    pub fn tables(&self) -> Result<Vec<(&'static str, Vec<u8>)>, CubeError> {
        Ok(vec![
            ("reports.parquet", self.reports()?),
            ("weekly.parquet", self.weekly()?),
            ("effort.parquet", self.effort()?),
            ("areas.parquet", self.areas()?),
            ("categories.parquet", self.categories()?),
            ("events.parquet", self.events()?),
        ])
    }

    /// By day: `occurred_on`, `area` (as filed), `category`, `received_on`, `reports`.
    fn reports(&self) -> Result<Vec<u8>, CubeError> {
        let kinds = Kinds::new(self.taxonomy);
        let mut rows: Vec<(NaiveDate, &str, &str, NaiveDate, u64)> = Vec::new();
        for (_, receipts) in self.cube.months() {
            for cell in receipts.cells.iter().filter(|cell| cell.received <= self.known_by) {
                let category = &receipts.categories[cell.category as usize];
                let areas = self.drawings.on(cell.received);
                let filed = areas.get(&receipts.areas[cell.area as usize]);
                let (Some(kind), Some(place)) = (kinds.number(category), filed) else {
                    continue;
                };
                let shown = if kinds.is_restricted(kind) {
                    areas.ancestor_at(&place.id, AreaLevel::Town).unwrap_or(place)
                } else {
                    place
                };
                let area = shown.id.as_str();
                rows.push((cell.occurred, area, category.as_str(), cell.received, cell.reports.into()));
            }
        }
        rows.sort_unstable();
        rows.dedup_by(|next, kept| {
            let alike = (next.0, next.1, next.2, next.3) == (kept.0, kept.1, kept.2, kept.3);
            if alike {
                kept.4 += next.4;
            }
            alike
        });
        table(vec![
            ("occurred_on", Values::Day(rows.iter().map(|row| row.0).collect())),
            ("area", Values::Text(rows.iter().map(|row| row.1).collect())),
            ("category", Values::Text(rows.iter().map(|row| row.2).collect())),
            ("received_on", Values::Day(rows.iter().map(|row| row.3).collect())),
            ("reports", Values::Whole(rows.iter().map(|row| row.4).collect())),
        ])
    }

    /// By week and town, three times over: `week` (its Monday), `town`, `breadth` (`category`, `group` or `every`),
    /// `category`, `reports`. Sums are made within one breadth.
    fn weekly(&self) -> Result<Vec<u8>, CubeError> {
        let every = CategoryCode::every();
        let rows: Vec<(&str, Count<'_>)> =
            [("category", Breadth::Category), ("group", Breadth::Group), ("every", Breadth::Every)]
                .into_iter()
                .flat_map(|(name, breadth)| {
                    let asked = RollUp {
                        level: AreaLevel::Town,
                        breadth,
                        period: Period::Week,
                        known_by: self.known_by,
                    };
                    let counts = self.cube.counts_as_drawn(self.drawings, self.taxonomy, asked);
                    counts.into_iter().map(move |count| (name, count))
                })
                .collect();
        table(vec![
            ("week", Values::Day(rows.iter().map(|(_, count)| count.start).collect())),
            ("town", Values::Text(rows.iter().map(|(_, count)| count.area.as_str()).collect())),
            ("breadth", Values::Text(rows.iter().map(|(name, _)| *name).collect())),
            (
                "category",
                Values::Text(
                    rows.iter().map(|(_, count)| count.category.unwrap_or(&every).as_str()).collect(),
                ),
            ),
            ("reports", Values::Whole(rows.iter().map(|(_, count)| count.reports).collect())),
        ])
    }

    /// By day: `day`, `grid`, `visits`, `zero_report`.
    fn effort(&self) -> Result<Vec<u8>, CubeError> {
        let known = self.cube.effort(self.known_by).into_iter().map(|row| Effort {
            grid: row.grid.clone(),
            day: row.day,
            visits: row.visits,
            zero_report: row.zero_report,
        });
        let mut rows: Vec<Effort> = known.collect();
        if self.versions.is_none() {
            rows = self.drawings.on(self.known_by).redraw_effort(rows);
        }
        table(vec![
            ("day", Values::Day(rows.iter().map(|row| row.day).collect())),
            ("grid", Values::Text(rows.iter().map(|row| row.grid.as_str()).collect())),
            ("visits", Values::Whole(rows.iter().map(|row| row.visits.into()).collect())),
            ("zero_report", Values::YesNo(rows.iter().map(|row| row.zero_report).collect())),
        ])
    }

    /// The tree: `area`, `parent`, `level`, `name`, `town`, `village`, `households`, `longitude`, `latitude`. As drawn then
    /// an area has a row for each of its drawings, with `valid_from` and `valid_to` (the first day without it).
    fn areas(&self) -> Result<Vec<u8>, CubeError> {
        let rows: Vec<(&Area, Option<&AreaVersion>)> = match self.versions {
            None => self.drawings.on(self.known_by).all().iter().map(|area| (area, None)).collect(),
            Some(versions) => versions.iter().map(|version| (&version.area, Some(version))).collect(),
        };
        let areas = || rows.iter().map(|(area, _)| *area);
        let above = |level| {
            rows.iter()
                .map(|(area, version)| {
                    let first = version.and_then(|version| version.valid_from).unwrap_or(NaiveDate::MIN);
                    let above = self.drawings.on(first).ancestor_at(&area.id, level);
                    above.map(|above| above.id.as_str())
                })
                .collect()
        };
        let mut columns = vec![
            ("area", Values::Text(areas().map(|area| area.id.as_str()).collect())),
            (
                "parent",
                Values::MaybeText(areas().map(|area| area.parent.as_ref().map(|id| id.as_str())).collect()),
            ),
            ("level", Values::Text(areas().map(|area| area.level.as_str()).collect())),
            ("name", Values::Text(areas().map(|area| area.name.as_str()).collect())),
            ("town", Values::MaybeText(above(AreaLevel::Town))),
            ("village", Values::MaybeText(above(AreaLevel::Village))),
            ("households", Values::Whole(areas().map(|area| area.households.into()).collect())),
            ("longitude", Values::MaybeReal(areas().map(|area| area.centre.map(|at| at[0])).collect())),
            ("latitude", Values::MaybeReal(areas().map(|area| area.centre.map(|at| at[1])).collect())),
        ];
        if let Some(versions) = self.versions {
            let days = |day: fn(&AreaVersion) -> Option<NaiveDate>| versions.iter().map(day).collect();
            columns.push(("valid_from", Values::MaybeDay(days(|version| version.valid_from))));
            columns.push(("valid_to", Values::MaybeDay(days(|version| version.valid_to))));
        }
        table(columns)
    }

    /// The categories: `category`, `parent`, `name_zh`, `name_en`, `restricted`.
    fn categories(&self) -> Result<Vec<u8>, CubeError> {
        let rows = || self.taxonomy.all().iter();
        table(vec![
            ("category", Values::Text(rows().map(|category| category.code.as_str()).collect())),
            (
                "parent",
                Values::MaybeText(
                    rows().map(|category| category.parent.as_ref().map(|code| code.as_str())).collect(),
                ),
            ),
            ("name_zh", Values::Text(rows().map(|category| category.name_zh.as_str()).collect())),
            ("name_en", Values::Text(rows().map(|category| category.name_en.as_str()).collect())),
            (
                "restricted",
                Values::YesNo(rows().map(|category| self.taxonomy.is_restricted(&category.code)).collect()),
            ),
        ])
    }

    /// The windows of the calendar that overlap the reports: `event`, `name_zh`, `name_en`, `from`, `to`.
    fn events(&self) -> Result<Vec<u8>, CubeError> {
        let first = self
            .cube
            .months()
            .flat_map(|(_, receipts)| receipts.cells.first())
            .map(|cell| cell.occurred)
            .min()
            .unwrap_or(self.known_by);
        let rows: Vec<_> = self
            .calendar
            .events()
            .iter()
            .flat_map(|event| {
                let windows = self.calendar.occurrences(event, first, self.known_by);
                windows.into_iter().map(move |window| (event, window))
            })
            .collect();
        table(vec![
            ("event", Values::Text(rows.iter().map(|(event, _)| event.key.as_str()).collect())),
            ("name_zh", Values::Text(rows.iter().map(|(event, _)| event.name_zh.as_str()).collect())),
            ("name_en", Values::Text(rows.iter().map(|(event, _)| event.name_en.as_str()).collect())),
            ("from", Values::Day(rows.iter().map(|(_, window)| window.0).collect())),
            ("to", Values::Day(rows.iter().map(|(_, window)| window.1).collect())),
        ])
    }
}
