//! The folder follows the database, at the cost of a month.

use domain::{Effort, Report, Station, Submission};
use store::Intake;

use super::*;

const TIME: CountyTime = CountyTime::SHANGHAI;
const OFFSET: i32 = 8;

fn noon(day: &str) -> DateTime<Utc> {
    format!("{day}T04:00:00Z").parse().unwrap()
}

/// The n-th report of two grids, received at noon of a day.
fn report(n: u32, received: &str) -> Report {
    let grid = ["g1", "g2"][n as usize % 2];
    let text = format!(
        r#"{{"id": "01900000-0000-7000-8000-{n:012}", "area": "{grid}", "category": "02",
            "occurred_on": "2025-01-{:02}", "reported_at": "{received}T03:00:00Z",
            "received_at": "{received}T04:00:00Z", "channel": "patrol", "scale": "01", "people": null,
            "amount_yuan": null, "summary": "", "tags": []}}"#,
        n % 28 + 1
    );
    serde_json::from_str(&text).unwrap()
}

async fn county() -> Store {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let areas = r#"[{"id": "c", "parent": null, "level": "county", "name": "县"},
        {"id": "g1", "parent": "c", "level": "grid", "name": "一"},
        {"id": "g2", "parent": "c", "level": "grid", "name": "二"}]"#;
    store.put_areas(&serde_json::from_str::<Vec<domain::Area>>(areas).unwrap()).await.unwrap();
    let categories = r#"[{"code": "02", "parent": null, "name_zh": "邻里", "name_en": "neighbours", "restricted": false}]"#;
    let categories: Vec<domain::Category> = serde_json::from_str(categories).unwrap();
    store.put_categories(&categories).await.unwrap();
    store
}

async fn keep(store: &Store, reports: &[Report]) {
    let submissions: Vec<Submission> = reports.iter().cloned().map(Submission::from).collect();
    submit(store, &submissions).await;
}

async fn submit(store: &Store, submissions: &[Submission]) {
    let station = &Station::Unrecorded;
    let intake = Intake { accepted: submissions, rejected: &[], station, by: "test", at: noon("2025-06-30") };
    store.keep(&intake).await.unwrap();
}

async fn update(store: &Store, folder: &Folder, now: DateTime<Utc>) -> (Manifest, usize) {
    let merged = store.merged_reports(now).await.unwrap();
    let kept = folder.manifest(OFFSET, &merged);
    bring_up_to_date(store, folder, kept, &merged, TIME, OFFSET, now).await.unwrap()
}

#[tokio::test]
async fn what_arrives_later_costs_one_month_and_ends_where_a_rebuild_ends() {
    let (store, place) = (county().await, tempfile::tempdir().unwrap());
    let folder = Folder::new(place.path().join("cube"));
    let past: Vec<Report> = (0..40).map(|n| report(n, &format!("2025-{:02}-15", n % 3 + 1))).collect();
    keep(&store, &past).await;
    let visits =
        Effort { grid: "g1".into(), day: "2025-03-14".parse().unwrap(), visits: 5, zero_report: false };
    store.put_effort(&[visits], noon("2025-03-15")).await.unwrap();
    let (manifest, counted) = update(&store, &folder, noon("2025-03-20")).await;
    assert_eq!((manifest.reports(), manifest.effort(), counted), (40, 1, 3));

    keep(&store, &[report(40, "2025-03-21"), report(41, "2025-04-02")]).await;
    let (manifest, counted) = update(&store, &folder, noon("2025-04-03")).await;
    assert_eq!((manifest.reports(), counted), (42, 2), "the newest month and the one that began");
    let later = folder.load(&manifest).unwrap();

    let other = Folder::new(place.path().join("anew"));
    let (anew, counted) = update(&store, &other, noon("2025-04-03")).await;
    assert_eq!((&anew, counted), (&manifest, 4), "file by file the same bytes");
    assert_eq!(other.load(&anew).unwrap(), later);
    assert_eq!(later.reports(), 42);
    let files = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 2 * 4 + 1, "files of an older state are gone");
}

#[tokio::test]
async fn an_import_into_an_old_month_is_noticed() {
    let (store, place) = (county().await, tempfile::tempdir().unwrap());
    let folder = Folder::new(place.path().to_owned());
    keep(&store, &[report(0, "2025-01-15"), report(1, "2025-02-15"), report(2, "2025-03-15")]).await;
    update(&store, &folder, noon("2025-03-20")).await;
    keep(&store, &[report(3, "2025-01-16")]).await;
    let (manifest, counted) = update(&store, &folder, noon("2025-03-21")).await;
    assert_eq!((manifest.reports(), counted), (4, 3));
}

#[tokio::test]
async fn a_file_of_other_hands_is_refused_and_a_lost_one_is_counted_anew() {
    let (store, place) = (county().await, tempfile::tempdir().unwrap());
    let folder = Folder::new(place.path().to_owned());
    keep(&store, &[report(0, "2025-01-15"), report(1, "2025-02-15")]).await;
    let (manifest, _) = update(&store, &folder, noon("2025-03-20")).await;
    let file = fs::read_dir(place.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("reports-2025-01"))
        .unwrap();
    fs::write(&file, b"PAR1").unwrap();
    let error = folder.load(&manifest).unwrap_err();
    assert!(error.to_string().contains("fengsui cube --rebuild"), "{error}");
    fs::remove_file(&file).unwrap();
    let (manifest, counted) = update(&store, &folder, noon("2025-03-20")).await;
    assert_eq!(counted, 2);
    assert_eq!(folder.load(&manifest).unwrap().reports(), 2);
}

#[test]
fn the_cube_lies_beside_the_file_of_the_database_and_needs_a_place_otherwise() {
    assert_eq!(place(None, "sqlite:data/county.db?mode=rwc").unwrap(), PathBuf::from("data/county.db.cube"));
    assert_eq!(place(None, "sqlite:///var/county.db").unwrap(), PathBuf::from("/var/county.db.cube"));
    assert_eq!(place(Some("here".into()), "postgres://db/f").unwrap(), PathBuf::from("here"));
    for elsewhere in ["postgres://db/f", "sqlite::memory:"] {
        assert!(place(None, elsewhere).unwrap_err().to_string().contains("--folder"));
    }
}

#[tokio::test]
async fn a_correction_of_an_older_month_is_counted_where_it_says() {
    let (store, place) = (county().await, tempfile::tempdir().unwrap());
    let folder = Folder::new(place.path().join("cube"));
    keep(&store, &[report(1, "2025-01-15"), report(2, "2025-03-15")]).await;
    update(&store, &folder, noon("2025-03-20")).await;
    let corrected = Report { area: "g1".into(), ..report(1, "2025-01-15") };
    submit(&store, &[Submission { report: corrected, base: Some(1) }]).await;
    let (manifest, counted) = update(&store, &folder, noon("2025-03-21")).await;
    assert_eq!((manifest.reports(), counted), (2, 2), "both months are counted anew");
    let again = place.path().join("again");
    let (rebuilt, _) = update(&store, &Folder::new(again), noon("2025-03-21")).await;
    assert_eq!(manifest, rebuilt);
    let (_, counted) = update(&store, &folder, noon("2025-03-22")).await;
    assert_eq!(counted, 1, "once it is counted, only the newest month is read");
}
