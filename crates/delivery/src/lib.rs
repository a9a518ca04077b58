//! Sends what was decided. It knows channels, signatures and patience; it never knows what a message says.
//!
//! A message is one thing said to one committee; an attempt is one try to say it. [`send`] makes one attempt over a
//! signed webhook (Standard Webhooks), [`RetryRule`] says when the next one is due, and [`receiver`] is the other
//! end: what a committee's system does to trust a message. Which messages are due, and what became of them, is kept
//! by the store; when to look is the scheduler's business.

mod address;
mod client;
mod endpoint;
mod error;
pub mod receiver;
mod retry;
mod webhook;

pub use client::Client;
pub use endpoint::{Endpoint, Secret, Settings};
pub use error::DeliveryError;
pub use retry::RetryRule;
pub use webhook::{Sent, send};
