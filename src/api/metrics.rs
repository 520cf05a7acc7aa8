//! `/metrics`: how much there is to do and whether it can be done, for Prometheus.

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::{Service, schema};
use crate::domain::staff::Role;
use crate::domain::ticket::{Ending, Filter, Status};
use crate::http::client_address;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;
use crate::http::traffic::Traffic;

/// What Prometheus asks for.
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Conversations whose replies wait are counted up to here: beyond it somebody has to look anyway.
const COUNTED: usize = 10_000;

/// 运行数字（Prometheus）；只对本机和管理员开放
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, description = "OpenMetrics", body = String, content_type = MEDIA_TYPE)),
    security((), ("token" = [])))]
pub(super) async fn metrics(
    State(service): State<Service>,
    traffic: Option<Extension<Traffic>>,
    signed_in: Option<SignedIn>,
    request: Request,
) -> Result<Response, Problem> {
    let administrator = signed_in.is_some_and(|signed_in| signed_in.staff.role == Role::Admin);
    if !administrator && !client_address::is_local(request.headers(), request.extensions()) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "运行数字只对本机和管理员开放。"));
    }
    let mut registry = Registry::with_prefix("zhuqi");
    if let Some(Extension(traffic)) = traffic {
        registry.register("http_requests", "Requests by route and status", traffic.counters());
    }
    observe(&service, &mut registry).await?;
    let mut text = String::new();
    encode(&mut text, &registry).map_err(|_| Problem::internal())?;
    Ok(([(CONTENT_TYPE, MEDIA_TYPE)], text).into_response())
}

async fn observe(service: &Service, registry: &mut Registry) -> Result<(), Problem> {
    let store = service.relay.store();
    let by_status = Family::<Vec<(String, String)>, Gauge>::default();
    for (status, _) in Status::ALL {
        let count = store.count(&Filter { statuses: vec![status], ..Filter::default() }).await?;
        by_status.get_or_create(&vec![("status".to_owned(), schema::code(status))]).set(whole(count));
    }
    registry.register("tickets", "Tickets by status", by_status);
    let ending = Some(Ending::before((service.clock)()));
    let overdue = store.count(&Filter { ending, ..Filter::default() }).await?;
    let outbox = store.due(Timestamp::MAX, &[], COUNTED).await?.len();
    let inbox = store.waiting().await?.len();
    let gauge = |registry: &mut Registry, name: &str, help: &str, value| {
        let gauge = Gauge::<i64>::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    };
    gauge(registry, "tickets_overdue", "Tickets with a missed deadline", whole(overdue));
    gauge(registry, "outbox_conversations", "Conversations whose replies wait to be sent", whole(outbox));
    gauge(registry, "inbox_conversations", "Conversations whose messages wait to be handled", whole(inbox));
    gauge(registry, "store_writable", "Whether the store can be written", store.healthy().await.into());
    Ok(())
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
