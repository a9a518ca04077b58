//! Sends what was decided. It knows channels, signatures and patience; it never knows what a message says.
//!
//! A message is one thing said to one committee; an attempt is one try to say it. [`send`] makes one attempt over the
//! channel of the committee's [`Endpoint`]: a signed webhook (Standard Webhooks), a mail, a robot of a group chat, or a
//! file in a folder. [`RetryRule`] says when the next one is due, [`PauseRule`] when an endpoint is left alone, and [`receiver`] is the other end: what a committee's
//! system does to trust a message. Which messages are due, and what became of them, is kept by the store; when to look
//! is the scheduler's business.

mod address;
mod attempt;
mod channel;
mod client;
mod endpoint;
mod error;
pub mod folder;
mod mail;
mod pause;
pub mod receiver;
mod retry;
mod robot;
mod settings;
mod webhook;

pub use attempt::{Attachment, Notice, Outcome, Parcel, Sent, send};
pub use channel::Channel;
pub use client::Client;
pub use endpoint::{Address, Endpoint, Secret};
pub use error::DeliveryError;
pub use mail::{Mailboxes, Security, Smtp};
pub use pause::PauseRule;
pub use retry::{LONGEST_WAIT, RetryRule};
pub use robot::{Robot, RobotKind};
pub use settings::Settings;
pub use webhook::Webhook;
