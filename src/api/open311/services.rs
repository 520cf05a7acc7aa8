//! The categories as Open311 services.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::ObjectBuilder;

use super::super::schema;
use super::format::{Format, Listed};
use crate::domain::ticket::Category;
use crate::http::problem::Problem;

/// The categories with the codes other systems know them by; never changed.
const CODES: [(Category, &str); 11] = [
    (Category::Power, "power"),
    (Category::Gas, "gas"),
    (Category::Heat, "heat"),
    (Category::Land, "land"),
    (Category::Logistics, "logistics"),
    (Category::Finance, "finance"),
    (Category::Arrears, "arrears"),
    (Category::Labour, "labour"),
    (Category::Permits, "permits"),
    (Category::Environment, "environment"),
    (Category::Other, "other"),
];

/// The category of a code.
pub(super) fn category(code: &str) -> Result<Category, String> {
    let found = CODES.iter().find(|(_, known)| *known == code).map(|(category, _)| *category);
    found.ok_or_else(|| format!("没有“{code}”这个 service_code，见 services.json"))
}

/// The code of a category.
pub(super) fn code(category: Category) -> &'static str {
    CODES.iter().find(|(known, _)| *known == category).map_or("other", |(_, code)| *code)
}

/// The codes, for the description of the API.
pub(super) fn code_schema() -> ObjectBuilder {
    schema::words(CODES.map(|(_, code)| code.to_owned()))
}

/// 一种服务
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct ServiceBody {
    /// 代号
    service_code: &'static str,
    /// 名称
    service_name: &'static str,
    /// 说明
    description: String,
    /// 要不要填附加项，见 services/{code}
    metadata: bool,
    /// 办理方式
    r#type: &'static str,
    /// 关键词
    keywords: &'static str,
    /// 分组
    group: &'static str,
}

impl Listed for ServiceBody {
    const ROOT: &'static str = "services";
    const PART: &'static str = "service";
}

/// 一种服务的附加项
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct DefinitionBody {
    /// 代号
    service_code: &'static str,
    /// 附加项
    attributes: Vec<AttributeBody>,
}

/// 一个附加项：提交时写成 attribute[code]
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct AttributeBody {
    /// 是否由填写人填
    variable: bool,
    /// 代号
    code: &'static str,
    /// 类型
    datatype: &'static str,
    /// 是否必填
    required: bool,
    /// 类型说明
    datatype_description: &'static str,
    /// 第几项
    order: u8,
    /// 说明
    description: &'static str,
}

impl Listed for AttributeBody {
    const ROOT: &'static str = "attributes";
    const PART: &'static str = "attribute";
}

/// 有哪些服务（JSON）
#[utoipa::path(get, path = "/open311/v2/services.json", tag = "open311",
    responses((status = 200, description = "十一个类别", body = Vec<ServiceBody>)), security(()))]
pub(in super::super) async fn list_json() -> Response {
    Format::Json.answer(StatusCode::OK, &services())
}

/// 有哪些服务（XML）
#[utoipa::path(get, path = "/open311/v2/services.xml", tag = "open311",
    responses((status = 200, description = "十一个类别", body = String, content_type = "text/xml")), security(()))]
pub(in super::super) async fn list_xml() -> Response {
    Format::Xml.answer(StatusCode::OK, &services())
}

/// 一种服务要填什么；地址以 .json 或 .xml 结尾
#[utoipa::path(get, path = "/open311/v2/services/{code}", tag = "open311",
    params(("code" = String, Path, description = "代号加 .json 或 .xml，例如 power.json")),
    responses((status = 200, description = "附加项", content((DefinitionBody = "application/json"), (String = "text/xml")))),
    security(()))]
pub(in super::super) async fn one(Path(name): Path<String>) -> Response {
    let Some((wanted, format)) = Format::split(&name) else {
        return Problem::not_found("地址要以 .json 或 .xml 结尾。").into_response();
    };
    let Ok(category) = category(wanted) else {
        return format.or_errors(Err(Problem::not_found("没有这个 service_code，见 services.json。")));
    };
    let body = DefinitionBody { service_code: code(category), attributes: attributes() };
    let (kind, text) = match format {
        Format::Json => ("application/json; charset=utf-8", serde_json::to_string(&body).ok()),
        Format::Xml => ("text/xml; charset=utf-8", definition_xml(&body)),
    };
    text.map_or_else(|| Problem::internal().into_response(), |text| ([(CONTENT_TYPE, kind)], text).into_response())
}

fn services() -> Vec<ServiceBody> {
    let service = |(category, code): (Category, &'static str)| ServiceBody {
        service_code: code,
        service_name: category.as_str(),
        description: format!("企业遇到的{}方面的问题", category.as_str()),
        metadata: true,
        r#type: "realtime",
        keywords: category.as_str(),
        group: "万人助万企",
    };
    CODES.into_iter().map(service).collect()
}

fn attributes() -> Vec<AttributeBody> {
    let attribute = |order, code, required, description, datatype_description| AttributeBody {
        variable: true,
        code,
        datatype: "string",
        required,
        datatype_description,
        order,
        description,
    };
    // GeoReport asks for none of these itself, so whoever builds a form from the definition is told here.
    let needed = "还要填：所在的市、县或区（address_string），联系人（last_name、first_name），电话（phone），问题（description）";
    vec![
        AttributeBody { variable: false, ..attribute(1, "needed", false, needed, "") },
        attribute(2, "enterprise", true, "企业名称", "2 到 60 个字"),
        attribute(3, "credit_code", false, "统一社会信用代码", "18 位，可以不写"),
    ]
}

fn definition_xml(body: &DefinitionBody) -> Option<String> {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<service_definition><service_code>{}</service_code><attributes>",
        body.service_code
    );
    for attribute in &body.attributes {
        text.push_str(&quick_xml::se::to_string_with_root(AttributeBody::PART, attribute).ok()?);
    }
    text.push_str("</attributes></service_definition>\n");
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_is_a_service() {
        for (known, _) in Category::ALL {
            assert_eq!(category(code(known)), Ok(known));
        }
        assert!(category("供电").is_err());
    }
}
