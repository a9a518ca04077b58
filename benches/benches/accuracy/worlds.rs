//! Reading the worlds of `benches/data`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context as _;
use flate2::read::GzDecoder;

/// One series and the outbreaks that may be added to it, one at a time.
pub(crate) struct World {
    /// Scenario or signal.
    pub(crate) group: usize,
    /// Counts without current outbreaks.
    pub(crate) counts: Vec<f64>,
    /// The outbreaks.
    pub(crate) outbreaks: Vec<Outbreak>,
}

/// An outbreak.
#[derive(Default)]
pub(crate) struct Outbreak {
    /// Its size in standard deviations.
    pub(crate) size: usize,
    /// Index of its first period.
    pub(crate) start: usize,
    /// Period and cases added.
    pub(crate) cases: Vec<(usize, f64)>,
}

/// The rows of a table in `benches/data`, each a list of its cells.
pub(crate) fn rows(name: &str) -> anyhow::Result<Vec<Vec<String>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
    let file = File::open(&path).with_context(|| path.display().to_string())?;
    let reader: Box<dyn BufRead> = if name.ends_with(".gz") {
        Box::new(BufReader::new(GzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    };
    let cells = |line: std::io::Result<String>| Ok(line?.split(',').map(str::to_owned).collect());
    reader.lines().skip(1).map(cells).collect()
}

/// A cell read as a number.
pub(crate) fn number(cell: &str) -> anyhow::Result<f64> {
    cell.parse().with_context(|| format!("{cell:?} is not a number"))
}

/// A cell read as a whole number.
pub(crate) fn whole(cell: &str) -> anyhow::Result<usize> {
    cell.parse().with_context(|| format!("{cell:?} is not a whole number"))
}

/// The worlds of two tables: the series keyed by their first two columns, and the outbreaks keyed by their first
/// four (group, replicate, size, draw).
pub(crate) fn read(
    series: &str,
    count: impl Fn(&[String]) -> anyhow::Result<f64>,
    outbreaks: &str,
    case: impl Fn(&[String]) -> anyhow::Result<(Option<usize>, Option<(usize, f64)>)>,
) -> anyhow::Result<Vec<World>> {
    let mut worlds: BTreeMap<(usize, usize), World> = BTreeMap::new();
    for row in rows(series)? {
        let key = (whole(&row[0])?, whole(&row[1])?);
        let world = World { group: key.0, counts: Vec::new(), outbreaks: Vec::new() };
        worlds.entry(key).or_insert(world).counts.push(count(&row)?);
    }
    let mut found: BTreeMap<[usize; 4], Outbreak> = BTreeMap::new();
    for row in rows(outbreaks)? {
        let key = [whole(&row[0])?, whole(&row[1])?, whole(&row[2])?, whole(&row[3])?];
        let (start, cases) = case(&row)?;
        let outbreak = found.entry(key).or_default();
        outbreak.size = key[2];
        outbreak.cases.extend(cases);
        outbreak.start = start.unwrap_or_else(|| outbreak.cases.iter().map(|case| case.0).min().unwrap_or(0));
    }
    for (key, outbreak) in found {
        // An outbreak of no case is none.
        if let Some(world) = worlds.get_mut(&(key[0], key[1])).filter(|_| !outbreak.cases.is_empty()) {
            world.outbreaks.push(outbreak);
        }
    }
    Ok(worlds.into_values().collect())
}
