//! Says in plain words what is wrong with the fields of a JSON body.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::http::problem::{FieldFault, Problem};

/// Reads a body that is one of several things, told apart by `tag`.
pub(super) fn read<T: DeserializeOwned>(tag: &str, fields: Map<String, Value>) -> Result<T, Problem> {
    serde_json::from_value(Value::Object(fields)).map_err(|error| {
        let (field, reason) = explained(&error.to_string());
        wrong(field.as_deref().unwrap_or(tag), &reason)
    })
}

/// The problem of one wrong field.
pub(super) fn wrong(field: &str, reason: &str) -> Problem {
    Problem::invalid(vec![FieldFault { field: field.to_owned(), reason: reason.to_owned() }])
}

/// The field that an error of serde names, if it names one, and what is wrong in plain words.
fn explained(error: &str) -> (Option<String>, String) {
    let quoted: Vec<&str> = error.split('`').skip(1).step_by(2).collect();
    let first = quoted.first().map(|name| (*name).to_owned());
    match error {
        _ if error.starts_with("missing field") => {
            let name = first.unwrap_or_default();
            (Some(name.clone()), format!("缺少 {name}"))
        }
        _ if error.starts_with("unknown field") => {
            let name = first.unwrap_or_default();
            (Some(name.clone()), format!("没有“{name}”这一项"))
        }
        _ if error.starts_with("unknown variant") => {
            let name = first.unwrap_or_default();
            let known = quoted.get(1..).unwrap_or_default().join("、");
            (None, format!("没有“{name}”；可选：{known}"))
        }
        // Words of the house say in Chinese what is wrong with them.
        _ if error.chars().any(|c| c > '\u{2e7f}') => (None, error.to_owned()),
        _ => (None, "有一项的写法不对，各项的写法见 /api/v1/openapi.json".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_programs_become_plain_words() {
        assert_eq!(explained("missing field `lead`"), (Some("lead".into()), "缺少 lead".into()));
        assert_eq!(explained("unknown field `a`, expected `b`"), (Some("a".into()), "没有“a”这一项".into()));
        assert_eq!(explained("unknown variant `x`, expected `a` or `b`"), (None, "没有“x”；可选：a、b".into()));
        assert_eq!(explained("评分是 1 到 5 分").1, "评分是 1 到 5 分");
        assert!(!explained("invalid type: integer `5`, expected a string").1.contains("invalid"));
    }
}
