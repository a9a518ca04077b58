//! The key of this instance: made once, kept in a file that only its owner reads.

use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use advisories::Signer;
use anyhow::Context as _;
use rand::RngCore;

use crate::config::{Config, ConfigError};

/// The key that the configuration names, made if it is not there yet; `None` where none is named and none has a place.
pub(crate) fn load(config: &Config) -> anyhow::Result<Option<Signer>> {
    let Some(file) = place(config) else {
        tracing::warn!("nothing is sealed: name a file in [server] signing_key");
        return Ok(None);
    };
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => make(&file)?,
        Err(error) => return Err(error).with_context(|| format!("failed to read {}", file.display())),
    };
    let signer = Signer::from_pem(&text)
        .map_err(|error| ConfigError::Value(format!("{}: {error}", file.display())))?;
    Ok(Some(signer))
}

/// The file of the key; `None` where nothing says where it lies.
pub(crate) fn place(config: &Config) -> Option<PathBuf> {
    if !config.server.signing_key.as_os_str().is_empty() {
        return Some(config.server.signing_key.clone());
    }
    let database = store::file_of(&config.database.url)?;
    let mut name = database.as_os_str().to_owned();
    name.push(".key.pem");
    Some(name.into())
}

/// Makes a key and keeps it. Where another process was quicker, its key is the one.
#[expect(clippy::disallowed_methods, reason = "the composition root is where secrets are drawn")]
fn make(file: &Path) -> anyhow::Result<String> {
    let mut seed = [0; 32];
    rand::rng().fill_bytes(&mut seed);
    let text = Signer::from_seed(&seed).to_pem()?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A temporary file is readable by its owner only, and comes to its name whole or not at all.
    let mut temporary = tempfile::NamedTempFile::new_in(folder)
        .with_context(|| format!("failed to write into {}", folder.display()))?;
    temporary.write_all(text.as_bytes())?;
    temporary.as_file().sync_all()?;
    match temporary.persist_noclobber(file) {
        Ok(_) => Ok(text),
        Err(taken) if taken.error.kind() == ErrorKind::AlreadyExists => Ok(fs::read_to_string(file)?),
        Err(other) => Err(other.error).with_context(|| format!("failed to write {}", file.display())),
    }
}
