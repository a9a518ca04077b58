//! The seals of issued files.

use chrono::{DateTime, Utc};
use domain::Seal;
use uuid::Uuid;

use crate::{
    Store, StoreError,
    columns::{Columns, micros, read_all, read_one},
};

/// A seal with the file it was put on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The advisory or bulletin.
    pub subject: Uuid,
    /// `html`, `pdf` or `docx`.
    pub form: String,
    /// When the file was sealed first.
    pub sealed_at: DateTime<Utc>,
    /// Digest, signature and key.
    pub seal: Seal,
}

impl Store {
    /// Keeps a seal. One that is known keeps its first moment.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn keep_seal(&self, sealed: &Sealed) -> Result<(), StoreError> {
        if self.seal(&sealed.seal.sha256).await?.is_some() {
            return Ok(());
        }
        let mut transaction = self.writing().await?;
        sqlx::query(
            "INSERT INTO seal (sha256, subject, form, signature, public_key, sealed_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (sha256) DO NOTHING",
        )
        .bind(&sealed.seal.sha256)
        .bind(sealed.subject.to_string())
        .bind(&sealed.form)
        .bind(&sealed.seal.signature)
        .bind(&sealed.seal.public_key)
        .bind(micros(sealed.sealed_at))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The seal of the file with this SHA-256.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn seal(&self, sha256: &str) -> Result<Option<Sealed>, StoreError> {
        let row = sqlx::query(
            "SELECT sha256, subject, form, signature, public_key, sealed_at FROM seal WHERE sha256 = $1",
        )
        .bind(sha256)
        .fetch_optional(self.reading())
        .await?;
        read_one(row.as_ref(), sealed)
    }

    /// The seals of an advisory or bulletin, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn seals(&self, subject: Uuid) -> Result<Vec<Sealed>, StoreError> {
        let rows = sqlx::query(
            "SELECT sha256, subject, form, signature, public_key, sealed_at FROM seal WHERE subject = $1
             ORDER BY sealed_at, form, sha256",
        )
        .bind(subject.to_string())
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, sealed)
    }
}

fn sealed(row: Columns<'_>) -> Result<Sealed, StoreError> {
    Ok(Sealed {
        subject: row.id("subject")?,
        form: row.text("form")?,
        sealed_at: row.moment("sealed_at")?,
        seal: Seal {
            sha256: row.text("sha256")?,
            signature: row.text("signature")?,
            public_key: row.text("public_key")?,
        },
    })
}
