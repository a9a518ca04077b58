//! The folder of the cube: two Parquet files for each month of receipts, and a manifest that says which they are.
//!
//! A file carries a part of its checksum in its name and is never written twice, so a reader who holds an older
//! manifest sees an older whole. The new state holds at the instant the manifest is renamed into place; a crash before
//! it leaves files that nobody names and the next run removes.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use analytics::{Cube, Month, Receipts};
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::ReportId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Raised whenever the files or the manifest change their shape: a folder of another number is counted anew.
const SCHEMA: u32 = 2;

/// Letters of a checksum that a file's name carries: enough to tell two states of one month apart.
const NAME_LETTERS: usize = 12;

const MANIFEST: &str = "manifest.json";

/// What the folder holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    schema: u32,
    /// Where a day begins decides what is counted on it.
    utc_offset_hours: i32,
    /// Names the reports that were merged into others and left out.
    merged: String,
    /// Everything received by this moment is counted.
    pub(super) covers_until: DateTime<Utc>,
    /// Corrections that the counts know of.
    #[serde(default)]
    pub(super) revisions: u64,
    /// By month of receipt.
    pub(super) months: BTreeMap<Month, Kept>,
}

/// What is kept of one month of receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    reports: Table,
    effort: Table,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Table {
    file: String,
    /// Rows of the database that were counted.
    rows: u64,
    sha256: String,
}

impl Manifest {
    pub(super) fn empty(utc_offset_hours: i32, merged: &HashSet<ReportId>) -> Self {
        let merged = fingerprint(merged);
        Self {
            schema: SCHEMA,
            utc_offset_hours,
            merged,
            covers_until: DateTime::UNIX_EPOCH,
            revisions: 0,
            months: BTreeMap::new(),
        }
    }

    /// Reports that are counted.
    pub(super) fn reports(&self) -> u64 {
        self.months.values().map(|month| month.reports.rows).sum()
    }

    /// Rows of effort that are counted.
    pub(super) fn effort(&self) -> u64 {
        self.months.values().map(|month| month.effort.rows).sum()
    }

    fn files(&self) -> impl Iterator<Item = &Table> {
        self.months.values().flat_map(|month| [&month.reports, &month.effort])
    }
}

/// The same for the same reports, in whatever order they come.
fn fingerprint(reports: &HashSet<ReportId>) -> String {
    let mut ids: Vec<_> = reports.iter().collect();
    ids.sort_unstable();
    let digest = ids.into_iter().fold(Sha256::new(), |digest, id| digest.chain_update(id));
    hex::encode(digest.finalize())
}

pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// The manifest, where there is one that this release, this county's time and the merges in force can go on with.
    pub(super) fn manifest(&self, utc_offset_hours: i32, merged: &HashSet<ReportId>) -> Option<Manifest> {
        let manifest: Manifest = serde_json::from_slice(&fs::read(self.0.join(MANIFEST)).ok()?).ok()?;
        let all_there = manifest.files().all(|table| self.0.join(&table.file).is_file());
        let fits = manifest.schema == SCHEMA && manifest.utc_offset_hours == utc_offset_hours;
        let fits = fits && manifest.merged == fingerprint(merged);
        (fits && all_there).then_some(manifest)
    }

    /// Writes what was received in a month; it counts once it stands in the manifest.
    pub(super) fn write(
        &self,
        month: Month,
        receipts: &Receipts,
        reports: usize,
        effort: usize,
    ) -> anyhow::Result<Kept> {
        fs::create_dir_all(&self.0).with_context(|| format!("failed to make {}", self.0.display()))?;
        Ok(Kept {
            reports: self.table("reports", month, &receipts.reports_to_parquet()?, reports)?,
            effort: self.table("effort", month, &receipts.effort_to_parquet()?, effort)?,
        })
    }

    fn table(&self, what: &str, month: Month, bytes: &[u8], rows: usize) -> anyhow::Result<Table> {
        let sha256 = hex::encode(Sha256::digest(bytes));
        let file = format!("{what}-{month}-{}.parquet", &sha256[..NAME_LETTERS]);
        self.put(&file, bytes)?;
        Ok(Table { file, rows: rows as u64, sha256 })
    }

    /// Makes a manifest the valid one and removes the files that it no longer names.
    pub(super) fn publish(&self, manifest: &Manifest) -> anyhow::Result<()> {
        fs::create_dir_all(&self.0).with_context(|| format!("failed to make {}", self.0.display()))?;
        self.put(MANIFEST, &serde_json::to_vec_pretty(manifest)?)?;
        let named: BTreeSet<&str> = manifest.files().map(|table| table.file.as_str()).collect();
        for entry in fs::read_dir(&self.0)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.ends_with(".parquet") && !named.contains(name.as_ref()) {
                fs::remove_file(&path).with_context(|| format!("failed to remove {}", path.display()))?;
            }
        }
        Ok(())
    }

    /// Writes beside and renames, so that a file is there whole or not at all.
    fn put(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let file = self.0.join(name);
        let mut beside = tempfile::NamedTempFile::new_in(&self.0)
            .with_context(|| format!("failed to write into {}", self.0.display()))?;
        beside.write_all(bytes).with_context(|| format!("failed to write {}", file.display()))?;
        beside.persist(&file).with_context(|| format!("failed to write {}", file.display()))?;
        Ok(())
    }

    /// Reads the cube that a manifest names.
    ///
    /// # Errors
    /// When a file is not the one that was written.
    pub(super) fn load(&self, manifest: &Manifest) -> anyhow::Result<Cube> {
        let mut cube = Cube::default();
        for (month, kept) in &manifest.months {
            let (reports, effort) = (self.read(&kept.reports)?, self.read(&kept.effort)?);
            cube.put(*month, Receipts::from_parquet(&reports, &effort)?);
        }
        Ok(cube)
    }

    fn read(&self, table: &Table) -> anyhow::Result<Vec<u8>> {
        let file = self.0.join(&table.file);
        let bytes = fs::read(&file).with_context(|| format!("failed to read {}", file.display()))?;
        anyhow::ensure!(
            hex::encode(Sha256::digest(&bytes)) == table.sha256,
            "{} is not the file that was written; run fengsui cube --rebuild",
            file.display()
        );
        Ok(bytes)
    }
}
