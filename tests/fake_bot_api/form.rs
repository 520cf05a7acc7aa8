//! Reads the parameters of a call out of a JSON, urlencoded or multipart body.

use serde_json::{Map, Value};

pub(crate) type Params = Map<String, Value>;

/// The parameters of a call; an error says what Telegram would say.
pub(crate) fn params(content_type: &str, query: &str, body: &[u8]) -> Result<Params, String> {
    let mut params = urlencoded(query.as_bytes());
    if content_type.starts_with("application/json") {
        let read: Value =
            serde_json::from_slice(body).map_err(|_| "Bad Request: can't parse JSON object".to_owned())?;
        params.extend(read.as_object().cloned().ok_or("Bad Request: object expected as JSON body")?);
    } else if content_type.starts_with("application/x-www-form-urlencoded") {
        params.extend(urlencoded(body));
    } else if let Some((_, boundary)) = content_type.split_once("boundary=") {
        params.extend(multipart(boundary.trim_matches('"'), body));
    }
    params.retain(|_, value| !value.is_null());
    Ok(params)
}

/// A number, which forms write as text.
pub(crate) fn number(params: &Params, name: &str) -> Option<i64> {
    let value = params.get(name)?;
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// A text.
pub(crate) fn text<'a>(params: &'a Params, name: &str) -> Option<&'a str> {
    params.get(name)?.as_str()
}

/// A yes or no, which forms write as text.
pub(crate) fn truth(params: &Params, name: &str) -> bool {
    params.get(name).is_some_and(|value| value.as_bool().unwrap_or(value == "true" || value == "True"))
}

/// An object or list, which forms write as a text of JSON.
pub(crate) fn nested(params: &Params, name: &str) -> Option<Value> {
    match params.get(name)? {
        Value::String(json) => serde_json::from_str(json).ok(),
        value => Some(value.clone()),
    }
}

fn urlencoded(body: &[u8]) -> Params {
    let address = format!("http://form/?{}", String::from_utf8_lossy(body));
    let url = reqwest::Url::parse(&address).expect("a query does not spoil an address");
    url.query_pairs().map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect()
}

fn multipart(boundary: &str, body: &[u8]) -> Params {
    let body = String::from_utf8_lossy(body);
    let boundary = format!("--{boundary}");
    let parts = body.split(&boundary).filter_map(|part| part.trim_start().split_once("\r\n\r\n"));
    parts
        .filter_map(|(head, value)| {
            let (_, name) = head.split_once("name=\"")?;
            let (name, _) = name.split_once('"')?;
            Some((name.to_owned(), Value::String(value.strip_suffix("\r\n").unwrap_or(value).to_owned())))
        })
        .collect()
}
