//! The `api_key` of an address: Open311 callers name there the token that others send in a header.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::super::Service;
use super::format::Format;
use crate::http::bearer;
use crate::http::staff_session::SignedIn;

/// Middleware: a request with a key has the rights of whose it is; with one that does not stand it is refused.
pub(in super::super) async fn identify(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    let known = request.extensions().get::<SignedIn>().is_some();
    let query = request.uri().query().unwrap_or_default();
    let key =
        url::form_urlencoded::parse(query.as_bytes()).find(|(name, value)| name == "api_key" && !value.is_empty());
    let Some((_, key)) = key.filter(|_| !known) else { return next.run(request).await };
    match bearer::whose(&service.relay, &key).await {
        Err(problem) => Format::of(request.uri().path()).or_errors(Err(problem)),
        Ok(signed_in) => {
            request.extensions_mut().insert(signed_in);
            next.run(request).await
        }
    }
}
