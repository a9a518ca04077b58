//! The shipped mappings on the real files they were written for, where those are present: set FENGSUI_REAL_DATA to
//! the folder that holds them. They are not part of the repository.

#![expect(clippy::unwrap_used, reason = "a test whose case cannot be set up must fail")]

use std::{collections::BTreeMap, fs::File, io::Read, path::PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{AreaLevel, Areas, CountyTime, Report, Taxonomy};
use flate2::read::GzDecoder;
use ingestion::{Checked, Discovered, Format, Mapping, Receipt, Reference, check, discover};

const BOSTON: &str = include_str!("../../../config/mappings/boston_311.toml");
const CHICAGO: &str = include_str!("../../../config/mappings/chicago_assault.toml");

fn import(folder: &str, mapping: &str) -> Option<(Discovered, Checked)> {
    let mapping: Mapping = toml::from_str(mapping).unwrap();
    let Some(data) = std::env::var_os("FENGSUI_REAL_DATA") else {
        #[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
        {
            eprintln!("SKIPPED: data not present; set FENGSUI_REAL_DATA to the folder that holds {folder}");
        }
        return None;
    };
    let path = PathBuf::from(data).join(folder).join("events.csv.gz");
    let mut input = Vec::new();
    GzDecoder::new(File::open(path).unwrap()).read_to_end(&mut input).unwrap();
    let fallback: DateTime<Utc> = "2026-01-15T12:00:00Z".parse().unwrap();
    let (areas, taxonomy) = (Areas::default(), Taxonomy::default());
    let known = Reference { areas: &areas, taxonomy: &taxonomy, time: CountyTime::SHANGHAI };
    let found = discover(&input, &mapping, &known);
    let (areas, taxonomy) =
        (Areas::new(found.areas.clone()).unwrap(), Taxonomy::new(found.categories.clone()).unwrap());
    let reference = Reference { areas: &areas, taxonomy: &taxonomy, ..known };
    // What is known already is not found again.
    assert_eq!(discover(&input, &mapping, &reference), Discovered::default());
    let checked = check(&input, &Format::Csv(&mapping), &reference, Receipt::AsRecorded { fallback });
    assert_eq!(checked.rejected.first(), None);
    Some((found, checked))
}

fn level(found: &Discovered, level: AreaLevel) -> usize {
    found.areas.iter().filter(|area| area.level == level).count()
}

fn count(checked: &Checked, counts: impl Fn(&Report) -> bool) -> usize {
    checked.accepted.iter().filter(|accepted| counts(&accepted.report)).count()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_boston_file_is_read_without_a_refused_row_and_without_the_staff_s_own_entries() {
    let Some((found, checked)) = import("boston_311_2015", BOSTON) else { return };
    assert_eq!(checked.rows(), 121_145);
    assert_eq!(checked.skipped.iter().map(|skipped| skipped.rows).collect::<Vec<_>>(), [27_458]);
    assert_eq!(level(&found, AreaLevel::County), 1);
    assert_eq!(level(&found, AreaLevel::Town), 17);
    assert!(found.areas.iter().all(|area| area.centre.is_some()));
    let longest = found.areas.iter().map(|area| area.name.as_str()).max_by_key(|name| name.len());
    assert_eq!(longest, Some("Fenway / Kenmore / Audubon Circle / Longwood"));
    let city_wide = count(&checked, |report| report.area == "boston".into());
    assert_eq!(city_wide, 11_592);
    // The tenants without heat in the cold days of January, as counted in the file.
    let no_heat = count(&checked, |report| {
        report.category == "heat-excessive-insufficient".into()
            && (day("2015-01-08")..=day("2015-01-09")).contains(&report.occurred_on)
    });
    assert_eq!(no_heat, 88);
    // The sweep of graffiti by city workers is gone.
    let sweep = count(&checked, |report| {
        report.category == "pwd-graffiti".into() && report.occurred_on == day("2015-01-20")
    });
    assert!(sweep < 5, "{sweep}");
}

#[test]
fn the_chicago_file_keeps_its_local_days_and_its_districts() {
    let Some((found, checked)) = import("chicago_aggravated_assault_2010_2019", CHICAGO) else { return };
    assert_eq!(checked.rows(), 148_636);
    assert_eq!(checked.skipped, []);
    assert_eq!((level(&found, AreaLevel::Town), found.categories.len()), (22, 13));
    assert_eq!(count(&checked, |report| report.occurred_on == day("2011-04-10")), 101);
    let district: usize = count(&checked, |report| {
        report.area == "chicago/police-district-4".into() && report.occurred_on == day("2010-07-04")
    });
    assert_eq!(district, 17);
    let ids: BTreeMap<_, _> =
        checked.accepted.iter().map(|accepted| (accepted.report.id, accepted.row)).collect();
    assert_eq!(ids.len(), checked.accepted.len());
}

#[test]
fn the_shipped_mappings_are_valid() {
    for mapping in [BOSTON, CHICAGO] {
        toml::from_str::<Mapping>(mapping).unwrap();
    }
}
