//! `GET /api/v1/causes`: obstacles that several enterprises meet.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use crate::desk::causes::{Cause, causes};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// 全部共性问题
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CausesBody {
    /// 诉求多的在前
    causes: Vec<CauseBody>,
}

/// 一个共性问题；单子用 GET /api/v1/tickets?cause=… 看
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CauseBody {
    /// 名称
    cause: String,
    /// 几张诉求单
    total: usize,
    /// 其中几张还没办结
    open: usize,
    /// 其中几张已办结
    closed: usize,
    /// 涉及的企业
    enterprises: Vec<String>,
    /// 涉及的地区
    regions: Vec<String>,
    /// 最近一次变化
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// 共性问题：几家企业遇到的同一个难处
#[utoipa::path(get, path = "/api/v1/causes", tag = "desk",
    responses((status = 200, description = "看得到的诉求单里的", body = CausesBody)), security(("token" = [])))]
pub(super) async fn list(State(service): State<Service>, signed_in: SignedIn) -> Result<Json<CausesBody>, Problem> {
    let scope = service.relay.office().scope(&signed_in.staff);
    let causes = causes(&**service.relay.store(), scope).await?;
    Ok(Json(CausesBody { causes: causes.into_iter().map(CauseBody::from).collect() }))
}

impl From<Cause> for CauseBody {
    fn from(cause: Cause) -> Self {
        let Cause { name, total, open, closed, enterprises, regions, updated_at } = cause;
        Self { cause: name, total, open, closed, enterprises, regions, updated_at }
    }
}
