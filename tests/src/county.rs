//! A small county to serve: four areas, two tokens, and a database of either kind.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tempfile::TempDir;

use crate::{Fengsui, binary};

/// The grid of the small county.
pub const GRID: &str = "620982100001001";

/// What the binary is pointed at: a configuration with tokens, and a database that holds the areas.
pub struct County {
    folder: TempDir,
    database: String,
    /// The token of a grid worker.
    pub worker: String,
    /// The token of an administrator.
    pub admin: String,
}

impl County {
    /// A county in a SQLite file of its own.
    ///
    /// # Errors
    /// When the binary is missing or refuses.
    pub fn in_a_file() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let database = format!("sqlite:{}", folder.path().join("county.db").display());
        Self::settle(folder, database)
    }

    /// A county in the PostgreSQL that `tests/postgres.sh` has started; `None` where there is none and none is required.
    ///
    /// # Errors
    /// When there is none although it is required; otherwise as [`County::in_a_file`].
    pub fn on_a_server() -> Result<Option<Self>> {
        match std::env::var("FENGSUI_TEST_POSTGRES_URL") {
            Ok(database) => Self::settle(tempfile::tempdir()?, database).map(Some),
            Err(_) => {
                let required = std::env::var_os("FENGSUI_REQUIRE_POSTGRES").is_some();
                ensure!(!required, "PostgreSQL is required here; run `make test`");
                Ok(None)
            }
        }
    }

    fn settle(folder: TempDir, database: String) -> Result<Self> {
        let area = |id: &str, parent: Option<&str>, level: &str, name: &str| json!({"id": id, "parent": parent, "level": level, "name": name});
        let areas = json!([
            area("620982", None, "county", "敦煌市"),
            area("620982100", Some("620982"), "town", "七里镇"),
            area("620982100001", Some("620982100"), "village", "秦家湾村"),
            area(GRID, Some("620982100001"), "grid", "第一网格"),
        ]);
        fs::write(folder.path().join("areas.json"), areas.to_string())?;
        fs::write(folder.path().join("none.ndjson"), "")?;
        let (worker, worker_entry) = token("worker", "grid_worker", GRID)?;
        let (admin, admin_entry) = token("admin", "admin", "620982")?;
        fs::write(folder.path().join("fengsui.toml"), format!("{worker_entry}\n{admin_entry}"))?;
        let county = Self { folder, database, worker, admin };
        let (areas, none) = (county.path("areas.json"), county.path("none.ndjson"));
        let output = county.run(&["import", &text(&none), "--areas", &text(&areas)])?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(county)
    }

    /// A file in the county's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command on the county, not yet started.
    ///
    /// # Errors
    /// When the binary is missing.
    pub fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(binary()?);
        command
            .args(arguments)
            .args(["--database", &self.database, "--config"])
            .arg(self.path("fengsui.toml"));
        Ok(command)
    }

    /// Runs a command on the county to its end.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run(&self, arguments: &[&str]) -> Result<Output> {
        self.command(arguments)?.output().context("the command did not start")
    }

    /// Serves the county on a free port.
    ///
    /// # Errors
    /// As [`Fengsui::start`].
    pub async fn serve(&self) -> Result<Fengsui> {
        let config = text(&self.path("fengsui.toml"));
        Fengsui::start(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--database",
            &self.database,
            "--config",
            &config,
        ])
        .await
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A new token, and its entry in the configuration.
fn token(name: &str, role: &str, area: &str) -> Result<(String, String)> {
    let output = Command::new(binary()?).args(["token", name, "--role", role, "--area", area]).output()?;
    let entry = String::from_utf8(output.stdout)?;
    let token =
        entry.lines().nth(1).and_then(|line| line.strip_prefix("# ")).context("no token was printed")?;
    Ok((token.to_owned(), entry))
}
