//! `cargo bench -p benches`: checking against a bare JSON parse, and the sweep against a bare pass over its rows.
#![expect(clippy::print_stdout, reason = "a bench reports to its terminal")]

use std::time::Instant;

use anyhow::Context as _;
use benches::{fastest, report};
use domain::{Areas, Calendar, CountyTime, Report, Taxonomy};
use ingestion::{Format, Receipt, Reference, check};

fn main() -> anyhow::Result<()> {
    let calendar: Calendar = toml::from_str(include_str!("../../config/calendar.toml"))?;
    let taxonomy: Taxonomy = toml::from_str(include_str!("../../config/categories.toml"))?;
    let parameters = simulation::Parameters::default();
    let county = simulation::county(&parameters, &calendar, &taxonomy);
    let input: String = county.reports.iter().map(|filed| simulation::to_ndjson(filed) + "\n").collect();
    let areas = Areas::new(county.areas.clone())?;
    let time = CountyTime::SHANGHAI;
    let as_of = time.end_of(parameters.until);

    let reference = Reference { areas: &areas, taxonomy: &taxonomy, time };
    let receipt = Receipt::AsRecorded { fallback: as_of };
    let checking = fastest(|| check(input.as_bytes(), &Format::Ndjson, &reference, receipt));
    let parsing = fastest(|| {
        input.lines().map(serde_json::from_str::<serde_json::Value>).filter(Result::is_ok).count()
    });
    report(
        &format!("check {} NDJSON rows", county.reports.len()),
        checking,
        "bare serde_json parse",
        parsing,
    );

    let checked = check(input.as_bytes(), &Format::Ndjson, &reference, receipt);
    let reports: Vec<Report> = checked.accepted.into_iter().map(|row| row.report).collect();
    let snapshot = analytics::Snapshot {
        reports: &reports,
        effort: &county.effort,
        areas: &areas,
        taxonomy: &taxonomy,
        calendar: &calendar,
        time,
    };
    let settings = analytics::Parameters::default();
    let sweep = fastest(|| analytics::assess(&snapshot, &settings, as_of));
    let assessment = analytics::assess(&snapshot, &settings, as_of);
    let known = reports.iter().filter(|report| report.received_at <= as_of).count();
    println!(
        "sweep of {known} reports: {sweep:.2?}, {} tests, {} signals",
        assessment.tests,
        assessment.signals.len()
    );
    let mut begun = Instant::now();
    let stages = analytics::assess_by_stages(&snapshot, &settings, as_of, |stage| {
        println!("  {stage}: {:.2?}", begun.elapsed());
        begun = Instant::now();
    });
    anyhow::ensure!(stages == assessment, "one stage after the other finds something else");
    let newest = reports.iter().map(|report| report.received_at).max().context("no reports")?;
    println!("newest report {newest}");
    Ok(())
}
