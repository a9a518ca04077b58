//! `kill -9` under load: what was acknowledged is there after the restart, once.
//!
//! Single reports, batches and an import arrive at the same time, on a SQLite file and on PostgreSQL. Ten rounds each in
//! every run; `FENGSUI_KILLS=50 make test` takes fifty.

use std::{
    collections::BTreeSet,
    fs,
    process::Child,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tests::{County, Fengsui, GRID, free_client};
use uuid::Uuid;

const WRITERS: u64 = 4;
/// Reports in a batch: 1 is a phone in the field, 20 its backlog, 200 is larger than what calls share a commit with.
const BATCHES: [u64; WRITERS as usize] = [1, 1, 20, 200];
const IMPORTED: u64 = 20_000;
/// The import's reports are those of a writer that nobody else is.
const IMPORT: u64 = 99;

/// The ids that all writers share.
type Ids = Arc<Mutex<BTreeSet<Uuid>>>;

fn kills() -> u64 {
    std::env::var("FENGSUI_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(10)
}

fn report(id: Uuid) -> Value {
    json!({
        "id": id, "area": GRID, "category": "02", "occurred_on": "2025-06-03", "channel": "patrol", "scale": "01",
        "reported_at": "2025-06-03T09:00:00+08:00", "summary": "两户因排水沟走向发生争执，已当场劝解。"
    })
}

/// An id that no other writer and no other round has.
fn id(round: u64, writer: u64, number: u64) -> Uuid {
    Uuid::from_u128(
        0x0190_0000_0000_7000_8000_0000_0000_0000 | u128::from((round << 40) | (writer << 32) | number),
    )
}

/// How many reports must have been acknowledged in a round before the kill: another moment in each.
fn acknowledged_before_the_kill(round: u64) -> usize {
    usize::try_from(1 + round * 7919 % 997).unwrap()
}

#[tokio::test]
async fn every_acknowledged_report_survives_kills_in_a_file() {
    survive(&County::in_a_file().unwrap()).await;
}

#[tokio::test]
async fn every_acknowledged_report_survives_kills_on_a_server() {
    let Some(county) = County::on_a_server().unwrap() else { return };
    survive(&county).await;
}

async fn survive(county: &County) {
    let file = county.path("reports.ndjson");
    let lines: String = (0..IMPORTED).map(|number| format!("{}\n", report(id(0, IMPORT, number)))).collect();
    fs::write(&file, lines).unwrap();
    let file = file.to_str().unwrap();
    let (sent, acknowledged) = (Ids::default(), Ids::default());
    for round in 1..=kills() {
        let server = county.serve().await.unwrap();
        let import =
            county.command(&["import", file]).unwrap().stdout(std::process::Stdio::null()).spawn().unwrap();
        under_load(county, server, import, round, &sent, &acknowledged).await;
    }

    let repeated = county.run(&["import", file]).unwrap();
    assert!(repeated.status.success(), "{}", String::from_utf8_lossy(&repeated.stderr));
    let said = String::from_utf8(repeated.stdout).unwrap();
    assert!(said.contains("0 conflicts, 0 rejected"), "{said}");
    let checked = county.run(&["check"]).unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));

    let server = county.serve().await.unwrap();
    let kept = kept(&server, county).await;
    let acknowledged = acknowledged.lock().unwrap();
    let imported: BTreeSet<Uuid> = (0..IMPORTED).map(|number| id(0, IMPORT, number)).collect();
    let lost: Vec<&Uuid> = acknowledged.union(&imported).filter(|id| !kept.contains(id)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let sent = sent.lock().unwrap();
    let foreign: Vec<&Uuid> = kept.iter().filter(|id| !sent.contains(id) && !imported.contains(id)).collect();
    assert!(foreign.is_empty(), "kept and never sent: {foreign:?}");
}

/// Writes until enough is acknowledged, then kills the server and the import.
async fn under_load(
    county: &County,
    server: Fengsui,
    mut import: Child,
    round: u64,
    sent: &Ids,
    acknowledged: &Ids,
) {
    let before = acknowledged.lock().unwrap().len();
    let client = free_client().unwrap();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (url, token) = (format!("{}/v1/reports", server.url), county.worker.clone());
            let client = client.clone();
            let (sent, acknowledged) = (Arc::clone(sent), Arc::clone(acknowledged));
            let size = BATCHES[writer as usize];
            tokio::spawn(async move {
                for batch in 0.. {
                    let ids: Vec<Uuid> =
                        (batch * size..(batch + 1) * size).map(|n| id(round, writer, n)).collect();
                    sent.lock().unwrap().extend(&ids);
                    let reports: Vec<Value> = ids.iter().map(|id| report(*id)).collect();
                    match client.post(&url).bearer_auth(&token).json(&reports).send().await {
                        Ok(answer) if answer.status().is_success() => {
                            // An answer that was cut off acknowledges nothing.
                            let Ok(said) = answer.json::<Value>().await else { break };
                            assert_eq!(said["accepted"].as_u64(), Some(size), "{said}");
                            acknowledged.lock().unwrap().extend(ids);
                        }
                        Ok(answer) => {
                            panic!("{} {}", answer.status(), answer.text().await.unwrap_or_default())
                        }
                        // The server was killed under us: this one was not acknowledged.
                        Err(_) => break,
                    }
                }
            })
        })
        .collect();
    while acknowledged.lock().unwrap().len() < before + acknowledged_before_the_kill(round) {
        tokio::task::yield_now().await;
    }
    server.kill_nine().await.unwrap();
    import.kill().unwrap();
    import.wait().unwrap();
    for writer in writers {
        writer.await.unwrap();
    }
}

/// Every report that is kept. One that is listed twice is kept twice.
async fn kept(server: &Fengsui, county: &County) -> BTreeSet<Uuid> {
    let client = free_client().unwrap();
    let mut kept = BTreeSet::new();
    let mut after = String::new();
    loop {
        let page =
            server.get(&client, &county.admin, &format!("/v1/reports?limit=1000{after}")).await.unwrap();
        for item in page["items"].as_array().unwrap() {
            let id = item["id"].as_str().unwrap().parse().unwrap();
            assert!(kept.insert(id), "{id} is there twice");
        }
        let Some(next) = page["next"].as_str() else { return kept };
        after = format!("&after={next}");
    }
}
