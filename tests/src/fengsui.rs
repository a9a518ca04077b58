//! One running `fengsui` process.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// A start that takes longer than this has hung. It is a guard against waiting for ever, not a claim about speed.
const PATIENCE: Duration = Duration::from_secs(300);

/// The binary under test: `FENGSUI_BIN`, or the one beside this test in the target directory.
///
/// # Errors
/// When there is none, with the command that builds it.
pub fn binary() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("FENGSUI_BIN") {
        return Ok(named.into());
    }
    let test = std::env::current_exe()?;
    let folder = test.ancestors().nth(2).context("the test binary lies in no target directory")?;
    let binary = folder.join("fengsui");
    ensure!(
        binary.is_file(),
        "{} is missing: run `make test`, or `cargo build -p server` first",
        binary.display()
    );
    Ok(binary)
}

/// A client without a connection pool to lose when the server is killed.
///
/// # Errors
/// When the TLS set-up fails.
pub fn free_client() -> Result<reqwest::Client> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(reqwest::Client::builder().pool_max_idle_per_host(0).timeout(Duration::from_secs(30)).build()?)
}

/// A running server or receiver. It is killed when this value goes.
pub struct Fengsui {
    process: Child,
    /// Where it listens: `http://127.0.0.1:PORT`.
    pub url: String,
}

impl Fengsui {
    /// Starts `fengsui ARGUMENTS` and waits until it says that it is ready.
    ///
    /// # Errors
    /// When it ends before that, or says nothing.
    pub async fn start(arguments: &[&str]) -> Result<Self> {
        let mut process = Command::new(binary()?)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().context("no standard output")?;
        let mut lines = BufReader::new(output).lines();
        let url = tokio::time::timeout(PATIENCE, async {
            while let Some(line) = lines.next_line().await? {
                if let Some(url) = line.strip_prefix("ready ") {
                    return Ok(url.to_owned());
                }
            }
            bail!("fengsui {arguments:?} ended before it was ready")
        })
        .await??;
        // The rest of what it says must go somewhere, or the pipe fills and it stops.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { process, url })
    }

    /// Ends it at once, as a power cut would: `kill -9`.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn kill_nine(mut self) -> Result<()> {
        self.process.kill().await.context("kill -9 failed")
    }

    /// The most memory that it has held so far, in KiB; Linux only.
    ///
    /// # Errors
    /// When it has ended, or the system does not say.
    pub fn memory_peak(&self) -> Result<u64> {
        let id = self.process.id().context("it has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
        line.trim().trim_end_matches(" kB").parse().context("VmHWM is no number")
    }

    /// Fetches JSON with a token.
    ///
    /// # Errors
    /// When the answer is not success or not JSON.
    pub async fn get(&self, client: &reqwest::Client, token: &str, path: &str) -> Result<Value> {
        let response = client.get(format!("{}{path}", self.url)).bearer_auth(token).send().await?;
        let status = response.status();
        let text = response.text().await?;
        ensure!(status.is_success(), "GET {path}: {status} {text}");
        Ok(serde_json::from_str(&text)?)
    }

    /// Posts JSON with a token.
    ///
    /// # Errors
    /// When the answer is not success.
    pub async fn post(
        &self,
        client: &reqwest::Client,
        token: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value> {
        let response =
            client.post(format!("{}{path}", self.url)).bearer_auth(token).json(body).send().await?;
        let status = response.status();
        let text = response.text().await?;
        ensure!(status.is_success(), "POST {path}: {status} {text}");
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// The tokens of a demo, by role.
    ///
    /// # Errors
    /// When the demo has not written them.
    pub fn tokens(data_dir: &Path) -> Result<Value> {
        Ok(serde_json::from_slice(&std::fs::read(data_dir.join("tokens.json"))?)?)
    }
}
