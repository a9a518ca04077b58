//! `fengsui stats scan`

mod means;
mod report;

use chrono::NaiveDate;
use statistics::scan::{Cases, Circles, Coordinates, Model, Reach, Search, Span, search};

use super::{
    error::InputError,
    satscan::{self, Case, Places, System},
    table,
};
use crate::{
    cli::stats::{CoordinateSystem, Scan, ScanModel},
    exit,
};
use report::Study;

pub(crate) fn run(flags: &Scan) -> anyhow::Result<u8> {
    let days = days(flags.start, flags.end)?;
    let places = satscan::coordinates(&flags.coordinates)?;
    let rows = satscan::cases(&flags.cases, &places)?;
    let inside: Vec<Case> =
        rows.iter().filter(|case| (flags.start..=flags.end).contains(&case.day)).cloned().collect();
    if inside.len() < rows.len() {
        tracing::warn!(
            "{} records of cases lie outside --start and --end and are left out",
            rows.len() - inside.len()
        );
    }
    let cases: Vec<Cases> = inside
        .iter()
        .map(|case| Cases {
            location: case.location,
            period: (case.day - flags.start).num_days() as usize,
            count: case.count,
        })
        .collect();
    let longest = flags.max_days.unwrap_or((days / 2).max(1));
    let given = given(flags, &places, &inside, &cases, days, longest)?;
    let model = match flags.model {
        ScanModel::Permutation => Model::Permutation,
        ScanModel::Poisson => Model::Poisson { population: &given },
        ScanModel::Expected => Model::Expectation { means: &given, dispersion: flags.dispersion },
    };
    let settings = Search {
        span: if flags.retrospective { Span::Retrospective } else { Span::Prospective },
        max_periods: longest,
        max_share: flags.max_share,
        min_cases: flags.min_cases,
        replicates: flags.replicates,
        stop_after: flags.stop_after,
        seed: flags.seed,
        significance: 1.0,
    };
    let refused = |error| InputError::method(&table::name(&flags.cases), error);
    let circles = circles(flags, &places).map_err(refused)?;
    let found = search(&circles, &cases, days, &model, &settings).map_err(refused)?;
    let study = Study { places: &places, cases: &cases, model: &model, days, flags };
    study.clusters(&found.clusters)?;
    if let Some(path) = &flags.locations {
        study.locations(path, &found.clusters)?;
    }
    Ok(exit::DONE)
}

/// Days from the first to the last.
fn days(start: NaiveDate, end: NaiveDate) -> Result<usize, InputError> {
    usize::try_from((end - start).num_days() + 1)
        .ok()
        .filter(|days| *days > 0)
        .ok_or(InputError::Flags("--end lies before --start / --end 早于 --start"))
}

fn circles(flags: &Scan, places: &Places) -> Result<Circles, statistics::error::ScanError> {
    let system = match flags.system {
        Some(CoordinateSystem::Planar) => System::Planar,
        Some(CoordinateSystem::Geographic) => System::Geographic,
        None => places.guess(),
    };
    tracing::info!("coordinates are taken for {system:?}");
    let coordinates = match system {
        System::Planar => Coordinates::Planar(&places.coordinates),
        System::Geographic => Coordinates::Geographic(&places.coordinates),
    };
    let reach = Reach { radius: flags.max_radius.unwrap_or(f64::INFINITY), ..Reach::default() };
    Circles::by_distance(coordinates, &reach)
}

/// What the model is given beside the cases: a population, means, or nothing.
fn given(
    flags: &Scan,
    places: &Places,
    rows: &[Case],
    cases: &[Cases],
    days: usize,
    longest: usize,
) -> Result<Vec<f64>, InputError> {
    let population = || match &flags.population {
        Some(path) => {
            let population = satscan::population(path, places)?;
            population.measure(&table::name(&flags.cases), rows, flags.start, days).map(Some)
        }
        None => Ok(None),
    };
    match flags.model {
        ScanModel::Permutation => Ok(Vec::new()),
        ScanModel::Poisson => population()?.ok_or(InputError::Flags(
            "--model poisson needs --population / --model poisson 须同时给出 --population",
        )),
        ScanModel::Expected => match &flags.means {
            Some(path) => means::read(path, places, flags.start, days),
            None if flags.retrospective => Err(InputError::Flags(
                "--model expected with --retrospective needs --means: no days are left to learn them from / 回溯扫描使用 \
                 --model expected 时须给出 --means",
            )),
            None => means::learn(cases, places.ids.len(), days, longest, population()?.as_deref()),
        },
    }
}

#[cfg(test)]
mod tests;
