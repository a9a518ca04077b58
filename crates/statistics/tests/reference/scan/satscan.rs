//! SaTScan's files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use statistics::scan::{Cases, Circles, Coordinates, Findings, Model, Reach, Search, search};

use crate::table::table;

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Days since 1970 of a date like 2024-02-09 or 2024/2/9 (Howard Hinnant's civil calendar).
fn days(date: &str) -> i64 {
    let parts: Vec<i64> = date.split(['-', '/']).map(|part| part.parse().unwrap()).collect();
    let (month, day) = (parts[1], parts[2]);
    let year = if month <= 2 { parts[0] - 1 } else { parts[0] };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// A cluster as SaTScan reports it.
#[derive(Debug)]
pub struct Reported {
    pub centre: String,
    pub locations: Vec<String>,
    pub radius: f64,
    pub span: f64,
    pub days: (i64, i64),
    pub score: f64,
    pub p_value: f64,
    pub recurrence: f64,
    pub observed: u64,
    pub expected: f64,
}

/// One place and time under study.
pub struct Study {
    folder: PathBuf,
    name: String,
    pub names: Vec<String>,
    pub points: Vec<[f64; 2]>,
    pub cases: Vec<Cases>,
    start: i64,
    periods: usize,
}

impl Study {
    pub fn read(folder: &Path, name: &str, start: &str, periods: usize) -> Self {
        let inputs = folder.join("inputs");
        let inputs = if inputs.exists() { inputs } else { folder.to_owned() };
        let words = |ending: &str| -> Vec<Vec<String>> {
            let text = read(&inputs.join(format!("{name}.{ending}")));
            text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
        };
        let places = words("geo");
        let names: Vec<String> = places.iter().map(|place| place[0].clone()).collect();
        let points = places.iter().map(|place| [1, 2].map(|column| place[column].parse().unwrap())).collect();
        let index: HashMap<&str, usize> =
            names.iter().enumerate().map(|(index, name)| (name.as_str(), index)).collect();
        let start = days(start);
        let cases = words("cas")
            .iter()
            .map(|case| Cases {
                location: index[case[0].as_str()],
                period: usize::try_from(days(&case[2]) - start).unwrap(),
                count: case[1].parse().unwrap(),
            })
            .collect();
        Self { folder: folder.to_owned(), name: name.to_owned(), names, points, cases, start, periods }
    }

    pub fn circles(&self, coordinates: Coordinates<'_>, radius: f64) -> Circles {
        Circles::by_distance(coordinates, &Reach { radius, ..Reach::default() }).unwrap()
    }

    pub fn search(&self, circles: &Circles, model: &Model<'_>, bounds: &Search) -> Findings {
        search(circles, &self.cases, self.periods, model, bounds).unwrap()
    }

    pub fn population(&self) -> Vec<f64> {
        let text = read(&self.folder.join(format!("{}.pop", self.name)));
        text.lines().map(|line| line.split_whitespace().nth(2).unwrap().parse().unwrap()).collect()
    }

    /// The day of a period, counted from 1970.
    pub fn day(&self, period: usize) -> i64 {
        self.start + i64::try_from(period).unwrap()
    }

    pub fn clusters(&self, run: &str) -> Vec<Reported> {
        let members = table(&self.folder.join(format!("{run}_locations.csv")));
        table(&self.folder.join(format!("{run}_clusters.csv")))
            .iter()
            .map(|row| {
                let number = |column: &str| row[column].parse().unwrap();
                Reported {
                    centre: row["loc_id"].clone(),
                    locations: members
                        .iter()
                        .filter(|member| member["cluster"] == row["cluster"])
                        .map(|member| member["loc_id"].clone())
                        .collect(),
                    radius: number("radius_km"),
                    span: number("span_km"),
                    days: (days(&row["start"]), days(&row["end"])),
                    score: number("test_stat"),
                    p_value: number("p_value"),
                    recurrence: number("recurrence_interval"),
                    observed: row["observed"].parse().unwrap(),
                    expected: number("expected"),
                }
            })
            .collect()
    }

    pub fn replicates(&self, run: &str) -> Vec<f64> {
        table(&self.folder.join(format!("{run}_simllr.csv")))
            .iter()
            .map(|row| row["llr"].parse().unwrap())
            .collect()
    }
}
