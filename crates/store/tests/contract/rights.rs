//! Rights: the schema has no place for a person, a score, a watch-list, a track or a ranking of workers.
//!
//! The test reads the schema as the database has it, not as the migration says it, and names each table or
//! column that looks like one of these. Whoever needs a new word here must say why in [`ALLOWED`], where a
//! reviewer sees it.

use sqlx::{AnyConnection, Executor, Row};
use store::Backend;

use crate::ground::Ground;

/// Words that describe or single out people. A name is split at its underscores before it is compared.
const REFUSED: [&str; 66] = [
    // persons and what identifies them
    "person",
    "persons",
    "people",
    "human",
    "individual",
    "name",
    "surname",
    "resident",
    "citizen",
    "identity",
    "idcard",
    "card",
    "passport",
    "phone",
    "mobile",
    "tel",
    "telephone",
    "email",
    "wechat",
    "birth",
    "birthday",
    "gender",
    "sex",
    "age",
    "address",
    "plate",
    "account",
    "device",
    "ip",
    // what they are or believe
    "ethnic",
    "ethnicity",
    "nationality",
    "religion",
    "belief",
    "party",
    "health",
    "disability",
    // lists and scores
    "score",
    "scores",
    "rank",
    "ranking",
    "rating",
    "points",
    "credit",
    "watch",
    "watchlist",
    "blacklist",
    "suspect",
    "target",
    "petitioner",
    "complainant",
    // tracks and likenesses
    "track",
    "trajectory",
    "longitude",
    "latitude",
    "location",
    "gps",
    "face",
    "photo",
    "voice",
    "fingerprint",
    // those who work in the field
    "worker",
    "filer",
    "reporter",
    "officer",
    "staff",
];

/// Columns that carry such a word and describe no person.
const ALLOWED: [(&str, &str, &str); 6] = [
    ("report", "people", "a head count"),
    ("revision", "people", "a head count"),
    ("area", "name", "the name of a place"),
    ("category", "name_zh", "the name of a kind of dispute"),
    ("category", "name_en", "the name of a kind of dispute"),
    ("counter", "name", "the name of a row of numbers"),
];

/// Each table and column that looks like a person, as `table.column`.
async fn looks_like_persons(connection: &mut AnyConnection, backend: Backend) -> Vec<String> {
    let sql = match backend {
        Backend::Sqlite => {
            "SELECT CAST(t.name AS TEXT) AS table_name, CAST(c.name AS TEXT) AS column_name
             FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c WHERE t.type IN ('table', 'view')"
        }
        Backend::Postgres => {
            "SELECT CAST(table_name AS TEXT) AS table_name, CAST(column_name AS TEXT) AS column_name
             FROM information_schema.columns WHERE table_schema NOT IN ('information_schema', 'pg_catalog')"
        }
    };
    let rows = sqlx::query(sql).fetch_all(connection).await.unwrap();
    let names: Vec<(String, String)> =
        rows.iter().map(|row| (row.get("table_name"), row.get("column_name"))).collect();
    assert!(names.contains(&("report".to_owned(), "summary".to_owned())), "the schema was read: {names:?}");
    names
        .into_iter()
        .filter(|(table, column)| {
            let words = table.split('_').chain(column.split('_'));
            let allowed = ALLOWED.iter().any(|(t, c, _)| t == table && c == column);
            !allowed && words.map(str::to_lowercase).any(|word| REFUSED.contains(&word.as_str()))
        })
        .map(|(table, column)| format!("{table}.{column}"))
        .collect()
}

async fn found(ground: &Ground) -> Vec<String> {
    looks_like_persons(&mut ground.connection().await, ground.store.backend()).await
}

on_both! {
    no_table_or_column_looks_like_a_person,
    a_planted_column_or_table_is_found,
}

async fn no_table_or_column_looks_like_a_person(ground: &Ground) {
    let found = found(ground).await;
    assert!(
        found.is_empty(),
        "{found:?} look like persons. Fengsui describes places and categories, never persons \
         Leave the column out, or, if it is none, explain it in ALLOWED."
    );
}

async fn a_planted_column_or_table_is_found(ground: &Ground) {
    let mut connection = ground.connection().await;
    for planted in [
        "ALTER TABLE report ADD COLUMN id_card TEXT",
        "ALTER TABLE report ADD COLUMN longitude DOUBLE PRECISION",
        "ALTER TABLE report ADD COLUMN party_name TEXT",
        "ALTER TABLE effort ADD COLUMN worker TEXT",
        "ALTER TABLE signal ADD COLUMN people BIGINT",
        "CREATE TABLE watch_list (entry TEXT)",
    ] {
        connection.execute(planted).await.unwrap();
    }
    let mut found = found(ground).await;
    found.sort();
    assert_eq!(
        found,
        [
            "effort.worker",
            "report.id_card",
            "report.longitude",
            "report.party_name",
            "signal.people",
            "watch_list.entry"
        ]
    );
}
