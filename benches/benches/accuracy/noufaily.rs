//! Weeks: the 42 scenarios of Noufaily et al. (2013).

use statistics::baseline::{self, Series};
use statistics::detector::Settings;

use crate::score;
use crate::worlds::{self, number, whole};

/// First week of the current period, from 0.
const FROM: usize = 575;

pub(crate) fn run() -> anyhow::Result<()> {
    let worlds = worlds::read(
        "noufaily2013/series.csv.gz",
        |row| Ok(number(&row[3])? + number(&row[4])?),
        "noufaily2013/outbreaks.csv.gz",
        |row| {
            let start = whole(&row[4])? - 1;
            let case = if row[5].is_empty() { None } else { Some((whole(&row[5])? - 1, number(&row[6])?)) };
            Ok((Some(start), case))
        },
    )?;
    // The design's years have 52 weeks, and half a year is left out as Noufaily et al. do.
    let baseline = baseline::Settings { period: 52.0, skip_last: 26, ..baseline::Settings::default() };
    let settings = Settings { baseline, ..Settings::weeks() };
    let judged = score::judge(&worlds, &Series::of(&[]), FROM, &settings)?;
    println!(
        "noufaily2013: {} series, {} quiet weeks, {} outbreaks",
        worlds.len(),
        judged.quiet.len(),
        judged.outbreaks.len()
    );
    println!("  detector                         FPR   worst  POD k=2   k=3   k=5  k=10  delay k=5 (weeks)");
    println!("  farringtonFlexible at 1%       .0100    .029     .114  .205  .475  .922       .31");
    println!("  knows the truth, 3-week scan   .0100    .020     .131  .253  .594  .957       .58");
    judged.print(|judged, threshold| judged.mean_delay(5, threshold));
    let [five, one] = [0.05, 0.001].map(|level| judged.false_share(level));
    println!("  calibrated p below .05: {five:.4}; below .001: {one:.5}");
    Ok(())
}
