//! Days: the 16 signals of Noufaily et al. (2019).

use statistics::baseline::{self, Series};
use statistics::detector::Settings;

use crate::score;
use crate::worlds::{self, number, rows, whole};

/// First day of the current period, from 0.
const FROM: usize = 2205;
/// Days of the design.
const DAYS: usize = 2548;
/// The working days of a week come first in this design.
const WORKING_DAYS: usize = 5;

pub(crate) fn run() -> anyhow::Result<()> {
    let worlds = worlds::read(
        "daily2019/series.csv.gz",
        |row| number(&row[3]),
        "daily2019/outbreaks.csv.gz",
        |row| {
            let counted = number(&row[6])? > 0.0;
            Ok((None, if counted { Some((whole(&row[4])? - 1, number(&row[5])?)) } else { None }))
        },
    )?;
    let mut holiday = vec![0.0; DAYS];
    for row in rows("daily2019/holidays.csv")? {
        holiday[whole(&row[0])? - 1] = 1.0;
    }
    let after = working_day_after(&holiday);
    let known = Series { regressors: &[&holiday, &after], ..Series::of(&[]) };
    // The design's years have 364 days.
    let baseline = baseline::Settings { period: 364.0, ..Settings::days().baseline };
    let settings = Settings { baseline, ..Settings::days() };
    let judged = score::judge(&worlds, &known, FROM, &settings)?;
    println!(
        "daily2019: {} series, {} quiet days, {} outbreaks",
        worlds.len(),
        judged.quiet.len(),
        judged.outbreaks.len()
    );
    println!("  detector                         FPR   worst  POD w=2   w=3   w=5  w=10  delay w=5 (days)");
    println!("  Farrington on 7-day sums, 1%   .0100    .054     .582  .732  .897  .986       3.0");
    println!("  EARS C1 at 1%                  .0100       –     .330  .410  .540  .790       1.9");
    judged.print(|judged, threshold| judged.median_delay(5, threshold));
    Ok(())
}

/// The first working day after each holiday, on which the signals without weekends make up for it.
fn working_day_after(holiday: &[f64]) -> Vec<f64> {
    let mut after = vec![0.0; holiday.len()];
    for day in (0..holiday.len()).filter(|&day| holiday[day] > 0.0) {
        let next = (day + 1..holiday.len()).find(|&next| holiday[next] == 0.0 && next % 7 < WORKING_DAYS);
        if let Some(next) = next {
            after[next] = 1.0;
        }
    }
    after
}
