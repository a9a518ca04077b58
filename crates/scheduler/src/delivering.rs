//! Works through the outbox: at least once, under a lease, with the receiver's id as the guard against doubles.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
};

use std::sync::Arc;

use advisories::Document;
use chrono::{DateTime, TimeDelta, Utc};
use delivery::{Attachment, Channel, Endpoint, Notice, Outcome, Parcel, Sent};
use domain::{Attempt, CommitteeId, Message, MessageKind};
use futures::{StreamExt, TryStreamExt, stream};
use store::{Next, Reached};
use uuid::Uuid;

use crate::{JobError, Works};

/// The media type of a DOCX.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Messages taken in one go: enough that the pause between two goes, when nothing is under way, is short beside one.
const BATCH: u32 = 512;
/// Committees that are sent to at once, and messages under way to each of them: with the usual time limit of 15 s a batch
/// whose receivers never answer is done with within two minutes, however it is shared among committees.
const COMMITTEES_AT_ONCE: usize = 64;
const OF_EACH_AT_ONCE: usize = 4;

/// What a pass over the outbox did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Messages that were taken by their receiver.
    pub taken: usize,
    /// Messages that will be tried again, or not before their endpoint has rested.
    pub waiting: usize,
    /// Messages whose attempts are used up.
    pub dead: usize,
}

/// What became of one message in a pass.
enum Step {
    Tried(Next),
    /// Its endpoint rests: it was given back untried.
    Spared,
}

impl Works {
    /// Writes down how committees are reached, as configured: from then on the store hands out what may be sent.
    ///
    /// # Errors
    /// [`JobError`] when the store fails.
    pub async fn open_endpoints(&self) -> Result<(), JobError> {
        let reached =
            self.delivery.endpoints.iter().filter(|endpoint| !matches!(endpoint.channel, Channel::Inbox));
        let reached = reached.map(|endpoint| Reached {
            committee: endpoint.committee.clone(),
            channel: endpoint.channel.as_str().to_owned(),
            destination: endpoint.channel.destination(),
            gap: endpoint.channel.gap(),
        });
        Ok(self.store.put_endpoints(&reached.collect::<Vec<_>>()).await?)
    }

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
            let mut of_each: BTreeMap<CommitteeId, Vec<Message>> = BTreeMap::new();
            for message in due {
                of_each.entry(message.committee.clone()).or_default().push(message);
            }
            let steps: Vec<Vec<Step>> = stream::iter(of_each.into_values())
                .map(|messages| self.serve(messages, now))
                .buffer_unordered(COMMITTEES_AT_ONCE)
                .try_collect()
                .await?;
            for step in steps.into_iter().flatten() {
                match step {
                    Step::Tried(Next::Delivered) => total.taken += 1,
                    Step::Tried(Next::Retry(_)) | Step::Spared => total.waiting += 1,
                    Step::Tried(Next::Dead) => total.dead += 1,
                }
            }
        }
    }

    /// Tries the messages of one committee until its endpoint is to rest; the others are given back.
    async fn serve(&self, messages: Vec<Message>, now: DateTime<Utc>) -> Result<Vec<Step>, JobError> {
        let rests = AtomicBool::new(false);
        stream::iter(messages)
            .map(|message| self.attempt(message, &rests, now))
            .buffer_unordered(OF_EACH_AT_ONCE)
            .try_collect()
            .await
    }

    async fn attempt(
        &self,
        message: Message,
        rests: &AtomicBool,
        now: DateTime<Utc>,
    ) -> Result<Step, JobError> {
        let endpoint = self.delivery.endpoint(&message.committee).filter(|_| !rests.load(Ordering::Relaxed));
        let Some(endpoint) = endpoint else {
            // It rests; or the endpoint is another instance's, which has a newer configuration.
            rests.store(true, Ordering::Relaxed);
            self.store.release_message(message.id).await?;
            return Ok(Step::Spared);
        };
        let number = message.attempts + 1;
        let sent = self.send(endpoint, &message, now).await?;
        let error = sent.error.clone().unwrap_or_default();
        tracing::info!(message = %message.id, committee = %message.committee, number, status = sent.status, error, "attempt");
        if sent.outcome != Outcome::Taken && self.rest(&message.committee, &sent, now).await? {
            rests.store(true, Ordering::Relaxed);
        }
        let next = match sent.outcome {
            Outcome::Taken => Next::Delivered,
            Outcome::TooFast => {
                self.store.release_message(message.id).await?;
                return Ok(Step::Spared);
            }
            Outcome::Failed | Outcome::Gone => self
                .delivery
                .retry
                .next_due(message.id, number, now, sent.retry_after)
                .map_or(Next::Dead, Next::Retry),
        };
        let attempt = Attempt { message: message.id, number, at: now, status: sent.status, error };
        self.store.record_attempt(&attempt, next).await?;
        Ok(Step::Tried(next))
    }

    /// Lets an endpoint rest that asked for patience, is gone, or has failed too often in a row; whether it rests.
    async fn rest(&self, committee: &CommitteeId, sent: &Sent, now: DateTime<Utc>) -> Result<bool, JobError> {
        let error = sent.error.as_deref().unwrap_or_default();
        if let Some(wait) = sent.retry_after {
            let until = now + wait.min(delivery::LONGEST_WAIT);
            tracing::warn!(%committee, error, %until, "the endpoint asked for patience");
            self.store.rest_endpoint(committee, until, None).await?;
            return Ok(true);
        }
        let Some((failures, pauses)) = self.store.note_failure(committee, error, now).await? else {
            return Ok(false);
        };
        if sent.outcome == Outcome::Gone {
            tracing::error!(%committee, error, "the endpoint is stopped until an operator resumes it");
            self.store.stop_endpoint(committee).await?;
            return Ok(true);
        }
        let Some(until) = self.delivery.pause.until(failures, pauses, now) else { return Ok(false) };
        tracing::error!(%committee, error, failures, %until, "the endpoint is paused; its messages wait");
        self.store.rest_endpoint(committee, until, Some(pauses + 1)).await?;
        Ok(true)
    }

    /// Makes one attempt over the committee's channel, with the documents that the channel takes.
    async fn send(
        &self,
        endpoint: &Endpoint,
        message: &Message,
        now: DateTime<Utc>,
    ) -> Result<Sent, JobError> {
        let notice = if endpoint.channel.takes_words() {
            let words = advisories::notice(&message.payload, &self.rules);
            Notice { title: words.title, text: words.text }
        } else {
            Notice::default()
        };
        let attachments =
            if endpoint.channel.takes_documents() { self.documents(message, now).await? } else { Vec::new() };
        let parcel = Parcel { message, notice: &notice, attachments: &attachments };
        Ok(delivery::send(&self.client, endpoint, parcel, now).await)
    }

    /// The frozen document that a message speaks of, as a DOCX that is sealed; the page, where only that was kept or no
    /// DOCX can be set.
    async fn documents(&self, message: &Message, now: DateTime<Utc>) -> Result<Vec<Attachment>, JobError> {
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
                .map(|bulletin| (format!("{}-{}", bulletin.area, bulletin.period), bulletin.html)),
            // The letter went with the first message.
            MessageKind::Reminder | MessageKind::Escalation | MessageKind::Withdrawal => None,
        };
        let Some((name, html)) = page else { return Ok(Vec::new()) };
        let attachment = match self.docx(message.subject).await? {
            Some(bytes) => {
                self.seal(message.subject, "docx", &bytes, now).await?;
                Attachment { name: format!("{name}.docx"), media_type: DOCX.to_owned(), bytes }
            }
            None => Attachment {
                name: format!("{name}.html"),
                media_type: "text/html; charset=utf-8".to_owned(),
                bytes: html.into_bytes(),
            },
        };
        Ok(vec![attachment])
    }

    /// The frozen document as a DOCX; `None` where none was kept, or this machine cannot set one.
    async fn docx(&self, subject: Uuid) -> Result<Option<Vec<u8>>, JobError> {
        let Some(frozen) = self.store.document(subject).await? else { return Ok(None) };
        let press = Arc::clone(&self.press);
        let set = move || Document::thaw(&frozen).and_then(|document| press.docx(&document));
        match tokio::task::spawn_blocking(set).await? {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) => {
                tracing::warn!(%subject, %error, "no DOCX could be set; the page is sent instead");
                Ok(None)
            }
        }
    }
}
