//! What every request passes on its way in and every response on its way out.

use std::any::Any;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tracing::Instrument;
use uuid::Uuid;

use super::problem::Problem;

/// The largest request body, in bytes.
const BODY_LIMIT: usize = 64 * 1024;

/// The longest a request may take; above it something hangs, or a caller sends a byte at a time.
const REQUEST_LIMIT: Duration = Duration::from_secs(30);

/// The header that names a request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Only what we serve ourselves runs or is shown, and nobody frames it.
const CONTENT_POLICY: &str =
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const SECURITY_HEADERS: [(HeaderName, &str); 5] = [
    (CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// Puts the door before all routes: unknown addresses, panics, limits, names and headers.
pub fn before(routes: Router) -> Router {
    routes
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn(pass))
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
}

/// What gets smaller: neither what is short, nor pictures, nor spreadsheets and PDF, which are compressed already.
fn worth_compressing() -> impl Predicate {
    let spreadsheets = NotForContentType::const_new("application/vnd.openxmlformats");
    DefaultPredicate::new().and(spreadsheets).and(NotForContentType::const_new("application/pdf"))
}

async fn unknown() -> Problem {
    Problem::not_found("这个地址没有内容。回到首页 / 可以直接提问。")
}

async fn wrong_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "这个地址不能这样用，可用的方法见 Allow。")
}

fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let reason = cause.downcast_ref::<&str>().copied().or(cause.downcast_ref::<String>().map(String::as_str));
    tracing::error!(reason, "a request panicked");
    Problem::internal().into_response()
}

/// Names the request, watches its time, writes problems with its name and adds the headers.
async fn pass(request: Request, next: Next) -> Response {
    let id = Uuid::new_v4().to_string();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let span = tracing::info_span!("request", request.id = id, %method);
    let begun = Instant::now();
    let answered = tokio::time::timeout(REQUEST_LIMIT, next.run(request)).instrument(span.clone()).await;
    let mut response = answered.unwrap_or_else(|_| Problem::timeout().into_response());
    if let Some(problem) = response.extensions_mut().remove::<Problem>().or_else(|| unworded(&response)) {
        let allow = response.headers().get(axum::http::header::ALLOW).cloned();
        response = problem.respond(Some(&id));
        if let Some(allow) = allow {
            response.headers_mut().insert(axum::http::header::ALLOW, allow);
        }
    }
    add_headers(&mut response, &id);
    let (status, millis) = (response.status().as_u16(), begun.elapsed().as_secs_f64() * 1000.0);
    // A path may carry a ticket's number, never its code: that is in the query.
    span.in_scope(|| tracing::debug!(path, response.status = status, response.time_ms = millis, "answered"));
    response
}

/// What the framework has refused by itself, in English: an address with bytes that are no text, for one.
fn unworded(response: &Response) -> Option<Problem> {
    let status = response.status();
    let media = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let in_english = status.is_client_error() && media.is_some_and(|media| media.starts_with("text/plain"));
    in_english.then(|| Problem::new(status, "这个请求的地址或内容读不懂，请核对后再试。"))
}

fn add_headers(response: &mut Response, id: &str) {
    let headers = response.headers_mut();
    for (name, value) in SECURITY_HEADERS {
        // A file has a stricter policy of its own.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, value);
    }
}
