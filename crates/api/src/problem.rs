//! What can go wrong, and the one place that says how it is answered (RFC 9457, `application/problem+json`).
//!
//! A handler returns a [`Problem`]; the `render` middleware writes it in the language of the reader. A fault of
//! ours is logged once, with an id, and the reader is told that id and nothing else.

use std::{error::Error, sync::Arc};

use axum::{
    Json,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{AdvisoryState, Reason, ReasonCode, Role, StateError};
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{language::Language, request_id};

/// Seconds after which a client that met a full house may try again: longer than a batch takes to be written.
const RETRY_AFTER_SECONDS: u32 = 5;

/// Why a request was not served. Each variant is one thing that a caller can do something about.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("no token, or one that is not known")]
    Unauthenticated,
    #[error("the role {} may not do this", .0.as_str())]
    Role(Role),
    #[error("outside the caller's territory")]
    Territory,
    #[error("nothing has this id")]
    NotFound,
    #[error("no such address")]
    NoRoute,
    #[error("the address does not take this method")]
    Method,
    #[error("the body is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the content type is not one of: {allowed}")]
    MediaType { allowed: &'static str },
    #[error("the request cannot be read: {0}")]
    Unreadable(String),
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<FieldError>),
    #[error("another report has this id")]
    Conflict,
    #[error(transparent)]
    Step(StateError),
    #[error("too many requests are being written")]
    Busy,
    #[error("not ready: {en}")]
    NotReady { zh: &'static str, en: &'static str },
    #[error("the request took longer than allowed")]
    TooSlow,
    #[error(transparent)]
    Store(StoreError),
    #[error("{0}")]
    Fault(String),
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::State(step) => Self::Step(step),
            StoreError::Busy(_) => Self::Busy,
            StoreError::Mark(_) => Self::Invalid(vec![FieldError {
                row: None,
                field: "after".to_owned(),
                code: ReasonCode::Malformed.as_str().to_owned(),
                message_zh: "翻页标记无效,请从第一页重新查询。".to_owned(),
                message_en: "this is no page mark; leave it out to begin with the first page".to_owned(),
            }]),
            other => Self::Store(other),
        }
    }
}

/// One thing that is wrong with one field, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// Position in the input counted from 1, where there are rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Name of the field, or `row`.
    pub field: String,
    /// What is wrong, as a program can act on it.
    pub code: String,
    /// 怎么改
    pub message_zh: String,
    /// What to do.
    pub message_en: String,
}

impl FieldError {
    /// The reason of a row, with its position.
    pub(crate) fn of_row(row: Option<u64>, reason: Reason) -> Self {
        Self {
            row,
            field: reason.field,
            code: reason.code.as_str().to_owned(),
            message_zh: reason.message_zh,
            message_en: reason.message_en,
        }
    }
}

/// The body of every answer that is not a success.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// Stable name of the problem.
    #[schema(examples("urn:fengsui:problem:invalid"))]
    r#type: String,
    /// One line, in the reader's language.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What happened and what to do, in the reader's language.
    detail: String,
    /// For a fault of the server: the id under which it was logged.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// Field by field, where fields are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

/// A title or a detail in both languages.
struct Said<T> {
    zh: T,
    en: T,
}

impl<T> Said<T> {
    fn in_language(self, language: Language) -> T {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }
}

fn said(zh: &str, en: &str) -> Said<String> {
    Said { zh: zh.to_owned(), en: en.to_owned() }
}

impl Problem {
    /// The status map: the only one.
    fn status(&self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Role(_) | Self::Territory => StatusCode::FORBIDDEN,
            Self::NotFound | Self::NoRoute => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict | Self::Step(_) => StatusCode::CONFLICT,
            Self::Busy | Self::NotReady { .. } | Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(_) | Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable name and the title.
    fn title(&self) -> (&'static str, Said<&'static str>) {
        let (name, zh, en) = match self {
            Self::Unauthenticated => ("unauthenticated", "未登录或令牌无效", "not signed in"),
            Self::Role(_) => ("role", "无此权限", "not permitted for this role"),
            Self::Territory => ("territory", "超出辖区范围", "outside your territory"),
            Self::NotFound => ("not-found", "未找到记录", "not found"),
            Self::NoRoute => ("no-such-address", "地址不存在", "no such address"),
            Self::Method => ("method", "请求方式不受支持", "method not allowed"),
            Self::TooLarge { .. } => ("too-large", "提交内容过大", "body too large"),
            Self::MediaType { .. } => ("media-type", "内容格式不受支持", "unsupported content type"),
            Self::Unreadable(_) => ("unreadable", "请求无法读取", "request cannot be read"),
            Self::Invalid(_) => ("invalid", "填报内容有误", "fields are wrong"),
            Self::Conflict => ("conflict", "编号已被占用", "id already used"),
            Self::Step(_) => ("step", "当前状态不能办理此步骤", "step not possible now"),
            Self::Busy => ("busy", "系统繁忙", "busy"),
            Self::NotReady { .. } => ("not-ready", "系统尚未就绪", "not ready"),
            Self::TooSlow => ("too-slow", "处理超时", "took too long"),
            Self::Store(_) | Self::Fault(_) => ("fault", "系统故障", "internal fault"),
        };
        (name, Said { zh, en })
    }

    /// What happened and what to do.
    fn detail(&self) -> Said<String> {
        match self {
            Self::Unauthenticated => said(
                "请使用管理员分配的令牌访问;令牌遗失或停用的,请重新申领。",
                "send the token you were given as `Authorization: Bearer …`; ask the administrator for a new one if it was lost or withdrawn",
            ),
            Self::Role(role) => Said {
                zh: format!("当前身份为“{}”,不能办理此事项;确需办理的,请联系管理员。", role_zh(*role)),
                en: format!(
                    "the role {} may not do this; ask the administrator if you need it",
                    role.as_str()
                ),
            },
            Self::Territory => said(
                "该事项不属于本辖区,请向属地单位或县级综治中心了解。",
                "this lies outside the area your token is bound to; ask the unit it belongs to",
            ),
            Self::NotFound => said("没有该编号的记录,请核对后重试。", "nothing has this id; check it"),
            Self::NoRoute => said(
                "请核对访问地址;全部接口见 /openapi.json。",
                "check the address; all of them are listed in /openapi.json",
            ),
            Self::Method => said(
                "该地址不接受此请求方式,可用方式见 Allow 响应头。",
                "this address does not take that method; see the Allow header",
            ),
            Self::TooLarge { limit } => {
                let megabytes = limit / (1024 * 1024);
                Said {
                    zh: format!("单次提交不得超过 {megabytes} MB,请分批提交。"),
                    en: format!("send at most {megabytes} MB at once; split the batch"),
                }
            }
            Self::MediaType { allowed } => Said {
                zh: format!("请将 Content-Type 设为以下之一:{allowed}。"),
                en: format!("set Content-Type to one of: {allowed}"),
            },
            Self::Unreadable(why) => Said {
                zh: format!("请求内容无法识别({why}),请检查格式。"),
                en: format!("the request cannot be read ({why}); check its format"),
            },
            Self::Invalid(errors) => Said {
                zh: format!("共有 {} 处需要修改,详见 errors。", errors.len()),
                en: format!("{} to correct; see errors", count(errors.len(), "thing")),
            },
            Self::Conflict => said(
                "同一编号下已有内容不同的事件。原记录未改动,本次内容已存入待核区,请由分析员核对。",
                "another report with other content has this id; the first one stands, this one is kept in quarantine for an analyst",
            ),
            Self::Step(step) => Said {
                zh: format!(
                    "该文书当前状态为“{}”,不能转为“{}”。请刷新后查看最新状态。",
                    state_zh(step.from),
                    state_zh(step.to)
                ),
                en: format!("{step}; reload to see where it stands"),
            },
            Self::Busy => said(
                "当前提交较多,内容尚未收下,请稍后重试;重复提交不会重复登记。",
                "too many are writing at once and this was not taken; try again later, a repeat is harmless",
            ),
            Self::NotReady { zh, en } => said(zh, en),
            Self::TooSlow => said(
                "处理时间过长,已中止;请缩小范围或稍后重试,重复提交不会重复登记。",
                "this took too long and was given up; ask for less or try again, a repeat is harmless",
            ),
            Self::Store(_) | Self::Fault(_) => said(
                "系统内部出错,已记录在案。请将 instance 中的编号告知管理员。",
                "something failed on our side and was logged; give the administrator the id in `instance`",
            ),
        }
    }
}

/// `1 thing`, `2 things`.
fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// The role as the county calls it.
fn role_zh(role: Role) -> &'static str {
    match role {
        Role::GridWorker => "网格员",
        Role::Town => "镇综治中心",
        Role::Analyst => "分析员",
        Role::Admin => "管理员",
    }
}

/// The state of an advisory as the county calls it.
fn state_zh(state: AdvisoryState) -> &'static str {
    match state {
        AdvisoryState::Draft => "草拟",
        AdvisoryState::Dismissed => "不予采用",
        AdvisoryState::Confirmed => "已确认",
        AdvisoryState::Issued => "已印发",
        AdvisoryState::Delivered => "已送达",
        AdvisoryState::Acknowledged => "已签收",
        AdvisoryState::Answered => "已反馈",
    }
}

/// An error with everything that led to it, for the log.
fn chain(problem: &Problem) -> String {
    let mut text = problem.to_string();
    let mut cause = problem.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// A problem on its way from a handler to [`render`].
#[derive(Clone)]
struct Carried(Arc<Problem>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        let headers = response.headers_mut();
        match &self {
            Self::Unauthenticated => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::Busy | Self::NotReady { .. } | Self::TooSlow => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
            }
            _ => {}
        }
        response.extensions_mut().insert(Carried(Arc::new(self)));
        response
    }
}

/// Writes the problem that a handler returned, and logs it where the fault is ours.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let request_id = request_id::text(request.headers());
    let mut response = next.run(request).await;
    let problem = match response.extensions_mut().remove::<Carried>() {
        Some(Carried(problem)) => problem,
        None if response.status() == StatusCode::METHOD_NOT_ALLOWED => Arc::new(Problem::Method),
        None => return response,
    };

    let status = problem.status();
    let instance = (status == StatusCode::INTERNAL_SERVER_ERROR).then(|| {
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("fengsui:fault:{request_id}").as_bytes());
        tracing::error!(fault = %id, error = chain(&problem), "request failed");
        format!("urn:uuid:{id}")
    });
    let (name, title) = problem.title();
    let body = ProblemBody {
        r#type: format!("urn:fengsui:problem:{name}"),
        title: title.in_language(language),
        status: status.as_u16(),
        detail: problem.detail().in_language(language),
        instance,
        errors: match &*problem {
            Problem::Invalid(errors) => errors.clone(),
            _ => Vec::new(),
        },
    };

    // The status and the headers of the answer stay; only its (empty) body is replaced.
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    let mut written = (parts.status, Json(body)).into_response();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    written.headers_mut().extend(parts.headers);
    written
}
