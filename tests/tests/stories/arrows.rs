//! Holds the table of `ARCHITECTURE.md`: which room may stand on which, and which library lives in which room only.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Room → the rooms it may stand on. A new arrow is a decision about the house: write it here and in ARCHITECTURE.md
/// together, with the reason.
const MAY_STAND_ON: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("statistics", &[]),
    ("dashboard", &[]),
    ("ingestion", &["domain"]),
    ("store", &["domain"]),
    ("analytics", &["domain", "statistics"]),
    ("advisories", &["domain"]),
    ("delivery", &["domain"]),
    ("simulation", &["domain"]),
    // Matching is checking with hindsight: the crank runs it on what has arrived.
    ("scheduler", &["advisories", "analytics", "delivery", "domain", "ingestion", "store"]),
    ("api", &["advisories", "domain", "ingestion", "store"]),
    (
        "server",
        &[
            "advisories",
            "analytics",
            "api",
            "dashboard",
            "delivery",
            "domain",
            "ingestion",
            "scheduler",
            "simulation",
            "statistics",
            "store",
        ],
    ),
    ("tests", &[]),
    ("benches", &["analytics", "domain", "ingestion", "simulation", "statistics", "store"]),
];

/// Library → the only rooms that may know it.
const LIVES_ONLY_IN: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("polars", &["analytics"]),
    ("axum", &["api", "server"]),
    ("utoipa", &["api"]),
    ("reqwest", &["delivery", "tests"]),
    ("cron", &["scheduler"]),
    ("clap", &["server"]),
    ("calamine", &["ingestion"]),
    ("rust_xlsxwriter", &["ingestion"]),
    ("zip", &["ingestion"]),
    // Letters and bulletins, and the page of a backtest, which is for whoever runs the program.
    ("maud", &["advisories", "server"]),
    ("rust-embed", &["dashboard"]),
    ("typst", &["advisories"]),
    ("typst-pdf", &["advisories"]),
    ("docx-rs", &["advisories"]),
];

type Graph = BTreeMap<String, BTreeSet<String>>;

/// Package → what it depends on, without what only its tests need.
fn graph() -> Graph {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo metadata runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let needs = package["dependencies"].as_array().unwrap().iter();
            let needs = needs.filter(|need| need["kind"] != "dev").map(|need| text(&need["name"])).collect();
            (text(&package["name"]), needs)
        })
        .collect()
}

/// Every arrow that the tables do not allow, as a sentence.
fn forbidden(graph: &Graph) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = MAY_STAND_ON.iter().copied().collect();
    let mut found = Vec::new();
    for (room, needs) in graph {
        let Some(allowed) = allowed.get(room.as_str()) else {
            found.push(format!("the room {room} is not in the table; say where it stands"));
            continue;
        };
        for need in needs.iter().filter(|need| graph.contains_key(*need)) {
            if !allowed.contains(&need.as_str()) {
                found.push(format!(
                    "{room} stands on {need}: arrows point down only, and this one is not in the table"
                ));
            }
        }
        for (library, rooms) in LIVES_ONLY_IN {
            if needs.contains(*library) && !rooms.contains(&room.as_str()) {
                found.push(format!("{room} uses {library}, which lives only in {}", rooms.join(" and ")));
            }
        }
    }
    found
}

#[test]
fn arrows_point_down_only() {
    assert_eq!(forbidden(&graph()), Vec::<String>::new());
}

#[test]
fn an_arrow_that_points_up_is_seen() {
    let mut graph = graph();
    graph.get_mut("domain").unwrap().insert("store".to_owned());
    graph.get_mut("api").unwrap().insert("polars".to_owned());
    let found = forbidden(&graph);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().any(|sentence| sentence.starts_with("domain stands on store")));
    assert!(found.iter().any(|sentence| sentence.starts_with("api uses polars")));
}

#[test]
fn every_room_of_the_table_exists() {
    let graph = graph();
    let missing: Vec<_> = MAY_STAND_ON.iter().filter(|(room, _)| !graph.contains_key(*room)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
