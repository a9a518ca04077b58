//! From p-values with and without outbreaks to shares found and shares false.

use std::collections::BTreeMap;

use anyhow::anyhow;
use rayon::prelude::*;
use statistics::baseline::{Baseline, Series};
use statistics::detector::{Settings, detect};

use crate::worlds::World;

/// P-values of one set of worlds.
pub(crate) struct Judged {
    /// Every quiet period.
    pub(crate) quiet: Vec<Quiet>,
    /// What became of every outbreak.
    pub(crate) outbreaks: Vec<Course>,
}

/// A period without an outbreak.
#[derive(Clone, Copy)]
pub(crate) struct Quiet {
    /// Group of its world.
    pub(crate) group: usize,
    /// Its index.
    pub(crate) period: usize,
    /// Its p-value.
    pub(crate) p_value: f64,
}

/// The p-values in the course of one outbreak.
pub(crate) struct Course {
    /// Group of its world.
    pub(crate) group: usize,
    /// Its size.
    pub(crate) size: usize,
    /// Its first period.
    pub(crate) start: usize,
    /// From its first period to its last: whether the period holds any of it, and the p-value.
    pub(crate) periods: Vec<(bool, f64)>,
}

/// Judges all worlds as one panel from `from` on, and every outbreak in its course.
///
/// `known` holds what all series share: an offset and regressors. The fits leave out the periods an outbreak lasts (`skip_last`), so adding one changes only what is judged.
pub(crate) fn judge(
    worlds: &[World],
    known: &Series<'_>,
    from: usize,
    settings: &Settings,
) -> anyhow::Result<Judged> {
    let panel: Vec<Series<'_>> =
        worlds.iter().map(|world| Series { counts: &world.counts, ..*known }).collect();
    let found =
        detect(&panel, from, settings).map_err(|(index, error)| anyhow!("series {index}: {error}"))?;
    let quiet = worlds
        .iter()
        .zip(&found)
        .flat_map(|(world, periods)| {
            periods.iter().map(|found| Quiet {
                group: world.group,
                period: found.period,
                p_value: found.p_value,
            })
        })
        .collect();
    let courses = |(world, periods): (&World, &Vec<statistics::detector::Detection>)| {
        let series = Series { counts: &world.counts, ..*known };
        let fits: Vec<Baseline> = (from..world.counts.len())
            .step_by(settings.refit_every)
            .map(|period| Baseline::before(&series, period + 1, &settings.baseline))
            .collect::<Result<_, _>>()?;
        let course = |outbreak: &crate::worlds::Outbreak| {
            let mut counts = world.counts.clone();
            for &(period, cases) in outbreak.cases.iter().filter(|case| case.0 < world.counts.len()) {
                counts[period] += cases;
            }
            let last = outbreak.cases.iter().map(|case| case.0).max().unwrap_or(0).min(counts.len() - 1);
            let periods = (outbreak.start..=last)
                .map(|period| {
                    let verdict = fits[(period - from) / settings.refit_every].judge(&counts, period + 1);
                    let holds_some =
                        settings.refit_every == 1 || outbreak.cases.iter().any(|case| case.0 == period);
                    (holds_some, periods[period - from].tail.calibrate(verdict.p_value))
                })
                .collect();
            Course { group: world.group, size: outbreak.size, start: outbreak.start, periods }
        };
        Ok(world.outbreaks.iter().map(course).collect::<Vec<_>>())
    };
    let outbreaks: Vec<Vec<Course>> =
        worlds.par_iter().zip(&found).map(courses).collect::<anyhow::Result<_>>()?;
    Ok(Judged { quiet, outbreaks: outbreaks.into_iter().flatten().collect() })
}

impl Judged {
    /// Prints the figures at the threshold that 1% of the quiet periods pass, and at the nominal one.
    pub(crate) fn print(&self, delay: impl Fn(&Self, f64) -> f64) {
        for (what, threshold) in [("ours at 1%", self.threshold(0.01)), ("ours, p < .01", 0.01)] {
            let [two, three, five, ten] = [2, 3, 5, 10].map(|size| self.found(size, threshold));
            println!(
                "  {what:<28} {:>7.4} {:>7.3}  {two:>7.3} {three:>5.3} {five:>5.3} {ten:>5.3} {:>9.2}",
                self.false_share(threshold),
                self.worst_share(threshold),
                delay(self, threshold),
            );
        }
    }

    /// The threshold below which a share of the quiet periods lies.
    fn threshold(&self, share: f64) -> f64 {
        let mut sorted: Vec<f64> = self.quiet.iter().map(|period| period.p_value).collect();
        sorted.sort_by(f64::total_cmp);
        sorted[(sorted.len() as f64 * share) as usize]
    }

    /// Share of quiet periods below a threshold, of all groups.
    pub(crate) fn false_share(&self, threshold: f64) -> f64 {
        share(self.quiet.iter().map(|period| period.p_value < threshold))
    }

    /// The same, of the worst group.
    fn worst_share(&self, threshold: f64) -> f64 {
        let mut groups: BTreeMap<usize, Vec<bool>> = BTreeMap::new();
        for quiet in &self.quiet {
            groups.entry(quiet.group).or_default().push(quiet.p_value < threshold);
        }
        groups.into_values().map(|alarms| share(alarms.into_iter())).fold(0.0, f64::max)
    }

    /// Share of the outbreaks of a size that are found.
    fn found(&self, size: usize, threshold: f64) -> f64 {
        share(self.of(size).map(|course| course.delay(threshold).is_some()))
    }

    /// Mean delay of the found outbreaks of a size, in periods.
    pub(crate) fn mean_delay(&self, size: usize, threshold: f64) -> f64 {
        let delays: Vec<f64> = self.of(size).filter_map(|course| course.delay(threshold)).collect();
        delays.iter().sum::<f64>() / delays.len() as f64
    }

    /// Median delay of the found outbreaks of a size in each group, averaged over the groups.
    pub(crate) fn median_delay(&self, size: usize, threshold: f64) -> f64 {
        let mut groups: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        for course in self.of(size) {
            if let Some(delay) = course.delay(threshold) {
                groups.entry(course.group).or_default().push(delay);
            }
        }
        let medians: Vec<f64> = groups
            .into_values()
            .map(|mut delays| {
                delays.sort_by(f64::total_cmp);
                f64::midpoint(delays[(delays.len() - 1) / 2], delays[delays.len() / 2])
            })
            .collect();
        medians.iter().sum::<f64>() / medians.len() as f64
    }

    fn of(&self, size: usize) -> impl Iterator<Item = &Course> {
        self.outbreaks.iter().filter(move |course| course.size == size)
    }
}

impl Course {
    /// Periods from the start to the first alarm in a period that holds some of the outbreak.
    pub(crate) fn delay(&self, threshold: f64) -> Option<f64> {
        let found = |&(holds_some, p_value): &(bool, f64)| holds_some && p_value < threshold;
        self.periods.iter().position(found).map(|delay| delay as f64)
    }
}

/// The share that is true.
pub(crate) fn share(values: impl Iterator<Item = bool>) -> f64 {
    let (mut yes, mut all) = (0.0, 0.0);
    for value in values {
        all += 1.0;
        yes += f64::from(u8::from(value));
    }
    yes / all
}
