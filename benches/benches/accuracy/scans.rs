//! Space and time: a year of cases over 820 places, with a planted cluster (synA) and without (synB).

use std::collections::BTreeMap;
use std::fs::read_to_string;
use std::path::Path;

use anyhow::Context as _;
use chrono::NaiveDate;
use statistics::scan::{
    Cases, Circles, Cluster, Coordinates, Model, Reach, Search, recurrence_interval, search,
};

use crate::worlds::number;

/// First and last day of the study.
const STUDY: (NaiveDate, NaiveDate) =
    match (NaiveDate::from_ymd_opt(2024, 1, 1), NaiveDate::from_ymd_opt(2024, 12, 30)) {
        (Some(first), Some(last)) => (first, last),
        _ => panic!("both are days"),
    };
/// Largest radius of a circle, in kilometres.
const RADIUS: f64 = 5.0;
/// Longest window, in days.
const LONGEST: usize = 28;

/// What was planted in a study.
#[derive(serde::Deserialize)]
struct Truth {
    injected: Option<Planted>,
}

/// A planted cluster: the last days of the study at some of the places.
#[derive(serde::Deserialize)]
struct Planted {
    days: usize,
    locations: Vec<usize>,
}

pub(crate) fn run() -> anyhow::Result<()> {
    println!(
        "scans: 820 places, a year of days, circles up to {RADIUS} km, windows up to {LONGEST} days, 999 replicates"
    );
    println!("  set   model        test statistic       p  recurs in days  places hit/found/planted  days");
    for name in ["synA", "synB"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/statistics/tests/data/scan");
        let text = |ending: &str| {
            let path = folder.join(format!("{name}{ending}"));
            read_to_string(&path).with_context(|| path.display().to_string())
        };
        let (places, points) = places(&text(".geo")?)?;
        let cases = cases(&text(".cas")?, &places)?;
        let people = people(&text(".pop")?, &places)?;
        let truth: Truth = serde_json::from_str(&text("_truth.json")?)?;
        let reach = Reach { radius: RADIUS, ..Reach::default() };
        let circles = Circles::by_distance(Coordinates::Planar(&points), &reach)?;
        let periods = (STUDY.1 - STUDY.0).num_days() as usize + 1;
        let settings = Search { max_periods: LONGEST, ..Search::default() };
        for (label, model) in
            [("permutation", Model::Permutation), ("poisson", Model::Poisson { population: &people })]
        {
            let found = search(&circles, &cases, periods, &model, &settings)?;
            let best = found.clusters.first().context("no cluster")?;
            print(name, label, best, truth.injected.as_ref());
        }
    }
    println!(
        "  SaTScan 10.3.2 on synA: permutation 12.888273, p .005; poisson 13.187587, p .011; the same places"
    );
    Ok(())
}

fn print(name: &str, label: &str, best: &Cluster, planted: Option<&Planted>) {
    let overlap = planted.map_or_else(
        || "none planted".to_owned(),
        |planted| {
            let hit = best.locations.iter().filter(|place| planted.locations.contains(place)).count();
            format!("{hit}/{}/{}", best.locations.len(), planted.locations.len())
        },
    );
    let days = best.last_period - best.first_period + 1;
    let wanted = planted.map_or(String::new(), |planted| format!(" of {}", planted.days));
    println!(
        "  {name}  {label:<12} {:>14.6} {:>7.3} {:>15.0}  {overlap:>24}  {days}{wanted}",
        best.score,
        best.p_value,
        recurrence_interval(best.p_value, 1.0)
    );
}

/// The index of each place by its name.
type Names = BTreeMap<String, usize>;

/// The names of the places, and where they lie.
fn places(text: &str) -> anyhow::Result<(Names, Vec<[f64; 2]>)> {
    let mut names = BTreeMap::new();
    let mut points = Vec::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        names.insert(cells[0].to_owned(), points.len());
        points.push([number(cells[1])?, number(cells[2])?]);
    }
    Ok((names, points))
}

fn cases(text: &str, places: &Names) -> anyhow::Result<Vec<Cases>> {
    let read = |line: &str| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let day = NaiveDate::parse_from_str(cells[2], "%Y/%m/%d")?;
        Ok(Cases {
            location: *places.get(cells[0]).with_context(|| format!("no place {}", cells[0]))?,
            period: (day - STUDY.0).num_days() as usize,
            count: cells[1].parse()?,
        })
    };
    text.lines().map(read).collect()
}

fn people(text: &str, places: &Names) -> anyhow::Result<Vec<f64>> {
    let mut people = vec![0.0; places.len()];
    for line in text.lines() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        people[*places.get(cells[0]).with_context(|| format!("no place {}", cells[0]))?] = number(cells[2])?;
    }
    Ok(people)
}
