//! `make burst`: every phone of the county reconnects at once; and durable reports a second over HTTP against what the
//! bare database does with the same rows in the same commits.
//!
//! The real binary serves on loopback. `FENGSUI_CLIENTS` says how many phones there are (3,300, the grid workers of
//! Dunhuang, unless told otherwise); each brings one to forty reports. A phone that is asked to come back later does,
//! after the time it was told. Everything is bounded, and the run fails when a report that was acknowledged is not there.
#![expect(clippy::print_stdout, reason = "a bench reports to its terminal")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions,
};
use tests::{County, Fengsui, GRID, free_client};
use uuid::Uuid;

/// The grid workers of Dunhuang.
const PHONES: u64 = 3_300;
const LARGEST_BACKLOG: u64 = 40;

/// A burst that has not drained by then has failed.
const PATIENCE: Duration = Duration::from_secs(180);

/// Single reports are filed by so many callers at the same time, one after the other each.
const CALLERS: u64 = 64;
const SINGLES: u64 = 20_000;

/// A batch of another system, and how many of them.
const BATCH: u64 = 1_000;
const BATCHES: u64 = 40;
const SENDERS: u64 = 4;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let phones = match std::env::var("FENGSUI_CLIENTS") {
        Ok(text) => text.parse().context("FENGSUI_CLIENTS is a number")?,
        Err(_) => PHONES,
    };
    burst(phones).await?;
    throughput().await
}

fn id(kind: u64, caller: u64, number: u64) -> Uuid {
    Uuid::from_u128(
        0x0190_0000_0000_7000_8000_0000_0000_0000
            | u128::from(kind) << 56
            | u128::from(caller) << 32
            | u128::from(number),
    )
}

fn report(id: Uuid) -> Value {
    json!({
        "id": id, "area": GRID, "category": "02", "occurred_on": "2025-06-03", "channel": "patrol", "scale": "01",
        "reported_at": "2025-06-03T09:00:00+08:00", "summary": "两户因排水沟走向发生争执，已当场劝解。"
    })
}

/// What the phones met.
#[derive(Default)]
struct Met {
    told_to_wait: AtomicU64,
    broken_lines: AtomicU64,
}

async fn burst(phones: u64) -> Result<()> {
    let county = County::in_a_file()?;
    let server = county.serve().await?;
    let met = Arc::new(Met::default());
    // One set-up of TLS for all; no connection is used twice, so each phone has its own.
    let client = free_client()?;
    let begun = Instant::now();
    let waiting: Vec<_> = (0..phones)
        .map(|phone| {
            let backlog = 1 + phone * 7_919 % LARGEST_BACKLOG;
            let (client, url, token) = (client.clone(), server.url.clone(), county.worker.clone());
            let met = Arc::clone(&met);
            tokio::spawn(async move { reconnect(&client, &url, &token, (phone, backlog), &met, begun).await })
        })
        .collect();
    let mut sent = 0;
    let mut taken = Vec::new();
    for phone in waiting {
        let (backlog, after) =
            tokio::time::timeout(PATIENCE, phone).await.context("not drained in time")???;
        sent += backlog;
        taken.push(after);
    }
    taken.sort_unstable();
    let at = |share: f64| taken[((taken.len() - 1) as f64 * share) as usize];
    let peak = server.memory_peak()?;
    let kept = count(&server, &county).await?;
    ensure!(kept == sent, "{sent} were acknowledged and {kept} are there");
    println!(
        "{phones} phones at once, {sent} reports: all acknowledged and there once; after p50 {:.2?}, p99 {:.2?}, all {:.2?}; \
         {} times told to come back, {} broken lines; memory peak {} MB",
        at(0.5),
        at(0.99),
        at(1.0),
        met.told_to_wait.load(Ordering::Relaxed),
        met.broken_lines.load(Ordering::Relaxed),
        peak / 1024,
    );
    server.kill_nine().await
}

/// Sends a backlog until it is acknowledged; how many reports it was, and how long that took since the network was back.
async fn reconnect(
    client: &reqwest::Client,
    url: &str,
    token: &str,
    (phone, backlog): (u64, u64),
    met: &Met,
    begun: Instant,
) -> Result<(u64, Duration)> {
    let reports: Vec<Value> = (0..backlog).map(|number| report(id(1, phone, number))).collect();
    loop {
        let sent = client.post(format!("{url}/v1/reports")).bearer_auth(token).json(&reports).send().await;
        let pause = match sent {
            Ok(answer) if answer.status().is_success() => {
                let said: Value = answer.json().await?;
                let kept = said["accepted"].as_u64().unwrap_or(0) + said["repeated"].as_u64().unwrap_or(0);
                ensure!(kept == backlog, "{said}");
                return Ok((backlog, begun.elapsed()));
            }
            Ok(answer) if answer.status() == 503 => {
                met.told_to_wait.fetch_add(1, Ordering::Relaxed);
                let seconds =
                    answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
                Duration::from_secs(seconds.context("told to wait, and not how long")?)
            }
            Ok(answer) => bail!("{} {}", answer.status(), answer.text().await?),
            Err(_) => {
                met.broken_lines.fetch_add(1, Ordering::Relaxed);
                Duration::from_secs(1)
            }
        };
        // Phones do not come back in step.
        tokio::time::sleep(pause + Duration::from_millis(phone % 1_000)).await;
    }
}

/// Reports in the county, page by page.
async fn count(server: &Fengsui, county: &County) -> Result<u64> {
    let client = free_client()?;
    let (mut count, mut after) = (0, String::new());
    loop {
        let page = server.get(&client, &county.admin, &format!("/v1/reports?limit=1000{after}")).await?;
        count += page["items"].as_array().map_or(0, Vec::len) as u64;
        let Some(next) = page["next"].as_str() else { return Ok(count) };
        after = format!("&after={next}");
    }
}

/// Transactions in which the server has kept reports so far.
async fn commits(server: &Fengsui) -> Result<u64> {
    let text = reqwest::get(format!("{}/metrics", server.url)).await?.text().await?;
    let line = text.lines().find_map(|line| line.strip_prefix("fengsui_intake_commits_total "));
    Ok(line.context("the server counts its commits")?.parse()?)
}

async fn throughput() -> Result<()> {
    let county = County::in_a_file()?;
    let server = county.serve().await?;
    let singles = over_http(&server, &county, CALLERS, SINGLES / CALLERS, 1).await?;
    let shared = commits(&server).await?;
    let together = (SINGLES / CALLERS * CALLERS).div_ceil(shared.max(1));
    let batches = over_http(&server, &county, SENDERS, BATCHES / SENDERS, BATCH).await?;
    server.kill_nine().await?;

    let mut bare = SqliteConnectOptions::new()
        .filename(county.path("county.db"))
        .foreign_keys(true)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
        .connect()
        .await?;
    let alone = bare_loop(&mut bare, 2, 4_000, 1).await?;
    let gathered = bare_loop(&mut bare, 3, 8_000, together).await?;
    let full = bare_loop(&mut bare, 5, SINGLES, CALLERS).await?;
    let in_batches = bare_loop(&mut bare, 4, BATCHES * BATCH, BATCH).await?;
    bare.close().await?;
    println!(
        "single reports, {CALLERS} callers: {singles:.0} a second over HTTP, each on disk before its answer, {shared} commits; the \
         bare database: {gathered:.0} with the same {together} a commit, {alone:.0} with a commit each, {full:.0} with {CALLERS}; \
         share of the same commits {:.0} %",
        100.0 * singles / gathered
    );
    println!(
        "NDJSON batches of {BATCH}, {SENDERS} senders: {batches:.0} a second over HTTP; the bare database with {BATCH} a commit: \
         {in_batches:.0}; share {:.0} %",
        100.0 * batches / in_batches
    );
    Ok(())
}

/// Reports a second, when `callers` send `calls` bodies of `rows` reports each, one after the other.
async fn over_http(server: &Fengsui, county: &County, callers: u64, calls: u64, rows: u64) -> Result<f64> {
    let bodies: Vec<Vec<String>> = (0..callers)
        .map(|caller| {
            let rows = |call| {
                (call * rows..(call + 1) * rows).map(|n| report(id(4 + rows, caller, n)).to_string() + "\n")
            };
            (0..calls).map(|call| rows(call).collect()).collect()
        })
        .collect();
    let client = reqwest::Client::new();
    let begun = Instant::now();
    let sending: Vec<_> = bodies
        .into_iter()
        .map(|bodies| {
            let (client, url, token) =
                (client.clone(), format!("{}/v1/reports", server.url), county.worker.clone());
            tokio::spawn(async move {
                for body in bodies {
                    let call =
                        client.post(&url).bearer_auth(&token).header("content-type", "application/x-ndjson");
                    let answer = call.body(body).send().await?;
                    ensure!(answer.status().is_success(), "{}", answer.status());
                    let said: Value = answer.json().await?;
                    ensure!(said["accepted"].as_u64() == Some(rows), "{said}");
                }
                Ok(())
            })
        })
        .collect();
    for caller in sending {
        caller.await??;
    }
    Ok((callers * calls * rows) as f64 / begun.elapsed().as_secs_f64())
}

/// Rows of one statement, at most: with more, most of the time goes into its thousands of parameters.
const ROWS_AT_ONCE: u64 = 100;

/// Rows a second, when nothing but the database works: `rows` reports, `each` a commit.
async fn bare_loop(bare: &mut SqliteConnection, kind: u64, rows: u64, each: u64) -> Result<f64> {
    let at_once = each.min(ROWS_AT_ONCE);
    let values = (0..at_once).map(|row| {
        let places: Vec<String> = (1..=12).map(|column| format!("${}", row * 12 + column)).collect();
        format!("({})", places.join(", "))
    });
    let sql = format!(
        "INSERT INTO report (id, area, category, occurred_on, reported_at, received_at, channel, scale, people, \
         amount_yuan, summary, tags) VALUES {} ON CONFLICT (id) DO NOTHING",
        values.collect::<Vec<_>>().join(", ")
    );
    let begun = Instant::now();
    for commit in 0..rows / each {
        let mut transaction = bare.begin().await?;
        for statement in 0..each / at_once {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for row in 0..at_once {
                query = query
                    .bind(id(kind, commit, statement * at_once + row).to_string())
                    .bind(GRID)
                    .bind("02")
                    .bind("2025-06-03")
                    .bind(1_748_912_400_000_000_i64)
                    .bind(1_764_547_200_000_000_i64)
                    .bind("patrol")
                    .bind("01")
                    .bind(None::<i64>)
                    .bind(None::<f64>)
                    .bind("两户因排水沟走向发生争执，已当场劝解。")
                    .bind("[]");
            }
            transaction.execute(query).await?;
        }
        transaction.commit().await?;
    }
    Ok((rows / each * each) as f64 / begun.elapsed().as_secs_f64())
}
