//! Makes tokens. The configuration keeps only their hashes.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Context as _;
use api::TokenEntry;
use base64::{Engine, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{AreaId, Role};
use rand::RngCore;
use sha2::{Digest, Sha256};

/// 192 bits cannot be guessed.
const BYTES: usize = 24;

/// A new token, as its holder gets it.
pub(crate) fn generate() -> String {
    URL_SAFE_NO_PAD.encode(random())
}

/// A new webhook secret (Standard Webhooks).
pub(crate) fn generate_secret() -> String {
    format!("whsec_{}", STANDARD.encode(random()))
}

#[expect(clippy::disallowed_methods, reason = "the composition root is where secrets are drawn")]
fn random() -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// The entry that lets the holder of a token in.
pub(crate) fn entry(name: &str, role: Role, area: AreaId, token: &str) -> TokenEntry {
    TokenEntry { name: name.to_owned(), role, area, sha256: hex::encode(Sha256::digest(token.as_bytes())) }
}

/// The secrets of a demo, made once and kept beside its database, readable by its owner only.
pub(crate) fn of_demo(folder: &Path, names: &[&str]) -> anyhow::Result<BTreeMap<String, String>> {
    let file = folder.join("tokens.json");
    let mut tokens: BTreeMap<String, String> = match fs::read(&file) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .with_context(|| format!("{} is not readable; remove it and start again", file.display()))?,
        Err(_) => BTreeMap::new(),
    };
    let known = tokens.len();
    for name in names {
        tokens.entry((*name).to_owned()).or_insert_with(generate);
    }
    tokens.entry("committee_secret".to_owned()).or_insert_with(generate_secret);
    if tokens.len() > known {
        write_private(&file, &serde_json::to_vec_pretty(&tokens)?)
            .with_context(|| format!("failed to write {}", file.display()))?;
    }
    Ok(tokens)
}

#[cfg(unix)]
fn write_private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?.write_all(bytes)
}

#[cfg(not(unix))]
fn write_private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::write(file, bytes)
}
