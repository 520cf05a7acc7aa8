//! Makes a registration of what another system has sent.

use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::super::fields::Fields;
use super::super::tickets::register::{self, Need};
use super::sent::Sent;
use super::services;
use crate::desk::attach::examine;
use crate::domain::attachment::Attached;
use crate::domain::region::Regions;
use crate::domain::ticket::Draft;
use crate::domain::ticket::words::{Description, tidied};
use crate::http::problem::{FieldFault, Problem};
use crate::http::upload::Chosen;

/// Our fields by the names that Open311 has for them.
const NAMES: [(&str, &str); 7] = [
    ("enterprise", "attribute[enterprise]"),
    ("credit_code", "attribute[credit_code]"),
    ("contact", "first_name"),
    ("phone", "phone"),
    ("region", "address_string"),
    ("category", "service_code"),
    ("description", "description"),
];

/// The files of a report, checked, with what they hold.
pub(super) type Files = Vec<(Attached, Vec<u8>)>;

/// 另一个系统登记一个请求
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form")]
pub(in super::super) struct ReportForm {
    /// 服务的代号，见 services
    #[schema(schema_with = services::code_schema)]
    service_code: String,
    /// 所在的市、县或区；写了 lat 和 long 的可以不写
    #[schema(example = "四平市铁西区", required = false)]
    address_string: String,
    /// 纬度；写进情况里
    #[schema(required = false)]
    lat: String,
    /// 经度；写进情况里
    #[schema(required = false)]
    long: String,
    /// 地址编号；写进情况里
    #[schema(required = false)]
    address_id: String,
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
    /// 标题；写进情况里
    #[schema(required = false)]
    title: String,
    /// 遇到的问题
    #[schema(min_length = 5, max_length = 4000)]
    description: String,
    /// 照片的地址；写进情况里
    #[schema(required = false)]
    media_url: String,
    /// 照片或 PDF，可以有几个；只能用 multipart/form-data 发
    #[schema(required = false, value_type = String, format = Binary)]
    media: String,
    /// 可以不写：只有一个辖区
    #[schema(required = false)]
    jurisdiction_id: String,
    /// 可以不写：登记不用令牌
    #[schema(required = false)]
    api_key: String,
}

/// The draft of a report. What a ticket has no place for is written under the description, so that nothing is lost.
pub(super) fn read(sent: &mut Sent, regions: &Regions) -> Result<Draft, Problem> {
    let position = position(&sent.take("lat"), &sent.take("long"))?;
    let address = sent.take("address_string");
    let contact = full_name(&sent.take("last_name"), &sent.take("first_name"));
    let category = match sent.take("service_code").as_str() {
        "" => "",
        code => services::category(code).map_err(|unknown| Problem::not_found(format!("{unknown}。")))?.as_str(),
    };
    let told = told(&sent.take("title"), sent.take("description"));
    // A map knows where it is, whatever the street is called.
    let need = if position.is_some() { Need::IfKnown } else { Need::Required };
    let fields = [
        ("enterprise", sent.take("attribute[enterprise]")),
        ("credit_code", sent.take("attribute[credit_code]")),
        ("contact", contact),
        ("phone", sent.take("phone")),
        ("region", address.clone()),
        ("category", category.to_owned()),
        ("description", told),
    ];
    let fields: Map<_, _> = fields.map(|(name, value)| (name.to_owned(), Value::String(value))).into_iter().collect();
    let mut draft = register::read(Fields::new(fields).sent_as(&NAMES), regions, need)?;
    let lines = [
        ("地址".to_owned(), street(&draft, &address, regions)),
        ("位置".to_owned(), position),
        ("地址编号".to_owned(), Some(sent.take("address_id"))),
        ("照片地址".to_owned(), Some(photo_addresses(sent)?)),
    ];
    for (name, value) in lines.into_iter().chain(attributes(sent)) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            draft.description = format!("{}\n{name}：{}", draft.description, tidied(&value));
        }
    }
    let description = Description::new(&draft.description).map_err(|error| wrong("description", &error))?;
    Ok(Draft { description: description.into(), ..draft })
}

/// The files of a report; one that is not taken is a fault, for its sender would believe it to be there.
pub(super) fn files(chosen: Vec<Chosen>) -> Result<Files, Problem> {
    let mut files = Files::new();
    for Chosen { field, name, bytes } in chosen {
        let file = examine(&name, &bytes).map_err(|refusal| wrong(&field, &refusal))?;
        if files.iter().all(|(known, _)| known.digest != file.digest) {
            files.push((file, bytes));
        }
    }
    match files.len() {
        many if many > Attached::MAX_FILES => Err(wrong("media", &format!("一次最多 {} 个文件", Attached::MAX_FILES))),
        _ => Ok(files),
    }
}

fn wrong(field: &str, reason: &impl ToString) -> Problem {
    Problem::invalid(vec![FieldFault { field: field.to_owned(), reason: reason.to_string() }])
}

/// Chinese names begin with the family name and are written together; others are not.
fn full_name(last: &str, first: &str) -> String {
    if last.is_ascii() && first.is_ascii() {
        format!("{first} {last}").trim().to_owned()
    } else {
        format!("{last}{first}")
    }
}

/// The title goes before the description that does not say the same.
fn told(title: &str, description: String) -> String {
    if title.is_empty() || description.contains(title) { description } else { format!("{title}\n{description}") }
}

/// Latitude and longitude as one text; clients send zeros for a place they do not know.
fn position(lat: &str, long: &str) -> Result<Option<String>, Problem> {
    if lat.is_empty() && long.is_empty() {
        return Ok(None);
    }
    let number = |name: &str, text: &str, most: f64| {
        let number = text.parse::<f64>().ok().filter(|number| number.abs() <= most);
        number.ok_or_else(|| wrong(name, &"经纬度要写成数字，例如 lat=43.16、long=124.35"))
    };
    let place = (number("lat", lat, 90.0)?, number("long", long, 180.0)?);
    Ok((place != (0.0, 0.0)).then(|| format!("{lat},{long}")))
}

/// An address that names more than the region.
fn street(draft: &Draft, address: &str, regions: &Regions) -> Option<String> {
    let Some(region) = draft.region.as_deref() else { return Some(address.to_owned()) };
    let province = regions.province_of(region).map_or("", |province| province.name.as_str());
    let rest = address.replace(region, "").replace(province, "");
    let names_more = address.contains(region) && rest.chars().any(char::is_alphanumeric);
    let by_another_name = !address.contains(region) && regions.named(address).is_none();
    (names_more || by_another_name).then(|| address.to_owned())
}

/// Where photos lie that were not sent themselves.
fn photo_addresses(sent: &mut Sent) -> Result<String, Problem> {
    let (address, media) = (sent.take("media_url"), sent.take("media"));
    if media.is_empty() {
        return Ok(address);
    }
    // Whoever writes an address into the field of the file means the same.
    if media.starts_with("http") {
        return Ok(if address.is_empty() { media } else { format!("{address} {media}") });
    }
    Err(wrong("media", &"照片请用 multipart/form-data 当作文件上传，或者把照片的地址写在 media_url"))
}

/// What a caller's own form has asked besides; other names are of its own making and mean nothing here.
fn attributes(sent: &mut Sent) -> Vec<(String, Option<String>)> {
    let names = sent.left().into_iter().filter_map(|name| {
        let code = name.strip_prefix("attribute[")?.strip_suffix(']')?.to_owned();
        Some((name, code))
    });
    names.map(|(name, code)| (code, Some(sent.take(&name)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_put_together_as_its_language_does() {
        for (last, first, name) in
            [("王", "小明", "王小明"), ("", "王小明", "王小明"), ("Smith", "Ann", "Ann Smith"), ("", "Ann", "Ann")]
        {
            assert_eq!(full_name(last, first), name);
        }
    }

    #[test]
    fn a_position_is_two_numbers_or_none() {
        assert_eq!(position("", "").unwrap(), None);
        assert_eq!(position("0", "0.0").unwrap(), None, "a client that does not know");
        assert_eq!(position("43.16", "124.35").unwrap().as_deref(), Some("43.16,124.35"));
        assert!(position("43.16", "").is_err() && position("north", "1").is_err() && position("99", "1").is_err());
    }
}
