//! The report as text, for the terminal.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use analytics::backtest::{Detection, Scorecard, Share};

use super::{counties::Played, report::Report};

/// Prints the report.
pub(crate) fn tell(out: &mut impl Write, report: &Report, played: &[Played]) -> io::Result<()> {
    if let [only] = played {
        lines(out, only)?;
    }
    detections(out, "by kind", &report.ours.kinds, |_| String::new())?;
    detections(out, "by size", &report.ours.sizes, |row| {
        row.size.map_or("", |size| size.figures()).to_owned()
    })?;
    detections(out, "by level", &report.ours.levels, |row| {
        row.level.map_or("", |level| level.as_str()).to_owned()
    })?;
    writeln!(
        out,
        "delay: weeks from the end of an episode's first week to the first sweep that raised it; only of episodes that began in the swept weeks"
    )?;
    list(out, report)?;
    rivals(out, report)?;
    if report.counties.len() > 1 {
        writeln!(
            out,
            "\n{:<24} {:>7} {:>9} {:>8} {:>8} {:>8} {:>12}",
            "county", "a week", "precision", "by luck", "stories", "raised", "false a week"
        )?;
        for county in &report.counties {
            standing(out, &county.county, &county.ours)?;
        }
    }
    cutoffs(out, report)
}

/// Every matter that was raised, once, where there is one county only.
fn lines(out: &mut impl Write, played: &Played) -> io::Result<()> {
    let mut known = BTreeSet::new();
    for line in &played.ours.lines {
        let subject = (line.kind, &line.area, &line.category, &line.event);
        if !known.insert(subject) {
            continue;
        }
        let event = line.event.as_deref().map(|event| format!(" [{event}]")).unwrap_or_default();
        let about = line.episodes.iter().map(|&at| played.ours.episodes[at].id.as_str());
        let about: Vec<&str> = about.collect();
        writeln!(
            out,
            "{} {} {:<9} {} {}{event} {}..{}  {:.0} against {:.1} expected  q {:.4}  {}",
            line.week,
            line.kind.name_zh(),
            line.kind.as_str(),
            played.areas.full_name(&line.area),
            played.taxonomy.name_zh(&line.category),
            line.from,
            line.to,
            line.observed,
            line.expected,
            line.q_value,
            if about.is_empty() { "–".to_owned() } else { about.join(", ") }
        )?;
    }
    Ok(())
}

fn detections(
    out: &mut impl Write,
    title: &str,
    rows: &[Detection],
    group: impl Fn(&Detection) -> String,
) -> io::Result<()> {
    writeln!(
        out,
        "\n{title:<15} {:<7} {:>8} {:>7} {:>16} {:>9} {:>9} {:>9} {:>6} {:>6}",
        "", "episodes", "raised", "share", "≤2 weeks", "≤3 weeks", "≤4 weeks", "median", "mean"
    )?;
    for row in rows {
        let within: Vec<String> = row.within.iter().map(|within| of(within.raised)).collect();
        writeln!(
            out,
            "{:<15} {:<7} {:>8} {:>7} {:>16} {:>9} {:>9} {:>9} {:>6} {:>6}",
            row.kind,
            group(row),
            row.raised.of,
            row.raised.count,
            percent(row.raised),
            within[0],
            within[1],
            within[2],
            number(row.median_delay_weeks),
            number(row.mean_delay_weeks)
        )?;
    }
    Ok(())
}

fn list(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let card = &report.ours;
    writeln!(
        out,
        "\nweekly list, at most {}: {:.2} signals a week and county, {} right; {:.2} false a week; without a limit {:.2} a week, {} right",
        report.list,
        card.list.per_week,
        percent(card.list.precision),
        card.list.false_per_week,
        report.uncut.list.per_week,
        percent(report.uncut.list.precision)
    )?;
    for kind in &card.signals {
        writeln!(
            out,
            "  {:<9} {:>6.2} a week, {} right; stories {}",
            kind.kind.as_str(),
            kind.per_week,
            percent(kind.precision),
            of(kind.stories)
        )?;
    }
    writeln!(
        out,
        "{} sweeps: {} stories, {} of them true ({}); {:.2} false a week; {} announcements of returning events; {} warnings of irregular reporting",
        card.sweeps,
        card.stories,
        card.true_stories,
        percent(card.story_precision),
        card.false_stories_per_sweep,
        card.announcements,
        card.irregular
    )
}

fn rivals(out: &mut impl Write, report: &Report) -> io::Result<()> {
    writeln!(
        out,
        "\n{:<24} {:>7} {:>9} {:>8} {:>8} {:>8} {:>12}  raised by kind",
        "at as many signals", "a week", "precision", "by luck", "stories", "raised", "false a week"
    )?;
    standing(out, "ours", &report.ours)?;
    for challenge in &report.rivals {
        standing(out, challenge.rival.as_str(), &challenge.tuned)?;
    }
    for challenge in &report.rivals {
        standing(out, &format!("{} (usual)", challenge.rival.as_str()), &challenge.usual)?;
    }
    Ok(())
}

fn standing(out: &mut impl Write, name: &str, card: &Scorecard) -> io::Result<()> {
    let kinds: Vec<String> =
        card.kinds.iter().map(|kind| format!("{} {}", kind.kind, of(kind.raised))).collect();
    writeln!(
        out,
        "{name:<24} {:>7.2} {:>9} {:>8} {:>8} {:>8} {:>12.2}  {}",
        card.list.per_week,
        short(card.list.precision.share),
        short(card.list.by_luck),
        short(card.story_precision.share),
        short(card.all.raised.share),
        card.list.false_per_week,
        kinds.join(", ")
    )
}

fn cutoffs(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let Some(sweep) = &report.sweep else { return Ok(()) };
    let wish = format!(
        "at most {} signals a week with at least {:.0} % right",
        sweep.signals_per_week,
        sweep.precision * 100.0
    );
    let Some(choice) = sweep.choice() else {
        return writeln!(out, "\nno setting gives {wish}; allow more signals or a lower precision");
    };
    let cutoffs = &choice.cutoffs;
    let length = cutoffs.list.map_or_else(|| "no limit".to_owned(), |most| format!("at most {most} a week"));
    writeln!(
        out,
        "\nrecommended for {wish}: false_discovery_rate = {}, once_in_weeks = {}, minimum_count = {}, {length}: {:.2} signals a week, {} right, {:.0} % raised on average over the kinds (cut from a loose replay; replay it once before use)",
        cutoffs.false_discovery_rate,
        cutoffs.once_in_weeks,
        cutoffs.minimum_count,
        choice.per_week,
        percent(choice.precision),
        choice.score * 100.0
    )
}

fn percent(share: Share) -> String {
    let [lower, upper] = share.interval.map(|end| end * 100.0);
    share
        .share
        .map_or_else(|| "–".to_owned(), |value| format!("{:.0} % [{lower:.0}, {upper:.0}]", value * 100.0))
}

fn short(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |value| format!("{:.0} %", value * 100.0))
}

fn of(share: Share) -> String {
    if share.of == 0 { "–".to_owned() } else { format!("{}/{}", share.count, share.of) }
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}"))
}
