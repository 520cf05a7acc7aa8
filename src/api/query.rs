//! The part of an address after the question mark, read like the fields of a form.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use super::fields::Fields;
use crate::desk::office::Office;
use crate::domain::calendar;
use crate::domain::ticket::{Category, Place};

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

/// A moment, written whole or as a day or a time in 北京时间.
pub(super) fn moment(text: &str, end: End) -> Result<Timestamp, String> {
    // A plus sign that was not escaped has come as a space.
    let escaped = if text.contains('T') { text.replace(' ', "+") } else { text.to_owned() };
    if let Ok(moment) = escaped.parse::<Timestamp>() {
        return Ok(moment);
    }
    let unreadable = || format!("“{text}”要写成日期（2026-01-05）或时间（2026-01-05T08:00:00+08:00）");
    if text.contains(':') {
        return text.parse::<DateTime>().map(calendar::moment).map_err(|_| unreadable());
    }
    let day: Date = text.parse().map_err(|_| unreadable())?;
    let day = match end {
        End::Begin => day,
        End::Close => day.checked_add(1.day()).map_err(|_| unreadable())?,
    };
    Ok(calendar::moment(day.to_datetime(Time::midnight())))
}

/// A day.
pub(super) fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("“{text}”要写成日期（2026-01-05）"))
}

/// Yes or no.
pub(super) fn flag(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| "要写 true 或 false".to_owned())
}

/// A region with all that lie in it, or none.
pub(super) fn region(text: &str, office: &Office) -> Result<Place, String> {
    if text == "none" {
        return Ok(Place::Unknown);
    }
    Place::within(text, office.regions()).map_err(|unknown| unknown.to_string())
}

/// A whole number between two others.
pub(super) fn count(text: &str, least: usize, most: usize) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("要写 {least} 到 {most} 之间的整数"))
}

/// A place in a list, as an earlier page has named it.
pub(super) fn place(text: &str) -> Result<u64, String> {
    // Larger ones JSON cannot carry to everybody.
    let place = text.parse::<i64>().ok().and_then(|place| u64::try_from(place).ok());
    place.ok_or_else(|| "要写上一页给的整数".to_owned())
}

/// A category, or `none` for those without one.
pub(super) fn category(text: &str) -> Result<Option<Category>, String> {
    if text == "none" {
        Ok(None)
    } else {
        text.parse().map(Some).map_err(|error: crate::domain::ticket::UnknownCategory| error.to_string())
    }
}
