//! `POST /api/v1/tickets`: registers a problem from a form of the caller's own.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::fields::Fields;
use super::super::{Service, idempotency, schema};
use crate::domain::credit_code::CreditCode;
use crate::domain::region::Regions;
use crate::domain::ticket::words::{Description, FirmName, PersonName};
use crate::domain::ticket::{Category, Draft, Phone, TicketNumber};
use crate::http::json_body::JsonBody;
use crate::http::problem::Problem;

/// 登记好了
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct RegisteredBody {
    /// 单号
    #[schema(schema_with = schema::number)]
    number: TicketNumber,
    /// 查询码，只给企业自己
    code: String,
}

/// 要登记的诉求
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form")]
pub(in super::super) struct RegisterForm {
    /// 企业名称
    #[schema(min_length = 2, max_length = 60)]
    enterprise: String,
    /// 统一社会信用代码，可以不写
    #[schema(required = false)]
    credit_code: Option<String>,
    /// 联系人
    #[schema(min_length = 2, max_length = 60)]
    contact: String,
    /// 手机号，或带区号的座机号
    #[schema(example = "13900000000")]
    phone: String,
    /// 所在的市、县或区，见 /api/v1/regions
    #[schema(example = "四平市铁西区")]
    region: String,
    /// 类别，不清楚时写“其他”
    #[schema(schema_with = schema::category)]
    category: String,
    /// 遇到的问题
    #[schema(min_length = 5, max_length = 4000)]
    description: String,
}

/// 登记诉求：收到 201 时已经写进硬盘
#[utoipa::path(post, path = "/api/v1/tickets", tag = "own ticket",
    params(("Idempotency-Key" = Option<String>, Header, description = "同一个值重复发，只登记一次")),
    request_body = RegisterForm,
    responses((status = 201, description = "登记好了", body = RegisteredBody)), security(()))]
pub(in super::super) async fn register(
    State(service): State<Service>,
    headers: HeaderMap,
    JsonBody(fields): JsonBody,
) -> Result<(StatusCode, Json<RegisteredBody>), Problem> {
    let key = idempotency::sent(&headers)?;
    let draft = read(Fields::new(fields), &service.relay.assistant().knowledge().regions, Need::Required)?;
    let keyed = key.map(|key| (key, digest(&draft, &[])));
    let ticket = service.relay.register(draft, keyed).await?.ticket;
    Ok((StatusCode::CREATED, Json(RegisteredBody { number: ticket.number, code: ticket.code })))
}

/// Whether a form must name the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Need {
    /// It must.
    Required,
    /// It tells the place in another way; a region that it names besides is taken if it is one.
    IfKnown,
}

/// Tells whether a repeated request says the same; `files` are the digests of what came with it.
pub(in super::super) fn digest(draft: &Draft, files: &[&str]) -> String {
    let phone = draft.phone.as_ref().map_or("", Phone::as_str);
    let region = draft.region.as_deref().unwrap_or_default();
    let category = draft.category.map_or("", Category::as_str);
    let credit_code = draft.credit_code.as_ref().map_or("", CreditCode::as_str);
    let parts: [&str; 7] =
        [&draft.enterprise, credit_code, &draft.contact, phone, region, category, &draft.description];
    let parts: Vec<&[u8]> = parts.iter().chain(files).map(|part| part.as_bytes()).collect();
    idempotency::digest(&parts)
}

/// The draft of a form; names every field that is wrong.
pub(in super::super) fn read(mut fields: Fields, regions: &Regions, need: Need) -> Result<Draft, Problem> {
    let enterprise = fields.required("enterprise", "请写企业名称", |text| {
        FirmName::new(text).map(String::from).map_err(|error| error.to_string())
    });
    let credit_code = fields.optional("credit_code", |text| CreditCode::new(text).map_err(|error| error.to_string()));
    let contact = fields.required("contact", "请写联系人", |text| {
        PersonName::new(text).map(String::from).map_err(|error| error.to_string())
    });
    let phone =
        fields.required("phone", "请写联系电话", |text| Phone::new(text).map_err(|error| error.to_string()));
    let region = |text: &str| match regions.find(text) {
        Ok(region) => Ok(region.name.clone()),
        Err(unknown) => Err(unknown.to_string()),
    };
    let region = match need {
        Need::Required => fields.required("region", "请写所在地区", region),
        Need::IfKnown => fields.optional_text("region").and_then(|text| region(&text).ok()),
    };
    let category = fields.required("category", "请写诉求类别；不清楚时写“其他”", |text| {
        text.parse::<Category>().map_err(|error| error.to_string())
    });
    let description = fields.required("description", "请写遇到的问题", |text| {
        Description::new(text).map(String::from).map_err(|error| error.to_string())
    });
    fields.end()?;
    match (enterprise, contact, description) {
        (Some(enterprise), Some(contact), Some(description)) => {
            Ok(Draft { enterprise, credit_code, contact, phone, region, category, description })
        }
        // A field that could not be read is a fault, and faults have ended it above.
        _ => Err(Problem::internal()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn the_digest_tells_where_one_field_ends() {
        let draft = |enterprise: &str, contact: &str| Draft {
            enterprise: enterprise.into(),
            credit_code: None,
            contact: contact.into(),
            phone: None,
            region: None,
            category: None,
            description: "经常停电".into(),
        };
        let digest = |enterprise: &str, contact: &str| digest(&draft(enterprise, contact), &[]);
        assert_eq!(digest("某厂", "某某"), digest("某厂", "某某"));
        assert_ne!(digest("某厂某", "某"), digest("某厂", "某某"));
    }
}
