//! JSON or XML, as the ending of the address asks for.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::problem::{FieldFault, Problem};

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Format {
    /// `.json`
    Json,
    /// `.xml`
    Xml,
}

/// What an answer lists, and what its XML calls the list and each part.
pub(super) trait Listed: Serialize {
    /// The root element.
    const ROOT: &'static str;
    /// Each element in it.
    const PART: &'static str;
}

/// 出错时的说明
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct ErrorBody {
    /// HTTP 状态码
    code: u16,
    /// 说明
    description: String,
}

impl Listed for ErrorBody {
    const ROOT: &'static str = "errors";
    const PART: &'static str = "error";
}

impl Format {
    /// What stands before the ending, and the format it asks for.
    pub(super) fn split(name: &str) -> Option<(&str, Self)> {
        let json = name.strip_suffix(".json").map(|name| (name, Self::Json));
        json.or_else(|| name.strip_suffix(".xml").map(|name| (name, Self::Xml)))
    }

    /// The format that an address asks for; JSON where it names none.
    pub(super) fn of(path: &str) -> Self {
        if path.ends_with(".xml") { Self::Xml } else { Self::Json }
    }

    /// A list as an answer.
    pub(super) fn answer<T: Listed>(self, status: StatusCode, list: &[T]) -> Response {
        let (kind, written) = match self {
            Self::Json => ("application/json; charset=utf-8", serde_json::to_string(list).ok()),
            Self::Xml => ("text/xml; charset=utf-8", xml(list)),
        };
        match written {
            Some(text) => (status, [(CONTENT_TYPE, kind)], text).into_response(),
            None => Problem::internal().into_response(),
        }
    }

    /// An answer, or the problem in the form that Open311 has for it.
    pub(super) fn or_errors(self, answer: Result<Response, Problem>) -> Response {
        let problem = match answer {
            Ok(response) => return response,
            Err(problem) => problem.body(None),
        };
        // GeoReport knows one status for a key that is missing or wrong.
        let code = if problem.status == 401 { 403 } else { problem.status };
        let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let whole = ErrorBody { code, description: problem.detail };
        let each = problem.errors.into_iter();
        let mut errors: Vec<_> = each.map(|fault| ErrorBody { code, description: told(fault) }).collect();
        if errors.is_empty() {
            errors.push(whole);
        }
        self.answer(status, &errors)
    }
}

/// A fault by the name of its field: GeoReport has no other place for it.
fn told(FieldFault { field, reason }: FieldFault) -> String {
    if reason.contains(&field) { reason } else { format!("{field}：{reason}") }
}

fn xml<T: Listed>(list: &[T]) -> Option<String> {
    let mut text = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{}>", T::ROOT);
    for part in list {
        text.push_str(&quick_xml::se::to_string_with_root(T::PART, part).ok()?);
    }
    text.push_str(&format!("</{}>\n", T::ROOT));
    // XML has no way to write the others.
    text.retain(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..));
    Some(text)
}
