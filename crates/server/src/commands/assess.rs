//! `fengsui assess`

use std::io::Write;

use domain::{Areas, Signal, Taxonomy};
use store::Counting;

use crate::{assembly, cli::Assess, county::County, exit, progress};

pub(crate) async fn run(flags: Assess) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    let now = assembly::now();
    let mut works = assembly::works(&config, county, store.clone(), config.server.base_url.clone())?;
    if flags.with_duplicates {
        works.counting = Counting::WithDuplicates;
    }
    let as_of = flags.as_of.map_or(now, |day| works.time.end_of(day));

    let spinner = progress::spinner("研判 assessing");
    let look = works.look(as_of, now, flags.drawn).await?;
    if flags.record {
        works.record(&look, as_of, now, "fengsui assess").await?;
    }
    spinner.finish_and_clear();

    let mut out = std::io::stdout();
    if flags.json {
        serde_json::to_writer_pretty(&mut out, &look.decision.signals)?;
        writeln!(out)?;
    } else {
        let (areas, taxonomy) = (store.areas().await?, store.taxonomy().await?);
        writeln!(
            out,
            "as of {}: {} reports known, {} tests, {} signals, {} worth a letter",
            works.time.wall(as_of).format("%Y-%m-%d %H:%M"),
            look.reports,
            look.tests,
            look.decision.signals.len(),
            look.decision.advisories.len()
        )?;
        let ranking = &look.ranking;
        let (zh, en) = if ranking.used {
            ("历次结论学到的属实可能性", "the chance to prove true, learned from past verdicts")
        } else {
            ("预计影响（固定规则）", "expected harm (the fixed rule)")
        };
        writeln!(
            out,
            "排序: {zh}; 已有结论 {} 条 · order: {en}; {} verdicts so far",
            ranking.verdicts, ranking.verdicts
        )?;
        for signal in &look.decision.signals {
            writeln!(out, "{}", line(signal, &areas, &taxonomy))?;
        }
    }
    store.close().await;
    Ok(exit::DONE)
}

/// A signal in one line, in the words of both languages.
pub(crate) fn line(signal: &Signal, areas: &Areas, taxonomy: &Taxonomy) -> String {
    let chinese = taxonomy.name_zh(&signal.category);
    let english = taxonomy.get(&signal.category).map_or("", |category| category.name_en.as_str());
    let english = if english == chinese { String::new() } else { format!(" ({english})") };
    let event = signal.event.as_deref().map(|event| format!(" [{event}]")).unwrap_or_default();
    let fate = signal.withheld_by.as_deref().map_or_else(
        || format!("{} {}", signal.level.name_zh(), signal.level.as_str()),
        |rule| format!("withheld: {rule}"),
    );
    format!(
        "{} {:<9} {} {chinese}{english}{event} {}..{}  {:.0} against {:.1} expected (bound {:.1})  q {:.4}  {fate}",
        signal.kind.name_zh(),
        signal.kind.as_str(),
        areas.full_name(&signal.area),
        signal.from,
        signal.to,
        signal.observed,
        signal.expected,
        signal.upper,
        signal.q_value,
    )
}
