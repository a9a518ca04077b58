//! Configuration: the embedded defaults, then the operator's file, then the environment.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    error::Kind,
    providers::{Env, Format, Toml},
};
use serde::Deserialize;

/// The embedded defaults, which are the manual.
const DEFAULTS: &str = include_str!("../../../config/fengsui.toml");
/// Sections end with two underscores in the environment: `FENGSUI_SERVER__LISTEN`.
const PREFIX: &str = "FENGSUI_";
/// How alike a mistyped key must be to a known one to be named in the error, as a Jaro–Winkler similarity.
const ALIKE: f64 = 0.75;

/// Everything that can be configured.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) database: Database,
    pub(crate) county: County,
    pub(crate) documents: Documents,
    pub(crate) schedule: scheduler::Settings,
    pub(crate) retention: scheduler::Retention,
    pub(crate) matching: ingestion::matching::Rules,
    pub(crate) delivery: delivery::Settings,
    pub(crate) analytics: analytics::Parameters,
    pub(crate) advisories: advisories::Rules,
    #[serde(default)]
    pub(crate) tokens: Vec<api::TokenEntry>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    pub(crate) listen: SocketAddr,
    pub(crate) base_url: String,
    pub(crate) shutdown_seconds: u64,
    pub(crate) signing_key: PathBuf,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    pub(crate) url: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct County {
    pub(crate) utc_offset_hours: i32,
    pub(crate) categories: PathBuf,
    pub(crate) headings: PathBuf,
    pub(crate) calendar: PathBuf,
    pub(crate) routes: PathBuf,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Documents {
    pub(crate) templates: PathBuf,
}

/// A configuration that is not used, with what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// A file is not there.
    #[error("the configuration file {0} cannot be read; check the path")]
    NoFile(PathBuf),
    /// A key is not known.
    #[error("the configuration has no key {key}{}", nearest.map(|nearest| format!("; did you mean {nearest}?")).unwrap_or_default())]
    UnknownKey {
        /// The key with its section.
        key: String,
        /// The known key that is most like it.
        nearest: Option<&'static str>,
    },
    /// A value is not of its kind.
    #[error("the configuration is not usable: {0}")]
    Value(String),
}

impl Config {
    /// Reads the layers and checks them.
    ///
    /// # Errors
    /// [`ConfigError`], which names the key.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut layers = Figment::from(Toml::string(DEFAULTS));
        if let Some(file) = file {
            if !file.is_file() {
                return Err(ConfigError::NoFile(file.to_owned()));
            }
            layers = layers.merge(Toml::file_exact(file));
        }
        // Only names with a section are ours to read: FENGSUI_CONFIG and FENGSUI_LOG belong to the command line.
        layers = layers.merge(Env::prefixed(PREFIX).filter(|key| key.as_str().contains("__")).split("__"));
        let config: Self = layers.extract().map_err(|error| explain(&error))?;
        config.delivery.validate().map_err(|error| ConfigError::Value(error.to_string()))?;
        config.matching.check().map_err(|error| ConfigError::Value(error.to_string()))?;
        config.analytics.check().map_err(|error| ConfigError::Value(error.to_string()))?;
        Ok(config)
    }
}

fn explain(error: &figment::Error) -> ConfigError {
    match &error.kind {
        Kind::UnknownField(key, known) => {
            let likeness = |name: &str| strsim::jaro_winkler(key, name);
            let nearest = known
                .iter()
                .copied()
                .filter(|name| likeness(name) >= ALIKE)
                .max_by(|left, right| likeness(left).total_cmp(&likeness(right)));
            let mut path = error.path.clone();
            path.push(key.clone());
            path.dedup();
            ConfigError::UnknownKey { key: path.join("."), nearest }
        }
        _ => ConfigError::Value(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file
    }

    #[test]
    fn the_embedded_defaults_are_a_complete_configuration() {
        let config = Config::load(None).unwrap();
        assert_eq!(config.schedule.zone, "Asia/Shanghai");
        assert_eq!(config.delivery.retry, delivery::RetryRule::default(), "the manual and the code agree");
        assert_eq!(config.delivery.pause, delivery::PauseRule::default(), "the manual and the code agree");
        assert_eq!(config.matching, ingestion::matching::Rules::default(), "the manual and the code agree");
        assert_eq!(config.analytics, analytics::Parameters::default(), "the manual and the code agree");
        assert_eq!(config.advisories, advisories::Rules::default(), "the manual and the code agree");
    }

    #[test]
    fn the_manual_names_every_parameter_of_the_analysis() {
        let manual: toml::Table = toml::from_str(DEFAULTS).unwrap();
        let code = toml::Table::try_from(analytics::Parameters::default()).unwrap();
        assert_eq!(manual["analytics"].as_table().unwrap(), &code);
    }

    #[test]
    fn a_mistyped_key_is_refused_and_the_nearest_one_named() {
        let error = Config::load(Some(file("[server]\nlistne = \"0.0.0.0:1\"\n").path())).unwrap_err();
        assert_eq!(error.to_string(), "the configuration has no key server.listne; did you mean listen?");
    }

    #[test]
    fn a_value_of_the_wrong_kind_names_its_key() {
        let error = Config::load(Some(file("[schedule]\npoll_seconds = \"often\"\n").path())).unwrap_err();
        assert!(error.to_string().contains("schedule.poll_seconds"), "{error}");
    }

    #[test]
    fn what_the_operator_writes_wins_over_the_default() {
        let config = Config::load(Some(file("[server]\nlisten = \"0.0.0.0:9\"\n").path())).unwrap();
        assert_eq!(config.server.listen.port(), 9);
        assert_eq!(config.server.shutdown_seconds, 10);
    }
}
