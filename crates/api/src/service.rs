//! What the API stands on: handed in by the composition root, shared by every handler.

use std::{fmt, sync::Arc, time::Duration};

use ::advisories::{Context, Press, Routes, Rules, Signer};
use axum::Router;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{Areas, Calendar, CategoryCode, CountyTime, Taxonomy};
use ingestion::Headings;
use metrics_exporter_prometheus::PrometheusHandle;
use store::{Sealed, Store, StoreError};
use tokio::sync::{RwLock, Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{export::Parquet, problem::Problem, tokens::Tokens};

/// Where the API gets the present moment from.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Bodies of reports that may be in memory at once: 32 × 8 MB is a quarter of a gigabyte at the worst. A phone's
/// batch is a few kilobytes and is written in milliseconds, so thousands that wait in line are served in seconds.
const BODIES_AT_ONCE: usize = 32;

/// How long a batch waits for its turn before it is asked to come back later; below the time a request may take.
const WAIT_FOR_A_TURN: Duration = Duration::from_secs(20);

/// How long areas and categories are kept before they are read again: an import by another process shows after
/// this long at the latest.
const REFERENCE_IS_FRESH: TimeDelta = TimeDelta::seconds(30);

/// Everything the API needs from outside.
#[derive(Clone)]
pub struct Service {
    /// The county's data.
    pub store: Store,
    /// The county's civil time.
    pub time: CountyTime,
    /// The present moment.
    pub clock: Clock,
    /// Who may come in.
    pub tokens: Tokens,
    /// Holidays, for the deadlines that letters name.
    pub calendar: Arc<Calendar>,
    /// Which committee is told what.
    pub routes: Arc<Routes>,
    /// What columns are usually called: templates are made of it.
    pub headings: Arc<Headings>,
    /// Writes Parquet.
    pub parquet: Parquet,
    /// Sets letters and bulletins in type.
    pub press: Arc<Press>,
    /// How advisories are numbered and worded.
    pub rules: Arc<Rules>,
    /// The key with which what is issued is sealed; none: it is not.
    pub signer: Option<Arc<Signer>>,
    /// The address under which this server is reached, without a slash at its end: letters and messages link to it.
    pub base_url: String,
    /// Where `/metrics` reads ([`install_meters`](crate::install_meters)).
    pub meters: PrometheusHandle,
    /// Cancelled when the server is told to stop: whoever waits for news is answered then.
    pub stop: CancellationToken,
    /// The pages: whatever the API itself does not serve. `Router::new()` for none. Their answer to an unknown
    /// address may be an empty 404: it becomes a problem like any other.
    pub pages: Router,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// Areas and categories as the store holds them.
#[derive(Debug)]
pub(crate) struct Reference {
    /// The tree of areas.
    pub areas: Areas,
    /// The categories in force.
    pub taxonomy: Taxonomy,
}

impl Reference {
    /// The Chinese and the English name of a category; its code where it is unknown.
    pub(crate) fn category_names(&self, code: &CategoryCode) -> (String, String) {
        (self.taxonomy.name_zh(code).to_owned(), self.taxonomy.name_en(code).to_owned())
    }
}

/// The state of the router.
pub(crate) struct Shared {
    /// What was handed in.
    pub service: Service,
    reference: RwLock<Option<(DateTime<Utc>, Arc<Reference>)>>,
    bodies: Semaphore,
}

impl Shared {
    /// Seals a file that was issued.
    pub(crate) async fn seal(&self, subject: Uuid, form: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let Some(signer) = &self.service.signer else { return Ok(()) };
        let sealed =
            Sealed { subject, form: form.to_owned(), sealed_at: self.now(), seal: signer.seal(bytes) };
        self.store().keep_seal(&sealed).await
    }

    /// The state over a service.
    pub(crate) fn new(service: Service) -> Self {
        Self { service, reference: RwLock::default(), bodies: Semaphore::new(BODIES_AT_ONCE) }
    }

    /// The store.
    pub(crate) fn store(&self) -> &Store {
        &self.service.store
    }

    /// The present moment.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.service.clock)()
    }

    /// The present local day.
    pub(crate) fn today(&self) -> NaiveDate {
        self.service.time.day(self.now())
    }

    /// Areas and categories, from memory while they are fresh. An empty county is asked for each time: the next
    /// thing that happens to it is an import.
    pub(crate) async fn reference(&self) -> Result<Arc<Reference>, Problem> {
        let now = self.now();
        if let Some((read_at, reference)) = &*self.reference.read().await
            && now - *read_at < REFERENCE_IS_FRESH
            && !reference.areas.is_empty()
        {
            return Ok(Arc::clone(reference));
        }
        let areas = self.store().areas().await?;
        let taxonomy = self.store().taxonomy().await?;
        let reference = Arc::new(Reference { areas, taxonomy });
        *self.reference.write().await = Some((now, Arc::clone(&reference)));
        Ok(reference)
    }

    /// Lets the next request read areas and categories anew: they were changed.
    pub(crate) async fn forget_reference(&self) {
        *self.reference.write().await = None;
    }

    /// What letters are written with.
    pub(crate) fn context<'a>(&'a self, reference: &'a Reference) -> Context<'a> {
        Context {
            areas: &reference.areas,
            taxonomy: &reference.taxonomy,
            calendar: &self.service.calendar,
            routes: &self.service.routes,
            rules: &self.service.rules,
            time: self.service.time,
        }
    }

    /// A turn to hold a body of reports in memory.
    ///
    /// # Errors
    /// [`Problem::Busy`] when none came up in time.
    pub(crate) async fn turn(&self) -> Result<SemaphorePermit<'_>, Problem> {
        match tokio::time::timeout(WAIT_FOR_A_TURN, self.bodies.acquire()).await {
            Ok(Ok(permit)) => Ok(permit),
            // The semaphore is never closed; a late turn and none at all are the same to the caller.
            Ok(Err(_)) | Err(_) => Err(Problem::Busy),
        }
    }
}
