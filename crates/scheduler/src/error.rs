//! Why a piece of work did not come to its end.

/// A failed job. It is recorded with its tick and tried again; the other jobs go on.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The store did not answer.
    #[error("failed to reach the store")]
    Store(#[from] store::StoreError),
    /// The thread that did the computing was lost.
    #[error("the computing thread was lost")]
    Thread(#[from] tokio::task::JoinError),
}
