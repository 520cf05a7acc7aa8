//! `/healthz` and `/readyz`: whether the process lives, and whether it can do its work.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use super::Service;

/// How it goes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct HealthBody {
    status: &'static str,
    /// Why it is not ready.
    reasons: Vec<&'static str>,
    /// The edition of knowledge and dialogs that answers, by the beginning of its digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<String>,
}

/// 进程活着
#[utoipa::path(get, path = "/healthz", tag = "operation",
    responses((status = 200, description = "活着", body = HealthBody)), security(()))]
pub(super) async fn alive() -> Json<HealthBody> {
    Json(HealthBody { status: "ok", reasons: Vec::new(), edition: None })
}

/// 能干活：存储写得进去，知识已装好
#[utoipa::path(get, path = "/readyz", tag = "operation",
    responses((status = 200, description = "能干活", body = HealthBody),
        (status = 503, description = "还不能，原因见 reasons", body = HealthBody)), security(()))]
pub(super) async fn ready(State(service): State<Service>) -> (StatusCode, Json<HealthBody>) {
    let mut reasons = Vec::new();
    if !service.relay.store().healthy().await {
        reasons.push("存储现在写不进去（磁盘满了，或没有权限）");
    }
    let assistant = service.relay.assistant();
    if assistant.knowledge().cards.is_empty() {
        reasons.push("知识里一张政策卡片也没有");
    }
    let edition = Some(assistant.edition().digest.short().to_owned());
    match reasons.is_empty() {
        true => (StatusCode::OK, Json(HealthBody { status: "ok", reasons, edition })),
        false => (StatusCode::SERVICE_UNAVAILABLE, Json(HealthBody { status: "unavailable", reasons, edition })),
    }
}
