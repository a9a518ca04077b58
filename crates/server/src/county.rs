//! The county's reference data: embedded, or from the operator's files.

use std::path::Path;

use anyhow::Context as _;
use domain::{Calendar, CountyTime, Taxonomy};
use ingestion::Headings;
use serde::de::DeserializeOwned;

use crate::config::{self, Config, ConfigError};

const CATEGORIES: &str = include_str!("../../../config/categories.toml");
const HEADINGS: &str = include_str!("../../../config/headings.toml");
const CALENDAR: &str = include_str!("../../../config/calendar.toml");
const ROUTES: &str = include_str!("../../../config/routes.toml");

/// What the county is, apart from its areas, which live in the database.
#[derive(Clone)]
pub(crate) struct County {
    pub(crate) taxonomy: Taxonomy,
    pub(crate) headings: Headings,
    pub(crate) calendar: Calendar,
    pub(crate) routes: advisories::Routes,
    pub(crate) time: CountyTime,
}

impl County {
    pub(crate) fn load(config: &Config) -> anyhow::Result<Self> {
        let config::County { utc_offset_hours, categories, headings, calendar, routes } = &config.county;
        let time = CountyTime::east(utc_offset_hours * 3600).ok_or_else(|| {
            ConfigError::Value(format!("county.utc_offset_hours = {utc_offset_hours} is beyond a day"))
        })?;
        Ok(Self {
            taxonomy: read(categories, CATEGORIES)?,
            headings: read(headings, HEADINGS)?,
            calendar: read(calendar, CALENDAR)?,
            routes: read(routes, ROUTES)?,
            time,
        })
    }
}

fn read<T: DeserializeOwned>(file: &Path, embedded: &str) -> anyhow::Result<T> {
    if file.as_os_str().is_empty() {
        return toml::from_str(embedded).context("the embedded reference data cannot be read");
    }
    let text = std::fs::read_to_string(file).map_err(|_| ConfigError::NoFile(file.to_owned()))?;
    toml::from_str(&text).map_err(|error| ConfigError::Value(format!("{}: {error}", file.display())).into())
}
