//! The English fact sheet; it says what the Chinese says.

use chrono::Timelike;
use domain::{AreaLevel, Detector, PastEpisode, SignalKind};

use super::{
    Reader, Shown, Topic, View,
    doubt::{Doubt, NO_VISITS},
    is_of_past_windows,
    rarity::Rarity,
};
use crate::{
    figure,
    level::villages,
    wording::{Forecast, event, expected_en},
};

/// One line; `None` where there is no fact for it.
pub(super) fn say(topic: Topic, view: &View<'_>) -> Option<String> {
    let (signal, facts) = (view.signal, &view.signal.facts);
    match topic {
        Topic::Place => Some(place(view)),
        Topic::Matter => Some(matter(view)),
        Topic::Count => Some(count(view)),
        Topic::Usual => Some(usual(view)),
        Topic::Rarity => Some(rarity(view)),
        Topic::Since => facts.since.map(|since| match signal.kind {
            SignalKind::Trending => format!("Rising since about {}.", figure::month_en(since)),
            SignalKind::Silent => format!(
                "Since {}, {} in a row.",
                figure::date_en(since),
                figure::plural(view.weeks_since(since), "week")
            ),
            _ => format!(
                "Above the usual since the week of {}: {} up to {}.",
                figure::date_en(since),
                figure::plural(view.weeks_since(since), "week"),
                figure::date_en(signal.to)
            ),
        }),
        Topic::Outlook => outlook(view),
        Topic::Reports => {
            let behind = signal.reports.len();
            let shown = view.shown(behind as f64);
            let windows =
                if is_of_past_windows(signal.detector) { " of the last and the present window" } else { "" };
            (behind > 0).then(|| capital(&format!("{}{windows}, each to be read by its id.", pieces(&shown))))
        }
        Topic::Texts => {
            let told = view.reader == Reader::Desk && !facts.sentences.is_empty();
            let quoted =
                || facts.sentences.iter().map(|text| format!("“{text}”")).collect::<Vec<_>>().join("; ");
            told.then(|| format!("{} excerpts, redacted: {}.", facts.sentences.len(), quoted()))
        }
        Topic::Past => past(view),
        Topic::Doubts => {
            let doubts: Vec<String> = Doubt::of(view).iter().map(|each| doubt(each, view)).collect();
            (!doubts.is_empty()).then(|| doubts.join(" "))
        }
        Topic::Cut => {
            let cut = view.context.time.wall(signal.as_of);
            Some(format!(
                "{}, {}:00; what came in later is not counted.",
                figure::date_en(cut.date()),
                cut.hour()
            ))
        }
    }
}

fn place(view: &View<'_>) -> String {
    let (signal, areas) = (view.signal, view.context.areas);
    let name = areas.full_name(&signal.area);
    if !signal.cluster.is_empty() {
        let near = signal.detector == Detector::SpaceTimeScan && signal.cluster.len() > 1;
        let noun = if near { "neighbouring grid" } else { "grid" };
        let grids = figure::plural(signal.cluster.len() as i64, noun);
        let villages = figure::plural(villages(signal, view.context).len() as i64, "village");
        return format!("Within {name}: {grids} of {villages}.");
    }
    let inside = |level| areas.at(level).filter(|area| areas.contains(&signal.area, &area.id)).count() as i64;
    let villages = figure::plural(inside(AreaLevel::Village), "village");
    let grids = figure::plural(inside(AreaLevel::Grid), "grid");
    match areas.get(&signal.area).map(|area| (area.level, area.households)) {
        Some((AreaLevel::Grid, households)) => {
            format!("{name}, {}.", figure::plural(i64::from(households), "household"))
        }
        Some((AreaLevel::Village, _)) => format!("{name}, {grids}."),
        _ => format!("{name}, {villages} and {grids}."),
    }
}

fn matter(view: &View<'_>) -> String {
    let signal = view.signal;
    let category = capital(view.context.taxonomy.name_en(&signal.category));
    let mut text = if signal.category.is_every() {
        format!("{category} together ({} categories)", view.context.taxonomy.all().len())
    } else {
        format!("{category} (category {})", signal.category)
    };
    text.push_str(match signal.detector {
        Detector::SeasonalBaseline => ": more reports than usual of late; emerging.",
        Detector::SpaceTimeScan => ": recent reports gather in neighbouring grids; emerging.",
        Detector::Topic => ": words that were rare before; emerging.",
        Detector::CalendarEffect => ": returns with a dated event; recurring.",
        Detector::OwnSeason => ": returns at the same time each year; recurring.",
        Detector::Return => ": breaks out again where it was settled; recurring.",
        Detector::MannKendall => ": rises year by year; trending.",
        Detector::Silence => ": far fewer reports than usual; silent.",
        Detector::Heaping => ": reports lie too close together in time; irregular.",
        Detector::Copies => ": many reports with the same text; irregular.",
    });
    let words = &signal.facts.words;
    if !words.is_empty() {
        text.push_str(&format!(" {} words rise: {}.", words.len(), words.join(", ")));
    }
    text
}

fn count(view: &View<'_>) -> String {
    let (signal, facts) = (view.signal, &view.signal.facts);
    let span = figure::span_en(signal.from, signal.to);
    let pieces = pieces(&view.shown(signal.observed));
    let mut text = match signal.detector {
        Detector::SeasonalBaseline | Detector::SpaceTimeScan => format!("{pieces} {span}"),
        Detector::Topic => format!("{pieces} with these words {span}"),
        Detector::CalendarEffect | Detector::OwnSeason => {
            format!("{pieces} on average around {} in past years", season(view))
        }
        Detector::Return => format!("{pieces} of one place, again and again, {span}{}", rhythm(view)),
        Detector::MannKendall => format!("{pieces} in the twelve months to {}", figure::date_en(signal.to)),
        Detector::Silence => format!("{pieces} {span}"),
        Detector::Heaping => format!("{pieces} in one heap {span}"),
        Detector::Copies => format!("{pieces} of like text {span}"),
    };
    // Behind a recurring signal stand the reports of one past window, not those of the average that is told here.
    if matches!(signal.kind, SignalKind::Emerging | SignalKind::Trending) {
        if facts.people >= u64::from(view.context.rules.suppress_below) {
            text.push_str(&format!("; {} people involved where written down", facts.people));
        }
        if let Some(groups) = view.told(facts.group_matters) {
            text.push_str(&format!("; {} of a group", figure::plural(i64::from(groups), "matter")));
        }
    }
    capital(&format!("{text}."))
}

/// The gaps between returns, where they were measured.
fn rhythm(view: &View<'_>) -> String {
    let days = |name| view.signal.parameter(name).map(figure::whole);
    let gap = days("usual_gap_days").map_or_else(String::new, |gap| format!("; {gap} days apart as a rule"));
    let last = days("days_since_last").map_or_else(String::new, |last| format!("; the last {last} days ago"));
    gap + &last
}

fn season<'a>(view: &View<'a>) -> &'a str {
    event(view.signal, view.context).map_or("the same season", |event| event.name_en.as_str())
}

fn usual(view: &View<'_>) -> String {
    let signal = view.signal;
    let expected = expected_en(signal.expected);
    let between = signal.facts.interval.map_or_else(String::new, |(lower, upper)| {
        format!(", usually {} to {}", figure::whole(lower), figure::whole(upper))
    });
    let ratio = figure::decimal(signal.ratio);
    match signal.detector {
        Detector::SeasonalBaseline | Detector::SpaceTimeScan | Detector::Topic => {
            format!("The place and the season would give {expected}{between}; {}.", more(view))
        }
        Detector::Return => format!("The place would give {expected}{between}; {}.", more(view)),
        Detector::CalendarEffect | Detector::OwnSeason => {
            format!("The same span of other times gives about {expected}; this is {ratio} times as many.")
        }
        Detector::MannKendall => {
            format!(
                "Without the trend {expected} would be expected{between}; each year brings {ratio} times the last."
            )
        }
        Detector::Silence => format!(
            "Its own pattern would give {expected}{between}; {} fewer.",
            figure::decimal(signal.expected - signal.observed)
        ),
        Detector::Heaping | Detector::Copies => {
            format!("About {expected} as a rule{between}; {}.", more(view))
        }
    }
}

fn more(view: &View<'_>) -> String {
    let signal = view.signal;
    let more = figure::decimal(signal.observed - signal.expected);
    if signal.expected < crate::wording::LEAST_EXPECTED {
        format!("{more} more")
    } else {
        format!("{} times as many, {more} more", figure::decimal(signal.ratio))
    }
}

fn rarity(view: &View<'_>) -> String {
    let often = match Rarity::of(view.signal) {
        Rarity::Weeks(weeks) => format!("By chance alone about once in {weeks:.0} weeks"),
        Rarity::Years(years) => format!("By chance alone about once in {years:.0} years"),
        Rarity::BeyondCentury => "By chance alone less than once in 100 years".to_owned(),
        Rarity::Tests(tests) => format!("By chance alone about once in {tests:.0} tests"),
        Rarity::BeyondMillion => "By chance alone less than once in 1,000,000 tests".to_owned(),
    };
    format!("{often}; of signals as certain, {} are false alarms.", figure::chance_en(view.signal.q_value))
}

fn outlook(view: &View<'_>) -> Option<String> {
    let signal = view.signal;
    if let Some(forecast) = Forecast::of(signal) {
        return Some(format!(
            "This time {} runs {}; {} reports are expected, {} to {}.",
            season(view),
            figure::span_en(signal.from, signal.to),
            figure::whole(forecast.number),
            figure::whole(forecast.lower),
            figure::whole(forecast.upper)
        ));
    }
    let (number, lower, upper) = signal.facts.outlook?;
    Some(format!(
        "If it goes on, {} reports in the coming 8 weeks, {} to {}.",
        figure::whole(number),
        figure::whole(lower),
        figure::whole(upper)
    ))
}

fn past(view: &View<'_>) -> Option<String> {
    let past = &view.signal.facts.past;
    if past.is_empty() {
        return None;
    }
    let episode = |past: &PastEpisode| {
        format!(
            "{} {} ({} expected), {} in the 8 weeks after",
            figure::span_en(past.from, past.to),
            pieces(&view.shown(past.observed)),
            expected_en(past.expected),
            pieces(&view.shown(past.afterwards))
        )
    };
    let told: Vec<String> = past.iter().map(episode).collect();
    let times = figure::plural(past.len() as i64, "time");
    Some(format!("The last {times} above the upper bound: {}.", told.join("; ")))
}

fn doubt(doubt: &Doubt, view: &View<'_>) -> String {
    let silent = view.signal.kind == SignalKind::Silent;
    // A trend sets a year of visits against the year before.
    let usual =
        if view.signal.kind == SignalKind::Trending { "those of the year before" } else { "the usual" };
    let ratio = |ratio: &f64| figure::decimal(*ratio);
    let percent = |share: &f64| format!("{:.0}%", share * 100.0);
    match doubt {
        Doubt::MoreVisits(visits) if silent => {
            format!("Patrol visits were {} times {usual}: the place may indeed be calm.", ratio(visits))
        }
        Doubt::MoreVisits(visits) => {
            format!("Patrol visits were {} times {usual}: more may simply have been seen.", ratio(visits))
        }
        Doubt::FewerVisits(visits) if silent && *visits < NO_VISITS => {
            "There were 0 patrol visits or nearly so: patrols may have been broken off.".to_owned()
        }
        Doubt::FewerVisits(visits) if silent => {
            format!(
                "Patrol visits were only {} times {usual}: less may simply have been seen.",
                ratio(visits)
            )
        }
        Doubt::FewerVisits(visits) => {
            format!(
                "Patrol visits were only {} times {usual}: there may be more than was seen.",
                ratio(visits)
            )
        }
        Doubt::SameVisits(visits) => {
            format!(
                "Patrol visits were {} times {usual}, as ever: the place may indeed be calm.",
                ratio(visits)
            )
        }
        Doubt::Late(share) => {
            format!("{} came in more than a week late: it may be a batch of old papers.", percent(share))
        }
        Doubt::Partial(share) => {
            format!("About {} of these weeks' reports are in: the count will still grow.", percent(share))
        }
        Doubt::Channel(source, count, share) => {
            format!(
                "{count} of them ({}) came through {}: one source may be loud.",
                percent(share),
                source.names().1
            )
        }
        Doubt::Grid(grid, count, share) => format!(
            "{count} of them ({}) come from {}: one matter may be told several times.",
            percent(share),
            view.context.areas.full_name(grid)
        ),
        Doubt::Copied(count) => {
            format!("{count} of them have the same text: they may be one report filed again.")
        }
        Doubt::Few(_) => format!(
            "There are only {}: a single chance event could make this.",
            pieces(&view.shown(view.signal.observed))
        ),
    }
}

fn pieces(shown: &Shown) -> String {
    match shown {
        Shown::Count(count) if (*count - 1.0).abs() < 1e-9 => "1 report".to_owned(),
        Shown::Count(count) => format!("{} reports", figure::count(*count)),
        Shown::Fewer(below) => format!("fewer than {below} reports"),
    }
}

/// A sentence begins with a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
