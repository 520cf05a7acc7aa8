//! Counts requests by route and status, for those who watch the server.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;

/// What a request is counted under: its route, never its address, which may hold a ticket's number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Label {
    method: String,
    route: String,
    status: u16,
}

/// The requests since the start.
#[derive(Debug, Clone, Default)]
pub struct Traffic(Arc<Family<Label, Counter>>);

impl Traffic {
    /// The counters, as they are shown.
    pub fn counters(&self) -> Family<Label, Counter> {
        (*self.0).clone()
    }
}

/// Middleware: counts a request once it is answered.
pub async fn count(State(traffic): State<Traffic>, mut request: Request, next: Next) -> Response {
    let method = match request.method().as_str() {
        // A caller can invent methods; each would stay in the memory for ever.
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    request.extensions_mut().insert(traffic.clone());
    let response = next.run(request).await;
    traffic.0.get_or_create(&Label { method, route, status: response.status().as_u16() }).inc();
    response
}
