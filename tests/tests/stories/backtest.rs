//! A backtest of a simulated county, as an analyst runs it: one command, no database.

use std::{
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

/// Three weeks of one county, written to `NAME.json` and `NAME.html`.
fn backtest(folder: &Path, name: &str, threads: &str) -> Output {
    let file = |ending: &str| folder.join(format!("{name}.{ending}"));
    Command::new(tests::binary().unwrap())
        .args(["backtest", "--simulate", "21", "--from", "2025-12-08", "--to", "2025-12-28", "--sweep"])
        .arg("--json")
        .arg(file("json"))
        .arg("--html")
        .arg(file("html"))
        .env("RAYON_NUM_THREADS", threads)
        .output()
        .unwrap()
}

#[test]
fn a_simulated_county_is_scored_beside_the_rivals_and_a_repeat_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let [once, again] = [("once", "2"), ("again", "1")].map(|(name, threads)| {
        let output = backtest(folder.path(), name, threads);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read = |ending: &str| std::fs::read(folder.path().join(format!("{name}.{ending}"))).unwrap();
        (output.stdout, read("json"), read("html"))
    });
    assert!(once == again, "one thread and two give the same bytes");

    let (text, json, page) = once;
    assert!(String::from_utf8(text).unwrap().contains("recommended for"));
    let report: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(report["ours"]["sweeps"], 3);
    let outbreaks = report["ours"]["kinds"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["kind"] == "local_outbreak")
        .unwrap();
    assert_eq!(outbreaks["raised"]["of"], 3, "the three outbreaks of December");
    assert!(outbreaks["raised"]["count"].as_u64().unwrap() > 0, "the greatest of them is no small one");

    let rivals = report["rivals"].as_array().unwrap();
    assert_eq!(rivals.len(), 4);
    let ours = report["ours"]["list"]["lines"].as_u64().unwrap();
    for rival in rivals {
        assert!(rival["tuned"]["list"]["lines"].as_u64().unwrap() <= ours, "{rival}");
    }
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("清单准确率") && page.contains("<svg"), "tables and charts");
    assert!(!page.contains("<script") && !page.contains("http-equiv"), "nothing but text and drawings");
}
