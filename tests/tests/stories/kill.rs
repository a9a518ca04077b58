//! Ten times `kill -9` under a stream of reports: what was acknowledged is there after the restart, once.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use serde_json::json;
use tests::{Fengsui, free_client};
use uuid::Uuid;

const KILLS: u64 = 10;
const WRITERS: u64 = 4;
/// Reports that must have been acknowledged in a round before the kill: the stream is in full flow then.
const BEFORE_THE_KILL: usize = 25;

fn report(id: Uuid, area: &str) -> serde_json::Value {
    json!({
        "id": id, "area": area, "category": "02", "occurred_on": "2025-06-03", "channel": "patrol", "scale": "01",
        "summary": "两户因排水沟走向发生争执，已当场劝解。"
    })
}

/// An id that no other writer and no other round has.
fn id(round: u64, writer: u64, number: u64) -> Uuid {
    Uuid::from_u128(
        0x0190_0000_0000_7000_8000_0000_0000_0000 | u128::from((round << 40) | (writer << 32) | number),
    )
}

#[tokio::test]
async fn every_acknowledged_report_survives_ten_kills() {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().to_str().unwrap();
    let demo =
        ["demo", "--data-dir", data_dir, "--listen", "127.0.0.1:0", "--years", "1", "--as-of", "2025-06-29"];
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));

    for round in 0..KILLS {
        let server = Fengsui::start(&demo).await.unwrap();
        let token = Fengsui::tokens(folder.path()).unwrap()["grid_worker"].as_str().unwrap().to_owned();
        let client = free_client().unwrap();
        let me = server.get(&client, &token, "/v1/me").await.unwrap();
        let area = me["area"]["id"].as_str().unwrap().to_owned();
        let already = acknowledged.lock().unwrap().len();

        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (url, token, area) = (server.url.clone(), token.clone(), area.clone());
                let (client, acknowledged) = (client.clone(), Arc::clone(&acknowledged));
                tokio::spawn(async move {
                    for number in 0.. {
                        let id = id(round, writer, number);
                        let sent = client.post(format!("{url}/v1/reports")).bearer_auth(&token);
                        match sent.json(&report(id, &area)).send().await {
                            Ok(answer) if answer.status().is_success() => {
                                acknowledged.lock().unwrap().insert(id);
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
        while acknowledged.lock().unwrap().len() < already + BEFORE_THE_KILL {
            tokio::task::yield_now().await;
        }
        server.kill_nine().await.unwrap();
        for writer in writers {
            writer.await.unwrap();
        }
    }

    let server = Fengsui::start(&demo).await.unwrap();
    let client = free_client().unwrap();
    let token = Fengsui::tokens(folder.path()).unwrap()["admin"].as_str().unwrap().to_owned();
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(acknowledged.len() >= (KILLS as usize) * BEFORE_THE_KILL);
    for id in &acknowledged {
        let found = server.get(&client, &token, &format!("/v1/reports/{id}")).await;
        assert!(found.is_ok(), "acknowledged and lost: {id}: {found:?}");
    }
}
