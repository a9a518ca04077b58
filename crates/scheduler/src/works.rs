//! Everything the jobs need, wired once.

use std::sync::Arc;

use advisories::{Context, Press, Routes, Rules, Signer};
use chrono::{DateTime, Utc};
use domain::{Areas, Calendar, CountyTime, Taxonomy};
use store::{Counting, Sealed, Store, StoreError};
use uuid::Uuid;

use crate::Retention;

/// The work that is to be done, with what it is done with.
#[derive(Clone)]
pub struct Works {
    /// Where reports, signals, advisories, bulletins and messages are kept.
    pub store: Store,
    /// The county's calendar.
    pub calendar: Arc<Calendar>,
    /// Who is told.
    pub routes: Arc<Routes>,
    /// What is worth saying.
    pub rules: Arc<Rules>,
    /// How patterns are looked for.
    pub parameters: Arc<analytics::Parameters>,
    /// When two reports may tell of one matter.
    pub matching: Arc<ingestion::matching::Rules>,
    /// Whether a report that was merged into another counts beside it.
    pub counting: Counting,
    /// How committees are reached.
    pub delivery: Arc<delivery::Settings>,
    /// The shared HTTP client.
    pub client: delivery::Client,
    /// Sets documents for who is reached by mail.
    pub press: Arc<Press>,
    /// The key with which what is issued is sealed; none: it is not.
    pub signer: Option<Arc<Signer>>,
    /// How long words are kept.
    pub retention: Retention,
    /// The county's civil time.
    pub time: CountyTime,
    /// Where committees find this server: `http://10.0.0.5:8080`.
    pub base_url: String,
    /// The name under which this instance holds leases.
    pub holder: String,
    /// Seconds a lease lasts.
    pub lease_seconds: u32,
}

impl Works {
    /// Seals a file that was issued.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn seal(
        &self,
        subject: Uuid,
        form: &str,
        bytes: &[u8],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let Some(signer) = &self.signer else { return Ok(()) };
        let seal = signer.seal(bytes);
        self.store.keep_seal(&Sealed { subject, form: form.to_owned(), sealed_at: now, seal }).await
    }

    pub(crate) fn context<'a>(&'a self, areas: &'a Areas, taxonomy: &'a Taxonomy) -> Context<'a> {
        Context {
            areas,
            taxonomy,
            calendar: &self.calendar,
            routes: &self.routes,
            rules: &self.rules,
            time: self.time,
        }
    }
}
