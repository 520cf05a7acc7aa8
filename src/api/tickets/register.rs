//! `POST /api/v1/tickets`: registers a problem from a form of the caller's own.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::fields::Fields;
use super::super::{Service, idempotency, schema};
use crate::domain::credit_code::CreditCode;
use crate::domain::region::{Region, Regions};
use crate::domain::ticket::{Category, Draft, Phone, TicketNumber, words};
use crate::http::json_body::JsonBody;
use crate::http::problem::Problem;

/// So many regions are offered in the place of one that there is not.
const OFFERED: usize = 3;
/// So much of a name must be the same for it to be offered.
const LIKENESS: f64 = 0.5;

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
    let draft = read(Fields::new(fields), &service.relay.assistant().knowledge().regions)?;
    let keyed = key.map(|key| (key, digest(&draft)));
    let ticket = service.relay.register(draft, keyed).await?.ticket;
    Ok((StatusCode::CREATED, Json(RegisteredBody { number: ticket.number, code: ticket.code })))
}

/// Tells whether a repeated request says the same.
pub(in super::super) fn digest(draft: &Draft) -> String {
    let phone = draft.phone.as_ref().map_or("", Phone::as_str);
    let region = draft.region.as_deref().unwrap_or_default();
    let category = draft.category.map_or("", Category::as_str);
    let credit_code = draft.credit_code.as_ref().map_or("", CreditCode::as_str);
    let parts = [&draft.enterprise, credit_code, &draft.contact, phone, region, category, &draft.description];
    idempotency::digest(&parts.map(str::as_bytes))
}

/// The draft of a form; names every field that is wrong.
pub(in super::super) fn read(mut fields: Fields, regions: &Regions) -> Result<Draft, Problem> {
    let name = |text: &str| words::name(text).map_err(|error| error.to_string());
    let enterprise = fields.required("enterprise", "请写企业名称", name);
    let credit_code = fields.optional("credit_code", |text| CreditCode::new(text).map_err(|error| error.to_string()));
    let contact = fields.required("contact", "请写联系人", name);
    let phone =
        fields.required("phone", "请写联系电话", |text| Phone::new(text).map_err(|error| error.to_string()));
    let region = fields.required("region", "请写所在地区", |text| region(text, regions));
    let category = fields.required("category", "请写诉求类别；不清楚时写“其他”", |text| {
        text.parse::<Category>().map_err(|error| error.to_string())
    });
    let description = fields.required("description", "请写遇到的问题", |text| {
        words::description(text).map_err(|error| error.to_string())
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

/// The official name of a region that is called by any of its names, with or without its province, or that an address
/// names.
fn region(text: &str, regions: &Regions) -> Result<String, String> {
    let compact: String = text.split_whitespace().collect();
    let named = |name: &str| {
        let found =
            regions.get(name).or_else(|| regions.iter().find(|region| region.aliases.iter().any(|a| a == name)));
        found.map(|region| region.name.clone())
    };
    let within_province = || regions.iter().find_map(|region| named(compact.strip_prefix(region.name.as_str())?));
    let in_address = || {
        let found = regions.iter().map(|region| &region.name).filter(|name| compact.contains(name.as_str()));
        found.max_by_key(|name| name.chars().count()).cloned()
    };
    named(&compact).or_else(within_province).or_else(in_address).ok_or_else(|| {
        let near = near(&compact, regions);
        let offer = if near.is_empty() {
            "例如“四平市铁西区”“公主岭市”".to_owned()
        } else {
            format!("是不是{}", near.join("、"))
        };
        format!("没有找到“{text}”这个地区，请写到市、县或区，{offer}")
    })
}

/// The regions whose names are most like a text.
fn near(text: &str, regions: &Regions) -> Vec<String> {
    let likeness = |region: &Region| {
        let names = std::iter::once(&region.name).chain(&region.aliases);
        names.map(|name| strsim::normalized_levenshtein(text, name)).fold(0.0, f64::max)
    };
    let mut near: Vec<(f64, &str)> = regions.iter().map(|region| (likeness(region), region.name.as_str())).collect();
    near.retain(|(likeness, _)| *likeness >= LIKENESS);
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    near.iter().take(OFFERED).map(|(_, name)| format!("“{name}”")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::region::Level;

    #[test]
    fn a_region_is_known_by_any_name() {
        let place = |name: &str, alias: &str| Region {
            name: name.into(),
            level: Level::City,
            area_code: None,
            parent: None,
            aliases: vec![alias.into()],
        };
        let regions = Regions::new(vec![place("吉林省", "吉林"), place("四平市铁西区", "四平铁西")]);
        for text in ["四平市铁西区", "四平铁西", " 四平市 铁西区", "吉林省四平市铁西区"] {
            assert_eq!(region(text, &regions).as_deref(), Ok("四平市铁西区"), "{text}");
        }
        assert_eq!(region("四平市铁西区红旗街12号", &regions).as_deref(), Ok("四平市铁西区"));
        assert!(region("四平铁东", &regions).is_err_and(|said| said.contains("是不是“四平市铁西区”")));
        assert!(region("某地", &regions).is_err_and(|said| said.contains("例如")));
    }

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
        assert_eq!(digest(&draft("某厂", "某某")), digest(&draft("某厂", "某某")));
        assert_ne!(digest(&draft("某厂某", "某")), digest(&draft("某厂", "某某")));
    }
}
