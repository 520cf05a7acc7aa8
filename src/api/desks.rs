//! `GET /api/v1/desks`: whom tickets are given to.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use crate::domain::ids::DeskId;
use crate::domain::ticket::Category;
use crate::http::staff_session::SignedIn;

/// 全部服务台
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DesksBody {
    /// 按文件里的顺序
    desks: Vec<DeskBody>,
}

/// 一个服务台
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeskBody {
    /// 编号
    #[schema(value_type = String)]
    id: DeskId,
    /// 名称
    name: String,
    /// 负责的地区
    region: String,
    /// 办哪些类别；空的表示都办
    #[schema(value_type = Vec<String>)]
    categories: Vec<Category>,
    /// 交给哪些部门
    departments: Vec<String>,
}

/// 有哪些服务台
#[utoipa::path(get, path = "/api/v1/desks", tag = "desk",
    responses((status = 200, description = "全部服务台", body = DesksBody)), security(("token" = [])))]
pub(super) async fn desks(State(service): State<Service>, _: SignedIn) -> Json<DesksBody> {
    let office = service.relay.office();
    let desks = office.desks().iter().cloned().map(|desk| DeskBody {
        id: desk.id,
        name: desk.name,
        region: desk.region,
        categories: desk.categories,
        departments: desk.departments,
    });
    Json(DesksBody { desks: desks.collect() })
}
