//! The means of an expectation-based scan: from a file, or from the days before the longest window.

use std::path::Path;

use chrono::NaiveDate;
use statistics::scan::Cases;

use super::super::{
    error::{InputError, Kind},
    satscan::Places,
    table::Table,
};

/// Reads `location,date,mean` for every location and day of the study; other days are skipped.
pub(super) fn read(
    path: &Path,
    places: &Places,
    start: NaiveDate,
    days: usize,
) -> Result<Vec<f64>, InputError> {
    let mut table = Table::open(path)?;
    let [location, date, mean] = table.columns(["location", "date", "mean"])?;
    let mut means = vec![f64::NAN; places.ids.len() * days];
    while table.advance()? {
        let place = places.at(table.text(location)).ok_or_else(|| InputError::Place {
            file: table.file().to_owned(),
            line: table.line(),
            location: table.text(location).to_owned(),
        })?;
        let after = (table.day(date)? - start).num_days();
        if let Some(day) = usize::try_from(after).ok().filter(|day| *day < days) {
            let cell = &mut means[place * days + day];
            if !cell.is_nan() {
                return Err(InputError::Repeated {
                    series: places.ids[place].clone(),
                    t: table.text(date).to_owned(),
                    line: table.line(),
                });
            }
            *cell = table.number(mean, Kind::Amount)?;
        }
    }
    match means.iter().position(|mean| mean.is_nan()) {
        Some(index) => Err(InputError::Gap {
            series: places.ids[index / days].clone(),
            t: (start + chrono::Days::new((index % days) as u64)).to_string(),
        }),
        None => Ok(means),
    }
}

/// One mean for all days of a location: its rate before the longest window, with one event more that is spread over the
/// study's locations by their population or alike. Without that event a location that was silent could hold no case.
pub(super) fn learn(
    cases: &[Cases],
    locations: usize,
    days: usize,
    longest: usize,
    population: Option<&[f64]>,
) -> Result<Vec<f64>, InputError> {
    let past = days.saturating_sub(longest);
    if past == 0 {
        return Err(InputError::Flags(
            "no days lie before the longest window to learn means from: move --start back, lower --max-days, or give \
             --means / 最长窗口之前没有可供估计均值的天数：请提前 --start、减小 --max-days 或给出 --means",
        ));
    }
    let mut counts = vec![0.0; locations];
    for case in cases.iter().filter(|case| case.period < past) {
        counts[case.location] += f64::from(case.count);
    }
    let total: f64 = counts.iter().sum::<f64>() + 1.0;
    let share = |location: usize| match population {
        Some(population) => {
            let people = |location: usize| population[location * (population.len() / locations)];
            people(location) / (0..locations).map(people).sum::<f64>()
        }
        None => 1.0 / locations as f64,
    };
    let means = (0..locations).flat_map(|location| {
        // A gamma prior with the mean that the share gives, and the weight of one event.
        let prior = total * share(location) / past as f64;
        let mean = if prior > 0.0 { (counts[location] + 1.0) / (past as f64 + 1.0 / prior) } else { 0.0 };
        std::iter::repeat_n(mean.max(f64::MIN_POSITIVE), days)
    });
    Ok(means.collect())
}
