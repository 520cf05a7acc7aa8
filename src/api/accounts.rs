//! Makes staff accounts, gives them other passwords and lets them in no more; for administrators.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Service;
use super::managed::managed;
use super::schema;
use super::staff::MemberBody;
use super::wording::{read, wrong};
use crate::desk::accounts::{self, Account, AccountError, By, Password, reach};
use crate::domain::ids::DeskId;
use crate::domain::staff::{Role, Staff, StaffId};
use crate::http::json_body::JsonBody;
use crate::http::problem::Problem;
use crate::http::staff_session::{Administrator, SignedIn};

/// 新账号
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountForm {
    /// 账号：小写字母开头，2 到 32 个小写字母、数字、点、横线或下划线
    #[schema(example = "wang.li")]
    pub id: String,
    /// 姓名
    #[schema(min_length = 1, max_length = 30)]
    pub name: String,
    /// agent 经办，supervisor 督办，admin 管理员
    #[schema(schema_with = schema::role)]
    pub role: Role,
    /// 负责的地区，写全称；不写表示全部
    #[serde(default)]
    pub region: Option<String>,
    /// 所在的服务台；不写表示不限
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub desk: Option<DeskId>,
    /// 密码；不写就由系统生成
    #[serde(default)]
    pub password: Option<String>,
}

/// 一个人现在该是什么样
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EditForm {
    /// 姓名
    #[schema(min_length = 1, max_length = 30)]
    name: String,
    /// agent 经办，supervisor 督办，admin 管理员
    #[schema(schema_with = schema::role)]
    role: Role,
    /// 负责的地区，写全称；不写表示全部
    #[serde(default)]
    region: Option<String>,
    /// 所在的服务台；不写表示不限
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    desk: Option<DeskId>,
    /// 是否停用；不写表示不停用
    #[serde(default)]
    disabled: bool,
}

/// 换一个密码
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordForm {
    /// 新密码；不写就由系统生成
    #[serde(default)]
    pub password: Option<String>,
}

/// 停用或启用
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessForm {
    /// true 停用，false 启用
    pub disabled: bool,
}

/// 一个账号
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AccountBody {
    /// 账号
    pub id: String,
    /// 姓名
    pub name: String,
    /// 是否停用
    pub disabled: bool,
    /// 系统生成的密码，只在这里出现一次；自己写了密码时是 null
    pub password: Option<String>,
}

/// 新增账号（管理员）
#[utoipa::path(post, path = "/api/v1/staff", tag = "administration", request_body = AccountForm,
    responses((status = 201, description = "新账号", body = AccountBody)), security(("token" = [])))]
pub(super) async fn add(
    State(service): State<Service>,
    Administrator(me): Administrator,
    JsonBody(fields): JsonBody,
) -> Result<(StatusCode, Json<AccountBody>), Problem> {
    let form: AccountForm = read("role", fields)?;
    let AccountForm { id, name, role, region, desk, password } = form;
    let id = StaffId::new(&id).map_err(|error| wrong("id", &error.to_string()))?;
    let staff = Staff { id, name, role, region, desk, telegram: None, disabled: false };
    let (password, fresh) = chosen(password);
    let (office, now) = (service.relay.office(), (service.clock)());
    let store = &**service.relay.store();
    reach::may_give(&office, &me.staff, None, &staff).map_err(refused)?;
    let account = accounts::add(store, &office, staff, &password, By(&me.audit_name()), now).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(body(account, fresh))))
}

/// 改一个人的姓名、角色、地区、服务台（管理员）；马上生效
#[utoipa::path(put, path = "/api/v1/staff/{id}", tag = "administration",
    params(("id" = String, Path, description = "账号")), request_body = EditForm,
    responses((status = 200, description = "改好了", body = MemberBody)), security(("token" = [])))]
pub(super) async fn edit(
    State(service): State<Service>,
    Administrator(me): Administrator,
    Path(id): Path<String>,
    JsonBody(fields): JsonBody,
) -> Result<Json<MemberBody>, Problem> {
    let form: EditForm = read("role", fields)?;
    let (store, office, now) = (&**service.relay.store(), service.relay.office(), (service.clock)());
    let id = login(&id)?;
    not_oneself(&me, &id, form.disabled || form.role < Role::Admin)?;
    let known = managed(&service, &me, &id).await?;
    let EditForm { name, role, region, desk, disabled } = form;
    let staff = Staff { id, name, role, region, desk, telegram: known.staff.telegram, disabled };
    reach::may_give(&office, &me.staff, Some(&known.staff), &staff).map_err(refused)?;
    let account = accounts::edit(store, &office, staff, By(&me.audit_name()), now).await.map_err(refused)?;
    Ok(Json(MemberBody::of(account.staff, account.is_temporary)))
}

/// 重设密码，各处的登录马上失效（管理员）
#[utoipa::path(post, path = "/api/v1/staff/{id}/password", tag = "administration",
    params(("id" = String, Path, description = "账号")), request_body = PasswordForm,
    responses((status = 200, description = "账号", body = AccountBody)), security(("token" = [])))]
pub(super) async fn reset(
    State(service): State<Service>,
    Administrator(me): Administrator,
    Path(id): Path<String>,
    JsonBody(fields): JsonBody,
) -> Result<Json<AccountBody>, Problem> {
    let form: PasswordForm = read("password", fields)?;
    let (password, fresh) = chosen(form.password);
    let (store, now) = (&**service.relay.store(), (service.clock)());
    let id = managed(&service, &me, &login(&id)?).await?.staff.id;
    let account = accounts::reset(store, &id, &password, By(&me.audit_name()), now).await;
    Ok(Json(body(account.map_err(refused)?, fresh)))
}

/// 停用或启用账号，马上生效（管理员）
#[utoipa::path(post, path = "/api/v1/staff/{id}/access", tag = "administration",
    params(("id" = String, Path, description = "账号")), request_body = AccessForm,
    responses((status = 200, description = "账号", body = AccountBody)), security(("token" = [])))]
pub(super) async fn access(
    State(service): State<Service>,
    Administrator(me): Administrator,
    Path(id): Path<String>,
    JsonBody(fields): JsonBody,
) -> Result<Json<AccountBody>, Problem> {
    let form: AccessForm = read("disabled", fields)?;
    let (store, now) = (&**service.relay.store(), (service.clock)());
    let id = login(&id)?;
    not_oneself(&me, &id, form.disabled)?;
    managed(&service, &me, &id).await?;
    let account = accounts::set_disabled(store, &id, form.disabled, By(&me.audit_name()), now).await;
    Ok(Json(body(account.map_err(refused)?, None)))
}

/// Whoever locks themselves out cannot let themselves in again.
fn not_oneself(me: &SignedIn, id: &StaffId, locks_out: bool) -> Result<(), Problem> {
    if me.staff.id == *id && locks_out {
        let detail = "不能停用自己，也不能取消自己的管理员身份；请另一位管理员来做。";
        return Err(Problem::new(StatusCode::CONFLICT, detail));
    }
    Ok(())
}

fn chosen(password: Option<String>) -> (Password, Option<Password>) {
    match password {
        Some(password) => (Password::typed(password), None),
        None => {
            let fresh = Password::fresh();
            (fresh.clone(), Some(fresh))
        }
    }
}

fn body(account: Account, fresh: Option<Password>) -> AccountBody {
    let Staff { id, name, disabled, .. } = account.staff;
    let password = fresh.map(|password| password.reveal().to_owned());
    AccountBody { id: id.to_string(), name, disabled, password }
}

fn login(id: &str) -> Result<StaffId, Problem> {
    StaffId::new(id).map_err(|_| Problem::not_found("没有这个账号。"))
}

fn refused(error: AccountError) -> Problem {
    match error {
        AccountError::Store(error) => error.into(),
        AccountError::Hash(error) => {
            tracing::error!(%error, "a password was not worked on");
            Problem::internal()
        }
        AccountError::Unknown(_) => Problem::not_found(format!("{error}。")),
        AccountError::Taken(_) => Problem::new(StatusCode::CONFLICT, format!("{error}。")),
        AccountError::Weak(_) => wrong("password", &error.to_string()),
        AccountError::Wrong | AccountError::Invalid(_) => Problem::new(StatusCode::BAD_REQUEST, format!("{error}。")),
    }
}
