//! How the words of the house look as JSON, for the description of the API.

use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};

use crate::domain::attachment::MediaType;
use crate::domain::staff::Role;
use crate::domain::ticket::{Category, Status};

/// One of the eleven categories.
pub(super) fn category() -> ObjectBuilder {
    words(Category::ALL.map(|(_, name)| name.to_owned()))
}

/// The same where it may be open.
pub(super) fn category_or_none() -> ObjectBuilder {
    let names = Category::ALL.iter().map(|(_, name)| Some(*name)).chain([None]);
    text_or_none().enum_values(Some(names.collect::<Vec<_>>()))
}

/// Where a ticket stands.
pub(super) fn status() -> ObjectBuilder {
    words(Status::ALL.map(|(status, _)| code(status)))
}

/// What somebody may do.
pub(super) fn role() -> ObjectBuilder {
    words(Role::ALL.map(|(role, _)| code(role)))
}

/// What a file is.
pub(super) fn media() -> ObjectBuilder {
    words(MediaType::ALL.map(|(_, name, _)| name.to_owned()))
}

/// The number of a ticket.
pub(super) fn number() -> ObjectBuilder {
    text().pattern(Some("^WZ-[0-9]{8}-[0-9]{4,}$")).examples([serde_json::json!("WZ-20260105-0001")])
}

/// The same where there may be none.
pub(super) fn number_or_none() -> ObjectBuilder {
    text_or_none().pattern(Some("^WZ-[0-9]{8}-[0-9]{4,}$"))
}

/// One of these words.
pub(super) fn words<const N: usize>(words: [String; N]) -> ObjectBuilder {
    text().enum_values(Some(words))
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))
}

fn text_or_none() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]))
}

/// A word as it is written in JSON.
pub(super) fn code(word: impl serde::Serialize) -> String {
    serde_json::to_value(word).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
