//! `cargo bench -p benches --bench statistics`: the statistics on the clock.
//!
//! Prints CSV: job, tool, version, repetitions, seconds of processor time per job, and a figure of the result, by which
//! `make peers` sees that both sides did the same work. `benches/peers` holds the reference tools' side: its scripts read
//! the same files of `crates/statistics/tests/data` and name the same jobs. Processor time of the whole process is
//! what one core needs, however many threads there are, and what others do on the machine matters little.
#![expect(clippy::print_stdout, reason = "a bench reports to its terminal")]

use std::collections::HashMap;
use std::fs::read_to_string;
use std::hint::black_box;

use anyhow::Context as _;
use chrono::NaiveDate;
use rustix::time::{ClockId, clock_gettime};
use statistics::changepoint::{self, Cost, Penalty};
use statistics::cusum::{GlrSettings, glr};
use statistics::farrington::{self, Errors};
use statistics::interaction::{self, Events, knox};
use statistics::regression::{Design, Family, fit};
use statistics::scan::{self, Cases, Circles, Coordinates, Model, Reach, Search};
use statistics::trend::{SeasonalVariance, Variance, mann_kendall_with, seasonal_mann_kendall_with};
use statistics::{baseline, ears};

/// The files that both sides read.
const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/statistics/tests/data");

/// Each job runs until it has taken so many seconds, and so many times at least. The fastest run counts, because noise
/// only ever adds.
const SECONDS: f64 = 0.5;
const LEAST_RUNS: u32 = 2;

/// The trend tests and the change points look at this many weeks of this scenario, which has a season and a trend.
const WEEKS: usize = 437;
const SCENARIO: usize = 9;

/// Series of a city, one assessment each: a hundred and some grids, categories by the dozen.
const CITY: usize = 16_400;

/// What `farringtonFlexible` does by default in the reference runs.
fn improved() -> farrington::Settings {
    farrington::Settings {
        errors: Errors::FarringtonFlexible,
        least_cases: 0.0,
        ..farrington::Settings::improved()
    }
}

fn main() -> anyhow::Result<()> {
    println!("job,tool,version,repetitions,seconds_per_job,result");
    let series = weekly_series()?;
    per_week(&series)?;
    per_series(&series[SCENARIO][..WEEKS])?;
    near_repeats()?;
    scans()
}

/// The detectors that judge one series and week after the other.
fn per_week(series: &[Vec<f64>]) -> anyhow::Result<()> {
    let detector = farrington::Detector::new(&improved())?;
    let upper = |(counts, at): (&[f64], usize)| Ok(detector.assess(counts, at)?.upper);
    let time_weeks = |job: &str, weeks: &[(&[f64], usize)], jobs: f64| {
        time(job, jobs, || weeks.iter().copied().map(upper).sum())
    };
    let single = last_weeks(series.iter(), 15);
    time_weeks("farrington, one week", &single, single.len() as f64)?;
    // A year of every second series.
    let year = last_weeks(series.iter().step_by(2), 52);
    time_weeks("farrington, a year of weeks", &year, year.len() as f64)?;
    let city: Vec<_> = last_weeks(series.iter(), 49).into_iter().cycle().take(CITY).collect();
    time_weeks("farrington, 16400 series", &city, 1.0)?;

    let settings = ears::Settings { alpha: 0.001, min_sigma: 0.0, ..ears::Settings::default() };
    let periods: usize = series.iter().map(Vec::len).sum();
    time("EARS C1", periods as f64, || {
        let judged = |counts: &Vec<f64>| ears::assess(counts, ears::Method::C1, &settings);
        let verdicts = series.iter().map(judged).collect::<Result<Vec<_>, _>>()?;
        Ok(verdicts.iter().flatten().flatten().filter(|verdict| verdict.alarm).count() as f64)
    })?;
    let settings = baseline::Settings::default();
    time("our baseline, one week", series.len() as f64, || {
        let p = |counts: &Vec<f64>| {
            Ok(baseline::assess(&baseline::Series::of(counts), &settings)?.verdict.p_value)
        };
        series.iter().map(p).sum()
    })
}

/// The last weeks of each series, one after the other.
fn last_weeks<'a>(series: impl Iterator<Item = &'a Vec<f64>>, weeks: usize) -> Vec<(&'a [f64], usize)> {
    series.flat_map(|counts| (counts.len() - weeks..counts.len()).map(|at| (counts.as_slice(), at))).collect()
}

/// What looks at one series as a whole.
fn per_series(counts: &[f64]) -> anyhow::Result<()> {
    time("Mann-Kendall", 1.0, || Ok(mann_kendall_with(counts, Variance::Independent)?.z))?;
    time("Mann-Kendall, Hamed-Rao", 1.0, || Ok(mann_kendall_with(counts, Variance::HamedRao)?.z))?;
    time("Mann-Kendall, seasonal", 1.0, || {
        Ok(seasonal_mann_kendall_with(counts, 52, SeasonalVariance::Independent)?.z)
    })?;
    for (job, cost, penalty) in [
        ("PELT, l2", Cost::Mean, Penalty::Fixed(60.0)),
        ("PELT, normal", Cost::MeanAndVariance { floor: 1e-6 }, Penalty::Fixed(18.0)),
    ] {
        let settings = changepoint::Settings { cost, penalty, min_size: 5 };
        time(job, 1.0, || Ok(changepoint::pelt(counts, &settings)?.segments.len() as f64))?;
    }
    let design = Design::new(286).intercept().trend().harmonics(52.18, 2);
    time("quasi-Poisson GLM", 1.0, || {
        Ok(fit(&design, &counts[..286], None, None, Family::QuasiPoisson, 0.0)?.dispersion)
    })?;
    let mean = counts.iter().sum::<f64>() / counts.len() as f64;
    let means = vec![mean; counts.len()];
    let settings = GlrSettings { size: 10.0, ..GlrSettings::default() };
    time("GLR, negative binomial", 1.0, || {
        Ok(glr(counts, &means, &settings)?.iter().map(|step| step.statistic).sum())
    })
}

fn near_repeats() -> anyhow::Result<()> {
    let mut places = Vec::new();
    let mut times = Vec::new();
    for line in read_to_string(format!("{DATA}/knoxA_events.csv"))?.lines().skip(1) {
        let row = numbers(line.split(','))?;
        places.push([row[0], row[1]]);
        times.push(row[2]);
    }
    let events = Events { places: &places, times: &times, strata: None };
    let settings = interaction::Settings::default();
    time("Knox, 999 permutations", 1.0, || Ok(knox(&events, 0.5, 7.0, &settings)?.statistic as f64))
}

/// The scans of a simulated town of 820 places over 365 days.
fn scans() -> anyhow::Result<()> {
    let places = read_to_string(format!("{DATA}/scan/synA.geo"))?;
    let words: Vec<Vec<&str>> = places.lines().map(|line| line.split_whitespace().collect()).collect();
    let index: HashMap<&str, usize> = words.iter().enumerate().map(|(index, row)| (row[0], index)).collect();
    let points =
        words.iter().map(|row| Ok([row[1].parse()?, row[2].parse()?])).collect::<anyhow::Result<Vec<_>>>()?;
    let start = NaiveDate::from_ymd_opt(2024, 1, 1).context("a date")?;
    let mut cases = Vec::new();
    for line in read_to_string(format!("{DATA}/scan/synA.cas"))?.lines() {
        let row: Vec<&str> = line.split_whitespace().collect();
        let day = NaiveDate::parse_from_str(row[2], "%Y/%m/%d")? - start;
        let period = usize::try_from(day.num_days())?;
        cases.push(Cases { location: index[row[0]], period, count: row[1].parse()? });
    }
    let population = read_to_string(format!("{DATA}/scan/synA.pop"))?;
    let population = numbers(population.lines().filter_map(|line| line.split_whitespace().nth(2)))?;

    let circles =
        Circles::by_distance(Coordinates::Planar(&points), &Reach { radius: 5.0, ..Reach::default() })?;
    let bounds = |max_periods: usize| Search { max_periods, seed: 12, ..Search::default() };
    let score = |model: &Model<'_>, days: usize| {
        let found = scan::search(&circles, &cases, 365, model, &bounds(days))?;
        Ok(found.clusters.first().map_or(0.0, |cluster| cluster.score))
    };
    time("permutation scan, 5 km, 60 days, 999", 1.0, || score(&Model::Permutation, 60))?;
    time("permutation scan, 5 km, 28 days, 999", 1.0, || score(&Model::Permutation, 28))?;
    time("Poisson scan, 5 km, 28 days, 999", 1.0, || score(&Model::Poisson { population: &population }, 28))
}

/// The 624 simulated weeks of each of the scenarios of Noufaily et al. (2013).
fn weekly_series() -> anyhow::Result<Vec<Vec<f64>>> {
    let text = read_to_string(format!("{DATA}/noufaily_series.csv"))?;
    let counts = text.lines().skip(1).filter_map(|line| line.split(',').nth(1));
    counts.map(|counts| numbers(counts.split(' '))).collect()
}

fn numbers<'a>(words: impl Iterator<Item = &'a str>) -> anyhow::Result<Vec<f64>> {
    words.map(|word| word.parse().with_context(|| format!("not a number: {word}"))).collect()
}

/// Prints the time of one of the jobs of which each run of `work` does so many.
fn time(job: &str, jobs: f64, mut work: impl FnMut() -> anyhow::Result<f64>) -> anyhow::Result<()> {
    let result = work()?;
    let begun = processor_time();
    let (mut fastest, mut runs) = (f64::INFINITY, 0);
    while runs < LEAST_RUNS || processor_time() - begun < SECONDS {
        let before = processor_time();
        black_box(work()?);
        fastest = fastest.min(processor_time() - before);
        runs += 1;
    }
    println!("\"{job}\",fengsui,{},{runs},{:e},{result}", env!("CARGO_PKG_VERSION"), fastest / jobs);
    Ok(())
}

/// Seconds of processor time that this process has taken so far.
fn processor_time() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}
