//! Reads the form by which another system reports a problem.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::fields::Fields;
use super::services;
use crate::domain::ticket::Draft;
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
