//! The route by which a service delivers to us, once it has shown the secret we gave it.

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::problem::Problem;

/// The largest delivery, in bytes; what Telegram delivers stays far below.
const LIMIT: usize = 1024 * 1024;

/// Says that a delivery is not kept, so that it is to come again; the reason is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotTaken;

/// Takes what is delivered.
#[async_trait]
pub trait Receive: Send + Sync {
    /// Takes one delivery; on disk when it returns.
    async fn receive(&self, body: &[u8]) -> Result<(), NotTaken>;
}

/// What a delivery is known by.
#[derive(Debug, Clone)]
pub struct Hook {
    /// The path it comes to.
    pub path: &'static str,
    /// The header that holds the secret.
    pub header: &'static str,
    /// The secret.
    pub secret: SecretString,
}

/// The route. The secret is looked at before anything is read of the body.
pub fn routes(hook: Hook, receiver: Arc<dyn Receive>) -> Router {
    let path = hook.path;
    Router::new()
        .route(path, post(deliver))
        .layer(DefaultBodyLimit::max(LIMIT))
        .layer(middleware::from_fn_with_state(Arc::new(hook), prove))
        .with_state(receiver)
}

/// Middleware: who does not know the secret is sent away, whatever else they bring.
async fn prove(State(hook): State<Arc<Hook>>, request: Request, next: Next) -> Response {
    let shown = request.headers().get(hook.header).map_or(&b""[..], |value| value.as_bytes());
    if shown.ct_eq(hook.secret.expose_secret().as_bytes()).into() {
        return next.run(request).await;
    }
    Problem::new(StatusCode::UNAUTHORIZED, "这个地址只收约定好的推送。").into_response()
}

async fn deliver(State(receiver): State<Arc<dyn Receive>>, body: Bytes) -> Response {
    match receiver.receive(&body).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(NotTaken) => Problem::not_kept().into_response(),
    }
}
