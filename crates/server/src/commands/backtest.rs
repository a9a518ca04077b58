//! `fengsui backtest`

use std::io::Write;

use analytics::{Assessment, Episode, Scorecard, Snapshot};
use anyhow::Context as _;
use domain::Week;

use crate::{assembly, cli::Backtest, commands::assess::line, county::County, exit, progress, source};

pub(crate) async fn run(flags: Backtest) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    let episodes: Vec<Episode> = match &flags.truth {
        Some(file) => serde_json::from_slice(&source::read(file)?)
            .with_context(|| format!("{} holds no list of episodes", file.display()))?,
        None => Vec::new(),
    };
    let (first, last) = (Week::of(flags.from), Week::of(flags.to));
    anyhow::ensure!(first <= last, "--from {} lies after --to {}", flags.from, flags.to);

    let (areas, taxonomy) = (store.areas().await?, store.taxonomy().await?);
    let end = county.time.end_of(last.sunday());
    let reports = store.reports_known_at(end, chrono::NaiveDate::MIN).await?;
    let effort = store.effort_known_at(end, chrono::NaiveDate::MIN).await?;
    let snapshot = Snapshot {
        reports: &reports,
        effort: &effort,
        areas: &areas,
        taxonomy: &taxonomy,
        calendar: &county.calendar,
        time: county.time,
    };
    let weeks: Vec<Week> = (0..=last.since(first)).map(|number| first.plus(number)).collect();
    let bar = progress::bar(weeks.len() as u64, "回测 replaying");
    let mut sweeps: Vec<Assessment> = Vec::with_capacity(weeks.len());
    for week in weeks {
        sweeps.extend(analytics::replay(&snapshot, &config.analytics, [week]));
        bar.inc(1);
    }
    bar.finish_and_clear();
    let scorecard = analytics::score(&episodes, &sweeps, &areas, &taxonomy);

    let mut out = std::io::stdout();
    if flags.json {
        let signals: Vec<_> = sweeps.iter().flat_map(|sweep| &sweep.signals).collect();
        serde_json::to_writer_pretty(
            &mut out,
            &serde_json::json!({ "scorecard": scorecard, "signals": signals }),
        )?;
        writeln!(out)?;
    } else {
        let mut known = std::collections::BTreeSet::new();
        for signal in sweeps.iter().flat_map(|sweep| &sweep.signals) {
            if known.insert((signal.kind.as_str(), &signal.area, &signal.category, &signal.event)) {
                writeln!(out, "{}", line(signal, &areas, &taxonomy))?;
            }
        }
        tell(&mut out, &scorecard)?;
    }
    store.close().await;
    Ok(exit::DONE)
}

fn tell(out: &mut impl Write, scorecard: &Scorecard) -> std::io::Result<()> {
    writeln!(
        out,
        "\n{:<16} {:>8} {:>7} {:>7} {:>18}",
        "episodes", "in all", "raised", "missed", "mean delay (weeks)"
    )?;
    for kind in &scorecard.kinds {
        let delay = kind.mean_delay_weeks.map_or_else(|| "–".to_owned(), |weeks| format!("{weeks:.1}"));
        writeln!(
            out,
            "{:<16} {:>8} {:>7} {:>7} {:>18}",
            kind.kind, kind.episodes, kind.raised, kind.missed, delay
        )?;
    }
    let precision =
        scorecard.precision.map_or_else(|| "–".to_owned(), |share| format!("{:.0} %", share * 100.0));
    writeln!(
        out,
        "{} sweeps: {} stories, {} of them true ({precision}); {:.2} false a week; {} announcements of returning events",
        scorecard.sweeps,
        scorecard.stories,
        scorecard.true_stories,
        scorecard.false_stories_per_sweep,
        scorecard.announcements
    )
}
