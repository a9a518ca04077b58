//! Counting for a sweep: entries are added up by (area, category, period) into dense series.
//!
//! What a period is, and which areas a count is about, is decided by the caller. An entry goes straight to its cell:
//! to group the entries first takes fifty times as long in the development profile and changes nothing.

use super::places::Kinds;

/// One thing to be counted, by dense numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Number of the area.
    pub area: usize,
    /// Number of the category.
    pub category: usize,
    /// Number of the period.
    pub period: usize,
    /// How much it counts: 1 for a report.
    pub amount: u32,
}

/// Counts of every (area, category) of one level, as dense series.
#[derive(Debug)]
pub(crate) struct Counts {
    /// For each area its row; `usize::MAX` where it has none.
    rows: Vec<usize>,
    categories: usize,
    periods: usize,
    values: Vec<f64>,
}

impl Counts {
    /// Counts reports: each in its own category and in the wider ones it is part of.
    ///
    /// `areas` lists the areas that get a series, out of `total` numbered ones.
    pub fn of_reports(
        entries: &[Entry],
        areas: impl Iterator<Item = usize>,
        total: usize,
        kinds: &Kinds<'_>,
        periods: usize,
    ) -> Self {
        let mut counts = Self::zero(areas, total, kinds.len(), periods);
        for entry in entries {
            for category in kinds.counted_in(entry.category) {
                counts.add(&Entry { category, ..*entry });
            }
        }
        counts
    }

    /// The series of an area and category, one value a period; empty for an area that has none.
    pub fn series(&self, area: usize, category: usize) -> &[f64] {
        let row = self.rows[area];
        if row == usize::MAX {
            return &[];
        }
        let start = (row * self.categories + category) * self.periods;
        &self.values[start..start + self.periods]
    }

    fn zero(areas: impl Iterator<Item = usize>, total: usize, categories: usize, periods: usize) -> Self {
        let mut rows = vec![usize::MAX; total];
        let mut count = 0;
        for area in areas {
            rows[area] = count;
            count += 1;
        }
        Self { rows, categories, periods, values: vec![0.0; count * categories * periods] }
    }

    fn add(&mut self, entry: &Entry) {
        let row = self.rows[entry.area];
        if row != usize::MAX && entry.period < self.periods {
            let cell = (row * self.categories + entry.category) * self.periods + entry.period;
            self.values[cell] += f64::from(entry.amount);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{Category, CategoryCode, Taxonomy};

    use super::*;

    fn category(code: &str, parent: Option<&str>, restricted: bool) -> Category {
        Category {
            code: code.into(),
            parent: parent.map(CategoryCode::from),
            name_zh: code.to_owned(),
            name_en: code.to_owned(),
            restricted,
        }
    }

    fn entry(area: usize, category: usize, period: usize) -> Entry {
        Entry { area, category, period, amount: 1 }
    }

    #[test]
    fn a_report_counts_for_its_category_and_for_the_group_above_it() {
        let taxonomy =
            Taxonomy::new(vec![category("10", None, false), category("1001", Some("10"), false)]).unwrap();
        let entries = [entry(2, 1, 0), entry(2, 1, 0), entry(2, 0, 1), entry(5, 1, 2)];
        let counts = Counts::of_reports(&entries, [2, 5].into_iter(), 6, &Kinds::new(&taxonomy), 3);
        assert_eq!(counts.series(2, 1), [2.0, 0.0, 0.0]);
        assert_eq!(counts.series(2, 0), [2.0, 1.0, 0.0]);
        assert_eq!(counts.series(5, 0), [0.0, 0.0, 1.0]);
        assert!(counts.series(0, 0).is_empty());
    }

    #[test]
    fn a_restricted_category_is_no_part_of_its_group() {
        let taxonomy =
            Taxonomy::new(vec![category("01", None, false), category("0103", Some("01"), true)]).unwrap();
        let counts = Counts::of_reports(&[entry(0, 1, 0)], 0..1, 1, &Kinds::new(&taxonomy), 1);
        assert_eq!(counts.series(0, 1), [1.0]);
        assert_eq!(counts.series(0, 0), [0.0]);
    }

    #[test]
    fn nothing_counted_is_all_zero() {
        let taxonomy = Taxonomy::new(vec![category("01", None, false)]).unwrap();
        assert_eq!(Counts::of_reports(&[], 0..1, 1, &Kinds::new(&taxonomy), 2).series(0, 0), [0.0, 0.0]);
    }
}
