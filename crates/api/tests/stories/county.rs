//! A small county with two towns, its callers, and a way to ask.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicI64, Ordering},
};

use advisories::{Press, Templates, font_folders};
use api::{Service, TokenEntry, Tokens};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use domain::{Advisory, CountyTime, Rejected, Report, Role, Signal, Station, Submission, Taxonomy};
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{Store, SweepRecord};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::samples::{areas, draft};

pub const COUNTY: &str = "620982";
/// 月牙泉镇
pub const TOWN: &str = "620982106";
pub const VILLAGE: &str = "620982106201";
pub const GRID: &str = "620982106201001";
/// A second grid of the same village.
pub const NEXT_GRID: &str = "620982106201002";
/// 郭家堡镇
pub const OTHER_TOWN: &str = "620982107";
pub const OTHER_GRID: &str = "620982107201001";
/// 邻里纠纷
pub const NEIGHBOURS: &str = "02";
/// 家庭暴力, restricted.
pub const VIOLENCE: &str = "0103";

const ROUTES: &str = r#"
[[committee]]
id = "county"
name_zh = "市综治中心"
name_en = "county centre"
area = "620982"
[[committee]]
id = "town-106"
name_zh = "月牙泉镇综治中心"
name_en = "Yueyaquan town centre"
area = "620982106"
[[route]]
within = "620982"
lead = "county"
[[route]]
within = "620982106"
lead = "town-106"
copies = ["county"]
[[advice]]
measures = [{ zh = "上门走访。", en = "Visit." }]
"#;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Nobody,
    GridWorker,
    Town,
    OtherTown,
    TownAnalyst,
    Analyst,
    Admin,
}

impl Who {
    const HOLDERS: [(Self, Role, &'static str); 6] = [
        (Self::GridWorker, Role::GridWorker, GRID),
        (Self::Town, Role::Town, TOWN),
        (Self::OtherTown, Role::Town, OTHER_TOWN),
        (Self::TownAnalyst, Role::Analyst, TOWN),
        (Self::Analyst, Role::Analyst, COUNTY),
        (Self::Admin, Role::Admin, COUNTY),
    ];

    fn token(self) -> String {
        format!("token of {self:?}")
    }
}

/// One recorder serves the process; tests read series of their own making from it.
static METERS: LazyLock<PrometheusHandle> = LazyLock::new(|| api::install_meters().unwrap());

pub struct County {
    router: Router,
    pub store: Store,
    pub stop: CancellationToken,
    clock: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

/// An answer, read to its end.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl County {
    /// A county in a file, with areas and categories.
    pub async fn new() -> Self {
        let county = Self::empty().await;
        county.store.put_areas(&areas()).await.unwrap();
        let taxonomy: Taxonomy = toml::from_str(include_str!("../../../../config/categories.toml")).unwrap();
        county.store.put_categories(taxonomy.all()).await.unwrap();
        county
    }

    /// Keeps reports past the API.
    pub async fn keep(&self, reports: impl IntoIterator<Item = Report>) {
        let accepted: Vec<_> = reports.into_iter().map(Submission::from).collect();
        let station = &Station::Unrecorded;
        let intake =
            store::Intake { accepted: &accepted, rejected: &[], station, by: "test", at: self.now() };
        self.store.keep(&intake).await.unwrap();
    }

    /// Puts a row into quarantine past the API; its id there.
    pub async fn reject(&self, row: &Rejected) -> uuid::Uuid {
        let intake = store::Intake {
            accepted: &[],
            rejected: std::slice::from_ref(row),
            station: &Station::Unrecorded,
            by: "import ledger.csv",
            at: self.now(),
        };
        self.store.keep(&intake).await.unwrap();
        self.store.quarantine(&store::QuarantineFilter::default()).await.unwrap().items[0].id
    }

    /// A county into which nothing was imported yet.
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("county.db").display());
        let store = Store::open(&url).await.unwrap();
        let clock =
            Arc::new(AtomicI64::new(Utc.with_ymd_and_hms(2026, 11, 24, 2, 0, 0).unwrap().timestamp_micros()));
        let hands = Arc::clone(&clock);
        let stop = CancellationToken::new();
        let entries = Who::HOLDERS.map(|(who, role, area)| TokenEntry {
            name: format!("{who:?}"),
            role,
            area: area.into(),
            sha256: hex::encode(Sha256::digest(who.token())),
        });
        let service = Service {
            store: store.clone(),
            time: CountyTime::SHANGHAI,
            clock: Arc::new(move || moment(hands.load(Ordering::SeqCst))),
            tokens: Tokens::from_entries(entries).unwrap(),
            calendar: Arc::new(toml::from_str(include_str!("../../../../config/calendar.toml")).unwrap()),
            routes: Arc::new(toml::from_str(ROUTES).unwrap()),
            headings: Arc::new(toml::from_str(include_str!("../../../../config/headings.toml")).unwrap()),
            parquet: |reports, _, _| Ok(format!("{reports:?}").into_bytes()),
            press: Arc::new(Press::new(font_folders(None), Templates::built_in().unwrap())),
            rules: Arc::default(),
            signer: Some(Arc::new(advisories::Signer::from_seed(&[7; 32]))),
            base_url: "https://fengsui.test".to_owned(),
            meters: METERS.clone(),
            stop: stop.clone(),
            pages: Router::new().fallback(page),
        };
        Self { router: api::router(service), store, stop, clock, _folder: folder }
    }

    pub fn now(&self) -> DateTime<Utc> {
        moment(self.clock.load(Ordering::SeqCst))
    }

    /// Moves the clock on.
    pub fn wait(&self, time: TimeDelta) {
        self.clock.fetch_add(time.num_microseconds().unwrap(), Ordering::SeqCst);
    }

    /// Breaks the clock, so that the next handler that asks for the time panics.
    pub fn break_clock(&self) {
        self.clock.store(i64::MAX, Ordering::SeqCst);
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Reply { status: parts.status, headers: parts.headers, bytes }
    }

    pub async fn get(&self, who: Who, path: &str) -> Reply {
        self.send(request(Method::GET, who, path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, who: Who, path: &str, body: Value) -> Reply {
        self.post_as(who, path, "application/json", body.to_string()).await
    }

    pub async fn post_as(&self, who: Who, path: &str, media: &str, body: impl Into<Body>) -> Reply {
        let request = request(Method::POST, who, path).header(header::CONTENT_TYPE, media);
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Records a sweep of these signals, each with a draft about it; returns the drafts.
    pub async fn sweep(&self, signals: &[Signal]) -> Vec<Advisory> {
        let drafts: Vec<Advisory> = signals.iter().map(|signal| draft(signal, self.now())).collect();
        let record = SweepRecord {
            as_of: self.now(),
            ran_at: self.now(),
            tests: 100,
            ranking: &ranking(),
            signals,
            advisories: &drafts,
        };
        self.store.record_sweep(&record, "scheduler").await.unwrap();
        drafts
    }

    /// Confirms and issues a draft.
    pub async fn issue(&self, draft: &Advisory) {
        for step in ["confirm", "issue"] {
            let path = format!("/v1/advisories/{}/{step}", draft.id);
            let reply = self.post(Who::Analyst, &path, json!(null)).await;
            assert_eq!(reply.status, StatusCode::OK, "{step}: {}", reply.text());
        }
    }
}

/// The pages, as the server serves them: one at the root, and an empty 404 for the rest.
async fn page(uri: Uri) -> Response {
    if uri.path() == "/" {
        Html("<p>烽燧</p>").into_response()
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

fn moment(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).expect("the clock is broken, and this must not be told")
}

pub fn request(method: Method, who: Who, path: &str) -> axum::http::request::Builder {
    let request = Request::builder().method(method).uri(path);
    match who {
        Who::Nobody => request,
        _ => request.header(header::AUTHORIZATION, format!("Bearer {}", who.token())),
    }
}

/// An order that was learned.
fn ranking() -> domain::Ranking {
    let weight = |name: &str, weight, spread| domain::FeatureWeight {
        name: name.to_owned(),
        weight,
        spread,
        ..domain::FeatureWeight::default()
    };
    let weights =
        vec![weight("rarity", 0.5, 1.0), weight("late_share", -1.0, 0.2), weight("topic", 0.0, 0.0)];
    domain::Ranking {
        model: Some(domain::RankingModel { intercept: 0.1, weights }),
        auc_fixed: Some(0.62),
        auc_learned: Some(0.81),
        log_loss_fixed: Some(0.66),
        log_loss_learned: Some(0.52),
        verdicts: 120,
        proved: 70,
        verdicts_needed: 100,
        used: true,
    }
}
