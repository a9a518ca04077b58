//! The population at risk, between the dates it was counted at and over its groups.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use chrono::{Days, NaiveDate};

use super::{
    super::error::{InputError, Kind},
    Case, Places, day, each,
};

/// People by location and group, as they were counted.
#[derive(Debug)]
pub(crate) struct Population {
    locations: usize,
    /// (location, covariates) → people at each date.
    counted: BTreeMap<(usize, String), BTreeMap<NaiveDate, f64>>,
}

/// Reads a population file. A year stands for its 1 July, a month for its 15th.
///
/// # Errors
/// [`InputError`]: a record is too short, a location without coordinates, a date or number that is none.
pub(crate) fn population(path: &Path, places: &Places) -> Result<Population, InputError> {
    let mut counted: BTreeMap<(usize, String), BTreeMap<NaiveDate, f64>> = BTreeMap::new();
    each(path, 3, "location date population", |record| {
        let date = date(record.fields[1]).ok_or_else(|| record.cell("date", record.fields[1], Kind::Day))?;
        let people = record.number(2, "population", Kind::Amount)?;
        let group = record.fields[3..].join(" ");
        // Several records of one group at one date add up.
        *counted.entry((places.find(record)?, group)).or_default().entry(date).or_default() += people;
        Ok(())
    })?;
    Ok(Population { locations: places.ids.len(), counted })
}

/// A day, the middle of a month, or the middle of a year.
fn date(text: &str) -> Option<NaiveDate> {
    day(text).or_else(|| day(&format!("{text}/15"))).or_else(|| day(&format!("{text}/7/1")))
}

impl Population {
    /// The measure that cases are spread by if nothing is clustered: people, or, where the population has covariates,
    /// people times the rate of their group over the whole study (indirect standardisation). Of each location when it
    /// never changes, else location-major of each location and day.
    ///
    /// # Errors
    /// [`InputError::Covariates`]: a case of a group without people.
    pub(crate) fn measure(
        &self,
        file: &str,
        cases: &[Case],
        start: NaiveDate,
        days: usize,
    ) -> Result<Vec<f64>, InputError> {
        let constant = self.counted.values().all(|counts| counts.len() == 1);
        let columns = if constant { 1 } else { days };
        let dates: Vec<NaiveDate> =
            (0..columns as u64).filter_map(|after| start.checked_add_days(Days::new(after))).collect();
        let groups: BTreeSet<&str> = self.counted.keys().map(|(_, group)| group.as_str()).collect();
        let mut by_group: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for ((location, group), counts) in &self.counted {
            let people = by_group.entry(group).or_insert_with(|| vec![0.0; self.locations * columns]);
            for (column, date) in dates.iter().enumerate() {
                people[location * columns + column] += between(counts, *date);
            }
        }
        let mut measure = vec![0.0; self.locations * columns];
        for (group, people) in by_group {
            let rate = if groups.len() == 1 {
                1.0
            } else {
                let of_group = cases.iter().filter(|case| case.group == group);
                of_group.map(|case| f64::from(case.count)).sum::<f64>() / people.iter().sum::<f64>()
            };
            measure.iter_mut().zip(people).for_each(|(sum, people)| *sum += rate * people);
        }
        let stranger = cases.iter().find(|case| groups.len() > 1 && !groups.contains(case.group.as_str()));
        stranger.map_or(Ok(measure), |case| {
            Err(InputError::Covariates {
                file: file.to_owned(),
                line: case.line,
                covariates: case.group.clone(),
            })
        })
    }
}

/// The number on a date, on a straight line between the two nearest counts, and that of the nearest outside them.
fn between(counts: &BTreeMap<NaiveDate, f64>, date: NaiveDate) -> f64 {
    let before = counts.range(..=date).next_back();
    let after = counts.range(date..).next();
    match (before, after) {
        (Some((first, low)), Some((last, high))) if last > first => {
            let share = (date - *first).num_days() as f64 / (*last - *first).num_days() as f64;
            low + share * (high - low)
        }
        (Some((_, people)), _) | (None, Some((_, people))) => *people,
        (None, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ymd(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn between_two_counts_the_population_moves_on_a_straight_line() {
        let counts = BTreeMap::from([(ymd("2020-07-01"), 100.0), (ymd("2020-07-11"), 200.0)]);
        assert_eq!(between(&counts, ymd("2020-07-04")), 130.0);
        assert_eq!(between(&counts, ymd("2020-07-11")), 200.0);
        assert_eq!(
            (between(&counts, ymd("2019-01-01")), between(&counts, ymd("2021-01-01"))),
            (100.0, 200.0)
        );
    }

    #[test]
    fn a_year_and_a_month_stand_for_their_middle() {
        assert_eq!(date("1973"), Some(ymd("1973-07-01")));
        assert_eq!(date("1973/2"), Some(ymd("1973-02-15")));
        assert_eq!(date("1973-02-03"), Some(ymd("1973-02-03")));
        assert_eq!(date("seventy"), None);
    }

    #[test]
    fn groups_with_a_higher_rate_weigh_more() {
        let once = |people| BTreeMap::from([(ymd("2020-07-01"), people)]);
        let counted = BTreeMap::from([
            ((0, "old".to_owned()), once(10.0)),
            ((0, "young".to_owned()), once(90.0)),
            ((1, "young".to_owned()), once(100.0)),
        ]);
        let case = |location, group: &str, count| Case {
            location,
            day: ymd("2020-07-01"),
            count,
            group: group.to_owned(),
            line: 1,
        };
        let population = Population { locations: 2, counted };
        let cases = [case(0, "old", 5), case(1, "young", 19)];
        let measure = population.measure("f.cas", &cases, ymd("2020-07-01"), 30).unwrap();
        assert_eq!(measure, [5.0 + 9.0, 10.0]);
        let stranger = [case(0, "new", 1)];
        let error = population.measure("f.cas", &stranger, ymd("2020-07-01"), 30).unwrap_err();
        assert!(matches!(error, InputError::Covariates { line: 1, .. }), "{error}");
    }
}
