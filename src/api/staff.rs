//! Staff and their bearer tokens, for administrators; everybody sees and ends their own tokens.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Service;
use super::managed::managed;
use super::schema;
use super::wording::{read, wrong};
use crate::desk::accounts::{By, reach};
use crate::desk::tokens::{self, Bearer, TokenError};
use crate::domain::ids::DeskId;
use crate::domain::staff::{Role, Staff, StaffId};
use crate::http::json_body::JsonBody;
use crate::http::problem::Problem;
use crate::http::staff_session::{Administrator, SignedIn};

/// 全部工作人员
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct StaffBody {
    /// 按账号排
    staff: Vec<MemberBody>,
}

/// 一位工作人员
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct MemberBody {
    /// 账号
    #[schema(value_type = String)]
    id: StaffId,
    /// 姓名
    name: String,
    /// agent 经办，supervisor 督办，admin 管理员
    #[schema(schema_with = schema::role)]
    role: Role,
    /// 负责的地区；null 表示全部
    region: Option<String>,
    /// 所在的服务台
    #[schema(value_type = Option<String>)]
    desk: Option<DeskId>,
    /// 是否停用
    disabled: bool,
    /// 密码是不是别人定的，还没换成自己的
    temporary_password: bool,
    /// 是否绑定了 Telegram
    telegram: bool,
}

impl MemberBody {
    /// Somebody, as lists show them.
    pub(super) fn of(staff: Staff, temporary_password: bool) -> Self {
        let telegram = staff.telegram.is_some();
        let Staff { id, name, role, region, desk, disabled, .. } = staff;
        Self { id, name, role, region, desk, disabled, temporary_password, telegram }
    }
}

/// 令牌，不含令牌本身
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TokenBody {
    /// 编号，停用时用
    pub id: String,
    /// 谁的
    #[schema(value_type = String)]
    pub staff: StaffId,
    /// 用途
    pub label: String,
    /// 什么时候发的
    #[schema(value_type = String, format = DateTime)]
    pub made_at: Timestamp,
    /// 最近哪天用过
    #[schema(value_type = Option<String>, format = Date)]
    pub used_on: Option<Date>,
}

/// 全部令牌
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TokensBody {
    /// 旧的在前
    pub tokens: Vec<TokenBody>,
}

/// 新令牌；令牌本身只在这里出现一次
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewTokenBody {
    /// 令牌本身：写在 Authorization: Bearer 后面
    pub token: String,
    /// 编号，停用时用
    pub id: String,
}

/// 要一个新令牌
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenForm {
    /// 用途，例如“数据大屏”
    #[schema(min_length = 1, max_length = 60)]
    label: String,
}

/// 自己管的工作人员（管理员）
#[utoipa::path(get, path = "/api/v1/staff", tag = "administration",
    responses((status = 200, description = "全部工作人员", body = StaffBody)), security(("token" = [])))]
pub(super) async fn list(
    State(service): State<Service>,
    Administrator(me): Administrator,
) -> Result<Json<StaffBody>, Problem> {
    let accounts = reach::all_managed(&**service.relay.store(), &service.relay.office(), &me.staff).await?;
    let members = accounts.into_iter().map(|account| MemberBody::of(account.staff, account.is_temporary));
    Ok(Json(StaffBody { staff: members.collect() }))
}

/// 令牌是谁的、能做什么
#[utoipa::path(get, path = "/api/v1/me", tag = "desk",
    responses((status = 200, description = "自己", body = MemberBody)), security(("token" = [])))]
pub(super) async fn me(me: SignedIn) -> Json<MemberBody> {
    Json(MemberBody::of(me.staff, me.has_temporary_password))
}

/// 某人的令牌（管理员，或本人）
#[utoipa::path(get, path = "/api/v1/staff/{id}/tokens", tag = "administration",
    params(("id" = String, Path, description = "账号")),
    responses((status = 200, description = "全部令牌", body = TokensBody)), security(("token" = [])))]
pub(super) async fn tokens(
    State(service): State<Service>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<TokensBody>, Problem> {
    let id = theirs(&service, &signed_in, &id).await?;
    let bearers = tokens::list(&**service.relay.store(), Some(&id)).await?;
    Ok(Json(TokensBody { tokens: bearers.into_iter().map(TokenBody::from).collect() }))
}

/// 发一个令牌，程序带着它就有这个账号的权限（管理员，或本人）
#[utoipa::path(post, path = "/api/v1/staff/{id}/tokens", tag = "administration",
    params(("id" = String, Path, description = "账号")), request_body = TokenForm,
    responses((status = 201, description = "令牌，只显示这一次", body = NewTokenBody)), security(("token" = [])))]
pub(super) async fn make(
    State(service): State<Service>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    JsonBody(fields): JsonBody,
) -> Result<(StatusCode, Json<NewTokenBody>), Problem> {
    let id = theirs(&service, &signed_in, &id).await?;
    let form: TokenForm = read("label", fields)?;
    let (by, now) = (signed_in.audit_name(), (service.clock)());
    let made = tokens::make(&**service.relay.store(), &id, &form.label, By(&by), now).await;
    let (bearer, token) = made.map_err(|error| match error {
        TokenError::Store(error) => error.into(),
        TokenError::Label => wrong("label", &TokenError::Label.to_string()),
        unknown @ TokenError::Unknown(_) => Problem::not_found(format!("{unknown}。")),
    })?;
    let body = NewTokenBody { token: token.reveal().to_owned(), id: bearer.id().to_owned() };
    Ok((StatusCode::CREATED, Json(body)))
}

/// 停用一个令牌，马上生效（管理员，或本人）
#[utoipa::path(delete, path = "/api/v1/staff/{id}/tokens/{token}", tag = "administration",
    params(("id" = String, Path, description = "账号"), ("token" = String, Path, description = "令牌的编号")),
    responses((status = 200, description = "停用了的令牌", body = TokenBody)), security(("token" = [])))]
pub(super) async fn revoke(
    State(service): State<Service>,
    signed_in: SignedIn,
    Path((id, token)): Path<(String, String)>,
) -> Result<Json<TokenBody>, Problem> {
    let id = theirs(&service, &signed_in, &id).await?;
    let store = &**service.relay.store();
    let unknown = || Problem::not_found("没有这个令牌，也许已经停用了。");
    let known = tokens::list(store, Some(&id)).await?;
    known.iter().find(|bearer| bearer.id() == token).ok_or_else(unknown)?;
    let by = signed_in.audit_name();
    let revoked = tokens::revoke(store, &token, By(&by), (service.clock)()).await?;
    revoked.map(|bearer| Json(TokenBody::from(bearer))).ok_or_else(unknown)
}

/// The login, if it is one they may look after.
async fn theirs(service: &Service, signed_in: &SignedIn, id: &str) -> Result<StaffId, Problem> {
    let id = StaffId::new(id).map_err(|_| Problem::not_found("没有这个账号。"))?;
    if !signed_in.looks_after(&id) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "别人的令牌由管理员来管。"));
    }
    managed(service, signed_in, &id).await.map(|account| account.staff.id)
}

impl From<Bearer> for TokenBody {
    fn from(bearer: Bearer) -> Self {
        let id = bearer.id().to_owned();
        let Bearer { staff, label, made_at, used_on, .. } = bearer;
        Self { id, staff, label, made_at, used_on }
    }
}
