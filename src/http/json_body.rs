//! A request's JSON object, or the problem with it.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::problem::Problem;

/// The fields of a request.
#[derive(Debug, Clone, Default)]
pub struct JsonBody(pub Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        // A form of another site cannot send this type without asking the browser first.
        let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !media.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
            let detail = "请把内容写成 JSON，并带上 Content-Type: application/json。";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::new(rejection.status(), "内容太长了，最多 64 kB。请写短一些。"),
            _ => Problem::new(StatusCode::BAD_REQUEST, "内容没有收全，请再发一次。"),
        })?;
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) => Err(Problem::new(StatusCode::BAD_REQUEST, "内容要写成 JSON 对象，例如 {\"text\":\"…\"}。")),
            Err(error) => {
                let detail = format!("内容不是有效的 JSON：第 {} 行第 {} 列附近有误。", error.line(), error.column());
                Err(Problem::new(StatusCode::BAD_REQUEST, detail))
            }
        }
    }
}
