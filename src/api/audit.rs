//! `GET /api/v1/audit`: who has done what, for administrators.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use super::query::{self, Asked};
use crate::http::problem::Problem;
use crate::http::staff_session::Administrator;

/// Lines when nothing else is asked for.
const PAGE: usize = 100;
/// Lines at most.
const LARGEST_PAGE: usize = 1000;

/// 一页审计记录
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditBody {
    /// 新的在前
    lines: Vec<LineBody>,
    /// 取下一页时写成 before；没有下一页时为 null
    next: Option<u64>,
}

/// 一条审计记录
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LineBody {
    /// 第几条
    place: u64,
    /// 什么时候
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// 谁
    actor: String,
    /// 做了什么，例如 ticket.submitted
    action: String,
    /// 对什么，例如单号
    subject: String,
}

/// 审计记录（负责全部地区的管理员）
#[utoipa::path(get, path = "/api/v1/audit", tag = "administration",
    params(("before" = Option<u64>, Query, description = "接着这一条之前，用上一页的 next"),
        ("limit" = Option<usize>, Query, minimum = 1, maximum = 1000, description = "一页几条，默认 100")),
    responses((status = 200, description = "审计记录", body = AuditBody)), security(("token" = [])))]
pub(super) async fn audit(
    State(service): State<Service>,
    Administrator(me): Administrator,
    Asked(mut asked): Asked,
) -> Result<Json<AuditBody>, Problem> {
    me.everywhere(&service.relay.office())?;
    let before = asked.optional("before", query::place);
    let limit = asked.optional("limit", |text| query::count(text, 1, LARGEST_PAGE)).unwrap_or(PAGE);
    asked.end()?;
    let lines = service.relay.store().audit(before, limit).await?;
    let next = lines.last().filter(|_| lines.len() >= limit).map(|(place, _)| *place);
    let lines = lines.into_iter().map(|(place, line)| LineBody {
        place,
        at: line.at,
        actor: line.actor,
        action: line.action,
        subject: line.subject,
    });
    Ok(Json(AuditBody { lines: lines.collect(), next }))
}
