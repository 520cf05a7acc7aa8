//! `POST /api/v1/staff/{id}/link-code`: a code by which somebody makes themselves known in Telegram.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Service;
use super::managed::managed;
use crate::desk::accounts::{AccountError, By};
use crate::desk::link;
use crate::domain::staff::StaffId;
use crate::http::problem::Problem;
use crate::http::staff_session::Administrator;

/// 绑定码，由本人私聊发给机器人
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CodeBody {
    /// 绑定码，15 分钟内有效，只显示这一次
    pub code: String,
}

/// 给一个 Telegram 绑定码（管理员）
#[utoipa::path(post, path = "/api/v1/staff/{id}/link-code", tag = "administration",
    params(("id" = String, Path, description = "账号")),
    responses((status = 201, description = "绑定码", body = CodeBody)), security(("token" = [])))]
pub(super) async fn issue(
    State(service): State<Service>,
    Administrator(me): Administrator,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<CodeBody>), Problem> {
    let unknown = || Problem::not_found("没有这个账号，请核对。");
    let id = StaffId::new(&id).map_err(|_| unknown())?;
    managed(&service, &me, &id).await?;
    match link::issue(&**service.relay.store(), &id, By(&me.audit_name()), (service.clock)()).await {
        Ok(code) => Ok((StatusCode::CREATED, Json(CodeBody { code }))),
        Err(AccountError::Store(error)) => Err(error.into()),
        Err(_) => Err(unknown()),
    }
}
