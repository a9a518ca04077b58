//! The English wording; it says what the Chinese says.

use domain::{AdvisoryForm, Detector, RiskLevel, Signal, SignalKind};

use super::{
    CATEGORY_MEASURES, Forecast, LEAST_EXPECTED, NAMED_VILLAGES, NOTABLE_RUN, event,
    returning::{came_back, returning_en},
    season::season_en,
    silent_grids,
};
use crate::{
    Context, Ground, figure, grade,
    level::{is_about_reporting, run_above_upper, villages},
};

/// The title: `Notice: emerging rise of neighbours disputes in 月牙泉镇`.
pub fn title_en(signal: &Signal, form: AdvisoryForm, context: &Context<'_>) -> String {
    let place = whose_en(signal, context);
    let category = category_en(signal, context);
    let form = match form {
        AdvisoryForm::Notice => "Notice",
        AdvisoryForm::Recommendation => "Recommendation",
    };
    match signal.kind {
        SignalKind::Emerging => format!("{form}: emerging rise of {category} disputes in {place}"),
        SignalKind::Recurring if came_back(signal) => {
            format!("{form}: the same {category} matter breaks out again in {place}")
        }
        SignalKind::Recurring => {
            format!("{form}: {category} disputes recur in {place} with {}", event_en(signal, context))
        }
        SignalKind::Trending => format!("{form}: rising trend of {category} disputes in {place}"),
        SignalKind::Silent => format!("{form}: no reports from {place}"),
        SignalKind::Irregular => format!("{form}: irregular reporting in {place}"),
    }
}

/// The finding: fact, baseline, certainty, extent and the grounds of the level, each with its figure.
pub fn finding_en(signal: &Signal, context: &Context<'_>) -> String {
    let place = context.areas.full_name(&signal.area);
    let category = category_en(signal, context);
    let observed = figure::count(signal.observed);
    let span = figure::span_en(signal.from, signal.to);
    let mut text = match signal.kind {
        SignalKind::Emerging => {
            format!(
                "{observed} {category} disputes were reported in {place} {span}; {}.",
                against_baseline(signal)
            )
        }
        SignalKind::Recurring if came_back(signal) => returning_en(signal, &place, category),
        SignalKind::Recurring => {
            format!(
                "{}{}",
                coming_window(signal, &span, context),
                past_windows(signal, &place, category, context)
            )
        }
        SignalKind::Trending => format!(
            "{observed} {category} disputes were reported in {place} in the twelve months to {}, against {} without \
             the trend; the change is a factor of {} a year.",
            figure::date_en(signal.to),
            expected(signal.expected),
            figure::decimal(signal.ratio),
        ),
        SignalKind::Silent | SignalKind::Irregular => {
            format!("{} {span}.", reporting(signal, &whose_en(signal, context), context))
        }
    };
    text.push_str(&format!(
        " The chance of this without a pattern is {}, and {} after correction for all tests of the sweep.",
        figure::chance_en(signal.p_value),
        figure::chance_en(signal.q_value)
    ));
    if let Some(sentence) = spread(signal, context) {
        text.push_str(&sentence);
    }
    text.push_str(&basis(signal, context));
    text
}

/// Silent and irregular: how many came, and how many as a rule. A small count is said as a bound.
fn reporting(signal: &Signal, place: &str, context: &Context<'_>) -> String {
    let below = context.rules.suppress_below;
    let small = signal.observed > 0.0 && signal.observed < f64::from(below);
    let observed = if small { format!("fewer than {below}") } else { figure::count(signal.observed) };
    let expected = expected(signal.expected);
    match signal.detector {
        Detector::Heaping => {
            format!("{observed} reports from {place} came in one heap, against about {expected} as a rule,")
        }
        Detector::Copies => {
            format!("{observed} reports from {place} have like texts, against about {expected} as a rule,")
        }
        _ => format!("{observed} reports came from {place}, against {expected} by its own pattern,"),
    }
}

/// Whose reports are meant: the area's, or those of the silent grids in it.
fn whose_en(signal: &Signal, context: &Context<'_>) -> String {
    let place = context.areas.full_name(&signal.area);
    match silent_grids(signal) {
        Some(grids) => format!("{} in {place}", figure::plural(grids as i64, "grid")),
        None => place,
    }
}

/// The suggestions: those of the category first, then that of the pattern kind; at most three. About the reporting
/// itself there is the one of the kind only.
pub fn suggestions_en(signal: &Signal, context: &Context<'_>) -> Vec<String> {
    if is_about_reporting(signal.kind) {
        return vec![by_kind(signal, context)];
    }
    let measures = context.routes.measures(context.taxonomy, &signal.category);
    let own = measures.iter().take(CATEGORY_MEASURES).map(|measure| measure.en.clone());
    own.chain(std::iter::once(by_kind(signal, context))).collect()
}

fn category_en<'a>(signal: &'a Signal, context: &Context<'a>) -> &'a str {
    context.taxonomy.name_en(&signal.category)
}

fn event_en(signal: &Signal, context: &Context<'_>) -> String {
    let name = event(signal, context).map(|event| event.name_en.clone());
    name.or_else(|| season_en(signal))
        .or_else(|| signal.event.clone())
        .unwrap_or_else(|| "the season".to_owned())
}

/// 2.1; under 0.1
pub(crate) fn expected(value: f64) -> String {
    if value < LEAST_EXPECTED { "under 0.1".to_owned() } else { figure::decimal(value) }
}

fn against_baseline(signal: &Signal) -> String {
    let expected = expected(signal.expected);
    let upper = figure::decimal(signal.upper);
    let more = figure::decimal(signal.observed - signal.expected);
    if signal.expected < LEAST_EXPECTED {
        return format!(
            "{expected} were expected there at this time, usually no more than {upper}: {more} more"
        );
    }
    let ratio = figure::decimal(signal.ratio);
    format!(
        "{expected} were expected there at this time, usually no more than {upper}: {ratio} times as many, {more} more"
    )
}

/// A recurring signal speaks of the window to come: first what it is expected to bring, then the years it rests on.
fn coming_window(signal: &Signal, span: &str, context: &Context<'_>) -> String {
    let event = event_en(signal, context);
    match Forecast::of(signal) {
        Some(forecast) => format!(
            "This time {event} runs {span}; {} disputes are expected ({} to {}). ",
            figure::whole(forecast.number),
            figure::whole(forecast.lower),
            figure::whole(forecast.upper)
        ),
        None => format!("This time {event} runs {span}. "),
    }
}

fn past_windows(signal: &Signal, place: &str, category: &str, context: &Context<'_>) -> String {
    format!(
        "In past years {} brought {} {category} disputes in {place} on average, against about {} at the level of \
         other times: {} times as many.",
        event_en(signal, context),
        figure::count(signal.observed),
        expected(signal.expected),
        figure::decimal(signal.ratio)
    )
}

fn spread(signal: &Signal, context: &Context<'_>) -> Option<String> {
    let villages = villages(signal, context);
    if villages.is_empty() {
        return None;
    }
    let named: Vec<&str> = villages.iter().take(NAMED_VILLAGES).map(|id| context.areas.name(id)).collect();
    let named = named.join(", ");
    let others = if villages.len() > NAMED_VILLAGES { " and others" } else { "" };
    let villages = figure::plural(villages.len() as i64, "village");
    Some(match is_about_reporting(signal.kind) {
        true => {
            let grids = figure::plural(signal.cluster.len() as i64, "grid");
            format!(" It concerns {grids} of {villages}: {named}{others}.")
        }
        false => {
            let grids = figure::plural(signal.cluster.len() as i64, "neighbouring grid");
            format!(" They gather in {grids} of {villages}: {named}{others}.")
        }
    })
}

fn basis(signal: &Signal, context: &Context<'_>) -> String {
    let grade = grade(signal, context);
    let rule = &context.rules.level;
    let level = grade.level.as_str();
    if grade.grounds.is_empty() {
        let ratio =
            if signal.kind == SignalKind::Trending { rule.clear_trend_ratio } else { rule.clear_ratio };
        if signal.kind == SignalKind::Silent {
            return format!(
                " By the rules the level is {level}: a silence, but not at once under 1/{ratio} of the expected, {} fewer \
                 and a corrected chance of at most {}.",
                figure::count(rule.clear_excess),
                figure::percent(rule.clear_q)
            );
        }
        return format!(
            " By the rules the level is {level}: a pattern, but not at once {ratio} times, {} more and a corrected chance \
             of at most {}.",
            figure::count(rule.clear_excess),
            figure::percent(rule.clear_q)
        );
    }
    let grounds: Vec<String> =
        grade.grounds.iter().map(|ground| ground_en(ground, signal, context)).collect();
    format!(" By the rules the level is {level}: {}.", grounds.join("; "))
}

fn ground_en(ground: &Ground, signal: &Signal, context: &Context<'_>) -> String {
    match ground {
        Ground::Clear if signal.kind == SignalKind::Recurring && !came_back(signal) => {
            format!(
                "clearly high in past years, {} more each time",
                figure::decimal(signal.observed - signal.expected)
            )
        }
        Ground::Many if signal.kind == SignalKind::Recurring && !came_back(signal) => {
            format!("many reports, {} each time in past years", figure::count(signal.observed))
        }
        Ground::Clear if signal.kind == SignalKind::Silent => {
            format!("clearly low, {} below the expected", figure::decimal(signal.expected - signal.observed))
        }
        Ground::Clear => {
            format!("clearly high, {} above the expected", figure::decimal(signal.observed - signal.expected))
        }
        Ground::Sustained { weeks } if run_above_upper(signal) >= NOTABLE_RUN => format!(
            "sustained for {weeks} weeks, the last {} in a row above the upper bound",
            run_above_upper(signal)
        ),
        Ground::Sustained { weeks } => format!("sustained for {weeks} weeks"),
        Ground::Steep => format!("a steep rise, {} times the year before", figure::decimal(signal.ratio)),
        Ground::Spreading { villages } => format!("spread over {villages} villages"),
        Ground::Sensitive { event, from, to } => {
            let name = context.calendar.events().iter().find(|known| known.key == *event);
            let name = name.map_or(event.as_str(), |event| event.name_en.as_str());
            format!("in or shortly before {name} ({})", figure::span_en(*from, *to))
        }
        Ground::Many => format!("many reports, {} in all", figure::count(signal.observed)),
    }
}

fn by_kind(signal: &Signal, context: &Context<'_>) -> String {
    match signal.kind {
        SignalKind::Emerging => {
            let visits = if signal.level >= RiskLevel::Orange { "days 1, 7 and 30" } else { "day 7" };
            format!(
                "Check and revisit each case. Look into all {}; name who is responsible and by when for the open ones, \
                 and revisit the settled ones on {visits}.",
                figure::count(signal.observed)
            )
        }
        SignalKind::Recurring if came_back(signal) => {
            "Settle it anew and follow up. Within 15 days the town centre and the village find out why it comes back and \
             mediate once more; revisit on days 7 and 30 after it is settled."
                .to_owned()
        }
        SignalKind::Recurring => format!(
            "Prepare ahead. Treat {} as a key period: screen once 4 weeks before it each year, and review weekly \
             while it lasts.",
            event_en(signal, context)
        ),
        SignalKind::Trending => {
            "Study the causes. Review the rise monthly; if it has not fallen back in 3 months, ask \
                                 the county centre for a joint review."
                .to_owned()
        }
        SignalKind::Silent => "Check the patrols. Within 7 days find out whether patrols, network or staff changed there, \
                               and resume the weekly screening; this speaks of a place, and is no assessment of a person."
            .to_owned(),
        SignalKind::Irregular => "Check the entries. Verify dates and contents one by one, and encourage reporting as \
                                  matters arise; this speaks of a place, and is no assessment of a person."
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{TOWN, World, signal};

    #[test]
    fn the_english_finding_carries_the_figures_of_the_chinese_one() {
        let world = World::new();
        let signal = signal(TOWN, "1001", 9.0, 2.1);
        let finding = finding_en(&signal, &world.context());
        for part in
            ["9 migrant wage arrears disputes", "2.1 were expected", "5.1", "4.3 times", "0.8%", "yellow"]
        {
            assert!(finding.contains(part), "{part} is missing in {finding}");
        }
    }
}
