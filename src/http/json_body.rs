//! A request's JSON object, or the problem with it.

use std::fmt;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
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
        serde_json::from_slice::<Once>(&bytes).map(|once| Self(once.0)).map_err(|error| refused(&error))
    }
}

fn refused(error: &serde_json::Error) -> Problem {
    let place = format!("第 {} 行第 {} 列附近", error.line(), error.column());
    let said = error.to_string();
    let detail = match said.split_once(TWICE) {
        Some((name, _)) => format!("“{name}”写了两次（{place}），请只写一次。"),
        None if error.is_data() => "内容要写成 JSON 对象，例如 {\"text\":\"…\"}。".to_owned(),
        None => format!("内容不是有效的 JSON：{place}有误。"),
    };
    Problem::new(StatusCode::BAD_REQUEST, detail)
}

/// Follows the name of a field that stands there twice.
const TWICE: &str = " stands there twice";

/// An object in which no name stands twice: which of two values counts, two readers would settle in two ways.
struct Once(Map<String, Value>);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Once;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Once, A::Error> {
                let mut fields = Map::new();
                while let Some(name) = map.next_key::<String>()? {
                    if fields.contains_key(&name) {
                        return Err(A::Error::custom(format!("{name}{TWICE}")));
                    }
                    fields.insert(name, map.next_value()?);
                }
                Ok(Once(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}
