//! Forecasts of the coming four weeks.

use analytics::{Parameters, forecast, score_forecasts};

use crate::county::{County, end_of, weeks};

const FROM: &str = "2022-01-03";
const TO: &str = "2025-11-30";

#[test]
fn every_town_and_group_has_four_weeks_in_order_and_the_level_is_met() {
    let county = County::quiet(1, FROM, TO);
    let forecasts = forecast(&county.snapshot(), &Parameters::default(), end_of(TO));
    // 01 was never reported; 10 and 11 have their reports in what is narrower.
    assert_eq!(forecasts.len(), 3 * 4 * 4);
    for of_series in forecasts.chunks_exact(4) {
        let ahead: Vec<usize> = of_series.iter().map(|forecast| forecast.ahead).collect();
        assert_eq!(ahead, [1, 2, 3, 4]);
        assert!(of_series.iter().all(|forecast| forecast.quantiles.is_sorted()));
    }
    let neighbours: f64 =
        forecasts.iter().filter(|it| it.group.as_str() == "02" && it.ahead == 1).map(|it| it.mean).sum();
    // Twelve a week, less in winter.
    assert!((7.0..12.0).contains(&neighbours), "{neighbours}");
}

#[test]
fn a_short_history_is_not_forecast() {
    let county = County::quiet(1, "2025-01-06", TO);
    assert_eq!(forecast(&county.snapshot(), &Parameters::default(), end_of(TO)), []);
}

#[test]
fn a_forecast_knows_nothing_of_what_came_after() {
    let county = County::quiet(2, FROM, TO);
    let cut = end_of("2025-06-29");
    let mut then = county.snapshot();
    let known: Vec<_> = county.reports.iter().filter(|report| report.received_at <= cut).cloned().collect();
    let with_all = forecast(&then, &Parameters::default(), cut);
    then.reports = &known;
    assert_eq!(with_all, forecast(&then, &Parameters::default(), cut));
}

#[test]
fn steady_counts_are_forecast_better_than_by_last_year_and_intervals_hold() {
    let county = County::quiet(3, FROM, TO);
    let score = score_forecasts(
        &county.snapshot(),
        &Parameters::default(),
        weeks("2025-W20", "2025-W40").into_iter().step_by(5),
    );
    for horizon in &score.horizons {
        assert!(horizon.relative_to_seasonal() < 0.9, "{horizon:?}");
        assert!((0.85..1.0).contains(&horizon.coverage_90), "{horizon:?}");
    }
}
