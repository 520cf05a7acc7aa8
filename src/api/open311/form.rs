//! Reads the form by which another system reports a problem.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::super::fields::Fields;
use super::services;
use crate::domain::region::Regions;
use crate::domain::ticket::Draft;
use crate::domain::ticket::words::tidied;
use crate::http::problem::Problem;

/// What Open311 knows and we have no use for; it is taken without a word.
const IGNORED: [&str; 11] = [
    "jurisdiction_id",
    "api_key",
    "lat",
    "long",
    "address_id",
    "email",
    "device_id",
    "account_id",
    "media_url",
    "first_name",
    "last_name",
];

/// 另一个系统登记一个请求
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form")]
pub(in super::super) struct ReportForm {
    /// 服务的代号，见 services
    #[schema(schema_with = services::code_schema)]
    service_code: String,
    /// 所在的市、县或区
    #[schema(example = "四平市铁西区")]
    address_string: String,
    /// 企业名称
    #[schema(rename = "attribute[enterprise]", min_length = 2, max_length = 60)]
    enterprise: String,
    /// 统一社会信用代码
    #[schema(rename = "attribute[credit_code]", required = false)]
    credit_code: String,
    /// 联系人的姓
    #[schema(required = false)]
    last_name: String,
    /// 联系人的名；姓名连在一起时写在这里
    #[schema(required = false)]
    first_name: String,
    /// 联系电话
    #[schema(example = "13900000000")]
    phone: String,
    /// 遇到的问题
    #[schema(min_length = 5, max_length = 4000)]
    description: String,
    /// 可以不写：只有一个辖区
    #[schema(required = false)]
    jurisdiction_id: String,
    /// 可以不写：登记不用令牌
    #[schema(required = false)]
    api_key: String,
}

/// Writes an address that names more than the region under the description: a ticket has no other place for it.
pub(super) fn keep_address(draft: &mut Draft, address: &str, regions: &Regions) {
    let Some(region) = draft.region.as_deref().filter(|region| address.contains(*region)) else { return };
    let province = regions.province_of(region).map_or("", |province| province.name.as_str());
    let rest = address.replace(region, "").replace(province, "");
    if rest.chars().any(char::is_alphanumeric) {
        draft.description = format!("{}\n地址：{}", draft.description, tidied(address.trim()));
    }
}

/// The draft of a form, as `finish` checks its fields under our own names.
pub(super) fn read(
    sent: BTreeMap<String, String>,
    finish: impl FnOnce(Fields) -> Result<Draft, Problem>,
) -> Result<Draft, Problem> {
    let text = |name: &str| sent.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let mut fields = Map::new();
    // Chinese names begin with the family name.
    let contact = format!("{}{}", text("last_name"), text("first_name"));
    let category = services::category(&text("service_code")).map(|category| category.as_str().to_owned());
    for (name, value) in [
        ("enterprise", text("attribute[enterprise]")),
        ("credit_code", text("attribute[credit_code]")),
        ("contact", contact),
        ("phone", text("phone")),
        ("region", text("address_string")),
        ("category", category.unwrap_or_else(|_| text("service_code"))),
        ("description", text("description")),
    ] {
        fields.insert(name.to_owned(), Value::String(value));
    }
    let read =
        ["attribute[enterprise]", "attribute[credit_code]", "phone", "address_string", "service_code", "description"];
    let unknown =
        sent.into_iter().filter(|(name, _)| !read.contains(&name.as_str()) && !IGNORED.contains(&name.as_str()));
    fields.extend(unknown.map(|(name, value)| (name, Value::String(value))));
    finish(Fields::new(fields))
}
