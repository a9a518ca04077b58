//! Works through the outbox: at least once, under a lease, with the receiver's id as the guard against doubles.

use chrono::{DateTime, TimeDelta, Utc};
use delivery::{Attachment, Endpoint, Notice, Outcome, Parcel, Sent};
use domain::{Attempt, Message, MessageKind};
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
                    Next::Retry(_) | Next::Postponed(_) => total.waiting += 1,
                    Next::Dead => total.dead += 1,
                }
            }
        }
    }

    async fn attempt(&self, message: Message, now: DateTime<Utc>) -> Result<Next, JobError> {
        let number = message.attempts + 1;
        let sent = match self.delivery.endpoint(&message.committee) {
            Some(endpoint) => self.send(endpoint, &message, now).await?,
            None => Sent {
                outcome: Outcome::Failed,
                status: None,
                error: Some(format!(
                    "committee {} has no address; add it under [[delivery.endpoints]]",
                    message.committee
                )),
                retry_after: None,
            },
        };
        let next = match sent.outcome {
            Outcome::Taken => Next::Delivered,
            Outcome::TooFast => Next::Postponed(now + sent.retry_after.unwrap_or_default()),
            Outcome::Failed | Outcome::Gone => self
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

    /// Makes one attempt over the committee's channel, with the documents that the channel takes.
    async fn send(
        &self,
        endpoint: &Endpoint,
        message: &Message,
        now: DateTime<Utc>,
    ) -> Result<Sent, JobError> {
        let words = advisories::notice(&message.payload, &self.rules);
        let notice = Notice { title: words.title, text: words.text };
        let attachments =
            if endpoint.channel.takes_documents() { self.documents(message).await? } else { Vec::new() };
        let parcel = Parcel { message, notice: &notice, attachments: &attachments };
        Ok(delivery::send(&self.client, endpoint, parcel, now).await)
    }

    /// The frozen page that a message speaks of.
    async fn documents(&self, message: &Message) -> Result<Vec<Attachment>, JobError> {
        let page = match message.kind {
            MessageKind::Advisory => self
                .store
                .advisory(message.subject)
                .await?
                .map(|advisory| (advisory.number.unwrap_or_default(), advisory.letter)),
            MessageKind::Bulletin => self
                .store
                .bulletin(message.subject)
                .await?
                .map(|bulletin| (format!("{}-{}", bulletin.town, bulletin.week), bulletin.html)),
        };
        let attachment = page.map(|(name, html)| Attachment {
            name: format!("{name}.html"),
            media_type: "text/html; charset=utf-8".to_owned(),
            bytes: html.into_bytes(),
        });
        Ok(attachment.into_iter().collect())
    }
}
