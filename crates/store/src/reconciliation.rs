//! Does everything that was issued stand in the outbox, and does the outbox add up?

use std::collections::{BTreeMap, BTreeSet};

use domain::{CommitteeId, Message, MessageState};
use uuid::Uuid;

use crate::{
    Store, StoreError,
    columns::{Columns, read_all},
};

/// What became of the messages to one committee over one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The committee.
    pub committee: CommitteeId,
    /// Over what they were taken, or are to be sent now; `inbox` where the committee fetches.
    pub channel: String,
    /// Messages that were put into the outbox.
    pub issued: u64,
    /// To be sent, or sent again.
    pub pending: u64,
    /// Taken.
    pub delivered: u64,
    /// Attempts used up.
    pub dead: u64,
}

/// What does not add up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Discrepancy {
    /// An issued advisory has no message to one of its committees.
    AdvisoryWithoutMessage {
        /// The advisory.
        advisory: Uuid,
        /// The committee that was not told.
        committee: CommitteeId,
    },
    /// A bulletin has no message to anybody.
    BulletinWithoutMessage {
        /// The bulletin.
        bulletin: Uuid,
        /// Its town and week, as a reader knows it.
        about: String,
    },
    /// A message speaks of nothing that was issued.
    MessageWithoutDocument {
        /// The message.
        message: Uuid,
    },
    /// The outbox holds fewer messages, or more, than were numbered.
    Numbers {
        /// Messages that got a number.
        numbered: u64,
        /// Messages that are there.
        kept: u64,
    },
}

impl Discrepancy {
    /// 所缺，供操作人员核对。
    pub fn zh(&self) -> String {
        match self {
            Self::AdvisoryWithoutMessage { advisory, committee } => {
                format!("文书 {advisory} 已签发，但没有发往 {committee} 的送达任务")
            }
            Self::BulletinWithoutMessage { bulletin, about } => {
                format!("简报 {about}（{bulletin}）没有送达任务；请检查该地是否设有接收单位")
            }
            Self::MessageWithoutDocument { message } => format!("送达任务 {message} 没有对应的签发文书"),
            Self::Numbers { numbered, kept } => {
                format!("已编号送达任务 {numbered} 项，现存 {kept} 项；请用最近的备份核对")
            }
        }
    }

    /// What is missing, for the operator.
    pub fn en(&self) -> String {
        match self {
            Self::AdvisoryWithoutMessage { advisory, committee } => {
                format!("advisory {advisory} is issued, and no message goes to {committee}")
            }
            Self::BulletinWithoutMessage { bulletin, about } => {
                format!("bulletin {about} ({bulletin}) has no message; see whether the area has a committee")
            }
            Self::MessageWithoutDocument { message } => {
                format!("message {message} speaks of nothing that was issued")
            }
            Self::Numbers { numbered, kept } => {
                format!(
                    "{numbered} messages got a number and {kept} are there; compare with the newest backup"
                )
            }
        }
    }
}

/// The outbox, reconciled with what was issued.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// By committee and channel.
    pub balances: Vec<Balance>,
    /// What does not add up; empty when all is well.
    pub discrepancies: Vec<Discrepancy>,
}

impl Store {
    /// Compares the outbox with every issued document, in one state of the database.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reconcile(&self) -> Result<Reconciliation, StoreError> {
        let mut state = self.reading_one_state().await?;
        let rows = sqlx::query(
            "SELECT message.committee, coalesce(message.channel, endpoint.channel, 'inbox') AS channel,
                 message.state, count(*) AS n
             FROM message LEFT JOIN endpoint ON endpoint.committee = message.committee
             GROUP BY message.committee, coalesce(message.channel, endpoint.channel, 'inbox'), message.state
             ORDER BY message.committee, channel, message.state",
        )
        .fetch_all(&mut *state)
        .await?;
        let mut balances: Vec<Balance> = Vec::new();
        for row in &rows {
            add(&mut balances, Columns(row))?;
        }
        let rows = sqlx::query("SELECT id, subject FROM message").fetch_all(&mut *state).await?;
        let messages: BTreeMap<Uuid, Uuid> =
            read_all(&rows, |row| Ok((row.id("id")?, row.id("subject")?)))?.into_iter().collect();
        let rows = sqlx::query("SELECT id, lead_committee, copies FROM advisory WHERE number IS NOT NULL")
            .fetch_all(&mut *state)
            .await?;
        let advisories = read_all(&rows, |row| {
            let mut told: Vec<CommitteeId> = row.json("copies")?;
            told.push(CommitteeId::new(row.text("lead_committee")?));
            Ok((row.id("id")?, told))
        })?;
        let rows = sqlx::query("SELECT id, area, period FROM bulletin").fetch_all(&mut *state).await?;
        let bulletins: Vec<(Uuid, String)> = read_all(&rows, |row| {
            Ok((row.id("id")?, format!("{} {}", row.text("area")?, row.text("period")?)))
        })?;
        let row = sqlx::query("SELECT coalesce(max(value), 0) AS n FROM counter WHERE name = 'message'")
            .fetch_one(&mut *state)
            .await?;
        let numbered = Columns(&row).number("n")?;
        state.rollback().await?;

        let discrepancies = discrepancies(&messages, &advisories, &bulletins, numbered);
        Ok(Reconciliation { balances, discrepancies })
    }
}

/// Adds one count to the balance of its committee and channel, which stands last in an ordered list.
fn add(balances: &mut Vec<Balance>, row: Columns<'_>) -> Result<(), StoreError> {
    let (committee, channel) = (CommitteeId::new(row.text("committee")?), row.text("channel")?);
    let known = balances.last().is_some_and(|last| last.committee == committee && last.channel == channel);
    if !known {
        balances.push(Balance { committee, channel, issued: 0, pending: 0, delivered: 0, dead: 0 });
    }
    let Some(balance) = balances.last_mut() else { return Ok(()) };
    let n: u64 = row.number("n")?;
    balance.issued += n;
    match row.word("state", MessageState::parse)? {
        MessageState::Pending => balance.pending += n,
        MessageState::Delivered => balance.delivered += n,
        MessageState::Dead => balance.dead += n,
    }
    Ok(())
}

/// What does not add up between messages (id and subject) and the issued documents.
fn discrepancies(
    messages: &BTreeMap<Uuid, Uuid>,
    advisories: &[(Uuid, Vec<CommitteeId>)],
    bulletins: &[(Uuid, String)],
    numbered: u64,
) -> Vec<Discrepancy> {
    let subjects: BTreeSet<Uuid> = messages.values().copied().collect();
    let documents: BTreeSet<Uuid> =
        advisories.iter().map(|(id, _)| *id).chain(bulletins.iter().map(|(id, _)| *id)).collect();
    let untold = advisories.iter().flat_map(|(advisory, committees)| {
        let told =
            |committee: &&CommitteeId| messages.contains_key(&Message::derive_id(*advisory, committee));
        let untold = committees.iter().filter(move |committee| !told(committee));
        untold.map(|committee| Discrepancy::AdvisoryWithoutMessage {
            advisory: *advisory,
            committee: committee.clone(),
        })
    });
    let unsent = bulletins.iter().filter(|(id, _)| !subjects.contains(id)).map(|(bulletin, about)| {
        Discrepancy::BulletinWithoutMessage { bulletin: *bulletin, about: about.clone() }
    });
    let loose = messages
        .iter()
        .filter(|(_, subject)| !documents.contains(subject))
        .map(|(message, _)| Discrepancy::MessageWithoutDocument { message: *message });
    let kept = messages.len() as u64;
    let count = (kept != numbered).then_some(Discrepancy::Numbers { numbered, kept });
    let mut found: Vec<Discrepancy> = untold.chain(unsent).chain(loose).chain(count).collect();
    found.sort();
    found
}
