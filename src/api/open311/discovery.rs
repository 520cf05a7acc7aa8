//! Where Open311 is served and in which formats, as Service Discovery has it.

use axum::Json;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use quick_xml::escape::escape;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::own_address;

/// When the services or their definitions changed last.
const CHANGED: &str = "2026-11-28 00:00";
const CONTACT: &str = "请联系本站的管理员";
const KEYS: &str = "登记不用 api_key；列表要的 api_key 是工作人员的令牌，由管理员发放";
const SPECIFICATION: &str = "http://wiki.open311.org/GeoReport_v2";
const FORMATS: [&str; 2] = ["text/xml", "application/json"];

/// 有哪些 Open311 接口
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct DiscoveryBody {
    /// 最近一次变化
    changeset: &'static str,
    /// 找谁
    contact: &'static str,
    /// 怎么得到 api_key
    key_service: &'static str,
    /// 各个接口
    endpoints: Vec<EndpointBody>,
}

/// 一个接口
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct EndpointBody {
    /// 哪一种规范
    specification: &'static str,
    /// 地址
    url: String,
    /// 最近一次变化
    changeset: &'static str,
    /// 是不是真的在办
    r#type: &'static str,
    /// 能答哪些格式
    formats: [&'static str; 2],
}

/// 服务发现（JSON）
#[utoipa::path(get, path = "/open311/discovery.json", tag = "open311",
    responses((status = 200, description = "在哪里", body = DiscoveryBody)), security(()))]
pub(in super::super) async fn json(request: Request) -> Json<DiscoveryBody> {
    let endpoint = EndpointBody {
        specification: SPECIFICATION,
        url: url(&request),
        changeset: CHANGED,
        r#type: "production",
        formats: FORMATS,
    };
    Json(DiscoveryBody { changeset: CHANGED, contact: CONTACT, key_service: KEYS, endpoints: vec![endpoint] })
}

/// 服务发现（XML）
#[utoipa::path(get, path = "/open311/discovery.xml", tag = "open311",
    responses((status = 200, description = "在哪里", body = String, content_type = "text/xml")), security(()))]
pub(in super::super) async fn xml(request: Request) -> impl IntoResponse {
    let (url, formats) = (url(&request), FORMATS.map(|format| format!("<format>{format}</format>")).concat());
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<discovery><changeset>{CHANGED}</changeset><contact>{CONTACT}</contact>\
         <key_service>{KEYS}</key_service><endpoints><endpoint><specification>{SPECIFICATION}</specification>\
         <url>{}</url><changeset>{CHANGED}</changeset><type>production</type><formats>{formats}</formats>\
         </endpoint></endpoints></discovery>\n",
        escape(&url)
    );
    ([(CONTENT_TYPE, "text/xml; charset=utf-8")], text)
}

fn url(request: &Request) -> String {
    format!("{}/open311/v2", own_address::of(request.headers(), request.extensions()))
}
