//! `fengsui forecast`

use std::io::Write;

use analytics::{Forecast, ForecastScore, Snapshot};
use domain::{Areas, Taxonomy, Week};

use crate::{assembly, cli, county::County, exit, progress};

/// Positions of the median and of the ends of the 90 % interval among the levels of a forecast.
const MEDIAN: usize = 11;
const NINE_TENTHS: (usize, usize) = (2, 20);

pub(crate) async fn run(flags: cli::Forecast) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    let span = flags.from.zip(flags.to).map(|(from, to)| (Week::of(from), Week::of(to)));
    if let Some((first, last)) = span {
        anyhow::ensure!(first <= last, "--from lies after --to (--from 晚于 --to)");
    }
    let now = assembly::now();
    let as_of = flags.as_of.map_or(now, |day| county.time.end_of(day));
    // What came of the forecasts is part of what a backtest must know.
    let known = if flags.backtest { now } else { as_of };

    let (areas, taxonomy) = (store.areas().await?, store.taxonomy().await?);
    let mut reports = store.reports_counted_at(known, chrono::NaiveDate::MIN, store::Counting::Once).await?;
    areas.redraw_reports(&mut reports, county.time);
    let snapshot = Snapshot {
        reports: &reports,
        effort: &[],
        areas: &areas,
        taxonomy: &taxonomy,
        calendar: &county.calendar,
        time: county.time,
    };
    let mut out = std::io::stdout();
    if let Some((first, last)) = span {
        let spinner = progress::spinner("回测预测 scoring forecasts");
        let weeks = (0..=last.since(first)).map(|number| first.plus(number));
        let score = analytics::score_forecasts(&snapshot, &config.analytics, weeks);
        spinner.finish_and_clear();
        if flags.json {
            serde_json::to_writer_pretty(&mut out, &score)?;
            writeln!(out)?;
        } else {
            tell_score(&mut out, &score)?;
        }
    } else {
        let forecasts = analytics::forecast(&snapshot, &config.analytics, as_of);
        if flags.json {
            serde_json::to_writer_pretty(&mut out, &forecasts)?;
            writeln!(out)?;
        } else {
            tell(&mut out, &forecasts, &areas, &taxonomy)?;
        }
    }
    store.close().await;
    Ok(exit::DONE)
}

fn tell(
    out: &mut impl Write,
    forecasts: &[Forecast],
    areas: &Areas,
    taxonomy: &Taxonomy,
) -> std::io::Result<()> {
    if forecasts.is_empty() {
        return writeln!(
            out,
            "历史不足一年半，暂不预测。\nThe history is shorter than a year and a half; nothing is forecast yet."
        );
    }
    for forecast in forecasts {
        writeln!(
            out,
            "{}  {} {}  {} 件，九成在 {}–{} 件  (mean {:.1})",
            forecast.week,
            areas.full_name(&forecast.area),
            taxonomy.name_zh(&forecast.group),
            forecast.quantiles[MEDIAN],
            forecast.quantiles[NINE_TENTHS.0],
            forecast.quantiles[NINE_TENTHS.1],
            forecast.mean,
        )?;
    }
    Ok(())
}

fn tell_score(out: &mut impl Write, score: &ForecastScore) -> std::io::Result<()> {
    writeln!(
        out,
        "{:>11} {:>10} {:>8} {:>15} {:>14} {:>20} {:>20}",
        "weeks ahead",
        "forecasts",
        "WIS",
        "/ same week",
        "/ last week",
        "in 50 % (promised)",
        "in 90 % (promised)"
    )?;
    for horizon in &score.horizons {
        writeln!(
            out,
            "{:>11} {:>10} {:>8.3} {:>15.3} {:>14.3} {:>10.1} % ({:.1} %) {:>10.1} % ({:.1} %)",
            horizon.ahead,
            horizon.forecasts,
            horizon.wis,
            horizon.relative_to_seasonal(),
            horizon.relative_to_persistence(),
            horizon.coverage_50 * 100.0,
            horizon.promised_50 * 100.0,
            horizon.coverage_90 * 100.0,
            horizon.promised_90 * 100.0,
        )?;
    }
    Ok(())
}
