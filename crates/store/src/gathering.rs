//! Group commit: calls that wait for the writer at the same time are kept in one transaction.
//!
//! After an outage of the network all phones of the county reconnect at once. A transaction costs one wait
//! for the disk, whether it holds one report or a hundred; so whoever gets the turn to write takes along what
//! has gathered meanwhile. Nobody waits for a group to fill: a lone call is written at once.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, Utc};
use domain::{Rejected, Station, Submission};
use tokio::sync::{
    Mutex as Turn,
    oneshot::{self, error::TryRecvError},
};

use crate::{Intake, Outcome, Store, StoreError};

/// Rows of a call that is worth gathering: a phone's backlog. A longer one fills a transaction by itself.
const FEW_ROWS: usize = 64;

/// Where calls wait for their turn to write.
#[derive(Debug, Default)]
pub(crate) struct Gathering {
    waiting: Mutex<Vec<Waiting>>,
    turn: Turn<()>,
    commits: AtomicU64,
}

/// A call that waits. It is copied, because it may be written by another caller.
#[derive(Debug)]
struct Waiting {
    accepted: Vec<Submission>,
    rejected: Vec<Rejected>,
    station: Station,
    by: String,
    at: DateTime<Utc>,
    /// Told once the group is on disk. Dropped when the group could not be written.
    answer: oneshot::Sender<Vec<Outcome>>,
}

impl Waiting {
    fn intake(&self) -> Intake<'_> {
        Intake {
            accepted: &self.accepted,
            rejected: &self.rejected,
            station: &self.station,
            by: &self.by,
            at: self.at,
        }
    }
}

impl Gathering {
    fn join(&self, intake: &Intake<'_>) -> oneshot::Receiver<Vec<Outcome>> {
        let (answer, receiver) = oneshot::channel();
        self.lock().push(Waiting {
            accepted: intake.accepted.to_vec(),
            rejected: intake.rejected.to_vec(),
            station: intake.station.clone(),
            by: intake.by.to_owned(),
            at: intake.at,
            answer,
        });
        receiver
    }

    /// Counts a transaction that is on disk.
    pub(crate) fn committed(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    fn take(&self) -> Vec<Waiting> {
        std::mem::take(&mut self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Waiting>> {
        // A list of calls cannot be left half-changed.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Keeps accepted and rejected rows in one transaction and answers, for each accepted row in order, what
    /// became of it. What was answered is on disk. Who filed a report is not kept, only from which post.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; nothing of the call is kept then, and a retry is harmless.
    pub async fn keep(&self, intake: &Intake<'_>) -> Result<Vec<Outcome>, StoreError> {
        if intake.accepted.len() + intake.rejected.len() > FEW_ROWS {
            return self.keep_alone(intake).await;
        }
        let mut answer = self.gathering().join(intake);
        let outcomes = {
            let _turn = self.gathering().turn.lock().await;
            match answer.try_recv() {
                // Nobody wrote it while it waited: it leads the next group.
                Err(TryRecvError::Empty) => {
                    self.lead().await;
                    answer.try_recv()
                }
                written => written,
            }
        };
        match outcomes {
            Ok(outcomes) => Ok(outcomes),
            // Something in the group failed, or its leader was called off. Alone, the call meets its own
            // fate.
            Err(_) => self.keep_alone(intake).await,
        }
    }

    /// Transactions with reports that this instance has put on disk: fewer than calls, when calls were gathered.
    pub fn intake_commits(&self) -> u64 {
        self.gathering().commits.load(Ordering::Relaxed)
    }

    /// Writes all that has gathered and tells the callers; where it fails, dropping the group tells them.
    async fn lead(&self) {
        let group = self.gathering().take();
        let intakes: Vec<Intake<'_>> = group.iter().map(Waiting::intake).collect();
        let Ok(outcomes) = self.keep_together(&intakes).await else { return };
        for (waiting, outcomes) in group.into_iter().zip(outcomes) {
            // A caller that hung up does not hear that its rows are kept; its retry will.
            let _ = waiting.answer.send(outcomes);
        }
    }

    async fn keep_alone(&self, intake: &Intake<'_>) -> Result<Vec<Outcome>, StoreError> {
        Ok(self.keep_together(std::slice::from_ref(intake)).await?.concat())
    }
}
