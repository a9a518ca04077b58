//! The loop closed over real HTTP by real processes: import, assess, serve, and a committee that was away.

use std::{fmt::Write as _, path::Path};

use serde_json::{Value, json};
use tests::{Fengsui, binary, free_client};

const SECRET: &str = "whsec_ZHVuaHVhbmctYmVhY29uLXRvd2Vy";
const ANALYST: &str = "analyst-token";
const COMMITTEE: &str = "committee-token";
/// `printf %s analyst-token | sha256sum`, and the committee's.
const ANALYST_HASH: &str = "06ff3913469cdb533bd93c0701fee774bbf18c48e01cdfc413a17b69dbea0764";
const COMMITTEE_HASH: &str = "7cf15b93eb823781f3279fe47c2e5d996688afeb921a65a36b99d5effdf6e484";
const LAST_DAY: &str = "2025-06-29";

/// Runs a command to its end; what it prints is only shown when it fails.
fn run(arguments: &[&str]) {
    let output = std::process::Command::new(binary().unwrap()).args(arguments).output().unwrap();
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "fengsui {arguments:?}: {} {text}", output.status);
}

/// A county in a database, swept once, with drafts.
fn county(folder: &Path, database: &str) {
    let out = folder.to_str().unwrap();
    run(&["simulate", "--out", out, "--from", "2023-01-02", "--until", LAST_DAY]);
    let files = folder.join("620982");
    let file = |name: &str| files.join(name).to_str().unwrap().to_owned();
    let (reports, areas, effort) = (file("reports.ndjson"), file("areas.json"), file("effort.ndjson"));
    run(&["import", &reports, "--areas", &areas, "--effort", &effort, "--database", database]);
    run(&["assess", "--record", "--as-of", LAST_DAY, "--database", database]);
}

/// A configuration in which every committee of the routing table is reached at one receiver.
fn configuration(folder: &Path, receiver: &str) -> String {
    let mut text = String::from(
        "[schedule]\npoll_seconds = 1\n[delivery]\nallow_private_addresses = true\n\
         [delivery.retry]\nwaits_seconds = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n\
         [delivery.pause]\nwaits_seconds = [1]\n",
    );
    let routes = include_str!("../../../config/routes.toml");
    for id in routes.lines().filter_map(|line| line.strip_prefix("id = ")) {
        let url = format!("{receiver}/{}", id.trim_matches('"'));
        writeln!(text, "[[delivery.endpoints]]\ncommittee = {id}\nurl = \"{url}\"\nsecrets = [\"{SECRET}\"]")
            .unwrap();
    }
    for (name, role, hash) in [("分析员", "analyst", ANALYST_HASH), ("综治中心", "town", COMMITTEE_HASH)]
    {
        writeln!(
            text,
            "[[tokens]]\nname = \"{name}\"\nrole = \"{role}\"\narea = \"620982\"\nsha256 = \"{hash}\""
        )
        .unwrap();
    }
    let file = folder.join("fengsui.toml");
    std::fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

/// Asks until the answer satisfies; each question is a request of its own, so that nothing sleeps.
async fn ask_until(
    server: &Fengsui,
    client: &reqwest::Client,
    path: &str,
    enough: impl Fn(&Value) -> bool,
) -> Value {
    loop {
        let answer = server.get(client, ANALYST, path).await.unwrap();
        if enough(&answer) {
            return answer;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_committee_that_was_away_for_the_whole_push_gets_each_message_once_and_acknowledges() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("fengsui.db").display());
    county(folder.path(), &database);
    let inbox = folder.path().join("inbox");
    let receiver = |listen: String| {
        let inbox = inbox.to_str().unwrap().to_owned();
        async move {
            let arguments = [
                "committee",
                "--listen",
                &listen,
                "--secret",
                SECRET,
                "--inbox",
                &inbox,
                "--token",
                COMMITTEE,
            ];
            Fengsui::start(&arguments).await.unwrap()
        }
    };
    let away = receiver("127.0.0.1:0".to_owned()).await;
    let address = away.url.clone();
    away.kill_nine().await.unwrap();

    let config = configuration(folder.path(), &address);
    let serve = ["serve", "--config", &config, "--database", &database, "--listen", "127.0.0.1:0"];
    let server = Fengsui::start(&serve).await.unwrap();
    let client = free_client().unwrap();
    let drafts = server.get(&client, ANALYST, "/v1/advisories?state=draft").await.unwrap();
    let drafts = drafts["items"].as_array().unwrap();
    assert!(!drafts.is_empty(), "the simulated county has something to say on {LAST_DAY}");
    for draft in drafts {
        let id = draft["id"].as_str().unwrap();
        for step in ["confirm", "issue"] {
            server.post(&client, ANALYST, &format!("/v1/advisories/{id}/{step}"), &json!({})).await.unwrap();
        }
    }
    let tried = |answer: &Value| {
        answer["items"].as_array().unwrap().iter().all(|m| m["attempts"].as_u64() >= Some(1))
    };
    let waiting = ask_until(&server, &client, "/v1/messages", tried).await;
    assert_eq!(waiting["counts"]["delivered"], 0, "nobody listens: {waiting}");

    let _back = receiver(address.trim_start_matches("http://").to_owned()).await;
    let messages =
        ask_until(&server, &client, "/v1/messages", |answer| answer["counts"]["pending"] == 0).await;
    assert_eq!(messages["counts"]["dead"], 0, "{messages}");
    let sent = messages["items"].as_array().unwrap();
    let kept = std::fs::read_dir(&inbox).unwrap().map(|entry| entry.unwrap().path());
    let kept = kept.filter(|path| path.extension().is_some_and(|ending| ending == "json")).count();
    assert_eq!(kept, sent.len(), "each message was kept once, under its own id");

    let issued = drafts.len();
    let signed = |answer: &Value| answer["items"].as_array().map(Vec::len) == Some(issued);
    ask_until(&server, &client, "/v1/advisories?state=acknowledged", signed).await;
}
