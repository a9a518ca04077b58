//! Weeks around a festival that moves: sixty series that rise before Spring Festival and fall at it.

use std::collections::BTreeMap;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use statistics::baseline::Series;
use statistics::detector::Settings;
use statistics::distribution::Counts;
use statistics::event;

use crate::score::{self, share};
use crate::worlds::{Outbreak, World, number, rows, whole};

/// First week of the current period, from 0: eight years lie before it.
const FROM: usize = 416;
/// Borders of the profile's bins: quarters of a week before and after the festival, which falls on another day
/// of the week each year.
const QUARTER_WEEKS: std::ops::RangeInclusive<i32> = -32..=24;
/// Size of the outbreaks, in standard deviations of the week they are added to.
const SIZE: usize = 4;
/// Alarms are raised below this.
const ALPHA: f64 = 0.01;

pub(crate) fn run() -> anyhow::Result<()> {
    let mut worlds: BTreeMap<usize, World> = BTreeMap::new();
    let mut distances: Vec<Option<f64>> = Vec::new();
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    for row in rows("lunar/series.csv.gz")? {
        let (series, week) = (whole(&row[0])?, whole(&row[1])? - 1);
        let world = World { group: series, counts: Vec::new(), outbreaks: Vec::new() };
        let world = worlds.entry(series).or_insert(world);
        world.counts.push(number(&row[5])?);
        if series == 1 {
            distances.push(Some(number(&row[4])?));
        }
        if week >= FROM {
            let spread = (number(&row[6])? * number(&row[7])?).sqrt();
            let cases = Counts::poisson(SIZE as f64 * spread)?.quantile(rng.random());
            world.outbreaks.push(Outbreak { size: SIZE, start: week, cases: vec![(week, cases)] });
        }
    }
    let worlds: Vec<World> = worlds.into_values().collect();

    // The festival's profile is learnt from the years before, over all series together.
    let past: Vec<&[f64]> = worlds.iter().map(|world| &world.counts[..FROM]).collect();
    let edges: Vec<f64> = QUARTER_WEEKS.map(|quarter| f64::from(quarter) / 4.0).collect();
    let profile = event::profile(&past, &distances[..FROM], &edges, &event::Settings::default())?;
    let log_ratio = profile.regressor(&distances);
    // As an offset it is what every series is expected to follow; as a regressor it lets one depart from it.
    let known = Series { offset: Some(&log_ratio), regressors: &[&log_ratio], ..Series::of(&[]) };
    let blind = score::judge(&worlds, &Series::of(&[]), FROM, &Settings::weeks())?;
    let told = score::judge(&worlds, &known, FROM, &Settings::weeks())?;

    println!("lunar: {} series, {} quiet weeks, 4-sd outbreaks in one week", worlds.len(), told.quiet.len());
    println!("  detector, alarm below .01      before: FPR   POD   after: FPR   POD   other: FPR   POD");
    println!("  farringtonFlexible                   .1156  .757        .0067  .343        .0070  .636");
    println!("  knows the truth                      .0115  .760        .0133  .667        .0080  .710");
    for (what, judged) in [("ours, festival unknown", &blind), ("ours, festival known", &told)] {
        print!("  {what:<31}");
        for inside in [
            |at: f64| (-6.0..0.0).contains(&at),
            |at| (0.0..2.0).contains(&at),
            |at| !(-6.0..2.0).contains(&at),
        ] {
            let here = |week: usize| distances[week].is_some_and(inside);
            let false_share = share(
                judged.quiet.iter().filter(|quiet| here(quiet.period)).map(|quiet| quiet.p_value < ALPHA),
            );
            let found = share(
                judged.outbreaks.iter().filter(|one| here(one.start)).map(|one| one.delay(ALPHA).is_some()),
            );
            print!("      {false_share:.4}  {found:.3} ");
        }
        println!();
    }
    Ok(())
}
