//! `/api/v1/views`: the views of the queue that somebody has saved for themselves.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;
use utoipa::ToSchema;

use super::Service;
use super::wording::{read, wrong};
use crate::desk::views::{self, View, ViewError};
use crate::http::json_body::JsonBody;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// 自己的常用筛选
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ViewsBody {
    /// 按名称排
    views: Vec<ViewBody>,
}

/// 一个常用筛选
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ViewBody {
    /// 名称
    name: String,
    /// 工作台队列的地址里问号后面的部分
    query: String,
}

/// 要存的筛选
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewForm {
    /// 工作台队列的地址里问号后面的部分，例如 status=open&category=供电
    query: String,
}

/// 自己的常用筛选，工作台的队列里也有
#[utoipa::path(get, path = "/api/v1/views", tag = "desk",
    responses((status = 200, description = "全部", body = ViewsBody)), security(("token" = [])))]
pub(super) async fn list(State(service): State<Service>, signed_in: SignedIn) -> Result<Json<ViewsBody>, Problem> {
    let views = views::of(&**service.relay.store(), &signed_in.staff.id).await?;
    let views = views.into_iter().map(|View { name, query, .. }| ViewBody { name, query });
    Ok(Json(ViewsBody { views: views.collect() }))
}

/// 存一个常用筛选；同名的换成新的
#[utoipa::path(put, path = "/api/v1/views/{name}", tag = "desk",
    params(("name" = String, Path, description = "名称，1 到 20 个字")), request_body = ViewForm,
    responses((status = 200, description = "存好了", body = ViewBody)), security(("token" = [])))]
pub(super) async fn save(
    State(service): State<Service>,
    signed_in: SignedIn,
    Path(name): Path<String>,
    JsonBody(fields): JsonBody,
) -> Result<Json<ViewBody>, Problem> {
    let form: ViewForm = read("query", fields)?;
    let pairs = form_urlencoded::parse(form.query.trim_start_matches('?').as_bytes());
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let view = View { staff: signed_in.staff.id, name: name.trim().to_owned(), query };
    match views::save(&**service.relay.store(), view.clone(), (service.clock)()).await {
        Ok(()) => Ok(Json(ViewBody { name: view.name, query: view.query })),
        Err(ViewError::Refused(refusal)) => Err(wrong("name", &refusal.to_string())),
        Err(ViewError::Store(error)) => Err(error.into()),
    }
}

/// 删掉一个常用筛选；本来就没有也一样
#[utoipa::path(delete, path = "/api/v1/views/{name}", tag = "desk",
    params(("name" = String, Path, description = "名称")),
    responses((status = 204, description = "没有了")), security(("token" = [])))]
pub(super) async fn forget(
    State(service): State<Service>,
    signed_in: SignedIn,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    views::forget(&**service.relay.store(), &signed_in.staff.id, name.trim(), (service.clock)()).await?;
    Ok(StatusCode::NO_CONTENT)
}
