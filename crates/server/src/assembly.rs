//! Wires the rooms together from a configuration.

use std::{path::PathBuf, sync::Arc};

use advisories::{Press, Templates, font_folders};
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::CountyTime;
use scheduler::Works;
use store::{Counting, Store, StoreError};

use crate::{
    cli::Common,
    config::{Config, ConfigError},
    county::County,
};

/// The present moment: the one place where it is asked for.
#[expect(clippy::disallowed_methods, reason = "the composition root owns the clock")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Reads the configuration with the flags laid over it.
pub(crate) fn configure(common: &Common) -> anyhow::Result<Config> {
    let mut config = Config::load(common.config.as_deref())?;
    if let Some(url) = &common.database {
        config.database.url.clone_from(url);
    }
    if let Some(listen) = common.listen {
        config.server.listen = listen;
    }
    Ok(config)
}

/// Opens the database and hands over the county's categories where it has none yet.
pub(crate) async fn open(config: &Config, county: &County) -> anyhow::Result<Store> {
    let store = Store::open(&config.database.url)
        .await
        .with_context(|| format!("failed to open the database {}", without_password(&config.database.url)))?;
    if let Some(upgrade) = store.upgrade() {
        let backup = upgrade.backup.as_deref().map(|file| file.display().to_string());
        tracing::warn!(from = upgrade.from, to = upgrade.to, backup, "the schema was brought up to date");
    }
    if store.taxonomy().await?.is_empty() {
        store.put_categories(county.taxonomy.all()).await?;
    }
    Ok(store)
}

/// The file of the configured database.
///
/// # Errors
/// [`StoreError::NoFile`], which says what to do, when it is no SQLite file.
pub(crate) fn database_file(config: &Config) -> anyhow::Result<PathBuf> {
    Ok(store::file_of(&config.database.url).ok_or(StoreError::NoFile)?.to_owned())
}

/// A moment in the name of a file, in the county's time: `20261125-0230`.
pub(crate) fn in_a_name(moment: DateTime<Utc>, time: CountyTime) -> String {
    time.wall(moment).format("%Y%m%d-%H%M%S").to_string()
}

/// What letters and bulletins are set with: the fonts of this machine, and the operator's templates over ours.
pub(crate) fn press(config: &Config) -> anyhow::Result<Press> {
    let folder = &config.documents.templates;
    let templates =
        if folder.as_os_str().is_empty() { Templates::built_in()? } else { Templates::with_folder(folder)? };
    let home = std::env::var_os("HOME").map(PathBuf::from);
    Ok(Press::new(font_folders(home.as_deref()), templates))
}

/// Puts together what the jobs work with.
pub(crate) fn works(
    config: &Config,
    county: County,
    store: Store,
    base_url: String,
) -> anyhow::Result<Works> {
    config.advisories.check(&county.calendar).map_err(|error| ConfigError::Value(error.to_string()))?;
    Ok(Works {
        store,
        calendar: Arc::new(county.calendar),
        routes: Arc::new(county.routes),
        rules: Arc::new(config.advisories.clone()),
        parameters: Arc::new(config.analytics.clone()),
        matching: Arc::new(config.matching.clone()),
        counting: Counting::default(),
        client: delivery::Client::new(&config.delivery)?,
        delivery: Arc::new(config.delivery.clone()),
        press: Arc::new(press(config)?),
        signer: None,
        retention: config.retention,
        time: county.time,
        base_url,
        holder: format!("fengsui-{}-{}", std::process::id(), now().timestamp_micros()),
        lease_seconds: config.schedule.lease_seconds,
    })
}

/// A database address that may be printed.
fn without_password(url: &str) -> String {
    match url.rsplit_once('@') {
        Some((_, host)) => format!("postgres://…@{host}"),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_database_address_is_never_printed() {
        assert_eq!(without_password("postgres://a:s3cret@db/fengsui"), "postgres://…@db/fengsui");
        assert_eq!(without_password("sqlite:fengsui.db"), "sqlite:fengsui.db");
    }
}
