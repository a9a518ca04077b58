//! `make deliveries`: messages a second through one instance, against what the bare HTTP client does with the same bodies, the same
//! number under way, and the same receiver.
//!
//! The real binary serves; the messages stand in its outbox before it starts. Each is leased, signed, sent, and written down
//! with its attempt before it counts. The receiver answers at once, which no committee does: it is the sender that is timed.
#![expect(clippy::print_stdout, reason = "a bench reports to its terminal")]

use std::{
    fmt::Write as _,
    fs::OpenOptions,
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use tests::{County, Fengsui};
use tokio::{
    net::TcpListener,
    sync::{Mutex, Notify},
};
use uuid::Uuid;

/// Committees, and messages to each.
const COMMITTEES: u64 = 32;
const EACH: u64 = 150;
const ALL: u64 = COMMITTEES * EACH;

/// Messages that the instance has under way at once: four to each committee.
const UNDER_WAY: u64 = 4 * COMMITTEES;

/// A payload with its finding and suggestions has about this many bytes.
const BYTES: usize = 2_500;

/// An outbox that has not drained by then never will.
const PATIENCE: Duration = Duration::from_secs(300);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let body = format!("{{\"finding\":\"{}\"}}", "x".repeat(BYTES));
    let receiver = Receiver::start().await?;
    let county = County::in_a_file()?;
    reach(&county, &receiver.url)?;
    fill(&county, &body).await?;

    let server: Fengsui = county.serve().await?;
    let ours = receiver.rate().await?;
    server.kill_nine().await?;

    let bare = bare_client(&receiver, &body).await?;
    println!(
        "{ALL} messages to {COMMITTEES} committees, {UNDER_WAY} under way: {ours:.0} a second through one instance, leased, signed, \
         sent and written down; the bare client: {bare:.0}; share {:.0} %",
        100.0 * ours / bare
    );
    Ok(())
}

/// A receiver that takes everything at once and counts.
struct Receiver {
    url: String,
    enough: Arc<Notify>,
    first: Arc<Mutex<Option<Instant>>>,
}

type Counters = (Arc<AtomicU64>, Arc<Notify>, Arc<Mutex<Option<Instant>>>);

impl Receiver {
    async fn start() -> Result<Self> {
        async fn take(State((taken, enough, first)): State<Counters>, _body: Bytes) -> StatusCode {
            if taken.load(Ordering::SeqCst) == 0 {
                first.lock().await.get_or_insert_with(Instant::now);
            }
            if (taken.fetch_add(1, Ordering::SeqCst) + 1).is_multiple_of(ALL) {
                enough.notify_one();
            }
            StatusCode::NO_CONTENT
        }
        let (taken, enough, first): Counters = Counters::default();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new().route("/{committee}", post(take)).with_state((
            taken,
            Arc::clone(&enough),
            Arc::clone(&first),
        ));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, enough, first })
    }

    /// Messages a second, from the first to the last of them.
    async fn rate(&self) -> Result<f64> {
        tokio::time::timeout(PATIENCE, self.enough.notified()).await?;
        let first = self.first.lock().await.context("nothing came")?;
        Ok((ALL - 1) as f64 / first.elapsed().as_secs_f64())
    }
}

/// Lets every committee be reached at the receiver.
fn reach(county: &County, url: &str) -> Result<()> {
    let mut text =
        String::from("\n[schedule]\npoll_seconds = 1\n[delivery]\nallow_private_addresses = true\n");
    for committee in 0..COMMITTEES {
        write!(
            text,
            "[[delivery.endpoints]]\ncommittee = \"c{committee}\"\nurl = \"{url}/c{committee}\"\n\
             secrets = [\"whsec_ZHVuaHVhbmctYmVhY29uLXRvd2Vy\"]\n"
        )?;
    }
    OpenOptions::new().append(true).open(county.path("fengsui.toml"))?.write_all(text.as_bytes())?;
    Ok(())
}

/// Puts messages into the outbox past the store, which writes them with their letters only.
async fn fill(county: &County, body: &str) -> Result<()> {
    let mut database = SqliteConnectOptions::new().filename(county.path("county.db")).connect().await?;
    let mut transaction = database.begin().await?;
    for number in 0..ALL {
        sqlx::query(
            "INSERT INTO message (id, kind, subject, committee, payload, state, attempts, due_at, created_at, leased_until, number)
             VALUES ($1, 'bulletin', $1, $2, $3, 'pending', 0, 0, 0, 0, $4)",
        )
        .bind(Uuid::from_u128(u128::from(number) + 1).to_string())
        .bind(format!("c{}", number % COMMITTEES))
        .bind(body)
        .bind(i64::try_from(number + 1)?)
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    database.close().await?;
    Ok(())
}

/// The same bodies by the same client library, with nothing around it.
async fn bare_client(receiver: &Receiver, body: &str) -> Result<f64> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::new();
    let body = Bytes::from(body.to_owned());
    let begun = Instant::now();
    let senders: Vec<_> = (0..UNDER_WAY)
        .map(|sender| {
            let (client, body, url) =
                (client.clone(), body.clone(), format!("{}/c{}", receiver.url, sender % COMMITTEES));
            tokio::spawn(async move {
                for _ in 0..ALL / UNDER_WAY {
                    let answer = client.post(&url).body(body.clone()).send().await?;
                    ensure!(answer.status().is_success(), "{}", answer.status());
                }
                Ok(())
            })
        })
        .collect();
    for sender in senders {
        sender.await??;
    }
    Ok((ALL / UNDER_WAY * UNDER_WAY) as f64 / begun.elapsed().as_secs_f64())
}
