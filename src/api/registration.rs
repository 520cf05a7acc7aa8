//! `POST /api/v1/tickets`: registers a problem from a form of the caller's own.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Service;
use super::fields::Fields;
use crate::domain::credit_code::CreditCode;
use crate::domain::region::Regions;
use crate::domain::ticket::{Category, Draft, Phone, TicketNumber};
use crate::http::json_body::JsonBody;
use crate::http::problem::{FieldFault, Problem};

/// The header under which a request may be repeated without registering twice.
const KEY_HEADER: &str = "idempotency-key";
/// The longest key, in characters.
const KEY_LIMIT: usize = 128;
/// The longest name of a firm or a person, in characters.
const NAME_LIMIT: usize = 60;
/// The shortest and the longest description, in characters.
const DESCRIPTION: (usize, usize) = (5, 1000);

/// What the enterprise needs to look its ticket up.
#[derive(Debug, Serialize)]
pub(super) struct RegisteredBody {
    number: TicketNumber,
    code: String,
}

/// Registers a problem; the ticket is on disk before the answer leaves.
pub(super) async fn register(
    State(service): State<Service>,
    headers: HeaderMap,
    JsonBody(fields): JsonBody,
) -> Result<(StatusCode, Json<RegisteredBody>), Problem> {
    let key = key(&headers)?;
    let draft = read(Fields::new(fields), &service.relay.assistant().knowledge().regions)?;
    let keyed = key.map(|key| (key, digest(&draft)));
    let ticket = service.relay.register(draft, keyed).await?.ticket;
    Ok((StatusCode::CREATED, Json(RegisteredBody { number: ticket.number, code: ticket.code })))
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(KEY_HEADER) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if (1..=KEY_LIMIT).contains(&text.len()) {
        return Ok(Some(text.to_owned()));
    }
    let reason = format!("Idempotency-Key 要写 1 到 {KEY_LIMIT} 个字母、数字或符号，例如一个 UUID");
    Err(Problem::invalid(vec![FieldFault { field: "Idempotency-Key".to_owned(), reason }]))
}

/// Tells whether a repeated request says the same.
fn digest(draft: &Draft) -> String {
    let phone = draft.phone.as_ref().map_or("", Phone::as_str);
    let region = draft.region.as_deref().unwrap_or_default();
    let category = draft.category.map_or("", Category::as_str);
    let credit_code = draft.credit_code.as_ref().map_or("", CreditCode::as_str);
    let mut hasher = Sha256::new();
    for part in [&draft.enterprise, credit_code, &draft.contact, phone, region, category, &draft.description] {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part);
    }
    format!("{:x}", hasher.finalize())
}

fn read(mut fields: Fields, regions: &Regions) -> Result<Draft, Problem> {
    let enterprise = fields.required("enterprise", "请写企业名称", name);
    let credit_code =
        fields.optional("credit_code", |text| CreditCode::new(text).map_err(|error| error.to_string()));
    let contact = fields.required("contact", "请写联系人", name);
    let phone =
        fields.required("phone", "请写联系电话", |text| Phone::new(text).map_err(|error| error.to_string()));
    let region = fields.required("region", "请写所在地区", |text| region(text, regions));
    let category = fields.required("category", "请写诉求类别；不清楚时写“其他”", |text| {
        text.parse::<Category>().map_err(|error| error.to_string())
    });
    let description = fields.required("description", "请写遇到的问题", description);
    fields.end()?;
    match (enterprise, contact, description) {
        (Some(enterprise), Some(contact), Some(description)) => {
            Ok(Draft { enterprise, credit_code, contact, phone, region, category, description })
        }
        // A field that could not be read is a fault, and faults have ended it above.
        _ => Err(Problem::internal()),
    }
}

fn name(text: &str) -> Result<String, String> {
    let fine = (2..=NAME_LIMIT).contains(&text.chars().count())
        && text.chars().any(char::is_alphabetic)
        && !text.chars().any(char::is_control);
    if fine { Ok(text.to_owned()) } else { Err(format!("名称要有 2 到 {NAME_LIMIT} 个字")) }
}

fn description(text: &str) -> Result<String, String> {
    let (least, most) = DESCRIPTION;
    let long = text.chars().count();
    match long {
        _ if long < least => Err(format!("请把问题写清楚一些（至少 {least} 个字）")),
        _ if long > most => Err(format!("问题最多写 {most} 个字，现在有 {long} 个字")),
        _ => Ok(text.to_owned()),
    }
}

/// The official name of a region that is called by any of its names, with or without its province.
fn region(text: &str, regions: &Regions) -> Result<String, String> {
    let compact: String = text.split_whitespace().collect();
    let named = |name: &str| {
        let found =
            regions.get(name).or_else(|| regions.iter().find(|region| region.aliases.iter().any(|a| a == name)));
        found.map(|region| region.name.clone())
    };
    let within_province = || regions.iter().find_map(|region| named(compact.strip_prefix(region.name.as_str())?));
    let unknown = || format!("没有找到“{text}”这个地区，请写到市、县或区，例如“四平市铁西区”“公主岭市”");
    named(&compact).or_else(within_province).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::region::{Level, Region};

    #[test]
    fn a_region_is_known_by_any_name() {
        let place = |name: &str, alias: &str| Region {
            name: name.into(),
            level: Level::City,
            parent: None,
            aliases: vec![alias.into()],
        };
        let regions = Regions::new(vec![place("吉林省", "吉林"), place("四平市铁西区", "四平铁西")]);
        for text in ["四平市铁西区", "四平铁西", " 四平市 铁西区", "吉林省四平市铁西区"] {
            assert_eq!(region(text, &regions).as_deref(), Ok("四平市铁西区"), "{text}");
        }
        assert!(region("某地", &regions).is_err());
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
