//! The contract of the store: one suite, run on SQLite and on PostgreSQL.
//!
//! PostgreSQL is used where `FENGSUI_TEST_POSTGRES_URL` names a server on which databases may be created;
//! `tests/postgres.sh cargo test -p store` provides one. Green on SQLite alone proves nothing about
//! PostgreSQL, so a run without it says so for each test, and fails where `FENGSUI_REQUIRE_POSTGRES=1` is
//! set.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its county has failed")]

#[macro_use]
mod ground;
mod samples;

mod advisories;
mod areas;
mod arrivals;
mod bulletins;
mod channels;
mod effort;
mod ending;
mod holds;
mod intake;
mod links;
mod opening;
mod outbox;
mod quarantine;
mod reading;
mod reference;
mod reminding;
mod retention;
mod revisions;
mod rights;
mod seals;
mod signals;
mod ticks;
mod upkeep;
