//! Group commit: calls that wait for the writer at the same time are kept in one transaction.
//!
//! After an outage of the network all phones of the county reconnect at once, and a push ends at many receivers at the
//! same moment. A transaction costs one wait for the disk, whether it holds one report or a hundred; so whoever gets the
//! turn to write takes along what has gathered meanwhile. Nobody waits for a group to fill: a lone call is written at once.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::{
    Mutex as Turn,
    oneshot::{self, Receiver, Sender, error::TryRecvError},
};

use crate::StoreError;

/// Where calls of one kind wait for their turn to write. They own what they bring, because another caller may write it.
#[derive(Debug)]
pub(crate) struct Gathering<Call, Answer> {
    /// A caller is told once its group is on disk; its sender is dropped when the group could not be written.
    waiting: Mutex<Vec<(Call, Sender<Answer>)>>,
    turn: Turn<()>,
    commits: AtomicU64,
}

impl<Call, Answer> Gathering<Call, Answer> {
    /// Has a call written with those that wait beside it, by `write` where this caller gets the turn; the answers are those
    /// to the calls, in their order. `None` where something in the group failed or its leader was called off: alone, the
    /// call meets its own fate.
    pub(crate) async fn together<Written>(
        &self,
        call: Call,
        write: impl FnOnce(Vec<Call>) -> Written,
    ) -> Option<Answer>
    where
        Written: Future<Output = Result<Vec<Answer>, StoreError>>,
    {
        let mut answer = self.join(call);
        let _turn = self.turn.lock().await;
        match answer.try_recv() {
            // Nobody wrote it while it waited: it leads the next group.
            Err(TryRecvError::Empty) => {
                let (calls, callers): (Vec<Call>, Vec<Sender<Answer>>) =
                    std::mem::take(&mut *self.lock()).into_iter().unzip();
                for (caller, answer) in callers.into_iter().zip(write(calls).await.ok()?) {
                    // A caller that hung up does not hear that its rows are kept; its retry will.
                    let _ = caller.send(answer);
                }
                answer.try_recv().ok()
            }
            written => written.ok(),
        }
    }

    /// Counts a transaction that is on disk.
    pub(crate) fn committed(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    /// Transactions that were counted: fewer than calls, when calls were gathered.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    fn join(&self, call: Call) -> Receiver<Answer> {
        let (answer, receiver) = oneshot::channel();
        self.lock().push((call, answer));
        receiver
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Call, Sender<Answer>)>> {
        // A list of calls cannot be left half-changed.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<Call, Answer> Default for Gathering<Call, Answer> {
    fn default() -> Self {
        Self { waiting: Mutex::default(), turn: Turn::default(), commits: AtomicU64::default() }
    }
}
