//! Works through the outbox: at least once, under a lease, with the receiver's id as the guard against doubles.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Attempt, Message};
use futures::{StreamExt, TryStreamExt, stream};
use store::Next;

use crate::{JobError, Works};

/// Messages taken in one go, and how many of them are under way at once.
const BATCH: u32 = 64;
const AT_ONCE: usize = 8;

/// What a pass over the outbox did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Messages that were taken by their receiver.
    pub taken: usize,
    /// Messages that will be tried again.
    pub waiting: usize,
    /// Messages whose attempts are used up.
    pub dead: usize,
}

impl Works {
    /// Tries every message that is due once.
    ///
    /// # Errors
    /// [`JobError`] when the store fails; a message whose outcome could not be kept is sent again after its lease,
    /// and its receiver drops the repeat by its id.
    pub async fn deliver(&self, now: DateTime<Utc>) -> Result<Delivered, JobError> {
        let mut total = Delivered::default();
        loop {
            let until = now + TimeDelta::seconds(i64::from(self.lease_seconds));
            let due = self.store.lease_messages(now, until, BATCH).await?;
            if due.is_empty() {
                return Ok(total);
            }
            let outcomes: Vec<Next> = stream::iter(due)
                .map(|message| self.attempt(message, now))
                .buffer_unordered(AT_ONCE)
                .try_collect()
                .await?;
            for outcome in outcomes {
                match outcome {
                    Next::Delivered => total.taken += 1,
                    Next::Retry(_) => total.waiting += 1,
                    Next::Dead => total.dead += 1,
                }
            }
        }
    }

    async fn attempt(&self, message: Message, now: DateTime<Utc>) -> Result<Next, JobError> {
        let number = message.attempts + 1;
        let sent = match self.delivery.endpoint(&message.committee) {
            Some(endpoint) => delivery::send(&self.client, endpoint, &message, now).await,
            None => delivery::Sent {
                status: None,
                error: Some(format!(
                    "committee {} has no address; add it under [[delivery.endpoints]]",
                    message.committee
                )),
                retry_after: None,
            },
        };
        let next = match &sent.error {
            None => Next::Delivered,
            Some(_) => self
                .delivery
                .retry
                .next_due(message.id, number, now, sent.retry_after)
                .map_or(Next::Dead, Next::Retry),
        };
        let error = sent.error.unwrap_or_default();
        tracing::info!(message = %message.id, committee = %message.committee, number, status = sent.status, error, "attempt");
        let attempt = Attempt { message: message.id, number, at: now, status: sent.status, error };
        self.store.record_attempt(&attempt, next).await?;
        Ok(next)
    }
}
