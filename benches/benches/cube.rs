//! `cargo bench -p benches --bench cube`: the cube from a Parquet file of rows against a bare Polars group-by of the
//! same bytes, and what a new day costs.
//!
//! Polars is not optimised in the development profile that `make bench` runs, and our code is: the ratio that can be
//! compared with other machines is that of the bench profile (leave `--profile dev` away; it builds for long).
#![expect(clippy::print_stdout, reason = "a bench reports to its terminal")]

use std::{io::Cursor, time::Duration};

use analytics::{Breadth, Cube, Month, Period, Receipts, RollUp};
use anyhow::Context as _;
use benches::{fastest, report};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{AreaLevel, Areas, Calendar, CountyTime, Effort, Report, Taxonomy};
use ingestion::{Format, Receipt, Reference, check};
use polars::prelude::{Column, DataFrame, DataType, ParquetReader, ParquetWriter, PolarsResult, SerReader};

const TIME: CountyTime = CountyTime::SHANGHAI;

/// The key of a cell, which the rival groups by.
const KEY: [&str; 4] = ["occurred_on", "area", "category", "received_on"];

fn main() -> anyhow::Result<()> {
    let (areas, taxonomy, reports, effort) = county()?;
    let rows = reports.len();
    let bytes = parquet(&reports)?;
    let no_effort = Receipts::default().effort_to_parquet()?;

    let ours = Receipts::from_parquet(&bytes, &no_effort)?;
    let theirs = grouped(&bytes)?;
    anyhow::ensure!(ours.reports() == rows as u64, "a row was lost");
    anyhow::ensure!(Cube::build(&reports, &[], TIME).cells() == theirs.height(), "the cells are other cells");

    let from_file = fastest(|| Receipts::from_parquet(&bytes, &no_effort).map(|receipts| receipts.reports()));
    let bare = fastest(|| grouped(&bytes).map(|frame| frame.height()));
    report(&format!("cube from {rows} rows of Parquet"), from_file, "bare Polars group-by", bare);
    println!(
        "  {} rows a second; {:.0} % of the rows a second of Polars",
        a_second(rows, from_file),
        100.0 * bare.as_secs_f64() / from_file.as_secs_f64()
    );

    let from_memory = fastest(|| Cube::build(&reports, &[], TIME).reports());
    report(
        &format!("cube from {rows} reports in memory"),
        from_memory,
        "bare Polars, with its reading",
        bare,
    );
    println!("  {} rows a second", a_second(rows, from_memory));
    let patrols = fastest(|| Cube::build(&[], &effort, TIME).months().count());
    println!("cube from {} records of effort: {patrols:.2?}", effort.len());

    let cube = Cube::build(&reports, &effort, TIME);
    let known_by = TIME.day(reports.iter().map(|report| report.received_at).max().context("no reports")?);
    for level in AreaLevel::ALL {
        let asked = RollUp { level, breadth: Breadth::Category, period: Period::Week, known_by };
        let took = fastest(|| cube.counts(&areas, &taxonomy, asked).len());
        println!("weeks by {} and category: {took:.2?}", level.as_str());
    }
    println!("effort as known: {:.2?}", fastest(|| cube.effort(known_by).len()));

    // The newest day arrives: what the month has received so far is counted and written anew.
    let month = Month::of(known_by);
    let arrived = |moment: DateTime<Utc>| Month::of(TIME.day(moment)) == month;
    let newest: Vec<Report> = reports.iter().filter(|one| arrived(one.received_at)).cloned().collect();
    let patrols: Vec<_> = effort.iter().filter(|(moment, _)| arrived(*moment)).cloned().collect();
    let day = fastest(|| -> anyhow::Result<usize> {
        let mut written = 0;
        for (_, receipts) in Cube::build(&newest, &patrols, TIME).months() {
            written += receipts.reports_to_parquet()?.len() + receipts.effort_to_parquet()?.len();
        }
        Ok(written)
    });
    println!(
        "a new day, at the end of a month of {} reports and {} of effort: {day:.2?}",
        newest.len(),
        patrols.len()
    );
    Ok(())
}

type County = (Areas, Taxonomy, Vec<Report>, Vec<(DateTime<Utc>, Effort)>);

/// Five simulated years, checked; a week's effort is received when the week is over.
fn county() -> anyhow::Result<County> {
    let calendar: Calendar = toml::from_str(include_str!("../../config/calendar.toml"))?;
    let taxonomy: Taxonomy = toml::from_str(include_str!("../../config/categories.toml"))?;
    let parameters = simulation::Parameters::default();
    let county = simulation::county(&parameters, &calendar, &taxonomy);
    let input: String = county.reports.iter().map(|filed| simulation::to_ndjson(filed) + "\n").collect();
    let areas = Areas::new(county.areas)?;
    let reference = Reference { areas: &areas, taxonomy: &taxonomy, time: TIME };
    let receipt = Receipt::AsRecorded { fallback: TIME.end_of(parameters.until) };
    let checked = check(input.as_bytes(), &Format::Ndjson, &reference, receipt);
    let reports = checked.accepted.into_iter().map(|row| row.report).collect();
    let week_over = |day: NaiveDate| TIME.end_of(domain::Week::of(day).sunday());
    let effort = county.effort.into_iter().map(|effort| (week_over(effort.day), effort)).collect();
    Ok((areas, taxonomy, reports, effort))
}

/// One row a report, in the columns of the cube's own files.
fn parquet(reports: &[Report]) -> anyhow::Result<Vec<u8>> {
    let column = |name: &str, days: Vec<i32>| Column::new(name.into(), days).cast(&DataType::Date);
    let texts = |name: &str, values: Vec<&str>| Column::new(name.into(), values);
    let mut frame = DataFrame::new_infer_height(vec![
        column("occurred_on", reports.iter().map(|one| one.occurred_on.to_epoch_days()).collect())?,
        texts("area", reports.iter().map(|one| one.area.as_str()).collect()),
        texts("category", reports.iter().map(|one| one.category.as_str()).collect()),
        column("received_on", reports.iter().map(|one| TIME.day(one.received_at).to_epoch_days()).collect())?,
        Column::new("reports".into(), vec![1u64; reports.len()]),
    ])?;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame)?;
    Ok(bytes)
}

/// The rival: reads the file and adds up by key, in no order.
fn grouped(bytes: &[u8]) -> PolarsResult<DataFrame> {
    let frame = ParquetReader::new(Cursor::new(bytes)).finish()?;
    #[expect(deprecated, reason = "the eager group-by is the one that the workspace builds")]
    frame.group_by(KEY)?.select(["reports"]).sum()
}

fn a_second(rows: usize, took: Duration) -> u64 {
    (rows as f64 / took.as_secs_f64()) as u64
}
