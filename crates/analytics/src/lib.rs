//! From reports to signals: the stage that assesses.
//!
//! [`assess`] takes everything that was known at a moment and says which patterns hold: emerging ones by a seasonal
//! baseline of (town, category) and by a space-time scan over grids, recurring ones by the effect of dated events,
//! trending ones by what departs from the level of years. The module [`backtest`] says how good that is. [`forecast()`]
//! expects the counts of the coming weeks.
//!
//! The counting is done by Polars, here and nowhere else. The statistics are the crate `statistics`'s, which knows
//! numbers only. What is worth an advisory is decided later; nothing here reads a clock, a file or a database.
//!
//! Places and categories are assessed, never persons. A restricted category is counted for towns and the county only,
//! is no part of the group above it, and its signals list no reports.

mod assessment;
pub mod backtest;
mod cube;
mod emerging;
mod facts;
mod finding;
mod forecast;
mod irregular;
mod parameters;
mod plane;
mod ranking;
mod recurring;
mod screening;
mod selection;
mod silent;
mod snapshot;
mod sweep;
mod trending;

pub use assessment::{Assessment, assess, assess_by_stages};
pub use cube::{
    Breadth, Count, Cube, CubeError, DayOfEffort, Export, Month, Period, Receipts, RollUp, reports_to_parquet,
};
pub use forecast::{Forecast, ForecastScore, HorizonScore, forecast, score_forecasts};
pub use parameters::{
    Emerging, Irregular, OwnSeason, ParameterError, Parameters, Recurring, Returns, Scan, Silent, Topics,
    Trending,
};
pub use ranking::{Judged, learn_ranking, rank_by};
pub use snapshot::Snapshot;
