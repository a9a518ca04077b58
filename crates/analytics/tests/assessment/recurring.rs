//! Recurring signals: what came before every past festival is announced before the next one.

use domain::{AreaLevel, Detector, SignalKind};

use crate::county::{County, day, end_of, told};

const FROM: &str = "2021-01-04";

/// Wage arrears that rise in the six weeks before each Spring Festival, in the towns given.
fn county(seed: u64, to: &str, towns: &[&str]) -> County {
    let mut county = County::quiet(seed, FROM, to);
    for (first, last) in SEASONS {
        county.plant(towns, "1001", first, last, 60);
    }
    county
}

/// The six weeks before the festivals of 2022 to 2025.
const SEASONS: [(&str, &str); 4] = [
    ("2021-12-21", "2022-01-31"),
    ("2022-12-11", "2023-01-21"),
    ("2023-12-30", "2024-02-09"),
    ("2024-12-18", "2025-01-28"),
];

/// The announcements about wages.
fn announced(county: &County, as_of: &str) -> Vec<domain::Signal> {
    let assessment = county.assess(end_of(as_of));
    let of_wages = |signal: &domain::Signal| signal.category.as_str() == "1001";
    let recurring = |signal: &domain::Signal| signal.kind == SignalKind::Recurring && of_wages(signal);
    assessment.signals.into_iter().filter(recurring).collect()
}

fn value(signal: &domain::Signal, name: &str) -> f64 {
    signal.parameters.iter().find(|(known, _)| known == name).unwrap().1
}

#[test]
fn a_rise_before_every_festival_is_announced_weeks_before_the_next_one() {
    let county = county(1, "2025-12-07", &["c"]);
    let found = announced(&county, "2025-12-07");
    assert_eq!(found.len(), 1, "{}", told(&found.iter().collect::<Vec<_>>()));
    let signal = &found[0];
    assert_eq!(signal.detector, Detector::CalendarEffect);
    assert_eq!(county.areas.get(&signal.area).unwrap().level, AreaLevel::County);
    assert_eq!(signal.event.as_deref(), Some("before_spring_festival"));
    // The window of 2026 opens on 6 January, three weeks later than that of 2025.
    assert_eq!((signal.from, signal.to), (day("2026-01-06"), day("2026-02-16")));
    assert!(signal.ratio > 1.8 && signal.observed > signal.expected);
    // Six weeks of trickle and the sixty that the festival brings.
    assert!((70.0..130.0).contains(&value(signal, "forecast")), "{}", value(signal, "forecast"));
    assert!(value(signal, "forecast_lower") < value(signal, "forecast"));
    assert!(value(signal, "confirmed_occurrences") >= 3.0);
    assert_eq!(value(signal, "days_until_start"), 29.0);
}

#[test]
fn a_rise_in_one_town_is_announced_to_that_town() {
    let found = announced(&county(2, "2025-12-07", &["t2"]), "2025-12-07");
    let areas: Vec<&str> = found.iter().map(|signal| signal.area.as_str()).collect();
    assert_eq!(areas, ["t2"]);
}

#[test]
fn one_year_is_an_anecdote() {
    let mut county = County::quiet(3, "2024-03-04", "2025-12-07");
    county.plant(&["c"], "1001", "2024-12-18", "2025-01-28", 60);
    assert_eq!(announced(&county, "2025-12-07"), []);
}

#[test]
fn nothing_is_announced_half_a_year_ahead() {
    assert_eq!(announced(&county(1, "2025-08-03", &["c"]), "2025-08-03"), []);
}

#[test]
fn an_open_window_counts_what_it_has_brought_and_keeps_its_id() {
    let mut county = county(1, "2026-01-25", &["c"]);
    county.plant(&["c"], "1001", "2026-01-06", "2026-01-25", 28);
    let before = announced(&county, "2025-12-28");
    let within = announced(&county, "2026-01-25");
    assert_eq!(before[0].id, within[0].id);
    assert_eq!(value(&before[0], "counted_so_far"), 0.0);
    assert!(value(&within[0], "counted_so_far") >= 28.0);
}
