//! The part of an address after the question mark, read like the fields of a form.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use super::fields::Fields;
use crate::domain::calendar;
use crate::domain::ticket::Category;

/// What stands after the question mark; of a name that comes twice, the last counts.
pub(super) struct Asked(pub(super) Fields);

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        let fields = pairs.map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())));
        Ok(Self(Fields::new(fields.collect())))
    }
}

/// Which end of a day a bare date means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Its first moment.
    Begin,
    /// The first moment of the next one, so that the day itself is in.
    Close,
}

/// A moment, written whole or as a day in 北京时间.
pub(super) fn moment(text: &str, end: End) -> Result<Timestamp, String> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    let unreadable = || format!("“{text}”要写成日期（2026-01-05）或时间（2026-01-05T08:00:00+08:00）");
    let day: Date = text.parse().map_err(|_| unreadable())?;
    let day = match end {
        End::Begin => day,
        End::Close => day.checked_add(1.day()).map_err(|_| unreadable())?,
    };
    Ok(calendar::moment(day.to_datetime(Time::midnight())))
}

/// A whole number between two others.
pub(super) fn count(text: &str, least: usize, most: usize) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("要写 {least} 到 {most} 之间的整数"))
}

/// A category, or `none` for those without one.
pub(super) fn category(text: &str) -> Result<Option<Category>, String> {
    if text == "none" {
        Ok(None)
    } else {
        text.parse().map(Some).map_err(|error: crate::domain::ticket::UnknownCategory| error.to_string())
    }
}
