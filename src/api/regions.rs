//! `GET /api/v1/regions`: the regions that a form can offer.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use crate::domain::region::Level;

/// 全部地区
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RegionsBody {
    /// 上级在前
    regions: Vec<RegionBody>,
}

/// 一个地区
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RegionBody {
    /// 全称
    name: String,
    /// province 省，city 市州，county 县市，district 区
    #[schema(value_type = String, pattern = "^(province|city|county|district)$")]
    level: Level,
    /// 上级的全称
    parent: Option<String>,
}

/// 有哪些地区；登记和筛选都写全称
#[utoipa::path(get, path = "/api/v1/regions", tag = "own ticket",
    responses((status = 200, description = "全部地区", body = RegionsBody)), security(()))]
pub(super) async fn regions(State(service): State<Service>) -> Json<RegionsBody> {
    let office = service.relay.office();
    let regions = office.regions().iter().cloned();
    let regions = regions.map(|region| RegionBody { name: region.name, level: region.level, parent: region.parent });
    Json(RegionsBody { regions: regions.collect() })
}
