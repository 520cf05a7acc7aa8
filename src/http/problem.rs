//! Errors as RFC 9457 problem documents in plain Chinese.

use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use crate::desk::refusal::Refusal;
use crate::relay::ActError;
use crate::store::StoreError;

/// The media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// When to come back after the store could not be written.
const STORE_PAUSE: Duration = Duration::from_secs(10);

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldFault {
    /// The field's name in the request.
    pub field: String,
    /// What is wrong with it and how to mend it.
    pub reason: String,
}

/// A request that could not be answered, as its caller may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    detail: String,
    errors: Vec<FieldFault>,
    hint: Hint,
}

/// What the headers of a problem tell programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hint {
    None,
    /// Come back after so many seconds.
    RetryAfter(u64),
    /// Say who you are.
    Authenticate,
}

/// A problem as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// What sort of problem; `about:blank` as the status says it all.
    #[serde(rename = "type")]
    pub sort: String,
    /// The problem in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what can be done.
    pub detail: String,
    /// Every field that is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldFault>,
    /// The request, for whoever looks into the log.
    pub request_id: Option<String>,
}

impl Problem {
    /// A problem with a sentence for the caller.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), errors: Vec::new(), hint: Hint::None }
    }

    /// Some fields are wrong; names them all.
    pub fn invalid(errors: Vec<FieldFault>) -> Self {
        let detail = match &errors[..] {
            [only] => format!("请改正：{}。", only.reason),
            _ => format!("有 {} 处需要改正，见 errors。", errors.len()),
        };
        Self { errors, ..Self::new(StatusCode::BAD_REQUEST, detail) }
    }

    /// There is nothing here, or nothing the caller may see.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// Too many requests; come back after `wait`.
    pub fn too_many(wait: Duration) -> Self {
        let seconds = wait.as_secs() + 1;
        let detail = format!("您发得太快了，请 {seconds} 秒后再试。");
        Self::new(StatusCode::TOO_MANY_REQUESTS, detail).retry_after(seconds)
    }

    /// Only staff may do this.
    pub fn staff_only() -> Self {
        let problem = Self::new(StatusCode::UNAUTHORIZED, "这里只对工作人员开放。查自己的诉求请带上单号和查询码。");
        Self { hint: Hint::Authenticate, ..problem }
    }

    /// A bearer token that does not stand.
    pub fn unknown_token() -> Self {
        let problem = Self::new(StatusCode::UNAUTHORIZED, "这个令牌不对，或者已经停用。请向管理员要一个新的。");
        Self { hint: Hint::Authenticate, ..problem }
    }

    /// Whether it says that there is nothing here.
    pub fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }

    /// A ticket that there is not, or not for the caller.
    pub fn no_ticket() -> Self {
        Self::not_found("没有找到这张诉求单。请核对单号和查询码。")
    }

    /// Something of ours failed; the reason is in the log only.
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "系统出了点问题，我们已经记下。请稍后再试。")
    }

    /// It could not be kept and is to come again.
    pub fn not_kept() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "现在还保存不了，请稍后再发一次。").retry_after(1)
    }

    /// It took too long.
    pub fn timeout() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "处理时间太长，已经停下。请稍后再试。").retry_after(1)
    }

    fn retry_after(mut self, seconds: u64) -> Self {
        self.hint = Hint::RetryAfter(seconds);
        self
    }

    /// The document, for a request.
    pub fn body(&self, request_id: Option<&str>) -> ProblemBody {
        ProblemBody {
            sort: "about:blank".to_owned(),
            title: title(self.status).to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            errors: self.errors.clone(),
            request_id: request_id.map(ToOwned::to_owned),
        }
    }

    /// The response, for a request.
    pub fn respond(self, request_id: Option<&str>) -> Response {
        let json = serde_json::to_vec(&self.body(request_id)).unwrap_or_default();
        let mut response = (self.status, [(CONTENT_TYPE, MEDIA_TYPE)], json).into_response();
        match self.hint {
            Hint::None => None,
            Hint::RetryAfter(seconds) => response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds)),
            Hint::Authenticate => response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
        };
        // The door finds it there and writes it again with the request's id.
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.respond(None)
    }
}

impl From<ActError> for Problem {
    fn from(error: ActError) -> Self {
        let status = match &error {
            ActError::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            // Whose ticket it is not, it is as if there were none.
            ActError::NotFound | ActError::Refused(Refusal::OtherRegion) => return Self::no_ticket(),
            ActError::Stale => StatusCode::PRECONDITION_FAILED,
            ActError::Refused(Refusal::Illegal(_) | Refusal::NotSame(_)) => StatusCode::CONFLICT,
            ActError::Refused(Refusal::Role { .. } | Refusal::EnterpriseOnly | Refusal::StaffOnly) => {
                StatusCode::FORBIDDEN
            }
            ActError::Refused(Refusal::Invalid(_)) => StatusCode::BAD_REQUEST,
        };
        match error {
            ActError::Store(error) => error.into(),
            other => Self::new(status, format!("{other}。")),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::KeyReused => {
                Self::new(StatusCode::CONFLICT, "这个 Idempotency-Key 已经用在另一份内容上了。新的诉求请换一个新的值。")
            }
            StoreError::Conflict => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "刚好有别的操作同时进行，请再试一次。").retry_after(1)
            }
            StoreError::Unwritable(reason) => {
                tracing::error!(%reason, "the store cannot be written");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "系统现在保存不了新内容，您刚才的内容没有登记。请稍后再试。")
                    .retry_after(STORE_PAUSE.as_secs())
            }
            StoreError::Other(reason) => {
                tracing::error!(%reason, "the store failed");
                Self::internal()
            }
        }
    }
}

/// A status in a few words.
pub fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => "内容需要改正",
        StatusCode::UNAUTHORIZED => "需要登录",
        StatusCode::FORBIDDEN => "没有权限",
        StatusCode::NOT_FOUND => "没有找到",
        StatusCode::METHOD_NOT_ALLOWED => "方法不对",
        StatusCode::CONFLICT => "现在不能这样做",
        StatusCode::PRECONDITION_FAILED => "已经有了变化",
        StatusCode::PAYLOAD_TOO_LARGE => "内容太长",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "格式不对",
        StatusCode::TOO_MANY_REQUESTS => "请求太频繁",
        StatusCode::SERVICE_UNAVAILABLE => "暂时不可用",
        _ => "系统出了问题",
    }
}
