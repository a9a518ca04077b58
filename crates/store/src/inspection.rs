//! Looking over the whole database: is the file sound, do references hold, and do the counts agree with the journal?
//!
//! A rule is a query for what breaks it, so that an answer names the rows to look at and not only their number.

use sqlx::Executor;

use crate::{Backend, Store, StoreError, columns::read_all};

/// Rows named for one broken rule, at most: enough to see what they have in common.
const NAMED: usize = 10;

/// What an inspection found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// How many rules were looked at.
    pub rules: usize,
    /// The rules that are broken.
    pub faults: Vec<Fault>,
}

/// A rule that the database breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// 规则
    pub rule_zh: &'static str,
    /// The rule.
    pub rule_en: &'static str,
    /// Up to ten rows that break it, in the order of their names.
    pub rows: Vec<String>,
}

/// A rule, with the query for the rows that break it as a column `broken`.
struct Rule {
    zh: &'static str,
    en: &'static str,
    query: &'static str,
}

/// What only SQLite must be asked: PostgreSQL holds its references at every write, and checks its pages when it reads
/// them.
const OF_A_FILE: [Rule; 2] = [
    Rule {
        zh: "数据库文件完好",
        en: "the database file is whole",
        query: "SELECT integrity_check AS broken FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    },
    Rule {
        zh: "各表之间的引用有效",
        en: "every reference between tables holds",
        query: "SELECT \"table\" || ' row ' || rowid || ' → ' || parent AS broken FROM pragma_foreign_key_check",
    },
];

/// What both are asked.
const OF_THE_COUNTS: [Rule; 8] = [
    Rule {
        zh: "每次更正前的文本都有留存",
        en: "every text before a correction is kept",
        query: "SELECT id AS broken FROM report WHERE revision > 1 AND revision - 1 <>
                (SELECT count(*) FROM revision WHERE revision.report = report.id) ORDER BY id",
    },
    Rule {
        zh: "每份编号文书都有签发记录",
        en: "every numbered advisory has been issued in the journal",
        query: "SELECT id AS broken FROM advisory WHERE number IS NOT NULL AND NOT EXISTS
                (SELECT 1 FROM journal WHERE subject = advisory.id AND step = 'issued') ORDER BY id",
    },
    Rule {
        zh: "每条签发记录都有编号文书",
        en: "every advisory that the journal issued has its number",
        query: "SELECT subject AS broken FROM journal WHERE step = 'issued' AND NOT EXISTS
                (SELECT 1 FROM advisory WHERE id = journal.subject AND number IS NOT NULL) ORDER BY subject",
    },
    Rule {
        zh: "文书编号连续无缺",
        en: "numbers of advisories have no gaps",
        query: "SELECT 'counters ' || counted || ', advisories ' || numbered AS broken FROM
                (SELECT (SELECT coalesce(sum(value), 0) FROM counter WHERE name LIKE 'advisory %') AS counted,
                        (SELECT count(*) FROM advisory WHERE number IS NOT NULL) AS numbered) AS totals
                WHERE counted <> numbered",
    },
    Rule {
        zh: "每份签发文书都有送达任务",
        en: "every issued advisory has a message to its lead",
        query: "SELECT id AS broken FROM advisory WHERE number IS NOT NULL AND NOT EXISTS
                (SELECT 1 FROM message WHERE subject = advisory.id AND committee = advisory.lead_committee)
                ORDER BY id",
    },
    Rule {
        zh: "各地简报期号连续无缺",
        en: "overall issue numbers of each area's bulletins have no gaps",
        query: "SELECT area AS broken FROM bulletin GROUP BY area
                HAVING count(*) <> max(issue_overall) OR min(issue_overall) <> 1 ORDER BY area",
    },
    Rule {
        zh: "投递次数与投递记录一致",
        en: "attempts counted of a message are attempts recorded",
        query: "SELECT id AS broken FROM message WHERE attempts <>
                (SELECT count(*) FROM attempt WHERE message = message.id) ORDER BY id",
    },
    Rule {
        zh: "已送达和已中止的任务都有记录",
        en: "every delivered or dead message is so in the journal",
        query: "SELECT id AS broken FROM message WHERE state <> 'pending' AND NOT EXISTS
                (SELECT 1 FROM journal WHERE subject = message.id AND step = message.state) ORDER BY id",
    },
];

impl Store {
    /// Looks at every rule. Reads everything; on a county's file that takes seconds, and nobody waits for it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails so far that it cannot be asked.
    pub async fn inspect(&self) -> Result<Inspection, StoreError> {
        let of_a_file: &[Rule] = match self.backend() {
            Backend::Sqlite => &OF_A_FILE,
            Backend::Postgres => &[],
        };
        let mut inspection = Inspection { rules: 0, faults: Vec::new() };
        for rule in of_a_file.iter().chain(&OF_THE_COUNTS) {
            inspection.rules += 1;
            let rows = self.reading().fetch_all(rule.query).await?;
            let mut rows = read_all(&rows, |row| row.text("broken"))?;
            if !rows.is_empty() {
                rows.truncate(NAMED);
                inspection.faults.push(Fault { rule_zh: rule.zh, rule_en: rule.en, rows });
            }
        }
        Ok(inspection)
    }
}
