//! A ticket's version as an ETag: what was read last is not sent again, and what is stale changes nothing.

use axum::Json;
use axum::http::header::{ETAG, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::wording::wrong;
use crate::http::problem::Problem;

/// A body with the tag of its version; 304 where the caller has it already.
pub(super) fn tagged(version: usize, headers: &HeaderMap, body: &impl Serialize) -> Response {
    let known = tags(headers, &IF_NONE_MATCH).any(|tag| tag == "*" || weak(tag) == weak(&text(version)));
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { Json(body).into_response() };
    if let Ok(tag) = HeaderValue::from_str(&text(version)) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// The version that a change is meant for; none where any will do.
pub(super) fn expected(headers: &HeaderMap) -> Result<Option<usize>, Problem> {
    let mut tags = tags(headers, &IF_MATCH);
    let Some(tag) = tags.next() else { return Ok(None) };
    if tag == "*" && tags.next().is_none() {
        return Ok(None);
    }
    let version = weak(tag).trim_matches('"').parse().ok().filter(|_| tags.next().is_none());
    version.map(Some).ok_or_else(|| wrong("If-Match", "If-Match 要写读诉求单时得到的 ETag，例如 \"3\""))
}

fn text(version: usize) -> String {
    format!("\"{version}\"")
}

fn weak(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

fn tags<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim).filter(|tag| !tag.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_meant_for_one_version_or_any() {
        let meant = |value: &'static str| {
            let headers = HeaderMap::from_iter([(IF_MATCH, HeaderValue::from_static(value))]);
            expected(&headers).ok()
        };
        assert_eq!(meant("\"3\""), Some(Some(3)));
        assert_eq!(meant("W/\"3\""), Some(Some(3)));
        assert_eq!(meant("*"), Some(None));
        for wrong in ["\"x\"", "\"1\", \"2\"", "\"-1\""] {
            assert_eq!(meant(wrong), None, "{wrong}");
        }
        assert!(expected(&HeaderMap::new()).is_ok_and(|version| version.is_none()));
    }
}
