//! An operator's evening: a backup while the county is served, a look at it, and the way back.

use serde_json::{Value, json};
use tests::{County, Fengsui, GRID, free_client};

async fn file_one(server: &Fengsui, county: &County, id: &str) {
    let report = json!({
        "id": id, "area": GRID, "category": "02", "occurred_on": "2025-06-03", "channel": "patrol", "scale": "01",
        "summary": "两户因排水沟走向发生争执，已当场劝解。"
    });
    server.post(&free_client().unwrap(), &county.worker, "/v1/reports", &report).await.unwrap();
}

async fn reports(server: &Fengsui, county: &County) -> usize {
    let page: Value = server.get(&free_client().unwrap(), &county.admin, "/v1/reports").await.unwrap();
    page["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_county_comes_back_as_it_was_when_it_was_backed_up() {
    let county = County::in_a_file().unwrap();
    let copy = county.path("copy.db");
    let copy = copy.to_str().unwrap();
    let server = county.serve().await.unwrap();
    file_one(&server, &county, "01900000-0000-7000-8000-000000000001").await;
    let backed_up = county.run(&["backup", copy]).unwrap();
    assert!(backed_up.status.success(), "{}", String::from_utf8_lossy(&backed_up.stderr));
    assert!(String::from_utf8(backed_up.stdout).unwrap().contains("1 reports, read back and whole"));
    file_one(&server, &county, "01900000-0000-7000-8000-000000000002").await;

    let refused = county.run(&["restore", copy]).unwrap();
    assert!(String::from_utf8_lossy(&refused.stderr).contains("stop the service first"));
    assert_eq!(reports(&server, &county).await, 2, "a county that is served stays as it is");

    server.kill_nine().await.unwrap();
    let restored = county.run(&["restore", copy]).unwrap();
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    let server = county.serve().await.unwrap();
    assert_eq!(reports(&server, &county).await, 1);
    assert!(county.run(&["check"]).unwrap().status.success());
}
