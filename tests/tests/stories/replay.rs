//! A year of the county with a frozen clock: each town has one bulletin a week, nothing is numbered twice and nothing is
//! said twice, though the process is killed at random moments, and on PostgreSQL two of them share the work.
//!
//! A few weeks and kills in every run; `FENGSUI_WEEKS=52 FENGSUI_KILLS=30 make test` takes the year.

#![expect(clippy::print_stderr, reason = "whoever asked for a year wants to know how much was said in it")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

use axum::{Router, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};
use tests::binary;

/// The first day of the replay, a Monday; before it lie two years of history.
const FIRST_DAY: &str = "2025-01-06";
const SECRET: &str = "whsec_ZHVuaHVhbmctYmVhY29uLXRvd2Vy";

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// The last day of a replay of so many weeks; a bulletin is written on the Monday after its week.
fn last_day(weeks: u64) -> String {
    let first: chrono::NaiveDate = FIRST_DAY.parse().unwrap();
    (first + chrono::Days::new(7 * weeks)).to_string()
}

/// What the committees got: id → how often.
type Got = Arc<Mutex<BTreeMap<String, u32>>>;

/// A receiver that takes everything and counts; it runs until the test ends.
async fn receiver(got: Got) -> String {
    async fn take(State(got): State<Got>, headers: HeaderMap) -> StatusCode {
        let id = headers["webhook-id"].to_str().unwrap().to_owned();
        *got.lock().unwrap().entry(id).or_default() += 1;
        StatusCode::NO_CONTENT
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/{committee}", post(take)).with_state(got);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

/// Runs a command to its end; what it prints is only shown when it fails.
fn run(arguments: &[&str]) {
    let output = Command::new(binary().unwrap()).args(arguments).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "fengsui {arguments:?}: {} {text}", output.status);
}

/// A county with its history in a database, and a configuration that lets every level go out and reaches everybody.
fn settle(folder: &Path, database: &str, receiver: &str, weeks: u64) -> String {
    let out = folder.to_str().unwrap();
    run(&["simulate", "--out", out, "--from", "2023-01-02", "--until", &last_day(weeks)]);
    let file = |name: &str| folder.join("620982").join(name).to_str().unwrap().to_owned();
    let (reports, areas, effort) = (file("reports.ndjson"), file("areas.json"), file("effort.ndjson"));
    run(&["import", &reports, "--areas", &areas, "--effort", &effort, "--database", database]);
    let mut text = String::from(
        "[schedule]\nassess = \"0 30 5 * * Mon\"\n[delivery]\nallow_private_addresses = true\n\
         [advisories]\nissue_by_itself = [\"blue\", \"yellow\", \"orange\", \"red\"]\n",
    );
    let routes = include_str!("../../../config/routes.toml");
    for id in routes.lines().filter_map(|line| line.strip_prefix("id = ")) {
        let url = format!("{receiver}/{}", id.trim_matches('"'));
        writeln!(text, "[[delivery.endpoints]]\ncommittee = {id}\nurl = \"{url}\"\nsecrets = [\"{SECRET}\"]")
            .unwrap();
    }
    let config = folder.join("fengsui.toml");
    std::fs::write(&config, text).unwrap();
    config.to_str().unwrap().to_owned()
}

/// A replay that is under way.
fn begin(database: &str, config: &str, weeks: u64) -> Child {
    Command::new(binary().unwrap())
        .args([
            "replay",
            "--from",
            FIRST_DAY,
            "--to",
            &last_day(weeks),
            "--database",
            database,
            "--config",
            config,
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until the committees have got so many messages more, or the process has ended, and then for so many turns of the
/// loop: a moment that no clock names, between two messages, in a letter, or in the middle of a sweep.
async fn until(got: &Got, child: &mut Child, messages: usize, turns: u64) {
    let so_far = got.lock().unwrap().len();
    while got.lock().unwrap().len() < so_far + messages && child.try_wait().unwrap().is_none() {
        tokio::task::yield_now().await;
    }
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}

/// Kills `instances` at a time again and again, and then lets them come to their end.
async fn replay(database: &str, config: &str, got: &Got, instances: usize) {
    let (weeks, kills) = (number("FENGSUI_WEEKS", 3), number("FENGSUI_KILLS", 3));
    for round in 1..=kills {
        let mut children: Vec<Child> = (0..instances).map(|_| begin(database, config, weeks)).collect();
        let messages = usize::try_from(round * 7_919 % (20 * weeks / kills.max(1) + 1)).unwrap();
        until(got, &mut children[0], messages, round * 104_729 % 200_000).await;
        for child in &mut children {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
    let children: Vec<Child> = (0..instances).map(|_| begin(database, config, weeks)).collect();
    for mut child in children {
        // The receiver lives in this process: waiting must not stop it.
        let status = tokio::task::spawn_blocking(move || child.wait()).await.unwrap().unwrap();
        assert!(status.success(), "{status}");
    }
}

async fn texts(connection: &mut AnyConnection, sql: &'static str) -> Vec<Vec<String>> {
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap();
    rows.iter().map(|row| (0..row.len()).map(|column| row.get::<String, _>(column)).collect()).collect()
}

/// What must hold whatever happened on the way.
async fn assert_whole(database: &str, got: &Got) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(database).await.unwrap();
    let weeks = number("FENGSUI_WEEKS", 3);

    let bulletins = texts(
        &mut connection,
        "SELECT area, period, CAST(issue AS TEXT), CAST(issue_overall AS TEXT) FROM bulletin
         WHERE period LIKE '%-W%' ORDER BY area, period",
    )
    .await;
    let mut towns: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    let mut told = BTreeSet::new();
    for bulletin in &bulletins {
        assert!(told.insert((&bulletin[0], &bulletin[1])), "{bulletin:?} stands twice");
        towns.entry(&bulletin[0]).or_default().push(bulletin[3].parse().unwrap());
    }
    assert!(towns.len() >= 9, "{towns:?}");
    for (town, issues) in &towns {
        // The replay ends on a Monday, so that the last whole week has its bulletin; the first is that of the week before.
        assert_eq!(*issues, (1..=weeks + 1).collect::<Vec<_>>(), "{town}: one a week, numbers without gaps");
    }

    let issued = texts(&mut connection, "SELECT signal, number FROM advisory WHERE number IS NOT NULL").await;
    assert!(!issued.is_empty(), "the rule lets every level go out");
    let signals: BTreeSet<&String> = issued.iter().map(|row| &row[0]).collect();
    assert_eq!(signals.len(), issued.len(), "no signal has two advisories");
    let mut years: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for row in &issued {
        let (year, sequence) = row[1].trim_start_matches("敦综提〔").split_once('〕').unwrap();
        years.entry(year).or_default().push(sequence.trim_end_matches('号').parse().unwrap());
    }
    for (year, mut sequences) in years {
        sequences.sort_unstable();
        assert_eq!(
            sequences,
            (1..=sequences.len() as u64).collect::<Vec<_>>(),
            "{year}: no gap and no double"
        );
    }

    let messages = texts(&mut connection, "SELECT id, state, subject, committee, kind FROM message").await;
    // Nobody signs here, so that leads are reminded of their letters; a letter or bulletin itself is sent once.
    let sent_once = messages.iter().filter(|row| ["advisory", "bulletin"].contains(&row[4].as_str()));
    let pairs: BTreeSet<_> = sent_once.clone().map(|row| (&row[2], &row[3])).collect();
    assert_eq!(pairs.len(), sent_once.count(), "one message for each subject and committee");
    let undelivered: Vec<_> = messages.iter().filter(|row| row[1] != "delivered").collect();
    assert!(undelivered.is_empty(), "{undelivered:?}");
    connection.close().await.unwrap();
    let got = got.lock().unwrap();
    let sent: BTreeSet<&String> = messages.iter().map(|row| &row[0]).collect();
    assert_eq!(got.keys().collect::<BTreeSet<_>>(), sent, "what was issued and what was received");
    eprintln!(
        "{} bulletins of {} towns, {} advisories, {} messages, {} of them received more than once",
        bulletins.len(),
        towns.len(),
        issued.len(),
        messages.len(),
        got.values().filter(|times| **times > 1).count()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_town_has_one_bulletin_a_week_and_nothing_is_said_twice_though_the_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("county.db").display());
    let got = Got::default();
    let config =
        settle(folder.path(), &database, &receiver(Arc::clone(&got)).await, number("FENGSUI_WEEKS", 3));
    replay(&database, &config, &got, 1).await;
    assert_whole(&database, &got).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_instances_on_a_server_share_the_work_and_do_nothing_twice() {
    let Ok(server) = std::env::var("FENGSUI_TEST_POSTGRES_URL") else {
        assert!(
            std::env::var_os("FENGSUI_REQUIRE_POSTGRES").is_none(),
            "PostgreSQL is required; run `make test`"
        );
        return;
    };
    // Its own database: other stories have theirs on the same server.
    let name = format!("replay_{}", std::process::id());
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&server).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.unwrap();
    let database = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
    let folder = tempfile::tempdir().unwrap();
    let got = Got::default();
    let config =
        settle(folder.path(), &database, &receiver(Arc::clone(&got)).await, number("FENGSUI_WEEKS", 3));
    replay(&database, &config, &got, 2).await;
    assert_whole(&database, &got).await;
}
