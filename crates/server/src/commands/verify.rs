//! `fengsui verify`

use std::{fs, io::Write};

use advisories::{SealError, Signer, check_seal, digest};
use anyhow::Context as _;
use domain::Seal;
use serde::Deserialize;
use store::{Sealed, Store};

use crate::{assembly, cli::Verify, config::ConfigError, county::County, exit, key};

pub(crate) async fn run(flags: Verify) -> anyhow::Result<u8> {
    let bytes = fs::read(&flags.file).map_err(|_| ConfigError::NoFile(flags.file.clone()))?;
    let mut out = std::io::stdout();
    let name = flags.file.display();
    let (seal, said) = match &flags.seal {
        Some(file) => {
            let text = fs::read_to_string(file).map_err(|_| ConfigError::NoFile(file.clone()))?;
            let kept: Kept = serde_json::from_str(&text)
                .map_err(|error| ConfigError::Value(format!("{} is no seal: {error}", file.display())))?;
            (kept.of(&bytes), String::new())
        }
        None => {
            let config = assembly::configure(&flags.common)?;
            let county = County::load(&config)?;
            let store = assembly::open(&config, &county).await?;
            let Some(sealed) = store.seal(&digest(&bytes)).await? else {
                store.close().await;
                writeln!(
                    out,
                    "✗ {name}: 本系统没有签封过这样的文件，或已被改动 · nothing with these bytes was sealed here: it was altered, or \
                     not issued here"
                )?;
                return Ok(exit::FAULTS);
            };
            let said = describe(&store, &sealed, &county).await?;
            store.close().await;
            (sealed.seal, said)
        }
    };
    if let Err(error) = check_seal(&seal, &bytes) {
        writeln!(out, "✗ {name}: {error}")?;
        return Ok(exit::FAULTS);
    }
    let own = own_key(&flags)?;
    match own {
        Some(own) if own.trim() != seal.public_key.trim() => {
            writeln!(
                out,
                "✗ {name}: 内容未改动，但签封密钥不是所核对的密钥 · unaltered, but sealed with another key than the one it is held \
                 against:\n{}",
                seal.public_key
            )?;
            return Ok(exit::FAULTS);
        }
        Some(_) => writeln!(out, "✓ {name}: 与签封时一致 · as it was sealed{said}")?,
        None => writeln!(
            out,
            "✓ {name}: 与签封时一致；未指定密钥，请核对下列公钥归属 · as it was sealed; compare the key with that of the office \
             (--key){said}\n{}",
            seal.public_key
        )?,
    }
    Ok(exit::DONE)
}

/// A seal as somebody kept it: by itself, or with those of the other forms, as the API lists them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    One(Seal),
    Several(Vec<Seal>),
}

impl Kept {
    /// The seal of these bytes; where there is none, one that they do not fit.
    fn of(self, bytes: &[u8]) -> Seal {
        let digest = digest(bytes);
        let several = match self {
            Self::One(seal) => return seal,
            Self::Several(several) => several,
        };
        let nothing = Seal { sha256: String::new(), signature: String::new(), public_key: String::new() };
        several.into_iter().find(|seal| seal.sha256 == digest).unwrap_or(nothing)
    }
}

/// The public key it is held against: the one that is named, or this instance's own.
fn own_key(flags: &Verify) -> anyhow::Result<Option<String>> {
    if let Some(file) = &flags.key {
        return Ok(Some(fs::read_to_string(file).map_err(|_| ConfigError::NoFile(file.clone()))?));
    }
    if flags.seal.is_some() {
        return Ok(None);
    }
    let config = assembly::configure(&flags.common)?;
    let Some(file) = key::place(&config).filter(|file| file.exists()) else { return Ok(None) };
    let text = fs::read_to_string(&file).with_context(|| format!("failed to read {}", file.display()))?;
    let signer = Signer::from_pem(&text)
        .map_err(|error: SealError| ConfigError::Value(format!("{}: {error}", file.display())))?;
    Ok(Some(signer.public_pem()))
}

/// What the file is, and when it was sealed.
async fn describe(store: &Store, sealed: &Sealed, county: &County) -> anyhow::Result<String> {
    let at = county.time.wall(sealed.sealed_at).format("%Y-%m-%d %H:%M");
    let what = if let Some(advisory) = store.advisory(sealed.subject).await? {
        format!("{} {}", advisory.number.unwrap_or_default(), advisory.title)
    } else if let Some(bulletin) = store.bulletin(sealed.subject).await? {
        format!("{} {} 第{}期", bulletin.area, bulletin.period, bulletin.issue)
    } else {
        sealed.subject.to_string()
    };
    Ok(format!("\n  {what} ({}, {at})", sealed.form))
}
